"""The access report of a customer with much data: how long it takes and how much memory, complete as sent.

`python -m benchmarks.reports` prints this part only. The memory is that of a process that makes one report, compared
with the same process before it; the typesetter's process is counted separately.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.table import Figure, markdown, ratio
from helpdesk.documents import archive
from helpdesk.domain.access import AccessContent
from helpdesk.policy.loader import load
from helpdesk.tasks.copies import save_access
from tests.support.letters import content

RECORDS = 5_000
ROUNDS = 3
MIB = 1024  # kilobytes, as the system counts them


def figures() -> Iterator[Figure]:
    """Time and memory of the complete report, and of the report without PDF; the floor is its values as plain JSON."""
    for what, aim in (("page, JSON and sheets", ""), ("with PDF", "<= 2 s, <= 150 MiB")):
        pdf = ["--pdf"] if what == "with PDF" else []
        command = [sys.executable, "-m", "benchmarks.reports", "--measure", *pdf]
        seen = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        memory = f"{seen['before'] + seen['grown'] + seen['typesetter']:.0f} MiB"
        parts = f"{seen['before']:.0f} before it, {seen['grown']:.0f} for it"
        typesetter = f", {seen['typesetter']:.0f} the typesetter" if pdf else ""
        yield Figure(
            f"access report of {RECORDS:,} records, {what}",
            f"{seen['seconds']:.2f} s (CPU {seen['cpu']:.2f}), {memory} ({parts}{typesetter})",
            f"{seen['floor']:.2f} s bare JSON",
            ratio(seen["seconds"], seen["floor"]),
            aim,
        )


def _measure(*, pdf: bool) -> dict[str, float]:
    """Seconds of the quickest report, CPU seconds of each; MiB before the first, added by it, and beside it."""
    held = content(RECORDS)
    if not pdf:
        archive.can_typeset = lambda: False  # type: ignore[attr-defined]  # what it imports
    before = _most()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        began = _cpu()
        times = [_seconds(_saved, held, Path(folder) / "first.zip")]
        grown = _most() - before
        times += [_seconds(_saved, held, Path(folder) / f"{number}.zip") for number in range(1, ROUNDS)]
        cpu = (_cpu() - began) / ROUNDS
    return {
        "seconds": min(times),
        "cpu": cpu,
        "floor": min(_seconds(_bare, held) for _ in range(ROUNDS)),
        "before": before,
        "grown": grown,
        "typesetter": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MIB * pdf,
    }


def _most() -> float:
    """The peak MiB of this process; `getrusage` starts with those of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+)", status)[1]) / MIB  # type: ignore[index]


def _saved(held: AccessContent, path: Path) -> None:
    save_access(load(None), held, "nl", str(path))


def _bare(held: AccessContent) -> str:
    return json.dumps(
        [
            {one.name: str(one.value) for one in record.fields}
            for register in held.registers
            for record in register.records
        ]
    )


def _seconds(work: Callable[..., object], *arguments: Any) -> float:
    began = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - began


def _cpu() -> float:
    """CPU seconds of this process and of its finished children."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    if "--measure" in sys.argv:
        print(json.dumps(_measure(pdf="--pdf" in sys.argv)))
    else:
        print(markdown(figures()))
