"""A rights request that is really a complaint, and the way between the two. Clause: C1, R1–R7."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from helpdesk.i18n import _, language
from helpdesk.policy.model import Job
from helpdesk.tasks import requests
from screens.complaint_opening import opened_complaint
from screens.dialogs.choice import Choice, Option
from screens.jobs import has_job
from screens.request_page import RequestPage


class Turning(RequestPage):
    """Turns a request into a complaint, and goes to the complaint that it became or came from."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("C", "turn", _("It is a complaint"), id="request.turn", show=False),
        Binding("z", "other", _("The complaint"), id="request.other"),
    ]

    @property
    def other(self) -> str:
        """The number of the complaint that it became, or came from; `""` for most."""
        return self.request.turned_into or self.view.turned_from

    def action_turn(self) -> None:
        """It is really a complaint: close it here, and register one instead."""
        self.do(self._turn())

    async def _turn(self) -> None:
        causes = self.desk.policy.complaints.causes.values()
        options = [Option(one.id, one.name.say(language())) for one in causes]
        said = _("The request closes, and a complaint takes its place, received on the same day.")
        cause = await self.app.push_screen_wait(Choice(_("What is the complaint about?"), options, said))
        made = await self.change(requests.to_complaint, cause) if cause is not None else None
        if made is not None:
            self.app.notify(_("{number} continues as complaint {complaint}.").format(
                number=self.request.number, complaint=made.number
            ))  # fmt: skip

    def action_other(self) -> None:
        """Go to the complaint that it became, or came from."""
        self.do(self._other())

    async def _other(self) -> None:
        number = self.other
        found = await self.desk.read(lambda work: work.complaints.by_number(number))
        await opened_complaint(self.app, self.desk, found)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only for those who handle complaints."""
        if action not in ("turn", "other"):
            return super().check_action(action, parameters)
        may_follow = self.request.state.is_open if action == "turn" else bool(self.other)
        return may_follow and has_job(self.desk, Job.COMPLAINTS)
