"""What the comments in the default policy file say about its sections and keys, and examples from it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from markdown import cell
from policy_reading import ANY, Key

from helpdesk.policy.loader import DEFAULT

_HEADER = re.compile(r"\[\[?([^\]]+)\]\]?\s*(?:#\s*(.*))?$")
_BESIDE = re.compile(r"^([\w-]+)[\w.-]*\s*=(?:\"[^\"]*\"|[^\"#])*\s#\s*(.*)$")
_ENTRY = re.compile(r"^( +)([\w.-]+)(\s{2,})(\S.*)$")
_ALSO = re.compile(r"\s{3,}(?=[\w-]+\s{2,}\S)")
_LONGEST = 9
"""How many lines an example may have; the rest is left out."""


@dataclass(slots=True)
class _Part:
    """A table of the file, with the comment that applies to it."""

    header: str
    comment: list[str]
    own: bool
    """Whether the comment is right above this table, not above an earlier one."""
    beside: str = ""
    lines: list[str] = field(default_factory=list)


class Comments:
    """The comments and examples of the default policy file."""

    def __init__(self, keys: Collection[Key]) -> None:
        source = DEFAULT.read_text("utf-8").splitlines()
        self._keys = keys
        self._head = list(map(_plain, takewhile(lambda line: line.startswith("#"), source)))
        self._parts = list(_parts(source[len(self._head) :]))

    def top(self) -> str:
        """The introduction at the top of the file."""
        lines = [line.strip() for line in self._head]
        return "\n".join(line for line in lines if line.startswith("- "))

    def intro(self, section: str) -> str:
        """What a section is, from the comment above its first table and beside its header."""
        first = self._first(section)
        above = cell(" ".join(_prose(first.comment))) if first.own else ""
        beside = first.beside if first.header == section else ""
        return f"{above} {beside[:1].upper()}{beside[1:]}{'.' if beside else ''}".strip()

    def shared(self, section: str) -> str:
        """The words that a section shares with the ones above it."""
        return cell(" ".join(_prose(self._first(section).comment)))

    def words(self, section: str, key: Key) -> str:
        """What is said about a key: in the comment above its section, else beside the key."""
        entries = dict(_entries(self._first(section).comment))
        dotted = ".".join(step for step in key.path[1:] if step != ANY)
        for name in (dotted, key.path[-1]):
            if name in entries:
                return cell(entries[name])
        for part in self._of(section):
            for line in part.lines:
                found = _BESIDE.match(line)
                if found and found[1] == key.path[-1]:
                    return cell(found[2])
        return ""

    def words_around(self, section: str, key: Key) -> str:
        """What is said about the table that a key is in."""
        entries = dict(_entries(self._first(section).comment))
        return cell(next((entries[step] for step in key.path[-2:0:-1] if step in entries), ""))

    def aside(self, section: str, known: Collection[str]) -> str:
        """Explanations beside the keys, such as what each job is."""
        first = self._first(section)
        others = [
            (name, words) for name, words in _entries(first.comment) if name.split(".")[-1] not in known
        ]
        return "\n".join(f"- `{name}`: {cell(words)}" for name, words in others) if first.own else ""

    def example(self, section: str) -> str:
        """The first table of each form in a section, as in the file."""
        shown: list[str] = []
        told: set[tuple[str, ...]] = set()
        for part in self._of(section):
            form = self._form(part.header)
            if form not in told:
                told.add(form)
                shown += _cut(part.lines)
        first = self._first(section)
        return "\n".join([*shown, *(_samples(first.comment) if first.own else ())]).strip()

    def _form(self, header: str) -> tuple[str, ...]:
        """What a table has in common with its siblings: everything but the names of repeated tables."""
        steps = header.split(".")
        known = {key.path for key in self._keys}
        form: tuple[str, ...] = ()
        for step in steps:
            form = (*form, step) if (*form, step) in known else (*form, ANY)
        return form

    def _first(self, section: str) -> _Part:
        return self._of(section)[0]

    def _of(self, section: str) -> list[_Part]:
        found = [part for part in self._parts if part.header.split(".")[0] == section]
        top = [part for part in self._parts if part.header == ""]
        return found or top


def _parts(lines: list[str]) -> Iterator[_Part]:
    """The tables of the file; what is above the first one is a table without a header."""
    part, comment = _Part("", [], own=True), list[str]()
    fresh = above = False
    for line in lines:
        if header := _HEADER.match(line):
            yield part
            part = _Part(header[1], comment, fresh, header[2] or "", [line])
            fresh = False
        elif line.startswith("#"):
            comment = [*comment, _plain(line)] if above else [_plain(line)]
            fresh = True
        elif line and fresh and not part.header:
            part.comment, fresh = comment, False
            part.lines.append(line)
        else:
            part.lines.append(line)
        above = line.startswith("#")
    yield part


def _prose(comment: list[str]) -> Iterator[str]:
    """The sentences of a comment, without its entries and lists."""
    for line, below in zip(comment, [*comment[1:], ""], strict=True):
        goes_on_inside = below.startswith("  ") and not _ENTRY.match(below)
        if line and not line.startswith("  ") and not goes_on_inside:
            yield line


def _plain(line: str) -> str:
    text = line[1:]
    return "" if set(text.strip()) <= {"-"} else text.removeprefix(" ")


def _entries(comment: list[str]) -> Iterator[tuple[str, str]]:
    """Each `key words` of a comment, with its continuation lines."""
    name, words, column = "", "", 0
    for line in comment:
        found = _ENTRY.match(line)
        if found and not (column and len(found[1]) >= column):
            yield from _told(name, words)
            name, words = found[2], found[4]
            column = found.start(4)
        elif name and len(line) - len(line.lstrip()) == column:
            words += f" {line.strip()}"
        elif line and not line.startswith(" " * max(column, 1)):  # deeper ones are samples
            yield from _told(name, words)
            name = words = ""
    yield from _told(name, words)


def _samples(comment: list[str]) -> Iterator[str]:
    """A commented-out table below the words of an entry, indented further than they are."""
    column = 0
    for line in comment:
        if found := _ENTRY.match(line):
            column = column or found.start(4)
        if column and line.startswith(" " * (column + 1)):
            yield line.strip()


def _told(name: str, words: str) -> Iterator[tuple[str, str]]:
    first, *others = _ALSO.split(words)
    if name:
        yield name, first
    for other in others:
        also, _, meaning = other.partition(" ")
        yield also, meaning.strip()


def _cut(lines: list[str]) -> list[str]:
    """An example of reasonable length."""
    while lines and not lines[-1]:
        lines = lines[:-1]
    return [*lines[:_LONGEST], "# …"] if len(lines) > _LONGEST + 2 else list(lines)
