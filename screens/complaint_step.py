"""A step in a complaint: what is noted, and for an acknowledgement or an answer the letter that goes with it.

The technician types; Ctrl+S takes the step, F8 shows the letter as it would be. Escape leaves: what was typed is kept
as a draft, or thrown away. Where somebody else was quicker that is said, and what was typed stays. The answer always
goes by a letter, which names the supervisory authority. Clause: C1, C2, G8.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from helpdesk.domain.complaints import (
    Answer,
    CaseChanged,
    Complaint,
    ComplaintState,
    ComplaintView,
    Outcome,
)
from helpdesk.domain.errors import Fault, FileNotOpen, HelpdeskError, Invalid
from helpdesk.domain.letters import Letter
from helpdesk.domain.messages import msg
from helpdesk.i18n import _, language, tell
from helpdesk.tasks import complaint_letters, complaints, letters
from screens.complaint_opening import opened_for
from screens.complaint_words import say_who
from screens.customer_words import say_letter_language
from screens.drafting import DraftPage
from screens.open_page import ASKS, tell_failure
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.writing import TextBlock

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork

T = TypeVar("T")


class Taken(StrEnum):
    """A step that can be taken."""

    ACKNOWLEDGE = "acknowledge"
    INVESTIGATE = "investigate"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"  # by the customer
    NOTE = "note"

    @property
    def leads_to(self) -> ComplaintState | None:
        """The state that it leads to; `None` where that is not what it is for."""
        return _LEADS_TO.get(self)


_LEADS_TO = {
    Taken.ACKNOWLEDGE: ComplaintState.ACKNOWLEDGED,
    Taken.INVESTIGATE: ComplaintState.INVESTIGATING,
    Taken.ANSWER: ComplaintState.ANSWERED,
    Taken.CLOSE: ComplaintState.CLOSED,
    Taken.REOPEN: ComplaintState.REOPENED,
}


def draft_of(complaint: int, step: Taken) -> str:
    """The name by which what is typed for a step is kept."""
    return f"complaint:{complaint}:{step}"


class ComplaintStep(DraftPage[ComplaintView]):
    """Dismisses itself with the complaint after the step, or with `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Do it"), id="complaint-step.save", priority=True),
        Binding("f8", "letter", _("Letter"), id="complaint-step.letter"),
    ]

    def __init__(self, desk: Desk, complaint: Complaint, step: Taken) -> None:
        """Make the page of a step in a complaint as it was seen."""
        super().__init__(desk)
        self._complaint = complaint
        self._version = complaint.version
        self._step = step
        self._first: dict[str, str] = {}
        self.title = say_taken(step)
        self.sub_title = f"{complaint.number} · {say_who(complaint)}"

    def body(self) -> ComposeResult:
        """What is chosen, what is typed, and what the step does."""
        yield Form(*self._rows(), id="complaint-step-fields")
        yield TextBlock(placeholder=self._wanted(), id="complaint-step-text")
        yield Static(Content(self._does()), id="complaint-step-said", classes="editor-said")

    def _rows(self) -> Iterator[FormRow]:
        if self._step is Taken.ACKNOWLEDGE and self._complaint.has_addressee:
            ways = {"letter": _("by a letter"), "": _("already told, no letter")}
            yield FormRow("letter", _("How"), Chooser(ways, "letter"))
        if self._step is Taken.ANSWER:
            outcomes = {"": _("not chosen yet")}
            outcomes |= {one.value: tell(one.words) for one in Outcome if one is not Outcome.WITHDRAWN}
            yield FormRow("outcome", _("Outcome"), Chooser(outcomes))
            yield FormRow(
                "measure", _("Measure"), TextBox(placeholder=_("what is done about it, if anything"))
            )
            yield FormRow("lesson", _("Lesson"), TextBox(placeholder=_("what we learned, for ourselves")))

    def _wanted(self) -> str:
        if self._step is Taken.ANSWER:
            return _("What you answer, in words for the customer; an empty line separates paragraphs.")
        return _("A note among ourselves.")

    def _does(self) -> str:
        if self._step in (Taken.ACKNOWLEDGE, Taken.ANSWER) and not self._complaint.has_addressee:
            return _("Ctrl+S records it, without a letter: there is nobody left to write to.")
        return {
            Taken.ACKNOWLEDGE: _(
                "Ctrl+S acknowledges it; F8 shows the letter. The note stays among ourselves."
            ),
            Taken.INVESTIGATE: _("Ctrl+S says that it is being investigated."),
            Taken.ANSWER: _("Ctrl+S answers it and keeps the letter; F8 shows the letter first."),
            Taken.CLOSE: _("Ctrl+S closes it; its retention period begins."),
            Taken.REOPEN: _("Ctrl+S reopens it; an answer is due again."),
            Taken.WITHDRAW: _("Ctrl+S closes it, because the customer takes it back."),
            Taken.NOTE: _("Ctrl+S keeps the note."),
        }[self._step]

    def fill(self) -> None:
        """Take up the draft that was left, if there is one."""
        self._first = self._typed()
        # The outcome stands in the letter, so it is chosen and never just left as it was.
        decides = self._step is Taken.ANSWER
        (self.query_one(Form)["outcome"].control if decides else self.query_one(TextBlock)).focus()
        self.take_up_draft()
        if self._step is Taken.ANSWER:
            self.app.run_worker(self._say_language(), group=ASKS)

    async def _say_language(self) -> None:
        """In which language the letter is, where that is not the reader's."""
        with suppress(HelpdeskError):  # whatever is wrong is said once the step is taken
            theirs = await self.desk.read(complaint_letters.language, self._complaint.id)
            if theirs != language() and self.is_here:
                said = f"{self._does()} {say_letter_language(theirs)}"
                self.query_one("#complaint-step-said", Static).update(Content(said))

    def help_text(self) -> str:
        """How a step is taken."""
        return _(
            "Each step is kept with who did it, when, and what was noted. A letter is kept with the "
            "complaint under its own number; there you can save it as PDF, and record that it was sent. The "
            "answer always names the supervisory authority and how to reach it."
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A letter only where one goes with the step."""
        if action == "letter":
            return self._step in (Taken.ACKNOWLEDGE, Taken.ANSWER) and self._complaint.has_addressee
        return super().check_action(action, parameters)

    # Drafts

    @property
    def draft_name(self) -> str:
        """The name by which the draft is kept."""
        return draft_of(self._complaint.id, self._step)

    def _typed(self) -> dict[str, str]:
        values = self.query_one(Form).values()
        return {
            **{name: str(value) for name, value in values.items()},
            "text": self.query_one(TextBlock).text,
        }

    def drafted(self) -> str | None:
        """All that was typed, once something was."""
        typed = self._typed()
        return None if typed == self._first else json.dumps(typed, ensure_ascii=False)

    async def take_up(self, content: str) -> bool:
        """Fill in what was kept."""
        try:
            kept = {str(name): str(value) for name, value in json.loads(content).items()}
        except (ValueError, AttributeError):
            return False
        area = self.query_one(TextBlock)
        area.text = kept.pop("text", "")
        area.move_cursor(area.document.end)
        self.query_one(Form).fill_in(kept)
        self.app.notify(_("What you typed before is back; it is not saved yet."))
        return True

    # The letter

    def action_letter(self) -> None:
        """Show the letter as it would be written now."""
        if self._is_decided():
            self.app.run_worker(self._show_letter(), group=ASKS)

    def _is_decided(self) -> bool:
        """Whether an answer has an outcome; says so where it has none."""
        if self._step is not Taken.ANSWER or self._typed()["outcome"]:
            return True
        fault = Fault("outcome", msg("Choose the outcome with → and ←."))
        self.query_one(Form).show_faults([fault])
        return False

    async def _show_letter(self) -> None:
        from screens.dialogs.letter import LetterDialog

        complaint, given = self._complaint.id, self._answer()

        def draft(work: UnitOfWork) -> Letter:
            if self._step is Taken.ANSWER:
                return complaint_letters.draft_answer(work, complaint, given)
            return complaint_letters.draft_acknowledgement(work, complaint)

        letter = await self._try(draft)
        if letter is not None:
            about = self._complaint.customer.id if self._complaint.customer else ""
            title = _("The letter as it would be")
            self.app.push_screen(LetterDialog(title, letters.text(letter), about=about))

    def _answer(self) -> Answer:
        typed = self._typed()
        return Answer(
            Outcome(typed.get("outcome") or Outcome.UPHELD),
            typed["text"].strip(),
            typed.get("measure", "").strip(),
            typed.get("lesson", "").strip(),
        )

    # Taking the step

    async def save(self) -> None:
        """Take the step, and leave."""
        if not self._is_decided():
            return
        view = await self._try(self._job())
        if view is not None and self.is_here:
            said = _("{number}: kept.") if self._step is Taken.NOTE else _("{number} is {state} now.")
            state = tell(view.complaint.state.words)
            self.app.notify(said.format(number=view.complaint.number, state=state))
            self.dismiss(view)

    def _job(self) -> Callable[[UnitOfWork], ComplaintView]:
        """Takes the step and forgets the draft, in one transaction, with what is typed now."""
        step, name = self._step_typed(), self.draft_name

        def taken(work: UnitOfWork) -> ComplaintView:
            view = step(work)
            work.drafts.drop(name)
            return view

        return taken

    def _step_typed(self) -> Callable[[UnitOfWork], ComplaintView]:
        seen, version, typed, given = self._complaint.id, self._version, self._typed(), self._answer()
        text = typed["text"].strip()
        if self._step is Taken.NOTE:
            return lambda work: complaints.note(work, seen, text)
        if self._step is Taken.WITHDRAW:
            return lambda work: complaints.withdraw(work, seen, version, text)
        if self._step is Taken.ANSWER:
            return lambda work: complaint_letters.answer(work, seen, version, given)
        if self._step is Taken.ACKNOWLEDGE and typed.get("letter"):
            return lambda work: complaint_letters.acknowledge(work, seen, version, text)
        state = _LEADS_TO[self._step]
        return lambda work: complaints.step(work, seen, version, state, text)

    async def _try(self, job: Callable[[UnitOfWork], T]) -> T | None:
        """Do a job; what can't be done is told, and what was typed stays."""
        self.query_one(Form).show_faults(())
        self.app.clear_notifications()  # what was said of the last try holds no more
        try:
            try:
                return await self.desk.run(job)
            except FileNotOpen:
                if await opened_for(self.app, self.desk, self._complaint.customer):
                    return await self.desk.run(job)
        except Invalid as invalid:
            for fault in self.query_one(Form).show_faults(invalid.faults):
                self.app.notify(tell(fault.message), severity="warning")
                self.query_one(TextBlock).focus()  # what the form has no field for is about the text
        except CaseChanged as changed:
            self._version = changed.version
            tell_failure(self.app, self.desk.policy, changed)
        except HelpdeskError as error:
            tell_failure(self.app, self.desk.policy, error)
        return None


def say_taken(step: Taken) -> str:
    """A step, as the title of what is typed for it."""
    return {
        Taken.ACKNOWLEDGE: _("Acknowledge"),
        Taken.INVESTIGATE: _("Investigate"),
        Taken.ANSWER: _("Answer"),
        Taken.CLOSE: _("Close"),
        Taken.REOPEN: _("Reopen"),
        Taken.WITHDRAW: _("Taken back"),
        Taken.NOTE: _("Note"),
    }[step]
