"""Says that a slow store is busy, while the screen stays quick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual.screen import Screen

from helpdesk.i18n import _

PATIENCE = 0.4
"""Seconds after which people start to wonder."""


@contextmanager
def busy(screen: Screen[Any], rest: str = "", doing: str = "") -> Iterator[None]:
    """Say in the title bar what is going on, if it takes long; `rest` is shown there afterwards."""

    def say() -> None:
        screen.sub_title = doing or _("busy …")

    timer = screen.set_timer(PATIENCE, say)
    try:
        yield
    finally:
        timer.stop()
        screen.sub_title = rest
