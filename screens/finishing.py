"""Overwriting the bytes of deleted or erased data, repeatedly until none is left. Clause: D9, R4, P3."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.worker import Worker, WorkerError, WorkType

from helpdesk.i18n import _, tell

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.domain.unsolicited import Promise
    from helpdesk.repository.unit_of_work import UnitOfWork

AGAIN = 15.0
"""Seconds between tries to overwrite what another console still reads."""

GROUP = "finish-removals"
"""The group of the app's worker for it; there is at most one."""

WATCH = "finish-watch"
"""The group of the worker that checks whether anything waits."""


def finish(
    app: App[Any],
    desk: Desk,
    promise: Promise,
    then: Callable[[], object] | None = None,
    *,
    overwrite: Callable[[], bool] | None = None,
) -> Worker[None]:
    """Overwrite what waits, then say what the store promises; the app owns the work. `then` runs at the end.

    `overwrite` does that, and says whether nothing is left: `desk.traces.finish` by default.
    """
    job: WorkType[None] = partial(_finished, app, desk, promise, then, overwrite or desk.traces.finish)
    return app.run_worker(job, group=GROUP, exclusive=True)


def finish_what_waits(app: App[Any], desk: Desk, then: Callable[[], object]) -> None:
    """The same for what another console, or an earlier run, left; does nothing if nothing waits."""
    look: WorkType[None] = partial(_seen_to, app, desk, then)
    app.run_worker(look, group=WATCH, exclusive=True)


async def _finished(
    app: App[Any],
    desk: Desk,
    promise: Promise,
    then: Callable[[], object] | None,
    overwrite: Callable[[], bool],
) -> None:
    waiting = False
    while not await desk.in_thread(overwrite):
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


async def _seen_to(app: App[Any], desk: Desk, then: Callable[[], object]) -> None:
    def waits(work: UnitOfWork) -> Promise | None:
        return work.removals.promise if work.erasing.pending() or work.unsolicited.pending() else None

    running = next((one for one in app.workers if one.group == GROUP and not one.is_finished), None)
    if running is None and (promise := await desk.read(waits)) is not None:
        running = finish(app, desk, promise)
    if running is not None:
        with suppress(WorkerError):  # it was reported, and the next check by Today tries again
            # The next check by Today ends this waiting, not what it waits for.
            await asyncio.shield(running.wait())
            then()
