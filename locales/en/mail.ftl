# Mails. Every message has: .subject, .heading, .body (paragraphs parted by an empty line), and may have
# .action (the words on the link) and .note (small print).

mail-footer = You get this mail because of your account at { $sender }. Nobody will ever ask you for your password.
mail-link-hint = If the button does not work, copy this address into your browser:

mail-invitation =
    .subject = { $inviter } invites you to { $organization }
    .heading = Welcome to { $organization }
    .body =
        { $inviter } has invited you to the tenant portal of { $organization }.

        Follow the link to set a password and sign in.
    .action = Accept the invitation
    .note = The link works once, until { $until }. If you do not know { $organization }, do nothing.

mail-password-reset =
    .subject = Set a new password
    .heading = Set a new password
    .body = Somebody asked for a new password for this account. If it was you, follow the link.
    .action = Set a new password
    .note = The link works once, until { $until }. If it was not you, do nothing: your password stays as it is.

mail-password-changed =
    .subject = Your password was changed
    .heading = Your password was changed
    .body =
        The password of your account was changed on { $at }.

        If it was you, nothing more is to be done. If not, set a new password at once.
    .action = It was not me

mail-email-change-confirm =
    .subject = Confirm your new address
    .heading = Confirm your new address
    .body = Somebody wants to sign in with { $address } from now on. If it was you, follow the link.
    .action = Confirm the address
    .note = The link works once, until { $until }. If it was not you, do nothing.

mail-email-change-notice =
    .subject = Your address is being changed
    .heading = Your address is being changed
    .body =
        Somebody asked on { $at } that this account be reached at { $address } from now on.

        If it was you, nothing more is to be done. If not, undo it.
    .action = Undo the change
    .note = The link works once, until { $until }.

mail-new-sign-in =
    .subject = New sign-in to your account
    .heading = New sign-in to your account
    .body =
        Somebody signed in to your account on { $at } with a device we had not seen before: { $device }.

        If it was you, nothing more is to be done. If not, change your password and end that session.
    .action = Look at my sessions

mail-security-notice =
    .subject = The security of your account was changed
    .heading = The security of your account was changed
    .body =
        { $what ->
            [factor-added] A second factor was added on { $at }.
            [factor-removed] A second factor was removed on { $at }.
            [recovery-codes-made] New recovery codes were made on { $at }. The old ones no longer work.
            [recovery-code-used] A recovery code was used on { $at }.
            [passkey-added] A passkey was added on { $at }.
            [passkey-removed] A passkey was removed on { $at }.
            [locked] Too many wrong passwords were tried. Your account was locked on { $at }; set a new password to open it.
            [sessions-ended] All other sessions were ended on { $at }.
            [api-token-made] A token for a partner was made on { $at }. Whoever has it can use the API of your organization.
            [payment-account] An account that rent is paid into was opened on { $at }. If it replaces another one, that happens after three days.
           *[other] Something about how you sign in was changed on { $at }.
        }

        If it was you, nothing more is to be done. If not, change your password at once.
    .action = Look at my account

mail-ticket-changed =
    .subject = Ticket { $number }: { $title }
    .heading = News of ticket { $number }
    .body =
        { $what ->
            [status] { $status }
            [comment] { $author } wrote a comment on “{ $title }”.
            [created] { $author } reported “{ $title }”.
            [assigned] “{ $title }” was given to { $author }.
           *[other] “{ $title }” was changed.
        }
    .action = See the ticket
    .note = { $organization } sends this because you follow the ticket.

mail-autopay =
    .subject = Your standing order for the rent
    .heading = Your standing order for the rent
    .body =
        { $what ->
            [announced] On { $on } your standing order will take about { $amount } from { $source }. It takes what is due on that day, and never more than the limit that you have set.
            [failed] On { $on } your standing order could not take { $amount } from { $source }. It is not tried again by itself: please pay in another way.
            [retried] Your standing order could not take { $amount } from { $source }. It is tried once more on { $on }; if you pay in another way before, nothing is taken then.
           *[returned] On { $on } the bank took back { $amount }, which your standing order had paid from { $source }. What it had paid is open again.
        }

        You can change, pause or end your standing order in the portal.

mail-unread-messages =
    .subject = { $count ->
        [one] An unread message from { $author }
       *[other] { $count } unread messages
    }
    .heading = You have unread messages
    .body = { $count ->
        [one] { $author } wrote to you.
       *[other] { $count } messages wait for you, the last one from { $author }.
    }
    .action = Read and answer
    .note = { $organization } sends this when a message was not read for a while.

mail-phishing-reported =
    .subject = A suspicious message was reported
    .heading = A suspicious message was reported
    .body =
        Somebody of your organization reported a suspicious message on { $at }.

        Sign in and look at the security events. Do not open what was reported.

mail-rent-due =
    .subject = { $amount } is due on { $on }
    .heading = { $amount } is due on { $on }
    .body =
        For { $home }, { $amount } is to be paid by { $on }. The day is counted by the calendar in { $place }.

        If you have just paid, nothing more is to be done.
    .action = See and pay
    .note = { $organization } sends this some days before something is due. In the portal you choose how you are told.

mail-receipt =
    .subject = Receipt { $number }: { $amount }
    .heading = Thank you: { $amount } has arrived
    .body =
        { $what ->
            [recorded] { $organization } received your payment { $number } of { $amount } for { $home } on { $on } (the day in { $place }).
           *[paid] Your payment { $number } of { $amount } for { $home } arrived on { $on } (the day in { $place }).
        }
    .action = See the receipt
    .note = { $organization } sends this for every payment. In the portal you choose how you are told.

mail-payment-failed =
    .subject = Your payment { $number } of { $amount }
    .heading = Your payment did not reach us
    .body =
        { $what ->
            [returned] On { $on } (the day in { $place }) the bank took back your payment { $number } of { $amount } for { $home }.
            [bounced] On { $on } (the day in { $place }) it turned out that the bank does not pay your payment { $number } of { $amount } for { $home }.
           *[failed] On { $on } (the day in { $place }) your payment { $number } of { $amount } for { $home } did not go through.
        }

        What it was for is open. Please pay in another way.
    .action = See the payment
    .note = { $organization } sends this because money is missing. In the portal you choose how you are told.
