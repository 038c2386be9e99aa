"""What a day brings to payments: the banks answer, what waits for its day begins, and standing orders run."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app import clock
from app.integrations.stripe.port import NoAnswer, Provider
from app.resolvers import billing_days
from app.resolvers.daily import Step
from app.resolvers.late_charges import assess_all
from app.resolvers.payments import hints, runs, sweeps
from app.resolvers.payments.places import house
from app.subscriptions.transaction import transaction


@dataclass(frozen=True, slots=True)
class Day:
    """A step of every day: what it brings to the payments of an organization."""

    provider: Provider

    async def __call__(self, organization_id: UUID) -> None:
        """Live through it."""
        await live(self.provider, organization_id)


def lived_with(steps: Sequence[Step], provider: Provider | None) -> list[Step]:
    """Return the steps of a day with what it brings to payments: after what is charged, before what is late."""
    others = [step for step in steps if not isinstance(step, Day)]
    place = others.index(assess_all)
    return others if provider is None else [*others[:place], Day(provider), *others[place:]]


async def live(provider: Provider, organization_id: UUID) -> None:
    """Do what is due in an organization by its clock for billing; asked again, it finds nothing left to do."""
    await _pass_time(provider, organization_id)
    await sweeps.sweep(provider, organization_id)
    await runs.run_due(provider, organization_id)
    await hints.work(provider, organization_id)


async def _pass_time(provider: Provider, organization_id: UUID) -> None:
    """Where a sandbox is ahead of the real day, so is the provider, if it can be: its banks answer on those days."""
    viewer = house(organization_id)
    async with transaction(viewer):
        moment = await billing_days.now(viewer)
    if moment - clock.now() <= sweeps.AHEAD:
        return
    try:
        await provider.go_to(moment)
    except NoAnswer:
        return
    await sweeps.read_events(provider, organization_id)
