"""The console's shell: its first paint, its places and keys, its failures, and how it ends."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.fake_desk import FakeDesk, FakeFind, FakeStatement, FakeToday, Plain, console
from support.files import until, until_shown
from support.project import python
from support.screen_grid import grid
from support.style_sheets import SHEETS
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Input

from helpdesk.domain.errors import Fault, Invalid, NotFound, StoreBusy, StoreMissing, WrongKey
from helpdesk.domain.messages import msg
from screens import leaving
from screens.app import READ_ON, HelpdeskApp
from screens.dialogs.notice import Notice
from screens.dialogs.pass_phrase import PassPhrase
from screens.widgets.bars import TitleBar
from styles import FIRST, FOLDER, LATER

ALL: Any = {"size": (80, 24), "notifications": True, "tooltips": True}
HEAVY = (
    "sqlalchemy",
    "alembic",
    "sqlcipher3",
    "paramiko",
    "phonenumbers",
    "psycopg",
    "stdnum",
    "email_validator",
)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until the workers that need nobody are done, and what they changed is drawn."""
    await pilot.pause(0.05)
    await pilot.pause()


async def test_the_first_page_is_there_at_once_and_filled_when_the_desk_is_open() -> None:
    desk = FakeDesk()
    app = console(desk)
    async with app.run_test(**ALL) as pilot:
        assert isinstance(app.screen, FakeToday)
        await settle(pilot)
        assert desk.asked == ["start None"]
        assert app.screen.filled == 1
        assert "Noor de Wit" in grid(app).splitlines()[0]
    assert desk.asked[-1] == "close"


async def test_a_store_that_takes_long_to_open_is_said_to_be_opened() -> None:
    opened = asyncio.Event()

    class Slow(FakeDesk):
        async def start(self, passphrase: str | None = None) -> None:
            await opened.wait()
            await super().start(passphrase)

    app = console(Slow())
    async with app.run_test(**ALL) as pilot:
        await until(pilot, lambda: "opening the store …" in grid(app))
        opened.set()
        await until(pilot, lambda: "opening the store …" not in grid(app))


def test_the_shell_loads_no_store_no_network_and_no_telephone_book() -> None:
    code = (
        "import sys, screens.app, screens.driver, screens.widgets.listing;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_plain_letters_and_function_keys_go_to_the_places() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("f3")
        await settle(pilot)
        assert isinstance(app.screen, FakeStatement)
        await pilot.press("f2")
        await settle(pilot)
        assert isinstance(app.screen, FakeToday)
        await pilot.press("slash")
        await settle(pilot)
        assert isinstance(app.screen, FakeFind)
        await pilot.press("f2")
        await settle(pilot)
        assert isinstance(app.screen, FakeToday)


async def test_from_the_statement_escape_leads_to_what_was_open_and_t_to_today_itself() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        await pilot.press("f3")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, FakeFind)
        await pilot.press("f3")
        await settle(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, FakeToday))
        assert len(app.screen_stack) == 1


async def test_letters_typed_into_a_box_are_text_and_not_commands() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        await pilot.press("t", "slash", "question_mark")
        assert isinstance(app.screen, FakeFind)
        assert app.screen.query_one(Input).value == "t/?"


async def test_escape_goes_back_and_never_past_the_last_page() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert isinstance(app.screen, FakeToday)


async def test_a_page_that_is_being_left_may_ask_first() -> None:
    class Stays(FakeFind):
        async def may_leave(self) -> bool:
            return False

    app = console(places={"find": Stays})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        await pilot.press("escape", "f2")
        await settle(pilot)
        assert isinstance(app.screen, Stays)


async def test_every_key_of_the_shell_can_be_given_another() -> None:
    app = console(FakeDesk(keymap={"find": "f", "statement": "f9,x", "quit": "ctrl+x"}))
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        assert "f Find" in grid(app).splitlines()[-1]
        await pilot.press("slash")
        await settle(pilot)
        assert isinstance(app.screen, FakeToday)
        await pilot.press("x")
        await settle(pilot)
        assert isinstance(app.screen, FakeStatement)
        await pilot.press("f2", "f")
        await settle(pilot)
        assert isinstance(app.screen, FakeFind)


def test_every_binding_of_the_shell_has_an_id() -> None:
    bindings = [one for one in HelpdeskApp.BINDINGS if isinstance(one, Binding) and not one.system]
    assert all(one.id for one in bindings)
    assert len({one.id for one in bindings}) == len(bindings)


async def test_the_palette_offers_what_the_keys_do_and_runs_it() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await settle(pilot)
        await pilot.press(*"statement")
        await until_shown(pilot, "› Statement")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FakeStatement))


async def test_the_palette_changes_the_theme() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        assert app.theme == "night"
        await pilot.press("ctrl+p")
        await settle(pilot)
        await pilot.press(*"paper")
        await until_shown(pilot, "› Theme: paper")
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "paper")


async def test_a_theme_that_does_not_exist_is_the_usual_one() -> None:
    """And that is said, with the names there are."""
    app = console(FakeDesk(theme="no-such-theme"))
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        assert "there are night, paper" in " ".join(grid(app).split())
        assert app.theme == "night"


async def test_a_page_that_is_being_closed_while_the_store_opens_is_not_filled() -> None:
    """Who quits at once is not told that something went wrong."""
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        page = app.screen
        assert isinstance(page, FakeToday)
        assert page.filled == 1
        await page.query_one(TitleBar).remove()  # what closes a page takes first
        page.desk_opened()
        assert page.filled == 1


async def test_what_a_key_can_not_do_is_told_and_the_console_goes_on() -> None:
    class Breaks(FakeToday):
        BINDINGS = [Binding("x", "fail", "Fail", id="fail"), Binding("y", "later", "Later", id="later")]

        def action_fail(self) -> None:
            raise NotFound(msg("There is no such customer."), todo=msg("Look for another."))

        @work
        async def action_later(self) -> None:
            raise StoreBusy(msg("Somebody else is writing."))

    app = console(places={"today": Breaks})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        assert isinstance(app.screen, Notice)
        assert "There is no such customer." in grid(app)
        assert "Look for another." in grid(app)
        await pilot.press("escape", "y")
        await settle(pilot)
        assert "Somebody else is writing." in grid(app)
        assert isinstance(app.screen, Breaks)


async def test_a_store_that_does_not_open_can_be_tried_again() -> None:
    desk = FakeDesk(failures=[StoreBusy(msg("Another console holds the store."))])
    app = console(desk)
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        assert "Another console holds the store." in grid(app)
        await pilot.press("enter")
        await settle(pilot)
        assert desk.is_open
        assert isinstance(app.screen, FakeToday)


async def test_a_store_that_does_not_open_can_be_left() -> None:
    app = console(FakeDesk(failures=[StoreBusy(msg("Another console holds the store."))]))
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
    assert app.return_code == 1


async def test_a_policy_that_cant_be_used_ends_the_console_with_every_fault_in_hand() -> None:
    faults = (Fault("purposes.G1", msg("One.")), Fault("roles.owner", msg("Two.")))
    app = console(FakeDesk(failures=[Invalid(faults)]))
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
    assert app.unusable is not None
    assert app.unusable.faults == faults


async def test_the_sheets_of_other_screens_are_read_before_one_of_them_opens() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        assert all(app.stylesheet.has_source(sheet) for sheet in FIRST)
        assert not any(app.stylesheet.has_source(sheet) for sheet in LATER)
        await pilot.press("f1")
        await settle(pilot)
        assert all(app.stylesheet.has_source(sheet) for sheet in LATER)
        assert app.screen.query_one(".dialog").styles.border_top[0] == "round"


async def test_what_other_screens_need_is_read_by_itself_a_moment_after_today() -> None:
    desk = FakeDesk()
    app = console(desk)
    async with app.run_test(**ALL) as pilot:
        await until(pilot, lambda: desk.has_read_on)
        assert all(app.stylesheet.has_source(sheet) for sheet in LATER)


async def test_as_long_as_today_is_being_read_nothing_else_is() -> None:
    """On a slow machine that takes a while, and loading the rest would make it longer."""
    desk = FakeDesk()
    app = console(desk)
    is_read = asyncio.Event()
    async with app.run_test(**ALL) as pilot:
        app.screen.run_worker(is_read.wait())
        await pilot.pause(2 * READ_ON + 0.2)
        assert not desk.has_read_on
        is_read.set()
        await until(pilot, lambda: desk.has_read_on)


def test_every_sheet_there_is_gets_read() -> None:
    assert sorted(SHEETS) == sorted(str(path) for path in FOLDER.glob("*.tcss"))


def test_garbage_is_collected_again_once_the_desk_is_open() -> None:
    code = (
        "import asyncio, gc; from support.fake_desk import console; gc.disable(); app = console();"
        "app.begin_keeping_up = app.exit;"
        "asyncio.run(app.run_async(headless=True)); print(gc.isenabled(), gc.get_freeze_count() > 0)"
    )
    assert python(code, {"PYTHONPATH": "tests"}).split() == ["True", "True"]


async def test_a_wrapped_key_asks_for_its_pass_phrase_until_it_is_right() -> None:
    wrong = WrongKey(msg("That does not open the store."))
    desk = FakeDesk(passphrase="correct horse", failures=[wrong, wrong])
    app = console(desk)
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, PassPhrase)
        await pilot.press(*"abc", "enter")
        await settle(pilot)
        assert "That was not the pass phrase" in grid(app)
        assert "abc" not in grid(app)
        await pilot.press(*"xyz", "enter")
        await settle(pilot)
        assert desk.asked == ["start None", "start abc", "start xyz"]
        assert isinstance(app.screen, FakeToday)


async def test_without_a_store_the_console_offers_to_make_one() -> None:
    class Makes(Plain):
        NAME = "Setup"

        async def on_input_submitted(self) -> None:
            desk.is_open = True
            self.dismiss(True)  # type: ignore[arg-type]  # a plain screen stands in for one that answers

    desk = FakeDesk(failures=[StoreMissing(msg("There is no store yet."))])
    app = console(desk, places={"setup": Makes})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, Makes)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, FakeToday)
        assert app.screen.filled == 1


async def test_a_window_that_is_too_small_asks_for_more_and_comes_back() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        await pilot.press(*"jansen")
        for size in ((40, 10), (59, 24), (80, 14)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert "60 × 15" in grid(app)
            assert "Personal data" not in grid(app)
            await pilot.press("x", "escape")
            await pilot.resize_terminal(80, 24)
            await settle(pilot)
            assert isinstance(app.screen, FakeFind)
            assert app.screen.query_one(Input).value == "jansen"
            assert app.focused is app.screen.query_one(Input)


async def test_the_console_starts_in_a_window_that_is_too_small() -> None:
    app = console()
    async with app.run_test(size=(40, 10), notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        assert "60 × 15" in grid(app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert isinstance(app.screen, FakeToday)
        assert app.screen.filled == 1


async def test_sixty_by_fifteen_is_enough() -> None:
    app = console()
    async with app.run_test(size=(60, 15), notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, FakeToday)


async def test_leaving_keeps_every_draft_and_closes_the_desk() -> None:
    desk = FakeDesk()
    app = console(desk)
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        await pilot.press(*"half a note")
        await pilot.press("f3", "tab", *"another")
        await pilot.press("ctrl+q")
    assert sorted(desk.drafts) == ["another", "half a note"]
    assert desk.asked[-1] == "close"
    assert app.return_code == 0


async def test_a_draft_that_can_not_be_kept_does_not_stop_the_others() -> None:
    class Fails(FakeStatement):
        async def save_draft(self) -> None:
            raise StoreBusy(msg("Somebody else is writing."))

    desk = FakeDesk()
    app = console(desk, places={"statement": Fails})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("f3")
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        await pilot.press(*"note")
    assert desk.drafts == ["note"]


async def test_a_store_that_does_not_answer_is_told_before_quitting_without_a_draft(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Hangs(FakeStatement):
        async def save_draft(self) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr(leaving, "SECONDS_TO_SAVE", 0.05)
    app = console(FakeDesk(), places={"statement": Hangs})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("f3", "ctrl+q")
        await until_shown(pilot, "not answer. Ctrl+Q once more quits without it.")
        assert app.return_code is None
        await pilot.press("ctrl+q")
    assert app.return_code == 0


async def test_a_failure_nobody_foresaw_is_logged_without_personal_data(tmp_path: Path) -> None:
    class Broken(FakeToday):
        BINDINGS = [Binding("x", "fail", "Fail", id="fail")]

        def action_fail(self) -> None:
            name = "Sanne Vos, +31 6 12345678"
            raise ValueError(f"bad name {name}")

    desk = FakeDesk(log_file=tmp_path / "logs" / "helpdesk.log")
    app = console(desk, places={"today": Broken})
    with pytest.raises(ValueError, match="bad name"):
        async with app.run_test(**ALL) as pilot:
            await settle(pilot)
            await pilot.press("x")
    log = desk.log_file.read_text()
    assert "builtins.ValueError" in log
    assert "action_fail" in log
    assert "Sanne" not in log
    assert "bad name" not in log
    assert desk.log_file.stat().st_mode & 0o077 == 0
    assert app.return_code == 70
    assert desk.asked[-1] == "close"


async def test_ctrl_c_says_how_to_leave() -> None:
    class Empty(FakeToday):
        def body(self) -> ComposeResult:
            yield from ()

        async def save_draft(self) -> None:
            pass

    app = console(places={"today": Empty})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+c")
        await until_shown(pilot, "Ctrl+Q leaves")
