"""For what? Purposes are chosen before a file opens."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, ClassVar

import pytest
from support.screen_grid import assert_screen, grid
from support.style_sheets import SHEETS
from textual.app import App

from helpdesk.domain.customer import CustomerRef
from helpdesk.policy.loader import load
from screens.dialogs.purposes import ForWhat
from styles.themes import THEMES

WHO = CustomerRef("0" * 32, "10012", "Zoë van der Berg", "", "Huizen")
NOTHING_YET = object()


class Asking(App[None]):
    """Asks what for, and keeps the answer."""

    CSS_PATH: ClassVar[list[str | PurePath]] = list(SHEETS)

    def __init__(self, role: str = "technician", last: tuple[str, ...] = (), who: CustomerRef = WHO) -> None:
        super().__init__()
        self.register_theme(THEMES[0])
        self.theme = THEMES[0].name
        self.question = ForWhat(load(None), role, who, last)
        self.answer: Any = NOTHING_YET

    def on_mount(self) -> None:
        self.push_screen(self.question, self._answered)

    def _answered(self, answer: Any) -> None:
        self.answer = answer


def asked(app: Asking, size: tuple[int, int] = (80, 24)) -> Any:
    return app.run_test(size=size, notifications=True, tooltips=True)


async def test_one_key_chooses_a_usual_reason_and_enter_opens() -> None:
    """Clause: P2, G3, G4."""
    app = Asking()
    async with asked(app) as pilot:
        await pilot.press("a")
        assert "telephone number" in grid(app)
        await pilot.press("enter")
    assert app.answer == ("G3", "G4")


async def test_a_purposes_own_key_adds_it_and_takes_it_away() -> None:
    app = Asking()
    async with asked(app) as pilot:
        await pilot.press("a", "7", "4", "enter")
    assert app.answer == ("G3", "G7")


async def test_what_was_chosen_last_is_on_top() -> None:
    app = Asking(last=("G5", "G3"))
    async with asked(app) as pilot:
        assert "0 again: complaint" in grid(app)
        await pilot.press("0", "enter")
    assert app.answer == ("G3", "G5")


async def test_a_purpose_that_is_not_for_the_role_says_why_and_is_not_chosen() -> None:
    """Clause: B1."""
    app = Asking("read-only")
    async with asked(app) as pilot:
        assert "– 7 invoicing" in grid(app)
        assert "– is not for your role" in grid(app)
        await pilot.press("7")
        assert "(B1)" in grid(app)
        await pilot.press("enter")
        assert app.answer is NOTHING_YET
        await pilot.press("3", "enter")
    assert app.answer == ("G3",)


async def test_a_usual_reason_leaves_out_what_the_role_may_not() -> None:
    app = Asking("privacy-officer")
    async with asked(app) as pilot:
        await pilot.press("a", "enter")
    assert app.answer == ("G3",)


async def test_without_a_purpose_the_file_stays_closed() -> None:
    """Clause: P2."""
    app = Asking()
    async with asked(app) as pilot:
        await pilot.press("enter")
        assert "Choose at least one purpose first." in grid(app)
        await pilot.press("escape")
    assert app.answer is None


async def test_everything_fits_in_a_small_terminal() -> None:
    app = Asking(last=("G3", "G4"))
    async with asked(app) as pilot:
        await pilot.press("a")
        await pilot.pause()
        assert_screen(app, "for_what")
    small = Asking()
    async with asked(small, (60, 15)) as pilot:
        await pilot.press("a", "enter")
    assert small.answer == ("G3", "G4")


async def test_a_hostile_name_is_shown_and_not_obeyed() -> None:
    """Clause: P1."""
    app = Asking(who=CustomerRef("1" * 32, "1", "[/nope] [@click=app.quit]x", "\x1b]0;", "[red]"))
    async with asked(app):
        assert "[/nope]" in grid(app)


async def test_a_name_as_long_as_can_be_leaves_the_keys_in_sight() -> None:
    app = Asking(
        who=CustomerRef("1" * 32, "10001", "Wandelaartje " * 15, "Handelsonderneming " * 10, "Huizen")
    )
    async with asked(app):
        shown = grid(app)
    assert "Open" in shown and "Cancel" in shown
    said = " ".join(shown.replace("│", " ").split())
    assert "10001 Wandelaartje" in said and "· Huizen" in said


@pytest.mark.parametrize("size", [(60, 15), (80, 15), (60, 24)], ids=str)
async def test_in_a_low_window_the_keys_and_what_is_shown_stay_in_sight(size: tuple[int, int]) -> None:
    app = Asking("owner")
    async with asked(app, size=size) as pilot:
        await pilot.pause()
        assert "newsletter" not in grid(app)
        await pilot.press("pagedown", "pagedown", "n")
        said = grid(app)
        for words in ("● n newsletter", "This will show", "Open", "Cancel"):
            assert words in said
        await pilot.press("enter")
    assert app.answer == ("G9-newsletter",)


async def test_it_says_what_the_file_is_needed_for_where_nobody_asked_for_the_file() -> None:
    """Clause: P2."""
    app = Asking()
    app.question = ForWhat(
        load(None), "technician", WHO, proposed=("G8",), why="De brief gebruikt het adres."
    )
    async with asked(app) as pilot:
        lines = grid(app).splitlines()
        (who,) = (place for place, line in enumerate(lines) if "Zoë van der Berg" in line)
        assert "De brief gebruikt het adres." in lines[who + 1]
        await pilot.press("enter")
    assert app.answer == ("G8",)
