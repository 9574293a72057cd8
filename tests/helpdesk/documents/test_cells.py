"""No cell of a sheet is a formula, whatever stands in it and however a spreadsheet parts it. Clause: P1, R1, R3, P4."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.documents.cells import cell
from helpdesk.documents.sheets import csv_rows
from helpdesk.domain.messages import msg

FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
TEXTS = st.text(st.sampled_from("=+-@＝＋－＠;|,\t\r\n\"' a1é"), max_size=12)


def _as_data(row: list[str]) -> dict[str, object]:
    return {f"column{place}": value for place, value in enumerate(row)}


def written(rows: list[list[str]]) -> str:
    """A sheet of these rows, below their headers."""
    sheet = io.StringIO(newline="")
    heads = {name: msg("{name}", name=name) for name in _as_data([""] * 9)}
    write: Callable[[list[str]], object] = csv_rows(sheet, _as_data, heads)
    for row in rows:
        write(row)
    return sheet.getvalue()


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_no_cell_is_a_formula(row: list[str]) -> None:
    """As the sheet says it is parted: what was written stands in as many cells, with no more than ' before it."""
    read = list(csv.reader(io.StringIO(written([row]), newline="")))
    assert len(read) == 2 and len(read[1]) == len(row)
    for value, shown in zip(row, read[1], strict=True):
        assert not FORMULA.match(shown) or shown[0] in " '"
        assert shown.replace("'", "") == value.replace("'", "")


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_no_cell_is_a_formula_where_a_semicolon_or_a_tab_parts_cells(row: list[str]) -> None:
    """As in a Dutch spreadsheet, which heeds no quotes that stand within what it takes for a cell."""
    lines = re.split(r"[\r\n]+", written([["x", *row]]))[1:]
    for separator in ";|\t":
        for part in (part for line in lines for part in line.split(separator)):
            assert not re.match(r'["\s]*[=@＝＠]', part) or part.lstrip('" \t')[:1] == "'", part


def test_what_is_no_text_stays_as_it_is() -> None:
    assert [cell(one) for one in (None, -5, ["a", "b"], "06-12345678")] == ["", "-5", "a b", "06-12345678"]
