# Måter å betale på, og hvorfor en betaling ikke gikk gjennom: hva som skjedde, og hva du gjør.

payment-way-card = Kort
payment-way-sepa-debit = SEPA-belastning
payment-way-ach-debit = Amerikansk bankkonto
payment-way-other-online = En annen måte

payment-failure-other = Betalingen gikk ikke gjennom. Prøv igjen, eller betal på en annen måte.
payment-failure-card-declined = Kortet ble avvist. Bruk et annet kort, eller spør banken din.
payment-failure-insufficient-funds = Det var ikke nok penger. Prøv igjen når det er det, eller betal på en annen måte.
payment-failure-expired-card = Kortet er utløpt. Bruk et annet.
payment-failure-incorrect-cvc = Sikkerhetskoden var feil. Prøv igjen.
payment-failure-authentication-required = Banken vil at du bekrefter betalingen. Start den på nytt selv, og bekreft den.
payment-failure-processing-error = Banken kunne ikke behandle den. Prøv igjen om litt.
payment-failure-account-closed = Bankkontoen er avsluttet. Betal fra en annen.
payment-failure-no-account = Banken kjenner ingen slik konto. Betal fra en annen.
payment-failure-debit-not-authorized = Banken tok pengene tilbake fordi belastningen ikke var avtalt. Betal på en annen måte, og snakk med utleieren.
payment-failure-expired = Ingen bekreftet betalingen innen et døgn. Start den på nytt.
payment-failure-no-answer = Vi fikk ikke tak i den som flytter pengene. Ingenting ble trukket; start på nytt.
payment-failure-payment-method-removed = Det lagrede kortet eller kontoen er fjernet. Velg et annet.
payment-failure-more-than-owed = Det skyldes mindre nå enn det som skulle betales denne dagen. Ingenting ble trukket.
payment-failure-less-than-owed = Det skyldes mer nå enn det som skulle betales denne dagen, og utleieren tar bare imot alt på én gang. Ingenting ble trukket.
payment-failure-too-much = { $asked } er mer enn det går an å betale på én gang: høyst { $most }. Del beløpet opp.
payment-failure-in-steps = { $asked } kan ikke betales nøyaktig: beløp trekkes i trinn på { $step }.
payment-failure-currency-not-taken = { $currency } kan ikke betales på nett. Betal på en annen måte.

# Hvorfor en fast betaling ikke betalte noe.

autopay-skip-asked = Den ble hoppet over, slik du ba om.
autopay-skip-in-flight = Nok penger var allerede på vei.
autopay-skip-late = Dagen gikk før den kunne utføres. Betal det som forfaller, selv.
autopay-skip-moved-out = Du bor ikke der lenger.
autopay-skip-not-begun = Leieforholdet hadde ikke begynt.
autopay-skip-not-charged = Leien ble ikke krevd i tide. Betal den selv når den blir det.
autopay-skip-nothing-due = Ingenting var forfalt.
autopay-skip-not-offered = Denne betalingsmåten tilbys ikke lenger. Velg en annen.
autopay-skip-payment-method = Ingenting kan trekkes fra kortet eller kontoen. Velg en annen.
autopay-skip-other = Ingenting ble betalt.
