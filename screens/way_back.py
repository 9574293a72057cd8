"""The way back: as pages open on one another, which of those beneath are not worth another Escape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from textual.screen import ModalScreen, Screen

from screens.page import Asks, Page

LONGEST = 8
"""How many pages lie on the first one at most; of what was left longest ago the way back forgets."""


def no_longer_needed(stack: Sequence[Screen[Any]]) -> list[Page[Any]]:
    """The pages beneath the one in front that are let go of.

    That is the one that shows the same, for it is on top once more, and where the way back would be longer than
    `LONGEST` the lowest. What somebody fills in stays, and so does what that was opened from or what a dialog asks for.
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
