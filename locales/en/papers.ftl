## At the head of every paper
paper-landlord = Landlord
paper-tenants = Tenants
paper-property = Property
paper-lease = Lease

## Statement
statement-title = Statement of account
statement-days = Period
statement-period = { $first } to { $last }
statement-day = Day
statement-text = What
statement-amount = Amount
statement-after = Balance
statement-opening = Owed before
statement-closing = Owed after
statement-owed = Owed at the end of the period: { $amount }.
statement-ahead = Paid ahead at the end of the period: { $amount }.

## Receipt
receipt-title = Receipt
receipt-number = Number
receipt-day = Received
receipt-payer = Paid by
receipt-method = Method
receipt-amount = Total paid
receipt-due = Due
receipt-settled = Settles
receipt-ahead = Kept for what becomes due
receipt-fee = Fee for this way of paying
receipt-refunded = Paid back
method-card = Card
method-sepa-debit = Bank debit (SEPA)
method-ach-debit = Bank debit (ACH)
method-bank-transfer = Bank transfer
method-cash = Cash
method-cheque = Cheque
method-other = Online payment
