"""Every clause of the statement that the console keeps is held by a test that names it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from support.project import ROOT

KEPT = [
    *(f"P{number}" for number in range(1, 5)),
    *(f"D{number}" for number in range(1, 10)),
    *(f"G{number}" for number in range(1, 10)),
    *(f"B{number}" for number in range(1, 7)),
    *(f"R{number}" for number in range(1, 8)),
    "T1",
    "T2",
    "A1",
    "C1",
    "C2",
    "K1",
    "W1",
]
CLAUSE = re.compile(r"\b([A-Z]\d)(?:–([A-Z]\d))?\b")
IN_NAME = re.compile(r"_([a-z]\d)(?=_|$)")


def clauses_of(test: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """The clauses that a test names, in its own name or in its docstring; `D1–D3` are three."""
    for found in IN_NAME.finditer(test.name):
        yield found[1].upper()
    for found in CLAUSE.finditer(ast.get_docstring(test) or ""):
        first, last = found[1], found[2] or found[1]
        yield from (f"{first[0]}{number}" for number in range(int(first[1]), int(last[1]) + 1))


def named_in_tests() -> frozenset[str]:
    """The clauses that some test names."""
    trees = (
        ast.parse(path.read_text(encoding="utf-8"))
        for path in (ROOT / "tests").rglob("test_*.py")
        if "house" not in path.relative_to(ROOT).parts
    )
    return frozenset(
        clause
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        for clause in clauses_of(node)
    )


def test_every_clause_is_named_by_a_test() -> None:
    assert set(KEPT) - named_in_tests() == set()
