"""The import: every row good or rejected, all good rows in one transaction, nothing half done.

Clause: D1–D7; P4 (rejected rows stay on this machine, in a file for their owner only).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.errors import Fault, HelpdeskError
from helpdesk.domain.imports import ImportRun
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.tasks.customers import choices
from helpdesk.tasks.importing.mapping import FIELDS, ColumnMapping, guess, parse_overrides
from helpdesk.tasks.importing.rejects import Rejects, settle_mended
from helpdesk.tasks.importing.rows import RowReader
from helpdesk.tasks.importing.sheet import Row, Rows, Sheet, read_sheet

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

AT_ONCE = 2_000
SHOWN_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A file, and what each of its columns becomes."""

    sheet: Sheet
    mapping: ColumnMapping

    @property
    def labels(self) -> Mapping[str, Message]:
        """What a column can become."""
        return FIELDS


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was rejected: its line in the file, the column, and the reason."""

    line: int
    column: str
    reason: Message


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of the rows; `rejects_file` is `None` if nothing was rejected or written.

    `mended`: the list was a file of rejected rows that Today reminded of, and no longer does.
    """

    imported: int
    unchanged: int
    rejected: int
    problems: tuple[Problem, ...]
    rejects_file: Path | None = None
    mended: bool = False

    @property
    def changes(self) -> int:
        """How many rows change something here."""
        return self.imported


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the file has been read, in bytes, and the rows so far."""

    read: int
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class How:
    """How an import runs; it only counts if `dry`.

    `progress` and `cancelled` are called between rows, and `tell` puts a message in the reader's language.
    """

    dry: bool = False
    progress: Callable[[Progress], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False
    tell: Callable[[Message], str] = str


FOR_GOOD = How()
"""Rows are stored, and nobody is told of the progress."""


class Cancelled(HelpdeskError):
    """The import was given up; the store is as it was."""

    def __init__(self) -> None:
        super().__init__(msg("The import was cancelled."), safe=msg("Nothing of the file was imported."))


def plan(path: Path, told: Sequence[str] = ()) -> ImportPlan:
    """Read how the file is written and guess its columns; `told` are overrides as `Header=field`.

    Errors: `NotASheet`, `Invalid` for overrides that name no column or field.
    """
    return planned(read_sheet(path), told)


def planned(sheet: Sheet, told: Sequence[str] = ()) -> ImportPlan:
    """What the columns of a sheet become. Errors: `Invalid` for overrides that name no column or field."""
    return ImportPlan(sheet, guess(sheet.headers, sheet.sample(), parse_overrides(told, sheet.headers)))


def run(work: UnitOfWork, planned: ImportPlan, rejects_file: Path, how: How = FOR_GOOD) -> ImportResult:
    """Import the good rows, and write the others to `rejects_file`.

    A row is *unchanged* if the customer exists already with exactly these values, so importing the same file twice
    changes nothing. Errors: `Cancelled`, `Invalid` for a mapping without a name, `Refused`, `StoreError`; after each
    of them the store is as it was.
    """
    planned.mapping.check()
    with Rejects(rejects_file, planned.sheet, how.tell) as rejects, planned.sheet.rows() as rows:
        run = _Run(work, planned, rejects, how.dry)
        try:
            for batch in _batches(rows):
                if how.cancelled():
                    raise Cancelled
                run.take(batch)
                how.progress(Progress(min(rows.bytes_read, planned.sheet.size), planned.sheet.size, run.rows))
            return run.finish()
        except BaseException:
            rejects.discard()
            raise


def _batches(rows: Rows) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(islice(source, AT_ONCE)):
        yield batch


class _State(Enum):
    """What a good row means to the store."""

    NEW = 1
    THERE = 2


class _Run:
    """One pass over a file."""

    def __init__(self, work: UnitOfWork, planned: ImportPlan, rejects: Rejects, dry: bool) -> None:
        self._work = work
        self._planned = planned
        self._rejects = rejects
        self._dry = dry
        self._read = RowReader(planned.mapping, choices(work.policy))
        self._number_column = next((column.name for column in planned.mapping.of("number")), "")
        self._some_known = work.bulk.begin()
        self._seen: dict[object, int] = {}
        self._problems: list[Problem] = []
        self._rejected = self._imported = self._unchanged = 0
        self.rows = 0

    def take(self, batch: list[Row]) -> None:
        """Judge a batch of rows, and add the good ones."""
        bad: list[tuple[Row, Sequence[Fault]]] = []
        good: list[tuple[Row, dict[str, Any]]] = []
        for row in batch:
            self.rows += 1
            read = (Fault("", row.fault),) if row.fault else self._read(row.cells)
            if isinstance(read, tuple):
                bad.append((row, read))
            else:
                good.append((row, read))
        known = self._known([values for _, values in good])
        fresh = []
        for row, values in good:
            state = self._state_of(values, known)
            if isinstance(state, Message):
                bad.append((row, (Fault(self._number_column, state),)))
            elif state is _State.THERE:
                self._unchanged += 1
            else:
                fresh.append(values)
        for row, faults in sorted(bad, key=lambda one: one[0].line):
            self._reject(row, faults)
        self._imported += len(fresh)
        if fresh and not self._dry:
            self._work.bulk.add(fresh)

    def finish(self) -> ImportResult:
        """Store the counts, and record the import."""
        rejects_file = self._rejects.path if self._rejected and not self._dry else None
        mended = False
        if not self._dry:
            self._work.bulk.finish()
            mended = settle_mended(self._work, self._planned.sheet.path)
            imported, unchanged, rejected = self._imported, self._unchanged, self._rejected
            self._work.imports.record(
                ImportRun(
                    self._work.clock(),
                    self._work.technician.login,
                    self._planned.sheet.path.name,
                    imported,
                    unchanged,
                    rejected,
                    str(rejects_file or ""),
                )
            )
            self._work.audit.record(
                AuditEvent.CUSTOMERS_IMPORTED, imported=imported, unchanged=unchanged, rejected=rejected
            )
        return ImportResult(
            self._imported, self._unchanged, self._rejected, tuple(self._problems), rejects_file, mended
        )

    def _reject(self, row: Row, faults: Sequence[Fault]) -> None:
        self._rejected += 1
        if not self._dry:
            self._rejects.add(row, faults)
        room = SHOWN_PROBLEMS - len(self._problems)
        self._problems += [Problem(row.line, fault.field, fault.message) for fault in faults][:room]

    def _known(self, rows: Sequence[Mapping[str, Any]]) -> Mapping[object, list[dict[str, Any]]]:
        """Existing customers that rows of this batch may be, by number and by name and postcode."""
        found: dict[object, list[dict[str, Any]]] = {}
        if self._some_known:
            for customer in self._work.bulk.known(rows):
                found.setdefault(customer["number"], []).append(customer)
                found.setdefault(_name_at(customer), []).append(customer)
        return found

    def _state_of(
        self, values: dict[str, Any], known: Mapping[object, list[dict[str, Any]]]
    ) -> _State | Message:
        """Whether a customer is new or exists already; a message if neither is possible."""
        number = values.get("number")
        content = hash(tuple(sorted((name, value) for name, value in values.items() if value)))
        key = number or content
        if key in self._seen:
            if self._seen[key] == content:
                return _State.THERE
            return msg("This number occurs twice in the file, with different details.")
        self._seen[key] = content
        there = known.get(number or _name_at(values), [])
        if any(_same(customer, values) for customer in there):
            return _State.THERE
        if number and there:
            return msg("This customer exists already, with different details.")
        return _State.NEW


def _name_at(values: Mapping[str, Any]) -> tuple[object, ...]:
    return (values.get("family_name"), values.get("company_name"), values.get("postcode"))


def _same(customer: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether a customer has everything that a row says; what the row does not say does not matter."""
    return all(customer.get(name) == value for name, value in values.items() if value)
