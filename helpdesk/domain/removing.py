"""Removing passages from a text: repeated values go every time, and what is left keeps its positions.

A passage is replaced by a mark that says what it was. Clause: D9, B6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from helpdesk.domain.kinds import Kind
from helpdesk.domain.records import dataclass

_WRITTEN_LOOSELY = frozenset({Kind.BSN, Kind.IBAN, Kind.CARD, Kind.PHONE, Kind.PASSPORT, Kind.LICENCE})
"""Numbers that people write with or without spaces, dots and dashes."""

_LEAST_TELLING = 3
"""A value with fewer letters and digits than this says nothing about other places where it occurs."""

_LONGEST = 1_000
"""A passage with more characters than this is looked for line by line, as people quote it."""

_LEAST_LINE = 8

IN_SUBJECT = ":subject"
"""The suffix of a packed passage in a subject."""


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """Part of a text, `text[start:end]`, and the id of what it is (`helpdesk.domain.spotting.Kind`, or `other`).

    `in_subject`: the text is a message's subject, otherwise its body.
    """

    start: int
    end: int
    kind: str
    in_subject: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """What a passage contained, to look for it elsewhere. It lives only as long as a removal and is never stored."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A text without some passages. `holes` are where they were, with the position and length of the mark there now."""

    text: str
    holes: tuple[tuple[int, int, int, int], ...] = ()

    def moved(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a part of the old text is now; `None` if nothing of it is left.

        For a part that overlapped a hole, what remains of it; for one around a hole, including the mark.
        """
        first, last = self._place(start, at_start=True), self._place(end, at_start=False)
        return (first, last) if first < last else None

    def _place(self, place: int, *, at_start: bool) -> int:
        shift = 0
        for start, end, now, length in self.holes:
            if place < start + (not at_start):
                break
            if place < end + (not at_start):
                return now + length if at_start else now
            shift = now + length - end
        return place + shift


def values(text: str, passages: Iterable[Passage]) -> tuple[Value, ...]:
    """What the passages of a text contain, each value once; a long one by its lines."""
    found: dict[Value, None] = {}
    for passage in passages:
        said = text[passage.start : passage.end].strip()
        for part in (said,) if len(said) <= _LONGEST else lines(said):
            found.setdefault(Value(passage.kind, part))
    return tuple(found)


def lines(text: str) -> list[str]:
    """The lines of a text by which a quotation of it can be recognised."""
    said = (line.strip("> \t")[:_LONGEST] for line in text.splitlines())
    return [line for line in said if sum(map(str.isalnum, line)) >= _LEAST_LINE]


def again(text: str, sought: Iterable[Value]) -> Iterator[Passage]:
    """Where the same values occur in a text as whole words; places may overlap."""
    for value in sought:
        if (pattern := _pattern(value)) is not None:
            for found in pattern.finditer(text):
                yield Passage(found.start(), found.end(), value.kind)


def cut(text: str, passages: Iterable[Passage], mark: Callable[[Sequence[str]], str]) -> Cut:
    """A text with a mark in place of each passage; overlapping and adjoining passages become one.

    `mark` makes the mark from their kinds. Passages beyond the end of the text are cut off there.
    """
    parts: list[str] = []
    holes: list[tuple[int, int, int, int]] = []
    done = length = 0
    for start, end, kinds in _joined(passages, len(text)):
        said = mark(kinds)
        parts += text[done:start], said
        length += start - done
        holes.append((start, end, length, len(said)))
        done, length = end, length + len(said)
    return Cut("".join((*parts, text[done:])), tuple(holes))


def without(passages: Iterable[Passage], kept: Collection[Passage]) -> Iterator[Passage]:
    """The passages that don't touch any of those that stay."""
    for passage in passages:
        if not any(passage.start < one.end and one.start < passage.end for one in kept):
            yield passage


def packed(passages: Iterable[Passage]) -> str:
    """Passages as stored: `10-19:bsn 40-58:iban 4-13:bsn:subject`."""
    return " ".join(
        f"{one.start}-{one.end}:{one.kind}{IN_SUBJECT if one.in_subject else ''}" for one in passages
    )


def unpacked(text: str) -> Iterator[Passage]:
    """The passages that `packed` stored."""
    for one in text.split():
        places, _, kind = one.removesuffix(IN_SUBJECT).partition(":")
        start, _, end = places.partition("-")
        yield Passage(int(start), int(end), kind, one.endswith(IN_SUBJECT))


def _joined(passages: Iterable[Passage], length: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Overlapping or adjoining passages joined, in reading order, with their kinds."""
    start = end = 0
    kinds: list[str] = []
    for passage in sorted(passages):
        first, last = max(passage.start, 0), min(passage.end, length)
        if first >= last:
            continue
        if kinds and first > end:
            yield start, end, tuple(dict.fromkeys(kinds))
            kinds = []
        start, end = (start, max(end, last)) if kinds else (first, last)
        kinds.append(passage.kind)
    if kinds:
        yield start, end, tuple(dict.fromkeys(kinds))


def _pattern(value: Value) -> re.Pattern[str] | None:
    """A pattern for the value as a whole word, in any case, across line ends and quotation marks."""
    telling = [character for character in value.text if character.isalnum()]
    if len(telling) < _LEAST_TELLING:
        return None
    if value.kind in _WRITTEN_LOOSELY:
        body = r"[\s.\-/>]{0,3}".join(map(re.escape, telling))
    else:
        body = r"[\s>]+".join(map(re.escape, value.text.split()))
    before = r"(?<!\w)" if re.match(r"\w", value.text) or value.kind in _WRITTEN_LOOSELY else ""
    after = r"(?!\w)" if re.search(r"\w\Z", value.text) or value.kind in _WRITTEN_LOOSELY else ""
    return re.compile(f"{before}{body}{after}", re.IGNORECASE)
