"""Stripe's component may load on the page of payments alone, and only where Stripe is paid through."""

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from app.entrypoints.portal import portal_routes

STRIPE = "https://js.stripe.com"


@pytest.mark.parametrize(("has_elements", "place", "allowed"), [
    (True, "/pay", True), (True, "/pay/done", True), (True, "/", False), (True, "/lease/pay", False),
    (True, "/payments", False), (False, "/pay", False),
])  # fmt: skip
async def test_only_the_page_of_payments_loads_from_stripe(
    tmp_path: Path, has_elements: bool, place: str, allowed: bool
) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    transport = httpx.ASGITransport(Starlette(routes=portal_routes(tmp_path, has_elements=has_elements)))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.example") as browser:
        answer = await browser.get(place)
    policy = answer.headers.get("content-security-policy", "")
    assert (STRIPE in policy) is allowed
    assert answer.status_code == 404 or ("trusted-types" in policy) is not allowed
    assert "'unsafe-inline'" not in policy
