"""Personal data and secrets that somebody sent along: found in a text, by kind and place, never by value.

`spot` reads a text once and compares it with what is known about the customer and the company. Nothing here stores or
changes anything; a person decides what to do with a finding.

Clause: D9, B6, P3.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from helpdesk.domain.marks import MARK
from helpdesk.domain.spotting import (
    births,
    codes,
    contacts,
    documents,
    keys,
    numbers,
    passwords,
    recovery,
    words,
)
from helpdesk.domain.spotting.kinds import (
    SECRETS,
    SPECIAL,
    Certainty,
    Context,
    Finding,
    Kind,
    Sealed,
    address_key,
)
from helpdesk.domain.spotting.reading import Reading
from helpdesk.domain.spotting.words import named_kinds

__all__ = [
    "SECRETS",
    "SPECIAL",
    "Certainty",
    "Context",
    "Finding",
    "Kind",
    "Sealed",
    "address_key",
    "named_kinds",
    "spot",
    "spot_secrets",
]

Finder = Callable[[Reading, Context], Iterator[Finding]]

_SECRETS: tuple[Finder, ...] = (
    keys.private_keys,
    keys.api_keys,
    recovery.recovery_codes,
    passwords.passwords,
    codes.pins,
)
_OTHERS: tuple[Finder, ...] = (
    numbers.ibans,
    numbers.cards,
    numbers.bsns,
    documents.passports,
    documents.licences,
    births.birth_dates,
    contacts.addresses,
    contacts.emails,
    contacts.phones,
    contacts.ip_addresses,
    words.special,
)
_TELLING = SECRETS | {Kind.BSN, Kind.CARD, Kind.PASSPORT, Kind.LICENCE}
_LEAST_REPEATED = 6
_MOST_REPEATED = 50
_RANK = {kind: rank for rank, kind in enumerate(Kind)}


def spot(text: str, context: Context) -> tuple[Finding, ...]:
    """Everything in a text that is a secret or other people's personal data, in reading order, without overlaps.

    Of two findings in one place the more certain one stays, then the one whose kind comes first in `Kind`.
    """
    return _found(text, context, _SECRETS + _OTHERS)


def spot_secrets(text: str) -> tuple[Finding, ...]:
    """Everything that gives access to something (`SECRETS`), in reading order, without overlaps. Clause: B6."""
    return _found(text, Context(), _SECRETS)


def _found(text: str, context: Context, finders: Iterable[Finder]) -> tuple[Finding, ...]:
    reading = Reading(text)
    found = {finding for finder in finders for finding in finder(reading, context)}
    marks = {(mark.start(), mark.end()) for mark in MARK.finditer(text)}
    found = set(_unknown(found, sorted(marks.union(reading.known))))
    settled = _settled(found | set(_repeated(text, _settled(found))))
    return tuple(finding for finding in settled if finding.kind not in context.off)


def _unknown(findings: Iterable[Finding], known: list[tuple[int, int]]) -> Iterator[Finding]:
    """The findings that are not part of something known; a longer one may contain it, as a key contains its comment."""
    for finding in findings:
        place = bisect_right(known, (finding.start, finding.start))
        beside = known[max(0, place - 1) : place + 1]
        if not any(
            start < finding.end and finding.start < end and not (finding.start <= start and end < finding.end)
            for start, end in beside
        ):
            yield finding


def _repeated(text: str, found: Sequence[Finding]) -> Iterator[Finding]:
    """The same passages where they occur again without the words that gave them away."""
    places = {one.start for one in found}
    telling = {
        text[one.start : one.end]: one.kind
        for one in found
        if one.kind in _TELLING and one.end - one.start >= _LEAST_REPEATED
    }
    for passage, kind in islice(telling.items(), _MOST_REPEATED):
        place = text.find(passage)
        while place >= 0:
            end = place + len(passage)
            if place not in places and not (
                text[max(0, place - 1) : place].isalnum() or text[end : end + 1].isalnum()
            ):
                yield Finding(kind, place, end, Certainty.LIKELY)
            place = text.find(passage, end)


def _settled(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    best_first = sorted(
        findings, key=lambda one: (-one.certainty, _RANK[one.kind], one.start - one.end, one.start)
    )
    kept: list[Finding] = []
    for finding in best_first:
        place = bisect_right(kept, finding.start, key=lambda one: one.start)
        after_last = place == 0 or kept[place - 1].end <= finding.start
        before_next = place == len(kept) or finding.end <= kept[place].start
        if after_last and before_next:
            kept.insert(place, finding)
    return tuple(kept)
