"""Which sessions of the ledger to show. Clause: D6, R1."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.addresses import parse_range
from helpdesk.domain.contact import BadValue
from helpdesk.domain.days import parse_day, write_day
from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import Filter
from helpdesk.domain.technician import Technician
from helpdesk.i18n import _
from helpdesk.policy.model import Policy
from screens.dialogs.dialog import Dialog
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow


class LedgerFilter(Dialog[Filter]):
    """Asks for a customer, a technician, a period and an address; empty fields don't matter."""

    MISSES_NOTHING = True

    def __init__(self, policy: Policy, technicians: Sequence[Technician], wanted: Filter) -> None:
        """Make the question, filled in with the current filter."""
        super().__init__(
            _("Filter"), keys=[Binding("enter", "show", _("Show"), id="ledger-filter.show", priority=True)]
        )
        self._zone = ZoneInfo(policy.company.time_zone)
        self._technicians = {"": _("everybody")} | {one.login: visible(one.name) for one in technicians}
        self._wanted = wanted

    def body(self) -> ComposeResult:
        """The rows."""
        wanted = self._wanted
        until = wanted.until - timedelta(days=1) if wanted.until else None
        yield Form(
            FormRow("customer", _("Customer"), TextBox(wanted.customer, placeholder=_("customer number"))),
            FormRow("technician", _("Technician"), Chooser(self._technicians, wanted.technician)),
            FormRow("since", _("From"), TextBox(self._day(wanted.since), placeholder="4-5-2026")),
            FormRow("until", _("To"), TextBox(self._day(until), placeholder=_("that day included"))),
            FormRow(
                "address",
                _("IP address"),
                TextBox(wanted.address, placeholder=_("one, or a network: 10.1.0.0/16")),
            ),
        )

    def action_show(self) -> None:
        """Return it once the days and the address are readable."""
        form = self.query_one(Form)
        values = {name: str(value).strip() for name, value in form.values().items()}
        faults = [
            Fault(field, msg("Write the date as 4-5-2026."))
            for field in ("since", "until")
            if values[field] and parse_day(values[field]) is None
        ]
        try:
            if values["address"]:
                parse_range(values["address"])
        except BadValue as bad:
            faults.append(Fault("address", bad.message))
        form.show_faults(faults)
        if not faults:
            since, until = self._begins(values["since"]), self._begins(values["until"])
            until = until + timedelta(days=1) if until else None
            self.answer(Filter(values["customer"], values["technician"], since, until, values["address"]))

    def _begins(self, text: str) -> datetime | None:
        """The start of a day of the company's calendar."""
        day = parse_day(text)
        return datetime.combine(day, time(), self._zone) if day else None

    def _day(self, moment: datetime | None) -> str:
        return write_day(moment.astimezone(self._zone).date()) if moment else ""
