"""From the text of a document to an operation that is safe to run, the work done once per text."""

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLSyntaxError,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from app.errors import ErrorCode, TenantryError
from app.schema.limits import MAX_SOURCE_LENGTH, MAX_TOKENS, check_limits, limit_exceeded
from app.schema.partners import Needs, needs_of
from app.schema.price import Price, Pricer

MAX_CACHED_DOCUMENTS = 500
MAX_CACHED_LENGTH = 16_000
"""A longer text is prepared anew each time, so that the cache is bounded in bytes as well as in entries."""

MAX_ERRORS = 5


class OneOfRule(OneOfInputValidationRule):
    """Strawberry's rule, which trips over variables inside fragments; their values are checked again when read."""

    def validate_one_of(self, node: ObjectValueNode, type: GraphQLNamedType) -> None:
        """Report an input that does not hold exactly one key."""
        with suppress(KeyError, AttributeError):
            super().validate_one_of(node, type)


RULES = (*specified_rules, MaybeNullValidationRule, OneOfRule)


class RequestRefused(Exception):
    """The request ends before anything runs; each error has its code in `extensions`."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document within the limits and valid for the schema."""

    node: DocumentNode
    operations: tuple[OperationDefinitionNode, ...]
    introspects: bool
    prices: dict[str | None, Price] = field(default_factory=dict)
    """Of the operations that were asked for, by name."""
    needs: dict[str | None, Needs] = field(default_factory=dict)
    """What they need of a token, once one has asked for them."""


@dataclass(frozen=True, slots=True)
class Operation:
    """The one operation of a document that was asked for."""

    document: DocumentNode
    node: OperationDefinitionNode
    introspects: bool
    price: Price

    @property
    def name(self) -> str | None:
        """The name the client gave it."""
        return self.node.name.value if self.node.name else None

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.node.operation


class Documents:
    """Prepares documents for one schema and keeps the last ones that were good.

    Bad documents are not kept: they are cheap by then, and an attacker must not push good ones out with them.
    """

    def __init__(self, schema: GraphQLSchema, *, hide_suggestions: bool) -> None:
        self._schema = schema
        self._hide_suggestions = hide_suggestions
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def operation(self, text: str, name: str | None = None) -> Operation:
        """Return the operation `name` of the document, or its only one; raises `RequestRefused`."""
        document = self._document(text)
        node = pick(document.operations, name)
        key = node.name.value if node.name else None
        if key not in document.prices:
            document.prices[key] = Pricer(self._schema, document.node, node).price()
        return Operation(document.node, node, document.introspects, document.prices[key])

    def knows(self, text: str) -> bool:
        """Say whether a text is prepared already."""
        return text in self._kept

    def needs(self, text: str, operation: Operation) -> Needs:
        """Return what an operation of a document needs of a token."""
        document = self._document(text)
        if operation.name not in document.needs:
            document.needs[operation.name] = needs_of(self._schema, document.node, operation.node)
        return document.needs[operation.name]

    def _document(self, text: str) -> Document:
        document = self._kept.get(text)
        if document is not None:
            self._kept.move_to_end(text)
            return document
        document = self._prepare(text)
        if len(text) <= MAX_CACHED_LENGTH:
            self._kept[text] = document
            if len(self._kept) > MAX_CACHED_DOCUMENTS:
                self._kept.popitem(last=False)
        return document

    def _prepare(self, text: str) -> Document:
        node = read(text)
        try:
            introspects = check_limits(node)
        except TenantryError as error:
            raise refused(error.code, error.message, **error.details) from None
        errors = self._validate(node)
        if errors:
            raise RequestRefused(
                [with_code(error, ErrorCode.GRAPHQL_VALIDATION_FAILED) for error in errors[:MAX_ERRORS]]
            )
        operations = tuple(found for found in node.definitions if isinstance(found, OperationDefinitionNode))
        return Document(node, operations, introspects)

    def _validate(self, node: DocumentNode) -> list[GraphQLError]:
        try:
            return validate(self._schema, node, RULES, max_errors=MAX_ERRORS, hide_suggestions=self._hide_suggestions)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            # Literals are read by scalars during validation; one that trips over its input has refused it.
            return [GraphQLError(f"The document holds a value that cannot be read ({type(error).__name__}).")]


def read(text: str) -> DocumentNode:
    """Parse a document; raises `RequestRefused` for bad syntax and for texts over the limits."""
    if len(text) > MAX_SOURCE_LENGTH:
        raise refused_limit("length", MAX_SOURCE_LENGTH, len(text))
    try:
        node = parse(text, max_tokens=MAX_TOKENS, allow_empty_selection_sets=False)
    except GraphQLSyntaxError as error:
        if f"more than {MAX_TOKENS} tokens" in error.message:
            raise refused_limit("tokens", MAX_TOKENS, MAX_TOKENS + 1) from None
        raise RequestRefused([with_code(error, ErrorCode.GRAPHQL_PARSE_FAILED)]) from None
    except GraphQLError as error:
        raise RequestRefused([with_code(error, ErrorCode.GRAPHQL_PARSE_FAILED)]) from None
    if "\\u" in text:
        visit(node, NulVisitor())
    return node


class NulVisitor(Visitor):
    """Refuses U+0000, which PostgreSQL cannot store in a text."""

    def enter_string_value(self, node: StringValueNode, *_args: object) -> None:
        """Raise `RequestRefused` for a literal that holds it."""
        if "\x00" in node.value:
            raise refused(ErrorCode.BAD_USER_INPUT, "Strings must not hold the character U+0000.")


def pick(operations: tuple[OperationDefinitionNode, ...], name: str | None) -> OperationDefinitionNode:
    """Return the operation of that name, or the only one; raises `RequestRefused`."""
    if not operations:
        raise refused(ErrorCode.GRAPHQL_VALIDATION_FAILED, "The document holds no operation.")
    if name is None or name == "":
        if len(operations) > 1:
            raise refused(ErrorCode.BAD_USER_INPUT, "The document holds several operations: say operationName.")
        return operations[0]
    for operation in operations:
        if operation.name and operation.name.value == name:
            return operation
    raise refused(ErrorCode.BAD_USER_INPUT, "The document holds no operation of the name in operationName.")


def with_code(error: GraphQLError, code: ErrorCode) -> GraphQLError:
    """Return the error with its code, free of the frames and the source it was raised with."""
    return GraphQLError(error.message, error.nodes, error.source, error.positions, extensions={"code": code.value})


def refused(code: ErrorCode, message: str, **details: object) -> RequestRefused:
    """Make a refusal of one error."""
    return RequestRefused([GraphQLError(message, extensions={"code": code.value, **details})])


def refused_limit(limit: str, maximum: int, found: int) -> RequestRefused:
    """Make a refusal for a limit that is found broken before the document is parsed."""
    error = limit_exceeded(limit, maximum, found)
    return refused(error.code, error.message, **error.details)
