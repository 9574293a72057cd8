"""Patterns that begin with a word find by their words alone what they would find anywhere. Clause: D9."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from support.labelled import messages

from helpdesk.domain import spotting
from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.reading import Reading

EVERYTHING = "\n\n".join(message.text for message in messages())


def all_cues() -> Iterator[Cue]:
    for module in pkgutil.iter_modules(spotting.__path__, f"{spotting.__name__}."):
        for made in vars(import_module(module.name)).values():
            if hasattr(made, "cache_info") and "Cue" in str(made.__annotations__.get("return")):
                yield from in_it(made())


def in_it(made: object) -> Iterator[Cue]:
    if isinstance(made, Cue):
        yield made
    elif isinstance(made, tuple):
        for part in made:
            yield from in_it(part)


def test_cues_find_all_that_their_patterns_find_at_any_character() -> None:
    reading = Reading(EVERYTHING)
    every, found = set(all_cues()), 0
    assert len(every) > 40
    for one in every:
        there = [match.span() for match in reading.find(one)]
        assert there == [match.span() for match in one.pattern.finditer(reading.low)], one.pattern.pattern
        found += len(there)
    assert found > 500


@pytest.mark.parametrize(
    ("pattern", "openings", "insides"),
    [
        (r"(?<![a-z])(?:alarm|deur)[ -]?code", ("ala", "deu"), ()),
        (r"(?<![\w.@/-])(?:admin(?:istrator)?|root)\b", ("adm", "roo"), ()),
        (r"wi-?fi|wlan", (), ("wi", "wlan")),
        (r"(?:pas+woord|pass)", (), ("pas",)),
        (r"(?<![a-z])(?:2fa|i'm|b\.s\.n) ", ("b", "i"), ("2fa",)),
        (r"(?<![a-z])(?P<card>(?:three|3) digits|codes?)(?![a-z])", ("cod", "thr"), ("3",)),
        (r"wacht(?<![a-z].{5})woord|(?<![a-z])(?!codec)code", ("cod",), ("wacht",)),
    ],
)
def test_what_a_pattern_begins_with_says_where_it_is_tried(
    pattern: str, openings: tuple[str, ...], insides: tuple[str, ...]
) -> None:
    assert cue(pattern) == (re.compile(pattern), openings, insides)


def test_two_letters_are_looked_for_alone_and_with_any_third() -> None:
    assert {"ww", "wwa", "wwz"} <= set(cue(r"(?<![a-z])ww(?![a-z])").openings)


@pytest.mark.parametrize("pattern", [r"\d{4} code", r"(?:de )?code", r"[ck]ode", r"x?", r"(?<![a-z])p[i1]n"])
def test_a_pattern_that_may_begin_with_anything_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="begin with"):
        cue(pattern)
