"""`python -m stripe_simulator`: serve the simulator on loopback until Ctrl-C."""

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from stripe_simulator.app import create_app
from stripe_simulator.errors import Refusal
from stripe_simulator.nouns import accounts, webhook_endpoints
from stripe_simulator.simulator import Simulator

PORT = 12111


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    parser = argparse.ArgumentParser(prog="stripe_simulator", description="A Stripe to test against. No money is real.")
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help=f"on 127.0.0.1; 0: any free one ({PORT})")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep everything there, across restarts")
    parser.add_argument("--webhook", metavar="URL", help="send the events of all accounts there")
    parser.add_argument("--webhook-secret", metavar="SECRET", default=os.environ.get("STRIPE_WEBHOOK_SECRET"),
                        help="that signs them; default: STRIPE_WEBHOOK_SECRET")  # fmt: skip
    parser.add_argument("--account", action="append", default=[], metavar="ID:COUNTRY", help="a connected account")
    parser.add_argument("--until-eof", action="store_true", help="end when the standard input ends: with its parent")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve; a refusal on purpose is one sentence on stderr and status 1."""
    parsed = parser().parse_args(arguments)
    if parsed.webhook and not parsed.webhook_secret:
        return _refused("--webhook needs --webhook-secret.")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", parsed.port))
    except (OSError, OverflowError) as error:
        return _refused(f"Port {parsed.port} cannot be used: {error}")
    # An end by signal is an end in good order: the server raises the signal again after it has drained.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with listener, contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_serve(listener, parsed))
    return 0


class Server(uvicorn.Server):
    """A server that prepares its world before it says that it serves."""

    def __init__(self, parsed: argparse.Namespace) -> None:
        self.parsed = parsed
        self.refusal: str | None = None
        self.served = create_app(parsed.state)
        super().__init__(uvicorn.Config(self.served, log_level="error", timeout_graceful_shutdown=1, ws="none"))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started or not sockets:
            return
        try:
            _prepare(self.served.state.simulator, self.parsed)
        except (Refusal, ValueError) as error:
            self.refusal, self.should_exit = str(error), True
            return
        if self.parsed.until_eof:
            asyncio.get_running_loop().add_reader(sys.stdin.fileno(), self._read)
        print(f"The Stripe simulator serves http://127.0.0.1:{sockets[0].getsockname()[1]}", flush=True)

    def _read(self) -> None:
        if not os.read(sys.stdin.fileno(), 1024):
            asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
            self.should_exit = True


async def _serve(listener: socket.socket, parsed: argparse.Namespace) -> int:
    server = Server(parsed)
    await server.serve([listener])
    return 0 if server.refusal is None else _refused(server.refusal)


def _prepare(simulator: Simulator, parsed: argparse.Namespace) -> None:
    """Make the accounts and the webhook endpoint of the command line."""
    for account in parsed.account:
        id_, _, country = account.partition(":")
        if not (id_.startswith("acct_") and id_.replace("_", "").isalnum()):
            raise ValueError(f"{id_} is no id of an account: it begins with acct_, and has letters and digits.")
        accounts.made(simulator.world, id_, {"country": country or "US"})
    if parsed.webhook:
        webhook_endpoints.made(simulator.world, "we_command", {"url": parsed.webhook}, parsed.webhook_secret, None)
    simulator.world.flush()


def _refused(words: str) -> int:
    print(f"stripe_simulator: {words}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
