"""A customer whose data may only be kept by now, and what that does to a form on which somebody types. Clause: R5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from helpdesk.domain.decision import Decision
from helpdesk.i18n import _, tell
from helpdesk.policy.guard import restricted
from screens.dialogs.notice import Notice
from screens.owned import latest

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from screens.drafting import DraftPage


async def only_kept(desk: Desk, customer: str) -> Decision | None:
    """Why a customer's data may only be kept; `None` where it may be used. Errors: `NotFound`. GDPR art. 18."""
    standing = await desk.read(lambda work: work.standings.of(customer))
    return restricted(standing, desk.clock())


class KeptMeanwhile:
    """Closes a form once its customer's data may only be kept; what was typed is there again when that is lifted."""

    def __init__(self, page: DraftPage[Any], customer: str) -> None:
        self._page = page
        self._customer = customer

    def look(self) -> None:
        """Look whether that is so by now; the app owns the work."""
        if not self._page.has_class("-over"):
            latest(self._page.app, "customer-form-kept", self._look)

    async def _look(self) -> None:
        """Hide the form, keep what was typed, and leave with the reason."""
        page = self._page
        why = await only_kept(page.desk, self._customer)
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
