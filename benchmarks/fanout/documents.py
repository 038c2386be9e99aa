"""What the subscribers ask for: a card of the managers' board, as the portal does."""

CARD = """
  id number title category priority status stage nextStatuses commentCount createdAt version
  unit { id label } reporter { id name } assignee { id name }
"""


def same(_: int) -> str:
    """The same document for everybody."""
    return (
        "subscription { ticketEvents { __typename cursor ... on TicketEvent {"
        f" id kind occurredAt actor {{ __typename name }} ticket {{ {CARD} }} }} }} }}"
    )


def own(number: int) -> str:
    """A document that nobody else has: one name in the answer differs."""
    return same(number).replace("ticket {", f"t{number}: ticket {{", 1)
