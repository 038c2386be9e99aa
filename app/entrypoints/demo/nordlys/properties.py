"""The three properties of Nordlys Eiendom."""

from app.entrypoints.demo.shapes import Block, Home, Place
from app.models.properties import UnitKind

OSLO = Place(
    key="toftes",
    name="Toftes gate 27",
    line1="Toftes gate 27",
    postal_code="0556",
    city="Oslo",
    country_code="NO",
    jurisdiction="NO",
    blocks=(
        Block(
            "toftes-a",
            "Oppgang A",
            (
                Home("toftes-a-101", "A H0101", area="46.5", bedrooms=1, rent=1_520_000),
                Home("toftes-a-102", "A H0102", area="48", bedrooms=1, rent=1_560_000),
                Home("toftes-a-201", "A H0201", area="58", bedrooms=2, rent=1_720_000),
                Home("toftes-a-202", "A H0202", area="61.5", bedrooms=2, rent=1_790_000),
                Home("toftes-a-301", "A H0301", area="84", bedrooms=3, rent=2_190_000),
            ),
        ),
        Block(
            "toftes-b",
            "Oppgang B",
            (
                Home("toftes-b-101", "B H0101", area="44", bedrooms=1, rent=1_480_000),
                Home("toftes-b-102", "B H0102", area="63", bedrooms=2, rent=1_760_000),
                Home("toftes-b-201", "B H0201", area="63", bedrooms=2, rent=1_780_000),
                Home("toftes-b-202", "B H0202", area="38.5", bedrooms=1, rent=1_390_000),
            ),
        ),
    ),
    outside=(
        Home("toftes-p1", "P1", UnitKind.PARKING, area="12.5", rent=150_000),
        Home("toftes-p2", "P2", UnitKind.PARKING, area="12.5", rent=150_000),
        Home("toftes-p3", "P3", UnitKind.PARKING, area="12.5", rent=150_000),
    ),
)

BERGEN = Place(
    key="nordnes",
    name="Nordnesgaten 31",
    line1="Nordnesgaten 31",
    postal_code="5005",
    city="Bergen",
    country_code="NO",
    jurisdiction="NO",
    blocks=(
        Block(
            "nordnes-hus",
            "Hovedhuset",
            (
                Home("nordnes-101", "H0101", area="52", bedrooms=1, rent=1_380_000),
                Home("nordnes-102", "H0102", area="55", bedrooms=2, rent=1_460_000),
                Home("nordnes-201", "H0201", area="67.5", bedrooms=2, rent=1_590_000),
                Home("nordnes-202", "H0202", area="41", bedrooms=1, rent=1_290_000),
                Home("nordnes-301", "H0301", area="72", bedrooms=3, rent=1_680_000),
            ),
        ),
    ),
    outside=(Home("nordnes-p1", "P1", UnitKind.PARKING, area="14", rent=130_000),),
)

TROMSO = Place(
    key="storgata",
    name="Storgata 118",
    line1="Storgata 118",
    postal_code="9008",
    city="Tromsø",
    country_code="NO",
    jurisdiction="NO",
    blocks=(
        Block(
            "storgata-for",
            "Forhuset",
            (
                Home("storgata-101", "H0101", area="34", bedrooms=1, rent=1_190_000),
                Home("storgata-201", "H0201", area="49", bedrooms=2, rent=1_290_000),
                Home("storgata-202", "H0202", area="47.5", bedrooms=2, rent=1_270_000),
            ),
        ),
        Block(
            "storgata-bak",
            "Bakhuset",
            (
                Home("storgata-bak-101", "H0101", area="56", bedrooms=2, rent=1_350_000),
                Home("storgata-bak-201", "H0201", area="58.5", bedrooms=2, rent=1_380_000),
                Home("storgata-bod-1", "Bod 1", UnitKind.STORAGE, area="6", rent=60_000),
            ),
        ),
    ),
)

PLACES = (OSLO, BERGEN, TROMSO)
