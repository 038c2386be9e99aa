# Varsler i portalen: én setning hver. `count` er antall meldinger, `to` den nye statusen for en sak (MOVED: besøket).

notice-ticket-created = { $author } meldte «{ $title }» (sak { $number }).
notice-ticket-changed =
    { $to ->
        [TRIAGED] «{ $title }» er vurdert.
        [SCHEDULED] Det er avtalt et besøk for «{ $title }».
        [MOVED] Besøket for «{ $title }» er flyttet.
        [IN_PROGRESS] Arbeidet med «{ $title }» er i gang.
        [ON_HOLD] «{ $title }» venter.
        [RESOLVED] «{ $title }» er løst.
        [CLOSED] «{ $title }» er lukket.
        [REOPENED] «{ $title }» er åpnet igjen.
        [REJECTED] «{ $title }» ble avvist.
        [DUPLICATE] «{ $title }» er meldt før.
        [CANCELLED] «{ $title }» ble trukket tilbake.
       *[other] «{ $title }» ble endret.
    }
notice-ticket-assigned = { $author } ga deg «{ $title }».
notice-ticket-commented = { $author } skrev en kommentar til «{ $title }».
notice-messages =
    { $count ->
        [one] { $author } skrev til deg: «{ $about }».
       *[other] { $count } meldinger i «{ $about }», den siste fra { $author }.
    }
notice-invitation-accepted = { $author } tok imot invitasjonen din.
notice-security =
    { $what ->
        [NEW_DEVICE] Noen logget inn på kontoen din med en ny enhet.
        [PASSWORD_CHANGED] Passordet til kontoen din ble endret.
        [EMAIL_CHANGED] Adressen til kontoen din ble endret.
        [FACTOR_ADDED] En ekstra bekreftelse ble lagt til kontoen din.
        [FACTOR_REMOVED] En ekstra bekreftelse ble fjernet fra kontoen din.
        [RECOVERY_CODE_USED] En gjenopprettingskode for kontoen din ble brukt.
       *[other] Noe om sikkerheten til kontoen din trenger oppmerksomhet.
    }
notice-rent-due =
    { $what ->
        [taken] { $on } trekker den faste betalingen din omtrent { $amount } for { $home }.
       *[due] { $amount } for { $home } forfaller { $on }.
    }
notice-receipt =
    { $what ->
        [recorded] Betalingen din { $number } på { $amount } ble mottatt { $on }.
       *[paid] Betalingen din { $number } på { $amount } har kommet fram.
    }
notice-payment-failed =
    { $what ->
        [returned] Banken tok tilbake betalingen din { $number } på { $amount }. Det den hadde dekket, er åpent igjen.
        [bounced] Banken dekket ikke betalingen din { $number } på { $amount }. Det den hadde dekket, er åpent igjen.
        [retried] Betalingen din { $number } på { $amount } gikk ikke gjennom. Den prøves én gang til { $on }.
       *[failed] Betalingen din { $number } på { $amount } gikk ikke gjennom. Betal på en annen måte.
    }
notice-out-of-sight = Noe du ikke lenger kan se.
