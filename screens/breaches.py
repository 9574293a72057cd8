"""Data breaches: the one that has been known longest on top. GDPR art. 33, 34.

The technician sees how long there is to tell the authority, or what is left to do; the number, and what happened. `n`
notes one at once, Enter opens it. A digit shows the open ones, or all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from helpdesk.domain.breaches import Breach
from helpdesk.domain.display import dotted, visible
from helpdesk.i18n import _
from helpdesk.policy.model import Job
from helpdesk.tasks import breaches
from helpdesk.words.breaches import say_clock, say_facts, say_people, say_standing
from screens.breach_opening import open_breach
from screens.jobs import has_job
from screens.register import View, view_keys
from screens.register_page import RegisterPage
from screens.widgets.columns import Column
from screens.widgets.prose import Said, labelled

if TYPE_CHECKING:
    from helpdesk.desk import Desk

VIEWS = (View("open", _("Open ones")), View("all", _("All")))
LABEL = 13
"""The width of labels, in cells."""


class Breaches(RegisterPage[Breach]):
    """The register of data breaches."""

    VIEWS = VIEWS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", _("Note a data breach"), id="breaches.new"),
        *view_keys("breaches", VIEWS),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Data breaches")

    def columns(self) -> Sequence[Column[Breach]]:
        """What is next and how long there is for it, and what happened."""
        return (
            Column(_("Next"), lambda one: say_standing(one, self.desk.clock()), width=27),
            Column(_("Number"), lambda one: one.number, width=10),
            Column(_("What happened"), lambda one: visible(one.facts.what), flex=1),
        )

    def help_text(self) -> str:
        """What stands here."""
        return _(
            "A breach is anything by which personal data was lost, altered, seen by the wrong people or out of reach. "
            "Note it at once, half known: the authority is told within 72 hours of the moment somebody here knew of "
            "it, nights and weekends included, unless a risk is unlikely. Every breach is kept here, also one that is "
            "told to nobody. Names of people do not belong in the words; attach customers instead."
        )

    async def read(self, after: Breach | None) -> Sequence[Breach]:
        """The longest known on top, then the closed ones."""
        return await self.desk.read(breaches.breaches)

    def is_shown(self, row: Breach) -> bool:
        """Open ones, or all."""
        return self.place.view > 0 or row.closed is None

    def nothing(self) -> str:
        """Where others are, or how to note one."""
        if self.rows:
            return _("None is open. 2 shows all data breaches.")
        return _("No data breaches.\n\nn  notes one, as soon as somebody notices it")

    def facts(self, row: Breach) -> Iterable[Said]:
        """All that is known."""
        clock = say_clock(self.desk.policy, row, self.desk.clock())
        known = labelled(say_facts(self.desk.policy, row.facts), LABEL)
        return (Content(clock).stylize("bold"), say_people(row), "", *known)

    def briefly(self, row: Breach) -> str:
        """The clock, and whether the people concerned are told."""
        return dotted(say_clock(self.desk.policy, row, self.desk.clock()), say_people(row))

    def open(self, row: Breach) -> None:
        """Show the breach."""
        open_breach(self.app, self.desk, row.id)

    def action_new(self) -> None:
        """Note one."""
        from screens.breach_form import BreachForm

        self.app.push_screen(BreachForm(self.desk))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who may."""
        if action == "new":
            return has_job(self.desk, Job.BREACHES)
        return super().check_action(action, parameters)
