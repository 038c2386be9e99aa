"""Every page of the portal: who looks at it, and how one gets there."""

from dataclasses import dataclass

from tests.portal.conftest import Somebody

TENANT, MANAGER, ADMIN = "amira@nordlys.example", "ingrid@nordlys.example", "solveig@nordlys.example"


@dataclass(frozen=True)
class Place:
    """One page: its address, then perhaps the first of some links on it; `there` is on it when it is whole.

    `shows` is the component that `web/src/app.tsx` puts there.
    """

    name: str
    shows: str
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
    Place("sign-in", "SignInPage", "/"),
    Place("forgot-password", "ForgotPage", "/forgot-password", "input[type=email]"),
    Place("reset-password", "ResetPage", "/reset-password#an-example", "input[type=password]"),
    Place("invitation", "InvitationPage", "/invitation#an-example", ".outcome"),
    Place("found", "FoundPage", "/found#an-example", "select"),
    Place("confirm-email", "EmailPage", "/confirm-email#an-example", "form button"),
    Place("undo-email", "EmailPage", "/undo-email", ".outcome"),
)
OF_TENANTS = (
    Place("home", "Home", "/", ".hero"),
    Place("tickets", "Tickets", "/tickets", ".ticket"),
    Place("ticket", "TicketPage", "/tickets", ".course li", ".ticket h3 a"),
    Place("report", "Report", "/tickets/new", ".tiles"),
    Place("messages", "Inbox", "/messages", ".line"),
    Place("thread", "Inbox", "/messages", ".bubble", ".line"),
    Place("lease", "MyLeasePage", "/lease", ".hero"),
    Place("pay", "PayPage", "/pay", ".money-places"),
    Place("balance", "BalancePage", "/balance", ".account-line"),
    Place("autopay", "AutopayPage", "/autopay", "h2"),
    Place("notifications", "NotificationsPage", "/notifications", ".notice, .empty"),
    Place("more", "More", "/more", ".more-places"),
    Place("settings", "Settings", "/settings", ".rows-of li"),
    Place("payment", "PaymentPage", "/balance", ".facts", "a[href^='/pay/']"),
    Place("save-card", "SavePage", "/pay/save?method=CARD"),
    Place("no-page", "Missing", "/settings/nowhere", ".empty"),
    Place("missing", "TicketPage", "/tickets/no-such-ticket", ".empty"),
)
OF_STAFF = (
    Place("board", "Board", "/", ".board-card"),
    Place("staff-ticket", "TicketPage", "/", ".course li", ".board-card h3 a"),
    Place("inbox", "Inbox", "/messages", ".line"),
    Place("staff-thread", "Inbox", "/messages", ".bubble", ".line"),
    Place("rent-roll", "RollPage", "/rent-roll", ".list-table"),
    Place("properties", "PropertiesPage", "/properties", ".tile"),
    Place("property", "PropertiesPage", "/properties", ".list-table", ".tile a"),
    Place("import", "ImportPage", "/properties/import", ".pick-files"),
    Place("unit", "UnitPage", "/rent-roll", ".facts", ".list-table a[href^='/units/']"),
    Place("leases", "LeasesPage", "/leases", ".list-table"),
    Place("staff-lease", "LeasePage", "/leases", ".paid-line", ".list-table tr:has(.tone-done) a"),
    Place("owing", "OwingPage", "/leases/owing", ".list-table"),
    Place("payments", "PaymentsPage", "/payments", ".list-table"),
    Place("staff-payment", "StaffPaymentPage", "/payments", ".facts", ".list-table a"),
    Place("draft-lease", "DraftLeasePage", "/leases/new", ".choices-list li"),
    Place("people", "PeoplePage", "/people", ".tile"),
    Place("person", "PersonPage", "/people", ".facts", ".tile a"),
    Place("staff-settings", "Settings", "/settings", ".rows-of li"),
    Place("organization", "OrganizationPage", "/settings/organization", ".brand-preview"),
    Place("tokens", "TokensPage", "/settings/tokens", ".token"),
    Place("staff-tickets", "Tickets", "/tickets"),
    Place("staff-report", "Report", "/tickets/new", ".tiles"),
    Place("staff-notifications", "NotificationsPage", "/notifications", ".notice, .empty"),
    Place("staff-more", "More", "/more", ".more-places"),
)
EVERY = {None: OPEN, TENANT: OF_TENANTS, ADMIN: OF_STAFF}
ELSEWHERE = {"HalfwayPage": "tests/portal/test_accounts.py"}
"""Pages that one only comes to by a longer way, and the test that looks at them there."""
