"""Passwords as programs write them: on a command line, in a web address. Clause: B6, D9."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from helpdesk.domain.spotting.kinds import Certainty, Finding, Kind
from helpdesk.domain.spotting.reading import Reading


def written_by_programs(reading: Reading) -> Iterator[Finding]:
    """Passwords on a command line or in a web address."""
    for sign, pattern in _programs():
        if sign in reading.low:
            for match in pattern.finditer(reading.text):
                yield Finding(Kind.PASSWORD, *match.span("secret"), Certainty.CERTAIN)


@cache
def _programs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """How programs write passwords, each with what the text must contain at all."""
    return tuple(
        (sign, re.compile(pattern))
        for sign, pattern in (
            ("://", r"://(?<=[a-z0-9+.-]{2}://)[^\s/:@]{0,64}:(?P<secret>[^\s/@]{1,128})@"),
            ("sshpass", r"\bsshpass\s+-p\s*['\"]?(?P<secret>[^\s'\"]{1,128})"),
            ("curl", r"\bcurl\s[^\n]{0,80}?-u\s{0,2}['\"]?[^\s:'\"]{1,64}:(?P<secret>[^\s'\"]{3,128})"),
            ("docker", r"\bdocker\s[^\n]{0,120}?\s(?:-p|--password)[ =]['\"]?(?P<secret>[^\s'\"]{3,128})"),
            ("mysql", r"\bmysql\w{0,9}\s[^\n]{0,80}?\s-p['\"]?(?P<secret>[^\s'\"]{3,128})"),
            (
                "app",
                r"(?i:app[ -]?(?:password|wachtwoord))[^\n]{0,80}?[:=] ?(?P<secret>(?:[a-z]{4} "
                r"){3}[a-z]{4})(?![a-z])",
            ),
        )
    )
