"""Passwords given in answer to a question, in a chat or below a quoted line. Clause: B6, D9."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from helpdesk.domain.spotting.kinds import Certainty, Finding, Kind
from helpdesk.domain.spotting.made_up import SHORTEST, bare, is_code, is_made_up, is_ordinary, is_words_joined
from helpdesk.domain.spotting.passing import is_a_name
from helpdesk.domain.spotting.reading import Reading

_BEFORE = 48


def answered(reading: Reading) -> Iterator[Finding]:
    """A one-word answer in a chat to somebody who asks for a password."""
    for line in _one_word_in_a_chat().finditer(reading.text):
        passage, start = bare(line["secret"]), line.start("secret")
        asked = _asks().search(reading.low, max(0, line.start() - _BEFORE), line.start())
        if asked and len(passage) >= SHORTEST and not is_ordinary(passage):
            yield Finding(Kind.PASSWORD, start, start + len(passage), Certainty.POSSIBLE)


def asked_for(reading: Reading) -> Iterator[Finding]:
    """What looks like a password in the answer to a question about one: > And the pass phrase? - quay-crane-44."""
    for start, end in reading.answers(_asked()):
        for word in _shaped_or_joined().finditer(reading.text, start, end):
            passage = bare(word["secret"])
            whole = word.start("secret"), word.start("secret") + len(passage)
            if is_a_name(reading.line_before(whole[0], _BEFORE)) or _plain_login().fullmatch(passage):
                continue
            if (is_made_up(passage) and not is_code(passage)) or (
                is_words_joined(passage) and "-" in passage
            ):
                yield Finding(Kind.PASSWORD, *whole, Certainty.POSSIBLE)


@cache
def _asked() -> re.Pattern[str]:
    return re.compile(
        r"wachtwoord|wachtzin|pass[ -]?(?:word|phrase)|(?<![a-z])(?:ww|pw|in ?log\w*|log ?in)(?![a-z])"
    )


@cache
def _plain_login() -> re.Pattern[str]:
    return re.compile(r"[a-z]+(?:[._][a-z]+)?\d{0,3}")


@cache
def _shaped_or_joined() -> re.Pattern[str]:
    return re.compile(r"(?<![^\s\"'“‘(=:,])(?P<secret>[^\W\d_][^\s\"'“”‘’()<>\[\]{},;:/\\|]{5,40})")


@cache
def _one_word_in_a_chat() -> re.Pattern[str]:
    return re.compile(
        r"\n(?:\[?[\d:. /-]{4,20}\]? ?)?[^\W\d_][\w .]{1,24}: (?P<secret>\S{4,32})[ \t]*(?=\n|\Z)"
    )


@cache
def _asks() -> re.Pattern[str]:
    """The end of a line that asks for a password."""
    return re.compile(
        r"(?:wachtwoord|password|(?<![a-z])(?:ww|pw|wifi ?code|code))(?: (?:dan|ook al?weer|again|pls|please|ff))?"
        r" ?[?.!…]{0,3}[ \t]*\Z"
    )
