"""Tokens of partners, and the members that they act as."""

from datetime import timedelta

from app import clock
from app.auth.scopes import ApiScope, whole
from app.auth.sessions import token_hash
from app.models.people import Member
from app.models.properties import Property
from app.models.tokens import BASE62, PREFIX, RANDOM, ApiToken, checksum
from tests.factories.houses import House


def secret_of(name: str, key: str) -> str:
    """The token of that name: well formed, and always the same."""
    letters = f"{name}{key}".replace("_", "")
    random = (letters + BASE62)[:RANDOM]
    return f"{PREFIX}{random}{checksum(random)}"


def token(house: House, name: str, *scopes: ApiScope, properties: tuple[str, ...] = ()) -> ApiToken:
    """A token with these scopes, made by the admin."""
    acting = house.make(Member, name, display_name=house.text(Member, name, "name"))
    secret = secret_of(name, house.key)
    return house.make(
        ApiToken,
        name,
        member_id=acting.id,
        name=house.text(ApiToken, name, "name"),
        token_hash=token_hash(secret),
        hint=secret[-4:],
        scopes=[str(scope) for scope in whole(scopes)],
        limited_to=[house.id(Property, place) for place in properties],
        addresses=[],
        networks=[],
        points_per_second=200,
        created_by=house.id(Member, "admin"),
        expires_at=clock.now() + timedelta(days=90),
    )
