"""Rights requests by keys, the roads taken less often: out of a ticket, into a complaint, back again, out of tries."""

from __future__ import annotations

import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.files import put, until, until_shown, write
from support.rights_requests import after, asked, code_sent, known, now, opened, ready, shown, tell_back, told
from support.screen_grid import grid

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.incoming import NewTicket
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.requests import RequestState, Result
from helpdesk.domain.rights import Right
from helpdesk.tasks import files, identity, letters, request_letters, rights, tickets
from screens.complaint import ComplaintScreen
from screens.dialogs.choice import Choice
from screens.dialogs.confirm import Confirm
from screens.dialogs.letter import LetterDialog
from screens.dialogs.letter_first import LetterFirst
from screens.dialogs.line import Line
from screens.dialogs.save_as import SaveAs
from screens.request import RequestScreen
from screens.request_form import RequestForm
from screens.ticket import TicketScreen
from screens.today import Today


@pytest.fixture
def anna(desk: Desk, known_anna: CustomerRef) -> CustomerRef:
    """Anna, whose file is open for letters and complaints."""
    desk.do(files.open_file, known_anna.id, ("G2", "G3", "G4", "G5", "G7", "G8"))
    return known_anna


def has_tries(pilot: Any, count: int) -> bool:
    """Whether the request on the screen has so many tries left."""
    code = pilot.app.screen.view.code
    return bool(code is not None and code.tries == count)


async def test_portability_is_a_plain_file_where_the_customer_asks_for_that(
    desk: Desk, anna: CustomerRef, console: Any, tmp_path: Path
) -> None:
    """Clause: R3. No password is shown for it, and the right is fulfilled once it was handed over."""
    request = known(desk, asked(desk, anna, Right.PORTABILITY))
    file = tmp_path / "mine.zip"
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await shown(pilot, Choice)
        await pilot.press("2", "enter")
        await shown(pilot, SaveAs)
        await put(pilot, str(file))
        await until_shown(pilot, "The copy is written")
        assert "Password" not in grid(pilot.app)
        await pilot.press("enter")  # by habit
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("n")  # not handed over yet
        await shown(pilot, RequestScreen)
        assert now(desk, request).rights[0].result is None
        await ready(pilot)
        await pilot.press("g")
        await shown(pilot, Choice)
        await pilot.press("2", "enter")
        await shown(pilot, SaveAs)
        await put(pilot, str(tmp_path / "again.zip"))
        await until_shown(pilot, "The copy is written")
        await pilot.press("y")
        await told(pilot, "Carried out: data portability")
    assert zipfile.ZipFile(file).testzip() is None
    assert now(desk, request).rights[0].result is Result.FULFILLED


@pytest.mark.parametrize(
    ("key", "language", "title"), [("2", "nl", "Uw gegevens bij"), ("4", "en", "Your data at")]
)
async def test_a_copy_is_written_in_the_customers_language_unless_another_is_chosen(
    desk: Desk, anna: CustomerRef, console: Any, tmp_path: Path, key: str, language: str, title: str
) -> None:
    """Clause: R1; GDPR art. 12(1). The console speaks English, and Anna reads Dutch."""
    assert desk.do(lambda work: work.customers.language(anna.id)) == "nl"
    known(desk, asked(desk, anna, Right.ACCESS))
    file = tmp_path / "copy.zip"
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await until_shown(pilot, "It is written in Dutch")
        await pilot.press(key, "enter")
        await shown(pilot, SaveAs)
        await put(pilot, str(file))
        await until_shown(pilot, "The copy is written")
        await pilot.press("n")
        await shown(pilot, RequestScreen)
    with zipfile.ZipFile(file) as copy:
        (page,) = (name for name in copy.namelist() if name.endswith(".html"))
        report = copy.read(page).decode()
    assert f'lang="{language}"' in report
    assert title in report


async def test_a_customer_takes_a_request_back(desk: Desk, anna: CustomerRef, console: Any) -> None:
    """Clause: R1. It is asked first, and nothing of it is offered after that."""
    request = asked(desk, anna, Right.ERASURE)
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("X")
        await shown(pilot, Confirm)
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
        assert now(desk, request).state is RequestState.RECEIVED
        await ready(pilot)
        await pilot.press("X")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await told(pilot, "R2026-0001 is closed")
        await until(pilot, lambda: "Who is asking?" not in grid(pilot.app))
        await ready(pilot)
        await pilot.press("d")
        await told(pilot, "No letter is kept here, and there is none to write now.")
        assert isinstance(pilot.app.screen, RequestScreen)
    assert now(desk, request).state is RequestState.WITHDRAWN
    assert after(desk, lambda work: work.customers.ref(anna.id)) == anna


async def test_a_request_turns_out_to_be_a_complaint(desk: Desk, anna: CustomerRef, console: Any) -> None:
    """Clause: C1, R1. The complaint was received on the day of the request; one key leads there and back."""
    request = asked(desk, anna, Right.ACCESS, words="Waar blijft mijn monteur?")
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("C")
        await until_shown(pilot, "What is the complaint about?")
        await pilot.press("1", "enter")
        await until_shown(pilot, "turned into C2026-0001")
        await until_shown(pilot, "closed ")
        assert "answer by" not in grid(pilot.app)
        await ready(pilot)
        await pilot.press("z")
        await shown(pilot, ComplaintScreen)
        await until_shown(pilot, "R2026-0001")
        await ready(pilot)
        await pilot.press("z")
        await shown(pilot, RequestScreen)
        assert pilot.app.screen.view.request.number == "R2026-0001"
    assert not now(desk, request).state.is_open
    made = after(desk, lambda work: work.complaints.by_number("C2026-0001"))
    assert (made.received, made.customer) == (request.received, anna)


async def test_a_ticket_is_made_a_rights_request(desk: Desk, anna: CustomerRef, console: Any) -> None:
    """Clause: R1. The customer and what was said are filled in, and the request is linked to the ticket."""
    desk.do(tickets.create, NewTicket("email", "Vraag", "Welke gegevens heeft u van mij?", anna.id))
    async with console(desk) as pilot:
        await pilot.press("q")
        await until_shown(pilot, "T1001")
        await pilot.press("enter")
        await shown(pilot, TicketScreen)
        await until_shown(pilot, "Welke gegevens")
        await pilot.press("V")
        await shown(pilot, RequestForm)
        await until_shown(pilot, "T1001")
        assert pilot.app.screen.customer == anna
        await pilot.press("space", "ctrl+s")
        await until_shown(pilot, "R2026-0001")
    made = after(desk, lambda work: work.requests.by_number("R2026-0001"))
    assert [one.right for one in made.rights] == [Right.ACCESS]
    assert made.customer == anna


@pytest.mark.parametrize("by", ["keys", "mouse"])
async def test_a_request_is_linked_to_the_ticket_that_is_chosen(
    by: str, desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R1. By the arrows and Enter, or by two clicks."""
    for subject in ("Eerste", "Tweede"):
        desk.do(tickets.create, NewTicket("email", subject, "Vraag", anna.id))
    async with console(desk) as pilot:
        pilot.app.push_screen(RequestForm(desk, customer=anna))
        await until_shown(pilot, "F6 Link a ticket")
        await pilot.press("f6")
        await until_shown(pilot, "Link which ticket?")
        await until_shown(pilot, "T1002")
        first, second = (
            (y, number)
            for y, line in enumerate(grid(pilot.app).splitlines())
            for number in ("T1001", "T1002")
            if number in line
        )
        if by == "keys":
            await pilot.press("down", "down", "up", "down", "enter")
        else:
            await pilot.double_click(offset=(30, second[0]))
        await until_shown(pilot, f"Linked to {second[1]}.")
        assert first[1] not in grid(pilot.app)


async def test_a_letter_of_a_request_is_put_on_record_as_sent(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: G8. It says so in the list of letters from then on."""
    request = asked(desk, anna, Right.ACCESS)
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("d")
        await until_shown(pilot, "Write: acknowledgement of receipt")
        await pilot.press("1", "enter")
        await shown(pilot, LetterDialog)
        await pilot.press("s")
        await until_shown(pilot, "How did it go out?")
        await pilot.press("1", "enter")
        await told(pilot, "went out")
        await ready(pilot)
        pilot.app.clear_notifications()
        await pilot.press("d")
        await until_shown(pilot, "L2026-0001")
        assert "not sent yet" not in grid(pilot.app)
    (kept,) = after(desk, lambda work: work.letters.of_case(anna.id, request.number))
    assert kept.sent is not None


async def test_five_wrong_codes_are_enough_and_a_new_one_can_be_sent(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R7. After the fifth the right code is worth nothing, and is not asked for any more."""
    request = asked(desk, anna, Right.ACCESS)
    async with console(desk) as pilot:
        await opened(pilot)
        code = await code_sent(pilot)
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        await tell_back(pilot, "12")
        await until_shown(pilot, "No try was used up")
        for left in ("4 tries left", "3 tries left", "2 tries left", "1 try left"):
            await pilot.press(*wrong, "enter")
            await until_shown(pilot, left)
        await pilot.press(*wrong, "enter")
        await told(pilot, "no tries are left")
        await until(pilot, partial(has_tries, pilot, 0))
        await ready(pilot)
        await pilot.press("i")
        await until_shown(pilot, "The code that was sent has no tries left")
        assert "They read back the code" not in grid(pilot.app)
    assert now(desk, request).state is RequestState.IDENTITY_ASKED


async def test_a_code_that_expired_confirms_nobody(
    desk: Desk, anna: CustomerRef, console: Any, clock: Any
) -> None:
    """Clause: R7. It holds for ten minutes; what to do is said."""
    request = asked(desk, anna, Right.ACCESS)
    async with console(desk) as pilot:
        await opened(pilot)
        code = await code_sent(pilot)
        await pilot.press("i", "enter")
        await shown(pilot, Line)
        clock.pass_by(minutes=11)
        await pilot.press(*code, "enter")
        await told(pilot, "The code has expired")
        assert "Some fields need another look" not in grid(pilot.app), "there is no field to look at"
        await pilot.press("i")
        await until_shown(pilot, "The code that was sent has expired")
        assert "They read back the code" not in grid(pilot.app)
    assert now(desk, request).state is RequestState.IDENTITY_ASKED


async def test_a_request_that_nobody_confirmed_closes_by_itself_and_the_customer_is_told(
    desk: Desk, anna: CustomerRef, console: Any, clock: Any
) -> None:
    """Clause: R7, C2. Today keeps it in mind until the letter went out."""
    request = asked(desk, anna, Right.ACCESS)
    desk.do(identity.ask, request.id, request.version)
    clock.pass_by(days=70)
    desk.do(request_letters.close_unconfirmed)
    desk.do(files.open_file, anna.id, ("G3", "G8"))
    async with console(desk) as pilot:
        await until_shown(pilot, "Send letter L20")
        await opened(pilot, which="4")
        await until_shown(pilot, "asked 4 May 2026 11:30, never confirmed")
        assert "paused since 4 May 2026" in grid(pilot.app)
        assert "not carried out" in grid(pilot.app)
        await pilot.press("d")
        await until_shown(pilot, "closed, identity not confirmed  not sent yet")
        await pilot.press("1", "enter")
        await shown(pilot, LetterDialog)
        await pilot.press("s")
        await until_shown(pilot, "How did it go out?")
        await pilot.press("1", "enter")
        await told(pilot, "went out")
        await ready(pilot)
        await pilot.press("f2", "f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, Today))
        await until(pilot, lambda: "Send letter" not in grid(pilot.app))
    (kept,) = after(desk, lambda work: work.letters.of_case(anna.id, request.number))
    assert kept.letter.kind is LetterKind.CLOSED_UNCONFIRMED


async def test_where_no_message_confirms_it_the_other_ways_are_offered_at_once(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R7. A question with nothing to choose would lead nowhere."""
    request = asked(desk, anna, Right.ACCESS)
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("i")
        await until_shown(pilot, "A message from a registered contact point")
        await pilot.press("1", "enter")
        await until_shown(pilot, "No message since the request")
        await until_shown(pilot, "Send a code to a registered contact point")
        assert "A message from a registered" not in grid(pilot.app)
        await pilot.press("1", "enter")
        await until_shown(pilot, "06 12345678")  # as people write it
        await pilot.press("2", "enter")
        await until_shown(pilot, "To: 06 12345678")
    assert now(desk, request).state is RequestState.IDENTITY_ASKED


async def test_after_a_wrong_code_the_right_one_is_typed_at_once(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R7."""
    asked(desk, anna, Right.ACCESS)
    async with console(desk) as pilot:
        await opened(pilot)
        code = await code_sent(pilot)
        await tell_back(pilot, f"{(int(code) + 1) % 1_000_000:06}")
        await until_shown(pilot, "That is not the code. 4 tries left.")
        await pilot.press(*code, "enter")
        await told(pilot, "It is known who is asking")


async def test_who_knows_them_is_named_until_a_second_says_so_too(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R7. One alone confirms nobody."""
    request = asked(desk, anna, Right.ACCESS)
    desk.do(identity.in_person, request.id, request.version)
    async with console(desk) as pilot:
        await opened(pilot)
        await until_shown(pilot, "Noor de Wit knows them in person.")
        assert "First find out who is asking" not in grid(pilot.app)


async def test_lifting_a_restriction_leaves_the_objection_of_the_same_request_open(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R5, R6. Each of them ends by a step of its own."""
    request = known(desk, asked(desk, anna, Right.RESTRICTION, Right.OBJECTION))
    desk.do(rights.object_to, request.id, request.version, "eigen situatie")
    desk.do(rights.restrict, request.id, request.version + 1, "betwist")
    letter = desk.do(request_letters.announce_lifting, request.id, "klopt")
    desk.do(letters.sent, letter.id, "letter")
    async with console(desk) as pilot:
        await opened(pilot, which="4")
        await until_shown(pilot, "In force: everything is only stored, until it is lifted (l).")
        await pilot.press("l")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await told(pilot, "The restriction is lifted")
        await until(pilot, lambda: "everything is only stored" not in grid(pilot.app))
        await until(pilot, lambda: "Lift" not in grid(pilot.app).splitlines()[-1])
        await ready(pilot)
        await pilot.press("b")
        await until_shown(pilot, "The objection is")
        await pilot.press("2", "enter")
        await shown(pilot, Line)
        await write(pilot, "zwaarder belang")
        await pilot.press("enter")
        await shown(pilot, LetterFirst)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "objection rejected")
    standing = after(desk, lambda work: work.standings.of(anna.id))
    assert not standing.restricted(desk.clock())
    assert not standing.objections
