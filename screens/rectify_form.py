"""The form of a customer whose data is rectified: old and new value stay with the request. Clause: R2; art. 16, 19.

Ctrl+S corrects what was changed, and drafts a notice to everybody who got the old value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpdesk.domain.customer import CustomerFile, CustomerRef
from helpdesk.domain.requests import Request
from helpdesk.i18n import _
from helpdesk.tasks import request_letters
from screens import customer_drafts as drafts
from screens.customer_form import CustomerForm

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


class RectifyForm(CustomerForm):
    """Dismisses itself with the customer that was rectified, or with `None`."""

    def __init__(self, desk: Desk, file: CustomerFile, request: Request) -> None:
        """Make the form of an open file, for a request that asks to rectify it."""
        super().__init__(desk, file)
        self._request = request
        self.notices = 0
        """How many recipients of the old value have to be told."""
        self.title = _("Rectify for {number}").format(number=request.number)

    def help_text(self) -> str:
        """What is kept."""
        return _(
            "Change what is wrong. The old and the new value are kept with the request as long as the "
            "request is; whoever got the old value from us gets a notice, which is drafted. The rest of the "
            "form works as usual."
        )

    def store_changed(self) -> None:
        """A restriction stops no correction that the customer asked for. Clause: R2, R5."""

    async def write(self, seen: CustomerFile, raw: dict[str, Any]) -> CustomerRef | None:
        """Rectify over the file that was seen."""
        return await self.desk.run(self._rectified, seen, raw)

    def _rectified(self, work: UnitOfWork, seen: CustomerFile, raw: dict[str, Any]) -> CustomerRef:
        """Rectify, draft the notices, and forget the draft, in one transaction."""
        asked = self._request
        self.notices = len(request_letters.rectify(work, asked.id, asked.version, seen, raw))
        work.drafts.drop(drafts.name_of(seen))
        return seen.ref
