"""The way back: which of the pages below are not worth another Escape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from textual.screen import ModalScreen, Screen

from screens.page import Asks, Page

LONGEST = 8
"""How many pages there are on the first one at most; those left longest ago are dropped."""


def no_longer_needed(stack: Sequence[Screen[Any]]) -> list[Page[Any]]:
    """The pages below the one in front that are dropped.

    That is the one that shows the same, because it is on top again, and the lowest if the way back would be longer
    than `LONGEST`. Forms stay, and so does what they were opened from, and what a dialog asks for.
    """
    front = stack[-1]
    free = [
        below
        for below, above in pairwise(stack)
        if isinstance(below, Page) and below.stands_for and not isinstance(above, (Asks, ModalScreen))
    ]
    again = [one for one in free if isinstance(front, Page) and one.stands_for == front.stands_for]
    others = [one for one in free if one not in again]
    too_many = len(stack) - 1 - len(again) - LONGEST
    return again + others[: max(too_many, 0)]
