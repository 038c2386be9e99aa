"""What can be done in a conversation: start it, say something, read it."""

from dataclasses import dataclass
from uuid import UUID

from app import clock
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.messages import ConversationPolicy, MessagePolicy, may_start
from app.auth.policies.people import GrantPolicy, MemberPolicy, covering, in_force
from app.auth.policies.tickets import TicketPolicy
from app.auth.viewer import Role, Viewer
from app.errors import BadInput, Conflict, Forbidden, IdempotencyKeyReused, NotFound
from app.models.messages import Conversation, Message, Participant
from app.models.paging import within
from app.resolvers.inputs import text
from app.subscriptions.messages import scope_of
from app.subscriptions.transaction import Once, Transaction, transaction

MOST_PARTICIPANTS = 50
HOUSE = (Role.ADMIN, Role.MANAGER, Role.MAINTENANCE, Role.ACCOUNTANT)


@dataclass(frozen=True, slots=True)
class Said:
    """A message with the id that its client made."""

    id: UUID
    body: str

    def checked(self, path: tuple[str, ...]) -> "Said":
        """Return it as it will be kept; raises `BadInput`."""
        return Said(self.id, text(self.body, path, 10_000))


@dataclass(frozen=True, slots=True)
class NewConversation:
    """What somebody wants to talk about, and with whom; without names, with those who manage the house."""

    subject: str
    participant_ids: tuple[UUID, ...] | None = None
    ticket_id: UUID | None = None
    lease_id: UUID | None = None
    first: Said | None = None


async def start(viewer: Viewer, new: NewConversation, once: Once | None = None) -> UUID:
    """Start a conversation, perhaps with its first message; returns its id.

    Raises `BadInput`, `NotFound` for people or matters out of sight, `Forbidden` for people one may not write to.
    """
    subject = text(new.subject, ("input", "subject"), 200)
    first = new.first.checked(("input", "message", "body")) if new.first else None
    if not may_start(viewer):
        raise Forbidden("You may not start a conversation.")
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        about = await _about(viewer, new)
        others = await _others(viewer, new, about["property_id"])
        everyone = [id for id in dict.fromkeys([viewer.member_id, *others]) if id is not None]
        if len(everyone) > MOST_PARTICIPANTS:
            raise BadInput(f"At most {MOST_PARTICIPANTS} people.", ("input", "participantIds"))
        conversation = await tx.create(Conversation, subject=subject, participant_ids=everyone, **about)
        await _join(tx, conversation, everyone)
        tx.announce(conversation, "STARTED", scope_of(conversation))
        if first is not None:
            await _say(tx, conversation, first)
        return tx.done(conversation.id)


async def send(viewer: Viewer, conversation_id: UUID, said: Said, once: Once | None = None) -> UUID:
    """Say something; returns the message's id, which is the client's. The same message twice is one message.

    Raises `NotFound`, `Forbidden`, `IdempotencyKeyReused` for the same id with another body, `Conflict` for an id
    that is taken by something the author cannot see.
    """
    said = said.checked(("input", "body"))
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        conversation = await ConversationPolicy.lock(viewer, conversation_id, to=ConversationPolicy.send)
        if await _said_before(viewer, conversation, said):
            return tx.done(said.id)
        if viewer.member_id is not None and viewer.member_id not in conversation.participant_ids:
            # Whoever of the house answers takes part from then on, and sees what comes back as unread.
            conversation.participant_ids = [*conversation.participant_ids, viewer.member_id]
            await tx.save(conversation, "participant_ids")
            await _join(tx, conversation, [viewer.member_id])
        await _say(tx, conversation, said)
        return tx.done(said.id)


async def mark_read(viewer: Viewer, conversation_id: UUID, up_to_id: UUID, once: Once | None = None) -> UUID:
    """Remember that the viewer has read up to a message; it never moves backwards. Returns the conversation's id.

    Raises `NotFound`, and `Forbidden` for somebody who does not take part.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        conversation = await ConversationPolicy.lock(viewer, conversation_id, to=ConversationPolicy.read)
        message = await MessagePolicy.fetch(viewer, up_to_id)
        if message.conversation_id != conversation.id:
            raise NotFound("No such message.", ("input", "upToMessageId"))
        moved = await tx.run(READ, conversation.id, viewer.member_id, message.seq, clock.now())
        if moved is not None:
            tx.announce(conversation, "READ", scope_of(conversation))
        return tx.done(conversation.id)


READ = """
UPDATE participant SET last_read_seq = $3, last_read_at = $4
 WHERE organization_id = (SELECT app.current_org()) AND conversation_id = $1 AND member_id = $2 AND last_read_seq < $3
RETURNING id
"""


async def _say(tx: Transaction, conversation: Conversation, said: Said) -> None:
    conversation.last_seq += 1
    await tx.save(conversation, "last_seq")
    message = await tx.create(
        Message,
        id=said.id,
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        author_id=tx.viewer.member_id,
        body=said.body,
        sent_at=clock.now(),
    )
    # One has read what one wrote.
    await tx.run(READ, conversation.id, tx.viewer.member_id, conversation.last_seq, clock.now())
    tx.announce(message, "SENT", scope_of(conversation))


async def _join(tx: Transaction, conversation: Conversation, member_ids: list[UUID]) -> None:
    joined = {"conversation_id": conversation.id, "joined_at": clock.now()}
    await tx.create_many(Participant, [{**joined, "member_id": member_id} for member_id in member_ids])


async def _said_before(viewer: Viewer, conversation: Conversation, said: Said) -> bool:
    assert viewer.organization_id is not None
    system = Viewer.system_of(viewer.organization_id, "whether a message id is taken")
    found = (await MessagePolicy.related(system, [said.id])).get(said.id)
    if found is None:
        return False
    if found.author_id != viewer.member_id:
        raise Conflict("This message id is taken.", ("input", "id"))
    if found.conversation_id != conversation.id or found.body != said.body:
        raise IdempotencyKeyReused("This message id was used before with another text.", ("input", "id"))
    return True


async def _about(viewer: Viewer, new: NewConversation) -> dict[str, UUID | None]:
    if new.ticket_id is not None:
        ticket = await TicketPolicy.fetch(viewer, new.ticket_id)
        return {"property_id": ticket.property_id, "ticket_id": ticket.id}
    if new.lease_id is not None:
        lease = await LeasePolicy.fetch(viewer, new.lease_id)
        return {"property_id": lease.property_id, "lease_id": lease.id}
    homes = {grant.property_id for grant in viewer.grants if grant.counts(clock.now())}
    return {"property_id": homes.pop() if len(homes) == 1 else None}


async def _others(viewer: Viewer, new: NewConversation, property_id: UUID | None) -> list[UUID]:
    assert viewer.organization_id is not None
    system = Viewer.system_of(viewer.organization_id, "who answers for the house")
    if new.participant_ids is None:
        return await _in_charge(system, property_id, (Role.MANAGER,)) or await _in_charge(system, None, (Role.ADMIN,))
    wanted = list(new.participant_ids)
    if len(wanted) > MOST_PARTICIPANTS:
        raise BadInput(f"At most {MOST_PARTICIPANTS} people.", ("input", "participantIds"))
    known = await MemberPolicy.related(system, wanted)
    if len(known) < len(set(wanted)):
        raise NotFound("No such person.", ("input", "participantIds"))
    if not any(grant.role in HOUSE and grant.counts(clock.now()) for grant in viewer.grants):
        house = {*await _in_charge(system, property_id, HOUSE), viewer.member_id}
        if not set(wanted) <= house:
            # The same as for nobody: who else there is in the house is not told.
            raise NotFound("No such person.", ("input", "participantIds"))
    return wanted


async def _in_charge(system: Viewer, property_id: UUID | None, roles: tuple[Role, ...]) -> list[UUID]:
    assert system.organization_id is not None
    grants = await GrantPolicy.below(
        system,
        "organization_id",
        [system.organization_id],
        [within("role", list(roles)), in_force, covering(property_id)],
    )
    return list(dict.fromkeys(grant.member_id for grant in grants.get(system.organization_id, [])))
