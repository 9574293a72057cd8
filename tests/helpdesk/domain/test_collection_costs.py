"""What a collection agency may cost, by the table of the law. Clause: A1; Dutch Civil Code art. 6:96."""

from __future__ import annotations

from decimal import Decimal

import pytest

from helpdesk.domain.collection_costs import collection_costs


@pytest.mark.parametrize(
    ("amount", "costs"),
    [
        ("0.01", "40"), ("125", "40"), ("266.67", "40"), ("333.33", "50"), ("2500", "375"), ("5000", "625"),
        ("10000", "875"), ("23000", "1005"), ("200000", "2775"), ("300000", "3275"), ("1000000", "6775"),
        ("5000000", "6775"),
    ],
)  # fmt: skip
def test_the_costs_are_those_of_the_decree_to_the_cent(amount: str, costs: str) -> None:
    """Clause: A1."""
    assert collection_costs(Decimal(amount)) == Decimal(costs)
