"""The contents of the tabs of a customer's file: a pane for each, one of which is shown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.widgets import ContentSwitcher

from helpdesk.domain.customer import CustomerFile
from screens.customer_consents import Consents
from screens.customer_details import Details
from screens.customer_history import History
from screens.customer_ip_use import IpUse
from screens.customer_services import Services
from screens.customer_systems import Systems
from screens.customer_tabs import TABS
from screens.customer_tickets import CustomerTickets

if TYPE_CHECKING:
    from helpdesk.domain.technician import Technician
    from helpdesk.policy.model import Policy

Pane = Details | Consents | Services | Systems | IpUse | History | CustomerTickets


class CustomerPanes(ContentSwitcher):
    """The panes; `current` is the tab whose pane is shown."""

    def __init__(self, policy: Policy, technician: Technician, tab: str) -> None:
        """Make the panes, with that of a tab shown first."""
        self._policy = policy
        super().__init__(
            Details(policy),
            Consents(policy, technician.role),
            Services(policy),
            Systems(policy),
            IpUse(policy, technician.login),
            History(policy),
            CustomerTickets(),
            initial=tab,
            id="customer-panes",
        )

    @property
    def tab(self) -> str:
        """The tab whose pane is shown."""
        return self.current or TABS[0]

    @property
    def pane(self) -> Pane:
        """The pane that is shown."""
        pane = self.get_child_by_id(self.tab)
        assert isinstance(pane, Pane)  # noqa: S101  # see `__init__`
        return pane

    def show(self, file: CustomerFile, moment: datetime) -> None:
        """Show a file as it is at a moment, in each pane that shows part of the file itself."""
        self.query_one(Details).show(file)
        self.query_one(Consents).show(file, moment)
        self.query_one(Services).show(file, self._policy.today(moment))
        self.query_one(Systems).show(file)
        self.query_one(IpUse).show(file)

    def go_to(self, tab: str) -> None:
        """Show the pane of a tab. Each visit to the history is recorded."""
        self.current = tab
        if tab != "history":
            self.query_one(History).on_record = False

    def focus_pane(self) -> None:
        """Focus the current pane, or the first widget in it that can have focus."""
        pane = self.pane
        target = pane if pane.can_focus else next((one for one in pane.query("*") if one.focusable), None)
        if target is not None:
            target.focus()
