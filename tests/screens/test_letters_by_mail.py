"""A letter of a case is sent by mail at the console; where to, by what and with what is shown before. G8, D3."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from support.files import add_anna, put, until, until_shown
from support.rights_requests import after, asked, opened, shown, told
from support.screen_grid import assert_screen, grid
from support.smtp_server import MailHost, running

from helpdesk.desk import Desk
from helpdesk.documents import typesetting
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.mail import MailServer, Tls
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import Delivery
from helpdesk.tasks import files, identity, letters, request_letters
from screens.dialogs.confirm import Confirm
from screens.dialogs.letter import LetterDialog
from screens.dialogs.line import Line
from screens.dialogs.save_as import SaveAs
from screens.request import RequestScreen


@pytest.fixture
def anna(desk: Desk, known_anna: CustomerRef) -> CustomerRef:
    """Anna, who asked what we have of her and was written that we got it."""
    desk.do(files.open_file, known_anna.id, ("G2", "G3", "G8"))
    desk.do(request_letters.acknowledge, asked(desk, known_anna, Right.ACCESS).id)
    return known_anna


async def question(pilot: Any) -> None:
    """Go from the request to the question whether its letter is to be sent."""
    await opened(pilot)
    await at_question(pilot)


async def at_question(pilot: Any) -> None:
    await until(pilot, lambda: not pilot.app.screen._doing)
    await pilot.press("d")
    await until_shown(pilot, "L2026-0001")
    await pilot.press("1", "enter")
    await shown(pilot, LetterDialog)
    await pilot.press("m")


async def test_a_letter_is_sent_by_keyboard_and_its_state_is_shown_with_it(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: G8, D3. A snapshot of the question at 80×24."""
    with running(MailHost()) as host:
        desk.config = replace(desk.config, mail_server=MailServer("127.0.0.1", host.port, Tls.NONE))
        async with console(desk) as pilot:
            await question(pilot)
            await shown(pilot, Confirm)
            assert "anna@example.com" in grid(pilot.app) and host.mails == []
            assert_screen(pilot.app, "letter-by-mail")
            await pilot.press("enter")  # a habit sends nothing
            await pilot.press("y")
            await told(pilot, "L2026-0001: went out")
            await until(pilot, lambda: not pilot.app.screen._doing)
            await pilot.press("d")
            await until_shown(pilot, "went out")
            await pilot.press("1", "enter")
            await shown(pilot, LetterDialog)
            assert "anna@example.com" in grid(pilot.app)
    (mail,) = [email.message_from_bytes(one, policy=email.policy.default) for one in host.mails]
    assert isinstance(mail, EmailMessage)
    assert [one.get_filename() for one in mail.iter_attachments()] == ["L2026-0001.pdf"]


async def test_a_server_that_refuses_is_said_with_what_is_safe_and_the_letter_can_be_sent_again(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: G8. Once the server takes it the letter goes."""
    with running(MailHost(answers={"rcpt": "550 5.1.1 unknown"})) as host:
        desk.config = replace(desk.config, mail_server=MailServer("127.0.0.1", host.port, Tls.NONE))
        async with console(desk) as pilot:
            await question(pilot)
            await shown(pilot, Confirm)
            await pilot.press("y")
            await told(pilot, "does not accept mail for this address")
            await told(pilot, "counts as not sent")
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, RequestScreen))
            host.answers.clear()
            await at_question(pilot)
            await shown(pilot, Confirm)
            assert "Before: could not be sent" in grid(pilot.app)
            await pilot.press("y")
            await told(pilot, "L2026-0001: went out")
    assert len(host.mails) == 1


async def test_without_a_way_in_the_settings_the_mail_becomes_a_file_where_one_says(
    desk: Desk, anna: CustomerRef, console: Any, tmp_path: Path
) -> None:
    """Clause: G8."""
    async with console(desk) as pilot:
        await question(pilot)
        await shown(pilot, Line)
        assert "neither an outbox nor a mail_server" in " ".join(grid(pilot.app).split())
        await put(pilot, str(tmp_path / "out"))
        await shown(pilot, Confirm)
        await pilot.press("y")
        await told(pilot, "handed to the mail program")
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["L2026-0001.eml"]
    (kept,) = after(desk, lambda work: letters.of_customer(work, anna.id))
    assert kept.delivery is Delivery.HANDED_ON


async def test_a_request_that_nobody_confirmed_closes_by_itself_and_its_letter_is_on_today(
    desk: Desk, clock: Any, console: Any
) -> None:
    """Clause: R7, G8. It does not stand among what is open, and what is left of it is a letter to send."""
    ref = add_anna(desk)
    request = asked(desk, ref, Right.ACCESS)
    desk.do(identity.ask, request.id, request.version)
    clock.pass_by(days=62)
    async with console(desk) as pilot:
        await told(pilot, "1 request that nobody confirmed is closed; its letter has to go out.")
        await until_shown(pilot, "Send letter L2026-0001")
        await pilot.press("v")
        await until_shown(pilot, "None here.")


async def test_today_leads_to_a_letter_and_without_typst_that_is_said_before_a_file_is_named(
    desk: Desk, anna: CustomerRef, console: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Clause: G8, K1. With how to install it; the text is there all the same."""
    monkeypatch.setattr(typesetting, "find_spec", lambda _name: None)
    file = tmp_path / "brief.txt"
    async with console(desk) as pilot:
        await until_shown(pilot, "Send letter L2026-0001")
        await pilot.press("G")
        await until_shown(pilot, "Send letter L2026-0001 of R2026-0001")
        await pilot.press("enter")
        await shown(pilot, RequestScreen)
        for key in "pf":
            await until(pilot, lambda: not pilot.app.screen._doing)
            await pilot.press("d")
            await until_shown(pilot, "L2026-0001")
            await pilot.press("1", "enter")
            await shown(pilot, LetterDialog)
            await pilot.press(key)
            if key == "p":
                await until_shown(pilot, "helpdesk-console[documents]")
                await pilot.press("escape")
                await shown(pilot, RequestScreen)
        await shown(pilot, SaveAs)
        await put(pilot, str(file))
        await told(pilot, "Written to")
    assert "R2026-0001" in file.read_text("utf-8")


async def test_a_letter_that_is_not_true_any_more_is_written_anew_by_a_key(
    desk: Desk, anna: CustomerRef, console: Any, clock: Any
) -> None:
    """Clause: G8, R1. Until then it goes nowhere, and has no other keys than that and its being sent in time."""
    clock.pass_by(days=40)
    desk.do(files.open_file, anna.id, ("G2", "G3", "G8"))
    async with console(desk) as pilot:
        await opened(pilot)
        await until(pilot, lambda: not pilot.app.screen._doing)
        await pilot.press("d")
        await until_shown(pilot, "L2026-0001")
        await pilot.press("1", "enter")
        await shown(pilot, LetterDialog)
        assert "It was to go out by" in grid(pilot.app) and "w Rewrite it" in grid(pilot.app)
        await pilot.press("m", "p", "s")
        await shown(pilot, Confirm)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RequestScreen))
        await pilot.press("d")
        await until_shown(pilot, "L2026-0001")
        await pilot.press("1", "enter")
        await shown(pilot, LetterDialog)
        await pilot.press("w")
        await until_shown(pilot, "m Send by mail")
        assert "w Rewrite it" not in grid(pilot.app)
