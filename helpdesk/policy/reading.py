"""Reading TOML tables: collecting every fault by key path, and finding the line of a key path."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from helpdesk.domain.calendar import Period
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import Message, msg
from helpdesk.policy.model import Text

ALL = "all"
"""Stands for a list of everything there is."""

_T = TypeVar("_T")
_NO_PERIOD = Period(days=1)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_ASSIGNMENT = re.compile(rf"\s*({_DOTTED})\s*=")
_LAST_STEP = re.compile(rf"(?:\.?{_KEY}|\[[0-9]+\])$")


@dataclass(slots=True)
class Faults:
    """The faults found so far. Every text must be in all `languages`; while they are unknown, any will do."""

    languages: tuple[str, ...] = ()
    found: list[Fault] = field(default_factory=list)

    def add(self, path: str, message: Message) -> None:
        """Note a fault at a key path."""
        self.found.append(Fault(path, message))


class Table:
    """One TOML table, read key by key.

    A read that finds a fault notes it and returns an empty value of its type, so that reading can go on. `close` notes
    the keys that were never read.
    """

    def __init__(self, data: dict[str, object], path: str, faults: Faults) -> None:
        self.data = data
        self.path = path
        self.faults = faults
        self._unread = dict.fromkeys(data)

    @property
    def id(self) -> str:
        """The last step of the path: the id of the thing that the table describes."""
        return self.path.rpartition(".")[2].strip('"')

    def at(self, key: str) -> str:
        """The key path of one of the table's keys."""
        step = key if _BARE.fullmatch(key) else f'"{key}"'
        return f"{self.path}.{step}" if self.path else step

    def note(self, key: str, message: Message) -> None:
        """Note a fault of one of the table's keys."""
        self.faults.add(self.at(key), message)

    def close(self) -> None:
        """Note every key that was not read."""
        for key in self._unread:
            self.note(key, msg("There is no such key here."))

    def optional(self, key: str) -> str | None:
        """A text that may be left out."""
        return self.string(key) if key in self.data else None

    def string(self, key: str, *, empty: bool = False) -> str:
        """A text in quotes; nothing but spaces is a fault unless `empty`."""
        value = self._typed(key, str)
        return "" if value is None else self._clean(value, self.at(key), empty=empty)

    def matching(self, key: str, pattern: str, wanted: Message) -> str:
        """A text that must have a certain form."""
        value = self.string(key)
        if value and not re.fullmatch(pattern, value):
            self.note(key, msg("“{value}” is not accepted here: {wanted}.", value=value, wanted=wanted))
        return value

    def integer(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`, which may be left out."""
        if key not in self.data:
            return default
        value = self._typed(key, int)
        if value is None:
            return default
        if not low <= value <= high:
            self.note(key, msg("This must be a number from {low} to {high}.", low=low, high=high))
        return value

    def yes_or_no(self, key: str, default: bool) -> bool:
        """`true` or `false`, which may be left out."""
        value = self.data.get(key, default)
        self._unread.pop(key, None)
        if isinstance(value, bool):
            return value
        self.note(key, _expected(bool, value))
        return default

    def strings(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of texts without repetition; an empty one is a fault when `required`."""
        if not required and key not in self.data:
            return ()
        values = self._typed(key, list)
        if values is None:
            return ()
        if required and not values:
            self.note(key, msg("This list is empty."))
        listed: dict[str, None] = {}
        for index, value in enumerate(values):
            path = f"{self.at(key)}[{index}]"
            if not isinstance(value, str):
                self.faults.add(path, _expected(str, value))
            elif value in listed:
                self.faults.add(path, msg("“{value}” is in this list twice.", value=value))
            else:
                listed[self._clean(value, path)] = None
        return tuple(listed)

    def one_of(self, key: str, known: Collection[str]) -> str:
        """One of the known ids, or `""`."""
        value = self.string(key)
        if not value or value in known:
            return value
        self.note(key, _unknown(value, known))
        return ""

    def some_of(self, key: str, known: Collection[str], *, all_too: bool = False) -> tuple[str, ...]:
        """A list of known ids; with `all_too`, the word "all" stands for every one of them."""
        if all_too and self.data.get(key) == ALL:
            self._unread.pop(key, None)
            return tuple(known)
        values = self.strings(key)
        written = self.data.get(key)
        for value in values:
            if value not in known and isinstance(written, list):
                self.faults.add(f"{self.at(key)}[{written.index(value)}]", _unknown(value, known))
        return tuple(value for value in values if value in known)

    def text(self, key: str) -> Text:
        """Words in every language of the policy."""
        words = self._typed(key, dict)
        if words is None:
            return Text({})
        table = Table(words, self.at(key), self.faults)
        languages = self.faults.languages or tuple(words)
        read = {language: table.string(language) for language in languages}
        table.close()
        return Text(read, languages[0] if languages else "en")

    def optional_text(self, key: str) -> Text | None:
        """Words in every language of the policy, which may be left out altogether."""
        return self.text(key) if key in self.data else None

    def period(self, key: str, *, by_the_clock: bool = True) -> Period:
        """A period such as `2 years`; hours and minutes are a fault unless `by_the_clock`."""
        written = self.string(key)
        if not written:
            return _NO_PERIOD
        try:
            period = Period.parse(written)
        except ValueError:
            example = "10 minutes, 3 hours, 7 days, 6 months, 2 years"
            self.note(
                key,
                msg("“{value}” is not a period. Write it like {example}.", value=written, example=example),
            )
            return _NO_PERIOD
        if period.by_the_clock and not by_the_clock:
            self.note(key, msg("This period must be in days or longer."))
        return period

    def optional_period(self, key: str) -> Period | None:
        """A period that may be left out."""
        return self.period(key) if key in self.data else None

    def table(self, key: str) -> Table:
        """A table inside this one; if it is missing, that is a fault and it counts as empty."""
        return Table(self._typed(key, dict) or {}, self.at(key), self.faults)

    def tables(self, key: str) -> Iterator[Table]:
        """The tables inside a table, such as every `[purposes.…]`."""
        parent = self.table(key)
        for child in parent.data:
            value = parent._typed(child, dict)
            if value is not None:
                yield Table(value, parent.at(child), self.faults)

    def array(self, key: str) -> Iterator[Table]:
        """The tables of an array, such as every `[[consent_texts]]`; it may be left out."""
        values = self._typed(key, list) if key in self.data else None
        for index, value in enumerate(values or ()):
            path = f"{self.at(key)}[{index}]"
            if isinstance(value, dict):
                yield Table(value, path, self.faults)
            else:
                self.faults.add(path, _expected(dict, value))

    def _typed(self, key: str, kind: type[_T]) -> _T | None:
        self._unread.pop(key, None)
        if key not in self.data:
            self.note(key, msg("This key is missing."))
            return None
        value = self.data[key]
        if isinstance(value, kind) and not isinstance(value, bool):
            return value
        self.note(key, _expected(kind, value))
        return None

    def _clean(self, value: str, path: str, *, empty: bool = False) -> str:
        if not value.strip() and not empty:
            self.faults.add(path, msg("This text is empty."))
        elif not value.isprintable() and any(map(_hidden, value)):
            self.faults.add(path, msg("There is a control character in this text."))
        return value


def lines(source: str) -> dict[str, int]:
    """The line on which each key path of a TOML document is first written, counted from 1.

    Keys inside an inline table or a list are found by the line of their parent, see `line_of`.
    """
    found: dict[str, int] = {}
    arrays: dict[str, int] = {}
    prefix, quotes = "", ""
    for number, line in enumerate(source.splitlines(), start=1):
        if quotes:
            quotes = "" if quotes in line else quotes
            continue
        if header := _HEADER.match(line):
            prefix = _header_path(header[2], arrays, repeated=header[1] == "[[")
            _found_at(found, prefix, number)
        elif assignment := _ASSIGNMENT.match(line):
            steps = ".".join(re.findall(_KEY, assignment[1]))
            _found_at(found, f"{prefix}.{steps}" if prefix else steps, number)
        quotes = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return found


def line_of(path: str, found: dict[str, int]) -> int | None:
    """The line of a key path, or of the nearest table or key around it; `None` if there is none."""
    while path and path not in found:
        path = _LAST_STEP.sub("", path)
    return found.get(path)


def _header_path(written: str, arrays: dict[str, int], *, repeated: bool) -> str:
    path = ""
    steps = re.findall(_KEY, written)
    for step in steps[:-1]:
        path = f"{path}.{step}" if path else step
        if path in arrays:
            path = f"{path}[{arrays[path]}]"
    path = f"{path}.{steps[-1]}" if path else steps[-1]
    if repeated:
        arrays[path] = arrays.get(path, -1) + 1
        path = f"{path}[{arrays[path]}]"
    return path


def _found_at(found: dict[str, int], path: str, line: int) -> None:
    while path:
        found.setdefault(path, line)
        path = _LAST_STEP.sub("", path)


_KINDS = {
    str: msg("a text"),
    int: msg("a number"),
    bool: msg("true or false"),
    list: msg("a list"),
    dict: msg("a table"),
}


def _expected(kind: type, value: object) -> Message:
    found = _KINDS.get(type(value), msg("something else"))
    return msg("This should be {wanted}, not {found}.", wanted=_KINDS[kind], found=found)


def _unknown(value: str, known: Collection[str]) -> Message:
    return msg("“{value}” is not known. Known are: {known}.", value=value, known=", ".join(known))


def _hidden(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cf", "Cs")
