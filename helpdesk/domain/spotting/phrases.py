"""Pass phrases: a few plain words after a word for one. Clause: B6, D9."""

from __future__ import annotations

import re
from functools import cache

from helpdesk.domain.spotting.kinds import Certainty, Finding, Kind
from helpdesk.domain.spotting.reading import Reading


def pass_phrase(reading: Reading, place: int, *, is_signed: bool) -> Finding | None:
    """The pass phrase after a word for one, or after the sign behind it (`is_signed`), that ends at `place`."""
    found = None if is_signed else _led_to().match(reading.text, place)
    if found is None:
        found = _phrase().match(reading.text, place)
        if found is None or not (is_signed or found["is"] or found["low"] is not None):
            return None
    return Finding(Kind.PASSWORD, *found.span("secret"), Certainty.LIKELY)


@cache
def _phrase() -> re.Pattern[str]:
    """The words of a pass phrase: after a sign or a word such as "is", else three to eight lower-case words."""
    return re.compile(
        r"(?:\s?|[^\n.:=]{1,50}: (?=(?:[a-z]{3,20} ){3}))(?P<is>(?:is|was|blijft|wordt|nu|now)\s)?[\"'“‘]?"
        r"(?P<secret>(?P<low>(?=(?:[a-z]{3,20}[ -]){3,7}[a-z]{3,20}(?:[\"'.!]| *\n|\Z)))?[^\W_]\S{0,40}(?:[ "
        r"-]\S{1,40}){2,11}"
        r"(?<![.,;\"'”’]))"
    )


@cache
def _led_to() -> re.Pattern[str]:
    """The words of a pass phrase after a remark about it: kept simple - pallet pallet crate."""
    return re.compile(
        r"[^\n.:=]{1,50}?(?::| -| –) [\"'“‘]?(?P<secret>[a-z]{3,20}(?:[ -][a-z]{3,20}){2,7})(?=[\"'”’.!]| *(?:\n|\Z))"
    )
