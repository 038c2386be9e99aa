## What a charge is for
owed-rent = Rent
owed-utility = Electricity, water, heating
owed-parking = Parking
owed-storage = Storage
owed-late-fee = Late fee
owed-returned-payment-fee = Fee for a returned payment
owed-damage = Damage
owed-deposit = Deposit
owed-other = Other

## Why a charge exists
why-manual = Entered by the landlord.
why-demo = Part of the demonstration.
why-other = By the rule { $rule }, version { $version }.
why-entry = Follows from the document named in the inputs.

## Lines of an account
line-charge = Charge
line-payment = Payment
line-credit = Credit
line-refund = Refund
line-write-off = Given up
line-reversal = Taken back
