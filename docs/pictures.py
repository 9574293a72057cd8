"""The pictures of the README, made from the real program on the sample company.

python docs/pictures.py
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.pilot import Pilot

from helpdesk import config as settings
from helpdesk.desk import Desk
from helpdesk.i18n import install
from helpdesk.policy.loader import load as load_policy
from helpdesk.tasks.sample import load

FOLDER = Path(__file__).parent / "pictures"
SIZE = (100, 30)
WAIT = 20.0


async def shown(pilot: Pilot[int], word: str) -> str:
    """The screen as a picture, once `word` (without a space) is on it."""
    for _ in range(int(WAIT / 0.05)):
        await pilot.pause(0.05)
        if word in (picture := pilot.app.export_screenshot(title="helpdesk")):
            return picture
    raise TimeoutError(f"{word!r} did not appear")


async def customer(desk: Desk) -> str:
    """A customer's file, opened because of a problem: what that needs is shown, the rest is masked."""
    from screens.app import HelpdeskApp

    async with HelpdeskApp(desk).run_test(size=SIZE) as pilot:
        await shown(pilot, "Today")
        await pilot.press("slash", *"bakkerij")
        await shown(pilot, "Bakkerij")
        await pilot.press("enter")
        await shown(pilot, "what")
        await pilot.press("a", "enter")
        await shown(pilot, "masked")
        await asyncio.sleep(0.5)  # what is told of the opening goes by itself
        return await shown(pilot, "masked")


def main() -> None:
    """Make every picture anew."""
    install("en")
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as home:
        config = settings.load({"home": home}, {})
        desk = Desk(config, load_policy(config.policy))
        try:
            desk.create(name="Demo")
            desk.do(load.sample, 0)
            picture = asyncio.run(customer(desk))
        finally:
            desk.shut()
    (FOLDER / "customer.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
