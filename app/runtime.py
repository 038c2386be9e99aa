"""The outside world as the program sees it: one frozen set of ports, wired once."""

from dataclasses import dataclass

from app.integrations.bus.port import Bus
from app.integrations.depot import Depot
from app.integrations.stripe.port import Provider
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Runtime:
    """What is given to whoever needs the outside; only `main` makes one."""

    settings: Settings
    bus: Bus
    depot: Depot
    payments: Provider | None = None
