"""Painting a console that nobody watches.

Without a terminal, Textual works out each change of the screen and throws it away: a fifth of a test of a screen. Here
a screen is painted when it comes up, so that what can't be painted fails there, and whenever a test looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

import pytest
from textual._compositor import Compositor


@contextmanager
def painted_when_looked_at() -> Iterator[None]:
    """Screens of apps without a terminal are painted once, and then no more by themselves."""
    painted: WeakSet[Compositor] = WeakSet()
    paint = Compositor.render_update

    def paint_once(compositor: Compositor, full: bool = False, **how: Any) -> Any:
        if full or compositor not in painted:
            painted.add(compositor)
            return paint(compositor, True, **how)
        compositor._dirty_regions.clear()
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_update", paint_once)
        yield
