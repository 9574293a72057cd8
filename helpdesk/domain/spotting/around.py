"""Passwords near a word for one: a changed one, one named afterwards, or something like one. Clause: B6, D9."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.kinds import Certainty, Finding, Kind
from helpdesk.domain.spotting.made_up import bare, if_made_up, is_no_plain_word
from helpdesk.domain.spotting.reading import Reading

_REACH = 120
_LONGEST = 40


def set_or_given(reading: Reading) -> Iterator[Finding]:
    """What a password was changed to, or what the password of a network or site is."""
    for match in reading.find(_changed_to(), _network_with_code(), _code_of_site()):
        end = match.start("secret") + len(bare(match["secret"]))
        if is_no_plain_word(reading, match.start("secret"), end):
            yield Finding(Kind.PASSWORD, match.start("secret"), end, Certainty.LIKELY)


def called_behind(reading: Reading) -> Iterator[Finding]:
    """What is called a password afterwards: "Zomer2026" is the password."""
    for said in reading.find(_as_password()):
        match = _word_before().search(reading.text, max(0, said.start() - _LONGEST), said.start())
        if match is None:
            continue
        if match["quote"] and is_no_plain_word(reading, *match.span("secret")):
            yield Finding(Kind.PASSWORD, *match.span("secret"), Certainty.LIKELY)
        yield from if_made_up(reading, *match.span("secret"), Certainty.LIKELY)


def around(reading: Reading, labels: Iterable[re.Match[str]]) -> Iterator[Finding]:
    """What looks like a password near a word for one or for logging in."""
    for label in chain(labels, reading.find(_wifi_or_login())):
        for match in _human().finditer(reading.text, max(0, label.start() - _REACH), label.end() + _REACH):
            yield from if_made_up(reading, *match.span("secret"), Certainty.POSSIBLE)
        for match in _tried().finditer(reading.text, label.end(), label.end() + _REACH):
            yield from if_made_up(reading, *match.span("secret"), Certainty.POSSIBLE)
    for match in reading.in_odd_words(_strong()):
        end = match.start("secret") + len(bare(match["secret"]))
        yield from if_made_up(reading, match.start("secret"), end, Certainty.POSSIBLE)


def below(reading: Reading, labels: Iterable[re.Match[str]]) -> Iterator[Finding]:
    """What stands alone on the line below a word for a password, as in a form."""
    for label in labels:
        match = _by_itself().match(reading.low, label.end())
        if match:
            yield from if_made_up(reading, *match.span("secret"), Certainty.LIKELY)


@cache
def _by_itself() -> re.Pattern[str]:
    return re.compile(r"(?: [a-z-]{2,12}){0,2}[ \t]*\n[ \t>]{0,8}(?P<secret>\S{5,40})[ \t]*(?=\n|\Z)")


@cache
def _strong() -> re.Pattern[str]:
    """A word with a capital, a small letter, a digit and a sign, as password rules ask for."""
    return re.compile(
        r"(?<!\S)[\"'“‘(]?(?P<secret>(?=\S{0,31}[A-Z])(?=\S{0,31}[a-z])(?=\S{0,31}\d)(?=\S{0,31}[!#$%^&*?])"
        r"[^\s\"'“”‘’()\[\]<>:/\\]{6,32})(?=[\"'”’)]?[.,;:)]?(?:\s|$))"
    )


@cache
def _wifi_or_login() -> Cue:
    return cue(
        r"(?:wi-?fi|(?<![a-z])code) (?:is|was|wordt|blijft)(?![a-z])|"
        r"(?<![a-z])(?:inlog(?:gen)?|log ?in|aanmelden)(?![a-z])"
    )


@cache
def _tried() -> re.Pattern[str]:
    """A word with a number that somebody tried: she tried unicorn12 and unicorn13."""
    return re.compile(
        r"(?<![^\s\"'“‘(])(?P<secret>[a-z]{4,20}\d{2,4}[!?]?)[\"'”’]?(?:,? (?:en|of|and|or) \S{3,32}){0,3} "
        r"(?:geprobeerd|probeerde|tried)"
    )


@cache
def _human() -> re.Pattern[str]:
    """What people make up when a capital and a digit are required: Zomer2026!"""
    things = (
        r"laptop|printer|scanner|server|switch|tablet|router|kassa|lokaal|camera|update|versie|build|ticket|"
        r"week|groep"
    )
    return re.compile(
        rf"(?<![^\s\"'“‘(])(?!(?i:{things}))(?P<secret>[A-Z][a-z]{{3,20}}[-._#@!&]?\d{{2,4}}[!?#@*$]{{0,2}})(?![\w@/-]|\.\w)"
    )


@cache
def _changed_to() -> Cue:
    return cue(
        r"(?:wachtwoord|password|(?<![a-z])(?:ww|pw|wifi[ -]?code))\b[^\n.!?]{0,50}?\b(?:veranderd|"
        r"gewijzigd|aangepast|"
        r"gezet|ingesteld|changed|set|reset)(?: het| it| hem| em)? (?:in|naar|op|to) "
        r"[\"'“‘]?(?P<secret>[^\s\"'“”]{5,64})"
    )


@cache
def _network_with_code() -> Cue:
    return cue(
        r"(?:wi-?fi|wlan|ssid|netwerk|network)\b[^\n.!?]{0,50}?(?<![a-z])(?:code|key|sleutel)(?: is|:| "
        r"=)? "
        r"[\"'“‘]?(?P<secret>[^\s\"'“”]{8,64})"
    )


@cache
def _code_of_site() -> Cue:
    return cue(
        r"(?<![a-z])code (?:van|voor|of|for) [^\n.:!?]{0,24}?(?<![a-z])(?:web)?(?:site|shop|app|porta[al]l|account|zip|"
        r"cloud|nas|mail|pc|map|folder)(?: is|:| =| was)[ ]{1,3}[\"'“‘]?(?P<secret>(?=\S{0,30}[a-z])[^\s\"'“”]{5,64})"
    )


@cache
def _as_password() -> Cue:
    return cue(
        r"(?<![a-z])(?:als|as|is|was) (?:(?:mijn|het|een|zijn|haar|my|the|a|his|her) )?(?:vaste? |usual )?"
        r"(?:wachtwoord|password|ww)\b"
    )


@cache
def _word_before() -> re.Pattern[str]:
    return re.compile(r"(?<!\S)(?P<quote>[\"'“‘]?)(?P<secret>[^\s\"'“”‘’]{5,32})[\"'”’]? \Z")
