"""For which purpose it is needed, and what it is then. Clause: D9, P2."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.unsolicited import Item
from helpdesk.i18n import _, language
from helpdesk.policy.model import Policy
from screens.dialogs.kept import Keep, KeptDialog
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose


@dataclass(frozen=True, slots=True)
class NeededFor:
    """Ids of a purpose and of a category of the policy, and why."""

    purpose: str
    category: str
    why: str


class Needed(KeptDialog[Item]):
    """Asks for a purpose and a category; only what the chosen purpose uses can be chosen.

    Neither is chosen at first: it is proof that somebody named them, and not that they pressed Enter.
    """

    def __init__(self, policy: Policy, keep: Keep[NeededFor, Item]) -> None:
        """Make the question; `keep` keeps the answer."""
        super().__init__(
            _("Needed"), keys=[Binding("enter", "keep", _("Keep"), id="needed.keep", priority=True)]
        )
        self._policy = policy
        self._keep = keep

    def body(self) -> ComposeResult:
        """The purpose, the category, and why."""
        purposes = {one.id: one.label(language()) for one in self._policy.purposes.values()}
        yield Prose(
            _(
                "It becomes ordinary data: it stays where it is, and is removed when the period of its "
                "category is over."
            )
        )
        yield Form(
            FormRow("purpose", _("Purpose"), Chooser({"": _("choose one"), **purposes})),
            FormRow("category", _("Category"), Chooser(self._categories(""))),
            FormRow("why", _("Reason"), TextBox(placeholder=_("if there is more to say"))),
        )

    @on(FormRow.Changed)
    def _changed(self, event: FormRow.Changed) -> None:
        event.stop()
        if event.row.field == "purpose":
            chooser = self.query_one(Form)["category"].control
            if isinstance(chooser, Chooser):
                chooser.offer(self._categories(str(event.value)))

    @work(group="needed-keep")
    async def action_keep(self) -> None:
        """Keep it."""
        values = self.query_one(Form).values()
        given = NeededFor(str(values["purpose"]), str(values["category"]), str(values["why"]).strip())
        await self.keep(self._keep, given)

    def _categories(self, purpose: str) -> dict[str, str]:
        """The categories that a purpose uses, as far as a customer's file holds them."""
        known = self._policy.purposes.get(purpose)
        used = known.categories if known else ()
        return {"": _("choose one")} | {
            one: f"{one} {self._policy.categories[one].name.say(language())}"
            for one in used
            if one in CUSTOMER.categories()
        }
