"""Purposes & consents: the guard's table, and every consent with its whole history. Clause: G9, P2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from helpdesk.domain.consent import ConsentEvent, ConsentEventKind, ConsentState, transitions
from helpdesk.domain.customer import CustomerFile
from helpdesk.domain.display import dotted, visible
from helpdesk.i18n import _, language, show_date, show_moment, tell
from helpdesk.policy.guard import matrix
from helpdesk.policy.model import Policy
from screens.customer_matrix import Matrix
from screens.customer_words import say_channel, say_consent
from screens.explain import Why
from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.prose import Words


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent as it stands now, or (`event`) one step of its history."""

    state: ConsentState
    event: ConsentEvent | None = None


class ConsentList(Listing[ConsentLine]):
    """Every purpose based on consent, each with its events, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "record('given')", _("Given"), id="consents.given"),
        Binding("e", "record('renewed')", _("Renewed"), id="consents.renewed"),
        Binding("x", "record('withdrawn')", _("Withdrawn"), id="consents.withdrawn"),
        Binding("f", "record('refused')", _("Refused"), id="consents.refused"),
        Binding("q", "record('requested')", _("Asked"), id="consents.requested"),
        Binding("v", "record('revoked')", _("Ended by us"), id="consents.revoked", show=False),
        Binding("enter", "screen.why", _("Why?"), id="consents.why", show=False),
    ]

    class Record(Message):
        """Something happened to a consent and must be recorded."""

        def __init__(self, purpose: str, kind: ConsentEventKind) -> None:
            super().__init__()
            self.purpose = purpose
            self.kind = kind

    def action_record(self, kind: str) -> None:
        """Record what happened to the consent under the cursor."""
        if self.row is not None:
            self.post_message(self.Record(self.row.state.purpose, ConsentEventKind(kind)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can follow the consent as it is now."""
        if action == "record":
            return self.row is not None and parameters[0] in transitions(self.row.state)
        return super().check_action(action, parameters)


class Consents(Vertical):
    """The table, a sentence about its chosen cell, and the consents."""

    def __init__(self, policy: Policy, role: str) -> None:
        super().__init__(id="consents")
        self._policy = policy
        self._role = role
        self._file: CustomerFile | None = None

    def compose(self) -> ComposeResult:
        """The two parts."""
        with Vertical(id="consents-table"):
            yield Matrix(self._policy, id="consents-matrix")
            yield Words(id="consents-cell")
        yield ConsentList([Column("", self._line)], titles=False, id="consents-list")

    def show(self, file: CustomerFile, moment: datetime) -> None:
        """Show a customer's standing at a moment."""
        self._file = file
        decisions = matrix(self._policy, file.standing, self._role, moment)
        self._matrix.show(decisions, file.opened.purposes)
        self._tell()
        self._list.show_rows(list(self._lines(file)), same=_same)

    @property
    def category(self) -> str:
        """The category of the chosen cell."""
        return self._matrix.category

    @property
    def why(self) -> Why | None:
        """The guard's decision about the chosen cell, or about the consent under the cursor."""
        if not self._list.has_focus or self._list.row is None or self._file is None:
            return self._matrix.why
        purpose = self._list.row.state.purpose
        for category in self._policy.purposes[purpose].categories:
            if (why := self._matrix.of(purpose, category)) is not None:
                return why
        return None

    def on_matrix_moved(self, event: Matrix.Moved) -> None:
        """Explain the word in the cell in a sentence."""
        event.stop()
        self._tell()

    @on(Listing.Highlighted, "#consents-list")
    @on(events.DescendantFocus)
    def _tell(self) -> None:
        """What the chosen cell means or, if the focus is on the consents, all of the line under the cursor."""
        line, why = self._list.row, self._matrix.why
        if self._list.has_focus and line is not None:
            said = self._line(line) if line.event is None else Content(self._event(line.event))
        elif why is not None:
            said = Content.assemble(
                (f"{why.about}\n", "bold"), f"{tell(why.decision.reason)} ({why.decision.clause})"
            )
        else:
            return
        self.query_one("#consents-cell", Words).update(said)

    @property
    def _matrix(self) -> Matrix:
        return self.query_one("#consents-matrix", Matrix)

    @property
    def _list(self) -> ConsentList:
        return self.query_one("#consents-list", ConsentList)

    def _lines(self, file: CustomerFile) -> Iterator[ConsentLine]:
        for purpose in self._policy.consent_purposes():
            state = file.standing.consent(purpose.id)
            yield ConsentLine(state)
            for event in reversed(state.events):
                yield ConsentLine(state, event)

    def _line(self, line: ConsentLine) -> Content:
        if line.event is None:
            name = self._policy.purposes[line.state.purpose].label(language())
            return Content.assemble((f"{name}: ", "bold"), _standing(line.state))
        return Content(f"    {self._event(line.event)}")

    def _event(self, event: ConsentEvent) -> str:
        """One step of the history of a consent."""
        parts = [
            show_moment(event.at),
            say_consent(event.kind),
            say_channel(self._policy, event.how),
            event.evidence,
            _("text {version} ({language})").format(version=event.text_version, language=event.text_language),
            _("by {who}").format(who=event.recorded_by_name),
        ]
        return visible(dotted(*parts))


def _same(line: ConsentLine) -> object:
    return line.state.purpose, line.event.id if line.event else ""


def _standing(state: ConsentState) -> str:
    """The state of a consent, with its day."""
    if state.kind is None or state.since is None:
        return _("never asked")
    text = _("{what} since {day}").format(what=say_consent(state.kind), day=show_date(state.since))
    if state.valid_until is not None and state.kind is not ConsentEventKind.EXPIRED:
        return _("{text}, until {day}").format(text=text, day=show_date(state.valid_until))
    return text
