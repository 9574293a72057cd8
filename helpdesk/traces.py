"""Traces of deleted data: it is gone for every reader at once, and its bytes are overwritten here.

Each takes time and waits for consoles that still read old bytes: a screen awaits `desk.in_thread(traces.scrub)`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from helpdesk.domain.errors import StoreError

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


class Traces:
    """What deletions left in the store of an open desk. Errors: `StoreMissing` if it is not open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.drafts_wait = False
        """Whether bytes of removed drafts still have to be overwritten."""

    def scrub(self, *, copies: bool = True, large: bool = False) -> bool:
        """Leave not a byte of deleted data, also in copies; `False` while another console reads old bytes.

        With `large`, large indexes are rewritten too, for which others wait. Clause: P3.
        """
        return self._desk.store.scrub(copies=copies, large=large)

    def leave_none(self) -> bool:
        """Both `scrub`, for data removed without a record of its own, such as at its end, and `finish`."""
        return self.scrub() and self.finish()

    def drafts(self) -> None:
        """Leave not a byte of drafts that were sent or thrown away: a secret may have been typed and removed again.

        If another console reads old bytes, it is tried again with the next job, and at the next start. Clause: P3, B6.
        """
        self.drafts_wait = True
        with suppress(StoreError):
            self.drafts_wait = not self._desk.store.scrub_drafts()

    def finish(self, patience: float | None = None) -> bool:
        """Overwrite the bytes of deleted unsolicited data and erased people, and record that they are gone.

        Call it after each deletion, and now and then while it returns `False`; every start calls it too.

        Args:
            patience: how long to wait, in seconds, for a console that reads old bytes; a few by default.

        Returns:
            whether nothing is left to do; `False` while another console still reads old bytes.

        Errors: `StoreError`s, such as `StoreFull`: the data is gone for every reader, and its bytes wait to be
        overwritten. Clause: D9, R4, P3.
        """
        store = self._desk.store
        with self._desk.unit(read_only=True) as work:
            items, erasures = work.unsolicited.pending(), work.erasing.pending()
        if not items and not erasures:
            return True
        scrubbed = store.scrub() if patience is None else store.scrub(patience=patience)
        if scrubbed:
            self._desk.do(_settle, items, erasures)
        return scrubbed


def _settle(work: UnitOfWork, items: tuple[int, ...], erasures: tuple[int, ...]) -> None:
    work.unsolicited.settle(items)
    work.erasing.settle(erasures)
