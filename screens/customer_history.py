"""History: who did what with this customer's data, when and what for. Clause: P1, P2, R1."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.display import visible
from helpdesk.i18n import _, show_moment
from helpdesk.policy.model import Policy
from helpdesk.tasks.audit import Entry
from helpdesk.words.records import say_record
from screens.dialogs.record_details import say_purposes
from screens.widgets.columns import Column
from screens.widgets.paged_listing import PagedListing

PAGE = 200
"""Records read at a time."""


class History(PagedListing[Entry]):
    """The records about one customer, newest first; older ones follow when the cursor reaches the end."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", _("All of it"), id="history.details")]

    category = ""
    why = None

    def __init__(self, policy: Policy) -> None:
        self.on_record = False
        """Whether it was recorded that somebody opened this."""
        super().__init__(
            [
                Column(_("When"), lambda one: show_moment(one.record.at), width=17),
                Column(_("Who"), lambda one: visible(one.who), width=12),
                Column(_("What"), lambda one: say_record(policy, one.record), flex=3),
                Column(_("For"), lambda one: say_purposes(policy, one), flex=2),
            ],
            page=PAGE,
            known_by=lambda one: one.record.seq,
            id="history",
            empty=_("Nothing is on record yet."),
        )
