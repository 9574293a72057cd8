"""Rights requests of somebody without a file at the console, by keyboard alone. Clause: R1, R4, R7, C2."""

from __future__ import annotations

from typing import Any

import pytest
from support.files import until, until_shown
from support.rights_requests import RECEIVED, after, as_other, known, now, opened, ready, shown, told
from support.screen_grid import HOSTILE, assert_screen, grid

from helpdesk.desk import Desk
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import NotFound
from helpdesk.domain.incoming import Incoming
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.requests import NewRequest, Request, RequestState, Result
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import Ticket
from helpdesk.tasks import complaints, files, request_letters, requests, rights, tickets
from screens.dialogs.choice import Choice
from screens.dialogs.confirm import Confirm, TypedConfirm
from screens.dialogs.letter_first import LetterFirst
from screens.dialogs.proof import ProofDialog
from screens.dialogs.why import WhyDialog
from screens.request import RequestScreen
from screens.request_form import RequestForm
from screens.ticket import TicketScreen

JAN, REACH = "Jan Lepelaar", "lepelaar@example.org"


@pytest.fixture
def anna(desk: Desk, known_anna: CustomerRef) -> CustomerRef:
    """Anna, whose file is open."""
    desk.do(files.open_file, known_anna.id, ("G2", "G3", "G4", "G7", "G8"))
    return known_anna


def asks(desk: Desk, *asked: Right, person: str = JAN, contact: str = REACH, **other: Any) -> Request:
    """A request of somebody without a file."""
    new = NewRequest("", "email", RECEIVED, asked, person=person, contact=contact, **other)
    return desk.do(requests.register, new)


def wrote(desk: Desk, text: str, subject: str = "Vraag") -> Ticket:
    """A mail of theirs that came in."""
    mail = Incoming("email", f"{JAN} <{REACH}>", subject, text, RECEIVED)
    return desk.do(lambda work: tickets.receive(work, mail).ticket)


async def test_a_request_is_registered_by_name_and_the_way_they_are_reached(desk: Desk, console: Any) -> None:
    """Clause: R1; GDPR art. 12(3). Received on 4 May, so answered by 4 June."""
    async with console(desk) as pilot:
        await pilot.press("v")
        await until_shown(pilot, "n  registers one")
        await pilot.press("n")
        await shown(pilot, RequestForm)
        await pilot.press("space", "ctrl+s")
        await until_shown(pilot, "How can they be reached?")
        await until_shown(pilot, "Say whose data it is about")
        await pilot.press("J", "a", "n", "space", *"Lepelaar", "tab", *REACH)
        await until(pilot, lambda: pilot.app.screen.form.values()["contact"] == REACH)
        await pilot.press("ctrl+s")
        await shown(pilot, RequestScreen)
        await until_shown(pilot, f"{JAN} · {REACH} · without a file")
        assert "31 days left" in grid(pilot.app)
        await pilot.press("v")
        await until_shown(pilot, "Jan Lep")
    made = after(desk, lambda work: work.requests.by_number("R2026-0001"))
    assert (made.customer, made.person) == (None, JAN)


async def test_a_ticket_of_an_unknown_sender_becomes_a_request_of_theirs(desk: Desk, console: Any) -> None:
    """Clause: R1, R7. Name, address, words and day are known already."""
    wrote(desk, "Wat weet u van mij?")
    async with console(desk) as pilot:
        await pilot.press("q")
        await until_shown(pilot, "Vraag")
        await pilot.press("enter")
        await shown(pilot, TicketScreen)
        await pilot.press("V")
        await shown(pilot, RequestForm)
        values = pilot.app.screen.form.values()
        assert (values["person"], values["contact"], values["received"]) == (JAN, REACH, "4-5-2026")
        await until_shown(pilot, "Linked to T1001")
        assert_screen(pilot.app, "request-form-without-file-80x24")
        await pilot.press("space", "ctrl+s")
        await shown(pilot, RequestScreen)
        await until_shown(pilot, "Linked to T1001")
    made = after(desk, lambda work: work.requests.by_number("R2026-0001"))
    assert after(desk, lambda work: requests.view(work, made.id)).words == "Wat weet u van mij?"


async def test_that_nothing_is_held_is_answered_by_a_letter_that_is_read_first(
    desk: Desk, console: Any
) -> None:
    """Clause: R1, R4, C2; GDPR art. 15(1)."""
    known(desk, asks(desk, Right.ACCESS, Right.RESTRICTION))
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await shown(pilot, LetterFirst)
        await until_shown(pilot, "Wij hebben geen gegevens van u")
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
        await ready(pilot)
        await pilot.press("g")
        await shown(pilot, LetterFirst)
        await pilot.press("ctrl+s")
        await told(pilot, "Answered: nothing is held")
    first = after(desk, lambda work: work.requests.by_number("R2026-0001"))
    assert (first.state, {one.result for one in first.rights}) == (RequestState.DONE, {Result.FULFILLED})
    (letter,) = after(desk, lambda work: request_letters.of_request(work, first))
    assert letter.letter.kind is LetterKind.NOTHING_HELD


async def test_where_else_they_may_be_is_looked_at_before_it_is_said(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R1. Whose registered address it is, they may be after all."""
    known(desk, asks(desk, Right.ACCESS, person="A. Meulen", contact="anna@example.com"))
    async with console(desk) as pilot:
        await opened(pilot)
        await until_shown(pilot, "Also mentioned in other records")
        await pilot.press("g")
        await shown(pilot, Confirm)
        await until_shown(pilot, f"with the same name, address or number: {anna.number}")
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
    assert now(desk, after(desk, lambda work: work.requests.by_number("R2026-0001"))).state.is_open


async def test_what_they_only_asked_in_is_no_more_than_the_request(desk: Desk, console: Any) -> None:
    """Clause: R1, R4. Or it is the very thing that has to go: the technician says which."""
    ticket = wrote(desk, "Wist alles van mij.")
    made = known(desk, asks(desk, Right.ERASURE, tickets=(ticket.id,)))
    as_other(desk, rights.approve, made.id, made.version, Right.ERASURE)
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await shown(pilot, Choice)
        await until_shown(pilot, f"except what they wrote in {ticket.number}")
        assert_screen(pilot.app, "request-only-asked-80x24")
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
        await ready(pilot)
        await pilot.press("g")
        await shown(pilot, Choice)
        await pilot.press("1", "enter")
        await shown(pilot, LetterFirst)
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
        await ready(pilot)
        await pilot.press("g")
        await shown(pilot, Choice)
        await pilot.press("2", "enter")
        await shown(pilot, TypedConfirm)


async def test_what_they_wrote_is_erased_once_the_number_is_typed(desk: Desk, console: Any) -> None:
    """Clause: R4, P3, B1. The proof names nobody, and there is still somebody to write to."""
    ticket = wrote(desk, "Mijn printer doet het niet.")
    made = known(desk, asks(desk, Right.ERASURE))
    as_other(desk, rights.approve, made.id, made.version, Right.ERASURE)
    async with console(desk) as pilot:
        await opened(pilot)
        await until_shown(pilot, "goes now")
        assert_screen(pilot.app, "request-without-file-80x24")
        await pilot.press("g")
        await shown(pilot, TypedConfirm)
        await until_shown(pilot, JAN)
        await pilot.press(*made.number, "enter")
        await shown(pilot, ProofDialog)
        assert "Lepelaar" not in pilot.app.screen._text and REACH not in pilot.app.screen._text
        await pilot.press("escape")
        await until_shown(pilot, "Erased:")
        await ready(pilot)
        await pilot.press("d")
        await shown(pilot, Choice)
        await until_shown(pilot, "Write: what was done")
    with pytest.raises(NotFound):
        after(desk, lambda work: work.tickets.one(ticket.id))
    assert now(desk, made).rights[0].result is Result.PARTLY, "the request itself is held"


async def test_today_says_who_waits_for_an_answer(desk: Desk, console: Any) -> None:
    """Clause: R1."""
    asks(desk, Right.ACCESS)
    now, hostile = desk.clock(), "Ann\u202egnirts"
    complaint = NewComplaint("email", now, "delay", "Te laat.", person=hostile)
    desk.do(complaints.register, complaint)
    async with console(desk) as pilot:
        await until_shown(pilot, "Rights request R2026-0001")
        assert JAN in grid(pilot.app)
        assert "Ann" in grid(pilot.app) and "\u202e" not in grid(pilot.app)


async def test_a_right_that_works_on_a_file_says_what_is_to_be_done_first(desk: Desk, console: Any) -> None:
    """Clause: R5."""
    wrote(desk, "Mijn printer doet het niet.")
    made = known(desk, asks(desk, Right.RESTRICTION))
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await shown(pilot, WhyDialog)
        await until_shown(pilot, "say that it is theirs (F8)")
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
    assert now(desk, made).rights[0].result is None


async def test_what_they_can_not_take_along_is_refused_and_a_withdrawal_takes_one_key(
    desk: Desk, console: Any
) -> None:
    """Clause: R3, G9, C2. Neither asks for a file."""
    wrote(desk, "Mijn printer doet het niet.")
    made = known(desk, asks(desk, Right.PORTABILITY, Right.WITHDRAWAL))
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await shown(pilot, WhyDialog)
        await until_shown(pilot, "falls under this right")
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
        await ready(pilot)
        await pilot.press("end", "g")
        await told(pilot, "Carried out: withdrawal of consent")
    results = [one.result for one in now(desk, made).rights]
    assert results == [None, Result.FULFILLED]


async def test_it_is_this_customer_after_all(desk: Desk, anna: CustomerRef, console: Any) -> None:
    """Clause: R7. The one of whom it is a registered contact point is proposed; who asks is found out anew."""
    made = known(desk, asks(desk, Right.ACCESS, person="A. Meulen", contact="anna@example.com"))
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("f8")
        await until_shown(pilot, "a registered contact point of the first one")
        await until_shown(pilot, anna.number)
        await pilot.press("enter")
        await shown(pilot, Confirm)
        await until_shown(pilot, "confirmed again who is asking")
        said = "\n".join(map(str, pilot.app.screen._question))
        assert f"customer {anna.number} · {anna.name}?" in said, "the whole of it, for a title is cut"
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
        await ready(pilot)
        assert "without a file" in grid(pilot.app)
        await pilot.press("f8")
        await until_shown(pilot, anna.number)
        await pilot.press("enter")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until_shown(pilot, "E-mail addresses")
        assert "First find out who is asking: i" in grid(pilot.app)
        assert "F8 Whose data?" not in grid(pilot.app)
    tied = now(desk, made)
    assert tied.customer == anna and tied.state is RequestState.RECEIVED


async def test_a_hostile_name_is_only_a_name(desk: Desk, console: Any) -> None:
    """Clause: P1. Whoever asks types what they are called."""
    for hostile in HOSTILE:
        asks(desk, Right.ACCESS, person=hostile, contact=hostile)
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("i")
        await until_shown(pilot, "Their answer from the address they gave")
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
        assert "\x1b" not in grid(pilot.app) and "\u202e" not in grid(pilot.app)
