"""`python -m benchmarks`: the table of ratios. Nothing is asserted; machines differ, ratios hardly."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks import (
    audit,
    cases,
    erasing,
    in_store,
    intake,
    ledger,
    on_screen,
    remote,
    reports,
    slow_line,
    spotting,
    tickets,
)
from benchmarks.big_store import desk_with
from benchmarks.table import Figure, markdown


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000, help="how many the big store has")
    parser.add_argument("--small", type=int, default=10_000, help="how many the small store has")
    parser.add_argument("--sessions", type=int, default=1_000_000, help="how many the ledger has")
    parser.add_argument("--records", type=int, default=1_000_000, help="how many the audit has")
    parser.add_argument("--messages", type=int, default=1_000_000, help="how many messages tickets have")
    parser.add_argument("--rows", type=int, default=100_000, help="how many rows are imported")
    parser.add_argument("--mails", type=int, default=10_000, help="how many mails are taken in")
    parser.add_argument("--idle", type=float, default=60, help="seconds in which nothing happens")
    parser.add_argument("--remote", action="store_true", help="only remote support")
    parser.add_argument("--tickets", action="store_true", help="only tickets and what came with them unasked")
    parser.add_argument("--line", action="store_true", help="only what a slow line has to carry")
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases Today looks over")
    parser.add_argument("--only-cases", action="store_true", help="only complaints, requests and erasures")
    parser.add_argument("--folder", type=Path, help="keep the stores here between runs")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = arguments.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        print(markdown(_figures(arguments, folder)))


def _figures(arguments: argparse.Namespace, folder: Path) -> Iterator[Figure]:
    if arguments.remote:
        yield from remote.figures(folder)
        return
    if arguments.line:
        yield from slow_line.figures(folder)
        return
    if arguments.only_cases:
        yield from _of_cases(arguments, folder)
        return
    if arguments.tickets:
        yield from _of_tickets(arguments, folder)
        return
    big, small = desk_with(arguments.customers, folder), desk_with(arguments.small, folder)
    yield from in_store.find_figures(big, small)
    yield from in_store.open_figures(big)
    small.shut()
    big.do(_close_all)
    big.shut()
    yield from on_screen.figures(folder / f"store-{arguments.customers}", arguments.idle)
    yield from slow_line.figures(folder)
    yield from in_store.import_figures(arguments.rows, folder)
    yield from ledger.figures(arguments.sessions, folder)
    yield from audit.figures(arguments.records, folder)
    yield from _of_tickets(arguments, folder)
    yield from _of_cases(arguments, folder)
    yield from reports.figures()
    yield from remote.figures(folder)


def _of_tickets(arguments: argparse.Namespace, folder: Path) -> Iterator[Figure]:
    yield from intake.figures(arguments.mails, folder)
    yield from tickets.figures(arguments.messages, folder)
    yield from erasing.figures(arguments.messages, folder)
    yield from spotting.figures()


def _of_cases(arguments: argparse.Namespace, folder: Path) -> Iterator[Figure]:
    yield from cases.today_figures(folder, arguments.cases)
    yield from cases.erase_figures(arguments.customers, folder)


def _close_all(work: object) -> None:
    """Leave no open file behind, so that Today is empty."""
    for opened in work.open_files.mine():  # type: ignore[attr-defined]
        work.open_files.close(opened.customer.id)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
