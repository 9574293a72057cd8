"""Taking passages out of a text: what stands there twice goes twice, and what is left keeps its places.

A passage is replaced by a mark that says what stood there. Clause: D9, B6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from helpdesk.domain.kinds import Kind
from helpdesk.domain.records import dataclass

_WRITTEN_LOOSELY = frozenset({Kind.BSN, Kind.IBAN, Kind.CARD, Kind.PHONE, Kind.PASSPORT, Kind.LICENCE})
"""Numbers that people write with or without spaces, dots and dashes."""

_LEAST_TELLING = 3
"""Letters and digits without which a value says nothing of the places where it stands again."""

_LONGEST = 1_000
"""Characters above which a passage is looked for line by line, as somebody quotes it."""

_LEAST_LINE = 8

IN_SUBJECT = ":subject"
"""How a packed passage of a subject ends."""


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """Part of a text, `text[start:end]`, and the id of what it is (`helpdesk.domain.spotting.Kind`, or `other`).

    `in_subject`: the text is a message's subject, else its body.
    """

    start: int
    end: int
    kind: str
    in_subject: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """What stood in a passage, to look for it elsewhere. It lives for the length of a removal and is never stored."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A text without some passages. `holes` are where they stood, and the place and length of the mark there now."""

    text: str
    holes: tuple[tuple[int, int, int, int], ...] = ()

    def moved(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a part of the old text is now; `None` where nothing of it is left.

        Of one that reached into a hole the rest is meant, of one around a hole also the mark.
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
    """What stands in the passages of a text, each once; of a long one its lines."""
    found: dict[Value, None] = {}
    for passage in passages:
        said = text[passage.start : passage.end].strip()
        for part in (said,) if len(said) <= _LONGEST else lines(said):
            found.setdefault(Value(passage.kind, part))
    return tuple(found)


def lines(text: str) -> list[str]:
    """The lines of a text by which somebody can be seen to have quoted it."""
    said = (line.strip("> \t")[:_LONGEST] for line in text.splitlines())
    return [line for line in said if sum(map(str.isalnum, line)) >= _LEAST_LINE]


def again(text: str, sought: Iterable[Value]) -> Iterator[Passage]:
    """Where the same values stand in a text, as a word of their own; two may lie over each other."""
    for value in sought:
        if (pattern := _pattern(value)) is not None:
            for found in pattern.finditer(text):
                yield Passage(found.start(), found.end(), value.kind)


def cut(text: str, passages: Iterable[Passage], mark: Callable[[Sequence[str]], str]) -> Cut:
    """A text with a mark in the place of each passage; what overlaps or touches goes as one.

    `mark` makes it from the kinds that stood there. Passages beyond the text are taken as far as it goes.
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
    """The passages that touch none of those that stay."""
    for passage in passages:
        if not any(passage.start < one.end and one.start < passage.end for one in kept):
            yield passage


def packed(passages: Iterable[Passage]) -> str:
    """Passages as they are stored: `10-19:bsn 40-58:iban 4-13:bsn:subject`."""
    return " ".join(
        f"{one.start}-{one.end}:{one.kind}{IN_SUBJECT if one.in_subject else ''}" for one in passages
    )


def unpacked(text: str) -> Iterator[Passage]:
    """What `packed` made a text of."""
    for one in text.split():
        places, _, kind = one.removesuffix(IN_SUBJECT).partition(":")
        start, _, end = places.partition("-")
        yield Passage(int(start), int(end), kind, one.endswith(IN_SUBJECT))


def _joined(passages: Iterable[Passage], length: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Passages that overlap or touch as one, in reading order, with the kinds of it."""
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
    """A value as a word of its own, in any case, over the ends of lines and the marks of a quotation."""
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
