"""After a session: how it went, how long it took, and what is left to do. Clause: G4, B6."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.display import visible
from helpdesk.domain.remote import Session
from helpdesk.i18n import _
from helpdesk.policy.model import Policy
from helpdesk.support import say_new
from screens.dialogs.dialog import Dialog
from screens.session_words import say_lasted, say_outcome, say_way
from screens.widgets.controls import TextBox, Tick
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose


@dataclass(frozen=True, slots=True)
class Note:
    """What was noted, and whether something is left to do."""

    text: str
    follow_up: bool


class SessionOver(Dialog[Note]):
    """Asks for a note. Escape says nothing: after a session Today reminds."""

    def __init__(self, policy: Policy, session: Session, *, again: bool = False) -> None:
        """Make the question about a session that has ended; `again` when it was asked before."""
        super().__init__(
            _("Note") if again else _("Session over"),
            keys=[
                Binding("enter", "save", _("Save"), id="session-over.save", priority=True),
                Binding("escape", "cancel", _("Cancel") if again else _("Later"), id="session-over.later"),
            ],
        )
        self._policy = policy
        self._session = session
        self._left = bool(session.follow_up) and not session.follow_up_done

    def body(self) -> ComposeResult:
        """The outcome in one line, what is to be known about it, and the note."""
        session = self._session
        where = session.system or say_way(self._policy, session.way)
        yield Prose(visible(f"{where}: {say_outcome(session)} · {say_lasted(session.lasted)}"))
        for more in (visible(session.detail), say_new(session)):
            if more:
                yield Prose(more, classes="heading")
        yield Form(
            FormRow(
                "note", _("Note"), TextBox(session.follow_up, placeholder=_("what was done, what is left"))
            ),
            FormRow("follow_up", _("Follow-up"), Tick(self._left, text=_("something is left to do"))),
        )

    def action_save(self) -> None:
        """Give the note back."""
        values = self.query_one(Form).values()
        self.answer(Note(str(values["note"]).strip(), bool(values["follow_up"])))
