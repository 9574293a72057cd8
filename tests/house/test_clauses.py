"""Every clause of the statement that the console keeps is held by a test that names it."""

from __future__ import annotations

import re
from functools import cache

import pytest
from support.project import ROOT

KEPT = [
    *(f"P{number}" for number in range(1, 5)),
    *(f"D{number}" for number in range(1, 10)),
    *(f"G{number}" for number in range(1, 10)),
    "B1",
    "B2",
    "B4",
    "B6",
    "K1",
]


@cache
def named_in_tests() -> frozenset[str]:
    """The clauses named in a test's name, docstring or parameters."""
    pattern = re.compile(r"\b([PDGBTAWRCK]\d)\b|_([pdgbtawrck]\d)_")
    return frozenset(
        (plain or in_name).upper()
        for path in (ROOT / "tests").rglob("test_*.py")
        if "house" not in path.relative_to(ROOT).parts
        for plain, in_name in pattern.findall(path.read_text(encoding="utf-8"))
    )


@pytest.mark.parametrize("clause", KEPT)
def test_a_clause_is_named_by_a_test(clause: str) -> None:
    assert clause in named_in_tests()
