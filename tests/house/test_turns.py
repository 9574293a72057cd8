"""The order in which tests run: every worker begins with some of the long ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from support.turns import long_ones_first


@dataclass(frozen=True)
class Collected:
    """A collected test, as far as its turn depends on it."""

    path: Path
    name: str
    is_slow: bool

    def get_closest_marker(self, name: str) -> object:
        assert name == "slow"
        return True if self.is_slow else None


def collected() -> list[Any]:
    """Five modules with long tests among others, one of them on two kinds of store."""
    return [
        Collected(Path(f"test_{module}.py"), f"test_{number}[{kind}]", kind != "embedded" and module % 2 == 0)
        for module in range(10)
        for number in range(3)
        for kind in ("embedded", "postgresql" if module == 8 else "long")
    ]


@pytest.mark.parametrize("workers", [1, 2, 3, 8, 100])
def test_every_test_has_one_turn(workers: int) -> None:
    turns = long_ones_first(collected(), workers)
    assert len(turns) == len(collected())
    assert set(turns) == set(collected())


def test_every_share_begins_with_long_tests_and_those_of_a_module_are_in_one() -> None:
    turns = long_ones_first(collected(), 3)
    shares = [turns[:20], turns[20:40], turns[40:]]
    for share in shares:
        kinds = [is_long for is_long, _ in groupby(one.is_slow and "long" in one.name for one in share)]
        assert kinds == [True, False]
    for module in (0, 2, 4, 6):
        assert (
            sum(any(one.path.stem == f"test_{module}" and one.is_slow for one in share) for share in shares)
            == 1
        )


def test_what_a_server_only_shows_again_keeps_its_place() -> None:
    others = [one for one in collected() if not one.is_slow or "postgresql" in one.name]
    assert [one for one in long_ones_first(collected(), 3) if one in others] == others
