"""Which customer? Found by a piece of anything; only the least is shown. Clause: P2."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.display import visible
from helpdesk.i18n import _
from screens.dialogs.pick import Pick
from screens.widgets.columns import Column
from screens.widgets.prose import Said


class PickCustomer(Pick[CustomerRef]):
    """Typing finds, the arrows choose, Enter takes the one under the cursor."""

    def __init__(
        self, title: str, search: Callable[[str], Awaitable[tuple[CustomerRef, ...]]], *said: Said
    ) -> None:
        """Make the question: `search` finds customers by typed text; without any, the likeliest."""
        super().__init__(
            title,
            search,
            [
                Column(_("Number"), lambda ref: visible(ref.number), width=8),
                Column(_("Name"), lambda ref: visible(ref.name or ref.company), flex=3),
                Column(_("City"), lambda ref: visible(ref.city), flex=2),
            ],
            *said,
            placeholder=_("Number, name, company, e-mail, telephone, postcode"),
            nothing=_("Nobody matches."),
        )
