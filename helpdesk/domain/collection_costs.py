"""What a collection agency may cost a debtor. Dutch Civil Code art. 6:96; Decree of 27 March 2012 (Stb. 2012, 141)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_SHARES = (
    (Decimal(2_500), Decimal("0.15")),
    (Decimal(2_500), Decimal("0.10")),
    (Decimal(5_000), Decimal("0.05")),
    (Decimal(190_000), Decimal("0.01")),
)
"""The share of each slice of the amount; half a percent of anything above."""

_BEYOND = Decimal("0.005")
_LEAST, _MOST = Decimal(40), Decimal(6_775)
_CENT = Decimal("0.01")


def collection_costs(amount: Decimal) -> Decimal:
    """The costs of collecting an amount, both in euros, without VAT: € 125 costs € 40, € 5,000 costs € 625."""
    costs, left = Decimal(0), amount
    for part, share in _SHARES:
        costs += min(left, part) * share
        left = max(left - part, Decimal(0))
    costs += left * _BEYOND
    return min(max(costs, _LEAST), _MOST).quantize(_CENT, ROUND_HALF_UP)
