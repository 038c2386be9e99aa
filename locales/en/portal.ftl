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
close = Close
back = Back
unread-count =
    { $count ->
        [one] { $count } unread message
       *[other] { $count } unread messages
    }

## When something does not work
offline = No connection. What you write is kept and sent when you are back.
try-now = Try now
try-again = Try again
cannot-load = This could not be loaded.
loading = Loading
not-found = This is not here, or not for you.
not-done = That did not work. Please try again.
not-sent = It was not sent. Please try again.
server-away = The server does not answer. Please try again in a moment.
session-ended = Your session has ended. Please sign in again; what you wrote has been kept.

## Signing in
sign-in-title = Welcome home
sign-in-lead = Sign in to see your home, your repairs and your messages.
sign-in = Sign in
sign-in-wrong = The address or the password is wrong.
email = E-mail
password = Password

## Days and times
today = Today
yesterday = Yesterday
since-minutes = { $count } min
since-hours = { $count } h
since-days = { $count } d
visit-both-zones = { $there } in { $city } ({ $here } where you are)

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
