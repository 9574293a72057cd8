"""Amounts are read as people write them, in Dutch and in English. Clause: D7."""

from __future__ import annotations

from decimal import Decimal

import pytest

from helpdesk.domain.amounts import parse_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("121", "121"), ("121,5", "121.50"), ("121.50", "121.50"), ("€ 1.234,50", "1234.50"), ("1,234.50", "1234.50"),
        ("1.234", "1234"), ("1 234 567,89", "1234567.89"), ("50,-", "50"), ("EUR 12", "12"), ("0,01", "0.01"),
    ],
)  # fmt: skip
def test_an_amount_is_read(text: str, amount: str) -> None:
    """Clause: D7."""
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "-5", "abc", "1,2,3", "12,345,6", "1e9", "१२", "1.2345", "9" * 40])
def test_what_is_no_amount_is_none(text: str) -> None:
    """Clause: D7."""
    assert parse_amount(text) is None
