"""Everybody may do with the own second factors what the matrix says, and nobody does it for nobody."""

import pytest

from tests.auth.desk import Desk
from tests.auth.matrix.accounts import OF_FACTORS
from tests.auth.matrix.deeds import digest
from tests.auth.matrix.oracle import COLUMNS, cell
from tests.auth.proving_schema import INPUTS, Person, codes, document
from tests.support.authenticator import Authenticator
from tests.support.world import World

NOBODY = {
    "completeSignIn": {"code": "000000"},
    "stepUp": {"code": "000000"},
    "confirmTotp": {"code": "000000"},
    "finishPasskey": {"passkey": Authenticator("x").create({"user": {"id": ""}, "rp": {"id": "x"}, "challenge": "AA"})},
    "renamePasskey": {"id": "UGFzc2tleTozHZg0qL9Ek6vE4sMpzJ1Q", "name": "x"},
    "removeFactor": {"kind": "TOTP"},
}
NOBODY["finishPasskey"]["name"] = "x"
NOBODY["renamePasskey"]["id"] = "nothing"


@pytest.mark.parametrize("role", [column for column in COLUMNS if column != "anonymous"])
async def test_everybody_looks_after_the_own_factors(desk: Desk, world: World, role: str) -> None:
    assert {cell("mutations", field, role) for field in OF_FACTORS} == {"own", "allow"}
    person, tried = Person.of(desk, role), set()

    async def done(field: str, **input: object) -> dict[str, object]:
        payload = await person.do(field, **input)
        assert payload["errors"] == [], (field, payload)
        tried.add(field)
        return payload

    assert (await person.sign_in())["errors"] == []
    assert (await person.set_up_app())["errors"] == [] and len(person.codes) == 10
    assert (await person.add_passkey())["recoveryCodes"] == []
    tried |= {"beginTotp", "confirmTotp", "beginPasskey", "finishPasskey"}
    person.codes = (await person.do("renewRecoveryCodes"))["recoveryCodes"]
    tried.add("renewRecoveryCodes")
    await done("stepUp", passkey=await person.signature())
    pending = await person.sign_in()
    assert pending["nextStep"] == "SECOND_FACTOR" and pending["viewer"]["organization"] is None
    entered = await done("completeSignIn", recoveryCode=person.codes[0])
    assert entered["viewer"]["organization"] and entered["nextStep"] is None  # type: ignore[index]
    person.token = None
    signature = await person.signature("SIGN_IN")
    await done("signInWithPasskey", passkey=signature)
    tried.add("beginPasskeyProof")
    answer = await person.ask("{ viewer { email secondFactors { passkeys { id name } } } }")
    (key,) = answer["data"]["viewer"]["secondFactors"]["passkeys"]
    assert (answer["data"]["viewer"]["email"], key["name"]) == (person.email, "Telephone")
    await done("renamePasskey", id=key["id"], name="Ring")
    await done("removeFactor", kind="PASSKEY", passkeyId=key["id"])
    left = await done("removeFactor", kind="TOTP")
    held = left["viewer"]["secondFactors"]  # type: ignore[index]
    assert held == {"hasTotp": False, "isRequired": False, "recoveryCodesLeft": 0, "passkeys": []}
    (refusal,) = (await person.do("removeFactor", kind="TOTP"))["errors"]
    assert (refusal["code"], refusal["path"]) == ("NOT_FOUND", ["input"]), "there is none any more"
    assert tried == OF_FACTORS


async def test_nobody_has_no_factors(desk: Desk, world: World) -> None:
    nobody = Person.of(desk, "tenant")
    async with world.superuser() as connection:
        before = await digest(connection)
        for field in sorted(OF_FACTORS):
            if cell("mutations", field, "anonymous") == "deny":
                variables = {} if field in INPUTS else {"input": NOBODY[field]}
                answer = await nobody.ask(document(field), **variables)
                found = answer.get("errors") or answer["data"][field]["errors"]
                assert [each.get("code") or each["extensions"]["code"] for each in found] in (
                    ["UNAUTHENTICATED"],
                    ["BAD_USER_INPUT"] if field == "renamePasskey" else ["UNAUTHENTICATED"],
                ), (field, answer)
        assert codes(await nobody.do("beginPasskeyProof", purpose="CONFIRM")) == ["UNAUTHENTICATED"]
        assert await digest(connection) == before
    assert (await nobody.do("beginPasskeyProof", purpose="SIGN_IN"))["errors"] == []
