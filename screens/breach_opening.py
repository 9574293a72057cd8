"""Opening a data breach, in the same way from the list, its form and Today. GDPR art. 33.

It is about the company, so it needs its job and no open file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from helpdesk.tasks import breaches
from screens.owned import latest

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from screens.breach import BreachScreen


def open_breach(app: App[Any], desk: Desk, breach: int) -> None:
    """Show a breach; the app owns the work, and the last request wins. A removed one is reported."""
    latest(app, "open-customer", opened_breach, app, desk, breach)


async def opened_breach(app: App[Any], desk: Desk, breach: int) -> BreachScreen:
    """The screen of a breach, shown. Runs in a worker of the app. Errors: `Refused`, `NotFound`."""
    from screens.breach import BreachScreen

    screen = BreachScreen(desk, await desk.read(breaches.view, breach))
    await app.push_screen(screen)
    return screen
