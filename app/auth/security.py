"""What guards accounts beyond the password, wired once: encryption of fields, factors and their proofs."""

from dataclasses import dataclass
from typing import Self

from app.auth.factors import Factors
from app.auth.passkeys import RelyingParty
from app.auth.proofs import Proofs
from app.auth.secrets import Secrets
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Security:
    """Shared by all operations of this node."""

    secrets: Secrets
    factors: Factors
    proofs: Proofs
    party: RelyingParty

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Wire it for this master key and this public address."""
        secrets, party = Secrets(settings.master_key, settings.old_master_key), RelyingParty.at(settings.public_url)
        return cls(secrets, Factors(secrets, party), Proofs(secrets, party), party)
