"""The log as the database holds it at the end, past all rules of the program."""

from uuid import UUID

from app.auth.cursors import Cursors
from app.entrypoints.demo import demo_id, organization_id
from app.models.events import Position
from app.models.ids import id_of
from tests.torture.oracle import CHANGING
from tests.torture.subscribers import Subscriber
from tests.torture.verify import Entry, Heard, Log, Span, Told
from tests.torture.world import VENDOR_TICKETS, World
from tests.torture.writers import TALKS

HOUSES = ("nordlys", "harbor")
READ = """
SELECT e.seq, e.id, e.noun, e.kind, e.at, e.scope->>'ticket_id' AS ticket_id, e.scope->>'member_id' AS member_id,
       e.scope->>'conversation_id' AS conversation_id,
       CASE e.noun WHEN 'message' THEN m.body
                   WHEN 'conversation' THEN CASE e.kind WHEN 'READ' THEN 'READ ' || e.id ELSE c.subject END
                   ELSE CASE e.kind WHEN 'CREATED' THEN t.title ELSE coalesce(h.note, s.body) END END AS text
  FROM event e
  LEFT JOIN ticket_event h ON h.organization_id = e.organization_id AND h.id = e.id
  LEFT JOIN ticket t ON t.organization_id = e.organization_id AND t.id = h.ticket_id
  LEFT JOIN ticket_comment s ON s.organization_id = e.organization_id AND s.id = h.comment_id
  LEFT JOIN message m ON m.organization_id = e.organization_id AND m.id = e.subject_id AND e.noun = 'message'
  LEFT JOIN conversation c ON c.organization_id = e.organization_id AND c.id = e.subject_id
                          AND e.noun = 'conversation'
 WHERE e.organization_id = $1 AND e.seq > $2
 ORDER BY e.seq
"""
OF_TICKETS = ("ticket", "ticket_comment")
NOUNS = (*OF_TICKETS, "message", "conversation")
NAMES = {str(demo_id("nordlys", "ticket", key)): key for key in VENDOR_TICKETS}
TALK_NAMES = {str(demo_id(house, "conversation", key)): key for key, (house, _) in TALKS.items()}


async def head(world: World, house: str) -> Position:
    """Return where a stream ends."""
    query = "SELECT epoch, head FROM organization_stream WHERE organization_id = $1"
    (row,) = await world.sql(query, organization_id(house))
    return Position(UUID(str(row["epoch"])), row["head"])


async def read(world: World, house: str, after: int) -> Log:
    """Return what the log holds after a place."""
    rows = await world.sql(READ, organization_id(house), after)
    top = (await head(world, house)).seq
    log = Log(top, [], gaps=top - after - len(rows))
    changing = str(demo_id("nordlys", "member", CHANGING))
    for row in rows:
        if row["noun"] == "access_grant" and row["member_id"] == changing:
            log.grants.append((row["seq"], row["at"], row["kind"] == "GRANTED"))
        if row["noun"] in NOUNS:
            names = NAMES.get(row["ticket_id"], ""), TALK_NAMES.get(row["conversation_id"], "")
            log.entries.append(Entry(row["seq"], str(row["id"]), row["kind"], row["text"], *names))
    return log


def raw(id: str) -> str:
    """Return the id of an event as the log holds it; the events of tickets are nodes, and have global ones."""
    try:
        return str(UUID(id))
    except ValueError:
        return str(id_of("TicketEvent", id))


def heard(world: World, house: str, subscriber: Subscriber, top: int) -> Heard:
    """Return what a screen was told, with the places that its cursors name."""
    cursors = Cursors(bytes.fromhex(world.house.secret))

    def place(cursor: str) -> int:
        return cursors.open_position(organization_id(house), cursor).seq

    spans = []
    for chain in subscriber.chains:
        told = [Told(place(each.cursor), raw(each.id), each.text, each.at) for each in chain.deliveries]
        start = place(chain.resumed_from)
        end = top
        if chain.reset is not None:
            # A reset for other reasons stands at the end of the log: what came before it is loaded, not told.
            last = told[-1].seq if told else start
            end = place(chain.reset[0]) if chain.reset[1] == "GRANTS_CHANGED" else last
        spans.append(Span(start, end, told))
    return Heard(subscriber.name, subscriber.topic, spans)
