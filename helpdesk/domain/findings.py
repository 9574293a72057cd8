"""The result of a search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self, TypeVar

T = TypeVar("T")


class Findings(tuple[T, ...]):
    """What a search found, best or newest first; `more` if there are, or may be, further matches."""

    more: bool

    def __new__(cls, found: Iterable[T] = (), *, more: bool = False) -> Self:
        """Make it from what was found, in that order."""
        made = super().__new__(cls, found)
        made.more = more
        return made
