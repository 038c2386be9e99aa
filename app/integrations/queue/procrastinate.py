"""Works on the queue with procrastinate, over connections of its own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial, wraps
from time import monotonic
from typing import Any

import psycopg
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException, ProcrastinateException, UniqueViolation
from procrastinate.jobs import Job as ProcrastinateJob
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from app.errors import TenantryError
from app.integrations.queue.port import Job

logger = logging.getLogger("tenantry.queue")

CONNECTIONS = 2
AT_ONCE = 2
"""Jobs at a time in one process: they share the process with people who wait for answers."""

LOOK_SECONDS = 1.0
LOST_SECONDS = 30.0
"""A worker that has not said for so long that it lives is dead; what it was doing is given to another."""

ENDING_SECONDS = 10.0
AWAY_SECONDS = 2.0
KEPT_HOURS = 24 * 7
QUEUE = "jobs"
LOUD = ("procrastinate.utils", "procrastinate.worker", "procrastinate.worker.worker")
"""Loggers that show a traceback for each part of a worker that finds the database away; we say it in one line."""

TRIES = 8
FIRST = 10
"""What the clock asks for goes before what many changes ask for: there is little of it, and never late for long."""


class Queue:
    """One worker in this process, which comes back by itself when the database does."""

    def __init__(self, url: str, jobs: Sequence[Job], look_seconds: float | None = None) -> None:
        self._url = url
        self._look_seconds = LOOK_SECONDS if look_seconds is None else look_seconds
        self._jobs = jobs
        self._task: asyncio.Task[None] | None = None
        self._is_over = False

    def start(self) -> None:
        """Begin to work, now or as soon as the database answers."""
        for name in LOUD:
            logging.getLogger(name).addFilter(_is_news)
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Take no more jobs, let those that run finish for ten seconds, and put the others back."""
        task, self._task = self._task, None
        if task is None:
            return
        self._is_over = True
        task.cancel()
        await asyncio.wait([task], timeout=ENDING_SECONDS + AWAY_SECONDS)

    async def _work(self) -> None:
        trouble = False
        # Where the database is away at the end, the library raises that in place of our cancellation.
        while not self._is_over:
            try:
                async with self._app().open_async() as app:
                    await app.job_manager.check_connection_async()
                    trouble = False
                    await app.run_worker_async(
                        queues=[QUEUE],
                        concurrency=AT_ONCE,
                        fetch_job_polling_interval=self._look_seconds,
                        shutdown_graceful_timeout=ENDING_SECONDS,
                        stalled_worker_timeout=LOST_SECONDS,
                        listen_notify=False,
                        install_signal_handlers=False,
                        delete_jobs="successful",
                    )
            except (ProcrastinateException, psycopg.Error, OSError) as error:
                if not trouble:
                    logger.warning("the queue waits for the database: %s", type(error).__name__)
                trouble = True
            except Exception:
                # A mistake in there must not end the work of this process for good.
                logger.exception("the queue begins anew")
            if not self._is_over:
                await asyncio.sleep(AWAY_SECONDS)

    def _app(self) -> App:
        connector = PsycopgConnector(
            conninfo=self._url,
            min_size=0,
            max_size=CONNECTIONS,
            timeout=AWAY_SECONDS,
            reconnect_timeout=AWAY_SECONDS,
            kwargs={
                "application_name": "tenantry queue",
                "connect_timeout": 2,
                "options": "-c search_path=jobs -c statement_timeout=5s -c TimeZone=UTC",
            },
        )
        app = App(connector=connector, periodic_defaults={"max_delay": 3_600})
        app.job_manager = Insisting(connector)
        for job in self._jobs:
            _register(app, job)
        _register(app, Job("jobs.revive", lambda: _revive(app), "* * * * *"), locked=False)
        return app


class Insisting(JobManager):
    """Says until it is heard how a job has ended.

    Else a connection that breaks at this very moment would leave the job with a worker that lives and does not have it:
    nobody would take it over, and what the clock asks for would wait behind it.
    """

    async def finish_job(self, job: ProcrastinateJob, status: Status, delete_job: bool) -> None:
        """Take note that a job is over."""
        await _insist(partial(super().finish_job, job, status, delete_job))

    async def retry_job(self, job: ProcrastinateJob, *times: Any, **how: Any) -> None:
        """Put a job back."""
        await _insist(partial(super().retry_job, job, *times, **how))


async def _insist(say: Callable[[], Awaitable[None]]) -> None:
    until, again = monotonic() + LOST_SECONDS, False
    while True:
        try:
            return await say()
        except ConnectorException as error:
            away = isinstance(error.__cause__, psycopg.OperationalError)
            if again and not away:
                return  # heard before, and only the answer was lost
            if not away or monotonic() > until:
                raise
        again = True
        await asyncio.sleep(AWAY_SECONDS)


def _is_news(record: logging.LogRecord) -> bool:
    """Say whether a record tells of more than a database that is away."""
    error = record.exc_info[1] if record.exc_info else None
    return not (isinstance(error, ConnectorException) and isinstance(error.__cause__, psycopg.OperationalError))


def _register(app: App, job: Job, locked: bool = True) -> None:
    if job.cron is None:
        retry = RetryStrategy(max_attempts=TRIES, exponential_wait=3)
        app.task(name=job.name, queue=QUEUE, retry=retry)(_named(job.run))
        return

    async def run(timestamp: int) -> None:
        try:
            await job.run()
        except TenantryError as error:
            logger.warning("%s waits for the next time: %s", job.name, error.message)

    # Never two at a time, and never a heap of them: who comes late finds everything that was missed.
    lock = job.name if locked else None
    task = app.task(name=job.name, queue=QUEUE, priority=FIRST, lock=lock, queueing_lock=job.name)(run)
    app.periodic(cron=job.cron)(task)


def _named(run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[None]]:
    @wraps(run)
    async def named(**arguments: Any) -> None:
        await run(**arguments)

    return named


async def _revive(app: App) -> None:
    """Put back what a dead worker was doing, and forget what ended long ago."""
    manager = app.job_manager
    await manager.prune_stalled_workers(LOST_SECONDS)
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=LOST_SECONDS):
        logger.warning("job %s %s was left behind: it is tried again", job.id, job.task_name)
        assert job.id is not None
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # The clock has asked again meanwhile: that one does it, and must not wait for this one's lock.
            await manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
    await manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
