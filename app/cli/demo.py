"""`tenantry demo`, and what it tells people."""

import contextlib
import json
import secrets
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.cli.serve import serve_on
from app.cli.services import inspected, progress, readable_data, services
from app.serving.foreground import finished
from app.settings import Settings

if TYPE_CHECKING:
    from app.entrypoints.demo import DemoAccounts

PORTS_TRIED = 50


def demo(settings: Settings, ahead_days: int = 0) -> None:
    """Start everything with the demo world, and serve it; its clocks for billing go so many days ahead."""
    with services(settings) as started:
        from app.entrypoints.demo import prepare_demo
        from app.serving.listeners import listening

        progress("Preparing the demo world")
        with readable_data(started):
            accounts = finished(prepare_demo(started, ahead_days))
        inspected(started)
        if ahead_days:
            progress(f"Rent goes {ahead_days} days ahead, as soon as the worker is up")
        with listening(settings, PORTS_TRIED) as listeners:
            port = listeners.port
            if port != settings.port:
                progress(f"Port {settings.port} is taken: using {port}")
            with _simulated(started.listening_on(port)) as listening_there:
                serve_on(listening_there, listeners, _demo_words(listening_there, accounts))


@contextlib.contextmanager
def _simulated(settings: Settings) -> Iterator[Settings]:
    """The same settings with a simulator of Stripe beside them, which ends with the demo; no money is real."""
    from app.cli.simulator import simulator
    from app.entrypoints.demo import provider_accounts

    progress("Starting the simulator of Stripe")
    secret, var = f"whsec_{secrets.token_hex(16)}", settings.var_folder
    hook = f"http://127.0.0.1:{settings.port}/webhooks/stripe"
    accounts = [part for account in provider_accounts() for part in ("--account", account)]
    kept = ["--port", "0", "--state", str(var / "stripe-simulator.sqlite")]
    told = ["--webhook", hook, "--webhook-secret", secret]
    with simulator([*kept, *told, *accounts], var / "log" / "stripe-simulator.log") as address:
        yield settings.with_stripe("sk_test_simulated", "pk_test_simulated", (secret,), address)


def _demo_words(settings: Settings, accounts: "DemoAccounts") -> str:
    port, base = settings.port, f"http://127.0.0.1:{settings.port}"
    people = "\n".join(f"  {email:<28}{role:<14}{organization}" for email, role, organization in accounts.people)
    return f"""
Tenantry runs at {base}/graphql
  portal       {settings.public_url}/   (what people see: sign in as one of those below)
  sockets      ws://127.0.0.1:{port}/graphql   (graphql-transport-ws)
  schema       {base}/schema.graphql
  IDE          {base}/graphiql   (operations ready to run)
  payments     {settings.stripe_simulator}/   (a simulator of Stripe: test numbers only, no real money)

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
