"""Something to know: what happened, what is safe, what to do."""

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
    """Tells something. Answers whether to try again, where that was offered."""

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
        """What an error has to say."""
        return cls(_title(error), *said_by(error), again=again)

    def body(self) -> ComposeResult:
        """The paragraphs; longer ones than fit can be scrolled."""
        yield Reading(Prose(*self._paragraphs))

    def action_again(self) -> None:
        """Try once more."""
        self.answer(True)

    def action_cancel(self) -> None:
        """Leave it."""
        self.answer(False)


def said_by(error: HelpdeskError) -> list[Said]:
    """What happened, what is wrong with which field, what is safe, what to do, and the clause of a refusal.

    What is wrong with nothing that was filled in is all there is to say: no field needs another look then.
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
    """What a fault is about, as far as that has a name for people; a place in a file is one."""
    known = LABELS.get(fault.field)
    name = tell(known) if known is not None else "" if fault.field.isidentifier() else fault.field
    return f"{name}: " if name else ""


def show_error(app: App[Any], error: HelpdeskError) -> None:
    """Tell what could not be done: in a corner when that is all, as a notice when there is more to say."""
    said = said_by(error)
    if len(said) == 1:
        app.notify(str(said[0]), severity="warning")
    else:
        app.push_screen(Notice.of(error))


def _title(error: HelpdeskError) -> str:
    return _("Not allowed") if isinstance(error, Refused) else _("That did not work")
