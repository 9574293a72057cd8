"""Cells that a spreadsheet would run or change are marked as text, and read back as they were. Clause: P1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.tasks.importing.guards import guard, unguard

CELLS = st.text() | st.text(alphabet="'=+-@\t\r01239.,E a\"", max_size=8)


@pytest.mark.parametrize("cell", ["=1+1", "+31612345678", "-2", "@sum", "\tx", "\rx", "'=1", "\uff1d1"])
def test_a_cell_that_could_be_a_formula_never_starts_as_one(cell: str) -> None:
    assert guard(cell).startswith("'")


@pytest.mark.parametrize("cell", ["0612345678", "00123", "3-5", "123456789012"])
def test_digits_that_a_spreadsheet_would_change_are_kept_as_text(cell: str) -> None:
    assert guard(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Jan", "'t Hof", "'s-Gravenhage", "1276 XA", "12", ""])
def test_what_is_harmless_stays_as_it_is(cell: str) -> None:
    assert guard(cell) == cell == unguard(cell)


@pytest.mark.parametrize("cell", ["'0612345678", '="0612345678"'])
def test_the_marks_of_spreadsheets_themselves_are_taken_off(cell: str) -> None:
    assert unguard(cell) == "0612345678"


@given(CELLS)
def test_a_guarded_cell_is_read_back_as_it_was(cell: str) -> None:
    if guard(cell) != cell or not cell.startswith("="):
        assert unguard(guard(cell)) == cell
    assert guard(cell)[:1] not in set("=+-@\t\r")
