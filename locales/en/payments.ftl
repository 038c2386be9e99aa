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
