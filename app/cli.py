"""The console script: `tenantry demo | serve | migrate`; it alone starts services."""

import argparse
import asyncio
import contextlib
import errno
import json
import shlex
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NoReturn

from app.settings import Settings, SettingsError

if TYPE_CHECKING:
    from app.entrypoints.demo import DemoAccounts

# The modules of the app are imported inside the functions, so that `--help` and a wrong setting answer at once.

PORTS_TRIED = 50
GRACEFUL_SECONDS = 10
LONGEST_FRAME_BYTES = 65_536
DAMAGE = ("XX", "58")
"""SQLSTATE classes that mean damaged or unreadable files, not a mistake of ours."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a refusal on purpose is one sentence on stderr and status 1."""
    parsed = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _ended)
    try:
        demo = parsed.command == "demo"
        return _run(parsed.command, Settings.for_demo() if demo else Settings.from_environment())
    except SettingsError as error:
        return _refused(error)
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130


def _run(command: str, settings: Settings) -> int:
    from app.services.embedded import ServiceError

    commands = {"demo": _demo, "serve": _serve, "migrate": _migrate}
    try:
        commands[command](settings)
    except (ServiceError, _Unusable) as error:
        return _refused(error)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tenantry", description="The backend of a tenant portal.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("demo", help="start everything with the demo world; needs nothing but this clone")
    commands.add_parser("serve", help="serve with DATABASE_URL and REDIS_URL, or with services of its own")
    commands.add_parser("migrate", help="bring the database of MIGRATE_DATABASE_URL to the newest schema")
    return parser


class _Unusable(Exception):
    """A command cannot do its work; the message is one sentence."""


def _demo(settings: Settings) -> None:
    with _services(settings) as started:
        from app.entrypoints.demo import prepare_demo

        _progress("Preparing the demo world")
        with _readable_data(started):
            accounts = asyncio.run(prepare_demo(started))
        listener, port = _listen(settings.host, settings.port, PORTS_TRIED)
        if port != settings.port:
            _progress(f"Port {settings.port} is taken: using {port}")
        _serve_on(started.listening_on(port), listener, _demo_words(port, accounts))


def _serve(settings: Settings) -> None:
    if settings.outside_services:
        _serve_here(settings.with_secret())
        return
    _progress("DATABASE_URL and REDIS_URL are not set: starting services of its own")
    with _services(settings) as started:
        _serve_here(started)


def _serve_here(settings: Settings) -> None:
    from app.models.inspect import Unfit, inspect

    try:
        asyncio.run(inspect(settings.database_url))
    except Unfit as unfit:
        raise _Unusable(str(unfit)) from unfit
    except (OSError, TimeoutError) as error:
        raise _Unusable(f"The database of DATABASE_URL does not answer: {error}.") from error
    listener, port = _listen(settings.host, settings.port, 1)
    _serve_on(settings.listening_on(port), listener, f"Tenantry serves http://{settings.host}:{port}/graphql")


def _migrate(settings: Settings) -> None:
    if not settings.migrate_database_url:
        raise SettingsError("MIGRATE_DATABASE_URL must name the database to migrate, as a user that may create roles.")
    from app.models.migrate import migrate

    try:
        asyncio.run(migrate(settings.migrate_database_url, _progress))
    except (OSError, TimeoutError) as error:
        raise _Unusable(f"The database of MIGRATE_DATABASE_URL does not answer: {error}.") from error
    _progress("The database has the newest schema")


@contextlib.contextmanager
def _services(settings: Settings) -> Iterator[Settings]:
    """Services of our own, migrated, as settings that point at them."""
    from app.services import embedded

    _progress("Starting PostgreSQL and Valkey")
    with embedded.start(settings, _progress) as running:
        from app.models.migrate import migrate

        addresses = running.addresses
        with _readable_data(settings):
            asyncio.run(migrate(addresses.migrate_url, _progress))
        yield settings.with_secret().with_services(addresses.migrate_url, addresses.app_url, addresses.redis_url)
        _progress("Stopping PostgreSQL and Valkey")


@contextlib.contextmanager
def _readable_data(settings: Settings) -> Iterator[None]:
    """Damage that only shows when the data is read, as the same sentence as damage that shows at the start."""
    import asyncpg

    from app.services.errors import damaged

    try:
        yield
    except asyncpg.PostgresError as error:
        if str(error.sqlstate or "").startswith(DAMAGE):
            raise damaged(settings.var_folder, str(error).split("\n", 1)[0]) from error
        raise


def _listen(host: str, first_port: int, tries: int) -> tuple[socket.socket, int]:
    """A listening socket on the first free port; bound before anything is announced."""
    for port in range(first_port, min(first_port + tries, 65_536)):
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            listener = socket.socket(family, kind, protocol)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(2048)
            return listener, port
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _Unusable(
                    f"Cannot listen on {host}, port {port} ({error.strerror}): set TENANTRY_HOST or TENANTRY_PORT."
                ) from error
    taken = f"Port {first_port} is taken" if tries == 1 else f"Ports {first_port} to {first_port + tries - 1} are taken"
    raise _Unusable(f"{taken}: end what listens there, or set TENANTRY_PORT.")


def _serve_on(settings: Settings, listener: socket.socket, words: str) -> None:
    """Serve until Ctrl-C or SIGTERM; returns when the app has drained."""
    import logging

    import uvicorn

    from app.main import build

    class AnnouncedServer(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            print(words, flush=True)

    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("uvicorn").setLevel(max(logging.WARNING, logging.root.level))
    config = uvicorn.Config(
        build(settings),
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws_max_size=LONGEST_FRAME_BYTES,
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    with contextlib.suppress(KeyboardInterrupt), listener:
        AnnouncedServer(config).run(sockets=[listener])


def _demo_words(port: int, accounts: "DemoAccounts") -> str:
    base = f"http://127.0.0.1:{port}"
    people = "\n".join(f"  {email:<28}{role:<14}{organization}" for email, role, organization in accounts.people)
    return f"""
Tenantry runs at {base}/graphql
  sockets      ws://127.0.0.1:{port}/graphql   (graphql-transport-ws)
  schema       {base}/schema.graphql

Sign in with the password  {accounts.password}
{people}

API token      {accounts.api_token}

Try it in another terminal:

{_curl_words(base, str(accounts.people[0][0]), accounts.password)}

Ctrl-C ends everything.
"""


def _curl_words(base: str, email: str, password: str) -> str:
    """Two commands to copy: sign in and keep the token, then ask for tickets."""
    sign_in = {
        "query": "mutation($input: SignInInput!) { signIn(input: $input) { token errors { code message } } }",
        "variables": {"input": {"email": email, "password": password}},
    }
    tickets = {"query": "{ tickets(first: 3) { nodes { number title status } } }"}
    send = f"curl -s {base}/graphql -H 'Content-Type: application/json'"
    keep = """sed -n 's/.*"token": *"\\([^"]*\\)".*/\\1/p'"""
    return (
        f"TOKEN=$({send} -d {shlex.quote(json.dumps(sign_in))} | {keep})\n"
        f'{send} -H "Authorization: Bearer $TOKEN" -d {shlex.quote(json.dumps(tickets))}'
    )


def _progress(words: str) -> None:
    print(f"- {words}", flush=True)


def _refused(error: Exception) -> int:
    print(f"tenantry: {error}", file=sys.stderr)
    return 1


def _ended(*_: object) -> NoReturn:
    # An exception instead of death by the signal: the services end in good order.
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
