"""Finding rows by words: the index lies in `app.found`, which knows one organization and hands out ids alone."""

from app.errors import BadInput
from app.models.paging import LONGEST_SEARCH, Condition, Parameters


def found_in(noun: str, text: str, column: str = "id", loose: bool = False) -> Condition:
    """Narrow to rows whose `column` names a row of `noun` with these words; `loose` forgives a slip of the pen.

    Raises `BadInput` for a text that nobody would search for.
    """
    wanted = text.strip()
    if len(wanted) > LONGEST_SEARCH or "\x00" in wanted:
        raise BadInput(f"Search for at most {LONGEST_SEARCH} characters.", ("filter", "search"), longest=LONGEST_SEARCH)

    def condition(table: str, sql: Parameters) -> str:
        if not wanted:
            return "TRUE"
        return f"{table}.{column} IN (SELECT app.found({sql.add(noun)}, {sql.add(wanted)}, {sql.add(loose)}))"

    return condition
