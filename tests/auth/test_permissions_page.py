"""docs/permissions.md says what the matrix says."""

from tests.auth.matrix.document import PAGE, page


def test_the_page_is_the_matrix() -> None:
    assert PAGE.read_text() == page(), "run: .venv/bin/python -m tests.auth.matrix.document"
