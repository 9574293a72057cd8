"""Which rights? What happens to the complaint is said before it does. Clause: C1, R1–R7."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.domain.rights import Right
from helpdesk.i18n import _, language
from helpdesk.policy.words import RIGHTS
from screens.dialogs.dialog import Dialog
from screens.widgets.controls import Tick
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose


class WhichRights(Dialog[tuple[Right, ...]]):
    """Gives the rights that a complaint turned out to be about."""

    def __init__(self, number: str) -> None:
        """Make the question about the complaint with a number."""
        super().__init__(
            _("{number} is a rights request").format(number=number),
            keys=[Binding("enter", "give", _("Turn it into one"), id="rights.give", priority=True)],
        )

    def body(self) -> ComposeResult:
        """What happens, and the rights."""
        yield Prose(
            _(
                "The complaint closes, and a rights request takes its place with the same words. It counts "
                "as received on the day of the complaint, so its period of a month has already begun."
            )
        )
        yield Form(*(FormRow(one, "", Tick(text=RIGHTS[one].say(language()))) for one in Right))

    def action_give(self) -> None:
        """Give them back, once there is one."""
        form = self.query_one(Form)
        chosen = tuple(Right(name) for name, ticked in form.values().items() if ticked)
        if chosen:
            self.answer(chosen)
        else:
            form.show_faults([Fault(next(iter(Right)), msg("Which right do they ask for?"))])
