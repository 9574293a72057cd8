"""Which ticket? By its number, or found by words. Clause: P2: no more is shown of it than in the list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from helpdesk.domain.tickets import Ticket
from helpdesk.i18n import _
from screens.dialogs.pick import Pick
from screens.ticket_words import say_customer_briefly, say_state, say_subject
from screens.widgets.columns import Column
from screens.widgets.prose import Said


class PickTicket(Pick[Ticket]):
    """Typing finds, the arrows choose, Enter takes the one under the cursor."""

    def __init__(
        self, title: str, search: Callable[[str], Awaitable[tuple[Ticket, ...]]], *said: Said
    ) -> None:
        """Make the question: `search` finds tickets by what was typed; with nothing typed, those that are likeliest."""
        super().__init__(
            title,
            search,
            [
                Column(_("Number"), lambda one: one.number, width=7),
                Column(_("Who"), say_customer_briefly, flex=3),
                Column(_("Subject"), say_subject, flex=4),
                Column(_("State"), lambda one: say_state(one.state), width=9),
            ],
            *said,
            placeholder=_("Number, or words of the subject or the messages"),
            nothing=_("No other ticket was found."),
        )
