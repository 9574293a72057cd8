"""One complaint: who is unhappy and what about, what is promised, and every step that was taken. Clause: C1, C2, G5.

The technician reads with the arrows or `j` and `k`, and goes with Tab from one link or letter to the next; Enter goes
there. Only what may follow is offered: `a` acknowledges, `e` says that it is being looked into, `r` answers, `c`
closes, `b` opens it again, `d` is for a customer who takes it back. `i` notes, `t` takes it, `p` says whom it is about,
`l` links tickets, `o` opens the customer's file, `v` turns it into a rights request and `z` goes there. When the time
of the file is over it asks again what for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from helpdesk.domain.complaints import ComplaintState, ComplaintView
from helpdesk.domain.display import visible
from helpdesk.domain.letters import KeptLetter
from helpdesk.i18n import _, tell
from screens.case_words import say_handler, say_sent
from screens.complaint_actions import ComplaintActions
from screens.complaint_text import Linked, Part, parts
from screens.complaint_words import (
    facts,
    say_cause,
    say_days,
    say_state,
    say_who_whole,
)
from screens.widgets.case_header import CaseHeader, HeaderPart
from screens.widgets.prose import Prose, Words
from screens.widgets.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from helpdesk.desk import Desk


class ComplaintScreen(ComplaintActions):
    """A complaint that was opened."""

    def __init__(self, desk: Desk, view: ComplaintView) -> None:
        """Make the screen of a complaint, of which `view` is shown."""
        super().__init__(desk, view)
        self._parts: tuple[Part, ...] = ()

    def body(self) -> ComposeResult:
        """The header, what was said and done, in a wide window all facts beside that, and what the cursor is on."""
        yield CaseHeader()
        with Horizontal(id="complaint-body", classes="case-body"):
            yield Timeline(id="complaint-timeline")
            with VerticalScroll(id="complaint-side", classes="case-side", can_focus=False):
                yield Prose(id="complaint-facts")
        yield Words(id="complaint-here", classes="case-here")

    def fill(self) -> None:
        """Show what was read when the complaint was opened; its letters follow."""
        self._timeline.focus()
        self.show(self.view)
        self._timeline.move_to(0)
        self.read_letters()

    def help_text(self) -> str:
        """What this is for."""
        return _(
            "A complaint is received, acknowledged, investigated, answered and closed; it can be reopened. "
            "The days are the company's own promises, each with the rule behind it. The answer is a letter "
            "that names the supervisory authority. The person a complaint is about does not answer it. A "
            "complaint that is really about somebody's rights can be turned into a rights request, counted "
            "from the day it was received."
        )

    @property
    def _timeline(self) -> Timeline:
        return self.query_one("#complaint-timeline", Timeline)

    # Showing

    def show(self, view: ComplaintView) -> None:
        """Show a complaint as it is now."""
        super().show(view)
        self.title = view.complaint.number
        self.sub_title = say_cause(self.desk.policy, view.complaint.cause)
        self._draw()
        self.look_at_the_file()

    def show_letters(self, found: Sequence[KeptLetter]) -> None:
        """Show its letters as they are now."""
        if tuple(found) != self.letters:
            super().show_letters(found)
            self._draw()

    def _draw(self) -> None:
        now, policy = self.desk.clock(), self.desk.policy
        self._parts = parts(policy, self.view, self.letters, now)
        self._timeline.show([part.entry for part in self._parts])
        if self.step_taken:
            self._timeline.action_edge(1)
        self.query_one("#complaint-facts", Prose).say(*facts(policy, self.complaint))
        self.show_header()
        self.refresh_bindings()

    def header(self) -> Iterable[Iterable[HeaderPart]]:
        """Who it is about, where it stands, what is promised, and who handles it."""
        complaint = self.complaint
        yield (
            Content(say_who_whole(complaint)).stylize("bold"),
            say_state(complaint),
            tell(complaint.outcome.words) if complaint.outcome else "",
            _("SOMEBODY ELSE ANSWERS IT") if self._is_about_me else "",
        )
        yield say_days(self.desk.policy, complaint, self.desk.clock())
        about = _("about: {name}").format(name=visible(complaint.about_name)) if complaint.about else ""
        yield _("handler: {name}").format(name=say_handler(complaint)), about

    @property
    def _is_about_me(self) -> bool:
        return self.view.why_not_answer is not None and self.complaint.state is not ComplaintState.CLOSED

    def on_timeline_moved(self) -> None:
        """Say what the cursor is on, and what can be done with it."""
        self.query_one("#complaint-here", Words).update(Content(self._here()))
        self.refresh_bindings()

    @property
    def place(self) -> Linked | None:
        """What the cursor is on and can be gone to; where an entry has one such place, it needs no mark to be on it."""
        timeline = self._timeline if self.is_here else None
        if timeline is None or timeline.index >= len(self._parts):
            return None
        places = self._parts[timeline.index].places
        if len(places) == 1:
            return places[0]
        return places[timeline.stop] if 0 <= timeline.stop < len(places) else None

    def _here(self) -> str:
        place = self.place
        if isinstance(place, KeptLetter):
            said = _(
                "letter {number}, {sent}. Enter reads it; from there you can mail it, or save it as PDF or text."
            )
            return said.format(number=place.letter.number, sent=say_sent(self.desk.policy, place))
        if isinstance(place, str) and place in (self.complaint.turned_into, self.view.turned_from):
            return _("rights request {number}. Enter goes there.").format(number=place)
        if isinstance(place, str):
            return _("ticket {number}. Enter goes there.").format(number=place)
        if place is not None:
            return _("remote session {id}. Enter shows it.").format(id=place)
        if self.complaint.turned_into:
            return _("It continues as rights request {number}.").format(number=self.complaint.turned_into)
        return ""
