"""What arguments mean that stand in many places, and how one that was left out is told from null: not at all."""

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    Undefined,
)

ARGUMENTS = {
    "amount": "How much; left out: what is due.",
    "after": "Follow from this place in the event stream; left out: from now on.",
    "conversationId": "Only this conversation.",
    "filter": "Which ones; left out: all.",
    "id": "The opaque global id.",
    "ids": "The opaque global ids.",
    "importId": "Only this import.",
    "first": "How many at most.",
    "skip": "How many to leave out at the beginning.",
    "input": "What is wanted.",
    "kinds": "Only these kinds of events.",
    "leaseId": "Only this lease.",
    "locale": "The language to write in; left out: the viewer's own.",
    "orderBy": "In which order.",
    "periodStart": "First day of a rent month; left out: the present one.",
    "propertyId": "Only what belongs to this property.",
    "ticketId": "Only this ticket.",
    "token": "From the fragment of the link.",
    "types": "Only these types of events.",
}
"""Words for the arguments that mean the same wherever they stand."""


def describe_arguments(schema: strawberry.Schema) -> None:
    """Give arguments their words, and take defaults of null away."""
    # Left out and null mean the same here; `= null` on every optional argument would only be noise.
    for kind in schema._schema.type_map.values():
        if kind.name.startswith("__"):
            continue
        if isinstance(kind, GraphQLInputObjectType):
            _undefine(*kind.fields.values())
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            arguments = [pair for field in kind.fields.values() for pair in field.args.items()]
            _undefine(*(argument for _, argument in arguments))
            for name, argument in arguments:
                argument.description = argument.description or ARGUMENTS.get(name)


def _undefine(*inputs: GraphQLArgument | GraphQLInputField) -> None:
    for input in inputs:
        if input.default_value is None:
            input.default_value = Undefined
