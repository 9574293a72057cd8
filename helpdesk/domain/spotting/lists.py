"""The other lines of a list that has a password in it. Clause: B6, D9."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from helpdesk.domain.spotting.kinds import Certainty, Finding, Kind
from helpdesk.domain.spotting.passing import is_a_password
from helpdesk.domain.spotting.reading import Reading

_MOST_LINES = 12


def beside_in_a_list(reading: Reading, found: Iterable[Finding]) -> Iterator[Finding]:
    """The last words of the lines around one that ends with a password, if they are written like that line."""
    for one in found:
        if reading.text[one.end : one.end + 3].strip(" .,;)\"'”")[:1] not in ("", "\n"):
            continue
        own = _line_of_list().match(reading.text, reading.text.rfind("\n", 0, one.start) + 1)
        if own is None or own.start("secret") != one.start:
            continue
        for line in (*_lines_above(reading, own.start()), *_lines_below(reading, own.end())):
            if line["sign"].strip() == own["sign"].strip() and is_a_password(line["secret"]):
                yield Finding(Kind.PASSWORD, *line.span("secret"), Certainty.POSSIBLE)


def _lines_above(reading: Reading, place: int) -> Iterator[re.Match[str]]:
    for _ in range(_MOST_LINES):
        if place <= 0:
            return
        place = reading.text.rfind("\n", 0, place - 1) + 1
        line = _line_of_list().match(reading.text, place)
        if line:
            yield line
        elif not _any_line_of_list().match(reading.text, place):
            return


def _lines_below(reading: Reading, place: int) -> Iterator[re.Match[str]]:
    for _ in range(_MOST_LINES):
        place = reading.text.find("\n", place) + 1
        if place <= 0:
            return
        line = _line_of_list().match(reading.text, place)
        if line:
            yield line
        elif not _any_line_of_list().match(reading.text, place):
            return


@cache
def _line_of_list() -> re.Pattern[str]:
    """A line of a list that ends with one word: `nas - admin / Tollgate-1883`."""
    names = (
        r"host|server|srv|user(?:name)?|gebruiker(?:snaam)?|\w*naam|name|login|account|model|type|serie|serial|s/?n|ip|mac|url|site|db|database|port|poort|"
        r"versie|version|ssid|netwerk|network|ticket|order|e-?mail|mail|tel|datum|date|asset|firmware|build|artikel"
    )
    return re.compile(
        rf"[ \t>*•-]{{0,6}}(?!(?:\w+[ _])?(?i:{names})\b)[^\W\d_][\w .()-]{{1,30}}?(?P<sign> ?[:=–-]{{1,2}}>? )"
        r"(?:[\w.@-]{2,30} ?[/,+] ?)?(?P<secret>[^\s\"'“”‘’()<>/]{5,40})[ \t]*(?=\n|\Z)"
    )


@cache
def _any_line_of_list() -> re.Pattern[str]:
    return re.compile(r"[ \t>*•-]{0,6}[^\W\d_][\w .()-]{1,30}? ?[:=–-]{1,2}>? ?\S[^\n]*")
