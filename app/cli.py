"""The console script: `tenantry demo | serve | worker | doctor | migrate | audit | streams`; alone starts services."""

import argparse
import contextlib
import json
import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NoReturn

from app.serving.foreground import finished
from app.settings import Settings, SettingsError

if TYPE_CHECKING:
    from app.entrypoints.demo import DemoAccounts
    from app.serving.listeners import Listeners

# The modules of the app are imported inside the functions, so that `--help` and a wrong setting answer at once.

PORTS_TRIED = 50
MOST_WORKERS = 64
DAMAGE = ("XX", "58")
"""SQLSTATE classes that mean damaged or unreadable files, not a mistake of ours."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a refusal on purpose is one sentence on stderr and status 1."""
    parsed = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _ended)
    try:
        if parsed.command == "doctor":
            return _doctor(parsed.json)
        if parsed.command == "audit":
            return _audit(parsed)
        demo = parsed.command == "demo"
        return _run(parsed, Settings.for_demo() if demo else Settings.from_environment())
    except SettingsError as error:
        return _refused(error)
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130


def _run(parsed: argparse.Namespace, settings: Settings) -> int:
    from app.services.embedded import ServiceError
    from app.serving.listeners import Unusable

    try:
        match parsed.command:
            case "demo":
                _demo(settings)
            case "serve":
                _serve(settings, parsed.workers)
            case "worker":
                _worker(settings)
            case "migrate":
                _migrate(settings)
            case "streams":
                _new_epochs(settings)
    except (ServiceError, Unusable) as error:
        return _refused(error)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tenantry", description="The backend of a tenant portal.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("demo", help="start everything with the demo world; needs nothing but this clone")
    serve = commands.add_parser("serve", help="serve with DATABASE_URL and REDIS_URL, or with services of its own")
    serve.add_argument("--workers", type=_workers, default=1, metavar="N", help="processes on the one port (1)")
    doctor = commands.add_parser("doctor", help="say what is there and what is wrong; changes nothing")
    doctor.add_argument("--json", action="store_true", help="for programs")
    commands.add_parser("worker", help="work on jobs only, with DATABASE_URL and REDIS_URL")
    commands.add_parser("migrate", help="bring the database of MIGRATE_DATABASE_URL to the newest schema")
    _audit_parsers(commands.add_parser("audit", help="verify the audit, or print its signed heads"))
    streams = commands.add_parser("streams", help="after a restore: let every client load everything anew")
    streams.add_argument("deed", choices=["new-epoch"])
    return parser


def _audit_parsers(audit: argparse.ArgumentParser) -> None:
    deeds = audit.add_subparsers(dest="deed", required=True, metavar="deed")
    verify = deeds.add_parser("verify", help="find entries that were changed, removed or put in; status 1 if any")
    verify.add_argument("--organization", metavar="ID", help="only this one")
    verify.add_argument("--heads", metavar="FILE", help="heads that were printed before and kept elsewhere")
    verify.add_argument("--trust", metavar="KEY", action="append", default=[], help="public key of an older secret")
    deeds.add_parser("heads", help="print every signed head, one JSON a line, to be kept elsewhere")


def _workers(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_WORKERS):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {MOST_WORKERS}")
    return int(text)


def _demo(settings: Settings) -> None:
    with _services(settings) as started:
        from app.entrypoints.demo import prepare_demo
        from app.serving.listeners import listening

        _progress("Preparing the demo world")
        with _readable_data(started):
            accounts = finished(prepare_demo(started))
        _inspected(started)
        with listening(settings, PORTS_TRIED) as listeners:
            port = listeners.port
            if port != settings.port:
                _progress(f"Port {settings.port} is taken: using {port}")
            _serve_on(started.listening_on(port), listeners, _demo_words(port, accounts))


def _serve(settings: Settings, workers: int) -> None:
    if settings.outside_services:
        _serve_here(settings.with_secret(), workers)
        return
    _progress("DATABASE_URL and REDIS_URL are not set: starting services of its own")
    with _services(settings) as started:
        _serve_here(started, workers)


def _worker(settings: Settings) -> None:
    if not settings.outside_services:
        raise SettingsError("A worker of its own needs DATABASE_URL and REDIS_URL; `tenantry serve` has one inside.")
    from app.serving.jobs import work

    _inspected(settings)
    work(settings.with_secret(), lambda: print("Tenantry works on jobs", flush=True))


def _inspected(settings: Settings) -> None:
    """Refuse a database that cannot be served from."""
    from app.models.inspect import Unfit, inspect
    from app.serving.listeners import Unusable

    try:
        finished(inspect(settings.database_url))
    except Unfit as unfit:
        raise Unusable(str(unfit)) from unfit
    except (OSError, TimeoutError) as error:
        raise Unusable(f"The database of DATABASE_URL does not answer: {error}.") from error


def _serve_here(settings: Settings, workers: int) -> None:
    from app.serving.listeners import listening

    _inspected(settings)
    many = f" with {workers} workers" if workers > 1 else ""
    words = f"Tenantry serves http://{settings.host}:{settings.port}/graphql{many}"
    with listening(settings, workers=workers) as listeners:
        _serve_on(settings.listening_on(listeners.port), listeners, words, workers)


def _doctor(for_programs: bool) -> int:
    from app import doctor

    findings = doctor.examine()
    print(doctor.as_json(findings) if for_programs else doctor.as_text(findings))
    return 1 if any(finding.state is doctor.State.WRONG for finding in findings) else 0


def _audit(parsed: argparse.Namespace) -> int:
    from app.doctor import audit

    settings = Settings.from_environment()
    try:
        if parsed.deed == "heads":
            return audit.print_heads(settings)
        return audit.verify(settings, audit.Asked(parsed.organization, parsed.heads, tuple(parsed.trust)))
    except (audit.CannotAudit, OSError, TimeoutError) as error:
        return _refused(error)


def _migrate(settings: Settings) -> None:
    if not settings.migrate_database_url:
        raise SettingsError("MIGRATE_DATABASE_URL must name the database to migrate, as a user that may create roles.")
    from app.models.migrate import CannotMigrate, migrate
    from app.serving.listeners import Unusable

    try:
        finished(migrate(settings.migrate_database_url, _progress))
    except CannotMigrate as error:
        raise Unusable(str(error)) from error
    except (OSError, TimeoutError) as error:
        raise Unusable(f"The database of MIGRATE_DATABASE_URL does not answer: {error}.") from error
    _progress("The database has the newest schema")


def _new_epochs(settings: Settings) -> None:
    if not settings.outside_services:
        raise SettingsError(
            "DATABASE_URL must name the database whose streams shall begin anew, as the servers use it."
        )
    from app.models.epochs import new_epochs

    print(f"{finished(new_epochs(settings.database_url))} streams begin anew: clients load everything again.")


@contextlib.contextmanager
def _services(settings: Settings) -> Iterator[Settings]:
    """Services of our own, migrated, as settings that point at them."""
    from app.services import embedded

    _progress("Starting PostgreSQL and Valkey")
    with embedded.start(settings, _progress) as running:
        from app.models.migrate import migrate

        addresses = running.addresses
        with _readable_data(settings):
            finished(migrate(addresses.migrate_url, _progress))
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


def _serve_on(settings: Settings, listeners: "Listeners", words: str, workers: int = 1) -> None:
    """Serve until Ctrl-C or SIGTERM; returns when every process has drained."""
    from app.serving import logs

    def announce() -> None:
        print(words, flush=True)

    logs.set_up(settings)
    if workers > 1:
        from app.serving.workers import Workers

        return Workers(settings, listeners, workers).run(announce)
    from app.serving.server import serve

    serve(settings, listeners.web, listeners.metrics[0] if listeners.metrics else None, announce)


def _demo_words(port: int, accounts: "DemoAccounts") -> str:
    base = f"http://127.0.0.1:{port}"
    people = "\n".join(f"  {email:<28}{role:<14}{organization}" for email, role, organization in accounts.people)
    return f"""
Tenantry runs at {base}/graphql
  sockets      ws://127.0.0.1:{port}/graphql   (graphql-transport-ws)
  schema       {base}/schema.graphql
  IDE          {base}/graphiql   (operations ready to run)

Sign in with the password  {accounts.password}   (no second factor: only a demo demands none of its admins)
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
