"""Signing in from the console to a real server: what is asked, what is told, and that the ledger knows how it went."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import Any

import pytest
from support.files import opened, until, until_shown, write
from support.pty_pair import PtyPair
from support.screen_grid import grid
from support.ssh_keys import KeyFile
from support.ssh_lines import BANNER, KEX_INIT, Line
from support.ssh_servers import Question, Server, User, asyncssh_server
from textual.pilot import Pilot

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import StoreFull
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import Ended, Filter, Session, System
from helpdesk.tasks import files, sessions, systems
from helpdesk.words.sessions import say_detail
from screens.app import HelpdeskApp
from screens.customer import CustomerScreen
from screens.dialogs.confirm import Confirm
from screens.dialogs.connecting import Connecting
from screens.dialogs.host_key import TrustHost
from screens.dialogs.host_keys import HostKeys, ReplaceKey
from screens.dialogs.notice import Notice
from screens.dialogs.secret import Answers, Secret
from screens.dialogs.session_over import SessionOver
from screens.dialogs.start_session import StartSession
from screens.handing_over import HandingOverApp

PASSWORD = "geheim-1"


@pytest.fixture(autouse=True)
def no_terminal_to_lend(monkeypatch: pytest.MonkeyPatch) -> None:
    """The console of a pilot has no terminal; a pseudo-terminal is lent instead."""
    monkeypatch.setattr(HelpdeskApp, "suspend", lambda self: nullcontext())


@pytest.fixture
def anna(desk: Any, known_anna: CustomerRef) -> CustomerRef:
    desk.do(files.open_file, known_anna.id, ("G3", "G4"))
    return known_anna


def add(desk: Any, ref: CustomerRef, port: int, key: KeyFile | None = None) -> System:
    """A system that is signed in to by a key file, or by asking."""
    raw = {"name": "web01", "host": "127.0.0.1", "port": str(port), "user": "ans", "sign_in": "ask"}
    if key is not None:
        raw |= {"sign_in": "key-file", "secret_at": str(key.path)}
    added: System = desk.do(systems.add, ref.id, raw)
    return added


def lend(monkeypatch: pytest.MonkeyPatch, pty: PtyPair) -> None:
    """Sessions get this terminal."""
    monkeypatch.setattr("screens.remote_support.KEYBOARD", pty.terminal)
    monkeypatch.setattr("screens.remote_support.SCREEN", pty.terminal)


async def begin(pilot: Pilot[None], desk: Any, ref: CustomerRef) -> CustomerScreen:
    """Open the customer, and begin with `r` and Enter."""
    screen = opened(desk, ref, "G3", "G4")
    await pilot.app.push_screen(screen)
    await until_shown(pilot, "open until")
    await pilot.press("r")
    await until(pilot, lambda: isinstance(pilot.app.screen, StartSession))
    await pilot.press("enter")
    return screen


async def shows(pilot: Pilot[None], kind: type) -> None:
    """Wait for a dialog."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))


async def trusting(pilot: Pilot[None], desk: Any, ref: CustomerRef) -> CustomerScreen:
    """The same, and trust the key that its host shows."""
    screen = await begin(pilot, desk, ref)
    await shows(pilot, TrustHost)
    await pilot.press("y")
    return screen


def rows(desk: Any) -> tuple[Session, ...]:
    """The ledger, newest first."""
    desk.open()
    found: tuple[Session, ...] = desk.do(sessions.ledger, Filter())
    return found


async def test_r_enter_and_a_trusted_key_lead_to_a_shell_and_back_to_a_note(
    desk: Any, console: Any, anna: CustomerRef, key: KeyFile, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: G4, D6, G6, B4."""
    add(desk, anna, server.port, key)
    with PtyPair(("$ ", "exit 3\r")) as pty:
        lend(monkeypatch, pty)
        async with console(desk) as pilot:
            screen = await begin(pilot, desk, anna)
            await shows(pilot, TrustHost)
            assert "! 127.0.0.1 is a new address" in grid(pilot.app)
            await pilot.press("y")
            await shows(pilot, SessionOver)
            assert "web01: ended, exit status 3" in grid(pilot.app)
            await write(pilot, "reboot")
            await pilot.press("enter")
            await until(pilot, lambda: pilot.app.screen is screen)
            await pilot.press("5")
            await until_shown(pilot, "! 127.0.0.1")
            assert "Noor de Wit" in grid(pilot.app)
    (row,) = rows(desk)
    assert (row.how, row.exit_status, row.follow_up) == (Ended.NORMALLY, 3, "reboot")
    assert (row.follow_up_done, row.new_address, row.technician_name) == (True, True, "Noor de Wit")


async def test_a_note_that_was_put_off_stays_a_duty_and_a_secret_in_it_is_offered_for_removal(
    desk: Any, console: Any, anna: CustomerRef, key: KeyFile, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: G4, B6."""
    from helpdesk.tasks.today import today

    add(desk, anna, server.port, key)
    with PtyPair(("$ ", "exit\r")) as pty:
        lend(monkeypatch, pty)
        async with console(desk) as pilot:
            screen = await trusting(pilot, desk, anna)
            await shows(pilot, SessionOver)
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            await pilot.press("5")
            await until_shown(pilot, "127.0.0.1")
            await pilot.press("i")
            await shows(pilot, SessionOver)
            await pilot.press(*"later", "escape")
            await until_shown(pilot, "Esc again: what you typed here is lost")
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            assert "Say how a session went" in {str(duty.what) for duty in desk.do(today)}
            await pilot.press("i")
            await shows(pilot, SessionOver)
            await write(pilot, "password: hunter22")
            await pilot.press("enter")
            await shows(pilot, Confirm)
            assert "A secret in the note?" in grid(pilot.app)
            assert "hunter22" not in grid(pilot.app)
            await pilot.press("y")
            await until(pilot, lambda: pilot.app.screen is screen)
    assert "hunter22" not in rows(desk)[0].follow_up
    assert "removed" in rows(desk)[0].follow_up


async def test_a_password_and_a_code_are_asked_for_with_the_name_of_the_host(
    desk: Any, console: Any, anna: CustomerRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: B4, B6."""
    users = {"ans": User(password=PASSWORD, code="123456", steps=("password", "keyboard-interactive"))}
    with asyncssh_server(users=users, question=Question()) as server, PtyPair(("$ ", "exit\r")) as pty:
        lend(monkeypatch, pty)
        add(desk, anna, server.port)
        async with console(desk) as pilot:
            await trusting(pilot, desk, anna)
            await shows(pilot, Secret)
            assert "For 127.0.0.1" in grid(pilot.app)
            await pilot.press(*PASSWORD, "enter")
            await shows(pilot, Answers)
            assert "127.0.0.1 asks:" in grid(pilot.app)
            assert "Look at your telephone." in grid(pilot.app)
            await write(pilot, "123456")
            await pilot.press("enter")
            await shows(pilot, SessionOver)
    assert rows(desk)[0].how is Ended.NORMALLY


@pytest.mark.parametrize("at", ["the key", "the password"])
async def test_escape_at_a_question_ends_the_attempt(
    desk: Any, console: Any, anna: CustomerRef, at: str
) -> None:
    """Clause: B4, D6."""
    with asyncssh_server(users={"ans": User(password=PASSWORD)}) as server:
        add(desk, anna, server.port)
        async with console(desk) as pilot:
            screen = await begin(pilot, desk, anna)
            await shows(pilot, TrustHost)
            if at == "the password":
                await pilot.press("y")
                await shows(pilot, Secret)
            await pilot.press("escape")
            if at == "the key":
                await shows(pilot, Notice)
                assert "was not trusted" in grid(pilot.app)
                await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
        assert not server.seen.signed_in
    how = Ended.HOST_KEY_REFUSED if at == "the key" else Ended.CANCELLED
    assert rows(desk)[0].how is how


@pytest.mark.parametrize("part", [BANNER, KEX_INIT])
async def test_escape_gives_up_at_once_however_long_the_other_side_takes(
    desk: Any, console: Any, anna: CustomerRef, server: Server, key: KeyFile, part: str
) -> None:
    """Clause: D6."""
    with Line(server.port, hold=part) as line:
        add(desk, anna, line.port, key)
        async with console(desk) as pilot:
            screen = await begin(pilot, desk, anna)
            await shows(pilot, Connecting)
            await until_shown(pilot, "more")
            before = time.monotonic()
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            assert time.monotonic() - before < 10
    assert rows(desk)[0].how is Ended.CANCELLED


async def test_nobody_gets_past_a_changed_key_but_who_replaces_it_with_a_reason(
    desk: Any, console: Any, anna: CustomerRef, key: KeyFile, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: B4."""
    add(desk, anna, server.port, key)
    with PtyPair(("$ ", "exit\r"), ("$ ", "exit\r")) as pty:
        lend(monkeypatch, pty)
        async with console(desk) as pilot:
            screen = await trusting(pilot, desk, anna)
            await shows(pilot, SessionOver)
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            port = server.port
            server.end_connections()
            with asyncssh_server(authorized=[key.public], host_keys=[("ed25519", 1)], port=0) as other:
                move(desk, anna, port, other.port)
                await _refuse_and_replace(pilot, screen)
                assert other.seen.signed_in
    found = rows(desk)
    assert [row.how for row in found] == [Ended.NORMALLY, Ended.HOST_KEY_REFUSED, Ended.NORMALLY]


def move(desk: Any, ref: CustomerRef, before: int, after: int) -> None:
    """The same host answers at another port from now on, in the store as well."""
    from sqlalchemy import text

    def change(work: Any) -> None:
        for table in ("systems", "host_keys"):
            statement = text(f"update {table} set port = :after where port = :before")
            work.connection.execute(statement, {"after": after, "before": before})

    desk.do(change)


async def _refuse_and_replace(pilot: Pilot[None], screen: CustomerScreen) -> None:
    await pilot.press("r")
    await shows(pilot, StartSession)
    await pilot.press("enter")
    await shows(pilot, Notice)
    assert "This is not the key by which the host is known" in grid(pilot.app)
    for pressed in ("y", "j", "r", "space"):
        await pilot.press(pressed)
    assert isinstance(pilot.app.screen, Notice)
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is screen)
    await pilot.press("4")
    await until_shown(pilot, "web01")
    await pilot.press("k")
    await shows(pilot, HostKeys)
    await pilot.press("r")
    await shows(pilot, ReplaceKey)
    dialog: Any = pilot.app.screen
    offered = dialog._offered
    dialog.query_one("Form")["compared"].value = offered.fingerprint[-6:]
    dialog.query_one("Form")["reason"].value = "new disk"
    await pilot.press("ctrl+s")
    await until_shown(pilot, "Replaced, and on record.")
    await pilot.press("enter")
    await shows(pilot, StartSession)
    await pilot.press("enter")
    await shows(pilot, SessionOver)


async def test_what_is_too_old_for_us_may_be_reached_by_the_systems_ssh(
    desk: Any, console: Any, anna: CustomerRef, key: KeyFile
) -> None:
    """Clause: B4. Only when the technician says so."""
    old = {"kex_algs": ["diffie-hellman-group14-sha1"]}
    with asyncssh_server(authorized=[key.public], **old) as server:
        add(desk, anna, server.port, key)
        async with console(desk) as pilot:
            screen = await begin(pilot, desk, anna)
            await shows(pilot, Confirm)
            assert "diffie-hellman-group14-sha1" in grid(pilot.app)
            assert "Use this computer's ssh" in grid(pilot.app)
            await pilot.press("enter")
            assert isinstance(pilot.app.screen, Confirm)
            await pilot.press("n")
            await shows(pilot, Notice)
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
    assert [row.how for row in rows(desk)] == [Ended.NO_COMMON_ALGORITHM]


async def test_a_ledger_that_can_not_be_written_says_so_and_is_written_once_it_can(
    desk: Any, console: Any, anna: CustomerRef, key: KeyFile, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: D6."""
    add(desk, anna, server.port, key)
    end, full = sessions.end, True

    def end_unless_full(*what: Any) -> Session:
        if full:
            raise StoreFull(msg("The disk is full."), todo=msg("Make room."))
        return end(*what)

    monkeypatch.setattr(sessions, "end", end_unless_full)
    with PtyPair(("$ ", "exit 5\r")) as pty:
        lend(monkeypatch, pty)
        async with console(desk) as pilot:
            await trusting(pilot, desk, anna)
            await shows(pilot, Notice)
            await until_shown(pilot, "but the ledger can't be")
            assert "Otherwise it is closed at the next start" in grid(pilot.app)
            full = False
            await pilot.press("enter")
            await shows(pilot, SessionOver)
    assert (rows(desk)[0].how, rows(desk)[0].exit_status) == (Ended.NORMALLY, 5)


async def test_without_the_recording_that_was_asked_for_nothing_begins(
    desk: Any, console: Any, anna: CustomerRef, key: KeyFile, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: B6."""
    add(desk, anna, server.port, key)

    def full(*_: object) -> None:
        raise StoreFull(msg("The disk is full."))

    monkeypatch.setattr(sessions, "keep_part", full)
    with PtyPair(("$ ", "never\r")) as pty:
        lend(monkeypatch, pty)
        async with console(desk) as pilot:
            await pilot.app.push_screen(opened(desk, anna, "G3", "G4"))
            await until_shown(pilot, "open until")
            await pilot.press("r")
            await shows(pilot, StartSession)
            await pilot.press(*["tab"] * 5, "space", "enter")
            await shows(pilot, TrustHost)
            await pilot.press("y")
            await shows(pilot, Notice)
            assert "It has to be recorded" in grid(pilot.app)
    assert rows(desk)[0].how is Ended.NOT_RECORDED
    assert bytes(server.seen.typed) == b""


async def test_a_line_that_breaks_is_told_in_the_note(
    desk: Any, console: Any, anna: CustomerRef, key: KeyFile, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: D6."""
    add(desk, anna, server.port, key)
    with PtyPair() as pty:
        lend(monkeypatch, pty)
        async with console(desk) as pilot:
            await trusting(pilot, desk, anna)
            await until(pilot, lambda: "$ " in pty.seen)
            server.end_connections()
            await shows(pilot, SessionOver)
            assert "web01: line lost" in grid(pilot.app)
    assert rows(desk)[0].how is Ended.LINE_LOST


async def test_a_connection_is_tested_without_a_terminal(
    desk: Any, console: Any, anna: CustomerRef, key: KeyFile, server: Server
) -> None:
    """Clause: G4, D6. It is a row as well."""
    add(desk, anna, server.port, key)
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3", "G4"))
        await until_shown(pilot, "open until")
        await pilot.press("4")
        await until_shown(pilot, "web01")
        await pilot.press("t")
        await shows(pilot, StartSession)
        await pilot.press("enter")
        await shows(pilot, TrustHost)
        await pilot.press("y")
        await until_shown(pilot, "Signed in to web01 and out again.")
    assert rows(desk)[0].how is Ended.NORMALLY
    assert say_detail(rows(desk)[0]) == "The connection was tested."
    assert server.seen.sizes == []


async def test_nobody_gets_a_terminal_past_the_lock(
    desk: Any, console: Any, anna: CustomerRef, key: KeyFile, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: B2. Who connects and goes away finds the lock, and behind it the session."""
    add(desk, anna, server.port, key)
    with PtyPair(("$ ", "exit\r")) as pty:
        lend(monkeypatch, pty)
        async with console(desk) as pilot:
            app: Any = pilot.app
            await begin(pilot, desk, anna)
            await shows(pilot, TrustHost)
            trust = app.screen
            app.action_lock()
            await until(pilot, lambda: app.locked)
            trust.answer(True)
            await until(pilot, lambda: bool(server.seen.sizes))
            await pilot.pause(0.3)
            assert pty.seen == ""
            assert app.locked
            await pilot.press("enter")
            await until(pilot, lambda: not app.locked)
            await shows(pilot, SessionOver)
    assert rows(desk)[0].how is Ended.NORMALLY


async def test_the_console_does_not_lock_while_somebody_works_in_a_session(
    desk: Any, console: Any, anna: CustomerRef, key: KeyFile, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: B2."""
    add(desk, anna, server.port, key)
    with PtyPair(("$ ", "echo on''ce\r")) as pty:
        lend(monkeypatch, pty)
        async with console(desk) as pilot:
            app: Any = pilot.app
            await trusting(pilot, desk, anna)
            await until(pilot, lambda: "once" in pty.seen)
            app._idleness._touched -= 10_000
            app.watch_idleness()
            assert not app.locked
            server.end_connections()
            await shows(pilot, SessionOver)
            assert not app.locked


@pytest.mark.parametrize("at", ["the key", "the shell"])
async def test_leaving_the_console_closes_what_is_under_way(
    desk: Any,
    console: Any,
    anna: CustomerRef,
    key: KeyFile,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
) -> None:
    """Clause: D6."""
    add(desk, anna, server.port, key)
    with PtyPair(("$ ", "echo on''ce\r")) as pty:
        lend(monkeypatch, pty)
        async with console(desk) as pilot:
            await begin(pilot, desk, anna)
            await shows(pilot, TrustHost)
            if at == "the shell":
                await pilot.press("y")
                await until(pilot, lambda: "once" in pty.seen)
            pilot.app.exit()
            await pilot.pause(0.1)
    how = Ended.CONSOLE_ENDED if at == "the shell" else Ended.CANCELLED
    assert rows(desk)[0].how is how


async def test_what_another_console_left_open_is_closed_once_it_is_surely_dead(
    desk: Any, console: Any, anna: CustomerRef, key: KeyFile, server: Server, clock: Any
) -> None:
    """Clause: D6. At its last sign of life."""
    system = add(desk, anna, server.port, key)
    from support.remote import request

    row = desk.do(sessions.begin, request(anna, system))
    clock.pass_by(seconds=30)
    async with console(desk) as pilot:
        app: HandingOverApp | Any = pilot.app
        app._close_what_was_left()
        await pilot.pause(0.2)
        assert desk.do(sessions.running) == (row,)
        clock.pass_by(seconds=60)
        app._close_what_was_left()
        await until_shown(pilot, "when a console was killed")
        await pilot.press("r")
        await until_shown(pilot, "A session was cut off")
    assert (rows(desk)[0].how, rows(desk)[0].ended) == (Ended.CONSOLE_ENDED, row.started)


async def test_what_was_left_open_is_closed_later_where_an_import_has_the_store_to_itself(
    desk: Any,
    console: Any,
    anna: CustomerRef,
    key: KeyFile,
    server: Server,
    clock: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Clause: D6. Nobody is told of what nobody asked for."""
    from support.remote import request

    desk.do(sessions.begin, request(anna, add(desk, anna, server.port, key)))
    clock.pass_by(seconds=90)
    monkeypatch.setattr("screens.handing_over.UNTIL_SILENT", 0.3)
    async with console(desk) as pilot:
        app: HandingOverApp | Any = pilot.app
        monkeypatch.setattr("helpdesk.repository.engine.BUSY_SECONDS", 0.05)
        desk.store.engine.dispose()  # what is connected from now on waits no longer than that
        with desk.unit():
            app.close_what_was_left()
            await until(pilot, lambda: any(one.group == "left-open" for one in app.workers))
            await until(pilot, lambda: not any(one.group == "left-open" for one in app.workers))
            assert not isinstance(app.screen, Notice)
        await until_shown(pilot, "when a console was killed")
    assert rows(desk)[0].how is Ended.CONSOLE_ENDED
