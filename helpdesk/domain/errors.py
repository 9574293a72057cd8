"""What can go wrong, in words a technician can act on.

Each error says what happened, what is safe, and what to do. None has personal data in `str()`: that text may reach a
log file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass

if TYPE_CHECKING:
    from helpdesk.domain.customer import CustomerFile
    from helpdesk.domain.decision import Decision


class HelpdeskError(Exception):
    """The root of all errors that are shown to a technician."""

    def __init__(self, what: Message, *, safe: Message | None = None, todo: Message | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.safe = safe
        self.todo = todo

    def __str__(self) -> str:
        return str(self.what)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field. `field` is a field's name or key path, `""` for the whole."""

    field: str
    message: Message


class Invalid(HelpdeskError):
    """Input that is not accepted, with every fault at once."""

    def __init__(self, faults: tuple[Fault, ...], what: Message | None = None) -> None:
        super().__init__(
            what or msg("Some fields need another look."),
            safe=msg("Nothing was saved yet; what you typed is still there."),
        )
        self.faults = faults


class Refused(HelpdeskError):
    """The guard or the technician's role says no. It is audited when it leaves a unit of work.

    Clause: B1, P2.
    """

    def __init__(self, decision: Decision, *, subject: str | None = None, doing: str = "") -> None:
        super().__init__(decision.reason, todo=decision.remedy)
        self.decision = decision
        self.subject = subject
        self.doing = doing


class NotFound(HelpdeskError):
    """There is no such record, or no longer."""


class FileNotOpen(HelpdeskError):
    """The customer's file is not open for a purpose, or its time is up. Clause: P2.

    `needed` names the purposes that would do, in words, if not every purpose does.
    """

    def __init__(self, subject: str, needed: object = None) -> None:
        super().__init__(
            msg("This customer's file is not open for {purposes}.", purposes=needed)
            if needed
            else msg("This customer's file is not open for any purpose."),
            safe=msg("Nothing was changed."),
            todo=msg("Open the customer again and say what for."),
        )
        self.subject = subject


class ChangedMeanwhile(HelpdeskError):
    """Somebody else saved the same customer first. `theirs` is the customer as it is now."""

    def __init__(self, theirs: CustomerFile) -> None:
        super().__init__(
            msg("Somebody else changed this customer while you were typing."),
            safe=msg("Their version is saved; yours is still on your screen."),
            todo=msg("Choose, field by field, which version to keep."),
        )
        self.theirs = theirs


class StoreError(HelpdeskError):
    """The store can't do what was asked; subclasses say why."""


class WrongKey(StoreError):
    """The key or the pass phrase does not open the store."""


class StoreMissing(StoreError):
    """There is no store yet at the configured place."""


class StoreExists(StoreError):
    """There is a store already; it is never overwritten."""


class StoreDamaged(StoreError):
    """The database file is truncated or not a database."""


class StoreReadOnly(StoreError):
    """The folder or file can't be written."""


class StoreFull(StoreError):
    """The disk is full."""


class StoreBusy(StoreError):
    """Another console holds the store for longer than we wait."""


class StoreNewer(StoreError):
    """The schema was made by a newer program."""


class StoreUnreachable(StoreError):
    """The database server can't be reached, or not safely. Clause: B4."""
