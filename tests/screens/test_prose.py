"""What is known stands beside its label, also where it takes several lines."""

from __future__ import annotations

from typing import Any

from support.screen_grid import HOSTILE, grid
from support.style_sheets import SHEETS
from textual.app import App, ComposeResult

from screens.widgets.prose import Prose, labelled
from styles.themes import NIGHT

ALL: Any = {"size": (40, 12), "notifications": True, "tooltips": True}
LINES = (
    ("Number", "C2026-0001"),
    ("Handler", ""),
    ("About", "a printer that has not worked for three weeks"),
)


class Shows(App[None]):
    """An app with nothing but prose."""

    CSS_PATH = list(SHEETS)

    def __init__(self, *lines: tuple[str, str], width: int = 9) -> None:
        super().__init__()
        self.register_theme(NIGHT)
        self.theme = "night"
        self.prose = Prose("First [this].", *labelled(lines, width))

    def compose(self) -> ComposeResult:
        yield self.prose


async def test_what_is_long_goes_on_beneath_itself_and_what_says_nothing_is_left_out() -> None:
    async with Shows(*LINES).run_test(**ALL) as pilot:
        assert grid(pilot.app).rstrip() == (
            " First [this].\n"
            " Number   C2026-0001\n"
            " About    a printer that has not worked\n"
            "          for three weeks"
        )
        await pilot.resize_terminal(80, 12)
        await pilot.pause()
        assert " About    a printer that has not worked for three weeks" in grid(pilot.app)


async def test_a_long_label_keeps_its_distance_and_a_narrow_place_is_filled_whole() -> None:
    async with Shows(("Niet langer dan", "ja"), ("Wie", "Noor")).run_test(**ALL) as pilot:
        assert " Niet langer dan ja\n Wie             Noor" in grid(pilot.app)
        await pilot.resize_terminal(22, 12)
        await pilot.pause()
        assert "Niet langer dan ja" in grid(pilot.app)


async def test_hostile_text_is_shown_and_takes_no_more_than_it_needs() -> None:
    async with Shows(*(("Wie", one[:60]) for one in HOSTILE)).run_test(**ALL) as pilot:
        assert "[@click=app.quit]Jan[/]" in grid(pilot.app)


async def test_the_same_again_is_not_painted_again() -> None:
    app = Shows(*LINES)
    async with app.run_test(**ALL) as pilot:
        await pilot.pause()
        before = app.prose.visual
        app.prose.say("First [this].", *labelled(LINES, 9))
        assert app.prose.visual is before
        app.prose.say("Another.", *labelled(LINES, 9))
        await pilot.pause()
        assert "Another." in grid(app)
