"""A recording, played again in the console: it can be gone through, searched and exported, and can do nothing here."""

from __future__ import annotations

import asyncio
import json
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from support.files import add_anna, opened, until, until_shown
from support.remote import WEB, begun
from support.screen_grid import HOSTILE, assert_screen, grid

from helpdesk.desk import Desk
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import StoreFull
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import Ended, RecordingPart, Session
from helpdesk.tasks import files, sessions, systems
from screens import keeping_up
from screens.dialogs.line import Line
from screens.dialogs.notice import Notice
from screens.dialogs.save_as import SaveAs
from screens.replay import Replay
from screens.widgets.cast_view import CastView

SHOWN = ((0.2, "$ "), (1.0, "uptime\r\n"), (1.1, " 10:00 up 3 days\r\n$ "), (30.0, "exit\r\n"))


@pytest.fixture
def anna(desk: Desk, known_anna: CustomerRef) -> CustomerRef:
    desk.do(files.open_file, known_anna.id, ("G3", "G4"))
    return known_anna


def recorded(
    desk: Desk,
    ref: CustomerRef,
    shown: Sequence[tuple[float, str]] = SHOWN,
    *,
    size: tuple[int, int] = (80, 24),
    whole: bool = True,
) -> Session:
    """A session that showed this, at these seconds."""
    system = desk.do(systems.add, ref.id, {**WEB, "name": f"web{len(shown)}"})
    session = desk.do(begun, ref, system, "203.0.113.7", record=True)
    header = {"version": 2, "width": size[0], "height": size[1], "timestamp": 1_777_000_000}
    last = max(at for at, _ in shown)
    events = [[at, "o", text] for at, text in shown] + ([[last + 1, "m", "end of session"]] if whole else [])
    lines = [json.dumps(line) for line in (header, *events)]
    for number, some in enumerate((lines[:1], lines[1:]), 1):
        content = zlib.compress("".join(f"{line}\n" for line in some).encode())
        seconds = (0.0, 0.0) if number == 1 else (shown[0][0], events[-1][0])
        part = RecordingPart(number, float(seconds[0]), float(str(seconds[1])), len(some), content)
        desk.do(sessions.keep_part, session.id, part)
    ended: Session = desk.do(sessions.end, session.id, Ended.NORMALLY)
    return ended


async def play(pilot: Any, desk: Desk, session: Session) -> Replay:
    """The recording, paused at its beginning."""
    screen = Replay(desk, session)
    pilot.app.push_screen(screen)
    await until_shown(pilot, " / ")
    await pilot.press("space")
    await until_shown(pilot, "paused")
    await pilot.press("home")
    await until_shown(pilot, "0:00 /")
    return screen


async def test_it_is_played_from_the_tab_and_goes_by_itself(
    desk: Desk, console: Any, anna: CustomerRef
) -> None:
    """Clause: G4, R1."""
    recorded(desk, anna)
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G4"))
        await until_shown(pilot, "open until")
        await pilot.press("5")
        await until_shown(pilot, "SSH: web4 ●")
        await pilot.press("p")
        await until(pilot, lambda: isinstance(pilot.app.screen, Replay))
        await until_shown(pilot, "10:00 up 3 days")
        await until_shown(pilot, "playing")


async def test_the_keys_go_through_it(desk: Desk, console: Any, anna: CustomerRef) -> None:
    session = recorded(desk, anna)
    async with console(desk) as pilot:
        await play(pilot, desk, session)
        await pilot.press("right")
        await until_shown(pilot, "0:05 / 0:31")
        assert "up 3 days" in grid(pilot.app)
        assert_screen(pilot.app, "replay")
        await pilot.press("end")
        await until_shown(pilot, "0:31 / 0:31")
        assert "exit" in grid(pilot.app)
        await pilot.press("left", "left")
        await until_shown(pilot, "0:21 / 0:31")
        await pilot.press("pageup")
        await until_shown(pilot, "0:00 / 0:31")
        assert "up 3 days" not in grid(pilot.app)


async def test_keys_that_come_quickly_are_taken_together(desk: Desk, console: Any, anna: CustomerRef) -> None:
    session = recorded(desk, anna)
    async with console(desk) as pilot:
        screen = await play(pilot, desk, session)
        for _ in range(4):
            screen.action_go(5)
        await until_shown(pilot, "0:20 / 0:31")


async def test_the_speed_is_changed_within_bounds_and_pauses_are_skipped_or_not(
    desk: Desk, console: Any, anna: CustomerRef
) -> None:
    session = recorded(desk, anna)
    async with console(desk) as pilot:
        await play(pilot, desk, session)
        assert "1×" in grid(pilot.app)
        for key, said in (("plus", "2×"), ("plus", "4×"), ("minus", "2×")):
            await pilot.press(key)
            await until_shown(pilot, said)
        await pilot.press(*["minus"] * 5)
        await until_shown(pilot, "0.5×")
        await pilot.press("i")
        await until_shown(pilot, "pauses in full")
        await pilot.press("i", *["plus"] * 6)
        await until_shown(pilot, "16×")
        await pilot.press("right", "space")  # thirty seconds of nothing follow
        await until_shown(pilot, "0:31 / 0:31")
        await until_shown(pilot, "paused")


async def test_what_was_shown_is_searched(desk: Desk, console: Any, anna: CustomerRef) -> None:
    session = recorded(desk, anna, ((0.2, "one Error\r\n"), (9.0, "two\r\n"), (20.0, "error again\r\n")))
    async with console(desk) as pilot:
        await play(pilot, desk, session)
        assert "Next place" not in grid(pilot.app)
        await pilot.press("slash")
        await until(pilot, lambda: isinstance(pilot.app.screen, Line))
        await pilot.press(*"ERROR", "enter")
        await until_shown(pilot, "Shown at 2 places.")
        await until_shown(pilot, "one Error")
        await pilot.press("n")
        await until_shown(pilot, "0:20 /")
        assert "error again" in grid(pilot.app)
        await pilot.press("n")
        await until(pilot, lambda: "error again" not in grid(pilot.app))


async def test_a_screen_larger_than_ours_follows_its_cursor_and_can_be_looked_over(
    desk: Desk, console: Any, anna: CustomerRef
) -> None:
    shown = ((0.2, "\x1b[1;1Htop left\x1b[60;150Hbottom right"), (5.0, "\x1b[1;1H"))
    session = recorded(desk, anna, shown, size=(170, 60))
    async with console(desk) as pilot:
        screen = await play(pilot, desk, session)
        await pilot.press("right")
        await until_shown(pilot, "top left")
        await pilot.press("left", "right", "left")
        screen.action_go(1)
        await until_shown(pilot, "bottom right")
        await pilot.press(*["up"] * 60, *["shift+left"] * 30)
        await until_shown(pilot, "top left")
        await pilot.resize_terminal(170, 63)
        await until_shown(pilot, "bottom right")
        assert "top left" in grid(pilot.app)


async def test_what_was_recorded_can_do_nothing_to_this_terminal(
    desk: Desk, console: Any, anna: CustomerRef
) -> None:
    """Clause: P1. Nothing but what has a glyph is drawn."""
    texts = [text.encode("utf-8", "replace").decode() for text in HOSTILE]
    shown = [(at + 0.1, f"\x1bc{text}\r\nplain {at}.") for at, text in enumerate(texts)]
    session = recorded(desk, anna, shown)
    async with console(desk) as pilot:
        screen = await play(pilot, desk, session)
        view = screen.query_one(CastView)
        for at in range(len(shown)):
            screen.action_go(1)
            await until_shown(pilot, f"plain {at}.")
            drawn = [pilot.app._fence.apply(list(view.render_line(y)), None) for y in range(view.size.height)]
            assert all(part.text.isprintable() and not part.control for line in drawn for part in line)
            assert all(part.style is None or not part.style.link for line in drawn for part in line)


async def test_a_recording_that_was_cut_off_says_so(desk: Desk, console: Any, anna: CustomerRef) -> None:
    session = recorded(desk, anna, whole=False)
    async with console(desk) as pilot:
        await play(pilot, desk, session)
        assert "cut off: the console was killed" in grid(pilot.app)


async def test_a_damaged_recording_is_told_and_left(desk: Desk, console: Any, anna: CustomerRef) -> None:
    session = recorded(desk, anna)
    from sqlalchemy import text

    desk.do(lambda work: work.connection.execute(text("update recording_parts set content = x'00'")))
    async with console(desk) as pilot:
        pilot.app.push_screen(Replay(desk, session))
        await until(pilot, lambda: isinstance(pilot.app.screen, Notice))
        assert "can't be read" in grid(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Notice | Replay))


async def test_a_file_that_is_not_open_is_opened_first(
    desk: Desk, console: Any, anna: CustomerRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P2. Looking is on record. What others write meanwhile doesn't close it before the file is open."""
    session = recorded(desk, anna)
    desk.do(files.close_file, anna.id)
    desk.do(lambda work: work.technicians.add("sam", "Sam Bos", "technician"))
    desk._technician = desk.do(lambda work: work.technicians.by_login("sam"))
    async with console(desk) as pilot:
        replay, run, go_on = Replay(desk, session), desk.run, asyncio.Event()

        async def held(*job: Any) -> Any:
            await go_on.wait()
            return await run(*job)

        pilot.app.push_screen(replay)
        await until_shown(pilot, "For what?")
        replay.store_changed_beneath()
        monkeypatch.setattr(desk, "run", held)
        assert "● 4" in grid(pilot.app), "what the session was for"
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is replay)
        replay.store_changed()
        await until(pilot, lambda: not any(one.group == "replay-seen" for one in pilot.app.workers))
        go_on.set()
        await until_shown(pilot, "playing")
        events = [one.event for one in desk.do(lambda work: work.audit.page(subject=anna.id))]
        assert AuditEvent.RECORDING_READ in events


async def test_it_is_exported_to_a_new_file_that_asciinema_plays(
    desk: Desk, console: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: P4. On record; nothing is written over."""
    session = recorded(desk, anna)
    file = tmp_path / "session.cast"
    async with console(desk) as pilot:
        await play(pilot, desk, session)
        for said in ("Written to", "The file can't be written"):
            await pilot.press("x")
            await until_shown(pilot, "For whom is the export?")
            await pilot.press("1", "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, SaveAs))
            assert f"session-{session.id}.cast" in grid(pilot.app)
            pilot.app.screen.query_one("Form")["file"].value = str(file)
            await pilot.press("enter")
            await until_shown(pilot, said)
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["version"] == 2
    assert [line[2] for line in lines[1:-1]] == [text for _at, text in SHOWN]
    assert file.stat().st_mode & 0o777 == 0o600
    desk.open()
    events = desk.do(lambda work: work.audit.page(subject=anna.id))
    (exported,) = [one for one in events if one.event == AuditEvent.RECORDING_EXPORTED]
    assert exported.detail == {"session": session.id, "to": "customer"}


async def test_whoever_may_not_export_is_told_so_before_anything_is_asked(
    make_desk: Any, console: Any
) -> None:
    """Clause: B1, P4."""
    desk = make_desk(role="technician")
    ref = add_anna(desk)
    desk.do(files.open_file, ref.id, ("G3", "G4"))
    session = recorded(desk, ref)
    async with console(desk) as pilot:
        await play(pilot, desk, session)
        await pilot.press("x")
        await until_shown(pilot, "Not allowed")
        assert "For whom is the export?" not in grid(pilot.app)


async def test_an_export_that_fails_leaves_no_file(
    desk: Desk, console: Any, anna: CustomerRef, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = recorded(desk, anna)
    file = tmp_path / "session.cast"
    async with console(desk) as pilot:
        await play(pilot, desk, session)

        def full(*_: object, **__: object) -> None:
            raise StoreFull(msg("The disk is full."))

        monkeypatch.setattr(sessions, "export_recording", full)
        await pilot.press("x")
        await until_shown(pilot, "For whom is the export?")
        await pilot.press("2", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SaveAs))
        pilot.app.screen.query_one("Form")["file"].value = str(file)
        await pilot.press("enter")
        await until_shown(pilot, "The disk is full.")
    assert not os.path.lexists(file)


async def test_it_stops_once_the_use_of_the_customers_data_is_restricted(
    make_desk: Any, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: R5. With the reason, in the middle of playing."""
    monkeypatch.setattr(keeping_up, "LOOK_AGAIN", 0.02)
    desk = make_desk(role="technician")
    anna = add_anna(desk)
    desk.do(files.open_file, anna.id, ("G3", "G4"))
    session = recorded(desk, anna)
    async with console(desk) as pilot:
        await play(pilot, desk, session)
        await pilot.press("space", "end")
        await until_shown(pilot, "10:00 up 3 days")
        desk.do(lambda work: work.standings.restrict(anna.id, "juistheid betwist", by_request=True))
        await until_shown(pilot, "Its use is restricted since")
        await until(pilot, lambda: "10:00 up 3 days" not in grid(pilot.app))
