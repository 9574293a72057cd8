"""What a person decides about an unpaid invoice, or that it waits. Clause: A1; GDPR art. 22(3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from helpdesk.domain.days import write_day
from helpdesk.domain.display import capital, visible
from helpdesk.domain.ladder_steps import Event, Mark, StepKind
from helpdesk.i18n import _, show_date, tell
from helpdesk.tasks.unpaid import UnpaidView
from screens.dialogs.kept import Keep, KeptDialog
from screens.dialogs.service import checked_day
from screens.invoice_text import warned_of_costs
from screens.widgets.controls import Chooser, TextBox, Tick
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose, Said

WHILE = timedelta(days=14)
"""How long an invoice is usually stopped: the day that is offered."""

_SERVICE = "service:"


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided: of which services, from what day, by which channel, and why."""

    reason: str
    services: tuple[int, ...] = ()
    day: date = date.min
    how: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """Until which day nothing happens, and why."""

    until: date
    reason: str


class Decision(KeptDialog[UnpaidView]):
    """Shows the customer's view, and asks what is needed to decide the next step."""

    def __init__(
        self,
        view: UnpaidView,
        kind: StepKind,
        today: date,
        keep: Keep[Decided, UnpaidView],
        *,
        names: Mapping[int, str],
        channels: Mapping[str, str],
        gets: str = "",
    ) -> None:
        """Make the question.

        Args:
            view: the invoice as it stands.
            kind: what is to be decided.
            today: the day that is offered.
            keep: decides it.
            names: what the services are called that can be chosen, by their ids.
            channels: how it can go to the agency.
            gets: what the agency gets, in words.
        """
        keys = [Binding("enter", "save", _("Decide"), id="unpaid.decide", priority=True)]
        super().__init__(capital(tell(kind.words)), keys=keys)
        self._view, self._kind, self._today, self._keep = view, kind, today, keep
        self.about = view.owed.customer.id
        self._names = names if kind in (StepKind.BLOCK, StepKind.TERMINATION) else {}
        self._channels, self._gets = channels, gets

    def body(self) -> ComposeResult:
        """What the customer said, what happens, and the reason."""
        yield Prose(*heard(self._view), "")
        if self._kind is StepKind.COLLECTION:
            for warning in warned_of_costs(self._view):
                yield Prose(Content(warning).stylize("bold"), "")
        if self._gets:
            yield Prose(_("The agency gets: {what}.").format(what=self._gets), "")
        yield Form(*self._rows())

    def on_mount(self) -> None:
        """Begin where something has to be said; what is chosen above it is as it mostly stays."""
        self.query_one(Form)["reason"].control.focus()

    def _rows(self) -> Iterator[FormRow]:
        label = _("Services")
        for service, name in self._names.items():
            yield FormRow(f"{_SERVICE}{service}", label, Tick(True, text=name))
            label = ""
        if self._kind is StepKind.TERMINATION:
            yield FormRow("day", _("Last day"), TextBox(write_day(self._today)))
        if self._kind is StepKind.COLLECTION:
            yield FormRow("how", _("How"), Chooser(self._channels))
        yield FormRow("reason", _("Reason"), TextBox(placeholder=_("why, and what was weighed")))

    @work(group="unpaid-keep")
    async def action_save(self) -> None:
        """Decide, once the day can be read."""
        form = self.query_one(Form)
        values = form.values()
        day: date | None = self._today
        if "day" in values:
            day = checked_day(form, str(values["day"]))
        if day is None:
            return
        chosen = tuple(one for one in self._names if values[f"{_SERVICE}{one}"])
        given = Decided(str(values["reason"]), chosen, day, str(values.get("how", "")))
        await self.keep(self._keep, given)


class Hear(KeptDialog[UnpaidView]):
    """Asks what the customer says about what comes next."""

    def __init__(self, keep: Keep[str, UnpaidView]) -> None:
        """Make the question; `keep` notes the answer."""
        keys = [Binding("enter", "save", _("Record it"), id="unpaid.hear", priority=True)]
        super().__init__(_("The customer's view"), keys=keys)
        self._keep = keep

    def body(self) -> ComposeResult:
        """What they say."""
        yield Prose(_("What do they say about what comes next? They get this with a copy of their data."), "")
        yield Form(FormRow("said", _("They say"), TextBox()))

    @work(group="unpaid-keep")
    async def action_save(self) -> None:
        """Note it."""
        await self.keep(self._keep, str(self.query_one(Form).values()["said"]))


class Stop(KeptDialog[UnpaidView]):
    """Asks until when nothing happens, and why."""

    def __init__(self, today: date, keep: Keep[Stopped, UnpaidView]) -> None:
        """Make the question; `keep` stops it."""
        keys = [Binding("enter", "save", _("Stop it"), id="unpaid.stop", priority=True)]
        super().__init__(_("Let nothing happen for a while"), keys=keys)
        self._today = today
        self._keep = keep

    def body(self) -> ComposeResult:
        """Until when, and why."""
        yield Prose(
            _("Before that day nothing is sent and nothing is decided. Today lets it continue at once."), ""
        )
        yield Form(
            FormRow("until", _("Until"), TextBox(write_day(self._today + WHILE))),
            FormRow("reason", _("Reason"), TextBox(placeholder=_("what was agreed, or what is contested"))),
        )

    @work(group="unpaid-keep")
    async def action_save(self) -> None:
        """Stop it, once the day can be read."""
        form = self.query_one(Form)
        values = form.values()
        until = checked_day(form, str(values["until"]), "until")
        if until is not None:
            await self.keep(self._keep, Stopped(until, str(values["reason"])))


def heard(view: UnpaidView) -> Iterator[Said]:
    """What the customer said about what comes next, or that they were asked and did not answer."""
    following = view.stands.next
    views = [
        one
        for one in view.owed.invoice.events
        if one.what is Mark.HEARD and following is not None and one.step == following.id
    ]
    yield Content(_("The customer's view")).stylize("bold")
    for one in views:
        yield f"{show_date(one.day)}: {visible(one.note)}"
    if not views:
        yield _asked(view.stands.last)


def _asked(last: Event | None) -> str:
    if last is None or last.went_out is None:
        return _("They were not asked yet.")
    said = _("They were asked by letter {number} of {day}, and did not answer.")
    return said.format(number=last.letter, day=show_date(last.went_out))
