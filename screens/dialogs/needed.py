"""For which purpose it is needed, and what it is then. Clause: D9, P2."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.customer import CUSTOMER
from helpdesk.i18n import _, language
from helpdesk.policy.model import Policy
from screens.dialogs.dialog import Dialog
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose


@dataclass(frozen=True, slots=True)
class NeededFor:
    """Ids of a purpose and of a category of the policy, and why."""

    purpose: str
    category: str
    why: str


class Needed(Dialog[NeededFor]):
    """Asks for a purpose and a category; only what the chosen purpose uses can be chosen."""

    def __init__(self, policy: Policy) -> None:
        """Make the question."""
        super().__init__(
            _("Needed"), keys=[Binding("enter", "keep", _("Keep"), id="needed.keep", priority=True)]
        )
        self._policy = policy

    def body(self) -> ComposeResult:
        """The purpose, the category, and why."""
        purposes = {one.id: one.label(language()) for one in self._policy.purposes.values()}
        first = next(iter(purposes), "")
        yield Prose(
            _(
                "It becomes ordinary data: it stays where it is, and goes when the period of its category is over."
            )
        )
        yield Form(
            FormRow("purpose", _("Purpose"), Chooser(purposes, first)),
            FormRow("category", _("Category"), Chooser(self._categories(first))),
            FormRow("why", _("Reason"), TextBox(placeholder=_("if there is more to say"))),
        )

    @on(FormRow.Changed)
    def _changed(self, event: FormRow.Changed) -> None:
        event.stop()
        if event.row.field == "purpose":
            chooser = self.query_one(Form)["category"].control
            if isinstance(chooser, Chooser):
                chooser.offer(self._categories(str(event.value)))

    def action_keep(self) -> None:
        """Give it back."""
        values = self.query_one(Form).values()
        self.answer(NeededFor(str(values["purpose"]), str(values["category"]), str(values["why"]).strip()))

    def _categories(self, purpose: str) -> dict[str, str]:
        """The categories that a purpose uses, as far as a customer's file holds them."""
        known = self._policy.purposes.get(purpose)
        used = known.categories if known else ()
        return {
            one: f"{one} {self._policy.categories[one].name.say(language())}"
            for one in used
            if one in CUSTOMER.categories()
        }
