"""Harbor Homes lets homes in New York; it knows nothing of Nordlys Eiendom, nor Nordlys of it."""

from app.auth.viewer import Role
from app.entrypoints.demo.shapes import (
    Block,
    Contract,
    Extra,
    Handed,
    Home,
    House,
    Moved,
    Place,
    Report,
    Said,
    Somebody,
    Talk,
)
from app.models.charges import ChargeCode
from app.models.leases import LeaseStatus, LeaseType
from app.models.payments import PaymentMethodKind
from app.models.properties import UnitKind
from app.models.tickets import EntryPermission, TicketCategory, TicketChannel, TicketPriority, TicketStatus

C = TicketCategory
S = TicketStatus

PEOPLE = (
    Somebody("casey", "Casey Whitfield", "casey@harbor.example", "+1 718 555 0111", role=Role.MANAGER, signs_in=True),
    Somebody("dana", "Dana Ruiz", "dana@harbor.example", "+1 718 555 0142", signs_in=True),
    # Keeps the books of Nordlys Eiendom too: one account, two organizations.
    Somebody("vera", "Vera Lind", "vera@lind.example", role=Role.ACCOUNTANT, signs_in=True, locale="nb"),
    Somebody("robin", "Robin Archer", "robin@harbor.example", "+1 718 555 0100", role=Role.ADMIN),
    Somebody("walt", "Walt Kowalski", "walt@harbor.example", "+1 718 555 0117", role=Role.MAINTENANCE),
    Somebody("marcus", "Marcus Bell", "marcus.bell@mail.example", "+1 718 555 0163"),
    Somebody("priya", "Priya Raman", "priya.raman@mail.example", "+1 914 555 0128"),
    Somebody("theo", "Theo Lindqvist", "theo.lindqvist@mail.example"),
    Somebody("june", "June Okafor", "june.okafor@mail.example", "+1 914 555 0175"),
)

PLACES = (
    Place(
        key="van-brunt",
        name="Van Brunt Row",
        line1="118 Van Brunt Street",
        postal_code="11231",
        city="Brooklyn",
        region="NY",
        country_code="US",
        jurisdiction="US-NY",
        blocks=(
            Block(
                "van-brunt-118",
                "118",
                (
                    Home("van-brunt-1a", "1A", area="62", bedrooms=1, rent=285_000),
                    Home("van-brunt-1b", "1B", area="58", bedrooms=1, rent=279_000),
                    Home("van-brunt-2a", "2A", area="81", bedrooms=2, rent=345_000),
                    Home("van-brunt-2b", "2B", area="79", bedrooms=2, rent=339_000),
                ),
            ),
        ),
    ),
    Place(
        key="ludlow",
        name="Ludlow Terrace",
        line1="24 Ludlow Street",
        postal_code="10705",
        city="Yonkers",
        region="NY",
        country_code="US",
        jurisdiction="US-NY",
        blocks=(
            Block(
                "ludlow-24",
                "24",
                (
                    Home("ludlow-1", "Apt 1", area="70", bedrooms=2, rent=235_000),
                    Home("ludlow-2", "Apt 2", area="70", bedrooms=2, rent=238_000),
                    Home("ludlow-3", "Apt 3", area="95", bedrooms=3, rent=289_000),
                ),
            ),
        ),
        outside=(Home("ludlow-garage", "Garage 1", UnitKind.PARKING, area="16", rent=15_000),),
    ),
)

CONTRACTS = (
    Contract("H-2001", ("van-brunt-2a",), ("dana",), 339_500, -9, 3, pays_by=PaymentMethodKind.ACH_DEBIT),
    Contract(
        "H-2002",
        ("van-brunt-1a",),
        ("marcus",),
        282_000,
        -17,
        7,
        # New York allows the lesser of 50 dollars and 5 % of the rent, more than five days late.
        extras=(Extra(ChargeCode.LATE_FEE, 1, 5_000, is_paid=False),),
        owing={1: 82_000},
    ),
    Contract(
        "H-2003",
        ("ludlow-1", "ludlow-garage"),
        ("priya",),
        232_000,
        -28,
        type=LeaseType.AT_WILL,
        pays_by=PaymentMethodKind.CHEQUE,
        monthly={ChargeCode.PARKING: 15_000},
    ),
    Contract("H-2004", ("ludlow-3",), ("june",), 284_000, -6, 6, pays_by=PaymentMethodKind.ACH_DEBIT),
    Contract("H-2005", ("ludlow-2",), ("theo",), 238_000, 1, 13, LeaseStatus.SIGNED),
)

REPORTS = (
    Report(
        "ac",
        "Air conditioner drips onto the floor",
        "-3d 19:12",
        C.APPLIANCE,
        home="van-brunt-2a",
        by="dana",
        description="About a cup of water every evening. I have moved the rug.",
        entry=EntryPermission.WHEN_HOME,
        then=(
            Moved("-2d 09:00", "casey", S.TRIAGED),
            Handed("-2d 09:02", "casey", "walt"),
            Said("-2d 09:05", "casey", "Thanks, Dana. Walt will call you to find a time."),
            Said("-2d 11:41", "walt", "Third one of this model this year. Worth asking for a refund.", inside=True),
            Moved("-1d 10:15", "walt", S.SCHEDULED, visit=("+1d 17:00", "+1d 19:00")),
        ),
    ),
    Report(
        "mailbox",
        "Mailbox lock is stuck",
        "-2d 08:30",
        C.LOCKS,
        home="van-brunt-1a",
        by="marcus",
        priority=TicketPriority.LOW,
        entry=EntryPermission.ANYTIME,
    ),
    Report(
        "smoke-alarm",
        "Smoke alarm chirps in the hallway",
        "-15d 22:50",
        C.COMMON_AREA,
        place="ludlow",
        by="june",
        priority=TicketPriority.HIGH,
        channel=TicketChannel.PHONE,
        then=(
            Moved("-14d 08:10", "casey", S.TRIAGED),
            Handed("-14d 08:11", "casey", "walt"),
            Moved("-14d 13:00", "walt", S.IN_PROGRESS),
            Moved("-14d 13:20", "walt", S.RESOLVED, "New battery, and tested."),
            Moved("-13d 09:00", "june", S.CLOSED),
        ),
    ),
    Report(
        "tap",
        "Kitchen tap has low pressure",
        "-5d 12:25",
        C.PLUMBING,
        home="ludlow-1",
        by="priya",
        then=(
            Moved("-4d 09:45", "casey", S.TRIAGED),
            Handed("-4d 09:46", "casey", "walt"),
            Moved("-1d 15:30", "walt", S.IN_PROGRESS),
            Said("-1d 16:05", "walt", "The aerator was full of scale. I am back tomorrow with a new one."),
        ),
    ),
)

TALKS = (
    Talk(
        "renewal",
        "Renewing my lease",
        ("dana", "casey"),
        (
            Said("-7d 18:03", "dana", "Hi Casey, my lease ends in three months. Can I stay another year?"),
            Said(
                "-6d 09:27", "casey", "Hi Dana, we would love that. I will send you the terms by the end of the week."
            ),
            Said("-6d 12:10", "dana", "Great. Would the rent stay the same?"),
            Said("-1d 16:40", "casey", "A small increase: 3,395.00 to 3,450.00 dollars. Does that work for you?"),
        ),
        lease="H-2001",
        unread={"dana": 1},
    ),
    Talk(
        "books",
        "Receipts of the boiler",
        ("casey", "vera"),
        (
            Said("-3d 10:12", "casey", "Hi Vera, the receipts of the boiler on Van Brunt Street are in the folder."),
            Said("-2d 09:05", "vera", "Thank you. Is the second one a repair or an improvement?"),
            Said("-1d 11:31", "casey", "A repair, the plumber says."),
            Said("-1d 11:33", "casey", "I will ask him to write that on the invoice."),
        ),
        place="van-brunt",
        unread={"vera": 2},
    ),
)

HARBOR = House(
    key="harbor",
    name="Harbor Homes",
    currency="USD",
    time_zone="America/New_York",
    locales=("en",),
    initials="HH",
    first_ticket=311,
    people=PEOPLE,
    places=PLACES,
    contracts=CONTRACTS,
    reports=REPORTS,
    talks=TALKS,
    fees_in=("van-brunt", "ludlow"),
)
