"""Overwriting the bytes of what was deleted or erased, again and again until none is left. Clause: D9, R4, P3."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App

from helpdesk.i18n import _, tell

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.domain.unsolicited import Promise
    from helpdesk.repository.unit_of_work import UnitOfWork

AGAIN = 15.0
"""Seconds between two tries to overwrite what another console still reads."""

GROUP = "finish-removals"
"""The group of the app's worker that does it; there is one at most."""


def finish(app: App[Any], desk: Desk, promise: Promise, then: Callable[[], object] | None = None) -> None:
    """Overwrite what waits, and say what the store promises then; the app owns the work. `then` is done at the end."""
    app.run_worker(_finished(app, desk, promise, then), group=GROUP, exclusive=True)


def finish_what_waits(app: App[Any], desk: Desk) -> None:
    """The same for what another console left, or this one before it was left; nothing where nothing waits."""
    if not any(one.group == GROUP and one.is_running for one in app.workers):
        app.run_worker(_taken_over(app, desk), group=GROUP, exclusive=True)


async def _finished(
    app: App[Any], desk: Desk, promise: Promise, then: Callable[[], object] | None = None
) -> None:
    waiting = False
    while not await desk.in_thread(desk.traces.finish):
        if not waiting:
            waiting = True
            app.notify(
                _(
                    "Deleted. Another console still reads the old bytes; they are overwritten as soon as it lets go."
                ),
                severity="warning",
            )
        await asyncio.sleep(AGAIN)
    app.notify(tell(promise.words))
    if then is not None:
        then()


async def _taken_over(app: App[Any], desk: Desk) -> None:
    def waits(work: UnitOfWork) -> Promise | None:
        return work.removals.promise if work.erasing.pending() or work.unsolicited.pending() else None

    if (promise := await desk.read(waits)) is not None:
        await _finished(app, desk, promise)
