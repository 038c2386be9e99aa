"""`tenantry serve` and `tenantry worker`."""

from typing import TYPE_CHECKING

from app.cli.services import inspected, progress, services
from app.serving.foreground import finished, heed_ctrl_c
from app.settings import Settings, SettingsError

if TYPE_CHECKING:
    from app.serving.listeners import Listeners


def serve(settings: Settings, workers: int) -> None:
    """Serve with the given services, or with services of our own."""
    if settings.outside_services:
        _serve_here(settings.with_secret(), workers)
        return
    progress("DATABASE_URL and REDIS_URL are not set: starting services of its own")
    from app.cli.daily import backed_up_daily

    with services(settings) as started, backed_up_daily(settings):
        _serve_here(started, workers)


def worker(settings: Settings) -> None:
    """Work on jobs and serve nobody."""
    if not settings.outside_services:
        raise SettingsError("A worker of its own needs DATABASE_URL and REDIS_URL; `tenantry serve` has one inside.")
    from app.serving.jobs import work

    inspected(settings)
    work(settings.with_secret(), lambda: print("Tenantry works on jobs", flush=True))


def _serve_here(settings: Settings, workers: int) -> None:
    from app.serving.listeners import listening

    inspected(settings)
    many = f" with {workers} workers" if workers > 1 else ""
    words = f"Tenantry serves http://{settings.host}:{settings.port}/graphql{many}"
    with listening(settings, workers=workers) as listeners:
        ready = settings.listening_on(listeners.port)
        serve_on(ready, listeners, words + _beginning(ready), workers)


def _beginning(settings: Settings) -> str:
    """Return how an installation without an organization gets one; nothing where there is one."""
    from app.entrypoints.organizations import founding_address

    address = finished(founding_address(settings))
    if address is None:
        return ""
    return f"\nNothing is founded here yet. Make your organization, once, at\n\n  {address}\n"


def serve_on(settings: Settings, listeners: "Listeners", words: str, workers: int = 1) -> None:
    """Serve until Ctrl-C or SIGTERM; returns when every process has drained."""
    from app.serving import logs

    def announce() -> None:
        print(words, flush=True)

    logs.set_up(settings)
    heed_ctrl_c()
    if workers > 1:
        from app.serving.workers import Workers

        return Workers(settings, listeners, workers).run(announce)
    from app.serving.server import serve as run

    run(settings, listeners.web, listeners.metrics[0] if listeners.metrics else None, announce)
