"""Every field that a text names is given to it where it is said, so that no reader ever meets a `{field}`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from string import Formatter

import pytest
from support.project import ROOT, syntax

SOURCES = sorted(
    path for folder in ("helpdesk", "screens") for path in (ROOT / folder).rglob("*.py") if path.is_file()
)
COUNTED = ("msgn", "ngettext")


def fields(text: str) -> set[str]:
    """The names between braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def text_of(node: ast.expr) -> str:
    assert isinstance(node, ast.Constant) and isinstance(node.value, str), (
        "a text is written out where it is said"
    )
    return node.value


def name_of(call: ast.Call) -> str:
    """What is called: `msg`, `_`, `format`."""
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def said(tree: ast.AST) -> Iterator[tuple[int, str, set[str], set[str]]]:
    """Line, text, fields and what is given: of every message, and of every translated text that is filled in."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        filled = call.func.value if isinstance(call.func, ast.Attribute) else None
        if name_of(call) in ("msg", "msgn"):
            texts = call.args[: 2 if name_of(call) == "msgn" else 1]
            given = {"count"} if name_of(call) == "msgn" else set()
        elif (
            name_of(call) == "format"
            and isinstance(filled, ast.Call)
            and name_of(filled) in ("_", "ngettext")
        ):
            texts = filled.args[: 2 if name_of(filled) == "ngettext" else 1]
            given = set()
        else:
            continue
        given |= {keyword.arg for keyword in call.keywords if keyword.arg}
        for text in texts:
            yield call.lineno, text_of(text), fields(text_of(text)), given


def test_every_field_of_a_text_is_given_and_nothing_else() -> None:
    texts = [(path, *one) for path in SOURCES for one in said(syntax(path))]
    assert len(texts) > 300, "the source is full of messages"
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: “{text}” names {sorted(names)} and is given {sorted(given)}"
        for path, line, text, names, given in texts
        if not names <= given or given - names - {"count"}
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "code",
    ['msg("No {thing} here.")', 'msgn("one {a}", "{count} {b}", 2, a=1)', '_("{x}").format(y=1)'],
)
def test_a_field_that_is_missing_is_noticed(code: str) -> None:
    assert any(names - given for _, _, names, given in said(ast.parse(code)))
