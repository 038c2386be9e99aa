"""What everybody may do with the own account, and nobody for somebody else."""

from typing import Any
from uuid import uuid4

import pytest

from app.auth.viewer import Viewer
from app.models.ids import to_global
from tests.auth.desk import Desk, codes_of
from tests.auth.matrix.accounts import OF_FACTORS, PERSONAL
from tests.auth.matrix.deeds import digest
from tests.auth.matrix.oracle import COLUMNS, cell
from tests.auth.signing import Guest, sign_in
from tests.support.world import PASSWORD, World, email_of

NEW = "another password of the world, 7"
DOCUMENTS = {
    "changePreferences": "mutation ($input: ChangePreferencesInput!) { changePreferences(input: $input) {"
    " errors { code } viewer { id locale timeZone appearance } } }",
    "switchOrganization": "mutation ($input: SwitchOrganizationInput!) { switchOrganization(input: $input) {"
    " errors { code } viewer { id organization { id } } } }",
    "endSession": "mutation ($input: EndSessionInput!) { endSession(input: $input) { errors { code } viewer { id } } }",
    "endOtherSessions": "mutation { endOtherSessions { errors { code } endedCount viewer { id } } }",
    "ratePassword": "mutation ($input: RatePasswordInput!) { ratePassword(input: $input) {"
    " errors { code } strength { score isEnough warning suggestions } } }",
    "changePassword": "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) {"
    " errors { code path details } token } }",
    "requestPasswordReset": "mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) {"
    " errors { code } } }",
    "requestEmailChange": "mutation ($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) {"
    " errors { code } } }",
}
BY_LINK = {"acceptInvitation", "foundOrganization", "resetPassword", "confirmEmailChange", "undoEmailChange"}
"""The link is the right to them, whoever asks: `test_links.py`; `test_founding.py`."""


async def inputs(field: str, world: World, guest: Guest | None) -> dict[str, Any]:
    """The variables of one of the documents."""
    session_id = await guest.session_id() if guest else to_global("Session", world.a.organization_id)
    values = {
        "changePreferences": {"locale": "nb", "timeZone": "Europe/Oslo", "appearance": "DARK"},
        "switchOrganization": {"organizationId": to_global("Organization", world.a.organization_id)},
        "endSession": {"sessionId": session_id},
        "ratePassword": {"password": NEW},
        "requestPasswordReset": {"email": email_of("tenant")},
        "requestEmailChange": {"email": f"{uuid4()}@elsewhere.example", "currentPassword": PASSWORD},
        "changePassword": {"currentPassword": PASSWORD, "newPassword": NEW},
    }
    return {"input": values[field]} if field in values else {}


def test_every_personal_change_is_tried() -> None:
    assert {*DOCUMENTS, *BY_LINK, "signIn", "signOut"} == PERSONAL - OF_FACTORS
    assert all(cell("mutations", field, role) == "allow" for field in BY_LINK for role in COLUMNS)


@pytest.mark.parametrize("field", DOCUMENTS)
async def test_a_personal_change_is_made_by_whom_the_matrix_names(desk: Desk, world: World, field: str) -> None:
    async with world.superuser() as connection:
        for role in COLUMNS:
            guest = None if role == "anonymous" else await sign_in(desk, role)
            values = await inputs(field, world, guest)
            before = await digest(connection)
            answer = await (guest.ask if guest else _as_nobody(desk))(DOCUMENTS[field], **values)
            if cell("mutations", field, role) == "deny":
                assert codes_of(answer) == ["UNAUTHENTICATED"], (role, answer)
                assert await digest(connection) == before
            else:
                assert "errors" not in answer and codes_of(answer) == [], (role, answer)


async def test_nobody_is_told_to_sign_in_before_anything_else(desk: Desk, world: World) -> None:
    ask = _as_nobody(desk)
    weak = {"currentPassword": PASSWORD, "newPassword": "1"}
    assert codes_of(await ask(DOCUMENTS["changePassword"], input=weak)) == ["UNAUTHENTICATED"]
    nonsense = {"email": "nonsense", "currentPassword": PASSWORD}
    assert codes_of(await ask(DOCUMENTS["requestEmailChange"], input=nonsense)) == ["UNAUTHENTICATED"]


def _as_nobody(desk: Desk) -> Any:
    async def ask(query: str, **variables: Any) -> Any:
        return await desk.ask(Viewer.anonymous(), query, **variables)

    return ask
