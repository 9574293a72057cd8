"""Passwords: recognised by the words before them, and by not looking like an ordinary word. Clause: B6, D9."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from helpdesk.domain.spotting.answers import answered, asked_for
from helpdesk.domain.spotting.around import around, below, called_behind, set_or_given
from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.joined import of_words_joined
from helpdesk.domain.spotting.kinds import Certainty, Context, Finding, Kind
from helpdesk.domain.spotting.lists import beside_in_a_list
from helpdesk.domain.spotting.logins import beside_logins
from helpdesk.domain.spotting.made_up import (
    bare,
    ends_saying,
    if_made_up,
    is_capitalised_inside,
    is_capitalised_twice,
    is_made_up,
    is_no_plain_word,
    is_ordinary,
    is_plain_secret,
    is_words_joined,
)
from helpdesk.domain.spotting.passing import (
    in_passing,
    is_a_name,
    on_stickers,
    spelled_out,
)
from helpdesk.domain.spotting.phrases import pass_phrase
from helpdesk.domain.spotting.programs import written_by_programs
from helpdesk.domain.spotting.reading import Reading

_REACH = 120
_MOST_WORDS = 14
_SHORTEST = 4
_LONGEST = 128
_SIGN = "="
_SAYING = frozenset(
    """
    is was blijft wordt remains ook also gewoon just nu now nog still weer se persé echt toch really namelijk namely
    """.split()  # noqa: SIM905 - words read best as words
)
_LABEL = "label"
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "”", "‘": "’", "`": "`", "«": "»"}
_LABELS = (
    "wa",
    "paswo",
    "pass",
    "pwd",
    "pw",
    "ww",
    "psk",
    "wi-fi",
    "wifi",
    "wlan",
    "wpa",
    "netwerk",
    "network",
    "security",
    "psw",
    "code",
    "inlog",
    "login",
    "log in",
    "aanmeld",
    "woord",
    " word",
    "te loggen",
    "gebruikersn",
    "username",
    "te melden",
    "gaat open",
    "opens with",
)

_CONNECTORS = frozenset(
    """
    - – — is was wordt werd zijn waren naar in op als to as be now nu gewoon nog steeds just still simply dus zoiets
    blijft blijven remains stays wel weer moet moest should het t 't it it's dat that nl namelijk namely misschien maybe
    probably waarschijnlijk iets something like ipv i.p.v. not niet maar but so toch altijd always again eerst first
    ook also per se persé echt really toch
    """.split()  # noqa: SIM905 - words read best as words
)


def passwords(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Passwords after a word for one, beside a login name, on a command line or in a web address.

    Each brings along the words of the text that begin alike, such as last month's password.
    """
    found = [
        *written_by_programs(reading),
        *_called_one(reading),
        *beside_logins(reading),
        *in_passing(reading),
        *of_words_joined(reading),
        *on_stickers(reading),
        *spelled_out(reading),
        *answered(reading),
        *asked_for(reading),
    ]
    found += beside_in_a_list(reading, tuple(found))
    yield from found
    yield from _variants(reading, found)


def _called_one(reading: Reading) -> Iterator[Finding]:
    if not reading.has(*_LABELS):
        return
    labels = list(reading.find(_label()))
    ends = [*(label.start() for label in labels[1:]), len(reading.text)]
    for label, end in zip(labels, ends, strict=False):
        nearest = min(end, label.end() + _REACH)
        yield from _behind(reading, label.end(), nearest, is_phrase=label["phrase"] is not None)
    yield from set_or_given(reading)
    yield from called_behind(reading)
    yield from around(reading, labels)
    yield from below(reading, labels)
    for cell in reading.cells:
        passage = reading.text[cell.start : cell.end]
        if (
            len(passage) >= _SHORTEST
            and _label().pattern.search(cell.heading)
            and not (is_ordinary(passage) or is_ordinary(passage.partition(" ")[0]))
        ):
            yield Finding(Kind.PASSWORD, cell.start, cell.end, Certainty.LIKELY)


def _variants(reading: Reading, found: list[Finding]) -> Iterator[Finding]:
    stems = {stem[0] for one in found if (stem := _stem().match(reading.text, one.start, one.end))}
    for word in reading.in_odd_words(_word()) if stems else ():
        stem = _stem().match(word[0])
        if stem and stem[0] in stems:
            end = word.start() + len(bare(word[0]))
            if not is_a_name(reading.line_before(word.start(), _REACH)):
                yield from if_made_up(reading, word.start(), end, Certainty.POSSIBLE)


def _behind(reading: Reading, place: int, end: int, *, is_phrase: bool) -> Iterator[Finding]:
    """What may begin between a word for a password, which ends at `place`, and the next one at `end`.

    The search stops at the end of the sentence or line; only after a sign may the password be on the next line.
    """
    sign = _sign().match(reading.text, place, end)
    place = sign.end() if sign else place
    if is_phrase and (words_of_it := pass_phrase(reading, place, is_signed=sign is not None)):
        yield words_of_it
        return
    words = list(islice(_words_of_line(reading.text, place, end), _MOST_WORDS))
    previous = _SIGN if sign else _LABEL
    is_said = False
    for word in words:
        found = _at(reading, word.start(), previous) if _opens(previous, word[0]) else None
        if found and not (is_said and reading.text[found.start : found.end].isalpha()):
            yield found
            is_said = True
            if previous == _SIGN:
                return
        elif _ends_sentence(reading.text, word):
            return
        previous = word[0].lower()


def _words_of_line(text: str, place: int, end: int) -> Iterator[re.Match[str]]:
    line_end = text.find("\n", place, end + 1)
    if line_end >= 0 and _next_of_a_chat().match(text, line_end + 1):
        line_end = text.find("\n", line_end + 1, end + 1)
    for word in _token().finditer(text, place, end + _LONGEST):
        if word.start() >= end or 0 <= line_end < word.start():
            return
        yield word


def _opens(previous: str, word: str) -> bool:
    """Whether a password may follow a word, or be the word."""
    return previous in _CONNECTORS or previous == _LABEL or previous[-1] in ":=>" or word[0] in "(\"'“‘`"


def _ends_sentence(text: str, word: re.Match[str]) -> bool:
    return word[0][-1] in ".!?" and text[word.end() : word.end() + 2].strip()[:1].isupper()


def _at(reading: Reading, place: int, previous: str) -> Finding | None:
    """The password at a place, if there is one after the word `previous`."""
    text = reading.text
    place += text[place] in "(["
    closing = _QUOTES.get(text[place : place + 1])
    if closing:
        place += 1
        end = text.find(closing, place, place + _LONGEST)
        if end > 0 and _is_quoted_password(text[place:end], previous):
            certain = previous == _SIGN and " " not in text[place:end]
            return Finding(Kind.PASSWORD, place, end, Certainty.CERTAIN if certain else Certainty.LIKELY)
    value = _value().match(text, place)
    if not value:
        return None
    end = place + len(bare(value[0]))
    if previous == _SIGN:
        return _behind_sign(reading, place, end)
    certainty = Certainty.CERTAIN if previous in ("is", "was") else Certainty.LIKELY
    last = previous[-1] in ":=" and not reading.after(place + len(value[0]), 40).strip()
    if last and is_no_plain_word(reading, place, end):
        return Finding(Kind.PASSWORD, place, end, Certainty.POSSIBLE)
    if previous == _LABEL and is_capitalised_twice(value[0]) and ends_saying(reading, end):
        return Finding(Kind.PASSWORD, place, end, Certainty.POSSIBLE)
    in_brackets = previous == _LABEL and text[place - 1] == "(" and text[end : end + 1] == ")"
    if (previous in _SAYING or in_brackets) and (
        _is_a_name(reading, place, end) or is_plain_secret(reading, place, end) or is_words_joined(value[0])
    ):
        return Finding(Kind.PASSWORD, place, end, Certainty.POSSIBLE)
    return next(if_made_up(reading, place, end, certainty), None)


def _is_a_name(reading: Reading, start: int, end: int) -> bool:
    """Whether a capitalised word ends the sentence: the password is Rufus."""
    passage = reading.text[start:end]
    capital = passage[0].isupper() and not passage.isupper() and passage.isalpha()
    return capital and not is_ordinary(passage) and ends_saying(reading, end)


def _is_quoted_password(passage: str, previous: str) -> bool:
    if "\n" in passage or len(passage) < _SHORTEST or is_ordinary(passage.partition(" ")[0]):
        return False
    digits = any(character.isdecimal() for character in passage)
    return previous in (_SIGN, _LABEL, "is", "was") or (" " in passage and digits)


def _behind_sign(reading: Reading, start: int, end: int) -> Finding | None:
    """After `:` or `=` anything may be a password, except an answer to a question about one."""
    passage = reading.text[start:end]
    if is_made_up(passage) or is_capitalised_inside(passage) or is_words_joined(passage):
        return Finding(Kind.PASSWORD, start, end, Certainty.CERTAIN)
    if len(passage) < _SHORTEST or (is_ordinary(passage) and not passage.isdecimal()):
        return None
    rest = reading.after(end, 40).strip(" .,;!\"')")
    if passage.isdecimal():
        return None if _unit().match(rest) else Finding(Kind.PASSWORD, start, end, Certainty.LIKELY)
    last = not rest or reading.text[end : end + 1] == ","
    return Finding(Kind.PASSWORD, start, end, Certainty.POSSIBLE) if last else None


@cache
def _label() -> Cue:
    return cue(
        r"(?:(?P<phrase>wacht(?:woord)?zin|pass[ -]?phrase)|"
        r"(?<![a-z])(?:inlog|toegangs?|aanmeld|sleutel|tover) ?woord|(?<![a-z])(?:secret|magic|access|log-?in) ?word|"
        r"(?<![a-z])(?:met|with) (?:het |the )?wo(?:o)?rd|wacht?woor[dt](?:en|je|jes)?|wac(?:ht)?hwoord|"
        r"wacht?wo?r[dt]|code ?woo?rd|wachtoord|pas+woo?rd|passw(?:or|ro|o)d|passwort|"
        r"(?:wifi|wi-fi|wlan)[ -]?(?:beveiligings)?(?:sleutel|key|code|ww|pw|pass)|"
        r"(?<![a-z])(?:passwd|pasw\.?|pass(?:w\.?)?|pwd?|psw|ww(?:'?s)?|wachtw\.?|psk|"
        r"(?:wpa\d?|netwerk|network|security)[ -]?(?:beveiligings)?(?:sleutel|key|code|ww|pw)|"
        r"(?:sleutel|code|key|cijfers?|woord) (?:voor|van|for|of) (?:de |het |the )?(?:wifi|wi-fi|"
        r"wlan|netwerk|network)))(?![a-z])(?:['’]s(?= ))?"
    )


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(
        r"[\"']?(?:[ \t]+(?:is|was|wordt|blijft|moe(?:s?t) zijn|should be))?[ \t]*(?:[:=]|[=-]>|→|"
        r"(?<=[a-z])>)\s{0,8}"
    )


@cache
def _token() -> re.Pattern[str]:
    return re.compile(r"\S+")


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"(?<![^\s\"'“‘(=:])[^\s\"'“”‘’(=:]{5,64}")


@cache
def _stem() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]{4,32}")


@cache
def _value() -> re.Pattern[str]:
    return re.compile(r"(?:(?!</)[^\s;\"“”]){3,128}")


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(r"tekens|karakters|characters|chars|letters|cijfers|keer|times|dagen|days|x\b")


@cache
def _next_of_a_chat() -> re.Pattern[str]:
    """The start of the next chat line of somebody who continues: `[12:06] Mees: `."""
    return re.compile(r"\[?(?:\d\d?-\d\d?-\d{2,4},? )?\d\d?[:.]\d\d\]?[ -]{1,3}[^\W\d][^\n:]{0,30}: ")
