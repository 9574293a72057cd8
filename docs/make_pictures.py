"""The README's pictures, made from the real program with the sample company: `make pictures`."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpdesk import config, i18n
from helpdesk.desk import Desk
from helpdesk.domain.complaints import Answer, ComplaintState, NewComplaint, Outcome
from helpdesk.policy.loader import load
from helpdesk.tasks import complaints, measures
from helpdesk.tasks.sample.load import sample

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from screens.app import HelpdeskApp

PICTURES = Path(__file__).parent / "pictures"
SIZE = (100, 30)
STILL = 0.3
"""Seconds without a change after which a screen counts as filled."""

WALK = (
    ("today", ()),
    ("find", ("slash", *"van der")),
    ("for-what", ("down", "enter", "a")),
    ("customer", ("enter",)),
    ("consents", ("2",)),
    ("tickets", ("f2", "f9")),
    ("ticket", ("slash", *"domeinnaam", "enter", "a", "enter", "tab")),
    ("unsolicited", ("x", "enter", "escape", "tab", "x", "enter", "escape", "f2", "f7")),
    ("complaints", ("f2", "f12")),
    ("complaints-year", ("y",)),
    ("requests", ("f2", "f10")),
    ("request", ("enter",)),
    ("ip-use", ("f2", "f5")),
    ("ip-use-week", ("y",)),
    ("open-cases", ("f2", "y")),
    ("breach", ("f2", "b", "enter")),
    ("audit", ("f2", "a", "down")),
    ("invoice", ("f2", "slash", *"dennis visser", "enter", "c", "enter", "3", "tab", "enter")),
)
"""The stations of a walk through the console: a picture's name, and the keys from the previous one."""

YEAR = (
    (310, "delay", 3), (301, "invoice", 8), (288, "quality", 2), (262, "delay", 5), (240, "delay", 33),
    (236, "treatment", 1), (231, "invoice", 0), (205, "quality", 12), (198, "delay", 31), (170, "privacy", 4),
    (161, "delay", 9), (158, "invoice", 6), (155, "quality", 15), (121, "delay", 2), (96, "invoice", 40),
    (92, "delay", 7), (64, "quality", 3), (58, "delay", 11), (33, "invoice", 5),
)  # fmt: skip
"""Earlier complaints: how many days ago each came in, its subject, and after how many days it was answered."""

STEPS = (ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING)


class Clock:
    """The last Thursday morning, when a week has something to show; and a number of days before it."""

    days = 0

    def __init__(self) -> None:
        self._began = datetime.now(UTC)
        thursday = self._began - timedelta(days=(self._began.weekday() - 3) % 7)
        self._morning = thursday.replace(hour=8, minute=40)

    def __call__(self) -> datetime:
        """The time as the console sees it; it moves on from there."""
        return self._morning + (datetime.now(UTC) - self._began) - timedelta(days=self.days)


def complain(desk: Desk, clock: Clock) -> None:
    """Register and answer the year's complaints, each on its days."""
    for ago, cause, took in YEAR:
        clock.days = ago
        new = NewComplaint("telephone", clock(), cause, "Dit kan beter.", person="Robin de Boer")
        made = desk.do(complaints.register, new)
        for state in STEPS:
            made = desk.do(complaints.step, made.id, made.version, state).complaint
        clock.days = ago - took
        outcome = Outcome.PARTLY if took % 2 else Outcome.UPHELD
        made = desk.do(complaints.answer, made.id, made.version, Answer(outcome, "U heeft gelijk.")).complaint
        desk.do(complaints.step, made.id, made.version, ComplaintState.CLOSED)
    clock.days = 0


async def make(home: Path) -> None:
    """Walk through the console and save a picture of each station."""
    i18n.install("en")
    clock = Clock()
    desk = Desk(config.load({"home": str(home)}, {}), load(None), login="kim", clock=clock)
    clock.days = YEAR[0][0]
    desk.create(name="Kim de Wit")
    complain(desk, clock)
    for measure in desk.policy.measures:
        desk.do(measures.gone_over, measure, is_good=True)
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
