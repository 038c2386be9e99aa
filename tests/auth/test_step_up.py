"""Delicate changes want a fresh proof of who is asking, and only they: all changes, each against a list by hand."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.auth.viewer import Viewer
from tests.auth.desk import Desk, codes_of
from tests.auth.matrix.deeds import DEEDS, Scene, digest
from tests.support.world import World

Change = Callable[[dict[str, Any]], dict[str, Any]]


def staff(values: dict[str, Any]) -> dict[str, Any]:
    """An invitation as somebody who works there."""
    email = f"{uuid.uuid4().hex}@fresh.example"
    return {"email": email, "role": "MAINTENANCE", "name": "Somebody fresh", "idempotencyKey": str(uuid.uuid4())}


DELICATE: dict[str, Change | None] = {
    **dict.fromkeys(("grantRole", "revokeGrant", "deactivateMember", "createApiToken", "changeSignInRules")),
    **dict.fromkeys(("openPaymentAccount", "refundPayment", "closeAccountingPeriod", "reopenAccountingPeriod")),
    "invitePerson": staff,
    "setPaymentTerms": lambda values: {**values, "provedRefund": "100000"},
}
"""What needs a fresh proof; with what is changed in the usual input, where not all of the verb does."""

ROLES = {"closeAccountingPeriod": "accountant", "reopenAccountingPeriod": "accountant", "startPayment": "tenant"}
"""Who does it, where that is not the admin."""


def stale(viewer: Viewer) -> Viewer:
    """The same session, five minutes after its last proof."""
    return replace(viewer, stepped_up_at=clock.now() - timedelta(minutes=5, seconds=1))


@pytest.mark.parametrize("mutation", sorted(DELICATE))
async def test_a_delicate_change_wants_a_fresh_proof(desk: Desk, world: World, mutation: str) -> None:
    viewer, change = world.viewer_of(ROLES.get(mutation, "admin")), DELICATE[mutation]
    async with world.superuser() as connection:
        scene, document = Scene(world, connection), DEEDS[mutation].document(mutation)
        values = await DEEDS[mutation].inputs(scene, ROLES.get(mutation, "admin"), "own")
        asked = change(values) if change is not None else values
        before = await digest(connection)
        for late in (stale(viewer), replace(viewer, stepped_up_at=None)):
            assert codes_of(await desk.ask(late, document, input=asked)) == ["STEP_UP_REQUIRED"]
        assert await digest(connection) == before
        assert "STEP_UP_REQUIRED" not in codes_of(await desk.ask(viewer, document, input=asked))
        assert await digest(connection) != before
        if change is not None:
            assert "STEP_UP_REQUIRED" not in codes_of(await desk.ask(stale(viewer), document, input=values))


async def test_nothing_else_wants_one(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        scene = Scene(world, connection)
        for mutation in sorted(DEEDS.keys() - DELICATE.keys()):
            role = ROLES.get(mutation, "admin")
            values = await DEEDS[mutation].inputs(scene, role, "own")
            answer = await desk.ask(stale(world.viewer_of(role)), DEEDS[mutation].document(mutation), input=values)
            assert "STEP_UP_REQUIRED" not in codes_of(answer), (mutation, answer)
