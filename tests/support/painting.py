"""Painting a console that nobody watches.

Without a terminal, Textual computes each change of the screen and discards it: a fifth of a screen test. Here a screen
is painted whenever a test looks at it. The first of a kind that no test of this process has looked at is painted when
it is left, so that anything unpaintable fails there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.app import App
from textual.cache import FIFOCache
from textual.screen import Screen
from textual.strip import Strip

_PAINTED: set[type] = set()
"""The kinds of screens that have been painted."""


@contextmanager
def painted_when_looked_at() -> Iterator[None]:
    """Screens of apps without a terminal are not painted automatically, except the first of a kind when it is left."""
    update, render = Compositor.render_update, Compositor._render_chops
    suspend, shut_down = Screen._on_screen_suspend, App._shutdown

    def put_off(compositor: Compositor, full: bool = False, **how: Any) -> Any:
        if full:
            return update(compositor, True, **how)
        compositor._dirty_regions.clear()
        return None

    def rendered(compositor: Compositor, *what: Any) -> Any:
        _PAINTED.add(type(compositor.root))
        return render(compositor, *what)

    def leave(screen: Screen[Any]) -> None:
        if type(screen) not in _PAINTED and screen.app._exception is None:
            visible_screen_stack.set(screen.app._background_screens)
            screen._compositor.render_strips()

    def suspended(screen: Screen[Any]) -> None:
        leave(screen)
        suspend(screen)

    async def shut(app: App[Any]) -> None:
        if app.screen_stack:
            leave(app.screen)
        await shut_down(app)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_update", put_off)
        patch.setattr(Compositor, "_render_chops", rendered)
        patch.setattr(Screen, "_on_screen_suspend", suspended)
        patch.setattr(App, "_shutdown", shut)
        yield


@contextmanager
def strips_with_few_caches() -> Iterator[None]:
    """A line of a widget gets a cache on first access: most of its seven are never used."""

    def begin(strip: Strip, segments: Any, cell_length: int | None = None) -> None:
        strip._segments = list(segments)
        strip._cell_length = cell_length
        strip._render_cache = strip._link_ids = strip._cell_count = None

    def made_now(strip: Strip, name: str) -> FIFOCache[Any, Any]:
        made: FIFOCache[Any, Any] = FIFOCache(_CACHES[name])
        setattr(strip, name, made)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Strip, "__init__", begin)
        patch.setattr(Strip, "__getattr__", made_now, raising=False)
        yield


_CACHES = {
    "_divide_cache": 4,
    "_crop_cache": 16,
    "_style_cache": 16,
    "_filter_cache": 4,
    "_line_length_cache": 4,
    "_crop_extend_cache": 4,
    "_offsets_cache": 4,
}
"""The size of each cache of a line, by name."""
