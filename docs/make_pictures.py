"""The pictures of the README, made from the real program on the sample company: `make pictures`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from helpdesk import config, i18n
from helpdesk.desk import Desk
from helpdesk.policy.loader import load
from helpdesk.tasks.sample.load import sample

PICTURES = Path(__file__).parent / "pictures"
SIZE = (100, 30)


async def make(home: Path) -> None:
    """Walk through the console and keep a picture of each station."""
    i18n.install("en")
    desk = Desk(config.load({"home": str(home)}, {}), load(None), login="kim")
    desk.create(name="Kim de Wit")
    desk.do(sample)

    from screens.app import HelpdeskApp

    app = HelpdeskApp(desk)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        _keep(app, "today")
        await pilot.press("slash", *"van der")
        await pilot.pause(0.5)
        _keep(app, "find")
        await pilot.press("down", "enter")
        await pilot.pause(0.5)
        await pilot.press("a")
        _keep(app, "for-what")
        await pilot.press("enter")
        await pilot.pause(0.8)
        _keep(app, "customer")
        await pilot.press("2")
        await pilot.pause(0.5)
        _keep(app, "consents")


def _keep(app: object, name: str) -> None:
    svg = app.export_screenshot(title="helpdesk")  # type: ignore[attr-defined]
    (PICTURES / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(make(Path(folder)))
