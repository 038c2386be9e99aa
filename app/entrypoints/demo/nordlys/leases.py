"""The leases of Nordlys Eiendom: fourteen that people live under, and one of nearly every other kind."""

from app.entrypoints.demo.shapes import Contract, Extra
from app.models.charges import ChargeCode
from app.models.leases import LeaseStatus, LeaseType
from app.models.payments import PaymentMethodKind, PaymentStatus

ROLLING = LeaseType.FIXED_WITH_ROLLOVER
BANK = PaymentMethodKind.BANK_TRANSFER
PARKING = {ChargeCode.PARKING: 150_000}
POWER = Extra(ChargeCode.UTILITY, 1, 86_400)

OSLO = (
    Contract("L-1001", ("toftes-a-301", "toftes-p1"), ("amira", "karim"), 2_150_000, -14, 10, monthly=PARKING),
    Contract("L-1002", ("toftes-a-201",), ("jonas",), 1_680_000, -8, 4, type=ROLLING, pays_by=BANK, owing={1: 480_000}),
    Contract("L-1003", ("toftes-a-101",), ("marte",), 1_490_000, -30, type=LeaseType.AT_WILL, due_day=15, pays_by=BANK),
    Contract("L-1004", ("toftes-a-102",), ("henrik",), 1_540_000, -5, 31, extras=(POWER,)),
    Contract("L-1005", ("toftes-a-202",), ("lena",), 1_760_000, -11, 2, LeaseStatus.NOTICE_GIVEN, ROLLING),
    Contract("L-1006", ("toftes-b-101",), ("piotr",), 1_420_000, -26, -2, LeaseStatus.HOLDOVER, ROLLING, pays_by=BANK),
    Contract(
        "L-1007",
        ("toftes-b-102", "toftes-p2"),
        ("fatima",),
        1_730_000,
        -3,
        33,
        due_day=20,
        pays_by=PaymentMethodKind.SEPA_DEBIT,
        monthly=PARKING,
        mishaps={2: PaymentStatus.RETURNED},
    ),
    Contract(
        "L-1008", ("toftes-b-201",), ("sindre",), 1_750_000, -16, 8, mishaps={1: PaymentStatus.FAILED}, extras=(POWER,)
    ),
)

BERGEN = (
    Contract("L-1009", ("nordnes-101",), ("eline",), 1_360_000, -19, type=LeaseType.AT_WILL, pays_by=BANK),
    Contract(
        "L-1010", ("nordnes-102",), ("magnus",), 1_440_000, -10, 14, owing={2: 1_440_000, 1: 1_440_000}, pays_by=BANK
    ),
    Contract(
        "L-1011",
        ("nordnes-201", "nordnes-p1"),
        ("siv",),
        1_560_000,
        -36,
        type=LeaseType.AT_WILL,
        pays_by=PaymentMethodKind.CASH,
        monthly={ChargeCode.PARKING: 130_000},
    ),
    Contract("L-1012", ("nordnes-301",), ("mehmet",), 1_650_000, -7, 17, due_day=5),
)

TROMSO = (
    Contract("L-1013", ("storgata-101",), ("nora",), 1_190_000, -4, 8, guarantor="trond"),
    Contract(
        "L-1014",
        ("storgata-201", "storgata-bod-1"),
        ("ane",),
        1_270_000,
        -22,
        14,
        due_day=10,
        monthly={ChargeCode.STORAGE: 60_000},
    ),
)

COMING_AND_GONE = (
    Contract("L-1015", ("storgata-202",), ("astrid",), 1_270_000, 1, 37, LeaseStatus.SIGNED),
    Contract("L-1016", ("toftes-a-202",), ("ida",), 1_790_000, 2, 38, LeaseStatus.DRAFT),
    Contract("L-1017", ("nordnes-202",), ("trine",), 1_250_000, -25, -1, LeaseStatus.ENDED, pays_by=BANK),
    Contract("L-1018", ("toftes-b-202",), ("lars",), 1_390_000, 1, 25, LeaseStatus.OFFERED),
)

CONTRACTS = (*OSLO, *BERGEN, *TROMSO, *COMING_AND_GONE)
