"""Mail that was kept, to look at: in the demo and in tests alone, where nobody else's secrets are in it."""

import ipaddress
from collections.abc import Callable
from html import escape
from secrets import token_urlsafe
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from app.integrations.mail.port import Kept, Message
from app.words import direction

PATH = "/dev/mail"
SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
PAGE_POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
# What somebody wrote into a mail runs nothing, loads nothing, and can only be followed.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    f"sandbox {SANDBOX}"
)
FRAMED = {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
STYLE = (
    "body{font-family:system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;line-height:1.5}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:start;padding:.4rem .6rem;border-bottom:1px solid #ccc}"
    "iframe{width:100%;height:30rem;border:1px solid #888;background:#fff}pre{white-space:pre-wrap;background:#eee;"
    "color:#000;padding:1rem}"
)
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style nonce="{nonce}">{style}</style></head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


Answer = Callable[[Request], Response]


def mail_routes(kept: Kept, public_url: str) -> list[BaseRoute]:
    """Return `/dev/mail`, the list; `/dev/mail/{id}`, one mail; and `/dev/mail.json?to=`, both for programs.

    They are there under the name in `public_url`, `localhost`, and addresses in numbers.
    """

    def listed(_: Request) -> Response:
        rows = "".join(_row(message) for message in kept.kept())
        head = "<tr><th>Written</th><th>To</th><th>Subject</th></tr>"
        table = f"<table>{head}{rows}</table>" if rows else "<p>No mail yet.</p>"
        return _page("Mail", f"<p>Nothing leaves this machine: this is what would have been sent.</p>{table}")

    def one(request: Request) -> Response:
        message = kept.one(request.path_params["id"])
        return _missing() if message is None else _page(message.subject, _shown(message))

    def html(request: Request) -> Response:
        message = kept.one(request.path_params["id"])
        if message is None:
            return _missing()
        # Links open in a tab of their own: the frame may go nowhere.
        page = message.html.replace("<head>", '<head><base target="_blank">', 1)
        return HTMLResponse(page, headers={**SAFE, **FRAMED})

    def data(request: Request) -> Response:
        wanted = request.query_params.get("to")
        return JSONResponse(
            [_facts(message) for message in kept.kept(wanted.lower() if wanted else None)], headers=SAFE
        )

    answers: dict[str, Answer] = {
        PATH: listed,
        f"{PATH}.json": data,
        f"{PATH}/{{id}}": one,
        f"{PATH}/{{id}}/html": html,
    }
    home = urlsplit(public_url).hostname
    return [Route(path, _at_home(answer, home)) for path, answer in answers.items()]


def _at_home(answer: Answer, home: str | None) -> Answer:
    """A page from elsewhere whose name suddenly leads to this machine may read what it asks under that name."""

    def guarded(request: Request) -> Response:
        name = request.url.hostname
        return answer(request) if name in ("localhost", home) or _is_in_numbers(name) else _missing()

    return guarded


def _is_in_numbers(name: str | None) -> bool:
    try:
        ipaddress.ip_address(name or "")
    except ValueError:
        return False
    return True


def _row(message: Message) -> str:
    at = message.written_at.strftime("%Y-%m-%d %H:%M:%S UTC")
    link = f'<a href="{PATH}/{escape(message.message_id)}"><bdi>{escape(message.subject)}</bdi></a>'
    return f"<tr><td>{at}</td><td>{escape(message.recipient)}</td><td>{link}</td></tr>"


def _shown(message: Message) -> str:
    source = f"{PATH}/{escape(message.message_id)}/html"
    return (
        f'<p>To {escape(message.recipient)}, in {escape(message.locale)}. <a href="{PATH}">All mail</a></p>'
        f'<iframe title="The mail as HTML" sandbox="{SANDBOX}" src="{source}"></iframe>'
        f'<h2>As text</h2><pre dir="{direction(message.locale)}">{escape(message.text)}</pre>'
    )


def _facts(message: Message) -> dict[str, str]:
    return {
        "id": message.message_id,
        "to": message.recipient,
        "locale": message.locale,
        "subject": message.subject,
        "text": message.text,
        "html": message.html,
        "writtenAt": message.written_at.isoformat(),
    }


def _page(title: str, body: str) -> Response:
    nonce = token_urlsafe(18)
    page = PAGE.format(title=escape(title), nonce=nonce, style=STYLE, body=body)
    return HTMLResponse(page, headers={**SAFE, "Content-Security-Policy": PAGE_POLICY.format(nonce=nonce)})


def _missing() -> Response:
    return PlainTextResponse("No such mail.", status_code=404, headers=SAFE)
