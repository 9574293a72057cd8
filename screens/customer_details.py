"""Details: what may be seen of the customer, category by category. Clause: P2, D1–D9."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from helpdesk.domain.customer import CustomerFile
from helpdesk.i18n import _
from helpdesk.policy.model import Policy
from screens.customer_facts import Fact, facts
from screens.customer_words import say_category
from screens.explain import Why
from screens.widgets.columns import Column
from screens.widgets.listing import Listing

LABEL = 20
"""Cells for a label."""


class Details(Listing[Fact]):
    """The lines of a file; `w` explains the one under the cursor, `e` edits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", _("Edit"), id="details.edit"),
        Binding("enter", "screen.why", _("Why?"), id="details.why", show=False),
    ]

    class Edit(Message):
        """Somebody wants to change the customer."""

    def __init__(self, policy: Policy) -> None:
        super().__init__([Column("", _line)], titles=False, id="details")
        self._policy = policy
        self._file: CustomerFile | None = None

    def show(self, file: CustomerFile) -> None:
        """Show a file; the cursor stays on its line."""
        self._file = file
        self.show_rows(list(facts(self._policy, file)), same=lambda fact: fact.key)

    @property
    def category(self) -> str:
        """The category under the cursor."""
        return self.row.category if self.row else ""

    @property
    def why(self) -> Why | None:
        """What the guard decided about the category under the cursor."""
        fact = self.row
        if fact is None or self._file is None:
            return None
        return Why(_named(self._policy, fact), self._file.decisions[fact.category], fact.category)

    def action_edit(self) -> None:
        """Change what may be changed."""
        self.post_message(self.Edit())


def _named(policy: Policy, fact: Fact) -> str:
    """What a line is called; one without a name of its own, such as a second telephone number, by its category."""
    if fact.heading:
        return fact.text
    is_called = any(map(str.isalpha, fact.label))
    return f"{fact.category}  {fact.label}" if is_called else say_category(policy, fact.category)


def _line(fact: Fact) -> Content:
    if fact.heading:
        return Content(fact.text).stylize("bold")
    pad = " " * max(LABEL - cell_len(fact.label), 1)
    line = Content.assemble("  ", (fact.label, "dim"), pad, fact.text)
    return line.stylize("italic") if fact.masked else line
