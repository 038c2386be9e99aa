"""The look of papers, and what all of them say at their head."""

from dataclasses import dataclass
from html import escape
from uuid import UUID

from app.auth.doors import door
from app.auth.policies.leases import LeasePartyPolicy, LeasePolicy, TenantPolicy
from app.auth.policies.people import MemberPolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.scope import current
from app.auth.viewer import Viewer
from app.models.base import Row
from app.models.leases import LeasePartyRole
from app.words.catalogue import choose, direction, text

LIVING = (LeasePartyRole.TENANT, LeasePartyRole.CO_TENANT)
RLM = "\u200f"
STYLE = """
@page { size: A4; margin: 22mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt } }
body { font: 10pt/1.45 "DejaVu Sans", "Noto Sans", "Noto Sans Arabic", sans-serif; color: #111 }
h1 { font-size: 17pt; margin: 0 0 6mm } table { width: 100%; border-collapse: collapse; margin: 0 0 8mm }
.facts th { width: 45mm; font-weight: normal; color: #444; border: none } .facts td { border: none }
th { text-align: start; border-bottom: 1pt solid #111 } td, th { padding: 1.2mm 1mm; vertical-align: top }
td { border-bottom: .3pt solid #bbb } .amount { text-align: end; white-space: nowrap; direction: ltr }
tr { break-inside: avoid } .total td { font-weight: bold; border-bottom: none }
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A paper before it is printed; `name` is that of its file, without an ending."""

    html: str
    name: str


@dataclass(frozen=True, slots=True)
class Head:
    """Whose account it is: the landlord, the lease, its property and who lives there."""

    landlord: str
    lease: Row
    place: Row
    tenants: str

    def facts(self, locale: str) -> list[tuple[str, str]]:
        """Return what stands at the top, with its labels."""
        street = f"{self.place.line1}, {self.place.postal_code} {self.place.city}"
        address = street if self.place.name == self.place.line1 else f"{self.place.name}, {street}"
        return [
            (text(locale, "paper-landlord"), self.landlord),
            (text(locale, "paper-tenants"), self.tenants),
            (text(locale, "paper-property"), address),
            (text(locale, "paper-lease"), self.lease.number),
        ]


async def head(house: Viewer, lease_id: UUID) -> Head:
    """Return what stands at the head of papers about a lease. Raises `NotFound`."""
    lease = await LeasePolicy.fetch(house, lease_id)
    place = await PropertyPolicy.fetch(house, lease.property_id)
    parties = (await LeasePartyPolicy.below(house, "lease_id", [lease_id])).get(lease_id, [])
    tenants = await TenantPolicy.related(house, [party.tenant_id for party in parties if party.role in LIVING])
    members = await MemberPolicy.related(house, [tenant.member_id for tenant in tenants.values()])
    with door("papers.head"):
        landlord = await current().row("SELECT name FROM organization WHERE id = $1", house.organization_id)
    assert landlord is not None
    return Head(landlord["name"], lease, place, ", ".join(sorted(row.display_name for row in members.values())))


def document(locale: str, title: str, facts: list[tuple[str, str]], body: str) -> str:
    """Return a whole page. Titles and facts are escaped here, the body is HTML already."""
    # A table, for a grid is not turned round where one writes from right to left.
    said = "".join(f'<tr><th scope="row">{escape(label)}</th><td>{escape(value)}</td></tr>' for label, value in facts)
    language = choose(locale)
    return (
        f'<!doctype html><html lang="{language}" dir="{direction(locale)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f'<body><h1>{escape(title)}</h1><table class="facts"><tbody>{said}</tbody></table>{body}</body></html>'
    )


def row(cells: list[str], amounts: int = 0, kind: str = "") -> str:
    """Return one row of a table; the last `amounts` cells are amounts."""
    texts = cells[: len(cells) - amounts]
    written = "".join(f"<td>{escape(cell)}</td>" for cell in texts)
    # Amounts stand from left to right in every language: a mark for the other way would move their minus to the end.
    figures = "".join(f'<td class="amount">{escape(cell.replace(RLM, ""))}</td>' for cell in cells[len(texts) :])
    return f'<tr class="{kind}">{written}{figures}</tr>'


def headings(cells: list[str], amounts: int) -> str:
    """Return the first row of a table."""
    cut = len(cells) - amounts
    return "".join(
        f'<th scope="col"{" class=amount" if place >= cut else ""}>{escape(cell)}</th>'
        for place, cell in enumerate(cells)
    )
