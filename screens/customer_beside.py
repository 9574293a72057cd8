"""What is shown beside the lists of a customer's file in a wide window. Clause: P2, D6, G3, R1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from screens.customer_history import History
from screens.customer_ip_use import IpUse
from screens.customer_tickets import CustomerTickets
from screens.dialogs.record_details import facts as record_facts
from screens.dialogs.session_details import details
from screens.explain import Why, explained
from screens.ticket_facts import facts
from screens.widgets.prose import Said, labelled

if TYPE_CHECKING:
    from helpdesk.desk import Desk

LABEL = 10


def beside(desk: Desk, pane: Widget, why: Why | None) -> Sequence[Said]:
    """The row under the cursor in full, if the list is too narrow for it; elsewhere briefly why it may be seen."""
    policy = desk.policy
    match pane:
        case IpUse(row=row) if row is not None:
            return details(policy, row)
        case History(row=row) if row is not None:
            return labelled(record_facts(policy, row), LABEL)
        case CustomerTickets(row=row) if row is not None:
            return facts(policy, row, desk.clock())
    return () if why is None else (explained(policy, why, briefly=True),)
