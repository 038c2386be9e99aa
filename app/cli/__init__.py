"""The console script: `tenantry demo | init | serve | worker | …`; it alone starts services."""

import argparse
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from app.cli.parser import parser
from app.settings import Settings, SettingsError

# The modules of the app are imported inside the functions, so that `--help` and a wrong setting answer at once.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a refusal on purpose is one sentence on stderr and status 1."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["stripe-simulator"]:
        from app.cli.simulator import simulate

        simulate(given[1:])
    parsed = parser().parse_args(given)
    from app.serving.foreground import remember_ctrl_c

    signal.signal(signal.SIGTERM, _ended)
    remember_ctrl_c()
    try:
        return _run(parsed)
    except SettingsError as error:
        return _refused(error)
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130


def _run(parsed: argparse.Namespace) -> int:
    from app.errors import Unavailable
    from app.services.errors import ServiceError
    from app.serving.listeners import Unusable

    try:
        return _command(parsed)
    except (ServiceError, Unusable, Unavailable) as error:
        return _refused(error)


def _command(parsed: argparse.Namespace) -> int:
    from app.cli import upkeep

    if parsed.command == "doctor":
        return upkeep.doctor(parsed.json)
    if parsed.command == "audit":
        return upkeep.audit(parsed)
    if parsed.command == "ledger":
        return upkeep.ledger(parsed)
    settings = Settings.for_demo() if parsed.command == "demo" else Settings.from_environment()
    COMMANDS[parsed.command](settings, parsed)
    return 0


def _demo(settings: Settings, parsed: argparse.Namespace) -> None:
    from app.cli.demo import demo

    demo(settings, parsed.advance)


def _init(settings: Settings, parsed: argparse.Namespace) -> None:
    from app.cli.init import init

    init(settings, parsed)


def _import(settings: Settings, parsed: argparse.Namespace) -> None:
    from app.cli.importing import bring_in

    bring_in(settings, parsed)


def _backup(settings: Settings, parsed: argparse.Namespace) -> None:
    from app.cli.backups import back_up, try_out

    try_out(settings, parsed) if parsed.deed == "verify" else back_up(settings, parsed)


def _restore(settings: Settings, parsed: argparse.Namespace) -> None:
    from app.cli.backups import bring_back

    bring_back(settings, parsed)


def _serve(settings: Settings, parsed: argparse.Namespace) -> None:
    from app.cli.serve import serve

    serve(settings, parsed.workers)


def _worker(settings: Settings, _: argparse.Namespace) -> None:
    from app.cli.serve import worker

    worker(settings)


def _migrate(settings: Settings, _: argparse.Namespace) -> None:
    from app.cli.upkeep import migrate

    migrate(settings)


def _streams(settings: Settings, _: argparse.Namespace) -> None:
    from app.cli.upkeep import new_epochs

    new_epochs(settings)


def _keys(settings: Settings, parsed: argparse.Namespace) -> None:
    from app.cli import keys

    keys.rotate(settings) if parsed.deed == "rotate" else keys.rewrap(settings)


COMMANDS = {
    "demo": _demo,
    "init": _init,
    "import": _import,
    "backup": _backup,
    "restore": _restore,
    "serve": _serve,
    "worker": _worker,
    "migrate": _migrate,
    "streams": _streams,
    "keys": _keys,
}


def _refused(error: Exception) -> int:
    print(f"tenantry: {error}", file=sys.stderr)
    return 1


def _ended(*_: object) -> NoReturn:
    # An exception instead of death by the signal: the services end in good order.
    raise SystemExit(0)
