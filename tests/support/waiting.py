"""Waiting for a screen under test, without work for idle widgets.

After each key and at each look, Textual's pilot sends every widget of a screen a call and waits for all of them: more
than a quarter of all messages of a test. An idle widget has answered before it is asked. Then the pilot sleeps until
the process uses little CPU, three times per key: more than half of the time of a test. Here it looks for work that is
still to be done, and goes on as soon as there is none.
"""

from __future__ import annotations

import asyncio
import time
from asyncio import FIRST_COMPLETED, Event, create_task
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from textual import app as apps
from textual import pilot as pilots
from textual._context import active_app
from textual.app import ScreenError
from textual.message_pump import MessagePump
from textual.pilot import Pilot, WaitForScreenTimeout


def keys_wait(app: Any) -> bool:
    """Whether something that was typed has not been carried out yet, in an app that carries it out in turn."""
    return bool(getattr(app, "_ahead", ())) or getattr(app, "_is_under_way", False)


@contextmanager
def only_the_busy_waited_for() -> Iterator[None]:
    """Pilots wait for the app and for busy widgets, as long as they otherwise would."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pilot, "_wait_for_screen", _wait_for_screen)
        yield


@contextmanager
def no_naps() -> Iterator[None]:
    """Pilots go on as soon as there is no message, no change of the screen and no job in a thread left."""
    jobs: set[Future[Any]] = set()
    submit = ThreadPoolExecutor.submit

    def submitted(
        threads: ThreadPoolExecutor, call: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Future[Any]:
        job = submit(threads, call, *args, **kwargs)
        jobs.add(job)
        job.add_done_callback(jobs.discard)
        return job

    async def at_rest(_shortest: float = 0, longest: float = 1) -> None:
        end = time.monotonic() + longest
        while time.monotonic() < end:
            if await _nothing_ready() and not _updated() and not jobs:
                return
            if jobs and await _idle_beside(set(jobs)):
                return

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ThreadPoolExecutor, "submit", submitted)
        patch.setattr(apps, "wait_for_idle", at_rest)
        patch.setattr(pilots, "wait_for_idle", at_rest)
        yield


_NAP, _LITTLE = 0.02, 0.001
"""Seconds to wait for a job, and the CPU seconds below which no job was working meanwhile."""


async def _nothing_ready() -> bool:
    """Whether the event loop had nothing to call, twice in a row."""
    loop: Any = asyncio.get_running_loop()
    for _ in range(2):
        await asyncio.sleep(0)
        if loop._ready:
            return False
    return True


def _updated() -> bool:
    """Let app and screen do now what they would do at their next tick; returns whether there was anything."""
    app = active_app.get(None)
    if app is None or not app.screen_stack:
        return False
    if app._resize_timer is not None:
        app._check_resize()
        return True
    screen = app.screen
    due = (
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._dirty_widgets
    )
    if not (due or screen._recompose_required or screen._callbacks):
        return False
    screen._on_timer_update()
    return True


async def _idle_beside(jobs: set[Future[Any]]) -> bool:
    """Wait until a job is done; returns whether all of them are only waiting themselves."""
    worked, done, loop = time.process_time(), Event(), asyncio.get_running_loop()

    def tell(_: Future[Any]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits
            loop.call_soon_threadsafe(done.set)

    for job in jobs:
        job.add_done_callback(tell)
    with suppress(TimeoutError):
        async with asyncio.timeout(_NAP):
            await done.wait()
    return not done.is_set() and time.process_time() - worked < _LITTLE


async def _wait_for_screen(pilot: Pilot[Any], timeout: float = 30.0) -> bool:  # noqa: ASYNC109
    """Wait until what is queued now is done; returns whether all of it is, which it is not if the app fails.

    Raises:
        WaitForScreenTimeout: if it is not done in so many seconds.
    """
    app = pilot.app
    try:
        widgets = app.screen.walk_children(with_self=True)
    except ScreenError:
        return False
    left, done = 0, Event()

    def called() -> None:
        nonlocal left
        left -= 1
        if not left:
            done.set()

    for pump in (app, *(widget for widget in widgets if not _waits(widget))):
        left += pump.call_later(called)
    if not left:
        return True
    ends = [create_task(done.wait()), create_task(app._exception_event.wait())]
    ended, going_on = await asyncio.wait(ends, timeout=timeout, return_when=FIRST_COMPLETED)
    for end in going_on:
        end.cancel()
    if not ended:
        raise WaitForScreenTimeout("The screen does not come to rest.")
    return not left


def _waits(pump: MessagePump) -> bool:
    """Whether it has handled all its messages, and waits for more."""
    ready: Any = pump._message_queue.ready_event
    return bool(ready._waiters) and not ready.is_set() and not pump._next_callbacks
