# Notifications in the portal: one sentence each. `count` is the number of messages, `to` the new status of a ticket (MOVED: the visit).

notice-ticket-created = { $author } reported “{ $title }” (ticket { $number }).
notice-ticket-changed =
    { $to ->
        [TRIAGED] “{ $title }” was looked at.
        [SCHEDULED] A visit was agreed for “{ $title }”.
        [MOVED] The visit for “{ $title }” was moved.
        [IN_PROGRESS] Work on “{ $title }” has begun.
        [ON_HOLD] “{ $title }” is waiting.
        [RESOLVED] “{ $title }” is done.
        [CLOSED] “{ $title }” was closed.
        [REOPENED] “{ $title }” was opened again.
        [REJECTED] “{ $title }” was turned down.
        [DUPLICATE] “{ $title }” was reported before.
        [CANCELLED] “{ $title }” was withdrawn.
       *[other] “{ $title }” was changed.
    }
notice-ticket-assigned = “{ $title }” was given to you by { $author }.
notice-ticket-commented = { $author } wrote a comment on “{ $title }”.
notice-messages =
    { $count ->
        [one] { $author } wrote to you: “{ $about }”.
       *[other] { $count } messages in “{ $about }”, the last one from { $author }.
    }
notice-invitation-accepted = { $author } accepted your invitation.
notice-security =
    { $what ->
        [NEW_DEVICE] Somebody signed in to your account with a new device.
        [PASSWORD_CHANGED] The password of your account was changed.
        [EMAIL_CHANGED] The address of your account was changed.
        [FACTOR_ADDED] A second factor was added to your account.
        [FACTOR_REMOVED] A second factor was removed from your account.
        [RECOVERY_CODE_USED] A recovery code of your account was used.
       *[other] Something about the safety of your account needs your attention.
    }
notice-rent-due =
    { $what ->
        [taken] On { $on } your standing order will take about { $amount } for { $home }.
       *[due] { $amount } for { $home } is due on { $on }.
    }
notice-receipt =
    { $what ->
        [recorded] Your payment { $number } of { $amount } was received on { $on }.
       *[paid] Your payment { $number } of { $amount } has arrived.
    }
notice-payment-failed =
    { $what ->
        [returned] The bank took back your payment { $number } of { $amount }. What it had paid is open again.
        [bounced] The bank did not pay your payment { $number } of { $amount }. What it had paid is open again.
        [retried] Your payment { $number } of { $amount } did not go through. It is tried once more on { $on }.
       *[failed] Your payment { $number } of { $amount } did not go through. Please pay in another way.
    }
notice-out-of-sight = Something that you can no longer see.
