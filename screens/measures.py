"""The measures that protect personal data: when each was gone over, by whom, and what came of it. Clause: B3, B5.

Enter puts on record that one was gone over, and whether it was in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.content import Content

from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.measures import Check, MeasureState
from helpdesk.i18n import _, language, show_date, show_moment
from helpdesk.policy.model import Measure
from helpdesk.tasks import measures
from screens.open_page import ASKS, tell_failure
from screens.register import view_keys
from screens.register_page import RegisterPage
from screens.widgets.columns import Column
from screens.widgets.prose import Said, labelled

if TYPE_CHECKING:
    from helpdesk.desk import Desk

LABEL = 13
"""Cells that a label takes."""

SHOWN = 12
"""How many checks of one measure are shown."""


class Measures(RegisterPage[MeasureState]):
    """The measures of the policy, in its order."""

    BINDINGS: ClassVar[list[BindingType]] = [*view_keys("measures")]
    ENTER = _("Reviewed")

    def __init__(self, desk: Desk, *, at: int | None = None) -> None:
        """Make the list; with the id of a measure the cursor stands there."""
        super().__init__(desk)
        self.title = _("Measures")
        if at is not None:
            self.go_to(at)

    def columns(self) -> Sequence[Column[MeasureState]]:
        """What is gone over, how often, when that was, and when it is again."""
        return (
            Column(_("Measure"), lambda one: self._of(one).name.say(language()), flex=1),
            Column(_("Every"), lambda one: self._of(one).every.say(language()), width=10),
            Column(_("Reviewed"), _gone_over, width=12),
            Column(_("Again"), self._again, width=17),
        )

    def help_text(self) -> str:
        """What stands here."""
        return _(
            "The statement promises that measures are reviewed at set times, and that the outcome is kept. "
            "They and their times are in the policy file. Enter records that you reviewed one, and whether "
            "it was in order; the audit keeps it. One that is not in order stays on Today until it is."
        )

    async def read(self, after: MeasureState | None) -> Sequence[MeasureState]:
        """All of them."""
        return await self.desk.read(measures.measures)

    def said_above(self, count: int) -> Content:
        """What they are there for."""
        return Content(_("What keeps personal data safe, reviewed at set times"))

    def nothing(self) -> str:
        """How one comes here."""
        return _("The policy has no measures to review.\n\nPut them under [measures] in the policy file.")

    def facts(self, row: MeasureState) -> Iterable[Said]:
        """All of it, with the last checks."""
        measure = self._of(row)
        title = self.desk.policy.clauses[measure.clause].title.say(language())
        told = (
            (_("Clause"), f"{measure.clause} {title}"),
            (_("Every"), measure.every.say(language())),
            (_("Again"), show_date(row.due)),
        )
        checks = [(show_date(one.at), f"{say_outcome(one)} · {visible(one.by_name)}") for one in row.checks]
        return (
            Content(measure.name.say(language())).stylize("bold"),
            *labelled(told, LABEL),
            "",
            *labelled(checks[:SHOWN], LABEL),
        )

    def briefly(self, row: MeasureState) -> str:
        """Its name whole, and the last check."""
        name = self._of(row).name.say(language())
        if row.last is None:
            return name
        by = f"{show_moment(row.last.at)} · {say_outcome(row.last)} · {visible(row.last.by_name)}"
        return f"{name}\n{by}"

    def open(self, row: MeasureState) -> None:
        """Say that it was gone over."""
        self.app.run_worker(self._gone_over(row), group=ASKS)

    async def _gone_over(self, row: MeasureState) -> None:
        from screens.dialogs.choice import Choice, Option

        options = [Option(True, _("In order")), Option(False, _("Not in order"), _("it needs fixing"))]
        title = _("You reviewed it: how is it?")
        found = await self.app.push_screen_wait(Choice(title, options))
        if found is None:
            return
        try:
            now = await self.desk.run(measures.gone_over, row.measure, is_good=found)
        except HelpdeskError as error:
            tell_failure(self.app, self.desk.policy, error)
        else:
            again = _("Recorded; next review by {day}.").format(day=show_date(now.due))
            self.app.notify(again if found else _("Recorded. It stays on Today until it is in order."))
        self.read_again()

    def _of(self, row: MeasureState) -> Measure:
        return self.desk.policy.measures[row.measure]

    def _again(self, row: MeasureState) -> str:
        """By when, and that it is time where it is."""
        if row.is_wanting:
            return _("needs fixing")
        today = self.desk.policy.today(self.desk.clock())
        is_late = row.due < today + timedelta(days=1)
        return _("due {day}").format(day=show_date(row.due)) if is_late else show_date(row.due)


def say_outcome(check: Check) -> str:
    """What came of a check."""
    return _("in order") if check.is_good else _("not in order")


def _gone_over(row: MeasureState) -> str:
    return _("not yet") if row.last is None else show_date(row.last.at)
