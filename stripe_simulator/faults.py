"""Faults on order: the next requests are answered badly, before or after their work was done."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Any, Literal

from stripe_simulator.errors import Refusal

KINDS = ("409", "429", "500", "timeout", "cut", "slow")
MOST_SECONDS = 120.0


@dataclass
class Fault:
    """What happens to the next requests that fit."""

    kind: str
    """409, 429 or 500; timeout: no answer for `seconds`, and then none; cut: the connection ends without an answer;
    slow: the work and its answer come after `seconds`."""
    when: Literal["before", "after"] = "before"
    """Whether the work is done first."""
    count: int = 1
    """How many requests it happens to."""
    method: str = "POST"
    path: str = "/v1/"
    """What their path begins with."""
    seconds: float = 30.0
    sticky: bool = False
    """Whether an error is kept under the idempotency key, so that every repetition gets it again."""

    def fits(self, method: str, path: str) -> bool:
        """Say whether a request is one of those."""
        return self.count > 0 and method == self.method and path.startswith(self.path)

    def refusal(self) -> Refusal:
        """Return the error that is answered."""
        if self.kind == "409":
            return Refusal(409, "invalid_request_error", "This object cannot be accessed right now because another "
                           "API request or Stripe process is currently accessing it.", code="lock_timeout")  # fmt: skip
        if self.kind == "429":
            return Refusal(
                429, "invalid_request_error", "Too many requests hit the API too quickly.", code="rate_limit"
            )
        return Refusal(500, "api_error", "An unknown error occurred")


@dataclass
class Faults:
    """The faults that are ordered, in their order."""

    waiting: list[Fault] = field(default_factory=list)
    happened: list[dict[str, Any]] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def clear(self) -> None:
        """Forget what is ordered, and let those go that wait for an answer."""
        self.waiting.clear()
        self.over.set()
        self.over = asyncio.Event()

    async def hold(self, seconds: float) -> None:
        """Keep a request waiting, so long as the faults are not cleared."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), seconds)

    def next_for(self, method: str, path: str) -> Fault | None:
        """Return the fault that happens to a request, and count it."""
        for fault in self.waiting:
            if fault.fits(method, path):
                fault.count -= 1
                if fault.count == 0:
                    self.waiting.remove(fault)
                self.happened.append({"kind": fault.kind, "when": fault.when, "method": method, "path": path})
                del self.happened[:-1000]
                return fault
        return None
