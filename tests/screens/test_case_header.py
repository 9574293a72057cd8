"""The header of a case says all of it in a narrow window. Clause: C1, R7."""

from __future__ import annotations

from typing import Any

from support.screen_grid import HOSTILE, grid
from support.style_sheets import SHEETS
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.pilot import Pilot

from helpdesk.domain.display import visible
from screens.widgets.case_header import CaseHeader
from styles.themes import NIGHT

ALL: Any = {"size": (40, 12), "notifications": True, "tooltips": True}
DAYS = ("acknowledge by 7 May 2026", "answer by 1 Jun 2026", "handler: nobody")


class Shows(App[None]):
    """An app with nothing but a header."""

    CSS_PATH = list(SHEETS)

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(NIGHT)
        self.theme = "night"
        self.header = CaseHeader()

    def compose(self) -> ComposeResult:
        yield self.header


async def shown(pilot: Pilot[None], who: str) -> list[str]:
    """The rows of the header."""
    header = pilot.app.query_one(CaseHeader)
    header.say((Content(who).stylize("bold"), "received", ""), DAYS)
    await pilot.pause()
    return [line.strip() for line in grid(pilot.app).splitlines()[: header.size.height]]


async def test_what_does_not_fit_goes_on_in_the_next_row_and_no_part_is_torn() -> None:
    async with Shows().run_test(**ALL) as pilot:
        rows = await shown(pilot, "10001 Anna")
        assert rows == ["10001 Anna · received", *DAYS[:1], f"{DAYS[1]} · {DAYS[2]}"]


async def test_in_a_wider_window_it_takes_fewer_rows() -> None:
    async with Shows().run_test(**ALL) as pilot:
        assert len(await shown(pilot, "Anna")) == 3
        await pilot.resize_terminal(100, 12)
        await pilot.pause()
        assert await shown(pilot, "Anna") == ["Anna · received", " · ".join(DAYS)]


async def test_a_name_without_end_leaves_room_for_the_days() -> None:
    async with Shows().run_test(**ALL) as pilot:
        for name in HOSTILE:
            rows = await shown(pilot, visible(name))
            assert rows[-2:] == [*DAYS[:1], f"{DAYS[1]} · {DAYS[2]}"]
            assert len(rows) <= 5
        assert rows[2].endswith("…")


async def test_before_it_has_a_place_it_has_no_rows() -> None:
    header = CaseHeader()
    header.say(DAYS)
    assert header.get_content_height(Size(0, 0), Size(0, 0), 0) == 0
