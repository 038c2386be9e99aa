## What a charge is for
owed-rent = Rent
owed-utility = Electricity, water, heating
owed-parking = Parking
owed-storage = Storage
owed-late-fee = Late fee
owed-returned-payment-fee = Fee for a returned payment
owed-damage = Damage
owed-deposit = Deposit
owed-for = { $what }, { $days }
owed-other = Other

## Why a charge exists
why-manual = Entered by the landlord.
why-demo = Part of the demonstration.
why-other = By the rule { $rule }, version { $version }.
why-entry = Follows from the document named in the inputs.
why-entry-payment = A payment came in.
why-entry-returned = The bank took the payment back.
why-entry-dispute-lost = The provider of payments found for the payer, so the payment was taken back.
why-entry-credit = The landlord lowers what is owed.
why-entry-write-off = The landlord gives the rest up.
why-entry-refund = The landlord paid this back.
why-entry-reversal = An earlier line was taken back.
why-entry-recovery = Money came for what had been given up: so much of it is owed again, and paid.
why-taken-back-in-time = Taken back: what this was charged for had been paid in time.
why-taken-back-less = Taken back and reckoned anew: less was open of what this was charged for.
why-taken-back-more = Taken back and reckoned anew: money for what this was charged for is gone.
why-taken-back-with-it = Taken back with what it was charged for.
why-taken-back-changed = Taken back: the lease or its price has changed.
why-taken-back-cancelled = Taken back: the lease was cancelled.
why-taken-back-given = Less is asked for: the deposit was given back, and is owed as such.
why-taken-back-over = Less is asked for: the lease is over, and no deposit is held.
why-entry-deposit = Part of the deposit settles this.
why-entry-opening = What was owed when these books began.
why-entry-transfer = Moved from another account.
why-entry-reason = It says: { $reason }
why-scheduled-full = The whole period: { $amount }.
why-scheduled-part = { $days } of { $all } days: { $formula } = { $amount }.
why-late = It was due on { $due }, and could be paid until { $free } without a fee: { $how } That is { $amount }.
why-late-capped = The law allows no more.
why-fee-flat = { $flat } was agreed.
why-fee-rate = { $rate } % of { $base }.
why-fee-daily = { $days ->
    [one] { $flat } for one day.
   *[other] { $flat } for each of { $days } days.
}
why-fee-greater = the greater of { $flat } and { $rate } % of { $base }.
why-fee-lesser = the lesser of { $flat } and { $rate } % of { $base }.
why-fee-tiered = { $flat } in all from day { $from } after that.
why-fee-again-daily = { $times ->
    [one] That comes each day; this is one of them.
   *[other] That comes each day; these are { $times } of them.
}
why-fee-again-monthly = { $times ->
    [one] That comes each month; this is one of them.
   *[other] That comes each month; these are { $times } of them.
}
why-fee-daily-max = A day costs at most { $most }.
why-fee-before = { $before } of it was charged before.
why-fee-most = No more than was agreed for one charge.
why-deposit-reclaimed = { $amount } of the deposit was given back. The payment that had brought it is gone.
why-returned-fee = The bank took payment { $payment } back. That costs { $amount }.
why-deposit = The deposit that was agreed: { $amount }. It is held for you, and owed back.
why-deposit-limit = { $months ->
    [one] The law allows at most one month's rent.
   *[other] The law allows at most { $months } months' rent.
}

## Lines of an account
line-charge = Charge
line-payment = Payment
line-credit = Credit
line-refund = Refund
line-write-off = Given up
line-reversal = Taken back
line-recovery = No longer given up
line-returned = Returned payment
