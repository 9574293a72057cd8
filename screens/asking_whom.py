"""Asking whom an export of one customer's data is for, the same wherever one is made. Clause: P4, T1, T2."""

from __future__ import annotations

from typing import Any

from textual.app import App

from helpdesk.domain.disclosures import CUSTOMER, OURSELVES
from helpdesk.i18n import _
from screens.dialogs.choice import Choice, Option
from screens.dialogs.line import Line

_DISCLOSURE = "disclosure"


async def ask_for_whom(app: App[Any]) -> str | None:
    """The customer, ourselves, or the number of a disclosure; nothing where that was left. Runs in a worker."""
    options = [
        Option(CUSTOMER, _("The customer")),
        Option(OURSELVES, _("Ourselves")),
        Option(_DISCLOSURE, _("Somebody else, under a disclosure")),
    ]
    whom: str | None = await app.push_screen_wait(Choice(_("For whom is the export?"), options))
    if whom != _DISCLOSURE:
        return whom
    return await app.push_screen_wait(Line(_("Number of the disclosure"), _("Number"), _("Go on")))
