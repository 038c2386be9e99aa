## Hva et krav gjelder
owed-rent = Husleie
owed-utility = Strøm, vann, oppvarming
owed-parking = Parkering
owed-storage = Bod
owed-late-fee = Forsinkelsesgebyr
owed-returned-payment-fee = Gebyr for returnert betaling
owed-damage = Skade
owed-deposit = Depositum
owed-for = { $what }, { $days }
owed-other = Annet

## Hvorfor kravet finnes
why-manual = Lagt inn av utleieren.
why-demo = En del av demonstrasjonen.
why-other = Etter regelen { $rule }, versjon { $version }.
why-entry = Følger av dokumentet som er nevnt i opplysningene.
why-entry-payment = En betaling kom inn.
why-entry-returned = Banken tok betalingen tilbake.
why-entry-dispute-lost = Betalingsformidleren ga betaleren medhold, så betalingen ble tatt tilbake.
why-entry-credit = Utleieren setter ned det som skyldes.
why-entry-write-off = Utleieren avskriver resten som tapt.
why-entry-refund = Utleieren betalte dette tilbake.
why-entry-reversal = En tidligere linje ble tilbakeført.
why-entry-recovery = Det kom penger for noe som var avskrevet: så mye av det skyldes igjen, og er betalt.
why-taken-back-in-time = Tilbakeført: det dette gjaldt, var betalt i tide.
why-taken-back-less = Tilbakeført og beregnet på nytt: mindre sto åpent av det dette gjaldt.
why-taken-back-more = Tilbakeført og beregnet på nytt: pengene for det dette gjaldt, er borte.
why-taken-back-with-it = Tilbakeført sammen med det dette gjaldt.
why-taken-back-changed = Tilbakeført: leieforholdet eller prisen er endret.
why-taken-back-cancelled = Tilbakeført: leiekontrakten ble kansellert.
why-taken-back-given = Det kreves mindre: depositumet ble betalt tilbake og skyldes som det.
why-taken-back-over = Det kreves mindre: leieforholdet er over, og det holdes ikke noe depositum.
why-entry-deposit = En del av depositumet dekker dette.
why-entry-opening = Det som skyldtes da regnskapet begynte.
why-entry-transfer = Flyttet fra en annen konto.
why-entry-reason = Begrunnelse: { $reason }
why-scheduled-full = Hele perioden: { $amount }.
why-scheduled-part = { $days } av { $all } dager: { $formula } = { $amount }.
why-late = Forfall var { $due }, og det kunne betales uten gebyr til og med { $free }: { $how } Det blir { $amount }.
why-late-capped = Loven tillater ikke mer.
why-fee-flat = { $flat } er avtalt.
why-fee-rate = { $rate } % av { $base }.
why-fee-daily = { $days ->
    [one] { $flat } for én dag.
   *[other] { $flat } for hver av { $days } dager.
}
why-fee-greater = det høyeste av { $flat } og { $rate } % av { $base }.
why-fee-lesser = det laveste av { $flat } og { $rate } % av { $base }.
why-fee-tiered = { $flat } i alt fra dag { $from } etter det.
why-fee-again-daily = { $times ->
    [one] Det kommer hver dag; dette er én av dem.
   *[other] Det kommer hver dag; dette er { $times } av dem.
}
why-fee-again-monthly = { $times ->
    [one] Det kommer hver måned; dette er én av dem.
   *[other] Det kommer hver måned; dette er { $times } av dem.
}
why-fee-daily-max = En dag koster høyst { $most }.
why-fee-before = { $before } av det ble belastet før.
why-fee-most = Ikke mer enn det som er avtalt for ett krav.
why-deposit-reclaimed = { $amount } av depositumet ble betalt tilbake. Betalingen det kom fra, er borte.
why-returned-fee = Banken tok betaling { $payment } tilbake. Det koster { $amount }.
why-deposit = Depositumet som er avtalt: { $amount }. Det holdes for deg og skal betales tilbake.
why-deposit-limit = { $months ->
    [one] Loven tillater høyst én måneds leie.
   *[other] Loven tillater høyst { $months } måneders leie.
}

## Linjer på en konto
line-charge = Krav
line-payment = Betaling
line-credit = Kreditering
line-refund = Tilbakebetaling
line-write-off = Avskrevet
line-reversal = Tilbakeført
line-recovery = Avskrivning opphevet
line-returned = Betaling returnert
