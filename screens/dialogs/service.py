"""A new service, and the end of one. Clause: G2; P3 (the last one's end starts retention)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.customer import CustomerFile, Service
from helpdesk.domain.days import parse_day, write_day
from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.i18n import _, language
from helpdesk.policy.model import Policy
from screens.dialogs.kept import Keep, KeptDialog
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose

NO_DAY = msg("Write the date as 4-5-2026.")


@dataclass(frozen=True, slots=True)
class Given:
    """A service that the customer takes: the kind (an id of the policy), what exactly, and from which day."""

    product: str
    detail: str
    day: date


class NewService(KeptDialog[CustomerFile]):
    """Asks which service, and from when."""

    def __init__(self, policy: Policy, today: date, keep: Keep[Given, CustomerFile]) -> None:
        """Make the question; `today` is the day that is offered, `keep` adds the service."""
        keys = [Binding("enter", "save", _("Add"), id="service.add", priority=True)]
        super().__init__(_("New service"), keys=keys)
        self._kinds = {name: text.say(language()) for name, text in policy.service_kinds.items()}
        self._today = today
        self._keep = keep

    def body(self) -> ComposeResult:
        """The kind, what exactly, and since when."""
        yield Form(
            FormRow("product", _("Service"), Chooser(self._kinds)),
            FormRow("detail", _("What"), TextBox(placeholder=_("a domain name, a mailbox, a machine"))),
            FormRow("day", _("Since"), TextBox(write_day(self._today))),
        )

    @work(group="service-keep")
    async def action_save(self) -> None:
        """Add it once the day can be read."""
        form = self.query_one(Form)
        values = form.values()
        if (day := checked_day(form, str(values["day"]))) is not None:
            given = Given(str(values["product"]), str(values["detail"]).strip(), day)
            await self.keep(self._keep, given)


class EndService(KeptDialog[CustomerFile]):
    """Asks on what day a service ends."""

    def __init__(self, service: Service, today: date, keep: Keep[date, CustomerFile]) -> None:
        """Make the question; `today` is the day that is offered, `keep` ends the service."""
        keys = [Binding("enter", "save", _("End it"), id="service.end", priority=True)]
        super().__init__(_("End this service"), keys=keys)
        self._service = service
        self._today = today
        self._keep = keep

    def body(self) -> ComposeResult:
        """Which one, and its last day."""
        name = " ".join(part for part in (self._service.product, self._service.detail) if part)
        yield Prose(
            visible(name),
            _("When the last service ends, so does the contract; the data is then kept for a limited time."),
            "",
        )
        yield Form(FormRow("day", _("Last day"), TextBox(write_day(self._today))))

    @work(group="service-keep")
    async def action_save(self) -> None:
        """End it once the day can be read."""
        form = self.query_one(Form)
        day = checked_day(form, str(form.values()["day"]))
        if day is not None and day < self._service.started:
            form.show_faults([Fault("day", msg("This is before the service began."))])
        elif day is not None:
            await self.keep(self._keep, day)


def checked_day(form: Form, text: str, field: str = "day") -> date | None:
    """The day that was typed in a field of a form; `None` where it is none, and that is shown there."""
    day = parse_day(text)
    form.show_faults(() if day else (Fault(field, NO_DAY),))
    return day
