"""Which rows of a long list to show: of whom, by whom, from when to when, and what else a list has."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget

from helpdesk.domain.days import parse_day, whole_days, write_day
from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.domain.technician import Technician
from helpdesk.i18n import _, show_date
from helpdesk.policy.model import Policy
from screens.dialogs.dialog import Dialog
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow


class ListFilter(Protocol):
    """What every filter has; what is left empty does not matter. `until` is not included."""

    @property
    def customer(self) -> str:
        """What a customer is known by in the list."""
        ...

    @property
    def technician(self) -> str:
        """A login."""
        ...

    @property
    def since(self) -> datetime | None:
        """When the period begins."""
        ...

    @property
    def until(self) -> datetime | None:
        """When it is over."""
        ...


Wanted = TypeVar("Wanted", bound=ListFilter)


class FilterDialog(Dialog[Wanted]):
    """Asks for a customer, a technician and a period, and for what a subclass has besides."""

    MISSES_NOTHING = True

    def __init__(self, policy: Policy, technicians: Sequence[Technician], wanted: Wanted) -> None:
        """Make the question, filled in with the filter that holds now."""
        super().__init__(
            _("Filter"), keys=[Binding("enter", "show", _("Show"), id="list-filter.show", priority=True)]
        )
        self._zone = policy.company.time_zone
        self._technicians = {"": _("everybody")} | {one.login: visible(one.name) for one in technicians}
        self.wanted = wanted

    def body(self) -> ComposeResult:
        """The rows."""
        yield Form(*self.rows())

    @abstractmethod
    def rows(self) -> Iterable[Widget]:
        """What is asked for, from top to bottom."""

    @abstractmethod
    def faults(self, values: Mapping[str, str]) -> Iterable[Fault]:
        """What is wrong with what the subclass asks for besides."""

    @abstractmethod
    def found(self, values: Mapping[str, str], since: datetime | None, until: datetime | None) -> Wanted:
        """The filter that was filled in."""

    def of_customer(self, placeholder: str) -> FormRow:
        """The row for a customer."""
        return FormRow("customer", _("Customer"), TextBox(self.wanted.customer, placeholder=placeholder))

    def by_whom_and_when(self) -> Iterable[FormRow]:
        """The rows for a technician and a period."""
        until = self.wanted.until - timedelta(days=1) if self.wanted.until else None
        yield FormRow("technician", _("Technician"), Chooser(self._technicians, self.wanted.technician))
        yield FormRow("since", _("From"), TextBox(self._day(self.wanted.since), placeholder="4-5-2026"))
        yield FormRow("until", _("To"), TextBox(self._day(until), placeholder=_("that day included")))

    def action_show(self) -> None:
        """Give it back once all of it can be read."""
        form = self.query_one(Form)
        values = {name: str(value).strip() for name, value in form.values().items()}
        days = {field: parse_day(values[field]) for field in ("since", "until")}
        faults = [
            Fault(field, msg("Write the date as 4-5-2026."))
            for field, day in days.items()
            if values[field] and day is None
        ]
        faults += self.faults(values)
        form.show_faults(faults)
        if not faults:
            self.answer(self.found(values, *whole_days(days["since"], days["until"], self._zone)))

    def _day(self, moment: datetime | None) -> str:
        return write_day(moment.astimezone(ZoneInfo(self._zone)).date()) if moment else ""


def say_filter(wanted: ListFilter, names: Mapping[str, str], *others: str) -> str:
    """What is filtered, in words; `""` where nothing is. `names` are those of technicians, by login."""
    technician = names.get(wanted.technician, wanted.technician)
    parts = [visible(part) for part in (wanted.customer, *others, technician) if part]
    if wanted.since is not None:
        parts.append(_("from {day}").format(day=show_date(wanted.since)))
    if wanted.until is not None:
        parts.append(_("up to {day}").format(day=show_date(wanted.until - timedelta(days=1))))
    return ", ".join(parts)
