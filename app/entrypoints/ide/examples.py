"""What the IDE opens with: a tab for each file of `examples/`, in the demo with values that work there."""

from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parent / "examples"


def opening(*, demo: bool) -> dict[str, Any]:
    """Return the tabs as GraphiQL takes them, and in the demo who can sign in."""
    if not demo:
        return {"tabs": _tabs({"1-sign-in": {"email": "", "password": ""}}), "people": [], "password": ""}
    # Only the demo needs the demo.
    from app.entrypoints.demo import PASSWORD, demo_id, sign_ins
    from app.models.ids import to_global

    home = to_global("Unit", demo_id("nordlys", "unit", "toftes-a-301"))
    values = {
        "1-sign-in": {"email": "ingrid@nordlys.example", "password": PASSWORD},
        "4-report": {"unitId": home, "title": "The kitchen tap drips", "category": "PLUMBING"},
    }
    people = [{"email": email, "role": role, "organization": house} for email, role, house in sign_ins()]
    return {"tabs": _tabs(values), "people": people, "password": PASSWORD}


def _tabs(inputs: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    found = []
    for path in sorted(FOLDER.glob("*.graphql")):
        tab = {"query": path.read_text()}
        if path.stem in inputs:
            tab["variables"] = orjson.dumps({"input": inputs[path.stem]}, option=orjson.OPT_INDENT_2).decode()
        found.append(tab)
    return found
