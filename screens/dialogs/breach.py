"""A person's decision whether the authority, or the people concerned, are told of a data breach. GDPR art. 33, 34."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.breaches import About, Breach, BreachView, NewDecision, Verdict
from helpdesk.domain.days import parse_moment, write_moment
from helpdesk.domain.display import dotted
from helpdesk.i18n import _, language, tell
from helpdesk.policy.model import Policy
from helpdesk.words.breaches import say_about, say_clock
from screens.dialogs.kept import Keep, KeptDialog
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose

_OF_TOLD = ("told", "reference", "delay")
"""What is only asked of whoever was told."""


class BreachDecisionDialog(KeptDialog[BreachView]):
    """Asks what was decided, and why; the reasons for a delay only once there is one."""

    def __init__(
        self,
        policy: Policy,
        breach: Breach,
        about: About,
        now: datetime,
        keep: Keep[NewDecision, BreachView],
    ) -> None:
        """Make the question about a breach as it was seen; `now` is the proposed moment, `keep` decides."""
        keys = [Binding("enter", "save", _("Decide"), id="breach.decision", priority=True)]
        super().__init__(f"{breach.number}: {say_about(about)}", keys=keys)
        self._policy, self._breach, self._about, self._now, self._keep = policy, breach, about, now, keep
        self._zone = policy.company.time_zone

    def body(self) -> ComposeResult:
        """What it is about, and what is asked."""
        if self._about is About.AUTHORITY:
            authority = self._policy.authority
            where = dotted(authority.name.say(language()), authority.website)
            yield Prose(where, say_clock(self._policy, self._breach, self._now), "")
        else:
            yield Prose(
                _("Whoever runs a high risk is told, in plain words: what happened, and what they can do."),
                "",
            )
        yield Form(*self._rows())

    def _rows(self) -> Iterator[FormRow]:
        holds = self._breach.decision(self._about)
        verdicts = {str(one): tell(one.words) for one in self._about.verdicts}
        yield FormRow("verdict", _("Decision"), Chooser(verdicts, holds.new.verdict if holds else ""))
        yield FormRow("told", _("When"), TextBox(write_moment(self._now, self._zone)))
        if self._about is About.AUTHORITY:
            yield FormRow("reference", _("Reference"), TextBox(placeholder=_("theirs, of the report")))
            if self._now > self._breach.tell_by:
                late = _("why it was not told in time")
                yield FormRow("delay", _("Why late"), TextBox(placeholder=late))
        yield FormRow("reason", _("Reason"), TextBox(placeholder=_("why, and what was weighed")))

    def on_mount(self) -> None:
        """Ask only what fits the proposed decision."""
        self._ask()

    @on(FormRow.Changed)
    def _turned(self, event: FormRow.Changed) -> None:
        if event.row.field == "verdict":
            self._ask()

    def _ask(self) -> None:
        form = self.query_one(Form)
        for row in form.rows:
            if row.field in _OF_TOLD:
                row.display = form["verdict"].value == Verdict.TOLD

    @work(group="breach-keep")
    async def action_save(self) -> None:
        """Decide."""
        form = self.query_one(Form)
        values = {name: str(value) for name, value in form.values().items()}
        told = parse_moment(values["told"], self._zone) if form["told"].changed else self._now
        given = NewDecision(
            self._about,
            Verdict(values["verdict"]),
            values["reason"],
            told,
            values.get("reference", ""),
            values.get("delay", ""),
        )
        await self.keep(self._keep, given)
