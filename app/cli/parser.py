"""The words that the console script understands."""

import argparse

MOST_WORKERS = 64
MOST_DAYS = 400


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    parser = argparse.ArgumentParser(prog="tenantry", description="The backend of a tenant portal.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    demo = commands.add_parser("demo", help="start everything with the demo world; needs nothing but this clone")
    advance = "live through so many days of rent, such as 45d"
    demo.add_argument("--advance", type=_days, default=0, metavar="DAYS", help=advance)
    _init_parser(commands.add_parser("init", help="make an organization of your own, and a link for who runs it"))
    _import_parser(commands.add_parser("import", help="bring in a list of homes, CSV or XLSX"))
    _backup_parsers(commands.add_parser("backup", help="copy the database, the files and the keys; or try a copy out"))
    restored = commands.add_parser("restore", help="bring a backup back, into an empty place")
    restored.add_argument("folder", metavar="BACKUP", help="the folder of the backup")
    serve = commands.add_parser("serve", help="serve with DATABASE_URL and REDIS_URL, or with services of its own")
    serve.add_argument("--workers", type=_workers, default=1, metavar="N", help="processes on the one port (1)")
    doctor = commands.add_parser("doctor", help="say what is there and what is wrong; changes nothing")
    doctor.add_argument("--json", action="store_true", help="for programs")
    commands.add_parser("worker", help="work on jobs only, with DATABASE_URL and REDIS_URL")
    commands.add_parser("migrate", help="bring the database of MIGRATE_DATABASE_URL to the newest schema")
    _audit_parsers(commands.add_parser("audit", help="verify the audit, or print its signed heads"))
    _ledger_parsers(commands.add_parser("ledger", help="recompute the books, or write them out for other programs"))
    keys = commands.add_parser("keys", help="new data keys, or all of them under a new master key")
    keys.add_argument("deed", choices=["rotate", "rewrap"])
    commands.add_parser("stripe-simulator", help="serve a Stripe to test against; no money is real")
    streams = commands.add_parser("streams", help="after a restore: let every client load everything anew")
    streams.add_argument("deed", choices=["new-epoch"])
    return parser


def _ledger_parsers(ledger: argparse.ArgumentParser) -> None:
    deeds = ledger.add_subparsers(dest="deed", required=True, metavar="deed")
    verify = deeds.add_parser("verify", help="recompute every entry and every balance; status 1 if anything is wrong")
    export = deeds.add_parser("export", help="print the books of one organization")
    export.add_argument("--format", choices=["beancount", "hledger", "csv"], default="beancount", help="(beancount)")
    thaw = deeds.add_parser("thaw", help="let frozen books be written again, if they come out")
    for deed in (verify, export, thaw):
        deed.add_argument("--organization", metavar="ID", help="only this one, by its id")


def _init_parser(init: argparse.ArgumentParser) -> None:
    init.description = "What is left out is asked at a terminal, and has its default elsewhere."
    init.add_argument("--name", metavar="NAME", help="of the organization")
    init.add_argument("--country", metavar="CODE", help="two letters, such as NO; the other defaults follow from it")
    init.add_argument("--currency", metavar="CODE", help="three letters, such as NOK")
    init.add_argument("--time-zone", metavar="ZONE", help="such as Europe/Oslo")
    init.add_argument("--languages", metavar="TAGS", help="by commas, the first one first, such as nb,en")
    init.add_argument("--admin-name", metavar="NAME", help="of the first administrator")
    init.add_argument("--admin-email", metavar="ADDRESS", help="by which the first administrator signs in")
    init.add_argument("--new-link", action="store_true", help="only print a fresh link for the first administrator")


def _import_parser(listed: argparse.ArgumentParser) -> None:
    listed.add_argument("file", metavar="FILE", help="such as docs/homes.csv, which has an example of each kind")
    listed.add_argument("--dry-run", action="store_true", help="only say what is wrong with it")
    listed.add_argument("--skip-bad", action="store_true", help="write the good rows, and leave out the others")


def _backup_parsers(backup: argparse.ArgumentParser) -> None:
    backup.set_defaults(deed="take")
    backup.add_argument("--to", metavar="FOLDER", help="where it is written; else TENANTRY_BACKUPS")
    backup.add_argument("--without-keys", action="store_true", help="for whoever keeps the keys elsewhere")
    verify = backup.add_subparsers(dest="deed", metavar="verify").add_parser(
        "verify", help="bring a backup into a scratch place, and look at all of it; status 1 if anything is wrong"
    )
    verify.add_argument("folder", metavar="BACKUP", help="the folder of the backup")
    verify.add_argument("--trust", metavar="KEY", action="append", default=[], help="public key of an older secret")


def _audit_parsers(audit: argparse.ArgumentParser) -> None:
    deeds = audit.add_subparsers(dest="deed", required=True, metavar="deed")
    verify = deeds.add_parser("verify", help="find entries that were changed, removed or put in; status 1 if any")
    verify.add_argument("--organization", metavar="ID", help="only this one")
    verify.add_argument("--heads", metavar="FILE", help="heads that were printed before and kept elsewhere")
    verify.add_argument("--trust", metavar="KEY", action="append", default=[], help="public key of an older secret")
    deeds.add_parser("heads", help="print every signed head, one JSON a line, to be kept elsewhere")


def _days(text: str) -> int:
    number = text.removesuffix("d")
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= MOST_DAYS):
        raise argparse.ArgumentTypeError(f"must be days such as 45d, from 1d to {MOST_DAYS}d")
    return int(number)


def _workers(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_WORKERS):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {MOST_WORKERS}")
    return int(text)
