"""The register of the runs of the import."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select, update

from helpdesk.domain.imports import ImportRun
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.tables import CustomerRow, ImportRow

LONGEST = timedelta(days=1)
"""How long a run of the import takes at most."""

_UNSETTLED = (
    select(ImportRow.__table__)
    .where(ImportRow.rejected > 0, ImportRow.settled.is_(None))
    .order_by(ImportRow.at)
    .limit(200)
)


class Imports(Repository):
    """The runs of the import, and which of them left rejected rows."""

    def record(self, run: ImportRun) -> int:
        """Store a run's counts and return its id. If a file is imported again, only its newest run counts as open."""
        self.connection.execute(
            update(ImportRow)
            .where(ImportRow.file_name == run.file_name, ImportRow.settled.is_(None))
            .values(settled=run.at)
        )
        return self.connection.execute(
            insert(ImportRow).returning(ImportRow.seq),
            {
                "at": run.at,
                "technician": run.technician,
                "file_name": run.file_name,
                "imported": run.imported,
                "unchanged": run.unchanged,
                "rejected": run.rejected,
                "rejects_file": run.rejects_file,
            },
        ).scalar_one()

    def unsettled(self) -> tuple[ImportRun, ...]:
        """Runs whose rejected rows nobody has dealt with, oldest first."""
        return tuple(map(_run, self.connection.execute(_UNSETTLED)))

    def that_brought(self, moment: datetime) -> ImportRun | None:
        """The run that was under way when somebody came into the store: a run is stored when it ends."""
        run = select(ImportRow.__table__).where(
            ImportRow.at.between(moment, moment + LONGEST), ImportRow.imported > 0
        )
        row = self.connection.execute(run.order_by(ImportRow.at).limit(1)).first()
        return None if row is None else _run(row)

    def remove_past(self, before: datetime) -> int:
        """Remove runs from before a moment, with the audit's records of them; how many. Clause: P3.

        A file's name may be somebody's, and says where our data of a customer came from. So a run stays as long as a
        customer whom it brought (GDPR art. 15(1)(g)), or rejected rows. Needs the job `retention`.
        """
        self.work.require(Job.RETENTION)
        is_settled = or_(ImportRow.rejected == 0, ImportRow.settled.is_not(None))
        past = select(ImportRow.seq, ImportRow.at).where(ImportRow.at < before, is_settled)
        gone = [row.seq for row in self.connection.execute(past).all() if not self._has_brought(row.at)]
        return self.connection.execute(delete(ImportRow).where(ImportRow.seq.in_(gone))).rowcount

    def _has_brought(self, ended: datetime) -> bool:
        """Whether a customer is still here who came in while a run that ended then was under way."""
        theirs = CustomerRow.created.between(ended - LONGEST, ended)
        there = select(exists().where(theirs, CustomerRow.number != CustomerRow.id))
        return self.connection.execute(there).scalar_one()

    def rejects_files(self) -> frozenset[str]:
        """The files of rejected rows that somebody may still need."""
        return frozenset(self.connection.execute(select(ImportRow.rejects_file)).scalars()) - {""}

    def settle(self, run: int) -> None:
        """Somebody has dealt with the rejected rows of a run: what was written of its list is no longer needed."""
        this_list = select(ImportRow.file_name).where(ImportRow.seq == run).scalar_subquery()
        self.connection.execute(
            update(ImportRow)
            .where(ImportRow.file_name == this_list)
            .values(settled=self.work.clock(), rejects_file="")
        )


def _run(row: Any) -> ImportRun:
    return ImportRun(
        row.at,
        row.technician,
        row.file_name,
        row.imported,
        row.unchanged,
        row.rejected,
        row.rejects_file,
        row.seq,
    )
