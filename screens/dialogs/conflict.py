"""Changed by somebody else meanwhile: both versions, field by field. Clause: R2; nobody's work is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.customer import CUSTOMER, CustomerFile
from helpdesk.domain.customer_values import parsed
from helpdesk.i18n import _, tell
from helpdesk.policy.model import Policy
from helpdesk.tasks.customers import choices
from screens.customer_facts import say_value
from screens.dialogs.dialog import Dialog
from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs between the versions; `take_theirs` is the choice."""

    field: str
    mine: object
    theirs: object
    both_changed: bool
    take_theirs: bool


def differences(
    policy: Policy, seen: CustomerFile, theirs: CustomerFile, raw: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """The differences between what was typed (`raw`, free of faults) and what somebody else saved over `seen`.

    A field that only one of them changed is taken from that one, unless somebody chooses otherwise.
    """
    mine = parsed(raw, choices(policy))
    return tuple(
        Difference(
            name,
            value,
            theirs.values[name],
            both_changed=value != seen.values[name] != theirs.values[name],
            take_theirs=value == seen.values[name],
        )
        for name, value in mine.items()
        if theirs.seen(name) and value != theirs.values[name]
    )


class Conflict(Dialog[tuple[str, ...]]):
    """Returns the fields to take from the other version; `None` to go back to the form without saving."""

    def __init__(self, policy: Policy, found: tuple[Difference, ...]) -> None:
        """Make the question.

        Args:
            policy: the words for values.
            found: what differs.
        """
        super().__init__(
            _("Somebody else changed this customer meanwhile"),
            keys=[
                Binding("enter", "save", _("Save this"), id="conflict.save", priority=True),
                Binding("space", "swap", _("Other"), id="conflict.swap", priority=True),
                Binding("m", "all(False)", _("All mine"), id="conflict.mine"),
                Binding("t", "all(True)", _("All theirs"), id="conflict.theirs"),
                Binding("escape", "cancel", _("Back"), id="conflict.cancel"),
            ],
        )
        self._policy = policy
        self._found = found

    def body(self) -> ComposeResult:
        """The fields, with a mark at the chosen version."""
        yield Prose(_("Their version is saved, yours is still in the form. ● marks what will be saved."))
        yield Listing[Difference](
            [
                Column(_("Field"), lambda one: tell(CUSTOMER[one.field].label), flex=2),
                Column(
                    _("Mine"), lambda one: self._version(one.field, one.mine, not one.take_theirs), flex=3
                ),
                Column(
                    _("Theirs"), lambda one: self._version(one.field, one.theirs, one.take_theirs), flex=3
                ),
                Column("", lambda one: _("both changed") if one.both_changed else "", width=14, wide_from=76),
            ],
            id="conflict-fields",
        )

    def on_mount(self) -> None:
        """Show what differs."""
        self._show()

    def action_swap(self) -> None:
        """Take the other version of the field under the cursor."""
        at = self.query_one(Listing).index
        self._found = tuple(
            replace(one, take_theirs=not one.take_theirs) if place == at else one
            for place, one in enumerate(self._found)
        )
        self._show()

    def action_all(self, theirs: bool) -> None:
        """Take one version of every field."""
        self._found = tuple(replace(one, take_theirs=theirs) for one in self._found)
        self._show()

    def action_save(self) -> None:
        """Save what is marked."""
        self.answer(tuple(one.field for one in self._found if one.take_theirs))

    @on(Listing.Selected)
    def _selected(self, event: Listing.Selected[Difference]) -> None:
        event.stop()
        self.action_swap()

    def _show(self) -> None:
        self.query_one(Listing).show_rows(self._found, same=lambda one: one.field)

    def _version(self, field: str, value: object, chosen: bool) -> str:
        said = say_value(self._policy, field, value) or _("empty")
        return f"{'●' if chosen else '○'} {said}"
