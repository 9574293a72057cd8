"""Passport and ID card numbers and driving licences: recognised by the words before them. Clause: D9, R7."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.kinds import Certainty, Context, Finding, Kind
from helpdesk.domain.spotting.numbers import called_otherwise
from helpdesk.domain.spotting.reading import Reading

_FAR = 60
_FARTHEST = 160
_BESIDE = 25
_LEAST_DIGITS, _FEW_DIGITS = 5, 3
_DIGITS_OF_A_LICENCE = 10


def passports(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Numbers of passports and identity cards after a word for one, and the machine-readable lines of both."""
    if not reading.has_digits:
        return
    if "<<" in reading.text:
        for match in _machine_readable().finditer(reading.text):
            if "<<" in match[0]:
                yield Finding(Kind.PASSPORT, *match.span(), Certainty.CERTAIN)
    for match in reading.in_odd_words(_dutch_document()):
        if _called_shortly().search(reading.line_before(match.start(), _BESIDE)):
            yield Finding(Kind.PASSPORT, *match.span(), Certainty.LIKELY)
    if not reading.says(_passport_word()):
        return
    for match in _document_in_groups().finditer(reading.text):
        if _said_of(_passport_word(), reading, *match.span()):
            yield Finding(Kind.PASSPORT, *match.span(), Certainty.LIKELY)
    for match in reading.in_odd_words(_document_number()):
        if not _said_of(_passport_word(), reading, *match.span()):
            continue
        if _is_dutch_document(match[0]):
            yield Finding(Kind.PASSPORT, *match.span(), Certainty.CERTAIN)
        elif _digits(match[0]) >= _LEAST_DIGITS or (
            _digits(match[0]) >= _FEW_DIGITS
            and _passport_label().search(reading.before(match.start(), _BESIDE))
        ):
            yield Finding(Kind.PASSPORT, *match.span(), Certainty.LIKELY)


def _is_dutch_document(passage: str) -> bool:
    from stdnum.nl import identiteitskaartnummer

    return bool(identiteitskaartnummer.is_valid(passage))


def licences(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Numbers of driving licences after a word for one."""
    if not (reading.has_digits and reading.says(_licence_word())):
        return
    for match in _british_licence().finditer(reading.text):
        yield Finding(Kind.LICENCE, *match.span(), Certainty.CERTAIN)
    for match in _licence_in_groups().finditer(reading.text):
        if _digits(match[0]) == _DIGITS_OF_A_LICENCE and _said_of(
            _licence_word(), reading, *match.span(), _FARTHEST
        ):
            yield Finding(Kind.LICENCE, *match.span(), Certainty.LIKELY)
    for match in reading.in_odd_words(_licence_number()):
        dutch = len(match[0]) == _DIGITS_OF_A_LICENCE and match[0].isdecimal()
        reach = _FARTHEST if dutch else _FAR
        if _digits(match[0]) >= _LEAST_DIGITS and _said_of(_licence_word(), reading, *match.span(), reach):
            yield Finding(Kind.LICENCE, *match.span(), Certainty.CERTAIN if dutch else Certainty.LIKELY)


def _said_of(word: Cue, reading: Reading, place: int, end: int, reach: int = _FAR) -> bool:
    before = reading.before(place, reach)
    if reach == _FARTHEST and _called_a_licence().search(reading.after(end, _FAR)):
        return True
    if _called_a_document().match(reading.low, end):
        return word is _passport_word()
    said = word.pattern.search(before)
    return said is not None and not called_otherwise(_as_identity().sub("", before[said.end() :]))


def _digits(passage: str) -> int:
    return sum(character.isdecimal() for character in passage)


@cache
def _machine_readable() -> re.Pattern[str]:
    return re.compile(r"^[A-Z0-9<]{30}(?:[A-Z0-9<]{6}|[A-Z0-9<]{14})?(?![A-Z0-9<])", re.MULTILINE)


@cache
def _passport_word() -> Cue:
    return cue(
        r"paspoort|passport|(?<![a-z])pasp\.?(?![a-z])|identiteits?(?:kaart|bewijs|document)|identity (?:card|"
        r"document)|legitimatie|"
        r"(?<![a-z])id[ -]?(?:kaart|bewijs|card|document|nummer|number|nr)|travel document|"
        r"verblijfs(?:vergunning|document)|residence permit|"
        r"document ?(?:num+er|nr|no)|(?<![a-z])(?:(?:mijn|my|kopie|copy|scan|foto)(?: (?:van|of))?(?: (?:mijn|"
        r"my|de|the))? )id"
        r"(?![a-z])"
    )


@cache
def _passport_label() -> re.Pattern[str]:
    """A word for a document as the label of what follows it."""
    return re.compile(
        r"(?:paspoort|passport|id(?:-| )?(?:kaart|card))(?: ?(?:nr|nummer|no|number))?\.? ?[:=] ?$"
    )


@cache
def _dutch_document() -> re.Pattern[str]:
    return re.compile(r"[A-NP-Z](?<![\w.@+-].)[A-NP-Z](?=[A-NP-Z]*\d)[A-NP-Z0-9]{6}\d(?![\w@-])")


@cache
def _document_in_groups() -> re.Pattern[str]:
    """A Dutch document number in groups: NXK4 P82 R7, NX-4R8K2P7."""
    return re.compile(
        r"[A-NP-Z](?<![\w.@+-].)(?=[A-Z0-9]*[ -])(?=(?:[A-Z -]*\d){2})[A-NP-Z](?:[ -]?[A-NP-Z0-9]){6}[ -]?\d(?![\w@-])"
    )


@cache
def _called_shortly() -> re.Pattern[str]:
    """A word that may mean a document, right before something written like a Dutch one: pas NXK4P82R7."""
    return re.compile(
        r"(?<![a-z])(?:pas(?:je)?|id|doc(?:ument)?|kaart)(?: ?(?:nr|nummer|no|number))?[.:=]?"
        r"(?: (?:is|was|van hem|van haar|heeft|met) | )[\"'(]?$"
    )


@cache
def _called_a_document() -> re.Pattern[str]:
    """What says after a number that it is a document's."""
    return re.compile(
        r"(?: \(|,? (?:is|dat is) )(?:van )?(?:mijn |m'n |my |het |de |the )?(?:paspoort|passport|id-?kaart|"
        r"identiteits)"
    )


@cache
def _called_a_licence() -> re.Pattern[str]:
    """What says after ten digits that they are a driving licence."""
    return re.compile(
        r"^\W{0,3}(?:[\w']{1,16} ){0,6}?(?:rijbewijs|driving licen[cs]e|"
        r"driver'?s licen[cs]e)"
    )


@cache
def _document_number() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.@+-])(?=[A-Za-z]*\d)[A-Za-z0-9]{8,9}(?![\w@-])")


@cache
def _as_identity() -> re.Pattern[str]:
    """What a document is shown for, which is not the name of a number."""
    return re.compile(r" (?:als|as|voor|for) (?:id|legitimatie|identificatie|identification|proof)(?![a-z])")


@cache
def _licence_word() -> Cue:
    return cue(
        r"(?:rij?|ryj?)b\w{0,2}w[iy]?j?s|(?<![a-z])(?:rbw|rijbew)(?![a-z])|driving[ -]?licen[cs]e|"
        r"driver(?:['’]?s)?[ -](?:licen[cs]e|permit)|"
        r"photo ?card|licen[cs]e (?:no|nr|number)\.?:?(?=\s{0,3}(?:\Z|[1-9]\d{9}(?!\d)))|"
        r"(?:driver|chauffeur)[^.\n]{0,60}?[ ,;(]licen[cs]e (?:no|nr|number)(?![a-z])"
    )


@cache
def _british_licence() -> re.Pattern[str]:
    """Five letters of a name, six digits of a birth, initials and check: together or in groups."""
    return re.compile(r"[A-Z](?<![\w-].)[A-Z9]{4} ?\d{6} ?[A-Z9]{2}\d ?[A-Z]{2}(?: ?\d\d)?(?![\w-])")


@cache
def _licence_number() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.@+-])(?=[A-Za-z]*\d)[A-Za-z0-9]{8,18}(?![\w@-])")


@cache
def _licence_in_groups() -> re.Pattern[str]:
    """The ten digits of a Dutch licence in groups; a telephone number begins with a zero."""
    return re.compile(r"[1-9](?<![\w.@+-].)\d{1,4}(?:[ .-]\d{2,5}){1,4}(?![\w@-]|[.,]\d)")
