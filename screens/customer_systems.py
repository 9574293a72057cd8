"""Systems: the customer's machines that we look after, and how to reach them. Clause: D5, D6, G4, B4."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from helpdesk.domain.customer import CustomerFile
from helpdesk.domain.display import visible
from helpdesk.domain.remote import SYSTEM, System
from helpdesk.i18n import _
from helpdesk.policy.model import Policy
from helpdesk.words.sessions import say_place, say_sign_in
from screens.customer_category import OfCategory
from screens.widgets.columns import Column
from screens.widgets.listing import Listing


class Systems(OfCategory, Listing[System]):
    """The systems of a customer, by name."""

    CATEGORY = SYSTEM["host"].category
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "sign_in", _("Sign in"), id="systems.enter"),
        Binding("n", "new", _("New"), id="systems.new"),
        Binding("e", "change", _("Edit"), id="systems.change"),
        Binding("t", "test", _("Test"), id="systems.test"),
        Binding("k", "keys", _("Host keys"), id="systems.keys"),
        Binding("delete,x", "remove", _("Remove"), id="systems.remove"),
    ]

    class Asked(Message):
        """Something should be done with a system: `sign in`, `new`, `change`, `test`, `keys` or `remove`."""

        def __init__(self, what: str, system: System | None) -> None:
            super().__init__()
            self.what = what
            self.system = system

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._by_id: dict[int, System] = {}
        self._wanted: int | None = None
        super().__init__(
            [
                Column(_("Name"), lambda one: visible(one.name), flex=3),
                Column(_("Host"), say_place, flex=4),
                Column(_("User"), lambda one: visible(one.user), flex=2),
                Column(_("Sign in with"), lambda one: say_sign_in(one.sign_in), width=14, wide_from=60),
                Column(_("By way of"), self._jump, flex=2, wide_from=70),
            ],
            id="systems",
        )

    def show(self, file: CustomerFile) -> None:
        """Show a message until the systems are read."""
        self._file = file
        if not self.readable:
            self.show_systems(())

    def show_systems(self, systems: tuple[System, ...]) -> None:
        """Show the systems that were read."""
        self._by_id = {one.id: one for one in systems}
        self.empty = self.nothing(
            _("No systems yet. n adds one;\nr helps in another way, such as by telephone.")
        )
        self.show_rows(systems, same=lambda one: one.id)
        if self._wanted in self._by_id:
            self.move_to(list(self._by_id).index(self._wanted))
            self._wanted = None

    def go_to(self, system: System) -> None:
        """Put the cursor on a system once it has been read."""
        self._wanted = system.id

    def action_sign_in(self) -> None:
        """Sign in to the system under the cursor."""
        self.post_message(self.Asked("sign in", self.row))

    def action_new(self) -> None:
        """Add a system."""
        self.post_message(self.Asked("new", None))

    def action_change(self) -> None:
        """Change the system under the cursor."""
        self.post_message(self.Asked("change", self.row))

    def action_test(self) -> None:
        """Test signing in."""
        self.post_message(self.Asked("test", self.row))

    def action_keys(self) -> None:
        """Show the keys of its host."""
        self.post_message(self.Asked("keys", self.row))

    def action_remove(self) -> None:
        """Remove it."""
        self.post_message(self.Asked("remove", self.row))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a system is offered if there is one; why none can be added is said on request."""
        if action in ("sign_in", "change", "test", "keys", "remove"):
            return self.row is not None
        return super().check_action(action, parameters)

    def _jump(self, one: System) -> str:
        jump = self._by_id.get(one.jump) if one.jump is not None else None
        return visible(jump.name) if jump else ""
