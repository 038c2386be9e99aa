"""A running simulator of Stripe, and Stripe's own library pointed at it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import stripe

from tests.support.processes import CLONE


def http_client() -> stripe.HTTPClient:
    """Return what Stripe's library asks with; there is no TLS on loopback."""
    return stripe.HTTPXClient(timeout=20, verify_ssl_certs=False)


@cache
def _plain() -> httpx.Client:
    """What controls it: one client, since each reads all certificates of the machine first."""
    return httpx.Client(timeout=60, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


FIRST_WORDS = "The Stripe simulator serves "


@dataclass
class Simulator:
    """One process of it. With a `state` it can be killed and started again."""

    arguments: tuple[str, ...] = ()
    state: Path | None = None
    address: str = ""
    process: "subprocess.Popen[str]" = field(init=False)

    def start(self) -> None:
        """Start it, on the port that it had before."""
        port = self.address.rpartition(":")[2] or "0"
        kept = ["--state", str(self.state)] if self.state else []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "stripe_simulator", "--until-eof", "--port", port, *kept, *self.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=CLONE,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said.startswith(FIRST_WORDS), said
        self.address = said.removeprefix(FIRST_WORDS).strip()

    def stop(self) -> None:
        """End it in good order, as when its parent ends."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def kill(self) -> None:
        """End it as a power cut of the process would."""
        self.process.kill()
        self.stop()

    def control(self, path: str, /, **given: Any) -> Any:
        """Do something that no Stripe has, such as moving its clock."""
        answer = _plain().post(f"{self.address}/_simulator/{path}", json=given)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def advance(self, days: float) -> None:
        """Let days pass there."""
        self.control("clock", advance=days * 86_400)

    def client(self, **more: Any) -> stripe.StripeClient:
        """Return Stripe's library, which asks this simulator and tries nothing twice."""
        settings = {"max_network_retries": 0, "http_client": http_client(), **more}
        return stripe.StripeClient("sk_test_simulated", base_addresses={"api": self.address}, **settings)


@contextmanager
def running(*arguments: str, state: Path | None = None) -> Iterator[Simulator]:
    """A simulator that ends with the block."""
    simulator = Simulator(arguments, state)
    simulator.start()
    try:
        yield simulator
    finally:
        simulator.stop()
