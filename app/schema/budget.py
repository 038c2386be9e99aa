"""How many points a client has left, and what the answer says about it.

Each session or token has one bucket per organization, held by this process: N processes give N times the budget, until
the buckets are kept where all of them can see them. Whoever is signed out can read nothing that costs a statement, and
has none.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from app.auth.viewer import Viewer
from app.errors import OperationLimitExceeded, RateLimited, TenantryError
from app.schema.price import MAX_COST

LIMIT = 4_000.0
RESTORED_PER_SECOND = 200.0
MOST_BUCKETS = 20_000


class Budgets:
    """Buckets by whoever spends from them. One that has not been touched for long is full and need not be kept."""

    def __init__(
        self,
        limit: float = LIMIT,
        per_second: float = RESTORED_PER_SECOND,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.limit = limit
        self.per_second = per_second
        self._clock = clock
        self._kept: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def left(self, who: Hashable, pace: float | None = None) -> float:
        """Return what can be spent now; `pace` is how many points a second come back, if not as for everybody."""
        limit = self.limit_at(pace)
        left, at = self._kept.get(who, (limit, 0.0))
        return min(limit, left + (self._clock() - at) * (pace or self.per_second))

    def limit_at(self, pace: float | None) -> float:
        """Return how much a bucket holds that fills up at this pace; never less than the largest operation."""
        scaled = self.limit * (pace or self.per_second) / self.per_second
        return max(scaled, min(self.limit, MAX_COST))

    def take(self, who: Hashable, points: float, pace: float | None = None) -> float:
        """Spend and return what is left; raises `RateLimited` and takes nothing when it is too little."""
        left = self.left(who, pace) - points
        if left < 0:
            wait = math.ceil(-left / (pace or self.per_second) * 1000)
            raise RateLimited("The budget of this session is spent: wait, or ask for less.", wait)
        self._kept[who] = (left, self._clock())
        self._kept.move_to_end(who)
        if len(self._kept) > MOST_BUCKETS:
            self._kept.popitem(last=False)
        return left


@dataclass(frozen=True, slots=True)
class Bill:
    """What one operation costs, and why it may not run if it may not."""

    cost: dict[str, Any] = field(default_factory=dict)
    refusal: TenantryError | None = None


def charge(budgets: Budgets, viewer: Viewer, points: float, *, only_tell: bool = False) -> Bill:
    """Price an operation and take the points, unless it shall only be told."""
    requested = shown(points)
    if points > MAX_COST:
        refusal = OperationLimitExceeded(
            f"The operation is too large: its cost is {requested}, at most {MAX_COST} are allowed.",
            limit="cost",
            maximum=MAX_COST,
            requested=requested,
        )
        return Bill({"requested": requested}, refusal)
    who = spender(viewer)
    if who is None:
        return Bill({"requested": requested})
    refused, pace = None, float(viewer.points_per_second or budgets.per_second)
    try:
        left = budgets.take(who, 0 if only_tell else points, pace)
    except RateLimited as error:
        left, refused = budgets.left(who, pace), error
    throttle = {"limit": shown(budgets.limit_at(pace)), "remaining": int(left), "restorePerSecond": shown(pace)}
    return Bill({"requested": requested, "throttle": throttle}, refused)


def spender(viewer: Viewer) -> Hashable:
    """Return whose bucket it is: of the session or token, in the organization; None for somebody signed out."""
    mine = viewer.ground or viewer.person_id
    return None if mine is None else (mine, viewer.organization_id)


def shown(points: float) -> float:
    """Return points as the answer shows them: tenths, and whole numbers without a point."""
    rounded = round(points, 1)
    return int(rounded) if rounded == int(rounded) else rounded
