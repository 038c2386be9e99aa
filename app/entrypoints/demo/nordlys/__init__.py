"""Nordlys Eiendom lets homes in Oslo, Bergen and Tromsø."""

from app.entrypoints.demo.nordlys.leases import CONTRACTS
from app.entrypoints.demo.nordlys.messages import TALKS
from app.entrypoints.demo.nordlys.people import PEOPLE
from app.entrypoints.demo.nordlys.properties import PLACES
from app.entrypoints.demo.nordlys.tickets import REPORTS
from app.entrypoints.demo.shapes import House

NORDLYS = House(
    key="nordlys",
    name="Nordlys Eiendom",
    currency="NOK",
    time_zone="Europe/Oslo",
    locales=("nb", "en", "ar"),
    initials="NE",
    first_ticket=1041,
    people=PEOPLE,
    places=PLACES,
    contracts=CONTRACTS,
    reports=REPORTS,
    talks=TALKS,
)
