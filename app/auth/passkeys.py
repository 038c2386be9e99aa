"""Passkeys as WebAuthn has them: what a browser is asked, and whether what it answers holds."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from webauthn.helpers import base64url_to_bytes, options_to_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.errors import BadInput, WrongCredentials

MOST_BYTES = 20_000
REQUIRED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who passkeys are for: one host name and one origin, compared exactly."""

    id: str
    origin: str
    name: str = "Tenantry"

    @classmethod
    def at(cls, public_url: str) -> "RelyingParty":
        """Return the party of the address that people open."""
        origin = public_url or "http://localhost"
        return cls(urlsplit(origin).hostname or "localhost", origin)


@dataclass(frozen=True, slots=True)
class Registered:
    """A new passkey that holds."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a browser's answer says of itself, before any of it is believed."""

    credential: dict[str, Any]
    challenge: bytes
    credential_id: bytes
    user_handle: bytes | None

    @classmethod
    def of(cls, credential: Any, path: tuple[str, ...]) -> "Claimed":
        """Read the answer of `navigator.credentials`; raises `BadInput` for anything else."""
        try:
            if len(json.dumps(credential)) > MOST_BYTES:
                raise ValueError
            response = credential["response"]
            client = json.loads(base64url_to_bytes(response["clientDataJSON"]))
            handle = response.get("userHandle")
            return cls(
                credential,
                base64url_to_bytes(client["challenge"]),
                base64url_to_bytes(credential["rawId"]),
                base64url_to_bytes(handle) if handle else None,
            )
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            raise BadInput("This is not what a browser answers for a passkey.", path) from None


def registration(party: RelyingParty, person: tuple[UUID, str], challenge: bytes, known: list[bytes]) -> dict[str, Any]:
    """Return the options of `navigator.credentials.create` for a person, given by id and address."""
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=person[0].bytes,
        user_name=person[1],
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, require_resident_key=True, user_verification=REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id) for id in known],
    )
    return dict(json.loads(options_to_json(options)))


def assertion(party: RelyingParty, challenge: bytes, known: list[bytes]) -> dict[str, Any]:
    """Return the options of `navigator.credentials.get`; without `known` ones, the browser offers what it has."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id) for id in known],
        user_verification=REQUIRED,
    )
    return dict(json.loads(options_to_json(options)))


def registered(party: RelyingParty, claimed: Claimed) -> Registered:
    """Return the passkey that a browser made for a challenge of ours; raises `WrongCredentials`."""
    try:
        found = webauthn.verify_registration_response(
            credential=claimed.credential,
            expected_challenge=claimed.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception as error:  # the library raises whatever its parsers raise on hostile bytes
        raise WrongCredentials("This passkey does not hold.", ("input", "passkey")) from error
    return Registered(found.credential_id, found.credential_public_key, found.sign_count)


def asserted(party: RelyingParty, claimed: Claimed, public_key: bytes) -> int:
    """Return the sign count of an answer that this key has signed; raises `WrongCredentials`.

    The count is compared by the caller, who keeps the last one.
    """
    try:
        found = webauthn.verify_authentication_response(
            credential=claimed.credential,
            expected_challenge=claimed.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as error:  # as above
        raise WrongCredentials("This passkey does not hold.", ("input", "passkey")) from error
    return found.new_sign_count
