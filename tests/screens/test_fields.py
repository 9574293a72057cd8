"""Forms: filled in, checked together, with every fault beneath its field."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from support.fake_desk import FakeDesk, FakeFind, FakeToday, console
from support.screen_grid import assert_screen, grid
from textual.app import ComposeResult
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.widgets import Static

from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from screens.app import HelpdeskApp
from screens.widgets.controls import Chooser, TextBox, Tick
from screens.widgets.fields import Form, FormRow

ALL: Any = {"size": (80, 24), "notifications": True, "tooltips": True}


class Fills(FakeToday):
    AUTO_FOCUS = "Input"

    def body(self) -> ComposeResult:
        self.changes: list[tuple[str, str | bool]] = []
        yield Form(
            FormRow("name", "Name", TextBox("Sanne Vos")),
            Static("A heading"),
            FormRow("email", "E-mail", TextBox(), hint="Where invoices go."),
            FormRow("language", "Language", Chooser({"nl": "Dutch", "en": "English", "de": "German"}, "en")),
            FormRow("paper", "On paper", Tick(text="signed")),
        )

    def on_form_row_changed(self, event: FormRow.Changed) -> None:
        self.changes.append((event.row.field, event.value))

    async def save_draft(self) -> None: ...


def app() -> HelpdeskApp:
    return console(FakeDesk(), places={"today": Fills})


async def settle(pilot: Pilot[None]) -> Form:
    await pilot.pause(0.05)
    await pilot.pause()
    return pilot.app.screen.query_one(Form)


async def test_a_form_shows_labels_controls_and_hints() -> None:
    shown = app()
    async with shown.run_test(**ALL) as pilot:
        await settle(pilot)
        assert_screen(shown, "form")


async def test_a_form_that_opens_gives_its_labels_their_styles_once(monkeypatch: pytest.MonkeyPatch) -> None:
    styled: Counter[DOMNode] = Counter()
    apply = Stylesheet.apply

    def counted(sheet: Stylesheet, node: DOMNode, **options: Any) -> None:
        styled[node] += 1
        apply(sheet, node, **options)

    shown = app()
    async with shown.run_test(**ALL) as pilot:
        await settle(pilot)
        monkeypatch.setattr(Stylesheet, "apply", counted)
        page = Fills(shown.desk)
        await shown.push_screen(page)
        await settle(pilot)
        assert [styled[label] for label in page.query(".form-label")] == [1, 1, 1, 1]
        assert len(page.query(".form-note")) == 1  # of the one row that has something to say


async def test_values_come_by_field_and_changes_are_told() -> None:
    shown = app()
    async with shown.run_test(**ALL) as pilot:
        form = await settle(pilot)
        assert form.values() == {"name": "Sanne Vos", "email": "", "language": "en", "paper": False}
        assert not form.changed
        await pilot.press("end", "x", "enter", *"a@b", "tab", "right", "tab", "space")
        await settle(pilot)
        assert form.values() == {"name": "Sanne Vosx", "email": "a@b", "language": "de", "paper": True}
        assert form.changed
        assert shown.screen.changes[0] == ("name", "Sanne Vosx")
        assert shown.screen.changes[-2:] == [("language", "de"), ("paper", True)]


async def test_a_choice_turns_round_and_goes_by_letter() -> None:
    shown = app()
    async with shown.run_test(**ALL) as pilot:
        form = await settle(pilot)
        form["language"].control.focus()
        await pilot.press("right", "right")
        assert form["language"].value == "nl"
        await pilot.press("left", "left")
        assert form["language"].value == "en"
        await pilot.press("g")
        assert form["language"].value == "de"
        await pilot.press("x")
        assert form["language"].value == "de"
        chooser = form["language"].control
        assert isinstance(chooser, Chooser)
        chooser.offer({"nl": "G1 Dutch", "de": "G2 German"})
        await pilot.press("d")
        assert form["language"].value == "nl", "its name stands after an id"
        chooser.offer({"en": "English", "de": "German", "nl": "Dutch"})
        await pilot.press("g")
        await pilot.click(Chooser)
        assert form["language"].value == "nl"


async def test_all_faults_are_shown_at_once_and_the_first_bad_field_is_gone_to() -> None:
    shown = app()
    async with shown.run_test(**ALL) as pilot:
        form = await settle(pilot)
        rest = form.show_faults(
            [Fault("email", msg("No @.")), Fault("paper", msg("Sign first.")), Fault("", msg("Twice there."))]
        )
        await settle(pilot)
        assert [fault.field for fault in rest] == [""]
        assert "↑ No @." in grid(shown)
        assert "↑ Sign first." in grid(shown)
        assert "Where invoices go." not in grid(shown)
        assert shown.focused is form["email"].control
        form.show_faults([])
        await settle(pilot)
        assert "↑" not in grid(shown)
        assert "Where invoices go." in grid(shown)


async def test_a_draft_is_filled_in_again() -> None:
    shown = app()
    async with shown.run_test(**ALL) as pilot:
        form = await settle(pilot)
        form.fill_in({"email": "sanne@example.org", "language": "nl", "paper": True, "gone": "x"})
        await settle(pilot)
        assert form.values() == {
            "name": "Sanne Vos",
            "email": "sanne@example.org",
            "language": "nl",
            "paper": True,
        }


async def test_a_field_that_does_not_exist_is_a_mistake_of_ours() -> None:
    shown = app()
    async with shown.run_test(**ALL) as pilot:
        form = await settle(pilot)
        assert form["name"].field == "name"
        with pytest.raises(KeyError):
            form["nothing"]


async def test_a_letter_on_what_is_filled_in_leads_nowhere() -> None:
    """Whoever believes to be in a box would be taken from screen to screen by what they type."""
    shown = console(FakeDesk(), places={"today": Fills, "find": FakeFind})
    async with shown.run_test(**ALL) as pilot:
        form = await settle(pilot)
        for field in ("language", "paper"):
            form[field].control.focus()
            await pilot.press("q", "c", "v", "t")
            assert len(shown.screen_stack) == 1
            assert "F2 Today" in grid(shown)
        await pilot.press("f4")
        await pilot.pause()
        assert len(shown.screen_stack) == 2


async def test_a_key_typed_lays_nothing_out_anew_and_what_is_longer_than_the_box_moves_along() -> None:
    """Over a slow line and in a form of many rows a key costs what it changes, not the whole screen."""
    shown = app()
    async with shown.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("end", "x")
        await settle(pilot)
        laid_out: list[bool] = []
        shown.screen.screen_layout_refresh_signal.subscribe(
            shown.screen, lambda screen: laid_out.append(True)
        )
        await pilot.press(*"x" * 90, *"tail")
        await settle(pilot)
        assert not laid_out
        assert "xxxtail" in grid(shown)
        await pilot.press("home")
        await settle(pilot)
        assert "Sanne Vosxxx" in grid(shown)
        assert "tail" not in grid(shown)


class Many(FakeToday):
    def body(self) -> ComposeResult:
        yield Form(*(FormRow(f"f{number}", f"Field {number}", TextBox()) for number in range(15)))

    async def save_draft(self) -> None: ...


async def test_in_a_smaller_window_the_row_that_is_being_filled_in_stays_in_view() -> None:
    async with console(FakeDesk(), places={"today": Many}).run_test(**ALL) as pilot:
        form = await settle(pilot)
        form["f14"].control.focus()
        await settle(pilot)
        await pilot.resize_terminal(60, 15)
        await settle(pilot)
        assert "Field 14" in grid(pilot.app)
