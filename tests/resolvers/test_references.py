"""What stood on a transfer is sealed for its payment: nobody reads it in the database, or under another payment."""

import uuid
from typing import Any
from uuid import UUID

from app.auth.references import OLDER, reseal_references
from app.auth.sealing import FORMAT, version_of
from app.models.ids import from_global
from app.models.leases import Lease
from tests.resolvers.office import Office, day

KEPT = "SELECT reference, reference_sealed FROM payment WHERE id = $1"
READ = "query($id: ID!) { node(id: $id) { ... on Payment { id reference } } }"


async def recorded(office: Office, reference: str) -> str:
    """Record a transfer; returns the payment's id."""
    lease = office.world.a.global_id(Lease, "north_1")
    given = {"leaseId": lease, "amount": {"amount": "10.00", "currency": "NOK"}, "receivedOn": str(day(-1))}
    made = await office.do(
        "accountant", "recordPayment", "payment { id reference }", method="BANK_TRANSFER", **given,
        reference=reference, idempotencyKey=str(uuid.uuid4()),
    )  # fmt: skip
    assert made["reference"] == reference
    return str(made["id"])


async def read(office: Office, id: str) -> Any:
    """What the office reads as the reference."""
    answer = await office.desk.ask(office.world.viewer_of("accountant"), READ, id=id)
    return ((answer.get("data") or {}).get("node") or {}).get("reference")


def row_id(id: str) -> UUID:
    """The id of the row."""
    return from_global(id)[1]


async def test_nobody_reads_it_in_the_database(office: Office) -> None:
    one, other = await recorded(office, "NO9386011117947"), await recorded(office, "KID 0012345")
    ((clear, sealed),) = await office.rows(KEPT, row_id(one))
    assert clear is None and b"NO93" not in sealed
    assert (await read(office, one), await read(office, other)) == ("NO9386011117947", "KID 0012345")
    await office.rows("UPDATE payment SET reference_sealed = $2 WHERE id = $1", row_id(other), sealed)
    assert await read(office, other) is None, "it opens under its own payment alone"
    assert await read(office, one) == "NO9386011117947"


async def test_what_was_clear_is_sealed_and_new_keys_seal_anew(office: Office) -> None:
    secrets = office.desk.services.security.secrets
    id = await recorded(office, "sealed at once")
    old = await recorded(office, "to be in clear")
    await office.rows("UPDATE payment SET reference = 'in clear', reference_sealed = NULL WHERE id = $1", row_id(old))
    assert await read(office, old) == "in clear"
    assert await reseal_references(secrets) == 1 and await reseal_references(secrets) == 0
    ((clear, sealed),) = await office.rows(KEPT, row_id(old))
    assert clear is None and version_of(bytes(sealed)) == 1 and await read(office, old) == "in clear"
    await secrets.rotate_all()
    assert await reseal_references(secrets) == 2
    ((_, sealed),) = await office.rows(KEPT, row_id(id))
    assert version_of(bytes(sealed)) == 2
    assert (await read(office, id), await read(office, old)) == ("sealed at once", "in clear")


async def test_what_the_newest_key_has_sealed_is_not_read_again(office: Office) -> None:
    secrets, own = office.desk.services.security.secrets, office.world.a.organization_id

    async def found() -> list[UUID]:
        return [row["id"] for row in await office.rows(OLDER, UUID(int=0), own, bytes([FORMAT]))]

    old = await recorded(office, "by the older key")
    assert await found() == []
    await secrets.rotate_all()
    new = await recorded(office, "by the newest key")
    (before,) = await office.rows(KEPT, row_id(new))
    assert await found() == [row_id(old)]
    assert await reseal_references(secrets) == 1 and await found() == []
    (after,) = await office.rows(KEPT, row_id(new))
    assert after == before and await read(office, old) == "by the older key"
