## Hva et krav gjelder
owed-rent = Husleie
owed-utility = Strøm, vann, oppvarming
owed-parking = Parkering
owed-storage = Bod
owed-late-fee = Forsinkelsesgebyr
owed-returned-payment-fee = Gebyr for returnert betaling
owed-damage = Skade
owed-deposit = Depositum
owed-other = Annet

## Hvorfor kravet finnes
why-manual = Lagt inn av utleieren.
why-demo = En del av demonstrasjonen.
why-other = Etter regelen { $rule }, versjon { $version }.
why-entry = Følger av dokumentet som er nevnt i opplysningene.

## Linjer på en konto
line-charge = Krav
line-payment = Betaling
line-credit = Kreditering
line-refund = Tilbakebetaling
line-write-off = Ettergitt
line-reversal = Tilbakeført
