"""The import as a screen: look first, then do it, and nothing half done."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.files import until_shown
from support.screen_grid import assert_screen, grid
from textual.widgets import Input

from helpdesk.desk import Desk
from helpdesk.tasks.importing import run as importing
from helpdesk.tasks.importing.run import How, Progress
from screens.dialogs.choice import Choice
from screens.dialogs.confirm import Confirm
from screens.import_report import under_way
from screens.imports import Imports
from screens.path_suggester import PathSuggester, as_path

LIST = """Klantnr;Naam;Postcode;Woonplaats;Tel. mobiel;Memo
501;Fatima el Idrissi;1276 XA;Huizen;06-12345678;vaste klant
502;Piet de Boer;9999;Bussum;06-87654321;
503;Anna Bakker;1402 AB;Bussum;;
"""


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A list of three customers, one with a postcode that is none."""
    path = tmp_path / "klanten.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


async def chosen(pilot: Any, settled: Any, path: Path | str) -> None:
    """Go to the import and give it a file."""
    await pilot.press("i")
    await settled(pilot)
    pilot.app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")
    await settled(pilot)


def count(desk: Desk) -> int:
    """How many customers there are."""
    return desk.do(lambda work: work.customers.count())


async def test_enter_on_a_column_chooses_its_field_and_says_so(
    desk: Desk, listed: Path, console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await chosen(pilot, settled, listed)
        assert grid(pilot.app).splitlines()[-1].startswith(" Enter Choose field")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Choice)
        assert "↓" in grid(pilot.app)
        assert re.search(r"› \w +Customer number ", grid(pilot.app)), "what it becomes now"


async def test_the_columns_and_a_dry_run_come_first_and_nothing_is_imported(
    desk: Desk, listed: Path, console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await chosen(pilot, settled, listed)
        shown = grid(pilot.app)
        assert "Customer number" in shown
        assert "Fatima el Idrissi" in shown
        assert "2 imported, 0 already there or repeated, 1 rejected" in shown
        assert "line 3" in shown
        assert count(desk) == 0
        pilot.app.screen.query_one(Input).value = "klanten.csv"
        await pilot.pause()
        assert_screen(pilot.app, "imports")


async def test_importing_says_where_the_rejected_rows_are(
    desk: Desk, listed: Path, console: Any, settled: Any
) -> None:
    """Clause: P4."""
    async with console(desk, (120, 40)) as pilot:
        await chosen(pilot, settled, listed)
        await pilot.press("i")
        await settled(pilot)
        assert "The import is done." in grid(pilot.app)
        assert "klanten.rejected.csv" in grid(pilot.app).replace("\n", "").replace(" ", "")
        assert count(desk) == 2
        assert (desk.config.rejects_folder / "klanten.rejected.csv").exists()
        await pilot.press("escape")
        await settled(pilot)
        assert "1 row was rejected" in grid(pilot.app)


async def test_the_same_file_twice_changes_nothing(
    desk: Desk, listed: Path, console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        for _ in range(2):
            await chosen(pilot, settled, listed)
            await pilot.press("i")
            await settled(pilot)
            await pilot.press("escape")
            await settled(pilot)
        assert count(desk) == 2


async def test_another_field_can_be_chosen_for_a_column(
    desk: Desk, listed: Path, console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await chosen(pilot, settled, listed)
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Choice)
        await pilot.press("1", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Imports)
        assert "3 imported, 0 already there or repeated, 0 rejected" in grid(pilot.app)


async def test_leaving_asks_first_and_cancelling_leaves_nothing_half_done(
    desk: Desk, tmp_path: Path, console: Any, settled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "veel.csv"
    rows = "\n".join(f"{number};Jansen {number};Huizen" for number in range(1, 5_000))
    path.write_text(f"Klantnr;Achternaam;Plaats\n{rows}\n", encoding="utf-8")
    go, run = threading.Event(), importing.run

    def held_up(work: Any, planned: Any, file: Path, how: How) -> Any:
        def told(so_far: Progress) -> None:
            how.progress(so_far)
            go.wait(0 if how.dry else 20)

        return run(work, planned, file, replace(how, progress=told))

    async with console(desk) as pilot:
        monkeypatch.setattr(importing, "run", held_up)
        await chosen(pilot, settled, path)
        await pilot.press("i")
        await until_shown(pilot, "Importing: ")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Imports)
        await pilot.press("c")
        go.set()
        await settled(pilot)
        assert "The import was cancelled." in grid(pilot.app)
        assert count(desk) == 0


async def test_a_file_that_is_no_list_says_what_it_is(
    desk: Desk, tmp_path: Path, console: Any, settled: Any
) -> None:
    path = tmp_path / "klanten.csv"
    async with console(desk) as pilot:
        await chosen(pilot, settled, path)
        assert "no such file" in grid(pilot.app)
        for content, said in ((b"PK\x03\x04" + b"x" * 50, "not a CSV file"), (b"", "empty")):
            path.write_bytes(content)
            await pilot.press("enter")
            await settled(pilot)
            assert said in grid(pilot.app)
            assert pilot.app.screen.query_one(Input).value == str(path)


INVOICES = """Klantnr;Factuurnr;Factuurdatum;Vervalt;Bedrag;Openstaand
{number};F1;1-4-2026;1-5-2026;60,50;-1,00
{number};F2;gisteren;1-5-2026;10;
"""


async def test_a_list_of_invoices_is_known_looked_at_imported_and_its_rejected_rows_come_back(
    desk: Desk, tmp_path: Path, console: Any, settled: Any
) -> None:
    """Clause: D7, A1. A column that nobody recognises is told once; Today leads back to what was rejected."""
    path = tmp_path / "facturen.csv"
    number = desk.do(lambda work: work.customers.create({"family_name": "Mus"})).number
    path.write_text(INVOICES.format(number=number).replace("Vervalt", "Uiterlijk"), encoding="utf-8")
    async with console(desk) as pilot:
        await chosen(pilot, settled, path)
        assert "No column is called “vervaldatum”." in grid(pilot.app)
        await pilot.press("down", "down", "down", "enter")
        await settled(pilot)
        await pilot.press("5", "enter")
        await settled(pilot)
        assert "added 1, rejected 1" in grid(pilot.app)
        await pilot.press("i")
        await settled(pilot)
        assert "The import is done." in grid(pilot.app)
        rejected = desk.config.rejects_folder / "facturen.rejected.csv"
        content = rejected.read_text("utf-8-sig").replace("gisteren", "1-4-2026")
        rejected.write_text(content.replace("Uiterlijk", "Vervalt"), "utf-8")
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("end", "i")
        await settled(pilot)
        assert pilot.app.screen.query_one(Input).value == str(rejected)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("i")
        await settled(pilot)
        assert "The rows that were rejected earlier are dealt with" in grid(pilot.app)
        await pilot.press("escape")
        await settled(pilot)
        assert "was rejected" not in grid(pilot.app)


async def test_without_a_name_column_the_import_says_so(
    desk: Desk, tmp_path: Path, console: Any, settled: Any
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Postcode;Plaats\n1276 XA;Huizen\n", encoding="utf-8")
    async with console(desk) as pilot:
        await chosen(pilot, settled, path)
        assert "No column with a name" in grid(pilot.app)
        await pilot.press("i")
        await settled(pilot)
        assert count(desk) == 0


async def test_hostile_cells_are_shown_and_not_obeyed(
    desk: Desk, tmp_path: Path, console: Any, settled: Any
) -> None:
    """Clause: P1."""
    path = tmp_path / "x.csv"
    rows = "".join(f"Jansen {number};gewoon\n" for number in range(50))
    path.write_text(f"Naam;[/nope]\n[@click=app.quit]Jan;\x1b]0x\n{rows}", encoding="utf-8")
    async with console(desk) as pilot:
        await chosen(pilot, settled, path)
        assert "[/nope]" in grid(pilot.app)
        assert "[@click=app.quit]" in grid(pilot.app)


def test_progress_tells_share_rate_and_time_left() -> None:
    assert under_way("Importing", Progress(250, 1_000, 5_000), 10.0) == (
        "Importing: 25 %, 5000 rows, 500 rows a second, 0:30 left"
    )


async def test_a_path_is_completed_and_understood_as_people_drop_it(tmp_path: Path) -> None:
    (tmp_path / "mijn klanten.csv").touch()
    (tmp_path / "ander.pdf").touch()
    suggest = PathSuggester(".csv").get_suggestion
    assert await suggest(f"{tmp_path}/mi") == f"{tmp_path}/mijn klanten.csv"
    assert await suggest(f"{tmp_path}/an") is None
    assert as_path(f"'{tmp_path}/mijn klanten.csv'").exists()
    assert as_path(f"{tmp_path}/mijn\\ klanten.csv").exists()
    assert await suggest("~nobody-of-that-name/") is None  # as a shell leaves it
