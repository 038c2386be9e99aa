"""An organization begins whole: its row, its stream, its first admin."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from app.auth.backend import close_database, open_database
from app.auth.invitations import look
from app.auth.passwords import Passwords
from app.auth.policies.people import MemberPolicy
from app.auth.scope import reading
from app.auth.sessions import Sessions
from app.auth.viewer import Role, SignInStep, Viewer
from app.errors import BadInput, Conflict, LinkInvalid, WrongCredentials
from app.models.base import new_id
from app.resolvers.organizations import NewAccount, NewOrganization, begin, found, renew_link
from tests.support.services import Database

NEW = NewOrganization("Fjordheim", "NOK", "Europe/Oslo", ("nb",))


@pytest.fixture(autouse=True)
async def opened(database: Database) -> AsyncIterator[None]:
    """The database of this test, open as the application opens it."""
    await open_database(database.app_url, 2)
    yield
    await close_database()


async def admin(email: str = " Randi@Fjordheim.example", password: str = "first password") -> NewAccount:
    """Somebody who will run it."""
    return NewAccount(email, "Randi Fjord", await Passwords("test").hash(password))


async def test_the_first_admin_has_to_set_up_a_second_factor_and_can_start() -> None:
    id = await found(NEW, await admin())
    sessions = Sessions(Passwords("test"))
    signed_in = await sessions.sign_in("randi@fjordheim.example", "first password", None)
    assert signed_in.viewer.awaits == SignInStep.SET_UP_SECOND_FACTOR
    assert signed_in.viewer.organization_id is None and signed_in.viewer.grants == ()

    assert signed_in.viewer.person_id is not None
    (membership,) = await sessions.memberships(signed_in.viewer.person_id)
    assert membership.organization_id == id == NEW.id
    assert [(grant.role, grant.covers_organization) for grant in membership.grants] == [(Role.ADMIN, True)]
    viewer = Viewer(signed_in.viewer.person_id, None, id, membership.member_id, membership.grants)
    async with reading(viewer):
        assert (await MemberPolicy.fetch(viewer, membership.member_id)).display_name == "Randi Fjord"


async def test_an_account_that_exists_keeps_its_password() -> None:
    await found(NEW, await admin())
    await found(replace(NEW, id=(await admin()).id), await admin(password="second password"))
    sessions = Sessions(Passwords("test"))

    person_id = (await sessions.sign_in("randi@fjordheim.example", "first password", None)).viewer.person_id
    assert person_id is not None
    assert len(await sessions.memberships(person_id)) == 2
    with pytest.raises(WrongCredentials):
        await sessions.sign_in("randi@fjordheim.example", "second password", None)


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"name": " "}, "name"),
        ({"currency": "nok"}, "currency"),
        ({"time_zone": "Europe/Atlantis"}, "timeZone"),
        ({"time_zone": "../etc/passwd"}, "timeZone"),
        ({"time_zone": "Europe"}, "timeZone"),
        ({"locales": ()}, "locales"),
    ],
)
async def test_what_cannot_be_is_refused(wrong: dict[str, object], place: str) -> None:
    with pytest.raises(BadInput) as refusal:
        await found(replace(NEW, **wrong), await admin())  # type: ignore[arg-type]
    assert refusal.value.path == ("input", place)


@pytest.mark.parametrize(("email", "name", "place"), [("randi", "Randi", "email"), ("r@f.example", "", "name")])
async def test_an_admin_has_an_address_and_a_name(email: str, name: str, place: str) -> None:
    with pytest.raises(BadInput) as refusal:
        await found(NEW, NewAccount(email, name))
    assert refusal.value.path == ("input", "admin", place)


HOME = "https://portal.example"


async def test_of_two_that_begin_at_once_one_does() -> None:
    anybody = NewAccount("randi@fjordheim.example", "Randi Fjord")
    others = (begin(replace(NEW, id=new_id()), anybody, HOME) for _ in range(2))
    done = await asyncio.gather(*others, return_exceptions=True)

    assert sorted(type(one).__name__ for one in done) == ["Conflict", "str"]


async def test_a_new_link_takes_the_place_of_the_one_that_was_lost() -> None:
    lost = await begin(NEW, NewAccount("randi@fjordheim.example", "Randi Fjord"), HOME)
    again = await renew_link(HOME)

    with pytest.raises(LinkInvalid):
        await look(lost.partition("#")[2])
    assert (await look(again.partition("#")[2])).role == "ADMIN"


async def test_no_link_for_who_is_in() -> None:
    await found(NEW, await admin())
    with pytest.raises(Conflict):
        await renew_link(HOME)
