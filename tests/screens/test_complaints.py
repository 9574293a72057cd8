"""Complaints at the console: taken down, taken from step to step, answered by a letter, all by keyboard alone."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from support.files import put, until, until_shown, write
from support.screen_grid import assert_screen, grid
from textual.widgets import TextArea

from helpdesk.desk import Desk
from helpdesk.domain.complaints import Answer, Complaint, ComplaintState, NewComplaint, Outcome
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.incoming import NewTicket
from helpdesk.repository.ticket_tables import TicketMessageRow
from helpdesk.tasks import complaint_letters, complaints, files, tickets
from screens.complaint import ComplaintScreen
from screens.complaint_form import ComplaintForm
from screens.complaint_step import ComplaintStep
from screens.complaint_year import ComplaintYear
from screens.complaints import Complaints
from screens.customer import CustomerScreen
from screens.dialogs.choice import Choice
from screens.dialogs.letter import LetterDialog
from screens.dialogs.notice import Notice
from screens.dialogs.purposes import ForWhat
from screens.dialogs.save_as import SaveAs
from screens.dialogs.which_rights import WhichRights
from screens.dialogs.why import WhyDialog
from screens.opening import open_customer
from screens.request import RequestScreen
from screens.ticket import TicketScreen
from screens.widgets.controls import Chooser, TextBox

WORDS = "Drie weken zonder mail. [/nope] Dit is belachelijk."


def complain(desk: Desk, ref: CustomerRef | None, **other: Any) -> Complaint:
    """A complaint of a customer, or of somebody without a file, received today."""
    values: dict[str, Any] = {"channel": "telephone", "received": desk.clock(), "cause": "delay"}
    values |= {"words": WORDS, "customer": ref.id} if ref else {"words": WORDS, "person": "Piet Puk"}
    return desk.do(complaints.register, NewComplaint(**{**values, **other}))


def to(desk: Desk, complaint: Complaint, *states: ComplaintState) -> Complaint:
    """The complaint after these steps; its customer's file is open."""
    for state in states:
        seen = desk.do(lambda work, id: work.complaints.one(id), complaint.id)
        if state is ComplaintState.ANSWERED:
            answer = Answer(Outcome.UPHELD, "U heeft gelijk.", "Sneller bellen.", "Eerder bellen.")
            complaint = desk.do(complaint_letters.answer, seen.id, seen.version, answer).complaint
        else:
            complaint = desk.do(complaints.step, seen.id, seen.version, state).complaint
    return complaint


@pytest.fixture
def zoe(desk: Desk, people: tuple[CustomerRef, ...]) -> CustomerRef:
    """Zoë, whose file is open for a complaint."""
    desk.do(files.open_file, people[0].id, ("G3", "G5"))
    return people[0]


@pytest.fixture
def complaint(desk: Desk, zoe: CustomerRef) -> Complaint:
    """A complaint of Zoë's."""
    return complain(desk, zoe)


async def listed(pilot: Any) -> Complaints:
    """The list, once it was read."""
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, Complaints))
    await until_shown(pilot, "[1 Open ones")
    screen: Complaints = pilot.app.screen
    return screen


async def opened(pilot: Any) -> ComplaintScreen:
    """The first complaint of the list."""
    await listed(pilot)
    await until_shown(pilot, "C2026-0001")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintScreen))
    await until_shown(pilot, "open until")
    screen: ComplaintScreen = pilot.app.screen
    return screen


async def stepping(pilot: Any, key: str) -> ComplaintStep:
    """The page of a step."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintStep))
    await until(pilot, lambda: isinstance(pilot.app.focused, TextArea))
    screen: ComplaintStep = pilot.app.screen
    return screen


async def answering(pilot: Any) -> ComplaintStep:
    """The page of an answer, which begins on what comes of it; the cursor is in the text by then."""
    await pilot.press("r")
    await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintStep))
    await until(pilot, lambda: isinstance(pilot.app.focused, Chooser))
    await pilot.press("down", "down", "down")
    await until(pilot, lambda: isinstance(pilot.app.focused, TextArea))
    screen: ComplaintStep = pilot.app.screen
    return screen


async def back_at_the_complaint(pilot: Any) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintScreen))


# The list


async def test_complaints_stand_by_nearest_promise_with_days_left_in_words(
    desk: Desk, zoe: CustomerRef, clock: Any, console: Any
) -> None:
    """Clause: C1."""
    complain(desk, zoe, received=clock.now - timedelta(days=1))
    late = complain(desk, None, received=clock.now - timedelta(days=9), cause="invoice")
    to(desk, late, ComplaintState.ACKNOWLEDGED)
    async with console(desk) as pilot:
        await listed(pilot)
        await until_shown(pilot, "acknowledge: 2 days left")
        text = grid(pilot.app)
        assert text.index("acknowledge: 2 days left") < text.index("answer: 7 days left")
        assert "Piet Puk" in text and WORDS not in text
        assert_screen(pilot.app, "complaints")


async def test_a_digit_shows_mine_or_all(desk: Desk, complaint: Complaint, clock: Any, console: Any) -> None:
    """Clause: C1."""
    other = to(desk, complain(desk, None), ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING)
    to(desk, other, ComplaintState.ANSWERED, ComplaintState.CLOSED)
    async with console(desk) as pilot:
        await listed(pilot)
        await until_shown(pilot, "Open ones 1]")
        await pilot.press("2")
        await until_shown(pilot, "None here. 3 shows all")
        await pilot.press("3")
        await until_shown(pilot, "[3 All 2]")
        await pilot.press("1", "t")
        await until_shown(pilot, "C2026-0001 is yours.")
        await pilot.press("2")
        await until_shown(pilot, "[2 Mine 1]")


async def test_a_wide_window_shows_what_is_promised_beside_the_list(
    desk: Desk, complaint: Complaint, console: Any
) -> None:
    """Clause: C1, P2. What was said is not shown before it is opened."""
    async with console(desk, size=(140, 40)) as pilot:
        await listed(pilot)
        await until_shown(pilot, "answer by 1 Jun 2026 (28 days left)")
        assert WORDS not in grid(pilot.app)
        assert_screen(pilot.app, "complaints_wide")


async def test_who_may_not_handle_complaints_is_told_so(make_desk: Any, console: Any) -> None:
    """Clause: B1."""
    async with console(make_desk(role="read-only")) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, Complaints))
        await until_shown(pilot, "role")
        assert "[1 Open ones" not in grid(pilot.app)


async def test_today_says_what_is_promised_and_leads_to_both_promises_with_their_rules(
    desk: Desk, complaint: Complaint, console: Any
) -> None:
    """Clause: C1."""
    async with console(desk) as pilot:
        await until_shown(pilot, "Complaint C2026-0001")
        listing = pilot.app.screen._list
        duties = [listing._pages[place] for place in range(listing.count)]
        listing.move_to(next(place for place, one in enumerate(duties) if one.leads_to == "complaint"))
        await pilot.press("enter")
        await back_at_the_complaint(pilot)
        await until_shown(pilot, "open until")
        text = grid(pilot.app)
        assert "acknowledge by 7 May 2026 (3 days left)" in text
        assert "answer by 1 Jun 2026 (28 days left)" in text
        assert "5 May 2026 does" in text
        assert "[/nope]" in text
        assert_screen(pilot.app, "complaint")


# Registering


async def test_a_complaint_is_taken_down_for_a_customer_and_opened(
    desk: Desk, zoe: CustomerRef, console: Any
) -> None:
    """Clause: C1, G5."""
    long = "woord " * 5_000
    async with console(desk) as pilot:
        await listed(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintForm))
        await pilot.press("f8")
        await until_shown(pilot, "Number, name, company")
        await pilot.press(*"zoë")
        await until_shown(pilot, "› 10001")
        await pilot.press("enter")
        await until_shown(pilot, "Who complains: 10001 Zoë van der Berg")
        pilot.app.screen.query_one(TextArea).text = long
        await pilot.press("ctrl+s")
        await back_at_the_complaint(pilot)
        await until_shown(pilot, "acknowledge by 7 May 2026 (3 days left)")
        made = desk.do(complaints.view, 1)
        assert made.complaint.customer == zoe and made.words == long.strip()
        assert made.complaint.handler == "noor"


async def test_an_empty_list_says_what_to_do_and_the_form_all_that_is_wrong_at_once(
    desk: Desk, console: Any
) -> None:
    """Clause: C1."""
    async with console(desk) as pilot:
        await listed(pilot)
        assert "n  registers one" in grid(pilot.app)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintForm))
        form = pilot.app.screen.form
        form.fill_in({"received": "5-5-2026"})
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Who complains?")
        await until_shown(pilot, "This is in the future.")
        await until_shown(pilot, "What is the customer unhappy about?")
        assert_screen(pilot.app, "complaint_form")
        form.fill_in({"received": "31-2-2026"})
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Write the date as 4-5-2026.")
        assert desk.do(lambda work: work.complaints.open()) == ()


async def test_what_was_typed_is_kept_and_found_again_on_today(
    desk: Desk, zoe: CustomerRef, console: Any
) -> None:
    """Clause: C1; nothing typed is lost."""
    async with console(desk) as pilot:
        await listed(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintForm))
        pilot.app.screen.query_one(TextArea).text = WORDS
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Complaints))
        await pilot.press("f2")
        await until_shown(pilot, "Not saved yet: in a complaint")
        listing = pilot.app.screen._list
        duties = [listing._pages[place] for place in range(listing.count)]
        listing.move_to(next(place for place, one in enumerate(duties) if one.leads_to == "draft"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintForm))
        await until(pilot, lambda: pilot.app.screen.query_one(TextArea).text == WORDS)


async def test_a_ticket_that_sounds_like_one_says_so_and_is_made_one_by_a_key_alone(
    desk: Desk, zoe: CustomerRef, console: Any
) -> None:
    """Clause: C1: it is only ever suggested."""
    desk.do(tickets.create, NewTicket("email", "Mail", "Dit is belachelijk!", zoe.id))
    desk.do(
        lambda work: work.connection.execute(
            update(TicketMessageRow).values(at=work.clock() - timedelta(days=1))
        )
    )
    async with console(desk) as pilot:
        await pilot.press("q")
        await until_shown(pilot, "T1001")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))
        await until_shown(pilot, "sounds like a complaint (“belachelijk”)")
        assert desk.do(lambda work: work.complaints.open()) == ()
        await pilot.press("C")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintForm))
        await until_shown(pilot, "Linked to T1001.")
        assert pilot.app.screen.query_one(TextArea).text == "Dit is belachelijk!"
        assert str(pilot.app.screen.form["received"].value) == "3-5-2026", (
            "when it came, not when it was taken in"
        )
        await pilot.press("ctrl+s")
        await back_at_the_complaint(pilot)
        await until_shown(pilot, "⟦T1001⟧")
        await pilot.press("tab", "tab")
        await until_shown(pilot, "ticket T1001. Enter goes there.")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))
        await until_shown(pilot, "· 1 link")
        assert "sounds like" not in grid(pilot.app)
        await pilot.press("l")
        await until_shown(pilot, "complaint C2026-0001")
        assert desk.do(complaints.view, 1).complaint.channel == "email"


# The complaint


async def test_it_goes_from_receipt_to_closing_by_the_keys_that_may_follow(
    desk: Desk, complaint: Complaint, clock: Any, console: Any
) -> None:
    """Clause: C1, C2, G5, G8."""
    async with console(desk) as pilot:
        screen = await opened(pilot)
        assert screen.check_action("take_step", ("answer",)) is False
        await pilot.press("r")
        await until_shown(pilot, "First acknowledge it (a)")
        await stepping(pilot, "a")
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, LetterDialog))
        await until_shown(pilot, "C2026-0001")
        await pilot.press("escape")
        await write(pilot, "gebeld")
        await pilot.press("ctrl+s")
        await back_at_the_complaint(pilot)
        await until_shown(pilot, "acknowledged")
        await stepping(pilot, "e")
        await pilot.press("ctrl+s")
        await back_at_the_complaint(pilot)
        await until_shown(pilot, "being looked into")
        await answering(pilot)
        await write(pilot, "U heeft gelijk.")
        await pilot.press("f8")
        await until_shown(pilot, "Choose the outcome with → and ←.")
        await pilot.press("right", "f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, LetterDialog))
        await until(pilot, lambda: "Autoriteit Persoonsgegevens" in pilot.app.screen._text)
        assert "U heeft gelijk." in pilot.app.screen._text
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintStep))
        await pilot.press("ctrl+s")
        await back_at_the_complaint(pilot)
        await until_shown(pilot, "answered")
        await stepping(pilot, "c")
        await pilot.press("ctrl+s")
        await back_at_the_complaint(pilot)
        await until_shown(pilot, "answered 4 May 2026")
        view = desk.do(complaints.view, complaint.id)
        assert view.complaint.state is ComplaintState.CLOSED
        assert view.complaint.outcome is Outcome.UPHELD and view.answer == "U heeft gelijk."
        kinds = [str(one.letter.kind) for one in desk.do(complaint_letters.of_complaint, view.complaint)]
        assert kinds == ["acknowledgement", "answer"]


async def test_whom_it_is_about_does_not_answer_it_and_is_told_why(
    desk: Desk, complaint: Complaint, console: Any
) -> None:
    """Clause: C1."""
    to(desk, complaint, ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING)
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("p")
        await until_shown(pilot, "Whom is it about?")
        await pilot.press("1", "enter")
        await until_shown(pilot, "SOMEBODY ELSE ANSWERS IT")
        await until_shown(pilot, "about: Noor de Wit")
        assert not re.search(r"\bnoor\b", grid(pilot.app)), "people go by their names, in the steps too"
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        await until_shown(pilot, "This complaint is about you")
        await pilot.press("escape")
        await back_at_the_complaint(pilot)
        await pilot.press("p")
        await until_shown(pilot, "Whom is it about?")
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        assert desk.do(lambda work: work.complaints.one(complaint.id)).about == "noor"


async def test_a_step_that_somebody_else_took_first_is_told_and_nothing_typed_is_lost(
    desk: Desk, complaint: Complaint, console: Any
) -> None:
    """Clause: C1."""
    async with console(desk) as pilot:
        await opened(pilot)
        page = await stepping(pilot, "a")
        await write(pilot, "gebeld")
        desk.do(complaints.assign, complaint.id, complaint.version, "noor")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Somebody else changed C2026-0001")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is page)
        assert page.query_one(TextArea).text == "gebeld"
        await pilot.press("ctrl+s")
        await back_at_the_complaint(pilot)
        steps = desk.do(complaints.view, complaint.id).steps
        assert [(one.what, one.note) for one in steps][-1] == ("acknowledged", "gebeld")


async def test_an_answer_without_words_is_not_given_and_one_that_was_left_is_found_again(
    desk: Desk, complaint: Complaint, console: Any
) -> None:
    """Clause: C1, C2; nothing typed is lost."""
    to(desk, complaint, ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING)
    async with console(desk) as pilot:
        await opened(pilot)
        await answering(pilot)
        await until_shown(pilot, "in Dutch: write")
        assert_screen(pilot.app, "complaint_answer")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Choose the outcome with → and ←.")
        await pilot.press("right", "ctrl+s")
        await until_shown(pilot, "What is your answer?")
        assert desk.do(lambda work: work.complaints.one(complaint.id)).answered is None
        await write(pilot, "U heeft")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await pilot.press("1", "enter")
        await back_at_the_complaint(pilot)
        page = await answering(pilot)
        await until(pilot, lambda: page.query_one(TextArea).text == "U heeft")


@pytest.mark.slow
async def test_a_letter_is_read_written_to_a_file_and_put_on_record_as_sent(
    desk: Desk, complaint: Complaint, console: Any, tmp_path: Path
) -> None:
    """Clause: G8, C2."""
    states = (ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING, ComplaintState.ANSWERED)
    answered = to(desk, complaint, *states)
    async with console(desk) as pilot:
        await listed(pilot)
        await until_shown(pilot, "C2026-0001")
        await pilot.press("enter")
        await back_at_the_complaint(pilot)
        await until(pilot, lambda: bool(pilot.app.screen.letters))
        await _on_the_letter(pilot)
        await pilot.press("enter")
        for key, ending in (("f", "txt"), ("p", "pdf")):
            await until(pilot, lambda: isinstance(pilot.app.screen, LetterDialog))
            await pilot.press(key)
            await until_shown(pilot, "Save to a file")
            file = tmp_path / f"letter.{ending}"
            await put(pilot, str(file))
            await until(pilot, partial(_is_written, file))
        await until(pilot, lambda: isinstance(pilot.app.screen, LetterDialog))
        await pilot.press("s")
        await until_shown(pilot, "How did it go out?")
        await pilot.press("1", "enter")
        await until_shown(pilot, "went out")
        assert "Autoriteit Persoonsgegevens" in (tmp_path / "letter.txt").read_text("utf-8")
        assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
        (letter,) = desk.do(complaint_letters.of_complaint, answered)
        assert letter.sent is not None


def _is_written(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


async def _on_the_letter(pilot: Any) -> None:
    screen = pilot.app.screen
    place = next(place for place, part in enumerate(screen._parts) if part.places)
    screen._timeline.move_to(place, 0)
    await until_shown(pilot, "letter L2026-0001")


async def test_it_turns_out_to_be_a_rights_request_and_goes_on_as_one(
    desk: Desk, complaint: Complaint, console: Any
) -> None:
    """Clause: C1, R1."""
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("V")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhichRights))
        await until_shown(pilot, "The complaint closes")
        await pilot.press("enter")
        await until_shown(pilot, "Which right do they ask for?")
        await pilot.press("space", "enter")
        await until_shown(pilot, "turned into R2026-0001")
        screen = pilot.app.screen
        assert screen.check_action("take_step", ("acknowledge",)) is False
        await until(pilot, lambda: screen._parts[-1].places == ("R2026-0001",))
        screen._timeline.move_to(len(screen._parts) - 1, 0)
        await until_shown(pilot, "rights request R2026-0001. Enter")  # the rest may lie under a notice
        await until(pilot, lambda: not screen._doing)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RequestScreen))
        request = desk.do(lambda work: work.requests.by_number("R2026-0001"))
        assert request.received == complaint.received
        await until_shown(pilot, "was C2026-0001")
        await until(pilot, lambda: not pilot.app.screen._doing)
        await pilot.press("z")
        await until(
            pilot, lambda: pilot.app.screen is not screen and isinstance(pilot.app.screen, ComplaintScreen)
        )
        await until_shown(pilot, "closed ")
        assert "acknowledge by" not in str(grid(pilot.app).splitlines()[:4])
        await until(pilot, lambda: not pilot.app.screen._doing)
        await pilot.press("z")
        await until(pilot, lambda: isinstance(pilot.app.screen, RequestScreen))


async def test_a_ticket_is_linked_and_taken_away_again(
    desk: Desk, complaint: Complaint, console: Any
) -> None:
    """Clause: C1."""
    ref = complaint.customer
    assert ref is not None
    desk.do(tickets.create, NewTicket("email", "Mail", "Hallo", ref.id))
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("l")
        await until_shown(pilot, "Link a ticket")
        await pilot.press("1", "enter")
        await until_shown(pilot, "› T1001")
        await pilot.press("enter")
        await until_shown(pilot, "⟦T1001⟧")
        await until(pilot, lambda: not pilot.app.screen._doing)
        await pilot.press("l")
        await until_shown(pilot, "remove the link")
        await pilot.press("1", "enter")
        await until(pilot, lambda: "T1001" not in grid(pilot.app))


# Whose file is not open, and who is gone


async def test_a_file_that_is_not_open_is_asked_for_first(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any
) -> None:
    """Clause: P2, G5."""
    complain(desk, people[0])
    async with console(desk) as pilot:
        await listed(pilot)
        await until_shown(pilot, "C2026-0001")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ForWhat))
        assert WORDS not in grid(pilot.app)
        await pilot.press("enter")
        await back_at_the_complaint(pilot)
        await until_shown(pilot, "Drie weken zonder mail")


async def test_when_the_time_of_the_file_is_over_the_words_are_hidden(
    desk: Desk, complaint: Complaint, clock: Any, console: Any
) -> None:
    """Clause: P2."""
    async with console(desk) as pilot:
        screen = await opened(pilot)
        clock.pass_by(days=2)
        screen.look_at_the_clock()
        await until(pilot, lambda: isinstance(pilot.app.screen, ForWhat))
        assert "Drie weken zonder mail" not in grid(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Complaints))


async def test_a_restricted_customers_complaint_stays_closed_and_says_why(
    desk: Desk, complaint: Complaint, console: Any
) -> None:
    """Clause: R5."""
    ref = complaint.customer
    assert ref is not None
    desk.do(lambda work: work.standings.restrict(ref.id, "Bezwaar loopt."))
    async with console(desk) as pilot:
        await listed(pilot)
        await until_shown(pilot, "C2026-0001")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        await until_shown(pilot, "R5")


async def test_what_a_restricted_customer_complains_about_is_registered_and_then_said_to_be_kept(
    desk: Desk, complaint: Complaint, console: Any
) -> None:
    """Clause: R5, C1. First that it is registered, and then why it does not open; nothing says that it was refused."""
    ref = complaint.customer
    assert ref is not None
    desk.do(lambda work: work.standings.restrict(ref.id, "Bezwaar loopt."))
    async with console(desk) as pilot:
        pilot.app.push_screen(ComplaintForm(desk, customer=ref))
        await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintForm))
        await pilot.pause()
        pilot.app.screen.block.text = "Nog steeds geen antwoord."
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Notice))
        await until_shown(pilot, "It opens once the restriction is lifted.")
        shown = grid(pilot.app)
        assert "Not allowed" not in shown
        assert shown.index("C2026-0002 is registered.") < shown.index("Its use is restricted since")
        await pilot.press("escape")
        await until_shown(pilot, "/ Find")
        registered = desk.do(lambda work: work.complaints.open())
    assert sorted(one.number for one in registered) == ["C2026-0001", "C2026-0002"]


async def test_somebody_without_a_file_is_answered_too(desk: Desk, console: Any) -> None:
    """Clause: C1, C2."""
    made = complain(desk, None)
    to(desk, made, ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING)
    async with console(desk) as pilot:
        await listed(pilot)
        await until_shown(pilot, "Piet Puk")
        await pilot.press("enter")
        await back_at_the_complaint(pilot)
        await answering(pilot)
        await write(pilot, "Sorry.")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Choose the outcome")
        await pilot.press("right", "ctrl+s")
        await back_at_the_complaint(pilot)
        await until_shown(pilot, "L2026-0001")
        (letter,) = desk.do(complaint_letters.of_complaint, made)
        assert letter.letter.to == ("Piet Puk",)
        await until_shown(pilot, "Enter reads it")  # the cursor is on it, without another key
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LetterDialog))


# The year


async def test_a_year_is_drawn_in_bars_with_numbers(
    desk: Desk, zoe: CustomerRef, clock: Any, console: Any
) -> None:
    """Clause: C1."""
    first = complain(desk, zoe)
    complain(desk, zoe)
    complain(desk, None, cause="invoice")
    to(desk, first, ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING, ComplaintState.ANSWERED)
    async with console(desk) as pilot:
        await listed(pilot)
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintYear))
        await until_shown(pilot, "2026: 3 complaints received")
        assert_screen(pilot.app, "complaint_year")
        assert pilot.app.screen.check_action("turn", (1,)) is False
        await pilot.press("left")
        await until_shown(pilot, "2025: 0 complaints received")


async def test_a_year_is_written_as_a_report_that_is_never_written_over(
    desk: Desk, zoe: CustomerRef, console: Any, tmp_path: Path
) -> None:
    """Clause: C1."""
    complain(desk, zoe)
    report = tmp_path / "year.txt"
    async with console(desk) as pilot:
        await listed(pilot)
        await pilot.press("y")
        await until_shown(pilot, "2026: 1 complaint received")
        for said in ("Written to", "name already."):
            await pilot.press("x")
            await until(pilot, lambda: isinstance(pilot.app.screen, SaveAs))
            pilot.app.screen.query_one(TextBox).value = str(report)
            await pilot.press("enter")
            await until_shown(pilot, said)
        await pilot.press("escape", "left")
        await until_shown(pilot, "2025: 0 complaints received")
        assert not pilot.app.screen.check_action("export", ())
    assert "May" in report.read_text("utf-8") and "█ 1" in report.read_text("utf-8")


async def test_a_complaint_begun_from_a_customers_file_is_of_that_customer(
    desk: Desk, zoe: CustomerRef, console: Any
) -> None:
    """Clause: C1. Who is on the telephone is not asked for twice; what was typed for somebody else stays theirs."""
    desk.do(files.open_file, zoe.id, ("G3",))
    async with console(desk) as pilot:
        open_customer(pilot.app, desk, zoe)
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await pilot.press("c")
        await listed(pilot)
        await pilot.press("n")
        await until_shown(pilot, "Who complains: 10001 Zoë van der Berg")
        await pilot.press("escape")
        await listed(pilot)
        desk.do(
            lambda work: work.drafts.save(
                "complaint:new", '{"person": "Kees", "words": "te laat", "customer": ""}'
            )
        )
        await pilot.press("n")
        await until_shown(pilot, "Kees")
        await until_shown(pilot, "Who complains: somebody without a file")
