"""What a person proves besides the password."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import strawberry

from app.auth.factors import Factor
from app.auth.proofs import FactorKind
from app.models.ids import to_global
from app.schema.fields import NONE, column, computed
from app.schema.scalars import Json


@dataclass(frozen=True, slots=True)
class Held:
    """The factors of one person."""

    factors: list[Factor]
    codes_left: int
    is_required: bool


@strawberry.type(description="A passkey of one's own.")
class Passkey:
    """Shows a `Factor`."""

    id: strawberry.ID = computed(lambda factor: to_global("Passkey", factor.id), "Opaque id.", NONE)
    name: str = column("Name given to it.")
    created_at: datetime = column("When it was registered.")
    last_used_at: datetime | None = column("When it was last used.")


def _passkeys(held: Any) -> list[Any]:
    return [factor for factor in held.factors if factor.kind is FactorKind.PASSKEY]


@strawberry.type(description="What one proves besides the password.")
class SecondFactors:
    """Shows a `Held`."""

    is_required: bool = column("One's role demands a factor in some organization.")
    has_totp: bool = computed(
        lambda held: any(factor.kind is FactorKind.TOTP for factor in held.factors),
        "An authenticator app is set up.",
    )
    passkeys: list[Passkey] = computed(_passkeys, "Registered passkeys, the oldest first; at most 20.", rows=3)
    recovery_codes_left: int = column("Recovery codes that were not used yet. Warn at 3.", name="codes_left")


@strawberry.input(description="A proof besides the password: exactly one of the three.")
class ProofInput:
    """What is shown."""

    code: str | None = strawberry.field(default=None, description="Six digits of the authenticator app.")
    recovery_code: str | None = strawberry.field(default=None, description="A recovery code; it works once.")
    passkey: Json | None = strawberry.field(
        default=None, description="What `navigator.credentials.get` answered to `beginPasskeyProof`, as JSON."
    )
