"""Unsolicited data at the console: what is typed is not lost where it can't be kept, and nothing is asked twice."""

from __future__ import annotations

from typing import Any

from support.files import until, until_shown
from support.screen_grid import grid
from support.tickets import BSN, Lying

from helpdesk.desk import Desk
from helpdesk.domain.unsolicited import Answer, Extent, Outcome
from helpdesk.tasks import unsolicited
from screens.dialogs.choice import Choice
from screens.dialogs.confirm import TypedConfirm
from screens.dialogs.impossible import Impossible
from screens.dialogs.needed import Needed
from screens.dialogs.stays import Stays
from screens.ticket import TicketScreen
from screens.unsolicited import Unsolicited
from screens.unsolicited_item import ItemScreen

NUMBER = "0612345678"


async def item_asked(pilot: Any, outcome: str) -> None:
    """The first item of the queue, asked what becomes of it, and answered."""
    await pilot.press("f7")
    await until(pilot, lambda: isinstance(pilot.app.screen, Unsolicited))
    await until_shown(pilot, "To be dealt with 1]")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, ItemScreen))
    await pilot.press("e")
    await until(pilot, lambda: isinstance(pilot.app.screen, Choice) and outcome in grid(pilot.app))
    line = next(line for line in grid(pilot.app).splitlines() if outcome in line)
    await pilot.press(next(sign for sign in line if sign.isdigit()), "enter")


async def refused_and_mended(pilot: Any, why: str) -> None:
    """A reason with a number in it: it is said beneath the box, in which it still stands and is mended."""
    await pilot.press(*f"{why} {NUMBER}", "enter")
    await until_shown(pilot, "kept as proof")
    assert f"{why} {NUMBER}" in grid(pilot.app)
    await pilot.press(*["backspace"] * (len(NUMBER) + 1), "enter")


async def test_why_something_stays_is_asked_until_it_may_be_kept(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9, P3. Before the word is typed, so that what was ticked and typed is still there."""
    found = desk.do(lambda work: [one.id for one in work.messages.one(lying.message).findings])
    item = desk.do(unsolicited.note_findings, found)
    async with console(desk) as pilot:
        await item_asked(pilot, "Delete in part")
        await until(pilot, lambda: isinstance(pilot.app.screen, Stays))
        await pilot.press("down", "space", "down", "down")
        await refused_and_mended(pilot, "refund")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice | TypedConfirm))
        if isinstance(pilot.app.screen, Choice):
            await pilot.press("1", "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, TypedConfirm))
        await pilot.press(*"delete", "enter")
        await until_shown(pilot, "refund")
        await until(pilot, lambda: desk.do(unsolicited.item, item.id).why == "refund")


async def test_the_parts_of_a_message_are_told_apart(desk: Desk, lying: Lying, console: Any) -> None:
    """Clause: D9. Two of one kind too, on a narrow screen: where each stands is on it."""
    found = desk.do(lambda work: [one.id for one in work.messages.one(lying.message).findings])
    item = desk.do(unsolicited.note_findings, found)
    async with console(desk, size=(80, 24)) as pilot:
        await item_asked(pilot, "Delete in part")
        await until(pilot, lambda: isinstance(pilot.app.screen, Stays))
        await until_shown(pilot, "What is ticked stays")
        for part in desk.do(unsolicited.parts, item.id):
            assert f", character {part.start + 1}" in grid(pilot.app)
        assert grid(pilot.app).count("[ ] BSN, character") == 2


async def test_why_it_can_not_be_deleted_is_asked_until_it_may_be_kept(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9, P3."""
    item = desk.do(unsolicited.note_message, lying.message, ("passport",), "other")
    async with console(desk) as pilot:
        await item_asked(pilot, "Technically impossible")
        await until(pilot, lambda: isinstance(pilot.app.screen, Impossible))
        await refused_and_mended(pilot, "locked")
        await until_shown(pilot, "On record: technically impossible")
        assert desk.do(unsolicited.item, item.id).why == "locked"


async def test_what_it_is_needed_for_is_asked_until_it_may_be_kept(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9, P2, B6. A purpose that the guard refuses is told, and another one can be chosen."""
    item = desk.do(unsolicited.note_message, lying.message, ("phone",), "customer")
    async with console(desk) as pilot:
        await item_asked(pilot, "Needed")
        await until(pilot, lambda: isinstance(pilot.app.screen, Needed))
        await pilot.press("right", "tab", "right", "tab")
        await refused_and_mended(pilot, "order")
        await until_shown(pilot, "On record: needed")
        done = desk.do(unsolicited.item, item.id)
        assert (done.outcome, done.why) == (Outcome.NEEDED, "order")
        await until_shown(pilot, "closed: needed")
        assert "There may be copies" not in grid(pilot.app), "of what is needed none are looked for"
        await pilot.press("p")
        await until_shown(pilot, "Proof: unsolicited data")
        assert "not looked at yet" not in desk.do(unsolicited.print_proof, item.id, "en")


async def test_why_nothing_can_be_removed_somewhere_is_asked_until_it_may_be_kept(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9, P3."""
    item = desk.do(unsolicited.note_message, lying.message, ("passport",), "other")
    async with console(desk) as pilot:
        await pilot.press("f7")
        await until_shown(pilot, "To be dealt with 1]")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ItemScreen))
        await pilot.press("i")
        await until_shown(pilot, "Why not")
        await pilot.press("enter")
        await until_shown(pilot, "Say why.")
        await refused_and_mended(pilot, "tape")
        await until_shown(pilot, "[!]")
        place = desk.do(unsolicited.item, item.id).places[0]
        assert (place.answer, place.why) == (Answer.IMPOSSIBLE, "tape")


async def ticket_on_finding(pilot: Any) -> None:
    await pilot.press("q")
    await until_shown(pilot, "T1042")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))
    await pilot.press("up", "tab")
    await until_shown(pilot, "d: false alarm. x:")


async def test_what_is_in_the_queue_is_decided_on_and_not_put_there_again(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9. Whose it is was said; on a finding, and on all of the message, x leads on."""
    found = desk.do(lambda work: [one.id for one in work.messages.one(lying.message).findings])
    item = desk.do(unsolicited.note_findings, found)
    async with console(desk) as pilot:
        await ticket_on_finding(pilot)
        await pilot.press("x")
        await until_shown(pilot, "What becomes of it?")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))
        await pilot.press("home", "up", "x")
        await until_shown(pilot, "What was not asked for?")
        await pilot.press("1", "enter")
        await until_shown(pilot, "What becomes of it?")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))
        assert desk.do(unsolicited.items) == (item,)


async def test_a_whole_message_is_of_the_kinds_that_were_found_in_it(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9. They stand in the proof, once nothing else is left of it."""

    def is_searched() -> bool:  # the attachment, behind what is shown
        there = desk.do(lambda work: work.messages.one(lying.message))
        return all(one.findings for one in there.attachments)

    async with console(desk) as pilot:
        await ticket_on_finding(pilot)
        await until(pilot, is_searched)
        await pilot.press("home", "up", "x")
        await until_shown(pilot, "What was not asked for?")
        await pilot.press("2", "enter")
        await until_shown(pilot, "Whose data is it?")
        await pilot.press("1", "enter")
        await until_shown(pilot, "What becomes of it?")
        await pilot.press("escape")
        await until_shown(pilot, "In the queue")
        (item,) = desk.do(unsolicited.items)
        assert (item.extent, item.kinds) == (Extent.MESSAGE, ("bsn", "iban", "passport"))


async def test_an_attachment_that_went_says_what_it_was_in_words(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9. No id of a program: who reads the ticket is no programmer."""
    item = desk.do(unsolicited.note_attachment, lying.attachment)
    desk.do(unsolicited.delete, item.id, item.version)
    async with console(desk) as pilot:
        await ticket_on_finding(pilot)
        await until_shown(pilot, "[removed on 4 May 2026: personal data]")


async def test_a_closed_item_offers_no_answers(desk: Desk, lying: Lying, console: Any) -> None:
    """Clause: D9."""
    item = desk.do(unsolicited.note_elsewhere, "telephone", "a photograph")
    for place in item.places:
        item = desk.do(unsolicited.answer, item.id, place.id, Answer.DONE)
    async with console(desk) as pilot:
        await pilot.press("f7")
        await until_shown(pilot, "To be dealt with 1]")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ItemScreen))
        await until_shown(pilot, "Nothing left there")
        desk.do(unsolicited.delete, item.id, item.version)
        await until_shown(pilot, "closed: deleted")
        await until(pilot, lambda: "Nothing left there" not in grid(pilot.app))
        assert BSN not in grid(pilot.app)
