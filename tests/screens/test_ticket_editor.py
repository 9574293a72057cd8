"""Writing in a ticket: nothing typed is lost, and no secret is sent by accident. Clause: G3, B6, D9."""

from __future__ import annotations

from typing import Any

import pytest
from support.drafts import left_behind
from support.files import until, until_shown, write
from support.incoming import came_in, ticket_shown
from support.screen_grid import HOSTILE, assert_screen, grid

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import StoreBusy
from helpdesk.domain.messages import msg
from helpdesk.domain.tickets import Delivery, Direction, Ticket, TicketMessage, TicketState
from helpdesk.tasks import files, tickets
from screens.dialogs.purposes import ForWhat
from screens.ticket import TicketScreen
from screens.ticket_editor import TicketEditor
from screens.today import Today
from screens.widgets.fields import Form
from screens.widgets.writing import TextBlock


@pytest.fixture
def anna(desk: Desk, known_anna: CustomerRef) -> CustomerRef:
    """Anna, whose file is open for help with a problem."""
    desk.do(files.open_file, known_anna.id, ("G3", "G4"))
    return known_anna


@pytest.fixture
def ticket(desk: Desk, anna: CustomerRef) -> Ticket:
    """A ticket of hers that came in by e-mail."""
    return came_in(desk, anna)


async def writing(pilot: Any, desk: Desk, ticket: Ticket, key: str = "r") -> TicketEditor:
    """The page for a reply (`r`) or a note (`i`)."""
    pilot.app.push_screen(TicketScreen(desk, desk.do(tickets.open_ticket, ticket.id)))
    await ticket_shown(pilot, ticket.number)
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, TicketEditor))
    await pilot.pause()
    screen: TicketEditor = pilot.app.screen
    return screen


def messages(desk: Desk, ticket: Ticket) -> tuple[TicketMessage, ...]:
    """The messages in the store now."""
    return desk.do(lambda work: work.messages.of(ticket.id))


async def test_a_reply_goes_to_whoever_wrote_and_then_the_ticket_waits(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: G3."""
    async with console(desk) as pilot:
        await writing(pilot, desk, ticket)
        await until_shown(pilot, "Anna <anna@example.com>")
        await write(pilot, "Het werkt weer.")
        assert_screen(pilot.app, "ticket_reply")
        await pilot.press("ctrl+s")
        await ticket_shown(pilot, ticket.number)
        await until_shown(pilot, "to the customer · not sent yet")
        await until_shown(pilot, "waiting for the customer")
        assert desk.do(lambda work: work.drafts.forms()) == ()
    desk.open()
    reply = messages(desk, ticket)[-1]
    assert (reply.direction, reply.text, reply.delivery) == (
        Direction.OUT,
        "Het werkt weer.",
        Delivery.WAITING,
    )
    assert reply.recipients == "Anna <anna@example.com>"


async def test_what_was_said_on_the_telephone_is_kept_and_not_sent(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: G3."""
    async with console(desk) as pilot:
        screen = await writing(pilot, desk, ticket)
        form = screen.query_one("#editor-fields", Form)
        form["channel"].value, form["then"].value = "telephone", str(TicketState.SOLVED)
        await until_shown(pilot, "nothing is sent on this channel")
        await until_shown(pilot, "^s Save")
        await write(pilot, "Gebeld.")
        await pilot.press("ctrl+s")
        await ticket_shown(pilot, ticket.number)
        await until_shown(pilot, "solved")
    desk.open()
    assert messages(desk, ticket)[-1].delivery is Delivery.NONE


async def test_an_answer_by_mail_to_who_wrote_otherwise_goes_to_their_address(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: G3, D3. It goes away again where it is not for mail."""
    ticket = came_in(desk, anna, sender="+31612345678", channel="whatsapp")
    async with console(desk) as pilot:
        form = (await writing(pilot, desk, ticket)).query_one("#editor-fields", Form)
        assert form["recipients"].value == "+31612345678"
        form["channel"].value = "email"
        await until(pilot, lambda: form["recipients"].value == "anna@example.com")
        form["channel"].value = "telephone"
        await until(pilot, lambda: form["recipients"].value == "+31612345678")
        form["recipients"].value = "zus@example.com"
        form["channel"].value = "email"
        await until_shown(pilot, "Ctrl+S keeps it unsent")
        assert form["recipients"].value == "zus@example.com"


async def test_a_note_stays_among_ourselves_and_is_searched_afterwards(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: D9. What somebody noted is searched in a worker, and the marks come by themselves."""
    async with console(desk) as pilot:
        await writing(pilot, desk, ticket, "i")
        await until_shown(pilot, "it is never sent")
        await until_shown(pilot, "^s Save")
        await write(pilot, "Haar bsn is 999990019.")
        await pilot.press("ctrl+s")
        await ticket_shown(pilot, ticket.number)
        await until_shown(pilot, "Haar bsn is ⟦BSN: 999990019⟧")
    desk.open()
    assert messages(desk, ticket)[-1].direction is Direction.NOTE


async def test_a_secret_is_named_first_and_taken_out_or_left(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: B6. Escape at that question goes back to the text, and sends nothing."""
    text = "Zijn wachtwoord is Zomer!2026."
    async with console(desk) as pilot:
        for count, (key, kept) in enumerate(
            (("1", "Zijn wachtwoord is [removed: password]."), ("2", text)), 1
        ):
            screen = await writing(pilot, desk, ticket, "i")
            await write(pilot, text)
            await pilot.press("ctrl+s")
            await until_shown(pilot, "This looks like a secret: password.")
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)  # noqa: B023
            assert screen.query_one(TextBlock).text == text
            assert len(messages(desk, ticket)) == count
            await pilot.press("ctrl+s")
            await until_shown(pilot, "This looks like a secret: password.")
            await pilot.press(key, "enter")
            await ticket_shown(pilot, ticket.number)
            assert messages(desk, ticket)[-1].text == kept


async def test_a_text_module_comes_filled_in_in_the_customers_language_beneath_what_was_begun(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: G3."""
    async with console(desk) as pilot:
        screen = await writing(pilot, desk, ticket)
        await pilot.press("f8")
        await until_shown(pilot, f"kunnen helpen met {ticket.number}")
        assert "{ticket}" not in grid(pilot.app)
        await pilot.press("1", "enter")
        await until(pilot, lambda: pilot.app.screen is screen and "Noor" in screen.query_one(TextBlock).text)
        text = screen.query_one(TextBlock).text
        assert text.startswith("Beste Anna van der Meulen,")
        assert ticket.number in text
        assert text.endswith("Noor de Wit")
        screen.query_one(TextBlock).text = ""
        await write(pilot, "Nog iets.")
        await pilot.press("f8")
        await until_shown(pilot, f"kunnen helpen met {ticket.number}")
        await pilot.press("1", "enter")
        await until(pilot, lambda: "Noor" in screen.query_one(TextBlock).text)
        assert screen.query_one(TextBlock).text.startswith("Nog iets.\n\nBeste Anna van der Meulen,")


async def test_without_text_or_recipient_nothing_is_sent_and_it_says_why(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    async with console(desk) as pilot:
        screen = await writing(pilot, desk, ticket)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "There is no text yet.")
        screen.query_one("#editor-fields", Form)["recipients"].value = "Anna"
        await pilot.press(*"Hallo", "ctrl+s")
        await until_shown(pilot, "↑ Whom is it for? Give an e-mail address.")
    desk.open()
    assert len(messages(desk, ticket)) == 1


async def test_what_somebody_else_wrote_meanwhile_is_said_before_anything_is_sent(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    async with console(desk) as pilot:
        screen = await writing(pilot, desk, ticket)
        await write(pilot, "Te laat")
        desk.do(tickets.reply, ticket.id, "Ik was eerder.")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "The ticket changed meanwhile")
        await pilot.press("enter", "n")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.query_one(TextBlock).text == "Te laat"
        assert len(messages(desk, ticket)) == 2
        await pilot.press("ctrl+s")
        await until_shown(pilot, "The ticket changed meanwhile")
        await pilot.press("y")
        await ticket_shown(pilot, ticket.number)
        await writing(pilot, desk, ticket, "i")
        await write(pilot, "Gebeld")
        desk.do(tickets.note, ticket.id, "Ik ook.")
        await pilot.press("ctrl+s")  # what stands among ourselves is right all the same
        await ticket_shown(pilot, ticket.number)
    desk.open()
    written = [one.text for one in messages(desk, ticket)][1:]
    assert written == ["Ik was eerder.", "Te laat", "Ik ook.", "Gebeld"]


async def test_when_the_time_of_the_file_is_over_it_asks_and_sends_what_was_typed(
    desk: Desk, ticket: Ticket, clock: Any, console: Any
) -> None:
    """Clause: P2. Nothing typed is lost."""
    async with console(desk) as pilot:
        await writing(pilot, desk, ticket)
        await write(pilot, "Lang getypt")
        clock.pass_by(hours=4)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ForWhat))
        await pilot.press("enter")
        await ticket_shown(pilot, ticket.number)
    desk.open()
    assert messages(desk, ticket)[-1].text == "Lang getypt"


async def test_a_restriction_that_came_meanwhile_is_explained_and_keeps_the_text(
    desk: Desk, ticket: Ticket, anna: CustomerRef, console: Any
) -> None:
    """Clause: R5."""
    async with console(desk) as pilot:
        screen = await writing(pilot, desk, ticket)
        desk.do(lambda work: work.standings.restrict(anna.id, "accuracy"))
        await pilot.press(*"Hallo", "ctrl+s")
        await until_shown(pilot, "Why?")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.query_one(TextBlock).text == "Hallo"
    desk.open()
    assert len(messages(desk, ticket)) == 1


async def test_a_busy_store_keeps_the_text_and_the_next_try_sends_it(
    desk: Desk, ticket: Ticket, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_args: object, **_more: object) -> None:
        raise StoreBusy(msg("Another console holds the store."))

    async with console(desk) as pilot:
        await writing(pilot, desk, ticket, "i")
        await pilot.press(*"Druk")
        with monkeypatch.context() as patch:
            patch.setattr(tickets, "note", busy)
            await pilot.press("ctrl+s")
            await until_shown(pilot, "Another console holds the store.")
        await pilot.press("ctrl+s")
        await ticket_shown(pilot, ticket.number)
    desk.open()
    assert messages(desk, ticket)[-1].text == "Druk"


async def test_escape_keeps_a_draft_that_today_leads_back_to(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: P3. A draft for the one who typed it."""
    async with console(desk) as pilot:
        screen = await writing(pilot, desk, ticket)
        screen.query_one("#editor-fields", Form)["channel"].value = "telephone"
        await write(pilot, "Half af")
        await pilot.press("escape")
        await until_shown(pilot, "This is not saved yet")
        await pilot.press("1", "enter")
        await ticket_shown(pilot, ticket.number)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Today))
        await until_shown(pilot, "Not saved yet")
        await pilot.press("home", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketEditor))
        await until_shown(pilot, "Half af")
        assert pilot.app.screen.query_one("#editor-fields", Form)["channel"].value == "telephone"
        await pilot.press("escape")
        await until_shown(pilot, "This is not saved yet")
        await pilot.press("2", "enter")
        await ticket_shown(pilot, ticket.number)
        assert desk.do(lambda work: work.drafts.forms()) == ()


async def test_a_console_that_has_to_leave_keeps_what_was_typed(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: P3."""
    async with console(desk) as pilot:
        await writing(pilot, desk, ticket, "i")
        await write(pilot, "Onderbroken")
        pilot.app.told_to_leave()
    desk.open()
    content = desk.do(lambda work: work.drafts.load(f"ticket:{ticket.id}:note"))
    assert content is not None
    assert "Onderbroken" in content


async def test_the_draft_of_a_ticket_that_is_gone_is_forgotten_and_told(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    desk.do(lambda work: work.tickets.remove([ticket.id]))
    desk.do(left_behind, f"ticket:{ticket.id}:out", '{"text": "x", "fields": {}}')
    async with console(desk) as pilot:
        await until_shown(pilot, "Not saved yet: in a ticket")
        await pilot.press("home", "enter")
        await until_shown(pilot, "This ticket is not in the store")
        assert desk.do(lambda work: work.drafts.forms()) == ()


async def test_keys_are_text_here_and_a_large_text_is_pasted_whole(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    from textual import events

    text = "\n".join([*HOSTILE[:3], "x" * 10_000, *(f"regel {number}" for number in range(300))])
    async with console(desk) as pilot:
        screen = await writing(pilot, desk, ticket, "i")
        await pilot.press(*"t/q?w")
        assert screen.query_one(TextBlock).text == "t/q?w"
        assert "F1" in grid(pilot.app).splitlines()[-1]
        screen.query_one(TextBlock).text = ""
        pilot.app.post_message(events.Paste(text))
        await until(pilot, lambda: "regel 299" in screen.query_one(TextBlock).text)
        await pilot.press("ctrl+s")
        await ticket_shown(pilot, ticket.number)
    desk.open()
    assert messages(desk, ticket)[-1].text == text
