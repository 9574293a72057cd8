"""What a search gives back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self, TypeVar

T = TypeVar("T")


class Findings(tuple[T, ...]):
    """What a search found, best or newest first; `more` where there is, or may be, more that matches too."""

    more: bool

    def __new__(cls, found: Iterable[T] = (), *, more: bool = False) -> Self:
        """What was found in its order."""
        made = super().__new__(cls, found)
        made.more = more
        return made
