"""The pictures of the README, made from the real program on the sample company: `make pictures`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpdesk import config, i18n
from helpdesk.desk import Desk
from helpdesk.policy.loader import load
from helpdesk.tasks.sample.load import sample

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from screens.app import HelpdeskApp

PICTURES = Path(__file__).parent / "pictures"
SIZE = (100, 30)
STILL = 0.3
"""Seconds without a change, after which a screen counts as filled."""

WALK = (
    ("today", ()),
    ("find", ("slash", *"van der")),
    ("for-what", ("down", "enter", "a")),
    ("customer", ("enter",)),
    ("consents", ("2",)),
    ("tickets", ("f2", "f9")),
    ("ticket", ("slash", *"domeinnaam", "enter", "a", "enter", "tab")),
    ("unsolicited", ("x", "1", "escape", "tab", "x", "1", "escape", "f2", "f7")),
    ("complaints", ("f2", "f12")),
)
"""The stations of a walk through the console: a picture's name, and the keys that lead there from the one before."""


async def make(home: Path) -> None:
    """Walk through the console and keep a picture of each station."""
    i18n.install("en")
    desk = Desk(config.load({"home": str(home)}, {}), load(None), login="kim")
    desk.create(name="Kim de Wit")
    desk.do(sample)

    from screens.app import HelpdeskApp

    app = HelpdeskApp(desk)
    async with app.run_test(size=SIZE) as pilot:
        await _filled(pilot)
        for name, keys in WALK:
            for key in keys:
                await pilot.press(key)
                await _filled(pilot)
            _keep(app, name)


async def _filled(pilot: Pilot[Any]) -> None:
    """Wait until nothing on the screen changes any more."""
    before = None
    while before != (now := pilot.app.export_screenshot()):
        before = now
        await pilot.pause(STILL)


def _keep(app: HelpdeskApp, name: str) -> None:
    (PICTURES / f"{name}.svg").write_text(app.export_screenshot(title="helpdesk"), encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(make(Path(folder)))
