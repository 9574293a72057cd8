"""The effect on an open form when its customer is restricted or removed meanwhile. Clause: R4, R5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from helpdesk.domain.decision import Decision
from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.i18n import _, tell
from helpdesk.policy.guard import restricted
from screens.dialogs.notice import Notice
from screens.owned import latest

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from screens.drafting import DraftPage


async def only_kept(desk: Desk, customer: str) -> Decision | None:
    """Why a customer's data may only be stored; `None` if it may be used. GDPR art. 18.

    Errors: `NotFound` for somebody who was erased, even if the law holds something about them.
    """
    standing = await desk.read(lambda work: work.standings.of(customer))
    if standing.erased:
        raise NotFound(msg("This customer was erased."))
    return restricted(standing, desk.clock())


class KeptMeanwhile:
    """Closes a form once its customer's data may only be stored; the text is back when the restriction is lifted."""

    def __init__(self, page: DraftPage[Any], customer: str) -> None:
        self._page = page
        self._customer = customer

    def look(self) -> None:
        """Check whether that is so now; the app owns the work."""
        if not self._page.has_class("-over"):
            latest(self._page.app, "customer-form-kept", self._look)

    async def _look(self) -> None:
        """Hide the form, keep its text, and leave with the reason; for an erased customer nothing is kept."""
        page = self._page
        try:
            why = await only_kept(page.desk, self._customer)
        except NotFound:
            if page.is_here:
                page.add_class("-over")
                page.dismiss()
            raise
        if why is None or not page.is_here:
            return
        page.add_class("-over")
        typed = page.drafted() is not None
        if typed:
            await page.keep_for_later()
        page.dismiss()
        said = _("What you typed is kept as a draft. It is there again once the restriction is lifted.")
        notice = Notice(_("Kept"), Content(tell(why.reason)).stylize("bold"), *([said] if typed else []))
        page.app.push_screen(notice)
