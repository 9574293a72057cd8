"""Treating what a technician points at as unsolicited data. Clause: D9."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screens.page import Page
from screens.ticket_selection import Selection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def can_treat() -> bool:
    """Whether something can be treated as unsolicited."""
    return False
