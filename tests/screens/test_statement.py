"""The statement as a screen: every clause with its text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.files import until, until_shown
from support.screen_grid import assert_screen, grid
from support.stores import sample

from helpdesk.desk import Desk
from screens.dialogs.save_as import SaveAs
from screens.statement import Statement
from screens.statement_text import sections
from screens.widgets.controls import TextBox

POLICY = sample()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_clause_category_purpose_basis_and_role_has_its_text(language: str) -> None:
    """Clause: P1–P4, D1–D9, G1–G9, B1–B6, T1, T2, A1, W1, R1–R7, C1, C2, K1."""
    entries = [entry for _, listed in sections(POLICY, language) for entry in listed]
    ids = {entry.id for entry in entries}
    assert {*POLICY.clauses, *POLICY.categories, *POLICY.purposes} <= ids
    titles = {entry.title.casefold() for entry in entries}
    named: Any
    for named in (*POLICY.bases.values(), *POLICY.roles.values(), *POLICY.retention.values()):
        assert named.name.say(language).casefold() in titles
    assert all(entry.content().plain.strip() for entry in entries)


def test_a_category_tells_how_long_it_is_kept_and_who_needs_it() -> None:
    """Clause: P3, D7."""
    entry = next(entry for _, listed in sections(POLICY, "en") for entry in listed if entry.id == "D7")
    text = entry.content().plain
    assert "7 years" in text
    assert "G7 invoicing" in text
    assert "GDPR art. 6(1)(b)" in text


@pytest.mark.usefixtures("watched")  # how long a list is, Textual finds out as it paints it
async def test_down_shows_the_next_clause_beside_the_list(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        await pilot.press("f3")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Statement)
        first = POLICY.clauses["P1"].promise.say("en").split()[0]
        assert first in grid(pilot.app)
        assert_screen(pilot.app, "statement")
        await pilot.press("down")
        second = POLICY.clauses["P2"].promise.say("en").split()[:3]
        await until_shown(pilot, " ".join(second))


async def test_the_text_follows_once_the_cursor_rests_and_at_once_for_who_goes_to_it(
    desk: Desk, console: Any, settled: Any, monkeypatch: Any
) -> None:
    """Who goes by does not read, and a slow line carries no text that nobody reads."""
    monkeypatch.setattr("screens.statement.REST", 600)
    promised = {name: POLICY.clauses[name].promise.say("en").split(",")[0] for name in ("P1", "P3", "B1")}
    async with console(desk, (140, 30)) as pilot:
        await pilot.press("f3")
        await until_shown(pilot, promised["P1"])
        for keys, at, shown in (
            (("down", "down"), "› P3", "P1"),
            (("enter",), "› P3", "P3"),
            (("down", "down"), "› B1", "P3"),
            (("tab",), "› B1", "B1"),
        ):
            await pilot.press(*keys)
            await settled(pilot)
            assert at in grid(pilot.app)
            assert [name for name, said in promised.items() if said in grid(pilot.app)] == [shown]


async def test_in_a_narrow_window_the_text_stands_beneath(desk: Desk, console: Any) -> None:
    async with console(desk, (62, 20)) as pilot:
        await pilot.press("f3")
        await pilot.pause()
        screen = pilot.app.screen
        assert screen.query_one("#statement-side").region.y > screen.query_one("#statement-list").region.y


@pytest.mark.parametrize(("key", "begins"), [("1", "Privacy statement"), ("2", "Register of processing")])
async def test_what_is_published_is_written_to_a_file_from_here(
    desk: Desk, console: Any, tmp_path: Path, key: str, begins: str
) -> None:
    """Clause: K1; GDPR art. 13, 30. In the technician's language; a name that exists is refused, and stays."""
    (tmp_path / "there.txt").write_text("mine", "utf-8")
    async with console(desk) as pilot:
        await pilot.press("f3")
        await pilot.press("x", key, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SaveAs))
        box = pilot.app.screen.query_one(TextBox)
        assert box.value.endswith(".pdf")
        box.value = str(tmp_path / "there.txt")
        await pilot.press("enter")
        await until_shown(pilot, "file of that name already")
        box.value = str(tmp_path / "published.txt")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Statement))
    assert (tmp_path / "there.txt").read_text("utf-8") == "mine"
    assert (tmp_path / "published.txt").read_text("utf-8").startswith(begins)
