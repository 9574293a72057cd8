"""Which sessions of the ledger to show. Clause: D6, R1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from textual.widget import Widget

from helpdesk.domain.addresses import parse_range
from helpdesk.domain.contact import BadValue
from helpdesk.domain.errors import Fault
from helpdesk.domain.remote import Filter
from helpdesk.i18n import _
from screens.dialogs.list_filter import FilterDialog
from screens.widgets.controls import TextBox
from screens.widgets.fields import FormRow


class LedgerFilter(FilterDialog[Filter]):
    """Asks for a customer, a technician, a period and an address."""

    def rows(self) -> Iterable[Widget]:
        """The address last."""
        yield self.of_customer(_("customer number"))
        yield from self.by_whom_and_when()
        address = TextBox(self.wanted.address, placeholder=_("one, or a network: 10.1.0.0/16"))
        yield FormRow("address", _("IP address"), address)

    def faults(self, values: Mapping[str, str]) -> Iterable[Fault]:
        """What is no address."""
        try:
            if values["address"]:
                parse_range(values["address"])
        except BadValue as bad:
            yield Fault("address", bad.message)

    def found(self, values: Mapping[str, str], since: datetime | None, until: datetime | None) -> Filter:
        """All of it."""
        return Filter(values["customer"], values["technician"], since, until, values["address"])
