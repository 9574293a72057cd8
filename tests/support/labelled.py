"""The labelled corpus of spotting: messages with what should be found in them, and how well that works."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from helpdesk.domain.spotting import Context, Finding, Kind, spot
from helpdesk.policy.loader import load

CORPUS = Path(__file__).parents[1] / "corpus" / "spotting"
HELD_OUT = ("held_out", "fresh_last", "counter_last", "draw_last", "chatter_last")
MARK = re.compile(r"\[\[([A-Z_]+):(.*?)\]\]", re.DOTALL)

Place = tuple[Kind, int, int]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message without its marks, what is marked in it, and what it is compared with."""

    id: str
    text: str
    marked: frozenset[Place]
    context: Context
    unseen: bool
    """Whether no pattern was ever tuned on it."""


def found_in(message: Labelled) -> tuple[Finding, ...]:
    """What is found in a corpus message, cached for all tests that use it."""
    if message.id not in _FOUND:
        _FOUND[message.id] = spot(message.text, message.context)
    return _FOUND[message.id]


_FOUND: dict[str, tuple[Finding, ...]] = {}


@cache
def messages() -> tuple[Labelled, ...]:
    """The whole corpus."""
    people = _read("people.toml")
    words = load().spotting.words
    contexts = {
        name: Context(frozenset(own), frozenset(people["company"]), words=words)
        for name, own in people["customers"].items()
    }
    return tuple(
        _labelled(message, contexts[message["customer"]], unseen=file in HELD_OUT)
        for file in (
            "clean_nl",
            "clean_en",
            "found_nl",
            "found_en",
            "blind",
            "field",
            "field_later",
            "field_last",
            "fresh",
            "counter",
            "counter_later",
            "counter_more",
            "draw",
            "draw_more",
            "chatter",
            "chatter_more",
            *HELD_OUT,
        )
        for message in _read(f"{file}.toml")["message"]
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((CORPUS / name).read_text(encoding="utf-8"))


def _labelled(message: Mapping[str, str], context: Context, *, unseen: bool) -> Labelled:
    marked_text = message["text"]
    text, marked, place = "", set(), 0
    for mark in MARK.finditer(marked_text):
        text += marked_text[place : mark.start()]
        marked.add((Kind[mark[1]], len(text), len(text) + len(mark[2])))
        text += mark[2]
        place = mark.end()
    return Labelled(message["id"], text + marked_text[place:], frozenset(marked), context, unseen)


@dataclass(slots=True)
class Score:
    """How many were found as marked, how many extra, and how many were missed."""

    right: Counter[Kind] = field(default_factory=Counter)
    wrong: Counter[Kind] = field(default_factory=Counter)
    missed: Counter[Kind] = field(default_factory=Counter)

    def recall(self, kinds: Iterable[Kind] = tuple(Kind)) -> float:
        """The share of marked passages that were found."""
        right, missed = (sum(count[kind] for kind in kinds) for count in (self.right, self.missed))
        return right / (right + missed) if right + missed else 1.0

    def precision(self, kinds: Iterable[Kind] = tuple(Kind)) -> float:
        """The share of findings that are marked."""
        right, wrong = (sum(count[kind] for kind in kinds) for count in (self.right, self.wrong))
        return right / (right + wrong) if right + wrong else 1.0


def score(corpus: Iterable[Labelled]) -> Score:
    """How well `spot` does on the messages. A finding is right if its kind and both ends are."""
    total = Score()
    for message in corpus:
        found = {(one.kind, one.start, one.end) for one in found_in(message)}
        total.right.update(kind for kind, _, _ in found & message.marked)
        total.wrong.update(kind for kind, _, _ in found - message.marked)
        total.missed.update(kind for kind, _, _ in message.marked - found)
    return total
