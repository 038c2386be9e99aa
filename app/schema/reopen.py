"""The short way to a stream: thousands ask for the same, one after the other."""

from graphql import OperationType

from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.schema.arrival import Arrival
from app.schema.documents import RequestRefused
from app.schema.execute import Api, Opened, bill_of, check_allowed
from app.schema.request import Request


def reopened(api: Api, viewer: Viewer, arrival: Arrival, request: Request) -> Opened | None:
    """Open and pay for a subscription that somebody has asked for before.

    None for anything else, and for all that would be refused: the long way answers it, and nothing has been paid.
    """
    if not api.documents.knows(request.query):
        return None
    try:
        operation = api.documents.operation(request.query, request.operation_name)
        if operation.kind is not OperationType.SUBSCRIPTION:
            return None
        check_allowed(api, viewer, operation, request)
    except (RequestRefused, TenantryError):
        return None
    asked = operation, request
    stream = api.openings.find(asked, api.make_context(viewer, arrival))
    if stream is None or bill_of(api, viewer, arrival, asked).refusal is not None:
        return None
    return Opened(asked, stream)
