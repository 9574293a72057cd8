"""Asking whom an export of one customer's data is for, in the same way everywhere. Clause: P4, T1, T2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from helpdesk.domain.disclosures import CUSTOMER, OURSELVES
from helpdesk.domain.errors import HelpdeskError
from helpdesk.i18n import _
from helpdesk.tasks.for_whom import insist_may_export
from screens.dialogs.choice import Choice, Option
from screens.dialogs.line import Line
from screens.dialogs.notice import show_error

if TYPE_CHECKING:
    from helpdesk.desk import Desk

_DISCLOSURE = "disclosure"


async def ask_for_whom(app: App[Any], desk: Desk, *, of_one: bool = True) -> str | None:
    """The customer, ourselves, or the number of a disclosure; `None` if cancelled. Runs in a worker.

    Data of more than one customer (not `of_one`) stays with us. Whoever may not export is told before anything is
    asked.
    """
    try:
        await desk.run(insist_may_export)
    except HelpdeskError as error:
        show_error(app, error)
        return None
    if not of_one:
        return OURSELVES
    options = [
        Option(CUSTOMER, _("The customer")),
        Option(OURSELVES, _("Ourselves")),
        Option(_DISCLOSURE, _("Somebody else, under a disclosure")),
    ]
    whom: str | None = await app.push_screen_wait(Choice(_("For whom is the export?"), options))
    if whom != _DISCLOSURE:
        return whom
    return await app.push_screen_wait(Line(_("Number of the disclosure"), _("Number"), _("Go on")))
