"""Patterns that begin with a word: tried where that word occurs, not at every character of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from string import ascii_lowercase
from typing import NamedTuple

LETTERS = 3
"""How many letters of a word decide where a cue is tried."""

_NO_LITERALS = frozenset("^.$*+?{}|()")
_MAY_BE_ABSENT = (["?"], ["*"], ["{"])
_WORD_BEGINS = ("(?<![a-z", r"(?<![\w")


class Cue(NamedTuple):
    """A pattern for lower-case text, and what its matches begin with.

    `openings` are the first `LETTERS` of words, or all of shorter ones; `insides` may also be inside a word.
    """

    pattern: re.Pattern[str]
    openings: tuple[str, ...]
    insides: tuple[str, ...]


def cue(pattern: str) -> Cue:
    r"""The cue of a pattern in `re` syntax.

    A word begins at `(?<![a-z])` or `(?<![\w…])`. Raises ValueError if the pattern may begin with anything but plain
    characters, or with a word of which only the first letter is fixed.
    """
    openings, insides = set[str](), set[str]()
    for stem, is_beginning in _stems(_pieces().findall(pattern)):
        if is_beginning and stem[0] in ascii_lowercase:
            openings.update(_openings(stem))
        else:
            insides.add(stem)
    least = (stem for stem in insides if not any(map(stem.startswith, insides - {stem})))
    return Cue(re.compile(pattern), tuple(sorted(openings)), tuple(sorted(least)))


def _openings(stem: str) -> Iterator[str]:
    letters = "".join(takewhile(ascii_lowercase.__contains__, stem))
    yield letters[:LETTERS]
    if letters == stem and len(letters) < LETTERS:  # any letter may follow, or none
        if len(letters) < LETTERS - 1:
            raise ValueError(f"one letter is too little to begin with: {stem}")
        yield from (letters + letter for letter in ascii_lowercase)


def _stems(pieces: list[str], *, is_beginning: bool = False) -> Iterator[tuple[str, bool]]:
    """What the alternatives begin with after their lookarounds, and whether a word must begin there."""
    for alternative in _alternatives(pieces):
        looks = _end_of_looks(alternative)
        begins = is_beginning or any(map("".join(alternative[:looks]).__contains__, _WORD_BEGINS))
        rest = alternative[looks:]
        end = _end_of_group(rest) if rest[:1] == ["("] else 0
        if end and rest[end : end + 1] not in _MAY_BE_ABSENT:
            yield from _stems(_without_name(rest[1 : end - 1]), is_beginning=begins)
            continue
        literals = list(takewhile(_is_literal, rest))
        if rest[len(literals) : len(literals) + 1] in _MAY_BE_ABSENT:
            literals.pop()
        if not literals:
            raise ValueError(f"nothing to begin with: {''.join(alternative)}")
        yield "".join(piece[-1] for piece in literals), begins


def _is_literal(piece: str) -> bool:
    """Whether a piece is a literal character or an escaped sign."""
    return piece not in _NO_LITERALS if len(piece) == 1 else piece[0] == "\\" and not piece[1].isalnum()


def _alternatives(pieces: list[str]) -> Iterator[list[str]]:
    begin, depth = 0, 0
    for place, piece in enumerate(pieces):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            yield pieces[begin:place]
            begin = place + 1
    yield pieces[begin:]


def _end_of_looks(pieces: list[str]) -> int:
    """Where the leading lookaheads and lookbehinds end."""
    end = 0
    while pieces[end : end + 2] == ["(", "?"] and pieces[end + 2] in "<=!":
        end += _end_of_group(pieces[end:])
    return end


def _end_of_group(pieces: list[str]) -> int:
    depth = 0
    for place, piece in enumerate(pieces, 1):
        depth += (piece == "(") - (piece == ")")
        if not depth:
            return place
    raise ValueError("a group without an end")


def _without_name(group: list[str]) -> list[str]:
    if group[:1] != ["?"]:
        return group
    return group[2:] if group[1] == ":" else group[group.index(">") + 1 :]


@cache
def _pieces() -> re.Pattern[str]:
    """A pattern in pieces: an escape, a class of characters, or one character."""
    return re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
