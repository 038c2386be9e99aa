"""How many may come in from one network: what counts as one."""

import pytest

from app.schema.transport.gate import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        (None, None),
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("no:address", "no:address"),
    ],
)
def test_a_home_counts_as_one(address: str | None, network: str | None) -> None:
    assert network_of(address) == network
