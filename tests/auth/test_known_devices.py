"""Devices that are known, and what the owner of an account is told."""

from tests.auth.desk import Desk
from tests.auth.proving_schema import Person, codes
from tests.support.world import World, email_of


async def test_a_known_device_is_not_locked_out_by_strangers(desk: Desk, world: World) -> None:
    owner, thief = Person.of(desk, "tenant"), Person.of(desk, "tenant")
    first = await owner.sign_in()
    assert first["deviceToken"] and len(first["deviceToken"]) == 43
    guess = {"email": owner.email, "password": "wrong"}
    for _ in range(7):
        await thief.do("signIn", **guess)
    async with world.superuser() as connection:
        # The first wait is a second, which a busy machine needs for the next line.
        longer = "UPDATE sign_in_throttle SET blocked_until = now() + interval '1 hour' WHERE blocked_until IS NOT NULL"
        await connection.execute(longer)
    assert codes(await thief.sign_in()) == ["RATE_LIMITED"]
    again = await owner.sign_in(deviceToken=owner.device)
    assert again["errors"] == [] and again["deviceToken"] == owner.device
    # What a device knows of one account is nothing for another, nor is a token that was made up.
    for token in (owner.device, "x" * 43):
        assert codes(await thief.sign_in(deviceToken=token)) == (["RATE_LIMITED"] if token == "x" * 43 else [])
    stranger = Person.of(desk, "co_tenant")
    other = await stranger.sign_in(deviceToken=owner.device)
    assert other["deviceToken"] != owner.device
    assert codes(await stranger.sign_in(deviceToken="x" * 65)) == ["BAD_USER_INPUT"]


async def test_a_new_device_is_told_to_the_owner(desk: Desk, world: World) -> None:
    owner = Person.of(desk, "tenant")
    await owner.sign_in()
    await owner.sign_in(deviceToken=owner.device)
    await owner.sign_in()
    async with world.superuser() as connection:
        sql = "SELECT recipient FROM mail WHERE template = 'mail-new-sign-in' AND organization_id IS NULL"
        mail = await connection.fetch(sql)
        told = await connection.fetch("SELECT kind FROM account_event")
        text = str(await connection.fetch("SELECT t::text FROM known_device t"))
    assert [row["recipient"] for row in mail] == [email_of("tenant")] * 2
    assert [row["kind"] for row in told] == ["NEW_DEVICE"] * 2
    assert owner.device not in text


async def test_changes_of_factors_are_told_to_the_owner(desk: Desk, world: World) -> None:
    person = await Person.with_app(desk)
    await person.add_passkey()
    await person.do("renewRecoveryCodes")
    await person.do("stepUp", recoveryCode=person.codes[0])
    await person.do("removeFactor", kind="TOTP")
    async with world.superuser() as connection:
        told = [row["kind"] for row in await connection.fetch("SELECT kind FROM account_event ORDER BY id")]
        mail = await connection.fetchval("SELECT count(*) FROM mail WHERE template = 'mail-security-notice'")
    wanted = ["NEW_DEVICE", "FACTOR_ADDED", "FACTOR_ADDED", "RECOVERY_CODES_RENEWED", "CODE_WRONG", "FACTOR_REMOVED"]
    assert told == wanted and mail == 4


async def test_a_qr_code_is_an_svg(desk: Desk, world: World) -> None:
    person = Person.of(desk, "tenant")
    await person.sign_in()
    begun = await person.do("beginTotp")
    assert begun["qrSvg"].startswith("<svg ") and begun["qrSvg"].endswith("</svg>") and "script" not in begun["qrSvg"]
    assert begun["secret"] in begun["uri"] and len(begun["secret"]) == 32
    assert codes(await person.do("confirmTotp", code="abc")) == ["UNAUTHENTICATED"]
