"""Why? The clause, the legal basis, the reason and the remedy of one decision. Clause: P2, R5, R6, B1."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.i18n import _
from helpdesk.policy.model import Policy
from screens.dialogs.dialog import Dialog
from screens.explain import Why, explained
from screens.widgets.prose import Prose
from screens.widgets.reading import Reading


class WhyDialog(Dialog[None]):
    """Explains a decision of the guard; longer texts than fit can be scrolled."""

    def __init__(self, policy: Policy, why: Why) -> None:
        """Make the explanation.

        Args:
            policy: its clauses, bases and periods are quoted.
            why: what to explain.
        """
        super().__init__(_("Why?"), keys=[Binding("escape,enter,w", "cancel", _("Close"), id="why.close")])
        self._policy = policy
        self._why = why

    def body(self) -> ComposeResult:
        """The explanation."""
        yield Reading(Prose(explained(self._policy, self._why)))
