"""The page on which people pay, as they would on Stripe's: plain HTML, test numbers only, no real money."""

from html import escape
from string import Template
from urllib.parse import quote, urlsplit

from stripe_simulator.numbers import IBAN_EXAMPLES
from stripe_simulator.shelves import Row

STYLE = """
:root { color-scheme: light dark; --line: #767676; --soft: #f3f4f6; --ink: #16181d; --paper: #fff; --deed: #1f3fbf }
@media (prefers-color-scheme: dark) { :root { --line: #9a9a9a; --soft: #23262e; --ink: #f2f3f5; --paper: #14161b;
  --deed: #9db2ff } }
* { box-sizing: border-box }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.5rem; margin: 1rem 0 .25rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
.note { background: #ffe9a8; color: #3a2c00; padding: .75rem 1rem; border-radius: .5rem; font-weight: 600 }
.wrong { border-inline-start: .3rem solid #c0232c; padding: .5rem 1rem; background: var(--soft) }
label { display: block; margin: .75rem 0 .25rem } .row { display: flex; gap: 1rem } .row > * { flex: 1 }
input { width: 100%; min-height: 2.75rem; padding: .4rem .6rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--line); border-radius: .4rem }
button { min-height: 2.75rem; margin: 1rem .5rem 0 0; padding: .4rem 1.25rem; font: inherit; font-weight: 600;
  color: var(--paper); background: var(--deed); border: 1px solid var(--deed); border-radius: .4rem; cursor: pointer }
button.other { color: var(--deed); background: var(--paper) }
:focus-visible { outline: .2rem solid var(--deed); outline-offset: .15rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: start; padding: .25rem .5rem .25rem 0 }
td:first-child { font-family: ui-monospace, monospace; white-space: nowrap } .scroll { overflow-x: auto }
"""

WHOLE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>$title</title><style>$style</style></head>
<body><main><p class="note">This is a simulated payment page. No real money moves: use the test numbers below, never
a card or an account of your own.</p>
<h1>$title</h1>
$inside
</main></body></html>
""")

CARD = """<section aria-labelledby="card"><h2 id="card">Pay by card</h2>
<form method="post"><input type="hidden" name="type" value="card">
<label for="number">Card number</label>
<input id="number" name="number" inputmode="numeric" autocomplete="off" required value="4242 4242 4242 4242">
<div class="row"><div><label for="expires">Expires (MM/YY)</label>
<input id="expires" name="expires" autocomplete="off" required pattern="[0-9]{1,2} ?/ ?[0-9]{2}" value="12/40"></div>
<div><label for="cvc">Security code</label>
<input id="cvc" name="cvc" inputmode="numeric" autocomplete="off" required value="123"></div></div>
<button>$deed</button></form></section>"""

SEPA = """<section aria-labelledby="sepa"><h2 id="sepa">Pay by SEPA direct debit</h2>
<form method="post"><input type="hidden" name="type" value="sepa_debit">
<label for="iban">IBAN</label><input id="iban" name="iban" autocomplete="off" required value="AT611904300234573201">
<label for="sepa-name">Name</label><input id="sepa-name" name="name" autocomplete="off" required value="Test Payer">
<p>By paying you agree that this account may be debited, now and, where you save it, later.</p>
<button>$deed</button></form></section>"""

ACH = """<section aria-labelledby="ach"><h2 id="ach">Pay from an American bank account</h2>
<form method="post"><input type="hidden" name="type" value="us_bank_account">
<div class="row"><div><label for="routing">Routing number</label>
<input id="routing" name="routing_number" inputmode="numeric" autocomplete="off" required value="110000000"></div>
<div><label for="account">Account number</label>
<input id="account" name="account_number" inputmode="numeric" autocomplete="off" required value="000123456789">
</div></div>
<label for="ach-name">Name</label><input id="ach-name" name="name" autocomplete="off" required value="Test Payer">
<p>By paying you agree that this account may be debited, now and, where you save it, later.</p>
<button>$deed</button></form></section>"""

FORMS = {"card": CARD, "sepa_debit": SEPA, "us_bank_account": ACH}

EXAMPLES = {
    "card": {
        "4242 4242 4242 4242": "succeeds",
        "4000 0027 6000 3184": "the bank asks first (3-D Secure)",
        "4000 0000 0000 0002": "is declined",
        "4000 0000 0000 9995": "has too little money",
        "4000 0000 0000 0259": "succeeds, and is disputed",
        "4000 0000 0000 5126": "succeeds; a refund fails later",
    },
    "sepa_debit": IBAN_EXAMPLES,
    "us_bank_account": {
        "000123456789": "the debit succeeds",
        "000222222227": "has too little money",
        "000111111113": "the account is closed",
        "000555555559": "succeeds, and is then taken back",
    },
}

CHALLENGE = """<p>Your bank asks whether this is you.</p>
<form method="post"><input type="hidden" name="type" value="challenge">
<button name="agreed" value="yes">Yes, it is me</button>
<button name="agreed" value="no" class="other">No, refuse it</button></form>"""

DEPOSITS = """<p>Two small deposits prove that the account is yours. Enter their amounts in cents (32 and 45).</p>
<form method="post"><input type="hidden" name="type" value="deposits">
<div class="row"><div><label for="first">First</label><input id="first" name="first" inputmode="numeric" required></div>
<div><label for="second">Second</label><input id="second" name="second" inputmode="numeric" required></div></div>
<button>Go on</button></form>"""

PROCESSING = """<p>The debit is on its way. The bank answers in some days of the simulator's clock.</p>
<form method="post"><input type="hidden" name="type" value="answer">
<button name="agreed" value="yes">Let the bank pay now</button>
<button name="agreed" value="no" class="other">Let the bank refuse it</button></form>"""

DONE = {
    "succeeded": "This is done.",
    "canceled": "This was cancelled.",
    "requires_capture": "This waits for the receiver.",
}
NO_DECIMALS = {"jpy", "krw", "vnd", "clp", "isk"}


def money_words(amount: int, currency: str) -> str:
    """Return an amount as people read it, such as `12,950.00 NOK`."""
    digits = 0 if currency in NO_DECIMALS else 2
    whole, part = divmod(amount, 10**digits)
    return f"{whole:,}{f'.{part:0{digits}}' if digits else ''} {currency.upper()}"


def page(intent: Row, wrong: str = "", back: str | None = None) -> str:
    """Return the page for an intent in its present state; `wrong` says what was refused just now."""
    pays = intent["object"] == "payment_intent"
    title = f"Pay {money_words(intent['amount'], intent['currency'])}" if pays else "Save a way to pay"
    parts = [f'<p class="wrong" role="alert">{escape(wrong)}</p>'] if wrong else []
    if intent.get("description"):
        parts.append(f"<p>{escape(intent['description'])}</p>")
    parts.append(_inside(intent, "Pay" if pays else "Save"))
    if back is not None:
        parts.append(f'<p><a href="{escape(back)}">Back to where you came from</a></p>')
    return WHOLE.substitute(title=escape(title), style=STYLE, inside="\n".join(parts))


def _inside(intent: Row, deed: str) -> str:
    status = intent["status"]
    if status == "processing":
        return PROCESSING
    if status == "requires_action":
        return CHALLENGE if intent["next_action"]["type"] == "redirect_to_url" else DEPOSITS
    if status in DONE:
        return f"<p>{DONE[status]}</p>"
    known = [name for name in intent["payment_method_types"] if name in FORMS]
    return "\n".join(Template(FORMS[name]).substitute(deed=deed) + _examples(name) for name in known)


def _examples(name: str) -> str:
    rows = "".join(f"<tr><td>{number}</td><td>{ends}</td></tr>" for number, ends in EXAMPLES[name].items())
    head = "<tr><th scope='col'>Test number</th><th scope='col'>What happens</th></tr>"
    return f"<div class='scroll' role='region' tabindex='0' aria-label='Test numbers'><table>{head}{rows}</table></div>"


def home(intents: list[Row], clock: str) -> str:
    """Return the page that shows what was asked for lately, each with the way to its own page."""
    rows = "".join(
        f"<tr><td>{escape(money_words(one['amount'], one['currency']))}</td><td>{one['status']}</td>"
        f"<td><a href='/pay/{escape(one['client_secret'])}'>{one['id']}</a></td></tr>"
        for one in intents
    )
    head = "<tr><th scope='col'>Amount</th><th scope='col'>State</th><th scope='col'>Page</th></tr>"
    shown = f"<div class='scroll'><table>{head}{rows}</table></div>" if rows else "<p>Nobody has paid yet.</p>"
    day = "<form method='post'><button>Let a day pass</button></form>"
    inside = f"<p>Its clock shows {clock} UTC. Banks answer debits some days later.</p>{day}<h2>Payments</h2>{shown}"
    return WHOLE.substitute(title="A Stripe to test against", style=STYLE, inside=inside)


def not_found() -> str:
    """Return the page for a secret that opens nothing."""
    return WHOLE.substitute(title="Nothing to pay here", style=STYLE, inside="<p>This link opens nothing.</p>")


def address_back(return_url: str | None, intent: Row) -> str | None:
    """Return where a person goes afterwards, with what Stripe adds to it; only the web is a place to go."""
    if not return_url or urlsplit(return_url).scheme not in ("http", "https"):
        return None
    noun = intent["object"]
    status = {"requires_payment_method": "failed", "canceled": "failed"}.get(intent["status"], intent["status"])
    told = {noun: intent["id"], f"{noun}_client_secret": intent["client_secret"], "redirect_status": status}
    more = "&".join(f"{name}={quote(value)}" for name, value in told.items())
    address, mark, fragment = return_url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{more}{mark}{fragment}"
