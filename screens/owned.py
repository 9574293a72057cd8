"""Work that the app owns, so that it continues when the screen that asked for it is left."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from textual.app import App


def latest(app: App[Any], group: str, job: Callable[..., Coroutine[Any, Any, object]], *args: object) -> None:
    """Do a job in a worker of the app. A later one in the same group replaces it."""
    # A function and not a coroutine: stopping a worker before it starts must not leave a coroutine that was never
    # awaited.
    work: Any = partial(job, *args)
    app.run_worker(work, group=group, exclusive=True)
