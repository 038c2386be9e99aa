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
close = Lukk
back = Tilbake
unread-count =
    { $count ->
        [one] { $count } ulest melding
       *[other] { $count } uleste meldinger
    }

## When something does not work
offline = Ingen forbindelse. Det du skriver, blir tatt vare på og sendt når du er tilbake.
try-now = Prøv nå
try-again = Prøv igjen
cannot-load = Dette kunne ikke hentes.
loading = Henter
not-found = Dette finnes ikke her, eller er ikke for deg.
not-done = Det gikk ikke. Prøv igjen.
not-sent = Det ble ikke sendt. Prøv igjen.
server-away = Serveren svarer ikke. Prøv igjen om litt.
session-ended = Økten er avsluttet. Logg inn igjen; det du skrev, er tatt vare på.

## Signing in
sign-in-title = Velkommen hjem
sign-in-lead = Logg inn for å se boligen, sakene og meldingene dine.
sign-in = Logg inn
sign-in-wrong = Adressen eller passordet er feil.
email = E-post
password = Passord

## Days and times
today = I dag
yesterday = I går
since-minutes = { $count } min
since-hours = { $count } t
since-days = { $count } d
visit-both-zones = { $there } i { $city } ({ $here } hos deg)

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
