"""The small registers of the desk itself: technicians, imports, drafts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, select, update

from helpdesk.domain.calendar import add
from helpdesk.domain.imports import ImportRun
from helpdesk.domain.technician import Technician
from helpdesk.repository.base import Repository
from helpdesk.repository.tables import DraftRow, ImportRow, TechnicianRow

_UNSETTLED = (
    select(ImportRow.__table__)
    .where(ImportRow.rejected > 0, ImportRow.settled.is_(None))
    .order_by(ImportRow.at)
    .limit(200)
)
_FORMS = (
    select(DraftRow.form, DraftRow.saved)
    .where(DraftRow.technician_seq == bindparam("technician"))
    .order_by(DraftRow.saved)
)


class Technicians(Repository):
    """Clause: B1."""

    def by_login(self, login: str) -> Technician | None:
        """The technician behind an account of the machine, if there is one."""
        row = self.connection.execute(
            select(TechnicianRow.__table__).where(TechnicianRow.login == login)
        ).first()
        return Technician(row.seq, row.login, row.name, row.role) if row else None

    def all(self) -> tuple[Technician, ...]:
        """Everybody who works or worked here, by name."""
        rows = self.connection.execute(select(TechnicianRow.__table__).order_by(TechnicianRow.name))
        return tuple(Technician(row.seq, row.login, row.name, row.role) for row in rows)

    def add(self, login: str, name: str, role: str) -> Technician:
        """Add a technician with a role of the policy."""
        seq = self.connection.execute(
            insert(TechnicianRow).returning(TechnicianRow.seq), {"login": login, "name": name, "role": role}
        ).scalar_one()
        return Technician(seq, login, name, role)

    def set_role(self, technician: Technician, role: str) -> Technician:
        """Give a technician another role of the policy."""
        self.connection.execute(
            update(TechnicianRow).where(TechnicianRow.seq == technician.id).values(role=role)
        )
        return replace(technician, role=role)


class Imports(Repository):
    """The runs of the import, and which left rejected rows."""

    def record(self, run: ImportRun) -> int:
        """Keep a run's counts; returns its id. Of a file that is imported again, the newest run alone is open."""
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
        """The run that was under way when somebody came into the store: it is kept at its end."""
        run = select(ImportRow.__table__).where(ImportRow.at >= moment, ImportRow.imported > 0)
        row = self.connection.execute(run.order_by(ImportRow.at).limit(1)).first()
        return None if row is None else _run(row)

    def rejects_files(self) -> frozenset[str]:
        """The files of rejected rows that somebody may still need."""
        return frozenset(self.connection.execute(select(ImportRow.rejects_file)).scalars()) - {""}

    def settle(self, run: int) -> None:
        """Somebody has dealt with the rejected rows of a run: nobody needs what was written of its list."""
        this_list = select(ImportRow.file_name).where(ImportRow.seq == run).scalar_subquery()
        self.connection.execute(
            update(ImportRow)
            .where(ImportRow.file_name == this_list)
            .values(settled=self.work.clock(), rejects_file="")
        )


class Drafts(Repository):
    """What this technician typed and has not saved. Nobody else is handed it."""

    def save(self, form: str, content: str) -> None:
        """Keep a form's content (JSON), in the place of an older draft of the same form."""
        self._delete(self._mine(form))
        self.connection.execute(
            insert(DraftRow),
            {
                "technician_seq": self.work.technician.id,
                "form": form,
                "content": content,
                "saved": self.work.clock(),
            },
        )

    def load(self, form: str) -> str | None:
        """This technician's draft of a form, if there is one."""
        return self.connection.execute(
            select(DraftRow.content).where(
                DraftRow.technician_seq == self.work.technician.id, DraftRow.form == form
            )
        ).scalar_one_or_none()

    def forms(self) -> tuple[tuple[str, datetime], ...]:
        """The forms of which this technician has drafts, and since when; oldest first."""
        rows = self.connection.execute(_FORMS, {"technician": self.work.technician.id})
        return tuple((row.form, row.saved) for row in rows)

    def drop(self, form: str) -> None:
        """Forget this technician's draft of a form. Its bytes, and those of all before it, are to be overwritten."""
        self._forget(self._mine(form))

    def drop_of_tickets(self, tickets: Collection[int]) -> None:
        """Forget what anybody is writing in tickets that go. Clause: P3, R4."""
        rows = self.connection.execute(
            select(DraftRow.seq, DraftRow.form).where(DraftRow.form.startswith("ticket:"))
        )
        gone = {str(ticket) for ticket in tickets}
        written = [row.seq for row in rows if row.form.split(":")[1] in gone]
        self._forget(DraftRow.seq.in_(written))

    def past(self) -> tuple[int, ...]:
        """Everybody's drafts to which nobody came back in the time of the policy. Clause: P3."""
        period, now = self.work.policy.limits.draft_kept, self.work.clock()
        rows = self.connection.execute(select(DraftRow.seq, DraftRow.saved))
        return tuple(row.seq for row in rows if add(period, row.saved) <= now)

    def forget_past(self) -> int:
        """Forget those; returns how many there were. Clause: P3."""
        return self._forget(DraftRow.seq.in_(self.past()))

    def _mine(self, form: str) -> ColumnElement[bool]:
        return and_(DraftRow.technician_seq == self.work.technician.id, DraftRow.form == form)

    def _forget(self, which: ColumnElement[bool]) -> int:
        gone = self._delete(which)
        self.work.drafts_went = self.work.drafts_went or bool(gone)
        return gone

    def _delete(self, which: ColumnElement[bool]) -> int:
        return self.connection.execute(delete(DraftRow).where(which)).rowcount


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
