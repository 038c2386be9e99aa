"""Every page of the portal: who looks at it, and how one gets there."""

from dataclasses import dataclass

from tests.portal.conftest import Somebody

TENANT, MANAGER, ADMIN = "amira@nordlys.example", "ingrid@nordlys.example", "solveig@nordlys.example"


@dataclass(frozen=True)
class Place:
    """One page: its address, then perhaps the first of some links on it; `there` is on it when it is whole."""

    name: str
    path: str
    there: str = "h1"
    link: str = ""

    async def open(self, somebody: Somebody) -> None:
        """Go there and wait until nothing is on its way any more."""
        await somebody.go(self.path)
        if self.link:
            await somebody.page.locator(self.link).first.click()
        await somebody.page.locator(self.there).first.wait_for()
        await settled(somebody)


async def settled(somebody: Somebody) -> None:
    """Wait until no grey shapes stand for content that is still coming."""
    await somebody.page.locator(".skeleton").first.wait_for(state="detached")


OPEN = (
    Place("sign-in", "/"),
    Place("forgot-password", "/forgot-password", "input[type=email]"),
    Place("reset-password", "/reset-password#an-example", "input[type=password]"),
    Place("invitation", "/invitation#an-example", ".outcome"),
    Place("found", "/found#an-example", "select"),
    Place("confirm-email", "/confirm-email#an-example", "form button"),
    Place("undo-email", "/undo-email", ".outcome"),
)
OF_TENANTS = (
    Place("home", "/", ".hero"),
    Place("tickets", "/tickets", ".ticket"),
    Place("ticket", "/tickets", ".course li", ".ticket h3 a"),
    Place("report", "/tickets/new", ".tiles"),
    Place("messages", "/messages", ".line"),
    Place("thread", "/messages", ".bubble", ".line"),
    Place("lease", "/lease", ".hero"),
    Place("pay", "/pay", ".money-places"),
    Place("balance", "/balance", ".account-line"),
    Place("autopay", "/autopay", "h2"),
    Place("notifications", "/notifications", ".notice, .empty"),
    Place("more", "/more", ".more-places"),
    Place("settings", "/settings", ".rows-of li"),
    Place("missing", "/tickets/no-such-ticket", ".empty"),
)
OF_STAFF = (
    Place("board", "/", ".board-card"),
    Place("staff-ticket", "/", ".course li", ".board-card h3 a"),
    Place("inbox", "/messages", ".line"),
    Place("staff-thread", "/messages", ".bubble", ".line"),
    Place("rent-roll", "/rent-roll", ".list-table"),
    Place("properties", "/properties", ".tile"),
    Place("property", "/properties", ".list-table", ".tile a"),
    Place("import", "/properties/import", ".pick-files"),
    Place("unit", "/rent-roll", ".facts", ".list-table a"),
    Place("leases", "/leases", ".list-table"),
    Place("staff-lease", "/leases", ".paid-line", ".list-table tr:has(.tone-done) a"),
    Place("owing", "/leases/owing", ".list-table"),
    Place("payments", "/payments", ".list-table"),
    Place("staff-payment", "/payments", ".facts", ".list-table a"),
    Place("draft-lease", "/leases/new", ".choices-list li"),
    Place("people", "/people", ".tile"),
    Place("person", "/people", ".facts", ".tile a"),
    Place("staff-settings", "/settings", ".rows-of li"),
    Place("organization", "/settings/organization", ".brand-preview"),
    Place("tokens", "/settings/tokens", ".token"),
    Place("staff-more", "/more", ".more-places"),
)
EVERY = {None: OPEN, TENANT: OF_TENANTS, ADMIN: OF_STAFF}
