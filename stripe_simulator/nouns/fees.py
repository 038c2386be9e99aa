"""Application fees: the platform's parts of charges."""

from stripe_simulator.call import Call
from stripe_simulator.shelves import Row


def retrieve(call: Call) -> Row:
    """One fee."""
    call.params({})
    return call.own("application_fee")
