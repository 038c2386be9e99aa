## Places and tools
place-home = Hjem
place-tickets = Saker
place-messages = Meldinger
place-more = Mer
place-board = Tavle
place-inbox = Innboks
places = Steder
skip = Gå til innholdet
language = Språk
appearance = Utseende
appearance-now = Utseende: { $now }
appearance-system = Som enheten
appearance-light = Lyst
appearance-dark = Mørkt
sign-out = Logg ut
leaving-title = Noe er ikke sendt ennå
leaving-lead = Logger du ut, glemmer denne enheten det du har skrevet og ikke sendt.
stay = Bli her
close = Lukk
back = Tilbake
unread-count =
    { $count ->
        [one] { $count } ulest melding
       *[other] { $count } uleste meldinger
    }

## When something does not work
offline = Ingen forbindelse. Det du skriver, blir tatt vare på og sendt når du er tilbake.
behind = Kobler til igjen … Det du ser, kan være gammelt.
try-now = Prøv nå
try-again = Prøv igjen
cannot-load = Dette kunne ikke hentes.
loading = Henter
not-found = Dette finnes ikke her, eller er ikke for deg.
not-done = Det gikk ikke. Prøv igjen.
not-sent = Det ble ikke sendt. Prøv igjen.
too-much = Det ble for mye på en gang. Det du skrev, er tatt vare på: vent litt og prøv igjen.
arrived-before = Det du sendte før, er kommet fram; bare svaret ble borte. Se på det først: sender du igjen, blir det ett til.
look-there = Se på det
server-away = Serveren svarer ikke. Prøv igjen om litt.
not-signed-out = Du er ikke logget ut ennå: Serveren svarer ikke. Det som stod på skjermen, er borte, og du blir logget ut så snart det er forbindelse.
session-ended = Økten er avsluttet. Logg inn igjen; det du skrev, er tatt vare på.

## Signing in
sign-in-title = Velkommen hjem
sign-in-lead = Logg inn for å se boligen, sakene og meldingene dine.
sign-in = Logg inn
email = E-post
password = Passord

## Days and times
today = I dag
yesterday = I går
since-minutes = { $count } min
since-hours = { $count } t
since-days = { $count } d
visit-both-zones = { $there } i { $city } ({ $here } hos deg)
day-there = { $date } ({ $zone })

## Home
hello = Hei, { $name }
to-pay = Å betale
all-paid = Alt er betalt.
due-on =
    { $days ->
        [0] Forfaller { $date } · i dag
        [one] Forfaller { $date } · om { $days } dag
       *[other] Forfaller { $date } · om { $days } dager
    }
was-due-on =
    { $days ->
        [one] Forfalt { $date } · for { $days } dag siden
       *[other] Forfalt { $date } · for { $days } dager siden
    }
overdue = { $amount } er forfalt
open-repairs = Pågående saker
all-tickets = Alle saker
no-repairs = Ingenting å reparere.
earlier = Tidligere

## Reporting
report = Meld feil
report-title = Hva må repareres?
what-is-it = Hva gjelder det?
category-guessed = Setningen din ligner på: { $category }. Velg en annen hvis det ikke stemmer.
one-sentence = Med én setning
more-about-it = Mer om det
more-hint = Hvor nøyaktig, siden når, hva du har prøvd. Kan stå tomt.
where = Hvor
choose = Velg
how-urgent = Hvor mye haster det?
may-we-enter = Kan vi komme inn?
emergency-advice = Ring nødnummeret først hvis noen er i fare. Steng vann eller strøm hvis du trygt kan.
send-report = Send
reported = Meldt som { $number }. Du ser her hva som skjer.

## A ticket
visit-at = Besøk { $when }
assigned-to = { $name } tar seg av det
nobody-assigned = Ikke tildelt ennå
course = Dette har skjedd
somebody = Noen
inside-only = Bare for ansatte
write-comment = Skriv noe
send = Send
sent = Sendt
step-done = ferdig
moved = { $number } er flyttet til { $to }
comments = Kommentarer
photos = Bilder og dokumenter

## The board
board-title = Vedlikehold
direct = Direkte
connecting = Kobler til …
property = Eiendom
all-properties = Alle eiendommer
new-ticket = Ny sak
figure-open = Åpne
figure-emergencies = Akutte
figure-unassigned = Ikke tildelt
figure-oldest = Eldste nye
column-empty = Tomt her.
move-menu = Flytt { $number }
move-to = Flytt til
cannot-move = Den kan ikke flyttes til { $to } herfra.
schedule-title = Når kommer noen?
schedule = Avtal dette tidspunktet
day = Dag
hours = Klokkeslett
property-clock = Etter klokken i { $zone }

## Conversations
conversation = Samtale
no-messages = Ingen meldinger ennå.
choose-conversation = Velg en samtale.
write-message = Skriv en melding
send-again = Ikke sendt. Send på nytt
was-read = Lest
was-sent = Sendt

## Words of the data
stage-new = Ny
stage-scheduled = Avtalt
stage-in-progress = Pågår
stage-done = Ferdig
status-new = Ny
status-triaged = Sett på
status-scheduled = Avtalt
status-in-progress = Pågår
status-on-hold = Venter
status-resolved = Ferdig
status-reopened = Åpnet igjen
status-closed = Avsluttet
status-rejected = Avslått
status-duplicate = Meldt fra før
status-cancelled = Trukket
move-triaged = Merk som sett på
move-in-progress = Begynn arbeidet
move-resolved = Merk som ferdig
move-closed = Bekreft: det virker
move-reopened = Det er ikke fikset
move-cancelled = Trekk saken
move-rejected = Avslå
move-scheduled = Avtal et besøk
move-visit = Flytt besøket
visit-moved-to = Besøket ble flyttet til { $when }
status-when = { $status }: { $when }
move-on-hold = Sett på vent
waits-for = Venter på
waits-until = Til når, hvis du vet det
reason-seen = Alle som ser saken, kan lese det.
hold-parts = Deler
hold-tenant = Leietakeren
hold-owner-approval = Godkjenning fra eieren
hold-vendor = En håndverker
priority-low = Lav
priority-normal = Vanlig
priority-high = Høy
priority-emergency = Akutt
category-plumbing = Vann
category-heating = Varme
category-electrical = Strøm
category-appliance = Hvitevarer
category-locks = Lås og nøkler
category-structure = Bygning
category-pests = Skadedyr
category-common-area = Fellesareal
category-other = Noe annet
entry-when-home = Når jeg er hjemme
entry-anytime = Når som helst
entry-by-appointment = Etter avtale
event-created = Meldt
event-assigned = Tildelt
event-status-changed = Endret
role-tenant = Leietaker
role-guarantor = Kausjonist
role-owner = Eier
role-admin = Administrator
role-manager = Forvalter
role-accountant = Regnskap
role-maintenance = Vaktmester
role-vendor = Håndverker
role-auditor = Revisor

## Veier inn
to-sign-in = Til innlogging
sign-in-passkey = Logg inn med passnøkkel
no-passkey = Ingen passnøkkel ble brukt. Prøv igjen, eller velg en annen måte.
no-passkeys-here = Denne nettleseren kjenner ikke passnøkler. Bruk en annen enhet.
forgot = Glemt passordet?
forgot-title = Velg nytt passord
forgot-lead = Skriv adressen du logger inn med. Er den kjent her, sender vi en lenke som virker i en halv time.
forgot-send = Send meg en lenke
forgot-sent = Er { $email } kjent her, er en lenke på vei. Se også i søppelposten.
forgot-again = Be om en ny lenke
reset-title = Nytt passord
reset-lead = Når det er lagret, logges du ut overalt.
reset-done = Det nye passordet er lagret. Logg inn med det nå.
link-missing = Lenken er ikke fullstendig. Åpne den igjen fra e-posten.
new-password = Nytt passord
choose-password = Velg et passord
save-password = Lagre passordet
password-hint = Flere ord som bare du ville satt sammen, blir et godt passord.
strength-0 = Altfor svakt.
strength-1 = For svakt.
strength-2 = Ikke helt nok.
strength-3 = Godt.
strength-4 = Svært godt.
hint-straight-row = En rad taster gjettes med en gang.
hint-keyboard-pattern = Mønstre på tastaturet gjettes fort.
hint-repeat = Gjentakelse hjelper lite.
hint-sequence = Rekker som abc eller 123 hjelper lite.
hint-year = Årstall gjettes fort.
hint-date = Datoer gjettes fort.
hint-common-password = Mange bruker dette.
hint-single-word = Ett ord alene er ikke nok.
hint-name = Navn gjettes fort.
hint-too-short = Gjør det lengre.
hint-add-words = Legg til et ord eller to.
hint-capitals-help-little = Store bokstaver hjelper lite.
hint-reversing-helps-little = Å skrive det baklengs hjelper lite.
hint-substitutions-help-little = Å skrive @ for a hjelper lite.
invitation-title = Du er invitert
invitation-lead = { $organization } inviterer deg som: { $role }.
invitation-known = Du har allerede en konto med denne adressen. Passordet til den er nok.
invitation-accept = Bli med i { $organization }
invitation-joined = Du hører til { $organization } nå. Logg inn som før.
invitation-expired = Invitasjonen er utløpt. Be om en ny.
invitation-accepted = Invitasjonen er brukt allerede. Logg inn.
invitation-revoked = Invitasjonen er trukket tilbake, eller en nyere har tatt over.
confirm-email-title = Bekreft den nye adressen
confirm-email-lead = Fra da av logger du inn med den, og e-post går dit.
confirm-email-do = Ja, dette er min adresse
confirm-email-done = Den nye adressen er i bruk.
undo-email-title = Var ikke dette deg?
undo-email-lead = Den gamle adressen kommer tilbake, og alle som er innlogget, logges ut.
undo-email-do = Gi meg den gamle adressen tilbake
undo-email-done = Den gamle adressen er tilbake. Velg nå et nytt passord.

## Å vise hvem man er
factor-title = Ett steg til
factor-lead = Vis at det er deg: med koden fra appen, passnøkkelen eller en reservekode.
set-up-title = Beskytt kontoen din
set-up-lead = Rollen din krever en ekstra faktor ved siden av passordet. Det tar et minutt.
sign-in-as-other = Logg inn som en annen
prove-title = Er det deg?
prove-lead = Det du skal gjøre, er følsomt. Bekreft én gang; det gjelder i fem minutter.
prove = Bekreft
not-proved = Det ble ikke gjort, fordi det ikke ble bekreftet hvem som spør.
code = Kode
code-hint = Seks siffer fra autentiseringsappen.
recovery-code = Reservekode
recovery-hint = Hver virker én gang.
use-passkey = Bruk passnøkkel
instead-way-code = Bruk en kode i stedet
instead-way-recovery = Bruk en reservekode i stedet
instead-way-password = Bruk passordet i stedet

## Innstillinger
settings = Innstillinger
time-zone = Klokkeslett vises for
factors = Ekstra faktor
factors-on = I tillegg til passordet blir du spurt om en av disse.
factors-off = Et stjålet passord er nok til å komme inn som deg. Legg til en app eller en passnøkkel.
authenticator = Autentiseringsapp
add-authenticator = Legg til autentiseringsapp
add-passkey = Legg til passnøkkel
passkey-lead = Enheten spør om finger, ansikt eller kode. Ingenting å huske, ingenting å stjele.
passkey-name = Navn på den
rename = Gi nytt navn
rename-passkey = Gi passnøkkelen et nytt navn
passkey-name-hint = Så du kjenner den igjen, for eksempel: telefonen min.
scan = Skann dette med autentiseringsappen, eller skriv inn bokstavene under. Skriv så koden den viser.
qr = Firkantkode til appen
confirm = Bekreft
remove = Fjern
factor-added = Lagt til. Fra nå av blir du spurt om den.
factor-removed = Fjernet.
remove-named = Fjern { $name }
sure-final = { $number } slutter med dette. Det kan ikke gjøres om; det som er skrevet, blir stående.
sure-accounts = Etter dette føres ingenting mer på { $number }. Det kan ikke gjøres om.
sure-method = Den glemmes her og hos leverandøren, og må legges inn på nytt for å brukes igjen.
sure-factor = { $name } åpner ikke lenger denne kontoen.
recovery-codes = Reservekoder
codes-left =
    { $count ->
        [one] { $count } igjen
       *[other] { $count } igjen
    }
renew-codes = Nye koder
codes-lead = Oppbevar dem der du finner dem uten telefonen. De vises bare nå, og hver virker én gang.
codes-kept = Jeg har tatt vare på dem
copy = Kopier
copied = Kopiert.
last-used = sist brukt { $when }
never-used = ikke brukt ennå
change-password = Endre passordet
current-password = Nåværende passord
password-changed = Passordet er endret.
password-others-end = Andre enheter logges ut.
change-email = Endre adressen
new-email = Ny adresse
new-email-hint = Vi sender en lenke dit; til du åpner den, gjelder den gamle.
email-sent = En lenke er på vei til { $email }. Den virker i ett døgn.
send-link = Send lenken
devices = Hvor du er logget inn
unknown-device = Ukjent enhet
this-device = denne enheten
end-session = Logg ut
end-others = Logg ut alle andre steder
session-over = Logget ut der.
sessions-over =
    { $count ->
        [one] Logget ut ett sted.
       *[other] Logget ut { $count } steder.
    }
memberships = Organisasjonene dine
working-here = Her nå
work-there = Gå dit
seen = Hvem som så mine data
seen-lead = Hver gang noen åpnet adressen eller nummeret ditt, er det skrevet ned her.
seen-by-nobody = Ingen ennå.
show-more = Vis mer
phishing = Meld fra om falsk melding
phishing-what = Hva fikk du?
phishing-hint = Et brev eller en samtale som bare utga seg for å være fra utleieren.
phishing-send = Meld fra
phishing-thanks = Takk. De som driver huset, får beskjed.

## Steder for ansatte
place-roll = Leieoversikt
place-properties = Eiendommer
place-leases = Leieavtaler
place-lease = Leieavtalen
place-people = Personer
go-to = Søk eller gå til …
nothing-found = Ingenting funnet.
nobody = Ingen
you = Deg
name = Navn
phone = Telefon
role = Rolle
roles = Roller
state = Status
every-state = Alle statuser

## Boliger
unit = Enhet
units = Enheter
tenant = Leietaker
rent = Leie
owed = Å betale
search-units = Søk i enheter
search-properties = Søk i eiendommer
address = Adresse
clock-there = Klokken der
currency = Valuta
buildings = Bygninger
kind = Type
area = Areal
bedrooms = Soverom
kind-flat = Leilighet
kind-house = Hus
kind-room = Hybel
kind-parking = Parkering
kind-storage = Bod
kind-commercial = Næringslokale
unit-occupied = Utleid
unit-notice-unrented = Blir ledig
unit-notice-rented = Utleid videre
unit-vacant-rented = Utleid, ikke innflyttet
unit-vacant-ready = Ledig
unit-vacant-not-ready = Ledig, ikke klar
unit-down = Ute av bruk

## Leieavtaler
lease = Avtale
no-lease = Det er ingen leieavtale her.
search-leases = Søk i leieavtaler
search-tenants = Søk i leietakere
period = Periode
terms = Vilkår
lease-type = Hvordan den slutter
type-fixed = På en bestemt dag
type-fixed-with-rollover = På en dag, ellers løper den
type-at-will = Ved oppsigelse
from = Fra
last-day = Siste dag
due-day = Forfallsdag
due-day-hint = Dag i måneden, 1 til 28.
due-day-of = Dag { $day } i hver måned
rent-monthly = { $amount } i måneden
signed-on = Signert
notice-on = Oppsagt
parties = Hvem avtalen gjelder
party-tenant = Leietaker
party-co-tenant = Medleietaker
party-guarantor = Kausjonist
party-occupant = Bor der også
charges = Hva som er krevd
charge = For
due-date = Forfall
amount = Beløp
falls-due = Forfaller { $date }
charge-rent = Leie
charge-utility = Strøm og vann
charge-parking = Parkering
charge-storage = Bod
charge-late-fee = Forsinkelsesgebyr
charge-returned-payment-fee = Gebyr for returnert betaling
charge-damage = Skade
charge-deposit = Depositum
charge-other = Annet
paid-scheduled = Ikke forfalt
paid-posted = Å betale
paid-partially-settled = Delvis betalt
paid-settled = Betalt
paid-reversed = Tilbakeført
paid-cancelled = Annullert
lease-draft = Utkast
lease-offered = Tilbudt
lease-signed = Signert
lease-active = Løper
lease-holdover = Løper etter utløp
lease-notice-given = Sagt opp
lease-ended = Avsluttet
lease-closed = Lukket
lease-cancelled = Kansellert
step-draft = Trekk tilbudet
step-offered = Send til signering
step-signed = Registrer signatur
step-active = La den løpe
begins-by-itself = Den trer i kraft av seg selv { $date }.
step-holdover = Løper etter utløp
step-notice-given = Registrer oppsigelse
step-ended = Avslutt avtalen
step-closed = Lukk regnskapet
step-cancelled = Kanseller
reason = Begrunnelse
lease-moved = Avtalen er nå: { $to }
draft-lease = Lag leieavtale
lease-drafted = { $number } er laget som utkast.
save-draft = Lagre utkastet
choose-other = Velg en annen
new-tenant = Legg inn { $name } som ny leietaker

## Personer
search-people = Søk i personer
invite = Inviter
invite-title = Inviter noen
invited = Invitert
send-invitation = Send invitasjonen
invitation-sent = Invitasjonen er på vei.
invitation-taken-back = Invitasjonen er trukket tilbake.
link-expired = lenken er utløpt
sent-when = sendt { $when }
resend = Send på nytt
take-back = Trekk tilbake
scope = For hva
whole-organization = Hele organisasjonen
give-role = Gi en rolle
end-role = Avslutt
role-given = Rollen er gitt.
role-ended = Rollen er avsluttet.
not-in-force = gjelder ikke
until = til { $when }
shut-out-do = Steng ute
shut-out-title = Stenge { $name } ute?
shut-out-lead = Alle roller avsluttes straks, og åpne økter lukkes. Det som er skrevet, blir stående.
shut-out = Stengt ute.

## Tildeling og skriving
assign = Tildel
assign-other = Tildel på nytt
assign-title = Hvem tar seg av det?
assign-nobody = Ingen foreløpig
cannot-assign = { $name } arbeider ikke med reparasjoner her.
new-conversation = Ny melding
conversation-lead = Den går til dem som forvalter boligen din.
subject = Emne
message = Melding
about-person = Om { $name }
is-writing = { $name } skriver
is-here = her nå

## Bilder og papirer
add-photos = Legg ved bilder
add-photos-hint = Ett bilde sier ofte mer enn en setning.
attach = Legg ved bilder eller papirer
chosen-files = Sendes med
see-picture = Se vedlegget.
file-too-large = En fil kan være på høyst 25 MB.
files-too-many = Høyst { $most } om gangen.
sending-file = Sender { $name }
open-photo = Åpne { $name }
photo = Bilde { $name }
photo-of = { $place } av { $count }
photo-before = Forrige
photo-next = Neste
download = Last ned
papers = Papirer
no-papers = Ingen papirer her ennå.
add-paper = Legg til et papir (PDF)

## Innstillinger for organisasjonen
clock-now = Klokken er { $time } der nå.
clock-of-device = Bruk klokken på denne enheten: { $zone }
save = Lagre
brand = Navn, farge og logo
organization-name = Navnet på organisasjonen
brand-colour = Farge
other-colour = En annen farge
colour-made-readable = Den vises litt mørkere eller lysere, slik at alle kan lese den.
brand-saved = Lagret. Alle ser det fra nå av.
choose-logo = Velg en logo
remove-logo = Fjern logoen
tokens = Nøkler for partnere
tokens-lead = En nøkkel slipper et annet system inn, med det du tillater og ikke mer. Alt den gjør, står i loggen.
no-tokens = Ingen nøkler ennå.
new-token = Ny nøkkel
token-name = Hva skal den brukes til?
token-name-hint = For eksempel: regnskapssystemet.
token-may = Hva den får gjøre
token-lasts = Hvor lenge
token-days =
    { $days ->
        [one] { $days } dag
       *[other] { $days } dager
    }
make-token = Lag nøkkelen
token-once = Kopier den nå: den vises bare denne ene gangen.
token-kept = Jeg har tatt vare på den
token-until = Til { $date }
token-ended = Trukket tilbake
token-expired = Utløpt
revoke = Trekk tilbake
revoke-title = Trekke tilbake { $name }?
revoke-lead = Det som bruker den, blir stengt ute med en gang.
token-revoked = Trukket tilbake.
scope-properties-read = Lese eiendommer og enheter
scope-properties-write = Registrere og endre eiendommer og enheter
scope-people-read = Lese navn på personer
scope-people-contact = Lese adresser og numre
scope-people-write = Registrere og endre leietakere
scope-leases-read = Lese leieavtaler
scope-leases-write = Skrive og endre leieavtaler
scope-documents-read = Lese dokumenter
scope-documents-write = Legge til dokumenter
scope-payments-read = Lese krav og betalinger
scope-payments-write = Kreve inn, og registrere betalinger
scope-tickets-read = Lese saker
scope-tickets-write = Melde og endre saker
scope-messages-read = Lese meldinger
scope-messages-write = Skrive meldinger
scope-events-read = Følge det som skjer

## Føre inn boliger
new-property = Ny eiendom
change-property = Endre eiendommen
property-name = Navnet på eiendommen
property-name-hint = Slik folk kaller den, for eksempel: Thorvald Meyers gate 14.
property-made = { $name } er ført inn. Nå enhetene.
no-properties = Ingen eiendommer ennå.
save-property = Lagre eiendommen
street = Gate og nummer
postal-code = Postnummer
city = Sted
country = Land
change = Endre
saved = Lagret.
new-unit = Ny enhet
change-unit = Endre enheten
unit-label = Navn eller nummer
unit-label-hint = Slik det står på døren, for eksempel: H0302.
unit-made = { $label } er ført inn.
save-unit = Lagre enheten
building = Hus
no-building = Ingen
new-building = Et nytt hus
new-building-name = Navnet på huset
usual-rent = Vanlig leie
condition = Tilstand
condition-ready = Klar til innflytting
condition-not-ready = Ikke klar
condition-down = Ute av bruk
change-draft = Endre utkastet
change-parties = Endre hvem som er bundet
add-unit = Legg til en enhet
add-person = Legg til noen
is-overdue = Noe er forfalt
lease-over = Denne leieavtalen tok slutt { $date }. Papirer og betalinger blir her.
show-only = Vis bare

## Begynnelsen
begin-title = La oss begynne
begin-done = { $done } av { $all } gjort
begin-properties = Før inn en eiendom
begin-units = Før inn enhetene
begin-tenants = Før inn en leietaker
begin-leases = Lag utkast til den første leieavtalen
begin-invitations = Inviter noen
not-now = Ikke nå

no-current-lease = Du har ingen leieavtale som gjelder her nå. Tidligere avtaler og papirene deres har du fortsatt.
earlier-leases = Tidligere leieavtaler
nowhere-to-report = Saker meldes for en bolig du leier nå. Skriv til oss om alt annet.

show-earlier = Vis tidligere meldinger
rules = Innlogging
rules-factor = Administratorer og regnskapsførere må ha en ekstra faktor
rules-session = Innlogget i høyst
rules-idle = Logges ut når den ikke er brukt på
rules-usual = Som vanlig

## Betaling
place-pay = Betal
pay-now = Betal nå
pay-title = Betal
no-real-money = Dette er en demo: ingen ekte penger flyttes. Bruk bare testnumrene, aldri ditt eget kort.
under-way = { $amount } er på vei
rest-under-way = Det som er forfalt, er på vei.
pay-how-much = Hvor mye?
pay-due = Det som er forfalt
pay-all = Alt som er åpent
pay-other = Et annet beløp
pay-chosen = Det jeg velger
pay-when = Når?
pay-today = Nå
pay-later = En dag framover
pay-later-needs = En dag framover krever et lagret kort eller en lagret konto.
pay-amount-on = Betal { $amount } { $date }
say-amount = Skriv et beløp for å se hvordan det kan betales.
no-amount = Skriv et beløp som 1500 eller 1500,50.
unclear-amount = Skriv beløpet uten tegn mellom tusener, som 14500 eller 14500,50.
too-fine = { $count ->
    [0] { $currency } har ingen desimaler.
   *[other] { $currency } har høyst { $count } desimaler.
}
no-number = Skriv et tall med bare sifre.
pay-how = Hvordan?
pay-way = Måte
no-fee = Uten gebyr
fee-of = Gebyr { $amount }
fee-is-in = { $amount } går til utleieren, { $fee } er gebyr.
pay-amount = Betal { $amount }
no-ways = Dette kan ikke betales her. Leiekontrakten og fakturaen sier hvordan du betaler; spør utleieren om du er usikker.
pay-otherwise = Betal på en annen måte
numbers-to-stripe = Det du skriver her, går rett til Stripe, som gjør betalingen. Vi ser aldri numrene dine.
go-on = Fortsett
stop-payment = Stopp den
payment-stopped = Den er stoppet. Ingenting ble trukket.
payment-thanks = Betalt. Takk!
payment-waits = Du har bekreftet den. Vi venter på svar fra banken; det vises her av seg selv.
payment-number = Betaling { $number }
scheduled-for = Den begynner { $date }. Til da kan du stoppe den.
fee = Gebyr
given-back = Betalt tilbake
payer = Betalt av
paid-on = Gjelder fra
begun-on = Begynt
way-card = Kort
way-sepa-debit = SEPA-belastning
way-ach-debit = Bankkonto
way-other-online = En annen måte
way-bank-transfer = Bankoverføring
way-cash = Kontant
way-cheque = Sjekk
payment-created = Begynt
payment-requires-action = Må bekreftes
payment-processing = På vei
payment-succeeded = Betalt
payment-cancelled = Stoppet
payment-expired = Ikke bekreftet
payment-failed = Ikke betalt
payment-returned = Tatt tilbake
payment-disputed = Bestridt
payment-partially-refunded = Delvis betalt tilbake
payment-refunded = Betalt tilbake
payment-charged-back = Tilbakeført av banken
payment-recorded = Mottatt
payment-cleared = Mottatt
payment-bounced = Avvist av banken
payment-voided = Ført ved en feil
payment-says-created = Den er i ferd med å sendes. Du trenger ikke gjøre mer.
payment-says-requires-action = Den er ikke ferdig: du har ikke bekreftet den ennå. Ingenting er trukket.
payment-says-processing = Den er på vei. Banken trenger noen dager; du trenger ikke gjøre mer.
payment-says-succeeded = Pengene har kommet fram, og saldoen din viser det.
payment-says-cancelled = Den ble stoppet. Ingenting ble trukket.
payment-says-expired = Ingen bekreftet den i tide. Ingenting ble trukket.
payment-says-failed = Den gikk ikke gjennom. Ingenting ble trukket.
payment-says-returned = Banken tok den tilbake, så beløpet er åpent igjen.
payment-says-disputed = Betaleren har protestert hos banken. Utleieren ser på det.
payment-says-partially-refunded = En del av den ble betalt tilbake.
payment-says-refunded = Den ble betalt tilbake.
payment-says-charged-back = Banken ga pengene tilbake til betaleren, så beløpet er åpent igjen.
payment-says-recorded = Den er mottatt og ført for hånd.
payment-says-cleared = Den er mottatt, og banken har bekreftet den.
payment-says-bounced = Banken avviste den, så beløpet er åpent igjen.
payment-says-voided = Den ble ført ved en feil, og gjelder ikke lenger.

## Saldoen
money-places = Penger
balance-title = Saldo
to-balance = Til saldoen
owed-in-all = Åpent i alt
paid-ahead = Betalt på forskudd
of-it-due = { $amount } av dette er forfalt.
adds-up = Slik blir summen
all-movements = Alle bevegelser
lines-earlier = Det finnes tidligere linjer også: se alle bevegelser.
nothing-open = Ingenting er åpent.
nothing-yet = Ingenting ennå.
late-days = { $from } til { $to } dager for sent
late-more = { $from } dager for sent eller mer
payments = Betalinger
payment = Betaling
payments-count =
    { $count ->
        [one] { $count } betaling
       *[other] { $count } betalinger
    }
payments-under-way = På vei
payments-received = Mottatt
payments-not-paid = Ikke betalt
payments-taken-back = Tatt tilbake
payments-given-back = Betalt tilbake
every-way = Alle måter
begun-at = begynt { $when }
begins-on = Begynner { $date }
money-came = Pengene kom
story = Hva som har skjedd
settles = Hva den dekker
what-is-known = Betalingen
provider-says = Betalingstjenestens kode
payment-do-cleared = Banken har bekreftet den
payment-do-bounced = Banken avviste den
payment-do-voided = Den ble ført ved en feil
clear-lead = { $amount }: pengene er sikkert her.
open-again-lead = Det som { $amount } hadde dekket, er åpent igjen fra den dagen det forfalt. Leietakeren ser det.
refund-do = Betal tilbake
refund-lead = Av { $amount } går alt eller en del tilbake dit det kom fra. Det kan ta noen dager.
refund-begun = Det er på vei tilbake.
refund-pending = På vei tilbake
refund-succeeded = Betalt tilbake
refund-failed = Tilbakebetalingen gikk ikke
line-kind = Hva det er
account-line-charge = Krevd
account-line-payment = Betalt
account-line-credit = Godskrevet
account-line-refund = Betalt tilbake
account-line-write-off = Avskrevet
account-line-reversal = Tilbakeført
still-open = Fortsatt åpent
balance-after = Saldo etterpå
rule = Regel
rests-on = Bygger på
rule-schedule = Fast krav
rule-late-fee = Forsinkelsesgebyr
rule-deposit = Depositum
rule-deposit-reclaimed = Depositum som ble betalt tilbake
rule-returned-payment-fee = Gebyr for en betaling som kom tilbake
rule-entry = Postering i regnskapet
rule-manual = Bestemt av kontoret
rule-demo = Demo
input-frequency = Hvor ofte
frequency-monthly = Hver måned
frequency-quarterly = Hvert kvartal
frequency-yearly = Hvert år
input-due-day = Forfaller denne dagen i måneden
input-method = Slik regnes deler av en måned
proration-actual-days = Etter dagene i måneden
proration-thirty-days = Som om hver måned hadde 30 dager
proration-year-365 = Etter et år på 365 dager
proration-year-actual = Etter dagene i året
input-days = Dager som teller
input-period-days = Dager i hele perioden
input-denominator = Delt på
input-due-on = Forfalt
input-late-from = Regnes som forfalt fra
input-last-free-day = Siste dag uten gebyr
input-days-late = Dager for sent
input-kind = Slik regnes gebyret
fee-kind-flat = Et fast beløp
fee-kind-percent-of-rent = En andel av leien
fee-kind-percent-of-open = En andel av det som er åpent
fee-kind-daily = Et beløp for hver dag
fee-kind-tiered = Etter hvor sent det er
fee-kind-greater-of = Det høyeste av et beløp og en andel
fee-kind-lesser-of = Det laveste av et beløp og en andel
input-grace-days = Dager med utsettelse
input-repeat = Så ofte kommer gebyret
fee-repeat-once = Én gang
fee-repeat-daily = Hver dag
fee-repeat-monthly = Hver måned
input-from-day = Fra denne dagen
input-times = Antall ganger
input-amount-minor = Beløpet i regelen
input-daily-max-minor = Høyst for en dag
input-assessed-minor = Krevd tidligere
input-rate-bps = Andel
input-base-minor = Regnet av
input-uncapped-minor = Før noen grense
input-limit = Begrenset av
fee-limit-law = Loven
fee-limit-policy = Utleierens egen regel
input-law-version = Lovens versjon
input-agreed-minor = Avtalt depositum
input-rent-minor = Leie
input-max-months = Høyst, i måneder med leie
input-payment = Betaling
input-fee-minor = Avtalt gebyr
late-fee-threat = Betal innen { $date }: etterpå kommer et forsinkelsesgebyr på { $amount } i tillegg.
late-fee-shielded = Betalingen din er på vei i tide, så forsinkelsesgebyret på { $amount } faller bort.

## Fast trekk og husstanden
autopay = Fast trekk
autopay-off = Fast trekk er av
autopay-on = Fast trekk er på
autopay-rests = Fast trekk er satt på pause
autopay-lead = Du betaler selv. Hvis du vil, trekkes det som er forfalt fra kortet eller kontoen din hver måned; du kan ta pause eller avslutte her når som helst.
autopay-needs = Lagre et kort eller en konto først.
autopay-set = Slå på fast trekk
autopay-agree = Jeg er enig: trekk det av seg selv
autopay-saved = Lagret. Her ser du hva som trekkes neste gang, og når.
autopay-next = { $date } trekkes { $amount } fra { $from }, slik det ser ut nå.
autopay-next-open = { $date } trekkes det som da er forfalt fra { $from }. Slik det ser ut nå, er det ingenting.
autopay-waits = Det som er forfalt, trekkes fra { $from }. Det er ingen neste dag ennå.
autopay-rests-lead = Ingenting trekkes før du lar det gå videre. Betal selv imens.
autopay-cap = Aldri mer enn { $amount } på én gang.
autopay-skips = Neste gang hoppes over: den betaler du selv.
autopay-skipped = { $date } ble ingenting betalt. { $why }
autopay-unskipped = Neste gang trekkes igjen.
autopay-skip = Hopp over neste gang
autopay-unskip = Ikke hopp over
autopay-pause = Ta pause
autopay-resume = La det gå videre
autopay-end = Avslutt fast trekk
autopay-end-lead = Ingenting mer trekkes av seg selv. Det som allerede er på vei, kommer fram.
autopay-when = Når i måneden
autopay-due-date = På forfallsdagen
autopay-day = På en dag jeg velger
autopay-which-day = Hvilken dag
autopay-day-hint = 1 til 31; den siste dagen der en måned er kortere.
autopay-share = Hvor mye av det, i prosent
autopay-share-hint = 100 er alt som er forfalt; mindre der flere deler en bolig.
autopay-share-wrong = Mer enn 0 og høyst 100.
autopay-most = Aldri mer enn
autopay-most-hint = Du kan la dette stå tomt.
pay-from = Fra
saved-methods = Lagrede kort og kontoer
saved-methods-lead = Numrene ligger der betalingene gjøres, og aldri her.
save-method = Lagre: { $kind }
method-waits = Det vises her så snart det er lagret.
method-not-saved = Det ble ikke lagret. Du kan prøve igjen.
pot-title = Husstanden i { $month }
pot-of = { $paid } av { $due }
pot-named = De jeg bor med, ser navnet mitt ved siden av min del

## Varsler
notices = Varsler
notices-count =
    { $count ->
        [one] { $count } nytt
       *[other] { $count } nye
    }
notices-how = Slik får du beskjed
no-notices = Ikke noe nytt.
notice-new = ny
told-of = Hva
told-portal = Portal
told-mail = E-post
told-ticket-created = Nye saker
told-ticket-changed = En sak går videre
told-ticket-assigned = Jeg får en sak
told-ticket-commented = Kommentarer til en sak
told-messages = Meldinger
told-invitation-accepted = Noen tar imot en invitasjon
told-security = Sikkerheten til kontoen min
told-rent-due = Leien forfaller
told-receipt = Kvitteringer
told-payment-failed = En betaling mislykkes
quiet-hours = Ikke forstyrr meg om natten
quiet-from = Fra
quiet-until = Til
quiet-lead = E-post venter til den stille tiden er over. Det som haster, kommer med en gang.

bring-in = Hent inn en liste
bring-in-lead = En liste over boliger, folk og leieavtaler i én fil. Den prøves først: ingenting skrives før du sier fra.
choose-list = Velg filen
list-tried = Prøvd: ingenting er skrevet ennå
list-in = Den er inne
list-not-in = Ingenting ble skrevet
faults = Feil
row-number = Rad { $row }
bring-in-now = Hent den inn

## Penger på kontoret, og papirer
record-payment = Før en betaling
payment-recorded-note = Betalingen er ført.
received-on = Kom inn
payer-unsaid = Ikke kjent
reference = Referanse
reference-hint = Det som sto på overføringen eller sjekken, for eksempel KID.
create-charge = Krev noe
charge-created = Det er krevd, og leietakeren ser det.
charge-text = Det leietakeren leser
create-credit = Gi en kreditt
credit-lead = Den trekkes fra det som skyldes med en gang, og deretter fra det som kommer. Leietakeren ser det.
credit-created = Kreditten er gitt.
change-charge = Endre
deed-waive = Ettergi
deed-write-off = Avskriv
deed-reverse = Tilbakefør
deed-lead-waive = De åpne { $amount } trenger ikke betales lenger. Leietakeren ser det.
deed-lead-write-off = De åpne { $amount } gis opp som tapt. Det føres som tap i regnskapet.
deed-lead-reverse = Det ble krevd ved en feil: hele { $amount } tas bort, og det som er betalt for det, dekker noe annet.
deed-done-waive = Det er ettergitt.
deed-done-write-off = Det er avskrevet.
deed-done-reverse = Det er tilbakeført.
receipt = Kvittering (PDF)
statement = Kontoutskrift
statement-lead = Alt som ble krevd og betalt disse dagene, til å ta vare på eller skrive ut.
statement-pdf = Som PDF
statement-csv = Som CSV
who-owes = Hvem skylder
nobody-owes = Ingen skylder noe som er forfalt.
owing-total =
    { $count ->
        [one] Én leieavtale skylder { $amount }
       *[other] { $count } leieavtaler skylder { $amount }
    }
how-late = Hvor sent
is-late = For sent
bring-in-good = Hent inn de gode radene, og la de andre være
rows-done = { $done } av { $rows } rader er ferdige
found-title = Begynn her
found-lead = Her er det ikke noe ennå. Fortell hvem du er, og velg passord på neste side.
found-secret = Oppsettskode
found-secret-hint = Tjeneren skrev den ut da den startet.
found-clock = Klokken i organisasjonen
found-languages = Språk
found-name = Ditt eget navn
found-send = Opprett organisasjonen
