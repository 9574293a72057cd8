"""In which order tests run, so that no worker is left alone with the longest ones at the end.

Each worker of pytest-xdist's `worksteal` gets an equal share of the tests in one piece, and takes from the end of
another's when it is done. What comes first in a share is never taken away, and ends while there is other work.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pytest


def long_ones_first(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """Every worker's share, beginning with some of the long tests; those of a module stay together.

    Args:
        items: all tests. A slow one is long, unless it only shows again on a server what is shown elsewhere.
        workers: how many shares there are.
    """
    long = [item for item in items if _is_long(item)]
    others = [item for item in items if not _is_long(item)]
    begins: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for turn, (_, together) in enumerate(groupby(long, lambda item: item.path)):
        begins[turn % workers] += together
    ordered: list[pytest.Item] = []
    for done, begin in enumerate(begins):
        share = (len(items) - len(ordered)) // (workers - done)
        left = max(0, share - len(begin))
        ordered += begin + others[:left]
        del others[:left]
    return ordered


def _is_long(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None and "postgresql" not in item.name
