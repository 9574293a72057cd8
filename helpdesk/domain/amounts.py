"""Amounts of money as people write them. Clause: D7."""

from __future__ import annotations

import re
from decimal import Decimal

_AMOUNT = re.compile(
    r"(?P<whole>\d{1,3}(?P<mark>[.,' ])\d{3}(?:(?P=mark)\d{3})*|\d{1,11})(?:(?P<point>[.,])(?P<cents>\d{1,2}))?",
    re.ASCII,
)


def parse_credit(text: str) -> Decimal | None:
    """The amount of a credit note, written below zero: `-20,00` or `€ -20,00`; `None` for anything else."""
    bare = text.replace("\N{MINUS SIGN}", "-").strip().removeprefix("€").removeprefix("EUR").strip()
    return parse_amount(bare.removeprefix("-")) if bare.startswith("-") else None


def write_amount(amount: Decimal) -> str:
    """The amount as people type it."""
    return f"{amount:.2f}".replace(".", ",")


def parse_amount(text: str) -> Decimal | None:
    """Euros written as `121`, `121,50`, `€ 1.234,50` or `1,234.50`; `None` for anything else."""
    bare = text.replace("\N{NO-BREAK SPACE}", " ").strip().removeprefix("€").removeprefix("EUR").strip()
    found = _AMOUNT.fullmatch(bare.removesuffix(",-").strip())
    if found is None or (found["point"] is not None and found["point"] == found["mark"]):
        return None
    whole, cents = re.sub(r"\D", "", found["whole"]), (found["cents"] or "").ljust(2, "0")
    return Decimal(f"{whole}.{cents}")
