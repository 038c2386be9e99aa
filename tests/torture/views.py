"""What a screen shows: loaded once, then kept by events; at the end it must equal what a fresh query says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from app.entrypoints.demo import demo_id
from app.models.ids import to_global
from tests.torture.oracle import HOUSES, Where
from tests.torture.world import World

TICKETS = """subscription($ticketId: ID, $propertyId: ID, $kinds: [TicketEventKind!], $after: EventCursor) {
  ticketEvents(ticketId: $ticketId, propertyId: $propertyId, kinds: $kinds, after: $after) {
    __typename cursor ... on StreamReady { replayed } ... on StreamReset { reason }
    ... on TicketEvent { id kind note occurredAt comment { body }
      ticket { id title status version commentCount } } } }"""
MESSAGES = """subscription($conversationId: ID, $after: EventCursor) {
  messageEvents(conversationId: $conversationId, after: $after) {
    __typename cursor ... on StreamReady { replayed } ... on StreamReset { reason }
    ... on MessageEvent { id kind occurredAt message { body }
      conversation { id subject version unreadCount lastMessage { id } } } } }"""
EVERYTHING = """subscription($types: [EventType!], $after: EventCursor) {
  organizationEvents(types: $types, after: $after) {
    __typename cursor ... on StreamReady { replayed } ... on StreamReset { reason }
    ... on OrganizationEvent { id kind: type occurredAt targetId target { id } facts } } }"""
LOAD_NOTHING = "{ eventCursor }"
LOAD_TICKETS = """query($first: Int!, $after: String, $filter: TicketFilter) {
  page: tickets(first: $first, after: $after, filter: $filter) {
    nodes { id status version commentCount } pageInfo { hasNextPage endCursor } } eventCursor }"""
LOAD_TALKS = """query($first: Int!, $after: String) {
  page: conversations(first: $first, after: $after) {
    nodes { id subject version unreadCount lastMessage { id } } pageInfo { hasNextPage endCursor } } eventCursor }"""
TICKET_TEXTS = {
    "CREATED": lambda message: message["ticket"]["title"],
    "STATUS_CHANGED": lambda message: message["note"],
    "COMMENTED": lambda message: message["comment"]["body"],
}


@dataclass(frozen=True)
class Topic:
    """What a screen follows."""

    person: str
    follows: str
    """`tickets`, `talks`, or `all`: pointers to both, which carry no text and fill no screen."""
    narrowed: dict[str, Any] = field(default_factory=dict)

    @property
    def document(self) -> str:
        """Return the subscription."""
        return {"tickets": TICKETS, "talks": MESSAGES, "all": EVERYTHING}[self.follows]

    @property
    def field(self) -> str:
        """Return the field at its root."""
        return {"tickets": "ticketEvents", "talks": "messageEvents", "all": "organizationEvents"}[self.follows]

    @property
    def variables(self) -> dict[str, Any]:
        """Return its variables, with ids of the demo world."""
        nouns = {"ticketId": "ticket", "propertyId": "property", "conversationId": "conversation"}
        return {name: _global(self.person, nouns[name], value) if name in nouns else value
                for name, value in self.narrowed.items()}  # fmt: skip

    def wants(self, kind: str, where: Where, ticket: str) -> bool:
        """Say whether a value is of this topic; `ticket` is the name of one of the demo world, if it is one."""
        if self.follows == "all":
            return kind != "READ"
        if (self.follows == "talks") != bool(where.talk):
            return False
        fits: dict[str, Callable[[Any], bool]] = {
            "ticketId": lambda name: ticket == name,
            "propertyId": lambda name: where.property == name,
            "kinds": lambda kinds: kind in kinds,
            "conversationId": lambda name: where.talk == name,
        }
        return all(fits[name](value) for name, value in self.narrowed.items())

    def text_of(self, message: Any) -> str | None:
        """Return the text by which a value is known; None for what has none, or has lost it."""
        if self.follows == "all":
            return None
        if self.follows == "tickets":
            text: str | None = TICKET_TEXTS.get(message["kind"], lambda _: None)(message)
        elif message["kind"] == "READ":
            text = f"READ {message['id']}"
        elif message["kind"] == "STARTED":
            text = message["conversation"]["subject"]
        else:
            text = message["message"]["body"] if message["message"] else None
        return text


def _global(person: str, noun: str, key: str) -> str:
    return to_global(noun.capitalize(), demo_id(HOUSES[person], noun, key))


class View:
    """The rows that a screen shows, by id."""

    def __init__(self, world: World, topic: Topic, token: str) -> None:
        self._world, self._topic, self._token = world, topic, token
        self.rows: dict[str, dict[str, Any]] = {}

    async def load(self) -> str:
        """Load everything anew; return the cursor of the first instant."""
        self.rows, cursor = await self.fresh()
        return cursor

    async def fresh(self) -> tuple[dict[str, dict[str, Any]], str]:
        """Ask for everything; return the rows by id, and the cursor."""
        if self._topic.follows == "all":
            return {}, await self._place()
        document = LOAD_TICKETS if self._topic.follows == "tickets" else LOAD_TALKS
        variables: dict[str, Any] = {"first": 100}
        if "propertyId" in self._topic.narrowed:
            variables["filter"] = {"propertyId": self._topic.variables["propertyId"]}
        rows: dict[str, dict[str, Any]] = {}
        cursor = ""
        headers = {"Authorization": f"Bearer {self._token}"}
        address = f"http://{self._world.proxy.address}"
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=4, trust_env=False) as http:
            while True:
                answer = (await http.post("/graphql", json={"query": document, "variables": variables})).json()
                if "errors" in answer:
                    raise RuntimeError(answer["errors"])
                data = answer["data"]
                cursor = cursor or data["eventCursor"]
                rows.update({node["id"]: node for node in data["page"]["nodes"]})
                if not data["page"]["pageInfo"]["hasNextPage"]:
                    return rows, cursor
                variables["after"] = data["page"]["pageInfo"]["endCursor"]

    async def _place(self) -> str:
        headers = {"Authorization": f"Bearer {self._token}"}
        address = f"http://{self._world.proxy.address}"
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=4, trust_env=False) as http:
            cursor: str = (await http.post("/graphql", json={"query": LOAD_NOTHING})).json()["data"]["eventCursor"]
            return cursor

    def apply(self, message: Any) -> None:
        """Merge what an event has brought; rows may be newer than their event, never older than one before."""
        if self._topic.follows == "all":
            return
        came = dict(message["ticket" if self._topic.follows == "tickets" else "conversation"])
        came.pop("title", None)
        known = self.rows.get(came["id"])
        if known is None or came["version"] >= known["version"]:
            self.rows[came["id"]] = came

    def differences(self, fresh: dict[str, dict[str, Any]]) -> list[str]:
        """Return where the screen shows something else than a fresh query."""
        narrow = {"ticketId", "kinds", "conversationId"} & set(self._topic.narrowed)
        columns = {"commentCount"} if "kinds" in self._topic.narrowed else set()
        wanted = self._one() if narrow - {"kinds"} else set(self.rows) if narrow else set(self.rows) | set(fresh)
        found = []
        for id in sorted(wanted):
            shown, true = self.rows.get(id), fresh.get(id)
            if columns:
                shown, true = ({name: row[name] for name in columns} if row else None for row in (shown, true))
            if shown != true:
                found.append(f"{id}: shown {shown}, true {true}")
        return found

    def _one(self) -> set[str]:
        return {self._topic.variables[name] for name in ("ticketId", "conversationId") if name in self._topic.narrowed}
