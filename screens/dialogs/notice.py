"""A message: what happened, what is safe, what to do."""

from __future__ import annotations

from typing import Any

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.content import Content

from helpdesk.domain.errors import Fault, HelpdeskError, Invalid, Refused
from helpdesk.domain.field_words import LABELS
from helpdesk.i18n import _, tell
from screens.dialogs.dialog import Dialog
from screens.widgets.prose import Prose, Said
from screens.widgets.reading import Reading


class Notice(Dialog[bool]):
    """Shows a message. Returns whether to try again, if that was offered."""

    def __init__(self, title: str, *paragraphs: Said, again: bool = False) -> None:
        """Make a notice.

        Args:
            title: in the frame.
            paragraphs: what is told.
            again: whether trying once more is offered.
        """
        keys = [Binding("escape" if again else "escape,enter", "cancel", _("Close"), id="notice.close")]
        if again:
            keys.insert(0, Binding("enter,r", "again", _("Try again"), id="notice.again"))
        super().__init__(title, keys=keys)
        self._paragraphs = paragraphs

    @classmethod
    def of(cls, error: HelpdeskError, *, again: bool = False) -> Notice:
        """The notice for an error."""
        return cls(_title(error), *said_by(error), again=again)

    def body(self) -> ComposeResult:
        """The paragraphs; longer ones than fit can be scrolled."""
        yield Reading(Prose(*self._paragraphs))

    def action_again(self) -> None:
        """Try again."""
        self.answer(True)

    def action_cancel(self) -> None:
        """Close it."""
        self.answer(False)


def said_by(error: HelpdeskError) -> list[Said]:
    """What happened, what is wrong with which field, what is safe, what to do, and the clause of a refusal.

    A fault without a field says everything by itself: no field needs another look then.
    """
    if isinstance(error, Invalid) and not any(fault.field for fault in error.faults):
        return [Content(tell(fault.message)).stylize("bold") for fault in error.faults]
    said: list[Said] = [Content(tell(error.what)).stylize("bold")]
    if isinstance(error, Invalid):
        said += [f"• {_of(fault)}{tell(fault.message)}" for fault in error.faults]
    if isinstance(error, Refused):
        said.append(_("Clause {clause} of the statement.").format(clause=error.decision.clause))
    said += [message for message in (error.safe, error.todo) if message is not None]
    return said


def _of(fault: Fault) -> str:
    """What a fault is about, if it has a name for people; a place in a file has one."""
    known = LABELS.get(fault.field)
    name = tell(known) if known is not None else "" if fault.field.isidentifier() else fault.field
    return f"{name}: " if name else ""


def show_error(app: App[Any], error: HelpdeskError) -> None:
    """Report an error: in a corner if that is enough, as a notice if there is more to say."""
    said = said_by(error)
    if len(said) == 1:
        app.notify(str(said[0]), severity="warning")
    else:
        app.push_screen(Notice.of(error))


def _title(error: HelpdeskError) -> str:
    return _("Not allowed") if isinstance(error, Refused) else _("That did not work")
