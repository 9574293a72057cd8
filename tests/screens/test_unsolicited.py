"""Unsolicited data at the console: found in a ticket, decided on by keyboard alone, gone, and proven."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.files import add_anna, put, until, until_shown, write
from support.rights_requests import told
from support.screen_grid import assert_screen, grid
from support.tickets import BSN, IBAN, Lying, text_of

from helpdesk.desk import Desk
from helpdesk.domain.unsolicited import Answer, Extent, Outcome, Proof
from helpdesk.tasks import unsolicited
from helpdesk.traces import Traces
from screens.dialogs.choice import Choice
from screens.dialogs.confirm import TypedConfirm
from screens.dialogs.elsewhere import Elsewhere
from screens.dialogs.impossible import Impossible
from screens.dialogs.needed import Needed
from screens.dialogs.pick_customer import PickCustomer
from screens.dialogs.stays import Stays
from screens.ticket import TicketScreen
from screens.unsolicited import Unsolicited
from screens.unsolicited_item import ItemScreen

PLACES = 4
"""How many places the sample policy has where copies may lie."""


async def in_ticket(pilot: Any, *, on_finding: bool = True) -> TicketScreen:
    """The ticket, with the cursor on its first message, or on the first finding there."""
    await pilot.press("q")
    await until_shown(pilot, "T1042")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))
    await pilot.press("up")
    if on_finding:
        await pilot.press("tab")
        await until_shown(pilot, "x: nobody asked for it")
    screen: TicketScreen = pilot.app.screen
    return screen


async def chosen(pilot: Any, title: str, key: str) -> None:
    """Answer a question that has this title."""
    await until(pilot, lambda: isinstance(pilot.app.screen, Choice) and title in grid(pilot.app))
    await pilot.press(key, "enter")


async def queue(pilot: Any) -> Unsolicited:
    """The queue, once it was read."""
    await pilot.press("f7")
    await until(pilot, lambda: isinstance(pilot.app.screen, Unsolicited))
    await until_shown(pilot, "To be dealt with")
    screen: Unsolicited = pilot.app.screen
    return screen


def ticked(pilot: Any, count: int) -> bool:
    """Whether so many places are ticked off."""
    return grid(pilot.app).count("[x]") == count


async def test_what_was_found_goes_by_a_few_keys_and_no_byte_of_it_stays(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9, P3, B6."""
    async with console(desk) as pilot:
        await in_ticket(pilot, on_finding=False)
        await pilot.press("x")
        await chosen(pilot, "What was not asked for?", "1")
        await chosen(pilot, "Whose data is it?", "1")
        await chosen(pilot, "What becomes of it?", "1")
        await chosen(pilot, "There too?", "1")
        await until(pilot, lambda: isinstance(pilot.app.screen, TypedConfirm))
        await pilot.press(*"delete", "enter")
        await until_shown(pilot, "Not a byte of it is left")
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))
        assert BSN not in grid(pilot.app)
        assert "[removed: BSN]" in grid(pilot.app)
        assert "[verwijderd: BSN]" in desk.do(text_of, lying.message).text
        item = desk.do(unsolicited.items, open_only=False)[0]
        assert (item.outcome, item.is_pending, item.gone is not None) == (Outcome.DELETED, False, True)
        for message in (lying.message, lying.reply):
            row = desk.do(text_of, message)
        assert BSN not in row.text and IBAN not in row.text and BSN not in row.subject


async def test_without_the_word_nothing_goes(desk: Desk, lying: Lying, console: Any) -> None:
    """Clause: D9."""
    async with console(desk) as pilot:
        await in_ticket(pilot)
        await pilot.press("x")
        await chosen(pilot, "Whose data is it?", "1")
        await chosen(pilot, "What becomes of it?", "1")
        await chosen(pilot, "There too?", "2")
        await until(pilot, lambda: isinstance(pilot.app.screen, TypedConfirm))
        await pilot.press(*"delet", "enter")
        assert isinstance(pilot.app.screen, TypedConfirm)
        await pilot.press("escape")
        await until_shown(pilot, "In the queue")
        assert BSN in desk.do(text_of, lying.message).text
        item = desk.do(unsolicited.items)[0]
        assert (item.outcome, item.extent, item.kinds) == (None, Extent.PASSAGES, ("bsn",))
        assert (item.ticket, item.whose) == (lying.number, "customer")


async def test_a_passage_that_is_marked_by_hand_goes_too(desk: Desk, lying: Lying, console: Any) -> None:
    """Clause: D9."""
    async with console(desk) as pilot:
        await in_ticket(pilot)
        await pilot.press("y")
        await until_shown(pilot, "Mark a passage")
        await pilot.press(*["shift+right"] * 3, "enter")
        await chosen(pilot, "Whose data is it?", "2")
        await chosen(pilot, "What becomes of it?", "1")
        await until(pilot, lambda: isinstance(pilot.app.screen, TypedConfirm | Choice))
        if isinstance(pilot.app.screen, Choice):
            await pilot.press("2", "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, TypedConfirm))
        await pilot.press(*"delete", "enter")
        await until_shown(pilot, "Not a byte of it is left")
        assert desk.do(text_of, lying.message).text.startswith("[verwijderd: persoonsgegevens], mijn mail")


async def test_the_queue_says_how_long_there_is_and_leads_to_the_ticket(
    desk: Desk, lying: Lying, clock: Any, console: Any
) -> None:
    """Clause: D9, P3."""
    desk.do(unsolicited.note_message, lying.message, ("passport",), "other")
    async with console(desk) as pilot:
        await queue(pilot)
        await until_shown(pilot, "in 7 days")
        assert_screen(pilot.app, "unsolicited")
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))


async def test_today_says_when_it_is_late_and_leads_to_the_item(
    desk: Desk, lying: Lying, clock: Any, console: Any
) -> None:
    """Clause: D9, P3."""
    desk.do(unsolicited.note_message, lying.message, ("passport",), "other")
    clock.pass_by(days=9)
    async with console(desk) as pilot:
        await until_shown(pilot, "Passport or ID card: should")
        screen = pilot.app.screen
        listing = screen._list
        duties = [listing._pages[place] for place in range(listing.count)]
        listing.move_to(next(place for place, one in enumerate(duties) if one.leads_to == "unsolicited"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ItemScreen))
        await until_shown(pilot, "2 days late")


async def test_an_item_closes_once_every_place_has_an_answer_and_is_proof_then(
    desk: Desk, lying: Lying, console: Any, tmp_path: Path
) -> None:
    """Clause: D9, P3."""
    item = desk.do(unsolicited.note_message, lying.message, ("passport",), "other")
    desk.do(unsolicited.delete, item.id, item.version)
    desk.traces.finish()
    async with console(desk) as pilot:
        await queue(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ItemScreen))
        await until_shown(pilot, "places to look at")
        assert_screen(pilot.app, "unsolicited_item")
        await pilot.press("space")
        await until_shown(pilot, "[x]")
        await pilot.press("space")  # takes the tick back
        await until(pilot, lambda: "[x]" not in grid(pilot.app))
        assert {one.answer for one in desk.do(unsolicited.item, item.id).places} == {Answer.OPEN}
        for place in range(PLACES - 1):
            await pilot.press("enter", "space", "down")  # Enter answers nothing
            await until(pilot, partial(ticked, pilot, place + 1))
        await pilot.press("i")
        await until_shown(pilot, "Why not")
        await write(pilot, "tape is read-only")
        await pilot.press("enter")
        await until_shown(pilot, "closed: deleted")
        await until_shown(pilot, "Copies were looked for here:")
        await pilot.press("p")
        await until_shown(pilot, "Proof: unsolicited data")
        await pilot.press("f")
        await until_shown(pilot, "Save to a file")
        file = tmp_path / "proof.txt"
        await put(pilot, str(file))
        await until(pilot, file.exists)
        assert desk.do(unsolicited.check, item.id) is Proof.HOLDS
        said = file.read_text()
        assert "tape is read-only" in said and BSN not in said and IBAN not in said


async def test_what_is_needed_names_a_purpose_and_only_a_category_that_it_uses(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9, P2, G3."""
    item = desk.do(unsolicited.note_message, lying.message, ("phone",), "customer")
    async with console(desk) as pilot:
        await queue(pilot)
        await pilot.press("e")
        await chosen(pilot, "What becomes of it?", "2")
        await until(pilot, lambda: isinstance(pilot.app.screen, Needed))
        await pilot.press("enter")
        await until_shown(pilot, "Name the purpose that needs it.")
        await pilot.press("right", "right", "right", "tab", "right", "right", "right", "right")
        await until_shown(pilot, "D4 telephone number")
        await pilot.press("enter")
        await until_shown(pilot, "On record: needed")
        done = desk.do(unsolicited.item, item.id)
        assert (done.outcome, done.purpose, done.category) == (Outcome.NEEDED, "G3", "D4")
        assert BSN in desk.do(text_of, lying.message).text


async def test_a_part_stays_with_a_reason_and_the_rest_goes(desk: Desk, lying: Lying, console: Any) -> None:
    """Clause: D9, P3."""
    async with console(desk) as pilot:
        await in_ticket(pilot, on_finding=False)
        await pilot.press("x")
        await chosen(pilot, "What was not asked for?", "1")
        await chosen(pilot, "Whose data is it?", "1")
        await chosen(pilot, "What becomes of it?", "4")
        await until(pilot, lambda: isinstance(pilot.app.screen, Stays))
        await pilot.press("enter")
        await until_shown(pilot, "Choose what stays")
        await pilot.press("tab", "space", "tab", "tab")
        await write(pilot, "needed for the refund")
        await pilot.press("enter")
        await chosen(pilot, "There too?", "1")
        await until(pilot, lambda: isinstance(pilot.app.screen, TypedConfirm))
        await until_shown(pilot, "Stays: bank account, character")
        await pilot.press(*"delete", "enter")
        await until_shown(pilot, "Not a byte of it is left")
        item = desk.do(unsolicited.items, open_only=False)[0]
        assert (item.outcome, item.why) == (Outcome.PARTLY, "needed for the refund")
        text = desk.do(text_of, lying.message).text
        assert IBAN in text and BSN not in text


async def test_the_impossible_comes_back_on_the_day_of_its_next_try(
    desk: Desk, lying: Lying, clock: Any, console: Any
) -> None:
    """Clause: D9."""
    item = desk.do(unsolicited.note_message, lying.message, ("passport",), "other")
    async with console(desk) as pilot:
        await queue(pilot)
        await pilot.press("e")
        await chosen(pilot, "What becomes of it?", "3")
        await until(pilot, lambda: isinstance(pilot.app.screen, Impossible))
        await pilot.press("enter")
        await until_shown(pilot, "Say why.")
        await pilot.press(
            *"locked by the provider", "tab", *"their server", "tab", "ctrl+u", *"1-5-2026", "enter"
        )
        await until_shown(pilot, "in the future")
        await pilot.press("ctrl+u")
        await write(pilot, "1-6-2026")
        await pilot.press("enter")
        await until_shown(pilot, "On record: technically impossible")
        done = desk.do(unsolicited.item, item.id)
        assert (done.outcome, done.why, done.is_open_to_decision) == (
            Outcome.IMPOSSIBLE,
            "locked by the provider",
            True,
        )
        await pilot.press("enter")
        await until_shown(pilot, "(their server)")


async def test_what_lies_outside_the_console_is_noted_by_hand(desk: Desk, console: Any) -> None:
    """Clause: D9."""
    async with console(desk) as pilot:
        await pilot.press("f7")
        await until_shown(pilot, "Nothing waits here.")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, Elsewhere))
        await pilot.press("enter")
        await until_shown(pilot, "Say where it is.")
        await write(pilot, "a photograph on the service telephone")
        await pilot.press("enter")
        await until_shown(pilot, "a photograph on")
        item = desk.do(unsolicited.items)[0]
        assert (item.extent, item.where) == (Extent.ELSEWHERE, "a photograph on the service telephone")


async def test_the_customer_of_what_lies_elsewhere_is_found_as_in_every_form(
    desk: Desk, console: Any
) -> None:
    """Clause: D9, P2. By a piece of anything; what was typed stays, and Escape there changes nothing."""
    anna = add_anna(desk)
    async with console(desk) as pilot:
        await pilot.press("f7")
        await until_shown(pilot, "Nothing waits here.")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, Elsewhere))
        await until_shown(pilot, "Customer: unknown (F8 finds the customer)")
        await pilot.press("tab")
        await write(pilot, "a letter")
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickCustomer))
        await pilot.press(*"meul")
        await until_shown(pilot, anna.number)
        await pilot.press("enter")
        await until_shown(pilot, f"Customer: {anna.number} Anna van der Meulen")
        assert_screen(pilot.app, "unsolicited-elsewhere")
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickCustomer))
        await pilot.press("escape")
        await until_shown(pilot, f"Customer: {anna.number} Anna van der Meulen")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Unsolicited))
        await until_shown(pilot, "a letter")
    desk.open()
    (item,) = desk.do(unsolicited.items)
    assert (item.customer, item.where) == (anna, "a letter")


async def test_a_customer_who_went_meanwhile_is_told_and_nothing_is_noted(desk: Desk, console: Any) -> None:
    """Clause: D9, R4. What was typed is still there."""
    anna = add_anna(desk)
    async with console(desk) as pilot:
        await pilot.press("f7")
        await until_shown(pilot, "Nothing waits here.")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, Elsewhere))
        await pilot.press("tab")
        await write(pilot, "a letter")
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickCustomer))
        await pilot.press(*"meul")
        await until_shown(pilot, anna.number)
        await pilot.press("enter")
        await until_shown(pilot, "Customer: 10001")
        desk.do(lambda work: work.erasing.erase(anna.id, "R2026-0001", ()))
        await pilot.press("enter")
        await told(pilot, "not in the store")
        assert isinstance(pilot.app.screen, Elsewhere)
        assert "a letter" in grid(pilot.app)
        assert desk.do(unsolicited.items) == ()


async def test_what_is_not_unsolicited_goes_out_of_the_queue_and_stays_where_it_is(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9."""
    desk.do(unsolicited.note_message, lying.message, ("passport",), "other")
    async with console(desk) as pilot:
        await queue(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ItemScreen))
        await pilot.press("z")
        await until_shown(pilot, "stays where it is")
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, Unsolicited))
        await until_shown(pilot, "Nothing waits here.")
        assert BSN in desk.do(text_of, lying.message).text


async def test_somebody_else_was_quicker_and_nothing_is_deleted_twice(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9."""
    item = desk.do(unsolicited.note_message, lying.message, ("passport",), "other")
    async with console(desk) as pilot:
        await queue(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        desk.do(unsolicited.impossible, item.id, item.version, "locked", "", None)
        await pilot.press("3", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Impossible))
        await write(pilot, "me too")
        await pilot.press("enter")
        await until_shown(pilot, "changed meanwhile")
        assert desk.do(unsolicited.item, item.id).why == "locked"


async def test_who_may_not_deal_with_it_is_told_so(make_desk: Any, console: Any) -> None:
    """Clause: B1, D9."""
    async with console(make_desk(role="read-only")) as pilot:
        await pilot.press("f7")
        await until_shown(pilot, "may not do this")


async def test_the_queue_is_written_to_a_file_without_any_of_the_data(
    desk: Desk, lying: Lying, console: Any, tmp_path: Path
) -> None:
    """Clause: D9, P4."""
    desk.do(unsolicited.note_message, lying.message, ("passport",), "other")
    file = tmp_path / "queue.csv"
    async with console(desk) as pilot:
        await queue(pilot)
        await pilot.press("x")
        await until_shown(pilot, "Export the queue")
        await put(pilot, str(file))
        await until(pilot, file.exists)
        await until_shown(pilot, "1 item written")
        said = file.read_text(encoding="utf-8-sig")
        assert "passport" in said and BSN not in said


async def test_while_another_console_reads_the_old_bytes_that_is_said_and_done_later(
    desk: Desk, lying: Lying, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: D9, P3."""
    from screens import finishing

    finish = Traces.finish
    monkeypatch.setattr(Traces, "finish", lambda traces, patience=0.2: finish(traces, patience))
    monkeypatch.setattr(finishing, "AGAIN", 0.05)
    item = desk.do(unsolicited.note_message, lying.message, ("passport",), "other")
    reading = desk.unit(read_only=True)
    reading.__enter__()
    reading.customers.count()
    try:
        async with console(desk) as pilot:
            await queue(pilot)
            await pilot.press("e")
            await chosen(pilot, "What becomes of it?", "1")
            await chosen(pilot, "There too?", "2")
            await until(pilot, lambda: isinstance(pilot.app.screen, TypedConfirm))
            await pilot.press(*"delete", "enter")
            await told(pilot, "still reads the old bytes")
            assert desk.do(unsolicited.item, item.id).is_pending
            reading.__exit__(None, None, None)
            await told(pilot, "Not a byte of it is left")
            assert not desk.do(unsolicited.item, item.id).is_pending
    finally:
        if not reading.connection.closed:
            reading.__exit__(None, None, None)


async def test_a_double_click_on_a_mark_asks_what_it_is(desk: Desk, lying: Lying, console: Any) -> None:
    """Clause: D9. As Enter does."""
    async with console(desk) as pilot:
        await in_ticket(pilot, on_finding=False)
        lines = grid(pilot.app).splitlines()
        y = next(place for place, line in enumerate(lines) if "⟦BSN" in line)
        await pilot.double_click(offset=(lines[y].index("⟦BSN") + 3, y))
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        assert "Nobody asked for it" in grid(pilot.app)


async def test_a_double_click_answers_for_a_place_and_a_third_click_means_nothing(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9. A click too many, perhaps from the page before, never puts an answer into the proof."""
    item = desk.do(unsolicited.note_message, lying.message, ("passport",), "other")
    desk.do(unsolicited.delete, item.id, item.version)
    desk.traces.finish()
    async with console(desk) as pilot:
        await queue(pilot)
        await pilot.press("enter")
        await until_shown(pilot, "places to look at")
        await pilot.triple_click("#item-places", offset=(5, 2))
        await until(pilot, lambda: ticked(pilot, 1))
        await pilot.pause(0.2)
        assert ticked(pilot, 1)
