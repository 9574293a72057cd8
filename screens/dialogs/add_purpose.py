"""What else for? Another purpose for an open file, so that it shows more; on record. Clause: P2."""

from __future__ import annotations

from textual.content import Content

from helpdesk.domain.customer import CustomerFile
from helpdesk.i18n import _, language
from helpdesk.policy.guard import may_use
from helpdesk.policy.model import Policy, Purpose
from screens.customer_words import say_ref
from screens.dialogs.choice import Choice, Option


class AddPurpose(Choice[str]):
    """Returns the purpose to add. Purposes that would show the category under the cursor come first."""

    def __init__(self, policy: Policy, role: str, file: CustomerFile, category: str) -> None:
        """Make the question.

        Args:
            policy: its purposes are offered.
            role: the technician's; purposes that it may not use are left out.
            file: the open file, and its purposes so far.
            category: what the technician wants to see, if anything.
        """
        decision = file.decisions.get(category)
        wanted = decision.needs if decision is not None and not decision.allowed else ()
        offered = [
            purpose
            for purpose in policy.purposes.values()
            if purpose.id not in file.opened.purposes and may_use(policy, role, purpose.id).allowed
        ]
        self.offers = bool(offered)
        """Whether there is anything to choose."""
        offered.sort(key=lambda purpose: purpose.id not in wanted)
        options = [
            Option(
                purpose.id,
                purpose.label(language()),
                _adds(policy, file, purpose),
                purpose.key,
            )
            for purpose in offered
        ]
        super().__init__(
            _("For what else?"),
            options,
            Content(say_ref(file.ref)).stylize("bold"),
            _("The purpose is added to this file, and recorded."),
        )


def _adds(policy: Policy, file: CustomerFile, purpose: Purpose) -> str:
    """What a purpose shows that the file does not show yet."""
    shown = {category for category, decision in file.decisions.items() if decision.allowed}
    more = [policy.categories[one].name.say(language()) for one in purpose.categories if one not in shown]
    return (
        _("also shows {categories}").format(categories=", ".join(more)) if more else _("shows nothing more")
    )
