# Ways to pay, and why a payment did not go through: what happened, and what to do.

payment-way-card = Card
payment-way-sepa-debit = SEPA direct debit
payment-way-ach-debit = US bank account
payment-way-other-online = Another way

payment-failure-other = The payment did not go through. Try again, or pay in another way.
payment-failure-card-declined = The card was declined. Use another card, or ask your bank.
payment-failure-insufficient-funds = There was not enough money. Try again when there is, or pay in another way.
payment-failure-expired-card = The card has run out. Use another one.
payment-failure-incorrect-cvc = The security code was wrong. Try again.
payment-failure-authentication-required = Your bank wants you to confirm the payment. Start it again yourself, and confirm it.
payment-failure-processing-error = The bank could not work on it. Try again in a moment.
payment-failure-account-closed = The bank account is closed. Pay from another one.
payment-failure-no-account = The bank knows no such account. Pay from another one.
payment-failure-debit-not-authorized = The bank took the money back because the debit was not agreed to. Pay in another way, and talk to your landlord.
payment-failure-expired = Nobody confirmed the payment within a day. Start it again.
payment-failure-no-answer = Nobody could be reached who moves the money. Nothing was taken; start again.
payment-failure-payment-method-removed = The saved card or account was removed. Choose another one.
payment-failure-more-than-owed = Less is owed by now than was to be paid on this day. Nothing was taken.
payment-failure-less-than-owed = More is owed by now than was to be paid on this day, and this landlord takes it as a whole. Nothing was taken.
payment-failure-too-much = { $asked } is more than can be paid at once: { $most } at most. Pay it in parts.
payment-failure-in-steps = { $asked } cannot be paid exactly: amounts are taken in steps of { $step }.
payment-failure-currency-not-taken = { $currency } cannot be paid online. Pay in another way.

# Why nothing was paid by a run of a standing order.

autopay-skip-asked = It was left out, as you asked.
autopay-skip-in-flight = Enough was on its way already.
autopay-skip-late = Its day passed before it could be made. Pay what is due yourself.
autopay-skip-moved-out = You do not live there any more.
autopay-skip-not-begun = The lease had not begun.
autopay-skip-not-charged = The rent was not charged in time. Pay it yourself once it is.
autopay-skip-nothing-due = Nothing was due.
autopay-skip-not-offered = This way of paying is not offered any more. Choose another one.
autopay-skip-payment-method = Nothing can be taken from the card or account. Choose another one.
autopay-skip-other = Nothing was paid.
