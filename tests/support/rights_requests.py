"""Rights requests in tests of the console: made, confirmed by two of us, and opened by key."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from support.files import until, until_shown
from support.screen_grid import grid

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.requests import NewRequest, Request
from helpdesk.domain.rights import Right
from helpdesk.tasks import identity, requests
from screens.dialogs.line import Line
from screens.dialogs.notice import Notice
from screens.request import RequestScreen
from screens.requests import Requests

RECEIVED = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def asked(desk: Desk, ref: CustomerRef, *rights: Right, **other: Any) -> Request:
    """A request of a customer for some rights."""
    return desk.do(requests.register, NewRequest(ref.id, "email", RECEIVED, rights, **other))


def known(desk: Desk, request: Request) -> Request:
    """The same once two of us said that they know the customer."""
    now = desk.do(identity.in_person, request.id, request.version)
    confirmed: Request = as_other(desk, identity.in_person, now.id, now.version)
    return confirmed


def as_other(desk: Desk, job: Any, *args: Any) -> Any:
    """Do a job as the privacy officer."""
    mine = desk.technician
    if desk.do(lambda work: work.technicians.by_login("piet")) is None:
        desk.do(lambda work: work.technicians.add("piet", "Piet Bakker", "privacy-officer"))
    desk._technician = desk.do(lambda work: work.technicians.by_login("piet"))
    try:
        return desk.do(job, *args)
    finally:
        desk._technician = mine


def now(desk: Desk, request: Request) -> Request:
    """A request as it stands now."""
    desk.open()
    return desk.do(lambda work: work.requests.one(request.id))


def after(desk: Desk, job: Any) -> Any:
    """Do a job once the console was left."""
    desk.open()
    return desk.do(job)


async def opened(pilot: Any, *, which: str = "1") -> RequestScreen:
    """The first request of a view of the list."""
    await pilot.press("v")
    await until(pilot, lambda: isinstance(pilot.app.screen, Requests))
    await pilot.press(which)
    await until_shown(pilot, "R2026-")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, RequestScreen))
    screen: RequestScreen = pilot.app.screen
    await until(
        pilot, lambda: not any(one.group == "request-effects" and one.is_running for one in pilot.app.workers)
    )
    return screen


async def told(pilot: Any, text: str) -> None:
    """Wait until something is said, in a corner or on the screen."""

    def said() -> bool:
        corner = [str(one.message) for one in pilot.app._notifications]
        return any(text in one for one in (*corner, grid(pilot.app)))

    await until(pilot, said)


async def shown(pilot: Any, kind: type) -> None:
    """Wait for a dialog."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))


async def ready(pilot: Any) -> None:
    """Wait until what was begun is done, so that the next key is obeyed."""
    await until(pilot, lambda: not pilot.app.screen._doing)


async def code_sent(pilot: Any) -> str:
    """A code that was just made for the request on the screen."""
    await pilot.press("i")
    await until_shown(pilot, "Send a code to a")
    await pilot.press("2", "enter")
    await until_shown(pilot, "anna@example.com")
    await pilot.press("1", "enter")
    await shown(pilot, Notice)
    found = re.search(r"Code: (\d{3}) (\d{3})", grid(pilot.app))
    assert found is not None
    await pilot.press("escape")
    await until_shown(pilot, "paused since")
    return "".join(found.groups())


async def tell_back(pilot: Any, code: str, *, said: str = "") -> None:
    """Type a code that was told back, once the question says so much."""
    await ready(pilot)
    await pilot.press("i")
    await until_shown(pilot, "They read back the code")
    await pilot.press("1", "enter")
    await shown(pilot, Line)
    await until_shown(pilot, said)
    await pilot.press(*code, "enter")
