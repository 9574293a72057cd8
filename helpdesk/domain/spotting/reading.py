"""A text as the finders read it: in lower case too, with what comes before a place, and cells of pasted tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property
from typing import NamedTuple

from helpdesk.domain.spotting.cues import LETTERS, Cue, cue
from helpdesk.domain.spotting.kinds import Finding

_LONGEST_HEADING = 40
_MOST_COLUMNS = 60


class Cell(NamedTuple):
    """A cell of a pasted table, from `start` to `end`, under a heading (lower case)."""

    start: int
    end: int
    heading: str


class Reading:
    """One text. Places are offsets in it; they are the same in `text` (no carriage returns) and `low` (lower case).

    `known` are the places of the customer's or the company's own data.
    """

    def __init__(self, text: str) -> None:
        self.known: list[tuple[int, int]] = []
        text = text.replace("\r", " ")
        self.text = text
        low = text.lower()
        if len(low) != len(text):  # a few capitals become two characters
            low = "".join(small if len(small := character.lower()) == 1 else character for character in text)
        self.low = low
        self._places: dict[str, list[int]] = {}

    def find(self, *cues: Cue) -> Iterator[re.Match[str]]:
        """What the pattern of each cue finds in lower case, in reading order, as its `finditer` would."""
        for one in cues:
            match, end = one.pattern.match, 0
            for place in self._begun(one):
                if place >= end and (found := match(self.low, place)):
                    yield found
                    end = found.end()

    def says(self, cue: Cue) -> bool:
        """Whether the pattern of a cue finds anything."""
        return next(self.find(cue), None) is not None

    def _begun(self, cue: Cue) -> list[int]:
        openings = self._openings
        places = [place for key in cue.openings if key in openings for place in openings[key]]
        for stem in cue.insides:
            places += self._everywhere(stem)
        return sorted(set(places))

    @cached_property
    def _openings(self) -> dict[str, list[int]]:
        """Where words begin, by their first letters."""
        openings = defaultdict(list)
        for match in _letters().finditer(self.low):
            openings[match[0][:LETTERS]].append(match.start())
        return openings

    def _everywhere(self, stem: str) -> list[int]:
        if stem not in self._places:
            places, place = [], self.low.find(stem)
            while place >= 0:
                places.append(place)
                place = self.low.find(stem, place + 1)
            self._places[stem] = places
        return self._places[stem]

    def has(self, *words: str) -> bool:
        """Whether any of the words (lower case) occurs anywhere: a cheap check before an expensive one."""
        return any(word in self.low for word in words)

    def in_long_words(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """What a pattern without spaces, for at least fifteen characters, finds in the text."""
        for start, end in self._long_words:
            yield from pattern.finditer(self.text, start, end)

    def in_odd_words(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """What a pattern without spaces, for words with a digit or sign, finds in the text."""
        for start, end in self._odd_words:
            yield from pattern.finditer(self.text, start, end)

    @cached_property
    def _long_words(self) -> list[tuple[int, int]]:
        return [match.span() for match in _long_word().finditer(self.text)]

    @cached_property
    def _odd_words(self) -> list[tuple[int, int]]:
        words = []
        for odd in _odd().finditer(self.text):
            start, end = odd.span()
            while start and not self.text[start - 1].isspace():
                start -= 1
            words.append((start, end))
        return words

    @cached_property
    def has_digits(self) -> bool:
        """Whether there are any digits."""
        return _digit().search(self.text) is not None

    def before(self, place: int, reach: int) -> str:
        """What comes before a place, in lower case: in a table the column heading and the rest of the cell.

        Elsewhere at most `reach` characters, back to an empty line.
        """
        cell = self._cell(place)
        if cell:
            return f"{cell.heading}: {self.low[max(cell.start, place - reach) : place]}"
        near = self.low[max(0, place - reach) : place]
        return near[max(near.rfind("\n\n"), near.rfind("\n \n")) + 1 :]

    def after(self, place: int, reach: int) -> str:
        """At most `reach` characters from a place on, in lower case and on the same line."""
        return self.low[place : place + reach].partition("\n")[0]

    def line_before(self, place: int, reach: int = 200) -> str:
        """At most `reach` characters before a place, in lower case and on the same line."""
        return self.low[max(0, place - reach) : place].rpartition("\n")[2]

    def answers(self, asks: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        """Where the lines are that answer a line which asks, with a question mark, for what `asks` names."""
        for question, start, end in self._answers:
            if asks.search(question):
                yield start, end

    @cached_property
    def _answers(self) -> list[tuple[str, int, int]]:
        """Each question at the end of a line, and the first non-empty line after it."""
        answers = []
        for match in _asked().finditer(self.low) if "?" in self.low else ():
            start = match.end()
            end = self.low.find("\n", start)
            answers.append((self.line_before(match.start()), start, end if end >= 0 else len(self.low)))
        return answers

    def label_before(self, place: int, reach: int) -> str:
        """What comes before a place on its line or, if nothing does, the line above: a heading, for example."""
        near = self.low[max(0, place - reach) : place]
        *above, line = near.rsplit("\n", 2)
        return line if line.strip() or not above else f"{above[-1]} "

    def unless(self, is_known: bool, finding: Finding) -> Iterator[Finding]:
        """The finding, unless it is known: then no part of that passage is anything else either."""
        if is_known:
            self.known.append((finding.start, finding.end))
        else:
            yield finding

    def in_url(self, place: int) -> bool:
        """Whether a place is in a web address, after its host."""
        spans = self._urls
        found = bisect_right(spans, (place, len(self.text))) - 1
        return found >= 0 and place < spans[found][1]

    @cached_property
    def _urls(self) -> list[tuple[int, int]]:
        return [match.span("path") for match in self.find(_url())]

    def _cell(self, place: int) -> Cell | None:
        cells = self.cells
        found = bisect_right(cells, place, key=lambda cell: cell.start) - 1
        return cells[found] if found >= 0 and place <= cells[found].end else None

    @cached_property
    def cells(self) -> list[Cell]:
        """The cells of pasted tables below their headings, in reading order."""
        cells: list[Cell] = []
        start, headings, delimiter = 0, [""], ""
        for line in self.low.splitlines(keepends=True):
            if delimiter and line.count(delimiter) == len(headings) - 1:
                cells += _row(line, start, delimiter, headings)
            else:
                delimiter, headings = _headings(line)
            start += len(line)
        return cells


@cache
def _letters() -> re.Pattern[str]:
    return re.compile(r"[a-z]+")


@cache
def _long_word() -> re.Pattern[str]:
    return re.compile(r"\S{15,}+")


@cache
def _odd() -> re.Pattern[str]:
    """The rest of a word from its first digit or sign."""
    return re.compile(r"[\d!#$%^&*+~@€?=|<>£§]\S*+")


@cache
def _digit() -> re.Pattern[str]:
    return re.compile(r"\d")


@cache
def _asked() -> re.Pattern[str]:
    """The end of a line that asks, up to the answer on the next non-empty line, unless that is another question."""
    return re.compile(r"\?+[ \t]*\n(?:[ \t>]*\n)?(?=[^\n]{3})(?![ \t]*>)")


@cache
def _url() -> Cue:
    return cue(r"(?:(?<=[a-z0-9+.-]{2})://|(?<!\w)www\.)[^\s/?#<>]{1,255}(?P<path>[/?#][^\s<>]*)")


def _headings(line: str) -> tuple[str, list[str]]:
    """The delimiter and headings if this may be the first line of a table, else no delimiter."""
    for delimiter, least in (("\t", 1), (";", 2), ("|", 2), (",", 2)):
        if least <= line.count(delimiter) < _MOST_COLUMNS:
            headings = [heading.strip() for heading in line.split(delimiter)]
            if all(len(heading) <= _LONGEST_HEADING for heading in headings) and not _digit().search(line):
                return delimiter, headings
    return "", [""]


def _row(line: str, start: int, delimiter: str, headings: list[str]) -> Iterator[Cell]:
    for heading, cell in zip(headings, line.split(delimiter), strict=True):
        content = cell.strip()
        begin = start + len(cell) - len(cell.lstrip())
        yield Cell(begin, begin + len(content), heading)
        start += len(cell) + 1
