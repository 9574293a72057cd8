"""After a session: how it went, how long it took, and what is left to do. Clause: G4, B6.

A session may end while somebody is typing: input for the customer's system must not become a note that Enter saves.
The dialog accepts no keys, and offers none, until nothing was typed for a moment.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.timer import Timer

from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.remote import Ended, Session
from helpdesk.i18n import _
from helpdesk.policy.model import Policy
from helpdesk.support import say_new
from helpdesk.words.sessions import say_detail, say_lasted, say_outcome, say_way
from screens.dialogs.kept import Keep, KeptDialog
from screens.drafting import KEEP_EVERY
from screens.open_page import ASKS
from screens.widgets.controls import TextBox, Tick
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose

NOTICED = 1.0
"""Seconds without a key after which the technician has seen that the session is over."""


@dataclass(frozen=True, slots=True)
class Note:
    """The note, and whether something is left to do."""

    text: str
    follow_up: bool


class SessionOver(KeptDialog[Note]):
    """Asks for a note, and closes once it is stored. Escape leaves it out: Today reminds afterwards."""

    def __init__(
        self,
        policy: Policy,
        session: Session,
        note: Keep[Note, Note],
        *,
        again: bool = False,
        typed: Note | None = None,
        draft: Callable[[Note], Awaitable[None]] | None = None,
    ) -> None:
        """Make the question about a session that has ended.

        Args:
            policy: the policy in use.
            session: what was done.
            note: stores it; on failure it is kept as a draft.
            again: whether it was asked before.
            typed: what was typed then, but not saved.
            draft: stores what is being typed, every few seconds and when the console is left.
        """
        super().__init__(
            _("Note") if again else _("Session over"),
            keys=[
                Binding("enter", "save", _("Save"), id="session-over.save", priority=True),
                Binding("escape", "cancel", _("Cancel") if again else _("Later"), id="session-over.later"),
            ],
        )
        self._policy = policy
        self._session = session
        self._typed = typed
        self._begun = Note(session.follow_up, bool(session.follow_up) and not session.follow_up_done)
        self._kept = typed or self._begun
        self._note_it = note
        self._draft = draft
        self._pause: Timer | None = None
        self._noticed = again or session.how is Ended.NORMALLY

    def body(self) -> ComposeResult:
        """The outcome in one line, anything to know about it, and the note."""
        session = self._session
        where = session.system or say_way(self._policy, session.way)
        yield Prose(visible(f"{where}: {say_outcome(session)} · {say_lasted(session.lasted)}"))
        for more in (visible(say_detail(session)), say_new(session)):
            if more:
                yield Prose(more, classes="heading")
        form = Form(
            FormRow(
                "text", _("Note"), TextBox(self._kept.text, placeholder=_("what was done, what is left"))
            ),
            FormRow(
                "follow_up", _("Follow-up"), Tick(self._kept.follow_up, text=_("something is left to do"))
            ),
        )
        form.disabled = not self._noticed
        yield form

    def on_mount(self) -> None:
        """Wait until the technician has stopped typing; from then on keep what is typed."""
        if not self._noticed:
            self._wait()
        if self._typed is not None:
            self.app.notify(_("What you typed before is back; it is not saved yet."))
        self.set_interval(KEEP_EVERY, self._keep_going)

    def _keep_going(self) -> None:
        """Keep new text; the app owns the work."""
        if self._note != self._kept:
            self.app.run_worker(self._keep_silently(), group="keep-draft")

    async def _keep_silently(self) -> None:
        """Keep new text; if that fails, it is tried again."""
        with suppress(HelpdeskError):
            await self.save_draft()

    async def save_draft(self) -> None:
        """Keep new text. Errors: `HelpdeskError`."""
        note = self._note
        if self._draft is not None and note != self._kept and not self._answered:
            await self._draft(note)
            self._kept = note

    def _wait(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(NOTICED, self._is_noticed)

    def _on_typed(self, event: events.Key | events.Paste) -> None:
        if not self._noticed:
            event.stop()
            self._wait()

    def on_key(self, event: events.Key) -> None:
        """A key meant for the session is dropped."""
        self._on_typed(event)

    def on_paste(self, event: events.Paste) -> None:
        """So is pasted text."""
        self._on_typed(event)

    def _is_noticed(self) -> None:
        self._noticed = True
        form = self.query_one(Form)
        form.disabled = False
        form["text"].control.focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing, until the end of the session was noticed."""
        return self._noticed and super().check_action(action, parameters)

    @work(group=ASKS)
    async def action_save(self) -> None:
        """Store it; if that fails it stays here, and one Escape is then enough to leave it for later."""
        note = self._note
        await self.keep(self._note_it, note)
        if not self._answered:
            self._begun = note

    @property
    def _note(self) -> Note:
        values = self.query_one(Form).values()
        return Note(str(values["text"]).strip(), bool(values["follow_up"]))

    def _typed_in(self) -> bool:
        return self._note.text not in ("", self._begun.text)
