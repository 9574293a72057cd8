"""The place on a closed screen, remembered while the console runs, to return to. Clause: P2.

Keys, numbers, filters and typed text are kept in memory, nothing of a customer's file.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable
from weakref import WeakKeyDictionary

from textual.app import App


@runtime_checkable
class KeepsPlace(Protocol):
    """A screen that comes back where it was left, if it is given its earlier `place`.

    The place is one object that the screen changes as the cursor moves.
    """

    place: Any


_LEFT: WeakKeyDictionary[App[Any], dict[str, object]] = WeakKeyDictionary()


def come_back(app: App[Any], name: str, screen: KeepsPlace, *, anew: bool = False) -> None:
    """Give a new screen the place of the last one with this name; for the first, its own.

    `anew` forgets the earlier place.
    """
    left = _LEFT.setdefault(app, {})
    if anew:
        left.pop(name, None)
    screen.place = left.setdefault(name, screen.place)
