"""Every text of the source has its Dutch words, and the Dutch words fit the text."""

from __future__ import annotations

import ast
import re
from functools import cache
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from support.project import ROOT, load_module, syntax

FIELD = re.compile(r"\{(\w+)\}")


@cache
def tools() -> ModuleType:
    return load_module(ROOT / "hatch_build.py")


@cache
def dutch() -> Catalog:
    (path,) = tools().catalogues()
    assert path.parts[-3] == "nl"
    catalogue = tools().read(path)
    assert isinstance(catalogue, Catalog)
    return catalogue


@cache
def source() -> Catalog:
    made = tools().extract()
    assert isinstance(made, Catalog)
    return made


def ids(catalogue: Catalog) -> set[tuple[str, ...]]:
    return {tools().forms(message.id) for message in catalogue if message.id}


def fields(text: str) -> set[str]:
    return set(FIELD.findall(text.replace("{{", "").replace("}}", "")))


def test_the_catalogue_holds_the_texts_of_the_source_and_no_other() -> None:
    said, held = ids(source()), ids(dutch())
    assert said == held, f"make messages; new: {said - held}, gone: {held - said}"


def test_no_text_stands_inside_an_f_string_where_the_catalogue_does_not_see_it() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for package in ("helpdesk", "screens")
        for path in sorted((ROOT / package).rglob("*.py"))
        for outer in ast.walk(syntax(path))
        if isinstance(outer, ast.JoinedStr)
        for call in ast.walk(outer)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in tools().KEYWORDS
    ]
    assert hidden == []


def test_no_text_lacks_its_dutch_words() -> None:
    assert tools().untranslated(dutch()) == []


def test_no_dutch_text_is_a_guess_or_left_over() -> None:
    assert [message.id for message in dutch() if message.fuzzy and message.id] == []
    assert not dutch().obsolete


def test_the_fields_of_a_text_are_the_same_in_both_languages() -> None:
    wrong = [
        (english, said)
        for message in dutch()
        if message.id and all(said := tools().forms(message.string))
        for english, dutch_form in zip(tools().forms(message.id), said, strict=True)
        if fields(english) - {"count"} != fields(dutch_form) - {"count"}
    ]
    assert wrong == []


def test_no_text_has_a_field_without_a_name() -> None:
    unnamed = re.compile(r"\{[^\w]|\{\d*\}|%[sd(]")
    texts = [form for forms in ids(source()) for form in forms]
    assert [text for text in texts if unnamed.search(text.replace("{{", "").replace("}}", ""))] == []


@pytest.mark.parametrize("words", ["begin and end", "line breaks"])
def test_dutch_words_keep_the_shape_of_the_text(words: str) -> None:
    def shape(text: str) -> object:
        if words == "line breaks":
            return text.count("\n")
        return text[:1].isspace(), text[-1:].isspace(), text.endswith("…"), text.endswith(":")

    differ = [
        (english, said)
        for message in dutch()
        if message.id and all(tools().forms(message.string))
        for english, said in zip(tools().forms(message.id), tools().forms(message.string), strict=True)
        if shape(english) != shape(said)
    ]
    assert differ == []
