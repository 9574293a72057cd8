"""A unit of work that somebody no longer waits for."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def taking_turns() -> Iterator[None]:
    """Threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("taking_turns")
def test_it_may_be_interrupted_at_any_moment_also_as_it_ends(workplace: Any) -> None:
    for _ in range(20):
        unit = workplace.as_(read_only=True)
        begun, over = threading.Event(), threading.Event()

        def read(unit: Any = unit, begun: threading.Event = begun, over: threading.Event = over) -> None:
            with unit:
                begun.set()
            over.set()

        reader = threading.Thread(target=read)
        reader.start()
        begun.wait()
        while not over.is_set():
            unit.interrupt()
        reader.join()
