"""Amounts are read as people and accounting programs write them, in Dutch and in English. Clause: D7."""

from __future__ import annotations

from decimal import Decimal

import pytest

from helpdesk.domain.amounts import parse_amount, parse_credit


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("121", "121"), ("121,5", "121.50"), ("121.50", "121.50"), ("€ 1.234,50", "1234.50"), ("1,234.50", "1234.50"),
        ("1.234", "1234"), ("1 234 567,89", "1234567.89"), ("50,-", "50"), ("EUR 12", "12"), ("0,01", "0.01"),
        ("12,50 €", "12.50"), ("12.50 eur", "12.50"), ("1\u202f234,50", "1234.50"), ("1’234.50", "1234.50"),
        ("60.5000", "60.50"), ("1.234,500000", "1234.50"), ("50,–", "50"),
    ],
)  # fmt: skip
def test_an_amount_is_read(text: str, amount: str) -> None:
    """Clause: D7."""
    assert (parse_amount(text), parse_credit(text)) == (Decimal(amount), None)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("-20", "20"), ("€ -20,00", "20"), ("-€ 1.234,50", "1234.50"), ("−12,50", "12.50"), ("12,50-", "12.50"),
        ("12.50 -", "12.50"), ("€ 12,50-", "12.50"), ("(12,50)", "12.50"), ("€ (1,234.50)", "1234.50"),
        ("(€ 12,50)", "12.50"), ("12,50 CR", "12.50"), ("12.50cr", "12.50"), ("EUR 12,50 Cr", "12.50"), ("-12,-", "12"),
    ],
)  # fmt: skip
def test_an_amount_below_zero_is_read_as_accounting_programs_write_it(text: str, amount: str) -> None:
    """Clause: D7, A1. And it is never taken for an amount that is to be paid."""
    assert (parse_credit(text), parse_amount(text)) == (Decimal(amount), None)


@pytest.mark.parametrize(
    "text",
    [
        "", "abc", "1,2,3", "12,345,6", "1e9", "१२", "1.2345", "9" * 40, "0.500", "€", "-", "()", "CR", "12-", "12,--",
        "-12,50-", "-(12,50)", "(-12,50)", "-12,50 CR", "12,50 C", "12,50 DB", "12.-", "€ € 5", "1 234.567,8", "(12,50",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_none(text: str) -> None:
    """Clause: D7. What can be read in two ways is not guessed at."""
    assert (parse_amount(text), parse_credit(text)) == (None, None)
