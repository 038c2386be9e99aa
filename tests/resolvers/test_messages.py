"""Whom a conversation may be begun with."""

from app.models.people import Member
from tests.resolvers.office import Office

START = (
    "mutation ($input: StartConversationInput!) { startConversation(input: $input) { errors { code message path } } }"
)


async def test_a_tenant_cannot_tell_who_else_is_here_from_nobody(office: Office) -> None:
    answers = []
    for who in ("southerner", "neighbour", "nobody"):
        wish = {"subject": "Hei", "participantIds": [office.id(Member, who)]}
        answers.append((await office.ask("tenant", START, input=wish))["startConversation"]["errors"])
    assert answers[0][0]["code"] == "NOT_FOUND" and answers[0] == answers[1] == answers[2]


async def test_a_tenant_writes_to_who_looks_after_the_home(office: Office) -> None:
    wish = {"subject": "Hei", "participantIds": [office.id(Member, "scoped_manager")]}
    assert (await office.do("tenant", "startConversation", "conversation { id }", **wish))["id"]
