"""Waiting for a screen under test, without work for idle widgets.

After each key and at each look, Textual's pilot sends every widget of a screen a call and waits for all of them: more
than a quarter of all messages of a test. An idle widget has answered before it is asked.
"""

from __future__ import annotations

import asyncio
from asyncio import FIRST_COMPLETED, Event, create_task
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.app import ScreenError
from textual.message_pump import MessagePump
from textual.pilot import Pilot, WaitForScreenTimeout


@contextmanager
def only_the_busy_waited_for() -> Iterator[None]:
    """Pilots wait for the app and for busy widgets, as long as they otherwise would."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pilot, "_wait_for_screen", _wait_for_screen)
        yield


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
