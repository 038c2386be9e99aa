## Places and tools
place-home = Home
place-tickets = Repairs
place-messages = Messages
place-more = More
place-board = Board
place-inbox = Inbox
places = Places
skip = Skip to the content
language = Language
appearance = Appearance
appearance-now = Appearance: { $now }
appearance-system = As the device
appearance-light = Light
appearance-dark = Dark
sign-out = Sign out
leaving-title = Something is not sent yet
leaving-lead = If you sign out, this device forgets what you have typed and not sent.
stay = Stay here
close = Close
back = Back
unread-count =
    { $count ->
        [one] { $count } unread message
       *[other] { $count } unread messages
    }

## When something does not work
offline = No connection. What you write is kept and sent when you are back.
behind = Reconnecting … What you see may be old.
try-now = Try now
try-again = Try again
cannot-load = This could not be loaded.
loading = Loading
not-found = This is not here, or not for you.
not-done = That did not work. Please try again.
not-sent = It was not sent. Please try again.
too-much = That was too much at once. What you wrote is kept: wait a moment and try again.
arrived-before = What you sent before has arrived; only the answer was lost. Look at it first: sending again makes another one.
look-there = Look at it
server-away = The server does not answer. Please try again in a moment.
not-signed-out = You are not signed out yet: the server does not answer. What was on this screen is gone, and you are signed out as soon as there is a connection.
session-ended = Your session has ended. Please sign in again; what you wrote has been kept.

## Signing in
sign-in-title = Welcome home
sign-in-lead = Sign in to see your home, your repairs and your messages.
sign-in = Sign in
email = E-mail
password = Password

## Days and times
today = Today
yesterday = Yesterday
since-minutes = { $count } min
since-hours = { $count } h
since-days = { $count } d
visit-both-zones = { $there } in { $city } ({ $here } where you are)
day-there = { $date } ({ $zone })

## Home
hello = Hello, { $name }
to-pay = To pay
all-paid = Everything is paid.
due-on =
    { $days ->
        [0] Due { $date } · today
        [one] Due { $date } · in { $days } day
       *[other] Due { $date } · in { $days } days
    }
was-due-on =
    { $days ->
        [one] Was due { $date } · { $days } day ago
       *[other] Was due { $date } · { $days } days ago
    }
overdue = { $amount } is overdue
open-repairs = Open repairs
all-tickets = All repairs
no-repairs = Nothing to repair.
earlier = Earlier

## Reporting
report = Report a repair
report-title = What needs repair?
what-is-it = What is it about?
category-guessed = Your sentence sounds like: { $category }. Choose another if it is not.
one-sentence = In one sentence
more-about-it = More about it
more-hint = Where exactly, since when, what you have tried. You may leave this empty.
where = Where
choose = Choose
how-urgent = How urgent is it?
may-we-enter = May we come in?
emergency-advice = Call the emergency number first if somebody is in danger. Turn off water or power if you safely can.
send-report = Send
reported = Reported as { $number }. You will see here what happens.

## A ticket
visit-at = Visit { $when }
assigned-to = { $name } takes care of it
nobody-assigned = Not assigned yet
course = What has happened
somebody = Somebody
inside-only = Only for staff
write-comment = Write something
send = Send
sent = Sent
step-done = done
moved = { $number } was moved to { $to }
comments = Comments
photos = Pictures and papers

## The board
board-title = Maintenance
direct = Live
connecting = Connecting …
property = Property
all-properties = All properties
new-ticket = New ticket
figure-open = Open
figure-emergencies = Emergencies
figure-unassigned = Not assigned
figure-oldest = Oldest new
column-empty = Empty here.
move-menu = Move { $number }
move-to = Move to
cannot-move = It cannot go to { $to } from here.
schedule-title = When does somebody come?
schedule = Agree on this time
day = Day
hours = Hours
property-clock = On the clock of { $zone }

## Conversations
conversation = Conversation
no-messages = No messages yet.
choose-conversation = Choose a conversation.
write-message = Write a message
send-again = Not sent. Send again
was-read = Read
was-sent = Sent

## Words of the data
stage-new = New
stage-scheduled = Scheduled
stage-in-progress = In progress
stage-done = Done
status-new = New
status-triaged = Looked at
status-scheduled = Scheduled
status-in-progress = In progress
status-on-hold = Waiting
status-resolved = Done
status-reopened = Reopened
status-closed = Closed
status-rejected = Declined
status-duplicate = Reported twice
status-cancelled = Withdrawn
move-triaged = Mark as looked at
move-in-progress = Start the work
move-resolved = Mark as done
move-closed = Confirm: it works
move-reopened = It is not fixed
move-cancelled = Withdraw
move-rejected = Decline
move-scheduled = Agree on a visit
move-visit = Move the visit
visit-moved-to = The visit was moved to { $when }
status-when = { $status }: { $when }
move-on-hold = Put on hold
waits-for = It waits for
waits-until = Until when, if you know
reason-seen = Everyone who sees the ticket can read it.
hold-parts = Parts
hold-tenant = The tenant
hold-owner-approval = The owner’s approval
hold-vendor = A tradesperson
priority-low = Low
priority-normal = Normal
priority-high = High
priority-emergency = Emergency
category-plumbing = Water
category-heating = Heating
category-electrical = Electricity
category-appliance = Appliance
category-locks = Locks and keys
category-structure = Building
category-pests = Pests
category-common-area = Common area
category-other = Something else
entry-when-home = When I am home
entry-anytime = Any time
entry-by-appointment = After agreement
event-created = Reported
event-assigned = Assigned
event-status-changed = Changed
role-tenant = Tenant
role-guarantor = Guarantor
role-owner = Owner
role-admin = Administrator
role-manager = Manager
role-accountant = Accountant
role-maintenance = Maintenance
role-vendor = Contractor
role-auditor = Auditor

## The ways in
to-sign-in = To sign-in
sign-in-passkey = Sign in with a passkey
no-passkey = No passkey was used. Try again, or choose another way.
no-passkeys-here = This browser does not know passkeys. Please use another device.
forgot = Forgot your password?
forgot-title = Choose a new password
forgot-lead = Write the address you sign in with. If it is known here, we send you a link that works for half an hour.
forgot-send = Send me a link
forgot-sent = If { $email } is known here, a link is on its way. Look among unwanted mail too.
forgot-again = Ask for a new link
reset-title = New password
reset-lead = When it is saved, you are signed out everywhere.
reset-done = Your new password is saved. Sign in with it now.
link-missing = This link is not complete. Open it once more from the mail.
new-password = New password
choose-password = Choose a password
save-password = Save the password
password-hint = Several words that only you would put together make a good one.
strength-0 = Much too weak.
strength-1 = Too weak.
strength-2 = Not quite enough.
strength-3 = Good.
strength-4 = Very good.
hint-straight-row = A row of keys is guessed at once.
hint-keyboard-pattern = Patterns on the keyboard are guessed soon.
hint-repeat = Repeating helps little.
hint-sequence = Rows such as abc or 123 help little.
hint-year = Years are guessed soon.
hint-date = Dates are guessed soon.
hint-common-password = Many people use this one.
hint-single-word = One word alone is not enough.
hint-name = Names are guessed soon.
hint-too-short = Make it longer.
hint-add-words = Add a word or two.
hint-capitals-help-little = Capitals help little.
hint-reversing-helps-little = Writing it backwards helps little.
hint-substitutions-help-little = Writing @ for a helps little.
invitation-title = You are invited
invitation-lead = { $organization } invites you as: { $role }.
invitation-known = You have an account with this address already. Its password is enough.
invitation-accept = Join { $organization }
invitation-joined = You belong to { $organization } now. Sign in as ever.
invitation-expired = This invitation has expired. Ask for a new one.
invitation-accepted = This invitation was used already. Sign in.
invitation-revoked = This invitation was taken back, or a newer one took its place.
confirm-email-title = Confirm your new address
confirm-email-lead = From then on you sign in with it, and mail goes there.
confirm-email-do = Yes, this is my address
confirm-email-done = Your new address is in use.
undo-email-title = Was this not you?
undo-email-lead = Your old address comes back, and whoever is signed in is signed out.
undo-email-do = Give me my old address back
undo-email-done = Your old address is back. Now choose a new password.

## Proving who one is
factor-title = One more step
factor-lead = Show that it is you: with the code of your app, your passkey, or a recovery code.
set-up-title = Protect your account
set-up-lead = Your role needs a second factor besides the password. It takes a minute.
sign-in-as-other = Sign in as somebody else
prove-title = Is it you?
prove-lead = What you are about to do is delicate. Prove it once; it counts for five minutes.
prove = Confirm
not-proved = It was not done, because it was not confirmed who is asking.
code = Code
code-hint = Six digits from your authenticator app.
recovery-code = Recovery code
recovery-hint = Each works once.
use-passkey = Use a passkey
instead-way-code = Use a code instead
instead-way-recovery = Use a recovery code instead
instead-way-password = Use the password instead

## Settings
settings = Settings
time-zone = Times are shown by the clock of
factors = Second factor
factors-on = Besides the password, you are asked for one of these.
factors-off = A stolen password is enough to get in as you. Add an app or a passkey.
authenticator = Authenticator app
add-authenticator = Add an authenticator app
add-passkey = Add a passkey
passkey-lead = Your device asks for your finger, your face or its code. Nothing to remember, nothing to be stolen.
passkey-name = Its name
rename = Rename
rename-passkey = Rename the passkey
passkey-name-hint = So that you know it again, such as: my phone.
scan = Scan this with your authenticator app, or type the letters below. Then write the code it shows.
qr = Square code for the app
confirm = Confirm
remove = Remove
factor-added = Added. From now on it is asked for.
factor-removed = Removed.
remove-named = Remove { $name }
sure-final = { $number } ends with this. It cannot be taken back; what was written stays.
sure-accounts = Nothing more is entered for { $number } after this. It cannot be taken back.
sure-method = It is forgotten here and at the provider, and must be entered anew to be used again.
sure-factor = { $name } no longer opens this account.
recovery-codes = Recovery codes
codes-left =
    { $count ->
        [one] { $count } left
       *[other] { $count } left
    }
renew-codes = New codes
codes-lead = Keep them where you would find them without your phone. They are shown only now, and each works once.
codes-kept = I have kept them
copy = Copy
copied = Copied.
last-used = last used { $when }
never-used = not used yet
change-password = Change the password
current-password = Present password
password-changed = The password was changed.
password-others-end = Other devices are signed out.
change-email = Change the address
new-email = New address
new-email-hint = We send a link there; until you open it, the old one stays.
email-sent = A link is on its way to { $email }. It works for one day.
send-link = Send the link
devices = Where you are signed in
unknown-device = Unknown device
this-device = this device
end-session = Sign out
end-others = Sign out everywhere else
session-over = Signed out there.
sessions-over =
    { $count ->
        [one] Signed out in { $count } place.
       *[other] Signed out in { $count } places.
    }
memberships = Your organizations
working-here = Here now
work-there = Go there
seen = Who saw my data
seen-lead = Each time somebody opened your address or your number, it is written down here.
seen-by-nobody = Nobody yet.
show-more = Show more
phishing = Report a false message
phishing-what = What did you get?
phishing-hint = A letter or a call that only pretended to come from your landlord.
phishing-send = Report it
phishing-thanks = Thank you. Those who run the house are told.

## Places of the staff
place-roll = Rent roll
place-properties = Properties
place-leases = Leases
place-lease = My lease
place-people = People
go-to = Search or go to …
nothing-found = Nothing found.
nobody = Nobody
you = You
name = Name
phone = Phone
role = Role
roles = Roles
state = State
every-state = Every state

## Homes
unit = Unit
units = Units
tenant = Tenant
rent = Rent
owed = To pay
search-units = Search units
search-properties = Search properties
address = Address
clock-there = Time there
currency = Currency
buildings = Buildings
kind = Kind
area = Area
bedrooms = Bedrooms
kind-flat = Flat
kind-house = House
kind-room = Room
kind-parking = Parking
kind-storage = Storage
kind-commercial = Business premises
unit-occupied = Let
unit-notice-unrented = Becoming free
unit-notice-rented = Let again from the move
unit-vacant-rented = Let, not moved in
unit-vacant-ready = Free
unit-vacant-not-ready = Free, not ready
unit-down = Out of use

## Leases
lease = Lease
no-lease = There is no lease here.
search-leases = Search leases
search-tenants = Search tenants
period = Period
terms = Terms
lease-type = How it ends
type-fixed = On a day
type-fixed-with-rollover = On a day, else goes on
type-at-will = When notice is given
from = From
last-day = Last day
due-day = Due day
due-day-hint = Day of the month, 1 to 28.
due-day-of = Day { $day } of each month
rent-monthly = { $amount } a month
signed-on = Signed on
notice-on = Notice given
parties = Who is bound
party-tenant = Tenant
party-co-tenant = Tenant together
party-guarantor = Guarantor
party-occupant = Lives there too
charges = What was charged
charge = For
due-date = Due
amount = Amount
falls-due = Due { $date }
charge-rent = Rent
charge-utility = Power and water
charge-parking = Parking
charge-storage = Storage
charge-late-fee = Late fee
charge-returned-payment-fee = Fee for a returned payment
charge-damage = Damage
charge-deposit = Deposit
charge-other = Other
paid-scheduled = Not due yet
paid-posted = To pay
paid-partially-settled = Partly paid
paid-settled = Paid
paid-reversed = Reversed
paid-cancelled = Cancelled
lease-draft = Draft
lease-offered = Offered
lease-signed = Signed
lease-active = In force
lease-holdover = Goes on after its end
lease-notice-given = Notice given
lease-ended = Ended
lease-closed = Closed
lease-cancelled = Cancelled
step-draft = Take the offer back
step-offered = Offer for signature
step-signed = Record the signature
step-active = Let it go on
begins-by-itself = It comes into force by itself on { $date }.
step-holdover = Goes on after its end
step-notice-given = Record a notice
step-ended = End the lease
step-closed = Close the accounts
step-cancelled = Cancel
reason = Reason
lease-moved = The lease is now: { $to }
draft-lease = Draft a lease
lease-drafted = { $number } is drafted.
save-draft = Save the draft
choose-other = Choose another
new-tenant = Enter { $name } as a new tenant

## People
search-people = Search people
invite = Invite
invite-title = Invite somebody
invited = Invited
send-invitation = Send the invitation
invitation-sent = The invitation is on its way.
invitation-taken-back = The invitation was taken back.
link-expired = the link has expired
sent-when = sent { $when }
resend = Send again
take-back = Take back
scope = Over what
whole-organization = The whole organization
give-role = Give a role
end-role = End
role-given = The role was given.
role-ended = The role has ended.
not-in-force = not in force
until = until { $when }
shut-out-do = Shut out
shut-out-title = Shut { $name } out?
shut-out-lead = All roles end at once and open sessions are closed. What was written stays.
shut-out = Shut out.

## Handing out and writing
assign = Assign
assign-other = Assign anew
assign-title = Who takes care of it?
assign-nobody = Nobody for now
cannot-assign = { $name } does not work on repairs here.
new-conversation = New message
conversation-lead = It goes to those who manage your home.
subject = Subject
message = Message
about-person = About { $name }
is-writing = { $name } is writing
is-here = here now

## Pictures and papers
add-photos = Add photos
add-photos-hint = One picture often says more than a sentence.
attach = Attach pictures or papers
chosen-files = To be sent with it
see-picture = See the attachment.
file-too-large = A file has at most 25 MB.
files-too-many = At most { $most } at once.
sending-file = Sending { $name }
open-photo = Open { $name }
photo = Picture { $name }
photo-of = { $place } of { $count }
photo-before = The one before
photo-next = The next one
download = Download
papers = Papers
no-papers = No papers here yet.
add-paper = Add a paper (PDF)

## Settings of the organization
clock-now = It is { $time } there now.
clock-of-device = Use the clock of this device: { $zone }
save = Save
brand = Name, colour and logo
organization-name = Name of the organization
brand-colour = Colour
other-colour = Another colour
colour-made-readable = It is shown a little darker or lighter, so that everybody can read it.
brand-saved = Saved. Everybody sees it from now on.
choose-logo = Choose a logo
remove-logo = Remove the logo
tokens = Keys for partners
tokens-lead = A key lets another system in, with what you allow it and no more. Each one is in the log.
no-tokens = No keys yet.
new-token = New key
token-name = What is it for?
token-name-hint = Such as: the accounting system.
token-may = What it may do
token-lasts = How long
token-days =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
make-token = Make the key
token-once = Copy it now: it is shown only this once.
token-kept = I have kept it
token-until = Until { $date }
token-ended = Revoked
token-expired = Expired
revoke = Revoke
revoke-title = Revoke { $name }?
revoke-lead = Whatever uses it is shut out at once.
token-revoked = Revoked.
scope-properties-read = Read properties and units
scope-properties-write = Enter and change properties and units
scope-people-read = Read names of people
scope-people-contact = Read addresses and numbers
scope-people-write = Enter and change tenants
scope-leases-read = Read leases
scope-leases-write = Write and change leases
scope-documents-read = Read documents
scope-documents-write = Add documents
scope-payments-read = Read charges and payments
scope-payments-write = Charge, and record payments
scope-tickets-read = Read repairs
scope-tickets-write = Report and change repairs
scope-messages-read = Read messages
scope-messages-write = Write messages
scope-events-read = Follow what happens

## Entering homes
new-property = New property
change-property = Change the property
property-name = Name of the property
property-name-hint = As people call it, such as: Thorvald Meyers gate 14.
property-made = { $name } is entered. Now its units.
no-properties = No properties yet.
save-property = Save the property
street = Street and number
postal-code = Postal code
city = City
country = Country
change = Change
saved = Saved.
new-unit = New unit
change-unit = Change the unit
unit-label = Name or number
unit-label-hint = As it stands on the door, such as: H0302.
unit-made = { $label } is entered.
save-unit = Save the unit
building = House
no-building = None
new-building = A new house
new-building-name = Name of the house
usual-rent = Usual rent
condition = Condition
condition-ready = Ready to move in
condition-not-ready = Not ready
condition-down = Out of use
change-draft = Change the draft
change-parties = Change who is bound
add-unit = Add a unit
add-person = Add somebody
is-overdue = Something is overdue
lease-over = This lease ended on { $date }. Its papers and payments stay here.
show-only = Show only

## The beginning
begin-title = Let us begin
begin-done = { $done } of { $all } done
begin-properties = Enter a property
begin-units = Enter its units
begin-tenants = Enter a tenant
begin-leases = Draft the first lease
begin-invitations = Invite somebody
not-now = Not now

no-current-lease = You have no lease in force here. Your earlier leases and their papers stay with you.
earlier-leases = Earlier leases
nowhere-to-report = Repairs are reported for a home that you rent now. Write to us about anything else.

show-earlier = Show earlier messages
rules = Signing in
rules-factor = Administrators and accountants need a second factor
rules-session = Signed in for at most
rules-idle = Signed out when unused for
rules-usual = As usual

## Paying
place-pay = Pay
pay-now = Pay now
pay-title = Pay
no-real-money = This is a demo: no real money moves. Use the test numbers only, never a card of your own.
under-way = { $amount } is on its way
rest-under-way = What is due is on its way.
pay-how-much = How much?
pay-due = What is due
pay-all = All that is open
pay-other = Another amount
pay-chosen = What I choose
pay-when = When?
pay-today = Now
pay-later = On a day to come
pay-later-needs = A day to come needs a saved card or account.
pay-amount-on = Pay { $amount } on { $date }
say-amount = Write an amount to see the ways to pay it.
no-amount = Write an amount such as 1500 or 1500.50.
unclear-amount = Write it without a sign between the thousands, such as 14500 or 14500.50.
too-fine = { $count ->
    [0] { $currency } has no decimals.
   *[other] { $currency } has at most { $count } decimals.
}
no-number = Write a number in digits alone.
pay-how = How?
pay-way = Method
no-fee = No fee
fee-of = Fee { $amount }
fee-is-in = { $amount } goes to your landlord, { $fee } is the fee.
pay-amount = Pay { $amount }
no-ways = This cannot be paid here. Your lease and your invoice say how to pay; ask your landlord if you are unsure.
pay-otherwise = Pay in another way
numbers-to-stripe = What you type here goes straight to Stripe, which makes the payment. We never see your numbers.
go-on = Go on
stop-payment = Stop it
payment-stopped = It is stopped. Nothing was taken.
payment-thanks = Paid. Thank you.
payment-waits = You have confirmed it. We wait for the bank’s answer; it shows here by itself.
payment-number = Payment { $number }
scheduled-for = It is begun on { $date }. Until then you can stop it.
fee = Fee
given-back = Paid back
payer = Paid by
paid-on = Counts from
begun-on = Begun
way-card = Card
way-sepa-debit = SEPA direct debit
way-ach-debit = Bank account
way-other-online = Another way
way-bank-transfer = Bank transfer
way-cash = Cash
way-cheque = Cheque
payment-created = Begun
payment-requires-action = To be confirmed
payment-processing = On its way
payment-succeeded = Paid
payment-cancelled = Stopped
payment-expired = Not confirmed
payment-failed = Not paid
payment-returned = Taken back
payment-disputed = Disputed
payment-partially-refunded = Partly paid back
payment-refunded = Paid back
payment-charged-back = Charged back
payment-recorded = Received
payment-cleared = Received
payment-bounced = Refused by the bank
payment-voided = Recorded by mistake
payment-says-created = It is being sent. Nothing more to do.
payment-says-requires-action = It is not finished: you have not confirmed it yet. Nothing was taken.
payment-says-processing = It is on its way. A bank needs some days; nothing more to do.
payment-says-succeeded = The money has arrived, and your balance shows it.
payment-says-cancelled = It was stopped. Nothing was taken.
payment-says-expired = Nobody confirmed it in time. Nothing was taken.
payment-says-failed = It did not go through. Nothing was taken.
payment-says-returned = The bank took it back, so it is open again.
payment-says-disputed = The payer objected at the bank. Your landlord looks into it.
payment-says-partially-refunded = A part of it was paid back.
payment-says-refunded = It was paid back.
payment-says-charged-back = The bank gave it back to the payer, so it is open again.
payment-says-recorded = It was received and entered by hand.
payment-says-cleared = It was received, and the bank has confirmed it.
payment-says-bounced = The bank refused it, so it is open again.
payment-says-voided = It was entered by mistake, and counts no more.

## The balance
money-places = Money
balance-title = Balance
to-balance = Go to the balance
owed-in-all = Open in all
paid-ahead = Paid ahead
of-it-due = { $amount } of it is due.
adds-up = How it adds up
all-movements = All movements
lines-earlier = There are earlier lines too: see all movements.
nothing-open = Nothing is open.
nothing-yet = Nothing yet.
late-days = { $from } to { $to } days late
late-more = { $from } days late or more
payments = Payments
payment = Payment
payments-count =
    { $count ->
        [one] { $count } payment
       *[other] { $count } payments
    }
payments-under-way = On their way
payments-received = Received
payments-not-paid = Not paid
payments-taken-back = Taken back
payments-given-back = Paid back
every-way = Every way
begun-at = begun { $when }
begins-on = Begins on { $date }
money-came = The money came
story = What happened
settles = What it settles
what-is-known = The payment
provider-says = The provider’s code
payment-do-cleared = The bank confirmed it
payment-do-bounced = The bank refused it
payment-do-voided = It was recorded by mistake
clear-lead = { $amount }: the money is surely there.
open-again-lead = What { $amount } had settled is open again from the day that it was due. The tenant sees it.
refund-do = Pay back
refund-lead = Of { $amount }, all or a part goes back to where it came from. It may take some days.
refund-begun = It is on its way back.
refund-pending = On its way back
refund-succeeded = Paid back
refund-failed = Paying back failed
line-kind = What it is
account-line-charge = Charged
account-line-payment = Paid
account-line-credit = Credited
account-line-refund = Paid back
account-line-write-off = Given up
account-line-reversal = Taken back
still-open = Still open
balance-after = Balance after it
rule = Rule
rests-on = Rests on
rule-schedule = Regular charge
rule-late-fee = Late fee
rule-deposit = Deposit
rule-deposit-reclaimed = Deposit that was given back
rule-returned-payment-fee = Fee for a payment that came back
rule-entry = Entry in the books
rule-manual = Decided by the office
rule-demo = Demo
input-frequency = How often
frequency-monthly = Each month
frequency-quarterly = Each quarter
frequency-yearly = Each year
input-due-day = Due on this day of the month
input-method = How part months are counted
proration-actual-days = By the days of that month
proration-thirty-days = As if every month had 30 days
proration-year-365 = By a year of 365 days
proration-year-actual = By the days of that year
input-days = Days that count
input-period-days = Days of the whole period
input-denominator = Divided by
input-due-on = Was due on
input-late-from = Counts as due from
input-last-free-day = Last day without a fee
input-days-late = Days late
input-kind = How the fee is counted
fee-kind-flat = A fixed amount
fee-kind-percent-of-rent = A share of the rent
fee-kind-percent-of-open = A share of what is open
fee-kind-daily = An amount for each day
fee-kind-tiered = By how late it is
fee-kind-greater-of = The greater of an amount and a share
fee-kind-lesser-of = The lesser of an amount and a share
input-grace-days = Days of grace
input-repeat = How often the fee comes
fee-repeat-once = Once
fee-repeat-daily = Each day
fee-repeat-monthly = Each month
input-from-day = From this day on
input-times = How many times
input-amount-minor = Amount of the rule
input-daily-max-minor = At most for a day
input-assessed-minor = Charged before
input-rate-bps = Share
input-base-minor = Counted from
input-uncapped-minor = Before any limit
input-limit = Limited by
fee-limit-law = The law
fee-limit-policy = The landlord's own rule
input-law-version = Version of the law
input-agreed-minor = Agreed deposit
input-rent-minor = Rent
input-max-months = At most, in months of rent
input-payment = Payment
input-fee-minor = Agreed fee
late-fee-threat = Pay by { $date }: afterwards a late fee of { $amount } is added.
late-fee-shielded = Your payment is on its way in time, so the late fee of { $amount } is held off.

## Autopay and the household
autopay = Autopay
autopay-off = Autopay is off
autopay-on = Autopay is on
autopay-rests = Autopay is paused
autopay-lead = You pay by yourself. If you like, what is due is taken from your card or account each month; you can pause or end it here at any time.
autopay-needs = Save a card or an account first.
autopay-set = Turn autopay on
autopay-agree = I agree: take it by itself
autopay-saved = Saved. You see here what it takes next, and when.
autopay-next = On { $date } { $amount } is taken from { $from }, as things stand.
autopay-next-open = On { $date } what is due then is taken from { $from }. As things stand that is nothing.
autopay-waits = It takes what is due from { $from }. There is no next day yet.
autopay-rests-lead = Nothing is taken until you let it go on. Pay by yourself meanwhile.
autopay-cap = Never more than { $amount } at once.
autopay-skips = The next time is left out: pay that one by yourself.
autopay-skipped = On { $date } nothing was paid. { $why }
autopay-unskipped = The next time is taken again.
autopay-skip = Leave out the next time
autopay-unskip = Do not leave it out
autopay-pause = Pause
autopay-resume = Let it go on
autopay-end = End autopay
autopay-end-lead = Nothing more is taken by itself. What is already on its way still arrives.
autopay-when = When in the month
autopay-due-date = On the due day
autopay-day = On a day that I choose
autopay-which-day = Which day
autopay-day-hint = 1 to 31; the last day where a month is shorter.
autopay-share = How much of it, in percent
autopay-share-hint = 100 is all of what is due; less where several share a home.
autopay-share-wrong = More than 0 and at most 100.
autopay-most = Never more than
autopay-most-hint = You may leave this empty.
pay-from = From
saved-methods = Saved cards and accounts
saved-methods-lead = The numbers are kept where payments are made, and never here.
save-method = Save: { $kind }
method-waits = It shows here as soon as it is saved.
method-not-saved = It was not saved. You can try again.
pot-title = The household in { $month }
pot-of = { $paid } of { $due }
pot-named = My roommates read my name beside my share

## Notifications
notices = Notifications
notices-count =
    { $count ->
        [one] { $count } new
       *[other] { $count } new
    }
notices-how = How you are told
no-notices = Nothing new.
notice-new = new
told-of = What
told-portal = Portal
told-mail = Mail
told-ticket-created = New repairs
told-ticket-changed = A repair goes on
told-ticket-assigned = A repair is given to me
told-ticket-commented = Comments on a repair
told-messages = Messages
told-invitation-accepted = Somebody accepts an invitation
told-security = Safety of my account
told-rent-due = Rent is due
told-receipt = Receipts
told-payment-failed = A payment fails
quiet-hours = Do not disturb me at night
quiet-from = From
quiet-until = Until
quiet-lead = Mail waits until the quiet hours are over. Emergencies come at once.

bring-in = Bring in a list
bring-in-lead = A list of homes, people and leases as one file. It is tried first: nothing is written before you say so.
choose-list = Choose the file
list-tried = Tried: nothing is written yet
list-in = It is in
list-not-in = Nothing was written
faults = Faults
row-number = Row { $row }
bring-in-now = Bring it in

## Money in the office, and papers
record-payment = Record a payment
payment-recorded-note = The payment is recorded.
received-on = Came in on
payer-unsaid = Not known
reference = Reference
reference-hint = What stood on the transfer or the cheque, such as a KID.
create-charge = Charge something
charge-created = It is charged, and the tenant sees it.
charge-text = What the tenant reads
create-credit = Give a credit
credit-lead = It lowers what is owed at once, and what comes after that. The tenant sees it.
credit-created = The credit is given.
change-charge = Change
deed-waive = Waive
deed-write-off = Write off
deed-reverse = Take back
deed-lead-waive = The open { $amount } need not be paid any more. The tenant sees it.
deed-lead-write-off = The open { $amount } is given up as lost. It counts as a loss in the books.
deed-lead-reverse = It was charged by mistake: all { $amount } is taken off, and what was paid for it settles something else.
deed-done-waive = It is waived.
deed-done-write-off = It is written off.
deed-done-reverse = It is taken back.
receipt = Receipt (PDF)
statement = Statement
statement-lead = Everything that was charged and paid in these days, to keep or to print.
statement-pdf = As PDF
statement-csv = As CSV
who-owes = Who owes
nobody-owes = Nobody owes anything that is past due.
owing-total =
    { $count ->
        [one] One lease owes { $amount }
       *[other] { $count } leases owe { $amount }
    }
how-late = How late
is-late = Late
bring-in-good = Bring in the good rows, and leave out the others
rows-done = { $done } of { $rows } rows are done
found-title = Begin here
found-lead = Nothing is here yet. Say who you are, and choose a password on the next page.
found-secret = Set-up code
found-secret-hint = The server printed it when it started.
found-clock = Time of the organization
found-languages = Languages
found-name = Your own name
found-send = Make the organization
