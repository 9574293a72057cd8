"""The reference of the policy file: its sections and keys, as the code reads them and the default file explains."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from markdown import cell, table
from policy_comments import Comments
from policy_reading import ANY, Key, default, keys

from helpdesk.policy.building import OTHER_CLAUSES
from helpdesk.policy.model import BasisId, Policy, Text

_CLAUSES = frozenset(OTHER_CLAUSES)
_MANY = 4
"""From this many keys on that differ only in their name, they share a line."""


_default = cache(default)


def policy_reference() -> str:
    """The page, in Markdown."""
    everything, data = keys(), default()
    comments = Comments(everything)
    names = frozenset(key.path[-1] for key in everything if len(key.path) > 1)
    sections = sorted({key.path[0] for key in everything}, key=list(data).index)
    parts = [
        "# The policy file",
        "The company's privacy statement as data, in one TOML file. `helpdesk policy init` writes a copy of the "
        "default one to change; `helpdesk policy check` names every fault by its key and line.",
        comments.top(),
        "`NAME` stands for a name that you choose, or that the section lists. A key that is needed must be there "
        "wherever its section is. The examples are those of the default file.",
        " · ".join(f"[{section}](#{section})" for section in sections),
    ]
    for section in sections:
        of_section = [key for key in everything if key.path[0] == section]
        parts += _section(section, _in_order_of(data, of_section), comments, names)
    return "\n\n".join(part for part in parts if part) + "\n"


def _in_order_of(data: Mapping[str, Any], of_section: list[Key]) -> list[Key]:
    """In the order of the default file; anything else comes after its siblings."""

    def place(key: Key) -> tuple[tuple[int, int], ...]:
        steps, inner = [], data
        for depth, step in enumerate(key.where or ()):
            names = list(inner) if isinstance(inner, Mapping) else []
            steps.append((names.index(step) if step in names else 0, depth))
            inner = inner[step] if key.where else {}
        return tuple(steps)

    known = [key for key in of_section if key.where]
    known.sort(key=place)
    for key in of_section:
        if not key.where:
            known.insert(_after(known, key), key)
    return known


def _after(known: list[Key], key: Key) -> int:
    parents = [i for i, one in enumerate(known) if one.path[: len(key.path) - 1] == key.path[:-1]]
    return max(parents, default=len(known) - 1) + 1


def _section(section: str, of_section: list[Key], comments: Comments, names: frozenset[str]) -> Iterator[str]:
    whole, *inner = of_section
    yield f"## {section}"
    yield comments.intro(section) or _summary(_model((section,))) or comments.shared(section)
    yield _presence(whole)
    rows = [
        (_code(key), _meaning(section, key, comments), _type(key), _needed(key))
        for key in _shared(inner)
        if not _is_frame(key, of_section)
    ]
    if rows:
        yield table(("Key", "What it is", "Value", "Needed"), rows)
    yield comments.aside(section, names)
    yield f"```toml\n{comments.example(section)}\n```"


def _meaning(section: str, key: Key, comments: Comments) -> str:
    return comments.words(section, key) or _said_of(key) or comments.words_around(section, key)


def _presence(key: Key) -> str:
    """What is required of a section."""
    if key.kind == "array":
        return f"Each one is a table `[[{key.path[0]}]]`; there may be none."
    if key.kind == "tables":
        these = f" These must be there: {_listed(key.names)}." if key.names else ""
        return f"Each one is a table `[{key.path[0]}.NAME]`.{these}"
    if key.kind == "table":
        return "This section must be there." if key.needed else "This section may be left out."
    return "This key must be there." if key.needed else "This key may be left out."


def _is_frame(key: Key, of_section: list[Key]) -> bool:
    """A table whose own keys are all listed says nothing itself."""
    return key.kind in ("table", "tables") and any(
        other.path[: len(key.path)] == key.path != other.path for other in of_section
    )


def _shared(inner: list[Key]) -> Iterator[Key]:
    """The keys, with those that differ only in their name on one line."""
    told: set[tuple[str, ...]] = set()
    for key in inner:
        alike = [one for one in inner if one.path[:-1] == key.path[:-1] and one.kind == key.kind]
        free = all(one.needed is False and _field(one) is None for one in alike)
        if len(alike) < _MANY or not free or len(key.path) < 3:
            yield key
        elif key.path[:-1] not in told:
            told.add(key.path[:-1])
            names = [one.path[-1] for one in alike]
            yield dataclasses.replace(key, path=(*key.path[:-1], "KIND"), names=names)


def _code(key: Key) -> str:
    steps = key.path[2:] if key.path[1:2] == (ANY,) and len(key.path) > 2 else key.path[1:]
    return f"`{'.'.join(steps)}`"


def _type(key: Key) -> str:
    given = key.given
    kinds = {
        "optional": "text",
        "string": "text, which may be empty" if given.get("empty") else "text",
        "matching": f"text: {given.get('wanted')}",
        "integer": f"whole number, {given.get('low')} to {given.get('high')}",
        "yes_or_no": "`true` or `false`",
        "strings": "list of texts",
        "one_of": "one of " + _known(given.get("known", ())),
        "some_of": "list of " + _known(given.get("known", ())),
        "text": "words in every language",
        "optional_text": "words in every language",
        "period": "period" if given.get("by_the_clock", True) else "period, days or longer",
        "optional_period": "period",
        "table": "table",
        "tables": "tables",
        "array": "list of tables",
    }
    all_too = ', or `"all"`' if given.get("all_too") else ""
    of_names = f"; `KIND` is one of: {_listed(key.names)}" if key.names else ""
    return kinds[key.kind] + all_too + of_names


def _known(known: Collection[str]) -> str:
    """What a key may name: the program's own words, or things defined elsewhere in the file."""
    if all(isinstance(one, Enum) for one in known):
        return _listed(known)
    there = set(known)
    if there >= _CLAUSES:
        return "the clauses"
    data = _default()
    for section in ("purposes", "categories"):
        if there <= set(data[section]):
            on_consent = {name for name, one in data[section].items() if one.get("basis") == BasisId.CONSENT}
            which = f" on the basis `{BasisId.CONSENT}`" if there == on_consent else ""
            return f"[{section}](#{section}){which}"
    return _listed(known)


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"`{name!s}`" for name in names)


def _needed(key: Key) -> str:
    if key.needed:
        return "yes"
    found = _field(key)
    usual = key.given.get("default", _default_of(found) if found else None)
    if isinstance(usual, bool):
        return f"no: `{str(usual).lower()}`"
    if isinstance(usual, (tuple, frozenset)):
        return f"no: {_listed(sorted(usual))}" if usual else "no"
    return "no" if usual is None or isinstance(usual, (Text, Mapping)) else f"no: `{usual}`"


def _default_of(found: dataclasses.Field[Any]) -> object:
    if found.default is not dataclasses.MISSING:
        return found.default
    return found.default_factory() if found.default_factory is not dataclasses.MISSING else None


@cache
def _model(path: tuple[str, ...]) -> type | None:
    """The class of the model that a section, or a table in one, becomes."""
    kind: Any = Policy
    for step in path:
        if step == ANY:
            continue
        hints = get_type_hints(kind) if dataclasses.is_dataclass(kind) else {}
        if step not in hints:
            return None
        kind = next(
            (one for one in (hints[step], *get_args(hints[step])[::-1]) if dataclasses.is_dataclass(one)),
            None,
        )
    return kind if isinstance(kind, type) and get_origin(kind) is None else None


def _field(key: Key) -> dataclasses.Field[Any] | None:
    model = _model(key.path[:-1])
    if model is None:
        return None
    return next((one for one in dataclasses.fields(model) if one.name == key.path[-1]), None)


def _summary(model: type | None) -> str:
    text = (inspect.getdoc(model) or "") if model and model is not Text else ""
    return cell(text.partition("\n\n")[0])


def _said_of(key: Key) -> str:
    """What the model says about a field: the sentence, or part of one, that names it."""
    model = _model(key.path[:-1])
    text = " ".join((inspect.getdoc(model) or "").split()) if model else ""
    for part in re.split(r"(?<=[.;])\s+(?=[`A-Z])|, (?=`\w+` (?:is|are|says?|names?)\b)", text):
        if f"`{key.path[-1]}`" in part:
            return cell(part.rstrip(".;"))
    return ""
