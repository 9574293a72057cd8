"""A store of many made-up customers, made once and kept between runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.policy.loader import load
from helpdesk.tasks.sample.generate import generate

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

AT_ONCE = 5_000


def desk_with(customers: int, folder: Path) -> Desk:
    """An open desk on an encrypted store with just so many customers, under `folder`."""
    home = folder / f"store-{customers}"
    desk = Desk(config.load({"home": str(home)}, {}), load(None))
    if (home / "complete").exists():
        desk.open()
        return desk
    began = time.perf_counter()
    desk.create(name="Bench")
    desk.do(fill, generate(customers, seed=1))
    (home / "complete").touch()
    print(f"made {customers:,} customers in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return desk


def fill(work: UnitOfWork, rows: Iterator[dict[str, Any]]) -> None:
    """Add customers in batches."""
    work.bulk.begin()
    rows = iter(rows)
    while batch := list(islice(rows, AT_ONCE)):
        work.bulk.add(batch)
    work.bulk.finish()
