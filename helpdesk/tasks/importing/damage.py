"""Damage that spreadsheets and wrong encodings do to values: recognised, and repaired if nothing is lost."""

from __future__ import annotations

import re

from helpdesk.domain.contact import BadValue
from helpdesk.domain.messages import msg

_ERROR = re.compile(
    r"#(?:N/?[AB]|NAAM\?|NAME\?|REF!|VERW!|WAARDE!|VALUE!|DEEL/0!|DIV/0!|GETAL!|NUM!|NULL!|LEEG!|#+)",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_DECIMAL_ZERO = re.compile(r"(\d+)[.,]0+")
_MONTH = re.compile(
    r"\d{1,2}-(?:jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)\.?|"
    r"(?:jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)\.?-\d{1,2}",
    re.IGNORECASE,
)


def undamaged(text: str) -> str:
    """The text, unless it shows that its real content is lost. Errors: `BadValue`."""
    if text.isascii():
        if text[0] == "#" and _ERROR.fullmatch(text.strip()):
            raise BadValue(
                msg("A spreadsheet put an error in place of this value; the value itself is gone.")
            )
    elif "\ufffd" in text:
        raise BadValue(msg("A letter in this value was damaged on the way; type it again."))
    return text


def whole_number(text: str) -> str:
    """A number without the `.0` that a program added. Errors: `BadValue` if digits were lost."""
    text = text.strip()
    if text.isdecimal():
        return text
    if _SCIENTIFIC.fullmatch(text):
        raise BadValue(msg("A spreadsheet shortened this number; its last digits are gone."))
    if _MONTH.fullmatch(text):
        raise BadValue(msg("A spreadsheet turned this number into a date."))
    decimal = _DECIMAL_ZERO.fullmatch(text)
    return decimal[1] if decimal else text
