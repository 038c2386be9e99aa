# E-poster. Hver melding har .subject, .heading og .body (avsnitt skilt av en tom linje), og kan ha
# .action (ordene på lenken) og .note (liten skrift).

mail-footer = Du får denne e-posten på grunn av kontoen din hos { $sender }. Ingen kommer noen gang til å be om passordet ditt.
mail-link-hint = Hvis knappen ikke virker, kopierer du denne adressen inn i nettleseren:

mail-invitation =
    .subject = { $inviter } inviterer deg til { $organization }
    .heading = Velkommen til { $organization }
    .body =
        { $inviter } har invitert deg til leietakerportalen til { $organization }.

        Følg lenken for å velge et passord og logge inn.
    .action = Godta invitasjonen
    .note = Lenken virker én gang, fram til { $until }. Kjenner du ikke { $organization }, trenger du ikke gjøre noe.

mail-password-reset =
    .subject = Velg et nytt passord
    .heading = Velg et nytt passord
    .body = Noen har bedt om et nytt passord til denne kontoen. Hvis det var deg, følger du lenken.
    .action = Velg et nytt passord
    .note = Lenken virker én gang, fram til { $until }. Var det ikke deg, trenger du ikke gjøre noe: passordet er uendret.

mail-password-changed =
    .subject = Passordet ditt er endret
    .heading = Passordet ditt er endret
    .body =
        Passordet til kontoen din ble endret { $at }.

        Var det deg, er alt i orden. Hvis ikke, velger du et nytt passord med en gang.
    .action = Det var ikke meg

mail-email-change-confirm =
    .subject = Bekreft den nye adressen
    .heading = Bekreft den nye adressen
    .body = Noen vil logge inn med { $address } fra nå av. Hvis det var deg, følger du lenken.
    .action = Bekreft adressen
    .note = Lenken virker én gang, fram til { $until }. Var det ikke deg, trenger du ikke gjøre noe.

mail-email-change-notice =
    .subject = E-postadressen din er i ferd med å bli endret
    .heading = E-postadressen din er i ferd med å bli endret
    .body =
        Noen ba { $at } om at denne kontoen heretter skal nås på { $address }.

        Var det deg, er alt i orden. Hvis ikke, angrer du endringen.
    .action = Angre endringen
    .note = Lenken virker én gang, fram til { $until }.

mail-new-sign-in =
    .subject = Ny innlogging på kontoen din
    .heading = Ny innlogging på kontoen din
    .body =
        Noen logget inn på kontoen din { $at } med en enhet vi ikke har sett før: { $device }.

        Var det deg, er alt i orden. Hvis ikke, bytter du passord og avslutter den økten.
    .action = Se øktene mine

mail-security-notice =
    .subject = Sikkerheten for kontoen din er endret
    .heading = Sikkerheten for kontoen din er endret
    .body =
        { $what ->
            [factor-added] Totrinnsbekreftelse ble lagt til { $at }.
            [factor-removed] Totrinnsbekreftelse ble fjernet { $at }.
            [recovery-codes-made] Nye gjenopprettingskoder ble laget { $at }. De gamle virker ikke lenger.
            [recovery-code-used] En gjenopprettingskode ble brukt { $at }.
            [passkey-added] En passnøkkel ble lagt til { $at }.
            [passkey-removed] En passnøkkel ble fjernet { $at }.
            [locked] Noen prøvde for mange feil passord. Kontoen ble låst { $at }; velg et nytt passord for å åpne den.
            [sessions-ended] Alle andre økter ble avsluttet { $at }.
            [api-token-made] Et token for en partner ble laget { $at }. Den som har det, kan bruke API-et til organisasjonen din.
            [payment-account] En konto som husleie betales til, ble åpnet { $at }. Hvis den erstatter en annen, skjer det etter tre døgn.
           *[other] Noe ved hvordan du logger inn, ble endret { $at }.
        }

        Var det deg, er alt i orden. Hvis ikke, bytter du passord med en gang.
    .action = Se kontoen min

mail-ticket-changed =
    .subject = Sak { $number }: { $title }
    .heading = Nytt om sak { $number }
    .body =
        { $what ->
            [status] { $status }
            [comment] { $author } skrev en kommentar til «{ $title }».
            [created] { $author } meldte «{ $title }».
            [assigned] «{ $title }» ble gitt til { $author }.
           *[other] «{ $title }» ble endret.
        }
    .action = Se saken
    .note = { $organization } sender dette fordi du følger saken.

mail-autopay =
    .subject = Den faste betalingen av husleien
    .heading = Den faste betalingen av husleien
    .body =
        { $what ->
            [announced] { $on } trekker den faste betalingen omtrent { $amount } fra { $source }. Den tar det som forfaller den dagen, og aldri mer enn grensen du har satt.
            [failed] { $on } kunne ikke den faste betalingen trekke { $amount } fra { $source }. Den prøves ikke igjen av seg selv: betal på en annen måte.
            [retried] Den faste betalingen kunne ikke trekke { $amount } fra { $source }. Den prøves én gang til { $on }; betaler du på en annen måte før det, trekkes ingenting da.
           *[returned] { $on } tok banken tilbake { $amount }, som den faste betalingen hadde betalt fra { $source }. Det den hadde betalt, er åpent igjen.
        }

        Du kan endre, stanse eller avslutte den faste betalingen i portalen.

mail-unread-messages =
    .subject = { $count ->
        [one] En ulest melding fra { $author }
       *[other] { $count } uleste meldinger
    }
    .heading = Du har uleste meldinger
    .body = { $count ->
        [one] { $author } har skrevet til deg.
       *[other] { $count } meldinger venter på deg, den siste fra { $author }.
    }
    .action = Les og svar
    .note = { $organization } sender dette når en melding ikke er lest på en stund.

mail-phishing-reported =
    .subject = En mistenkelig melding er meldt inn
    .heading = En mistenkelig melding er meldt inn
    .body =
        Noen i organisasjonen din meldte inn en mistenkelig melding { $at }.

        Logg inn og se på sikkerhetshendelsene. Ikke åpne det som ble meldt inn.

mail-rent-due =
    .subject = { $amount } forfaller { $on }
    .heading = { $amount } forfaller { $on }
    .body =
        For { $home } skal { $amount } betales innen { $on }. Dagen regnes etter kalenderen i { $place }.

        Har du nettopp betalt, trenger du ikke gjøre noe mer.
    .action = Se og betal
    .note = { $organization } sender dette noen dager før noe forfaller. I portalen velger du hvordan du får beskjed.

mail-receipt =
    .subject = Kvittering { $number }: { $amount }
    .heading = Takk: { $amount } har kommet fram
    .body =
        { $what ->
            [recorded] { $organization } mottok betalingen din { $number } på { $amount } for { $home } { $on } (dagen i { $place }).
           *[paid] Betalingen din { $number } på { $amount } for { $home } kom fram { $on } (dagen i { $place }).
        }
    .action = Se kvitteringen
    .note = { $organization } sender dette for hver betaling. I portalen velger du hvordan du får beskjed.

mail-payment-failed =
    .subject = Betalingen din { $number } på { $amount }
    .heading = Betalingen din nådde oss ikke
    .body =
        { $what ->
            [returned] { $on } (dagen i { $place }) tok banken tilbake betalingen din { $number } på { $amount } for { $home }.
            [bounced] { $on } (dagen i { $place }) viste det seg at banken ikke dekker betalingen din { $number } på { $amount } for { $home }.
           *[failed] { $on } (dagen i { $place }) gikk betalingen din { $number } på { $amount } for { $home } ikke gjennom.
        }

        Det den gjaldt, er åpent. Betal på en annen måte.
    .action = Se betalingen
    .note = { $organization } sender dette fordi det mangler penger. I portalen velger du hvordan du får beskjed.
