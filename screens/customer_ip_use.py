"""IP use: when we used this customer's IP address, who did, and why. Clause: D6, G6, R1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from helpdesk.domain.customer import CustomerFile
from helpdesk.domain.display import visible
from helpdesk.domain.remote import LEDGER_PAGE, Session
from helpdesk.i18n import _, show_moment
from helpdesk.policy.model import Policy
from helpdesk.words.sessions import say_address, say_course, say_what, say_who
from screens.customer_category import OfCategory
from screens.widgets.bars import OF_ROW
from screens.widgets.columns import Column
from screens.widgets.paged_listing import PagedListing


class IpUse(OfCategory, PagedListing[Session]):
    """The sessions of a customer, newest first; older ones follow when the cursor reaches the end."""

    CATEGORY = "D6"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "details", _("All of it"), id="ip-use.details"),
        Binding("p", "replay", _("Replay"), id="ip-use.replay", group=OF_ROW),
        Binding("i", "note", _("Note"), id="ip-use.note", group=OF_ROW),
    ]

    class Asked(Message):
        """Something should be done with a session: `details`, `replay` or `note`."""

        def __init__(self, what: str, session: Session) -> None:
            super().__init__()
            self.what = what
            self.session = session

    def __init__(self, policy: Policy, login: str) -> None:
        """Make an empty list.

        Args:
            policy: the policy in force.
            login: this technician; only one's own sessions can be noted.
        """
        self._policy = policy
        self._login = login
        super().__init__(
            [
                Column(_("When"), lambda one: show_moment(one.started), width=17),
                Column(_("Address"), say_address, flex=5),
                Column(_("What"), lambda one: say_what(policy, one), flex=4),
                Column(_("Who"), say_who, flex=3),
                Column(_("How long"), say_course, flex=6),
                Column(_("Reason"), lambda one: visible(one.reason), flex=6, wide_from=110),
            ],
            page=LEDGER_PAGE,
            known_by=lambda one: one.id,
            id="ip-use",
        )

    def show(self, file: CustomerFile) -> None:
        """Show a message until the sessions are read."""
        self._file = file
        if not self.readable:
            self.show_page(())

    def show_page(self, rows: Sequence[Session], *, follow: bool = False) -> None:
        """Show them, or why there are none."""
        self.empty = self.nothing(_("We never used an IP address of this customer."))
        super().show_page(rows, follow=follow)

    def action_details(self) -> None:
        """Show everything on record about the session under the cursor."""
        self._ask("details")

    def action_replay(self) -> None:
        """Play its recording."""
        self._ask("replay")

    def action_note(self) -> None:
        """Note how it went, or that the rest is done."""
        self._ask("note")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the session under the cursor has."""
        if action == "details":
            return self.row is not None
        if action == "replay":
            return self.row is not None and self.row.recorded
        if action == "note":
            return self.row is not None and self.row.ended is not None and self.row.technician == self._login
        return super().check_action(action, parameters)

    def _ask(self, what: str) -> None:
        if self.row is not None:
            self.post_message(self.Asked(what, self.row))
