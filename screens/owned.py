"""Work that the app owns, so that it goes on when the screen that asked for it is left."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from textual.app import App


def latest(app: App[Any], group: str, job: Callable[..., Coroutine[Any, Any, object]], *args: object) -> None:
    """Do a job in a worker of the app. One that is asked for later in the same group takes its place."""
    # A function and no coroutine: of a worker that is stopped before it began nothing is left that was never awaited.
    work: Any = partial(job, *args)
    app.run_worker(work, group=group, exclusive=True)
