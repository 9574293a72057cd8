"""Dialogs: one typed answer each, and words that say what happened, what is safe and what to do."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from support.fake_desk import FakeToday, console
from support.screen_grid import HOSTILE, assert_screen, grid
from textual.app import ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot

from helpdesk.domain.decision import Decision
from helpdesk.domain.errors import Fault, Invalid, NotFound, Refused, StoreError
from helpdesk.domain.messages import msg
from screens.dialogs.choice import KEYS, Choice, Option
from screens.dialogs.confirm import Confirm, TypedConfirm
from screens.dialogs.dialog import Dialog
from screens.dialogs.help_sheet import HelpSheet
from screens.dialogs.notice import Notice, show_error
from screens.dialogs.palette import Entry, Palette
from screens.widgets.controls import Chooser, TextBox, Tick
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose

ALL: Any = {"size": (80, 24), "notifications": True, "tooltips": True}


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause(0.05)
    await pilot.pause()


@asynccontextmanager
async def asking() -> AsyncIterator[Callable[..., Awaitable[list[Any]]]]:
    """Asks one dialog after the other: what each answers to keys. One that gave no answer is taken away."""
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)

        async def answers(dialog: Dialog[Any], *keys: str) -> list[Any]:
            given: list[Any] = []
            app.push_screen(dialog, given.append)
            await settle(pilot)
            await pilot.press(*keys)
            await settle(pilot)
            said = list(given)
            if not given:
                dialog.answer(None)
                await settle(pilot)
            assert isinstance(app.screen, FakeToday)
            return said

        yield answers


async def test_a_question_is_answered_by_a_key() -> None:
    async with asking() as answers:
        for key, answer in (("y", True), ("j", True), ("enter", True), ("n", False), ("escape", False)):
            assert await answers(Confirm("Leave", "Throw away what you typed?"), key) == [answer]


async def test_a_question_that_weighs_is_not_answered_by_enter() -> None:
    async with asking() as answers:
        assert await answers(Confirm("Withdraw", "Withdraw it?", weighs=True), "enter") == []
        assert await answers(Confirm("Withdraw", "Withdraw it?", weighs=True), "enter", "y") == [True]


async def test_a_second_answer_is_ignored() -> None:
    given: list[Any] = []
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        dialog = Confirm("Leave", "Sure?")
        app.push_screen(dialog, given.append)
        await settle(pilot)
        dialog.answer(True)
        dialog.answer(False)
        await pilot.press("enter")
        await settle(pilot)
        assert given == [True]
        assert isinstance(app.screen, FakeToday)


async def test_what_can_not_be_undone_wants_a_word_typed() -> None:
    def ask() -> TypedConfirm:
        return TypedConfirm("Erase", "This can't be undone.", word="K-1001", yes="Erase")

    async with asking() as answers:
        assert await answers(ask(), *"K-100", "enter") == []
        assert await answers(ask(), *"K-1001", "enter") == [True]
        assert await answers(ask(), *"k-1001", "enter") == [True]
        assert await answers(ask(), *"K-1001", "escape") == [None]


async def test_yes_appears_with_the_right_word_and_enter_after_another_says_which() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.push_screen(TypedConfirm("Erase", "This can't be undone.", word="erase", yes="Erase it"))
        await settle(pilot)
        await pilot.press(*"earse", "enter")
        await settle(pilot)
        assert "First type: erase" in grid(app)
        await pilot.press("backspace")
        await settle(pilot)
        assert "First type: erase" not in grid(app)
        assert "Erase it" not in grid(app)
        await pilot.press("ctrl+u", *"erase")
        await settle(pilot)
        assert "Erase it" in grid(app)


async def test_the_box_is_in_sight_beneath_a_question_that_is_longer_than_the_window() -> None:
    """Clause: R4. Nobody types blindly what can't be undone, and all of it can be read."""
    app = console()
    question = "\n".join(f"line {number}" for number in range(40))
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.push_screen(TypedConfirm("Erase", question, word="20003", yes="Erase it"))
        await settle(pilot)
        assert "line 0" in grid(app)
        assert "line 39" not in grid(app)
        await pilot.press(*"20003")
        await settle(pilot)
        assert "▌20003" in grid(app)
        assert "Erase it" in grid(app)
        await pilot.press(*["pagedown"] * 4)
        await settle(pilot)
        assert "line 39" in grid(app)
        assert "▌20003" in grid(app)


async def test_one_of_several_is_pointed_at_by_its_key_and_chosen_with_enter() -> None:
    options = [Option("nl", "Dutch"), Option("en", "English", "the other one"), Option("de", "German")]
    async with asking() as answers:
        assert await answers(Choice("Language", options), "2", "enter") == ["en"]
        assert await answers(Choice("Language", options), "3", "2", "enter") == ["en"]
        assert await answers(Choice("Language", options), "2", "escape") == [None]
        assert await answers(Choice("Language", options), "down", "down", "enter") == ["de"]
        assert await answers(Choice("Language", options), "9", "escape") == [None]


async def test_a_code_that_was_meant_for_elsewhere_chooses_nothing() -> None:
    """Somebody reads it out, and a question stands in front: its Enter is that of the code."""
    options = [Option("told", "They read back the code"), Option("person", "I know them in person")]
    async with asking() as answers:
        assert await answers(Choice("Who is asking?", options), *"482912", "enter", "escape") == [None]
        assert await answers(Choice("Who is asking?", options), *"482912", "enter", "enter") == ["person"]


async def test_the_cursor_of_a_choice_begins_on_what_holds_now() -> None:
    options = [Option("nl", "Dutch"), Option("en", "English"), Option("de", "German")]
    async with asking() as answers:
        assert await answers(Choice("Language", options, now="de"), "enter") == ["de"]
        assert await answers(Choice("Language", options, now="fr"), "enter") == ["nl"]


async def test_a_dialog_has_its_help_too_and_the_same_key_closes_it() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        dialog = Confirm("Leave the form", "Sure?", yes="Leave it")
        app.push_screen(dialog)
        await settle(pilot)
        for key in ("question_mark", "f1"):
            await pilot.press(key)
            await settle(pilot)
            assert isinstance(app.screen, HelpSheet)
            assert "Help: Leave the form" in grid(app)
            assert "Enter  Leave it" in grid(app)
            await pilot.press(key)
            await settle(pilot)
            assert dialog.is_current


async def test_of_more_options_than_there_are_keys_the_last_is_there_too() -> None:
    options = [Option(number, f"session {number}") for number in range(100)]
    async with asking() as answers:
        assert await answers(Choice("Which session?", options), "end", "enter") == [99]
        assert await answers(Choice("Which session?", options), "z", "down", "enter") == [len(KEYS)]


async def test_a_choice_shows_its_keys() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.push_screen(
            Choice("Language", [Option("nl", "Dutch"), Option("en", "English", "also")], "Which one?")
        )
        await settle(pilot)
        assert_screen(app, "choice")


async def test_a_notice_says_what_happened_what_is_safe_and_what_to_do() -> None:
    error = StoreError(
        msg("The disk is full."),
        safe=msg("What you typed is still there."),
        todo=msg("Make room on {disk}.", disk="/home"),
    )
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        show_error(app, error)
        await settle(pilot)
        assert_screen(app, "notice")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, FakeToday)


async def test_an_error_with_nothing_more_to_say_is_told_in_a_corner() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        show_error(app, NotFound(msg("There is no customer {number}.", number="[red]7[/]")))
        await settle(pilot)
        assert isinstance(app.screen, FakeToday)
        assert "There is no customer [red]7[/]." in grid(app)


async def test_a_refusal_names_its_clause_and_an_invalid_input_every_fault() -> None:
    """Clause: P2."""
    refused = Refused(Decision(False, "P2", msg("Not for this purpose."), remedy=msg("Add a purpose.")))
    faults = (
        ("why", "Say why."),
        ("passage", "It moved."),
        ("roles.owner", "No such."),
        ("", "Nothing at all."),
    )
    invalid = Invalid(tuple(Fault(field, msg(said)) for field, said in faults))
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.push_screen(Notice.of(refused))
        await settle(pilot)
        assert "Clause P2" in grid(app)
        assert "Add a purpose." in grid(app)
        await pilot.press("escape")
        app.push_screen(Notice.of(invalid))
        await settle(pilot)
        for said in ("• Why: Say why.", "• It moved.", "• roles.owner: No such.", "• Nothing at all."):
            assert said in grid(app), "fields go by a name for people, or by none"


async def test_trying_again_is_an_answer() -> None:
    error = StoreError(msg("Busy."))
    async with asking() as answers:
        assert await answers(Notice.of(error, again=True), "enter") == [True]
        assert await answers(Notice.of(error, again=True), "r") == [True]
        assert await answers(Notice.of(error, again=True), "escape") == [False]


async def test_a_long_notice_can_be_scrolled_and_its_help_says_how() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.push_screen(Notice("Long", *[f"Line {number}" for number in range(60)]))
        await settle(pilot)
        assert "Line 59" not in grid(app)
        assert "Close" in grid(app)
        await pilot.press("end", "question_mark")
        await settle(pilot)
        assert "Read on" in grid(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "Line 59" in grid(app)
        app.push_screen(Notice("Short", "One line"))
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        assert "Help: Short" in grid(app) and "Read on" not in grid(app)


async def test_the_help_sheet_shows_what_the_page_is_for_and_all_its_keys() -> None:
    class Keys(FakeToday):
        BINDINGS = [
            Binding("a", "add", "Add a purpose", id="keys.add"),
            Binding("z", "more", "Not on the bar", id="keys.more", show=False),
        ]

        def action_add(self) -> None: ...

        def action_more(self) -> None: ...

    app = console(places={"today": Keys})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        assert_screen(app, "help")
        assert "What this page is for." in grid(app)
        assert "Not on the bar" in grid(app)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, Keys)


async def test_dialogs_fit_the_smallest_window() -> None:
    app = console()
    async with app.run_test(size=(60, 15), notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await settle(pilot)
        lines = grid(app).splitlines()
        assert any("╭" in line for line in lines)
        assert any("╰" in line for line in lines)
        assert "Close" in grid(app)


async def test_hostile_text_in_a_dialog_is_only_text() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        for text in HOSTILE:
            app.push_screen(Confirm(text, text, yes=text[:20], no="No"))
            await settle(pilot)
            assert all(line.isprintable() for line in grid(app).splitlines()), text
            await pilot.press("y")
            await settle(pilot)
            assert isinstance(app.screen, FakeToday)


async def test_a_choice_says_how_many_options_stand_further_down_if_there_are_any() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.push_screen(Choice("Which?", [Option(number, f"option {number}") for number in range(30)]))
        await settle(pilot)
        said = re.search(r"↓ (\d+) more", grid(app))
        assert said is not None
        below = int(said[1])
        assert f"option {29 - below}" in grid(app)
        assert f"option {30 - below}" not in grid(app)
        await pilot.press("end")
        await settle(pilot)
        assert "more" not in grid(app).replace("? more", "")
        await pilot.press("escape")
        app.push_screen(Choice("Which?", [Option(1, "one"), Option(2, "two")]))
        await settle(pilot)
        assert "↓" not in grid(app)


async def test_a_choice_is_as_wide_as_what_it_says() -> None:
    """Nobody chooses between words that are cut."""
    label, hint = "A message from a registered contact point", "the clock is paused"
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.push_screen(
            Choice("Who is asking?", [Option(1, label, hint), Option(2, "In person", "two of us")])
        )
        await settle(pilot)
        assert f"{label}  {hint}" in grid(app)
        await pilot.press("escape")
        app.push_screen(Choice("Which?", [Option(1, "Upheld", "that use stops for good")]))
        await settle(pilot)
        assert max(len(line.strip()) for line in grid(app).splitlines() if "╭" in line) == 64


async def test_an_answer_that_comes_while_something_stands_before_it_counts_once_that_is_gone() -> None:
    """Such as the help sheet, asked for while what was typed is being kept: it is not closed in its place."""
    given: list[Any] = []
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        dialog = Confirm("Leave", "Sure?")
        app.push_screen(dialog, given.append)
        await settle(pilot)
        await pilot.press("f1")
        await settle(pilot)
        assert isinstance(app.screen, HelpSheet)
        dialog.answer(True)
        await settle(pilot)
        assert isinstance(app.screen, HelpSheet)
        await pilot.press("escape")
        await settle(pilot)
        assert given == [True]
        assert isinstance(app.screen, FakeToday)


async def test_commands_say_how_many_are_further_down_and_help_tells_actions_before_moves() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        entries = [Entry(f"command {number}", "", "help", app) for number in range(40)]
        app.push_screen(Palette(entries))
        await settle(pilot)
        said = re.search(r"↓ (\d+) more", grid(app))
        assert said is not None and f"command {39 - int(said[1])}" in grid(app)
        await pilot.press(*"39")
        await settle(pilot)
        assert "↓" not in grid(app)
        await pilot.press("escape")
        app.push_screen(Choice("Which?", [Option(1, "one"), Option(2, "two")]))
        await settle(pilot)
        await pilot.press("f1")
        await settle(pilot)
        told = grid(app)
        assert told.index("Choose") < told.index("Page down") and "PgDn" in told


async def test_a_command_is_chosen_by_arrows_or_by_two_clicks() -> None:
    entries = [Entry(name, "", "help", console()) for name in ("first", "second", "third")]
    async with asking() as answers:
        assert await answers(Palette(entries), "down", "down", "up", "enter") == [entries[1]]
    app = console()
    given: list[Any] = []
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.push_screen(Palette(entries), given.append)
        await settle(pilot)
        (row,) = (y for y, line in enumerate(grid(app).splitlines()) if "third" in line)
        await pilot.double_click(offset=(30, row))
        await settle(pilot)
    assert given == [entries[2]]


async def test_what_the_keys_change_is_a_block_as_in_a_box_of_text() -> None:
    """A row that has the focus is told by more than a colour."""
    app = console()

    class Asks(Dialog[None]):
        def body(self) -> ComposeResult:
            yield Form(
                FormRow("how", "How", Chooser({"a": "by hand", "b": "by mail"})),
                FormRow("sure", "Sure", Tick(text="yes, I am")),
                FormRow("why", "Why", TextBox(placeholder="in a word")),
            )

    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.push_screen(Asks("Asked"))
        await settle(pilot)
        assert "(in a word)" in grid(app)  # in sixteen colours it looks like typed text
        for block in ("by hand", " "):
            assert blocks(app) == [block]
            await pilot.press("tab")
            await settle(pilot)


def blocks(app: Any) -> list[str]:
    """What is drawn the other way around in choices and ticks."""
    found = []
    for control in app.screen.query("Chooser, Tick"):
        strips = control.render_lines(control.size.region)
        found += [text for strip in strips for text, style, _ in strip if style and style.reverse]
    return found


async def test_in_a_low_window_the_question_and_the_keys_keep_their_room() -> None:
    app = console()
    async with app.run_test(**{**ALL, "size": (60, 15)}) as pilot:
        await settle(pilot)
        options = [Option(number, f"option {number}") for number in range(12)]
        app.push_screen(Choice("Which?", options, "One paragraph.", "And another one."))
        await settle(pilot)
        shown = grid(app)
        assert "One paragraph." in shown and "Enter Choose" in shown and "more ─╯" in shown


async def test_in_a_low_window_every_row_comes_into_view_and_a_cut_choice_shows_that_it_goes_on() -> None:
    app = console()

    class Asks(Dialog[None]):
        def body(self) -> ComposeResult:
            yield Prose(*(f"Line {number}." for number in range(8)))  # which leaves no room for all rows
            yield Form(
                FormRow("who", "Who", Chooser({"a": "the police and other competent authorities"})),
                FormRow("sure", "Sure", Tick(text="mail · anna@vandermeulen.example.com")),
                *(FormRow(f"more{number}", f"More {number}", TextBox()) for number in range(9)),
            )

    async with app.run_test(**{**ALL, "size": (60, 15)}) as pilot:
        await settle(pilot)
        app.push_screen(Asks("Asked"))
        await settle(pilot)
        assert "‹ the police and other competent …" in grid(app)
        await pilot.press("down")
        await settle(pilot)
        assert "mail · anna@vandermeulen.exam…" in grid(app)
        for number in range(9):
            await pilot.press("down")
            await settle(pilot)
            assert f"More {number}" in grid(app)


async def test_a_question_that_is_longer_than_the_window_scrolls_and_its_keys_stay() -> None:
    app = console()
    async with app.run_test(**{**ALL, "size": (60, 15)}) as pilot:
        await settle(pilot)
        app.push_screen(Confirm("Sure?", *(f"Line {number}." for number in range(20)), yes="Approve"))
        await settle(pilot)
        shown = grid(app)
        assert "Line 0." in shown and "Line 19." not in shown and "Enter Approve" in shown
        await pilot.press("end")
        await settle(pilot)
        assert "Line 19." in grid(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "Approve" not in grid(app)
