"""Opening a rights request, in the same way from the list, Today and a ticket. Clause: R1–R7.

Handling one is a legal duty, so it needs its job and no open file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from helpdesk.domain.errors import HelpdeskError
from helpdesk.tasks import requests
from screens.open_page import tell_failure
from screens.owned import latest

if TYPE_CHECKING:
    from helpdesk.desk import Desk


def open_request(app: App[Any], desk: Desk, request: int) -> None:
    """Show a request; the app owns the work, and the last request wins. A removed one is reported."""
    latest(app, "open-customer", _open, app, desk, request)


async def _open(app: App[Any], desk: Desk, request: int) -> None:
    from screens.request import RequestScreen

    try:
        view = await desk.run(requests.view, request)
    except HelpdeskError as error:
        tell_failure(app, desk.policy, error)
        return
    app.push_screen(RequestScreen(desk, view))
