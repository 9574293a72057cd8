"""The housekeeping when a console starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from helpdesk.domain.glance import Some

if TYPE_CHECKING:
    from pathlib import Path

    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


class Leftovers(NamedTuple):
    """Sessions and removals of a killed console, and what nobody came back to in time.

    `journal`: a console that ends normally leaves none; one left behind may contain removed drafts.
    """

    journal: bool = False
    sessions: bool = False
    removals: bool = False
    drafts: bool = False

    @classmethod
    def beside(cls, database: Path | None) -> Self:
        """What can be seen beside the store's file before it is opened; a server's (`None`) is not ours to look at."""
        if database is None:
            return cls()
        try:
            return cls(journal=database.with_name(f"{database.name}-wal").stat().st_size > 0)
        except OSError:
            return cls()

    def found(self, work: UnitOfWork) -> Self:
        """The same, with what there is in the store for a technician."""
        asked = (Some.SESSIONS_RUNNING, Some.ITEMS_PENDING, Some.ERASURES_PENDING, Some.DRAFTS)
        there = work.glance.there_is(*asked)
        return self._replace(
            sessions=Some.SESSIONS_RUNNING in there and bool(work.sessions.left_open(work.technician.id)),
            removals=bool(there & {Some.ITEMS_PENDING, Some.ERASURES_PENDING}),
            drafts=Some.DRAFTS in there and bool(work.drafts.past()),
        )

    def see_to(self, desk: Desk) -> None:
        """Close and finish what was left. Errors: `StoreError`s if that can't be written now."""
        if self.sessions:
            desk.do(lambda work: work.sessions.close_left_open())
        if self.removals:
            desk.traces.finish(patience=0)
        if self.drafts:
            desk.do(lambda work: work.drafts.forget_past())
        if self.journal:  # or another console is running; then this does almost nothing
            desk.traces.drafts()
