"""Stripe's component may load where a card is entered, and only where Stripe is paid through."""

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from app.entrypoints.headers import Headers
from app.entrypoints.portal import portal_routes

STRIPE = "https://js.stripe.com"


@pytest.mark.parametrize(("has_elements", "place", "allowed"), [
    (True, "/pay/some-payment", True), (True, "/pay/save?method=CARD", True), (True, "/pay/done", True),
    (True, "/pay", False), (True, "/", False), (True, "/lease/pay", False), (True, "/autopay", False),
    (True, "/payments", False), (True, "/payments/pay/x", False), (True, "/first.js", False),
    (False, "/pay/some-payment", False), (False, "/pay", False),
])  # fmt: skip
async def test_only_where_a_card_is_entered_a_page_loads_from_stripe(
    tmp_path: Path, has_elements: bool, place: str, allowed: bool
) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "first.js").write_text("// nothing")
    application = Headers(Starlette(routes=portal_routes(tmp_path, has_elements=has_elements)), behind_https=True)
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.example") as browser:
        answer = await browser.get(place)
    policy, powers = answer.headers["content-security-policy"], answer.headers["permissions-policy"]
    assert answer.status_code == 200
    assert (STRIPE in policy) is allowed and ("stripe" in powers) is allowed
    assert ("payment=()" in powers) is not allowed
    # Everything else that a page may not do, it may not do there either.
    assert "camera=(), geolocation=(), microphone=()" in powers
    assert "'unsafe-inline'" not in policy and "'unsafe-eval'" not in policy and "default-src 'none'" in policy
    page = not place.endswith(".js")
    assert (("trusted-types" in policy) is not allowed) or not page
    assert ("frame-ancestors 'none'" in policy) and answer.headers["x-frame-options"] == "DENY"
