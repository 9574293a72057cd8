"""What comes in and goes out while somebody works on something else. Clause: D9, G3, B6."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.files import add_anna, until, until_shown, write
from support.incoming import came_in, ticket_shown
from support.screen_grid import grid
from support.smtp_server import MailHost, running

from helpdesk.desk import Desk
from helpdesk.domain.errors import StoreFull
from helpdesk.domain.mail import MailServer, Tls
from helpdesk.domain.messages import msg
from helpdesk.domain.tickets import Delivery
from helpdesk.tasks import delivery, files, intake, scanning, tickets, watched_folder
from screens import receiving
from screens.ticket import TicketScreen

MAIL = b"""From: Anna <anna@example.com>
To: help@example.nl
Subject: Telefoon
Message-ID: <one@example.com>
Date: Mon, 04 May 2026 09:00:00 +0200
Content-Type: text/plain; charset=utf-8

Mijn bsn is 999990019, help!
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the first look, nor for the next."""
    monkeypatch.setattr(receiving, "AT_FIRST", 0.01)
    monkeypatch.setattr(receiving, "LOOK_AGAIN", 0.05)


async def test_mail_in_the_folder_becomes_a_ticket_and_is_searched_while_one_reads(
    desk: Desk, console: Any, tmp_path: Path
) -> None:
    """Clause: D9, G3."""
    folder = tmp_path / "mail"
    folder.mkdir()
    desk.config = replace(desk.config, intake_folder=folder)
    async with console(desk) as pilot:
        await pilot.press("q")
        await until_shown(pilot, "No tickets yet.")
        (folder / "one.eml").write_bytes(MAIL)
        (folder / "two.eml").write_bytes(b"\0\1\2")
        await until_shown(pilot, "T1001")
        await until_shown(pilot, "⟦1⟧")
    assert [one.name for one in (folder / "taken").iterdir()] == ["one.eml"]


async def test_mail_that_a_full_disk_does_not_keep_is_said_once_and_comes_when_there_is_room(
    desk: Desk, console: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: D9, G3. It stays in its folder meanwhile."""
    folder = tmp_path / "mail"
    folder.mkdir()
    desk.config = replace(desk.config, intake_folder=folder)
    take_all, tries = intake.take_all, 0

    def full(*_args: Any) -> Any:
        nonlocal tries
        tries += 1
        raise StoreFull(msg("The disk is full."))

    monkeypatch.setattr(watched_folder, "take_all", full)
    (folder / "one.eml").write_bytes(MAIL)
    async with console(desk) as pilot:
        await pilot.press("q")
        await until_shown(pilot, "can't be kept. The disk is full.")
        await until(pilot, lambda: tries > 2)
        assert len(pilot.app._notifications) == 1
        assert (folder / "one.eml").exists()
        monkeypatch.setattr(watched_folder, "take_all", take_all)
        await until_shown(pilot, "T1001")


async def test_a_folder_for_mail_that_is_not_there_is_said(
    desk: Desk, console: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: D9. Else one would think that nobody writes."""
    monkeypatch.chdir(tmp_path)
    desk.config = replace(desk.config, intake_folder=Path("[mail]"))  # so short that it stands on one line
    async with console(desk) as pilot:
        await until_shown(pilot, "[mail]: The folder can't be")


async def test_what_an_earlier_console_left_is_searched_at_the_start(desk: Desk, console: Any) -> None:
    """Clause: D9."""
    came_in(desk, searched=False)
    async with console(desk) as pilot:
        await pilot.press("q")
        await until_shown(pilot, "⟦2⟧")


async def test_a_reply_goes_into_the_outbox_at_once(desk: Desk, console: Any, tmp_path: Path) -> None:
    """Clause: G3."""
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    desk.config = replace(desk.config, outbox=outbox)
    anna = add_anna(desk)
    desk.do(files.open_file, anna.id, ("G3",))
    ticket = came_in(desk, anna)
    async with console(desk) as pilot:
        pilot.app.push_screen(TicketScreen(desk, desk.do(tickets.open_ticket, ticket.id)))
        await ticket_shown(pilot, ticket.number)
        await pilot.press("r")
        await until_shown(pilot, "Ctrl+S hands it on by e-mail.")
        await write(pilot, "Komt goed.")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "handed to the mail program")
    (mail,) = outbox.iterdir()
    assert b"Komt goed." in mail.read_bytes()


async def test_what_could_not_be_sent_says_why_and_enter_sends_it_again(
    desk: Desk, console: Any, tmp_path: Path
) -> None:
    """Clause: G3. Nothing is sent twice, and nothing is lost."""
    outbox = tmp_path / "outbox"
    desk.config = replace(desk.config, outbox=outbox)
    outbox.write_text("a file where the folder should be")
    anna = add_anna(desk)
    desk.do(files.open_file, anna.id, ("G3",))
    ticket = came_in(desk, anna)
    desk.do(tickets.reply, ticket.id, "Komt goed.")
    async with console(desk) as pilot:
        pilot.app.push_screen(TicketScreen(desk, desk.do(tickets.open_ticket, ticket.id)))
        await ticket_shown(pilot, ticket.number)
        await until_shown(pilot, "! could not be sent")
        await until_shown(pilot, "Enter tries again.")
        outbox.unlink()
        outbox.mkdir()
        await pilot.press("enter")
        await until_shown(pilot, "handed to the mail program")
    desk.open()
    assert desk.do(lambda work: work.messages.of(ticket.id))[-1].delivery is Delivery.HANDED_ON
    assert len(list(outbox.iterdir())) == 1


async def test_what_may_have_been_sent_is_not_called_unsent(desk: Desk, console: Any, tmp_path: Path) -> None:
    """Clause: G3. The program ended while a reply was on its way."""
    desk.config = replace(desk.config, outbox=tmp_path / "outbox")
    anna = add_anna(desk)
    desk.do(files.open_file, anna.id, ("G3",))
    ticket = came_in(desk, anna)
    desk.do(tickets.reply, ticket.id, "Komt goed.")
    desk.do(delivery.claim)
    async with console(desk) as pilot:
        pilot.app.push_screen(TicketScreen(desk, desk.do(tickets.open_ticket, ticket.id)))
        await ticket_shown(pilot, ticket.number)
        await until_shown(pilot, "Ask whether it arrived before sending it once more with Enter.")
        assert "! perhaps not sent" in grid(pilot.app)
        assert "could not be sent" not in grid(pilot.app)


async def test_a_reply_that_still_waits_is_handed_on_by_enter(
    desk: Desk, console: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: G3. As when the password of the mail server was not there the first time."""
    monkeypatch.setattr(receiving, "AT_FIRST", 1_000)
    desk.config = replace(desk.config, outbox=tmp_path / "outbox")
    anna = add_anna(desk)
    desk.do(files.open_file, anna.id, ("G3",))
    ticket = came_in(desk, anna)
    desk.do(tickets.reply, ticket.id, "Komt goed.")
    async with console(desk) as pilot:
        pilot.app.push_screen(TicketScreen(desk, desk.do(tickets.open_ticket, ticket.id)))
        await ticket_shown(pilot, ticket.number)
        await until_shown(pilot, "Not sent yet. Enter hands it on now.")
        await pilot.press("enter")
        await until_shown(pilot, "handed to the mail program")


async def test_enter_on_a_reply_that_is_on_its_way_by_now_lets_nobody_send_it_twice(
    desk: Desk, console: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: G3. The screen still shows it as waiting, and another console has claimed it."""
    monkeypatch.setattr(receiving, "AT_FIRST", 1_000)
    desk.config = replace(desk.config, outbox=tmp_path / "outbox")
    anna = add_anna(desk)
    desk.do(files.open_file, anna.id, ("G3",))
    ticket = came_in(desk, anna)
    desk.do(tickets.reply, ticket.id, "Komt goed.")
    async with console(desk) as pilot:
        seen = desk.do(tickets.open_ticket, ticket.id)
        pilot.app.push_screen(TicketScreen(desk, seen))
        screen = await ticket_shown(pilot, ticket.number)
        await until_shown(pilot, "Not sent yet.")
        desk.do(delivery.claim)
        screen.show(seen)
        await pilot.press("enter")
        await until_shown(pilot, "! perhaps not sent")
        assert desk.do(delivery.claim).letters == ()


async def test_a_reply_that_is_being_handed_on_says_so_and_enter_sends_no_second_one(
    desk: Desk, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: G3. The mail server takes its time, and somebody presses Enter meanwhile."""
    monkeypatch.setattr(receiving, "AT_FIRST", 1_000)
    anna = add_anna(desk)
    desk.do(files.open_file, anna.id, ("G3",))
    ticket = came_in(desk, anna)
    desk.do(tickets.reply, ticket.id, "Komt goed.")
    with ExitStack() as server:
        host = server.enter_context(running(MailHost(answers={"sent": "hang"})))
        desk.config = replace(desk.config, mail_server=MailServer("127.0.0.1", host.port, Tls.NONE))
        async with console(desk) as pilot:
            pilot.app.push_screen(TicketScreen(desk, desk.do(tickets.open_ticket, ticket.id)))
            await ticket_shown(pilot, ticket.number)
            await until_shown(pilot, "Not sent yet.")
            await pilot.press("enter")
            await until_shown(pilot, "It is being handed on. The result will appear here.")
            await pilot.press("enter")
            assert desk.do(delivery.claim).letters == ()
            server.close()
            await until_shown(pilot, "Ask whether it arrived before sending it once more with Enter.")
            assert host.said.count("data") == 1


async def test_without_a_way_for_mail_a_reply_waits_and_says_what_to_set(desk: Desk, console: Any) -> None:
    anna = add_anna(desk)
    desk.do(files.open_file, anna.id, ("G3",))
    ticket = came_in(desk, anna)
    desk.do(tickets.reply, ticket.id, "Komt goed.")
    async with console(desk) as pilot:
        pilot.app.push_screen(TicketScreen(desk, desk.do(tickets.open_ticket, ticket.id)))
        await ticket_shown(pilot, ticket.number)
        await until_shown(pilot, "the settings name neither an outbox nor a mail_server")


async def test_a_message_that_cannot_be_searched_stops_nobody(
    desk: Desk, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What went wrong is in the log, without what was in the message."""

    def fails(*_args: object, **_more: object) -> None:
        raise ValueError("999990019")

    monkeypatch.setattr(scanning, "scan_waiting", fails)
    came_in(desk, searched=False)
    async with console(desk) as pilot:
        await until_shown(pilot, "Something went wrong with messages")
        await pilot.press("q")
        await until_shown(pilot, "T1001")
        assert "999990019" not in grid(pilot.app)
    assert "999990019" not in desk.config.log_file.read_text()


async def test_a_role_without_tickets_searches_and_takes_in_nothing(
    make_desk: Any, console: Any, tmp_path: Path
) -> None:
    """Clause: B1."""
    desk = make_desk(role="read-only")
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "one.eml").write_bytes(MAIL)
    desk.config = replace(desk.config, intake_folder=folder)
    async with console(desk) as pilot:
        await until(pilot, lambda: True)
        await pilot.pause(0.3)
        assert not any(one.group in (receiving.SEARCH, receiving.INTAKE) for one in pilot.app.workers)
    assert (folder / "one.eml").exists()


async def test_the_search_stays_quick_where_messages_come_in_one_by_one(desk: Desk, console: Any) -> None:
    """Clause: G3. Each leaves a piece of the index, and every search reads all pieces."""

    def pieces(work: Any) -> int:
        record = "select block from message_words_data where id = 10"
        return int(work.connection.exec_driver_sql(record).scalar_one()[5])

    for number in range(7):
        came_in(desk, subject=f"Vraag {number}")
    assert desk.do(pieces) > 3
    async with console(desk) as pilot:
        await until(pilot, lambda: desk.do(pieces) < 3)
