## Øverst på hvert dokument
paper-landlord = Utleier
paper-tenants = Leietakere
paper-property = Eiendom
paper-lease = Leiekontrakt

## Kontoutskrift
statement-title = Kontoutskrift
statement-days = Periode
statement-period = { $first } til { $last }
statement-day = Dag
statement-text = Hva
statement-amount = Beløp
statement-after = Saldo
statement-opening = Skyldig før perioden
statement-closing = Skyldig etter perioden
statement-owed = Skyldig ved periodens slutt: { $amount }.
statement-ahead = Betalt på forskudd ved periodens slutt: { $amount }.

## Kvittering
receipt-title = Kvittering
receipt-number = Nummer
receipt-day = Mottatt
receipt-payer = Betalt av
receipt-method = Betalingsmåte
receipt-amount = Betalt i alt
receipt-due = Forfall
receipt-settled = Dekker
receipt-ahead = Til gode for senere krav
receipt-fee = Gebyr for betalingsmåten
receipt-refunded = Betalt tilbake
method-card = Kort
method-sepa-debit = Belastning av bankkonto (SEPA)
method-ach-debit = Belastning av bankkonto (ACH)
method-bank-transfer = Bankoverføring
method-cash = Kontant
method-cheque = Sjekk
method-other = Nettbetaling
