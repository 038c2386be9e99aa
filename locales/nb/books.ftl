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
