"""The traces of what was deleted: it is gone for every reader at once, and its bytes are overwritten here.

Each takes its time and waits for consoles that still read old bytes: a screen awaits `desk.in_thread(traces.scrub)`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from helpdesk.domain.errors import StoreError

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


class Traces:
    """What deletions left in the store of a desk, which must be open. Errors: `StoreMissing` where it is not."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.drafts_wait = False
        """Whether bytes of drafts that went are still to be overwritten."""

    def scrub(self, *, copies: bool = True, large: bool = False) -> bool:
        """Leave no byte of what was deleted, nor of it in copies; `False` while another console reads old bytes.

        With `large`, large indexes are written anew too, for which others wait. Clause: P3.
        """
        return self._desk.store.scrub(copies=copies, large=large)

    def leave_none(self) -> bool:
        """Both: `scrub`, for what went without a record of its own, such as at the end of a period, and `finish`."""
        return self.scrub() and self.finish()

    def drafts(self) -> None:
        """Leave no byte of drafts that were sent or thrown away: a secret may have been typed and taken out again.

        Where another console reads old bytes it is tried again with the next job, and at the next start.
        Clause: P3, B6.
        """
        self.drafts_wait = True
        with suppress(StoreError):
            self.drafts_wait = not self._desk.store.scrub_drafts()

    def finish(self, patience: float | None = None) -> bool:
        """Overwrite the bytes of what was deleted as unsolicited or erased, and put on record that they are gone.

        To be called after each deletion, every now and then while it says `False`, and it is at every start.

        Args:
            patience: how long to wait, in seconds, for a console that reads old bytes; some seconds if not said.

        Returns:
            whether nothing is left to be done; `False` while another console still reads old bytes.

        Errors: `StoreError`s, such as `StoreFull`: what was deleted is gone for every reader, and its bytes wait.
        Clause: D9, R4, P3.
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
