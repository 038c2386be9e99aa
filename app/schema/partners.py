"""What a token may ask for: the scope that each field and each type needs. What is not named here is not for tokens."""

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    visit,
)

from app.auth.scopes import ApiScope
from app.auth.viewer import Viewer
from app.errors import Forbidden

S = ApiScope
ROOTS: dict[str, tuple[ApiScope, ...]] = {
    **dict.fromkeys(("Query.node", "Query.nodes", "Query.eventCursor", "Query.viewer"), ()),
    **dict.fromkeys(("Query.properties", "Query.units"), (S.PROPERTIES_READ,)),
    **dict.fromkeys(("Query.people", "Query.tenants"), (S.PEOPLE_READ,)),
    "Query.leases": (S.LEASES_READ,),
    **dict.fromkeys(
        ("Query.charges", "Query.payments", "Query.ledgerLines", "Subscription.paymentEvents"), (S.PAYMENTS_READ,)
    ),
    **dict.fromkeys(("Query.chargeTemplates", "Query.lateFeePolicies", "Query.accountingPeriods"), (S.PAYMENTS_READ,)),
    "Query.files": (S.DOCUMENTS_READ,),
    **dict.fromkeys(("Query.tickets", "Subscription.ticketEvents"), (S.TICKETS_READ,)),
    "Query.conversations": (S.MESSAGES_READ,),
    **dict.fromkeys(("Subscription.messageEvents", "Subscription.presence"), (S.MESSAGES_READ,)),
    "Subscription.organizationEvents": (S.EVENTS_READ,),
    **dict.fromkeys(
        (f"Mutation.{verb}{noun}" for noun in ("Property", "Building", "Unit") for verb in ("create", "update")),
        (S.PROPERTIES_WRITE,),
    ),
    "Mutation.createTenant": (S.PEOPLE_WRITE, S.PROPERTIES_READ),
    "Mutation.updateTenant": (S.PEOPLE_WRITE,),
    # Who lives where is said with units and tenants, which the token has to see.
    **dict.fromkeys(
        ("Mutation.createLease", "Mutation.updateLease"), (S.LEASES_WRITE, S.PROPERTIES_READ, S.PEOPLE_READ)
    ),
    **dict.fromkeys(
        (f"Mutation.{step}" for step in ("offerLease", "recordLeaseSignature", "giveLeaseNotice", "endLease")),
        (S.LEASES_WRITE, S.PROPERTIES_READ),
    ),
    "Mutation.createCharge": (S.PAYMENTS_WRITE, S.LEASES_READ),
    "Mutation.reverseCharge": (S.PAYMENTS_WRITE,),
    "Mutation.recordPayment": (S.PAYMENTS_WRITE, S.LEASES_READ),
    # What it belongs to has to be seen: which scope that takes, only the id tells.
    **dict.fromkeys(("Mutation.requestUpload", "Mutation.completeUpload"), (S.DOCUMENTS_WRITE,)),
    "Mutation.createTicket": (S.TICKETS_WRITE, S.PROPERTIES_READ),
    **dict.fromkeys(
        ("Mutation.changeTicketStatus", "Mutation.assignTicket", "Mutation.commentOnTicket"), (S.TICKETS_WRITE,)
    ),
    "Mutation.markConversationRead": (S.MESSAGES_READ,),
    **dict.fromkeys(("Mutation.startConversation", "Mutation.sendMessage", "Mutation.setTyping"), (S.MESSAGES_WRITE,)),
}
"""The fields at the root that are open to tokens, and what each needs."""

TYPES: dict[str, ApiScope] = {
    **dict.fromkeys(("Property", "Building", "Unit"), S.PROPERTIES_READ),
    "Tenant": S.PEOPLE_READ,
    **dict.fromkeys(("Lease", "LeaseParty"), S.LEASES_READ),
    **dict.fromkeys(
        (
            "Charge",
            "Payment",
            "PaymentEvent",
            "Refund",
            "Balance",
            "LedgerLine",
            "PaymentMethod",
            "Autopay",
            "PaymentTerms",
            "PaymentPrice",
            "HouseholdPot",
            "PaymentOption",
        ),
        S.PAYMENTS_READ,
    ),
    **dict.fromkeys(("ChargeTemplate", "LateFeePolicy", "Deposit", "AccountingPeriod"), S.PAYMENTS_READ),
    # No rows of their own, and money all the same.
    **dict.fromkeys(("Statement", "PaymentOption", "HouseholdPot"), S.PAYMENTS_READ),
    **dict.fromkeys(("Ticket", "TicketComment", "TicketEvent"), S.TICKETS_READ),
    **dict.fromkeys(("Conversation", "Participant", "Message", "MessageEvent"), S.MESSAGES_READ),
    "OrganizationEvent": S.EVENTS_READ,
}
"""What it needs to look into a type, wherever it is met."""

FIELDS: dict[str, ApiScope] = {
    **dict.fromkeys(("Person.email", "Person.phone"), S.PEOPLE_CONTACT),
    "Lease.documents": S.DOCUMENTS_READ,
}
"""Fields that need more than the thing they belong to."""

ARGUMENTS: dict[str, ApiScope] = {
    **dict.fromkeys(("LeaseFilter.isOverdue", "LeaseOrder.overdue"), S.PAYMENTS_READ),
    **dict.fromkeys(("TenantFilter.propertyId", "TenantFilter.isCurrent"), S.LEASES_READ),
}
"""What narrows or orders a list by something that the token has to be allowed to read."""

OPEN = frozenset({"Person", "File"})
"""Nodes that anything visible may show beside it: names and files are seen through what they stand beside."""


class Needs(Visitor):
    """Collects the scopes that a document needs, and what in it is not for tokens at all."""

    def __init__(self, info: TypeInfo, closed: frozenset[str]) -> None:
        super().__init__()
        self._info, self._closed_types = info, closed
        self.scopes: set[ApiScope] = set()
        self.closed: list[str] = []

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Look at a field, and at the type it leads to."""
        parent, kind = self._info.get_parent_type(), self._info.get_type()
        if node.name.value.startswith("__") or parent is None or kind is None:
            return
        name = f"{parent.name}.{node.name.value}"
        if parent.name in ("Query", "Mutation", "Subscription"):
            if name not in ROOTS:
                self.closed.append(node.name.value)
                return
            self.scopes.update(ROOTS[name])
        if name in FIELDS:
            self.scopes.add(FIELDS[name])
        self._meet(get_named_type(kind).name)

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: object) -> None:
        """Look at the type that a fragment names."""
        if node.type_condition is not None:
            self._meet(node.type_condition.name.value)

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: object) -> None:
        """Look at the type that a fragment names."""
        self._meet(node.type_condition.name.value)

    def check(self, held: frozenset[ApiScope]) -> None:
        """Refuse what needs a scope that a token does not hold, or is closed to tokens; raises `Forbidden`."""
        if self.closed:
            raise Forbidden(f"No token may ask for {self.closed[0]}: it is for people who sign in.")
        missing = [str(scope) for scope in ApiScope if scope in self.scopes - held]
        if missing:
            raise Forbidden(f"This token lacks the scope {', '.join(missing)}.", missingScopes=missing)

    def _meet(self, name: str) -> None:
        if name in TYPES:
            self.scopes.add(TYPES[name])
        elif name in self._closed_types:
            self.closed.append(name)


def check_argument(viewer: Viewer, name: str) -> None:
    """Refuse an argument by which a token would learn what its scopes do not show; raises `Forbidden`.

    It is asked when the value is known: most of them come as variables.
    """
    if viewer.token_id is None or name not in ARGUMENTS:
        return
    scope = ARGUMENTS[name]
    if scope not in viewer.scopes:
        raise Forbidden(f"For `{name}`, this token lacks the scope {scope}.", missingScopes=[str(scope)])


def closed_types(schema: GraphQLSchema) -> frozenset[str]:
    """Return the kinds of rows that no token looks into."""
    nodes = {
        kind.name
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and any(each.name == "Node" for each in kind.interfaces)
    }
    return frozenset(nodes - set(TYPES) - OPEN)


def needs_of(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Needs:
    """Return what an operation, already valid, needs of a token. Fragments count wherever they are spread."""
    info = TypeInfo(schema)
    needs = Needs(info, closed_types(schema))
    fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    for node in (operation, *fragments):
        visit(node, TypeInfoVisitor(info, needs))
    return needs
