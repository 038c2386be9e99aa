"""The tickets at Nordlys Eiendom that ask for nothing any more: done, refused, or taken back."""

from app.entrypoints.demo.shapes import Handed, Moved, Report, Said
from app.models.tickets import EntryPermission, TicketCategory, TicketChannel, TicketPriority, TicketStatus

C = TicketCategory
S = TicketStatus

CLOSED = (
    Report(
        "fan",
        "Bathroom fan is very loud",
        "-27d 20:40",
        C.ELECTRICAL,
        home="toftes-b-101",
        by="piotr",
        description="It rattles all night. Switching it off is not an option because of the moisture.",
        entry=EntryPermission.ANYTIME,
        then=(
            Moved("-26d 09:15", "ingrid", S.TRIAGED),
            Handed("-26d 09:16", "ingrid", "tom"),
            Moved("-25d 08:30", "tom", S.SCHEDULED, visit=("-23d 08:00", "-23d 10:00")),
            Moved("-23d 08:20", "tom", S.IN_PROGRESS),
            Said("-23d 09:10", "tom", "The bearing was worn out. I have put in a new fan; it should be quiet now."),
            Moved("-23d 09:12", "tom", S.RESOLVED, "New fan."),
            Said("-22d 19:30", "piotr", "Perfect, I slept well for the first time in weeks. Thank you!"),
            Moved("-22d 19:31", "piotr", S.CLOSED),
        ),
    ),
    Report(
        "key-fob",
        "Nøkkelbrikken virker ikke lenger",
        "-20d 16:10",
        C.LOCKS,
        home="toftes-b-102",
        by="fatima",
        description="Ringte fra porten: brikken gir rødt lys. Fikk komme inn med reservebrikke.",
        priority=TicketPriority.HIGH,
        channel=TicketChannel.PHONE,
        then=(
            Moved("-20d 16:15", "ingrid", S.TRIAGED),
            Moved("-20d 16:20", "ingrid", S.IN_PROGRESS),
            Moved("-20d 16:45", "ingrid", S.RESOLVED, "Ny brikke er kodet og ligger i postkassen."),
            Moved("-19d 18:00", "fatima", S.CLOSED),
        ),
    ),
    Report(
        "balcony",
        "Ønsker innglassing av balkongen",
        "-24d 11:00",
        C.OTHER,
        home="nordnes-102",
        by="magnus",
        description="Kan dere glasse inn balkongen før vinteren? Jeg betaler gjerne halvparten selv.",
        priority=TicketPriority.LOW,
        then=(
            Moved("-22d 10:20", "ingrid", S.TRIAGED),
            Said("-21d 15:45", "ingrid", "Olav sier nei: fasaden er vernet.", inside=True),
            Moved(
                "-21d 15:50", "ingrid", S.REJECTED, "Fasaden er vernet, så balkongene kan dessverre ikke glasses inn."
            ),
        ),
    ),
    Report(
        "bins",
        "Det lukter vondt i søppelrommet",
        "-14d 07:50",
        C.COMMON_AREA,
        place="nordnes",
        by="siv",
        channel=TicketChannel.VISIT,
        then=(
            Moved("-14d 12:00", "ingrid", S.TRIAGED),
            Said("-13d 08:25", "siv", "Søppelet ble hentet i morges, og nå er det i orden igjen."),
            Moved("-13d 08:26", "siv", S.CANCELLED, "Løste seg av seg selv."),
        ),
    ),
    Report(
        "heat-pump",
        "Varmepumpen blinker og trenger nytt filter",
        "-30d 18:55",
        C.HEATING,
        home="storgata-101",
        by="nora",
        then=(
            Moved("-29d 09:05", "ingrid", S.TRIAGED),
            Handed("-29d 09:06", "ingrid", "tom"),
            Moved("-28d 10:00", "tom", S.SCHEDULED, visit=("-26d 10:00", "-26d 12:00")),
            Said("-27d 16:33", "nora", "Jeg har eksamen den dagen. Går det an å flytte det?"),
            Moved("-27d 17:10", "tom", S.TRIAGED, "Beboeren ba om et annet tidspunkt."),
            Moved("-26d 08:45", "tom", S.SCHEDULED, visit=("-21d 13:00", "-21d 15:00")),
            Moved("-21d 13:15", "tom", S.IN_PROGRESS),
            Moved("-21d 13:50", "tom", S.RESOLVED, "Nytt filter, og pumpen er rengjort."),
            Moved("-14d 00:05", None, S.CLOSED, "Lukket etter sju dager uten innvendinger."),
        ),
    ),
)
