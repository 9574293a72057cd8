"""Waiting for a screen under test, without work for the widgets that have nothing to do.

Textual's pilot hands every widget of a screen a call and waits for all of them, after each key and at each look: more
than a quarter of all messages of a test. A widget that waits for a message has answered before it is asked. Then it
naps until the processor does little, three times a key: more than half of the time of a test. Here it is asked what
there is to wait for.
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


@contextmanager
def only_the_busy_waited_for() -> Iterator[None]:
    """Pilots wait for the app and for what has a message before it or at hand, as long as they would otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pilot, "_wait_for_screen", _wait_for_screen)
        yield


@contextmanager
def no_naps() -> Iterator[None]:
    """Pilots go on as soon as nothing is left to be done now: no message, no change of the screen, no job in a thread."""
    jobs: set[Future[Any]] = set()
    submit = ThreadPoolExecutor.submit

    def submitted(threads: ThreadPoolExecutor, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
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
"""Seconds in which a job that is under way was not working, if the processor worked less than this."""


async def _nothing_ready() -> bool:
    """Whether the loop had nothing to call two times in a row, once it had called what it had."""
    loop: Any = asyncio.get_running_loop()
    for _ in range(2):
        await asyncio.sleep(0)
        if loop._ready:
            return False
    return True


def _updated() -> bool:
    """Have app and screen do at once what they would do at their next tick; gives whether there was anything."""
    app = active_app.get(None)
    if app is None or not app.screen_stack:
        return False
    if app._resize_timer is not None:
        app._check_resize()
        return True
    screen = app.screen
    due = screen._layout_required or screen._scroll_required or screen._repaint_required or screen._dirty_widgets
    if not (due or screen._recompose_required or screen._callbacks):
        return False
    screen._on_timer_update()
    return True


async def _idle_beside(jobs: set[Future[Any]]) -> bool:
    """Wait for a job to be done; gives whether all of them only wait themselves."""
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
    """Wait until what is queued now is done; gives whether it all is, which it is not where the app fails.

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
    """Whether it has done all that it was sent, and waits for more."""
    ready: Any = pump._message_queue.ready_event
    return bool(ready._waiters) and not ready.is_set() and not pump._next_callbacks
