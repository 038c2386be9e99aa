"""A counter over HTTP: one server, the simulator beside it, a tenant who pays, a manager who charges, and the books."""

import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import psycopg
from psycopg.rows import tuple_row

from app.entrypoints.demo import PASSWORD, provider_accounts
from app.models.ids import from_global
from tests.support.client import SIGN_IN
from tests.support.processes import CLONE
from tests.support.server import House
from tests.support.simulator import Simulator, running

SECRET = "whsec_of_these_tests"
TENANT, MANAGER = "dana@harbor.example", "casey@harbor.example"
ADMIN = "robin@harbor.example"
ACCOUNT = provider_accounts()[1]
SECONDS = 60.0
SOON, PATIENCE = 0.1, 1.0
"""Seconds to wait before the clock is asked: where nobody is at anything, so what is missing was lost; and at all."""
# Whoever works on something this moment is not waited for: two who wait for each other would be stopped.
TIME_PASSES = """
UPDATE payment_attempt SET due_at = now() WHERE state = 'PLANNED';
UPDATE provider_event SET due_at = now() WHERE state = 'WAITING';
UPDATE provider_object SET looked_at = looked_at - interval '13 hours' WHERE id IN (
    SELECT id FROM provider_object WHERE looked_at IS NOT NULL AND created_at > now() - interval '2 minutes'
       FOR UPDATE SKIP LOCKED)
"""
# What waits already does not come sooner when it is asked for again.
ASK = """
SELECT app.defer(%s, '{"timestamp": 0}'::jsonb)
 WHERE NOT EXISTS (SELECT FROM jobs.procrastinate_jobs WHERE task_name = %s AND status = 'todo')
"""
WAITING = """
SELECT (SELECT count(*) FROM payment_attempt WHERE state = 'PLANNED')
     + (SELECT count(*) FROM provider_event WHERE state = 'WAITING')
"""
AT_REST = """
SELECT NOT EXISTS (SELECT FROM payment_attempt WHERE state = 'PLANNED' AND due_at <= now())
   AND NOT EXISTS (SELECT FROM provider_event WHERE state = 'WAITING' AND due_at <= now())
   AND NOT EXISTS (SELECT FROM jobs.procrastinate_jobs WHERE status = 'todo' AND task_name LIKE 'payments.%%'
                      AND coalesce(scheduled_at, now()) <= now())
"""
HELD = """
SELECT coalesce(sum(p.amount_minor), 0)::bigint FROM posting p
  JOIN ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
 WHERE a.kind IN ('PROVIDER_CLEARING') AND a.provider_account_id IS NOT NULL AND a.currency = 'USD'
"""
CASEY = "SELECT m.id FROM member m JOIN person p ON p.id = m.person_id WHERE p.email = 'casey@harbor.example'"
# Tomorrow at noon: no midnight comes while the test runs, whatever hour it is.
NOON = """
UPDATE organization SET is_sandbox = true, ahead_seconds = extract(epoch FROM
       date_trunc('day', now() AT TIME ZONE time_zone) + interval '36 hours' - (now() AT TIME ZONE time_zone))::bigint
"""
# Nobody is asked for a fresh proof of who they are, however much is paid back.
TERMS = """
INSERT INTO payment_terms (organization_id, id, currency, allows_partial, allows_ahead, returned_fee_minor,
                           pauses_autopay, debit_refund_days, proved_refund_minor)
SELECT id, gen_random_uuid(), currency, true, true, 0, true, 7, 1000000000000 FROM organization
"""
# Who may move the clock has no sign-in in the demo.
LET_IN = """
WITH signed_up AS (INSERT INTO person (id, email, password_hash) SELECT gen_random_uuid(), %s, password_hash
                     FROM person WHERE email = %s RETURNING id),
known AS (UPDATE member SET person_id = s.id FROM signed_up s WHERE display_name = 'Robin Archer' RETURNING member.id)
UPDATE access_grant g SET person_id = s.id FROM known k, signed_up s WHERE g.member_id = k.id
"""
GOAL = "SELECT count(*) FROM organization WHERE goal_at IS NOT NULL"
JOBS = ("payments.look_again", "payments.read_events", "payments.sweep")


def new_client() -> httpx.Client:
    """What asks: connections are dropped before the other side drops them."""
    return httpx.Client(timeout=60, trust_env=False, limits=httpx.Limits(keepalive_expiry=2))


@dataclass
class Counter:
    """What a machine does things with; everything goes over HTTP but what only the clock could do."""

    house: House
    simulator: Simulator
    database: "psycopg.Connection[tuple[Any, ...]]"
    url: str = ""
    tokens: dict[str, str] = field(default_factory=dict)
    lease: str = ""
    client: httpx.Client = field(default_factory=new_client)

    @property
    def stripe(self) -> dict[str, str]:
        """What a program is told of the simulator."""
        keys = {"STRIPE_API_KEY": "sk_test_simulated", "STRIPE_PUBLISHABLE_KEY": "pk_test_simulated"}
        return {**keys, "STRIPE_WEBHOOK_SECRETS": SECRET, "STRIPE_SIMULATOR": self.simulator.address}

    def start(self) -> None:
        """Start the server, and let the simulator tell it what happens."""
        (node,) = self.house.start(1, **self.stripe)
        self.url = node.url
        self.simulator.control("webhooks/endpoint", url=f"{node.url}/webhooks/stripe", secret=SECRET)
        self.lease = self.ask(TENANT, "{ leases(first: 1) { nodes { id } } }")["leases"]["nodes"][0]["id"]

    def kill(self) -> None:
        """Kill the server and start it again."""
        node = self.house.running.pop()
        node.kill()
        assert node.process.stdout is not None
        node.process.stdout.close()
        self.client.close()
        self.client = new_client()
        self.start()

    def ask(self, who: str, query: str, **variables: Any) -> Any:
        """Ask as somebody, who signs in when that is needed."""
        if who not in self.tokens:
            given = {"email": who, "password": PASSWORD}
            self.tokens[who] = self._sent(None, SIGN_IN, {"input": given})["signIn"]["token"]
        return self._sent(self.tokens[who], query, variables)

    def _sent(self, token: str | None, query: str, variables: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables}
        answer = self.client.post(f"{self.url}/graphql", json=body, headers=headers).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def do(self, who: str, mutation: str, selection: str, **input: Any) -> Any:
        """Run a mutation; returns its payload, refused or not."""
        kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        query = f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {selection} errors {{ code }} }} }}"
        return self.ask(who, query, input=input)[mutation]

    def post(self, page: str, **form: str) -> None:
        """Enter something on a page of the provider."""
        answer = self.client.post(page, data=form)
        assert answer.status_code in (303, 402), answer.text

    def intent(self, id: str) -> str:
        """What the provider calls a payment."""
        return str(self.one("SELECT external_id FROM provider_object WHERE payment_id = %s", from_global(id)[1]))

    def one(self, sql: str, *args: Any) -> Any:
        """One value of the database."""
        row = self.database.execute(sql, args).fetchone()
        assert row is not None
        return row[0]

    def hours_pass(self) -> None:
        """Let all that waits be due, and the clock ask for what it asks for."""
        for statement in TIME_PASSES.split(";"):
            self.database.execute(statement)  # type: ignore[arg-type]
        for job in JOBS:
            self.defer(job)

    def defer(self, job: str) -> None:
        """Ask for what the clock asks for."""
        with suppress(psycopg.errors.UniqueViolation):  # it waits already
            self.database.execute(ASK, (job, job))

    def live(self, days: int) -> None:
        """Move the clock of the landlord ahead through the API, and wait until it is there."""
        now = self.ask(ADMIN, "{ viewer { organization { now } } }")["viewer"]["organization"]["now"]
        to = datetime.fromisoformat(now) + timedelta(days=days)
        payload = self.do(ADMIN, "advanceClock", "organization { now }", to=to.isoformat(), **key())
        assert payload["errors"] == [], payload
        self.until(lambda: self.one(GOAL) == 0, lambda: "the clock does not come to its goal")

    def until(self, holds: Callable[[], Any], what: Callable[[], Any]) -> None:
        """Wait until something holds, and let hours pass when it does not come by itself."""
        began, passed = time.monotonic(), 0
        while not holds():
            waited = time.monotonic() - began
            assert waited < SECONDS, what()
            if waited > PATIENCE * (passed + 1) or (waited > SOON * (passed + 1) and self.one(AT_REST)):
                self.hours_pass()
                passed += 1
            time.sleep(min(0.05, 0.005 + waited / 10))

    def at_provider(self) -> int:
        """What the provider holds for the landlord, or has paid out."""
        headers = {"Authorization": "Bearer sk_test_simulated", "Stripe-Account": ACCOUNT.partition(":")[0]}
        address = f"{self.simulator.address}/v1"
        found = self.client.get(f"{address}/balance", headers=headers).json()
        payouts = self.client.get(f"{address}/payouts?limit=100", headers=headers).json()
        assert not payouts["has_more"]
        out = [each for each in payouts["data"] if each["status"] not in ("failed", "canceled")]
        return sum(each["amount"] for each in (*found["available"], *found["pending"], *out))

    def verify(self) -> str:
        """Let all books be recomputed, and held against the provider, by the command; returns what is wrong."""
        command = [sys.executable, "-m", "app.cli", "ledger", "verify"]
        env = {"PATH": "/usr/bin:/bin", **self.house.environment(**self.stripe)}
        done = subprocess.run(command, cwd=CLONE, env=env, capture_output=True, text=True, timeout=120, check=False)
        return "" if done.returncode == 0 else done.stdout + done.stderr


@contextmanager
def open_counter(house: House) -> Iterator[Counter]:
    """A counter over a copy of the demo."""
    with (
        running("--account", ACCOUNT) as simulator,
        psycopg.connect(
            house.database.superuser_url, autocommit=True, row_factory=tuple_row, options="-c search_path=app,public"
        ) as database,
    ):
        # Who keeps the books may charge, and pay back too.
        database.execute("UPDATE access_grant SET role = 'ACCOUNTANT' WHERE member_id = (" + CASEY + ")")
        database.execute(NOON)
        database.execute(TERMS)
        database.execute(LET_IN, (ADMIN, MANAGER))
        # The clock is moved: what is charged for paying late, and what others have ordered, are other tests'.
        database.execute("UPDATE late_fee_policy SET ends_on = starts_on")
        database.execute("UPDATE autopay SET status = 'PAUSED' WHERE status = 'ACTIVE'")
        made = Counter(house, simulator, database)
        made.start()
        yield made


def key() -> dict[str, str]:
    """A new idempotency key."""
    return {"idempotencyKey": str(uuid.uuid4())}
