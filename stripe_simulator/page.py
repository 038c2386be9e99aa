"""The page on which people pay, as they would on Stripe's: plain HTML, test numbers only, no real money."""

from html import escape
from string import Template
from urllib.parse import quote, urlsplit

from stripe_simulator.languages import direction, say, translated
from stripe_simulator.numbers import IBAN_EXAMPLES
from stripe_simulator.shelves import Row

STYLE = """
:root { color-scheme: light dark; --bg: light-dark(#f9f8f4, #0a120f); --card: light-dark(#fff, #121c19);
  --line: light-dark(#e2e1db, #242f2c); --edge: light-dark(#83887f, #64726e); --ink: light-dark(#142422, #eceee8);
  --muted: light-dark(#4f5d5a, #a6afa8); --deed: light-dark(#065845, #78d4a5); --on: light-dark(#f7fef8, #001f15);
  --note: light-dark(#fdf0d8, #3a2c12); --noted: light-dark(#593c00, #f3d9a4); --bad: light-dark(#fde8e5, #47201b);
  --badly: light-dark(#8a1f16, #ffc9c1); --focus: light-dark(#116bb5, #67caff) }
* { box-sizing: border-box }
body { margin: 0; font: 1rem/1.5 Figtree, system-ui, "Noto Sans Arabic", "Geeza Pro", sans-serif; color: var(--ink);
  background: var(--bg); font-variant-numeric: tabular-nums }
:lang(ar) { line-height: 1.65 }
main { display: grid; gap: 1rem; max-width: 31rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: .5rem 0 0 } h2 { font-size: 1.0625rem; margin: 0 0 .25rem }
p { margin: 0 } main > p { color: var(--muted) } a { color: var(--deed) }
section, main > form, main > .scroll { padding: 1.25rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 1rem; box-shadow: 0 1px 2px rgb(20 36 34 / 7%) }
main > :is(.note, .wrong) { padding: .75rem 1rem; border-radius: .75rem; font-size: .9375rem; font-weight: 550 }
main > .note { color: var(--noted); background: var(--note) }
main > .wrong { color: var(--badly); background: var(--bad) }
label { display: block; margin: .875rem 0 .375rem; font-weight: 600; font-size: .9375rem }
.row { display: flex; align-items: end; gap: .75rem } .row > * { flex: 1; min-width: 0 }
input { width: 100%; min-height: 2.75rem; padding: .4rem .75rem; font: inherit; color: inherit; text-align: start;
  background: var(--bg); border: 1px solid var(--edge); border-radius: .75rem }
[dir=rtl] input[dir=ltr] { text-align: right }
form p { margin-block-start: .875rem; color: var(--muted); font-size: .9375rem }
button { min-height: 3rem; width: 100%; margin-block-start: 1rem; padding: .4rem 1.25rem; font: inherit;
  font-weight: 650; color: var(--on); background: var(--deed); border: 1px solid var(--deed); border-radius: .75rem;
  cursor: pointer }
button.other { color: var(--ink); background: none; border-color: var(--edge); margin-block-start: .5rem }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }
table { border-collapse: collapse; width: 100%; font-size: .875rem }
th, td { text-align: start; padding: .375rem .75rem .375rem 0; border-block-start: 1px solid var(--line) }
th { border: 0; color: var(--muted); font-weight: 550 }
td:first-child { white-space: nowrap } .scroll { overflow-x: auto }
"""

WHOLE = """<!doctype html>
<html lang="$lang" dir="$dir"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>$title</title><style>$style</style></head>
<body><main><p class="note">[[This is a simulated payment page. No real money moves: use the test
numbers below, never a card or an account of your own.]]</p>
<h1>$title</h1>
$inside
</main></body></html>
"""

CARD = """<section aria-labelledby="card"><h2 id="card">[[Pay by card]]</h2>
<form method="post"><input type="hidden" name="type" value="card">
<label for="number">[[Card number]]</label>
<input dir="ltr" id="number" name="number" inputmode="numeric" autocomplete="off" required value="4242 4242 4242 4242">
<div class="row"><div><label for="expires">[[Expires (MM/YY)]]</label>
<input dir="ltr" id="expires" name="expires" autocomplete="off" required pattern="[0-9]{1,2} ?/ ?[0-9]{2}"
value="12/40"></div>
<div><label for="cvc">[[Security code]]</label>
<input dir="ltr" id="cvc" name="cvc" inputmode="numeric" autocomplete="off" required value="123"></div></div>
<button>$deed</button></form></section>"""

SEPA = """<section aria-labelledby="sepa"><h2 id="sepa">[[Pay by SEPA direct debit]]</h2>
<form method="post"><input type="hidden" name="type" value="sepa_debit">
<label for="iban">IBAN</label>
<input dir="ltr" id="iban" name="iban" autocomplete="off" required value="AT611904300234573201">
<label for="sepa-name">[[Name]]</label><input id="sepa-name" name="name" autocomplete="off" required value="Test Payer">
<p>[[By paying you agree that this account may be debited, now and, where you save it, later.]]</p>
<button>$deed</button></form></section>"""

ACH = """<section aria-labelledby="ach"><h2 id="ach">[[Pay from an American bank account]]</h2>
<form method="post"><input type="hidden" name="type" value="us_bank_account">
<div class="row"><div><label for="routing">[[Routing number]]</label>
<input dir="ltr" id="routing" name="routing_number" inputmode="numeric" autocomplete="off" required
value="110000000"></div>
<div><label for="account">[[Account number]]</label>
<input dir="ltr" id="account" name="account_number" inputmode="numeric" autocomplete="off" required
value="000123456789">
</div></div>
<label for="ach-name">[[Name]]</label><input id="ach-name" name="name" autocomplete="off" required value="Test Payer">
<p>[[By paying you agree that this account may be debited, now and, where you save it, later.]]</p>
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

CHALLENGE = """<p>[[Your bank asks whether this is you.]]</p>
<form method="post"><input type="hidden" name="type" value="challenge">
<button name="agreed" value="yes">[[Yes, it is me]]</button>
<button name="agreed" value="no" class="other">[[No, refuse it]]</button></form>"""

DEPOSITS = """<p>[[Two small deposits prove that the account is yours. Enter their amounts in cents (32 and 45).]]</p>
<form method="post"><input type="hidden" name="type" value="deposits">
<div class="row"><div><label for="first">[[First]]</label>
<input id="first" name="first" inputmode="numeric" required></div>
<div><label for="second">[[Second]]</label><input id="second" name="second" inputmode="numeric" required></div></div>
<button>[[Go on]]</button></form>"""

PROCESSING = """<p>[[The debit is on its way. The bank answers in some days of the simulator's clock.]]</p>
<form method="post"><input type="hidden" name="type" value="answer">
<button name="agreed" value="yes">[[Let the bank pay now]]</button>
<button name="agreed" value="no" class="other">[[Let the bank refuse it]]</button></form>"""

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


def page(intent: Row, language: str, wrong: str = "", back: str | None = None) -> str:
    """Return the page for an intent in its present state; `wrong` says what was refused just now."""
    pays = intent["object"] == "payment_intent"
    amount = f"\u2068{money_words(intent['amount'], intent['currency'])}\u2069" if pays else ""
    title = say(language, "Pay {amount}").format(amount=amount) if pays else say(language, "Save a way to pay")
    parts = [f'<p class="wrong" role="alert">{escape(say(language, wrong))}</p>'] if wrong else []
    if intent.get("description"):
        parts.append(f"<p><bdi>{escape(intent['description'])}</bdi></p>")
    parts.append(_inside(intent, language))
    if back is not None:
        words = say(language, "Back to where you came from")
        parts.append(f'<p><a href="{escape(back)}">{words}</a></p>')
    return _whole(language, title, "\n".join(parts))


def _whole(language: str, title: str, inside: str) -> str:
    frame = Template(translated(language, WHOLE))
    names = {"lang": language, "dir": direction(language), "style": STYLE}
    return frame.substitute(names, title=escape(title), inside=inside)


def _inside(intent: Row, language: str) -> str:
    status = intent["status"]
    if status == "processing":
        return translated(language, PROCESSING)
    if status == "requires_action":
        return translated(language, CHALLENGE if intent["next_action"]["type"] == "redirect_to_url" else DEPOSITS)
    if status in DONE:
        return f"<p>{say(language, DONE[status])}</p>"
    deed = say(language, "Pay" if intent["object"] == "payment_intent" else "Save")
    known = [name for name in intent["payment_method_types"] if name in FORMS]
    return "\n".join(
        Template(translated(language, FORMS[name])).substitute(deed=deed) + _examples(name, language) for name in known
    )


def _examples(name: str, language: str) -> str:
    rows = "".join(
        f"<tr><td><bdi dir='ltr'>{number}</bdi></td><td>{say(language, ends)}</td></tr>"
        for number, ends in EXAMPLES[name].items()
    )
    head = "<tr><th scope='col'>[[Test number]]</th><th scope='col'>[[What happens]]</th></tr>"
    region = "<div class='scroll' role='region' tabindex='0' aria-label='[[Test numbers]]'>"
    return f"{translated(language, region)}<table>{translated(language, head)}{rows}</table></div>"


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
    return _whole("en", "A Stripe to test against", inside)


def not_found(language: str) -> str:
    """Return the page for a secret that opens nothing."""
    inside = f"<p>{say(language, 'This link opens nothing.')}</p>"
    return _whole(language, say(language, "Nothing to pay here"), inside)


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
