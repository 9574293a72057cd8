"""Where one was on a screen that was closed, for as long as the console runs: it comes back there. Clause: P2.

Keys, numbers and what was filtered or typed are kept in memory, nothing of a customer's file.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable
from weakref import WeakKeyDictionary

from textual.app import App


@runtime_checkable
class KeepsPlace(Protocol):
    """A screen that comes back where it was left, when it is given the `place` that it had then.

    The place is one object that the screen changes as one moves.
    """

    place: Any


_LEFT: WeakKeyDictionary[App[Any], dict[str, object]] = WeakKeyDictionary()


def come_back(app: App[Any], name: str, screen: KeepsPlace, *, anew: bool = False) -> None:
    """Give a screen that is not shown yet the place that the last one of this name had; its own where it is the first.

    `anew` forgets where one was.
    """
    left = _LEFT.setdefault(app, {})
    if anew:
        left.pop(name, None)
    screen.place = left.setdefault(name, screen.place)
