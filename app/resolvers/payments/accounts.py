"""The landlord's account at the provider: opened by whoever runs the organization, after a fresh proof.

A second account takes the place of the first one only after three days, and everybody who runs the organization is told
at once: whoever got in cannot lead the rent elsewhere before somebody notices.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app import clock
from app.auth.policies.payments import ProviderAccountPolicy
from app.auth.steps import require_step_up
from app.auth.viewer import Role, Viewer
from app.errors import BadInput, Conflict, OutsideFailed
from app.integrations.stripe.port import Later, NoAnswer, Provider, Refused
from app.models.mail import Letter, Template
from app.models.provider import AccountStatus, ProviderAccount
from app.resolvers.security import alerted
from app.subscriptions.transaction import Transaction, transaction

HELD_BACK = timedelta(days=3)
LIVING = "t.status = 'ACTIVE' AND t.provider = $1"


@dataclass(frozen=True, slots=True)
class Wish:
    """An account in a country, under the client's key; `back_url` is where the provider sends people back to."""

    country: str
    key: UUID
    back_url: str
    replaces: bool = False


async def open_account(provider: Provider, viewer: Viewer, wish: Wish) -> tuple[UUID, str | None]:
    """Open an account, or go on with the one there is; returns its id, and where the landlord completes it, if
    the provider says so now.

    Raises `Forbidden`, `StepUpRequired`, `BadInput`, `Conflict` while another one waits to take over, `OutsideFailed`.
    """
    country, back_url, replaces = wish.country, wish.back_url, wish.replaces
    if len(country) != 2 or not country.isascii() or not country.isalpha():
        raise BadInput("A country is two letters, such as NO.", ("input", "country"))
    async with transaction(viewer) as tx:
        ProviderAccountPolicy.require(viewer, ProviderAccountPolicy.change)
        require_step_up(viewer)
        living = await tx.lock(ProviderAccount, LIVING, provider.name)
        name = await tx.run("SELECT name FROM organization WHERE id = $1", viewer.organization_id)
        account = None if replaces else next(iter(living), None)
        if account is not None:
            tx.announce(account, "LINKED", {})
    if account is None:
        try:
            said = (str(name.name) if name is not None else "", country.upper())
            made = await provider.open_account(f"account/{viewer.organization_id}/{wish.key}", *said)
        except (NoAnswer, Later, Refused) as error:
            raise OutsideFailed("The provider of payments does not open it now; try again.") from error
        account = await _keep(provider, viewer, made, back_url)
    return account.id, await _link(provider, account.external_id, back_url)


async def _link(provider: Provider, external_id: str, back_url: str) -> str | None:
    try:
        return await provider.account_link(external_id, back_url)
    except (NoAnswer, Later, Refused):
        # The account is there all the same: asked again, it is linked again.
        return None


async def _keep(provider: Provider, viewer: Viewer, external_id: str, link: str) -> ProviderAccount:
    async with transaction(viewer) as tx:
        # One after the other: of two that come at once, the second finds what the first has made.
        await tx.run("SELECT FROM organization WHERE id = $1 FOR UPDATE", viewer.organization_id)
        known = await tx.lock(ProviderAccount, "t.external_id = $1", external_id)
        if known:
            return known[0]
        living, now = await tx.lock(ProviderAccount, LIVING, provider.name), clock.now()
        if any(row.usable_from > now for row in living):
            raise Conflict("Another account waits to take over already.")
        row = await tx.create(
            ProviderAccount,
            provider=provider.name,
            is_live=provider.is_live,
            external_id=external_id,
            status=AccountStatus.ACTIVE,
            usable_from=now + HELD_BACK if living else now,
            application_fee_bps=provider.application_fee_bps,
            read_until=now,
        )
        tx.announce(row, "OPENED", {}, usable_from=row.usable_from)
        await _tell(tx, link)
        return row


async def _tell(tx: Transaction, link: str) -> None:
    values = {"what": "payment-account", "at": clock.now(), "link": link}
    for member in await alerted(tx.viewer, (Role.ADMIN,)):
        await tx.mail(Letter(Template.SECURITY_NOTICE, member.email, member.locale or tx.viewer.locale, values))
