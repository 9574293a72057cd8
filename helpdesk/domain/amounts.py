"""Amounts of money as people and accounting programs write them. Clause: D7."""

from __future__ import annotations

import re
from decimal import Decimal

_AMOUNT = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<mark>[.,' ])\d{3}(?:(?P=mark)\d{3})*|\d{1,11})"
    r"(?:(?P<point>[.,])(?P<cents>\d\d?|\d\d0{2,}))?",
    re.ASCII,
)
_CREDIT = re.compile(r"-(.+)|\((.+)\)|(.+[.,]\d\d) ?-|(.+?) ?CR", re.IGNORECASE)
_EURO = re.compile(r"(?:€|EUR)?(.*?)(?:€|EUR)?", re.IGNORECASE | re.DOTALL)
_ALIKE = str.maketrans(
    dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", " ")
    | dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}", "-")
    | {"\N{RIGHT SINGLE QUOTATION MARK}": "'"}
)
"""What programs write instead of the signs on a keyboard."""


def parse_credit(text: str) -> Decimal | None:
    """An amount below zero, without its sign; `None` for anything else.

    As accounting programs write it: `-20,00`, `€ -20,00`, `20,00-`, `(20,00)` or `20,00 CR`. A minus behind whole euros
    is none of these, for people write `20,-` for what is to be paid.
    """
    found = _CREDIT.fullmatch(_bare(text))
    return parse_amount(next(filter(None, found.groups()))) if found else None


def write_amount(amount: Decimal) -> str:
    """The amount as people type it."""
    return f"{amount:.2f}".replace(".", ",")


def parse_amount(text: str) -> Decimal | None:
    """Euros written as `121`, `121,50`, `€ 1.234,50`, `1,234.50` or `121,5000`; `None` for anything else.

    Three digits behind a point or a comma are thousands, as in `1.234`.
    """
    found = _AMOUNT.fullmatch(_bare(text).removesuffix(",-").strip())
    if found is None or (found["point"] is not None and found["point"] == found["mark"]):
        return None
    whole, cents = re.sub(r"\D", "", found["whole"]), (found["cents"] or "").ljust(2, "0")[:2]
    return Decimal(f"{whole}.{cents}")


def _bare(text: str) -> str:
    """Without the currency, before or behind it, and with the signs of a keyboard."""
    found = _EURO.fullmatch(text.translate(_ALIKE).strip())
    return found[1].strip() if found else ""
