"""A store of many made-up customers, created once and kept between runs."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.policy.loader import load
from helpdesk.tasks.sample.generate import generate
from helpdesk.tasks.tickets import tidy_find

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

AT_ONCE = 20_000


def desk_with(customers: int, folder: Path) -> Desk:
    """An open desk on an encrypted store with exactly that many customers, under `folder`."""
    home = folder / f"store-{customers}"
    desk = Desk(config.load({"home": str(home)}, {}), load(None))
    with unless_complete(home, f"{customers:,} customers") as is_new:
        if not is_new:
            desk.open()
            return desk
        shutil.rmtree(home, ignore_errors=True)
        desk.create(name="Bench")
        rows = generate(customers, seed=1)
        while batch := list(islice(rows, AT_ONCE)):
            desk.do(add, batch)
    return desk


@contextmanager
def unless_complete(place: Path, what: str) -> Iterator[bool]:
    """Whether the store at `place` has yet to be filled; then it counts as complete, and says how long it took."""
    complete = place / "complete"
    if complete.exists():
        yield False
        return
    began = time.perf_counter()
    yield True
    complete.touch()
    print(f"made {what} in {time.perf_counter() - began:.0f} s", file=sys.stderr)


def tidy(desk: Desk) -> None:
    """Merge what writing left in the search, as the console does in the background."""
    while desk.do(tidy_find):
        pass


def add(work: UnitOfWork, rows: list[dict[str, Any]]) -> None:
    """Add customers."""
    work.bulk.begin()
    work.bulk.add(rows)
    work.bulk.finish()
