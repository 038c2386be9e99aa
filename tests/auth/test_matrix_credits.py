"""Who hears that a balance changed by a credit: those who keep the books; of a lease that is over, nobody else."""

from app.auth.policies.credits import CreditPolicy
from app.auth.scope import reading
from app.models.ledger import Credit
from app.models.paging import Order, Page
from tests.support.world import OTHERS, ROLES, World

KEEPERS = {"admin", "manager", "scoped_manager", "accountant", "auditor", "owner"}


async def test_a_credit_is_seen_by_whom_it_concerns(still_world: World) -> None:
    wanted = {still_world.a.id(Credit, "north_old")}
    for role in (*ROLES, *OTHERS):
        viewer = still_world.viewer_of(role)
        async with reading(viewer):
            rows = (await CreditPolicy.page(viewer, Page(100, Order("id", "{t}.id", "uuid")))).rows
            found = {row.id for row in rows}
            subject = await CreditPolicy.subject(still_world.a.id(Credit, "north_old"))
        assert subject is not None
        assert found == (wanted if role in KEEPERS else set()), role
        assert CreditPolicy.may(viewer, CreditPolicy.see, subject) is (role in KEEPERS), role
