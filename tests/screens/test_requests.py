"""Rights requests at the console: from receipt to closing, by keyboard alone. Clause: R1–R7, C2, P4, G9."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from support.files import until, until_shown, write
from support.rights_requests import (
    after,
    as_other,
    asked,
    code_sent,
    known,
    now,
    opened,
    ready,
    shown,
    tell_back,
    told,
)
from support.screen_grid import HOSTILE, assert_screen, grid

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.incoming import Incoming, NewTicket
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.requests import IdentityWay, Request, RequestState, Result
from helpdesk.domain.rights import Right
from helpdesk.repository.case_tables import RequestRow
from helpdesk.tasks import files, identity, requests, tickets
from screens.customer_form import CustomerForm
from screens.customer_words import is_there
from screens.dialogs.choice import Choice
from screens.dialogs.confirm import Confirm, TypedConfirm
from screens.dialogs.letter_first import LetterFirst
from screens.dialogs.line import Line
from screens.dialogs.proof import ProofDialog
from screens.dialogs.save_as import SaveAs
from screens.dialogs.why import WhyDialog
from screens.request import RequestScreen
from screens.request_form import RequestForm
from screens.requests import Requests
from screens.widgets.case_header import CaseHeader


@pytest.fixture
def anna(desk: Desk, known_anna: CustomerRef) -> CustomerRef:
    """Anna, whose file is open for letters and who has an invoice that the tax law holds."""
    desk.do(files.open_file, known_anna.id, ("G2", "G3", "G4", "G7", "G8"))
    return known_anna


def approved(desk: Desk, request: Request, right: Right) -> Request:
    """The same with a second person's approval of a right."""
    from helpdesk.tasks import rights

    now: Request = as_other(desk, rights.approve, request.id, request.version, right)
    return now


async def test_a_request_is_registered_by_keyboard_and_its_law_day_is_shown(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R1, R4. Received on 4 May, so answered by 4 June."""
    async with console(desk) as pilot:
        await pilot.press("v")
        await until_shown(pilot, "n  registers one")
        await pilot.press("n")
        await shown(pilot, RequestForm)
        await pilot.press("space", "tab", "tab", "space")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Say whose data it is about")
        await pilot.press("f8")
        await until_shown(pilot, anna.number)
        await pilot.press("enter")
        await until_shown(pilot, "Anna")
        await pilot.press("ctrl+s")
        await shown(pilot, RequestScreen)
        await until_shown(pilot, "E-mail addresses")
        text = grid(pilot.app)
        assert "R2026-0001" in text
        assert "31 days left" in text
        assert "not asked" in text
        pilot.app.clear_notifications()
        await until(pilot, lambda: "is registered" not in grid(pilot.app))
        assert_screen(pilot.app, "request-80x24")
    made = after(desk, lambda work: work.requests.by_number("R2026-0001"))
    assert [one.right for one in made.rights] == [Right.ACCESS, Right.ERASURE]
    assert made.clock.due.day == date(2026, 6, 4)


async def test_a_request_closes_with_the_reason_once_this_technician_may_not_see_it_any_more(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: B1. A colleague gave them another role meanwhile."""
    asked(desk, anna, Right.ACCESS)
    async with console(desk) as pilot:
        await opened(pilot)
        desk.do(lambda work: work.technicians.set_role(work.technician, "read-only"))
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        assert "B1" in grid(pilot.app)
        assert not any(isinstance(one, RequestScreen) for one in pilot.app.screen_stack)


async def test_all_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R1. No right, a day to come, on behalf without authority."""
    async with console(desk) as pilot:
        pilot.app.push_screen(RequestForm(desk))
        await shown(pilot, RequestForm)
        form = pilot.app.screen
        form.customer = anna
        form.form.fill_in({"received": "1-1-2027", "agent": "Een zoon"})
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Which right do they ask for?")
        said = {row.field for row in form.form.rows if row.query(".-fault")}
        assert said == {Right.ACCESS, "received", "authority"}
        await pilot.press("escape")
        await shown(pilot, Choice)
        await pilot.press("1", "enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, RequestForm | Choice))
        pilot.app.push_screen(RequestForm(desk))
        await until_shown(pilot, "What you typed before is back")
        assert pilot.app.screen.form.values()["agent"] == "Een zoon"


async def test_one_for_the_same_is_shown_before_and_linked_after(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R1."""
    asked(desk, anna, Right.ACCESS)
    async with console(desk) as pilot:
        pilot.app.push_screen(RequestForm(desk))
        await shown(pilot, RequestForm)
        await pilot.press("f8")
        await until_shown(pilot, anna.number)
        await pilot.press("enter")
        await until_shown(pilot, "Open already: R2026-0001")
        await pilot.press("space", "ctrl+s")
        await shown(pilot, RequestScreen)
        await until_shown(pilot, "same as R2026-0001")


async def test_nothing_is_carried_out_before_it_is_known_who_asks_and_why_says_so(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R7, R4; GDPR art. 17(3)(b). What is to be done first is said, and the key does nothing until then."""
    request = asked(desk, anna, Right.ERASURE)
    async with console(desk) as pilot:
        screen = await opened(pilot)
        assert "First find out who is asking: i" in grid(pilot.app)
        assert "g Carry out" not in grid(pilot.app)
        await pilot.press("g")
        assert isinstance(pilot.app.screen, RequestScreen)
        known(desk, request)
        pilot.app.screen.read_again()
        await until_shown(pilot, "A second person has to approve this first")  # and then there is g
        rows = screen._list
        held = next(
            i
            for i in range(rows.count)
            if (rows.move_to(i), "held" in str(grid(pilot.app)))[1]
            and screen.row
            and screen.row.effect
            and screen.row.effect.fate == "held"
        )
        rows.move_to(held)
        await pilot.press("w")
        await shown(pilot, WhyDialog)
        said = " ".join(grid(pilot.app).replace("│", "").split())
        assert "GDPR art. 17" in said
        assert "R4" in said
    assert now(desk, request).rights[0].result is None
    assert after(desk, lambda work: work.customers.ref(anna.id)) == anna


async def test_what_is_in_the_copy_is_listed_and_a_code_that_is_told_back_says_who_asks(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R1, R7. What the policy calls a category and what a register is called stand in one list, all with a
    capital. The code is shown once; asking pauses the clock."""
    request = asked(desk, anna, Right.ACCESS)
    async with console(desk) as pilot:
        await opened(pilot)
        await until_shown(pilot, "is in the copy")
        kinds = [line.strip() for line in grid(pilot.app).splitlines() if "is in the copy" in line]
        assert len(kinds) > 5
        assert all(kind[0].isupper() for kind in kinds), kinds
        code = await code_sent(pilot)
        assert code not in grid(pilot.app).replace(" ", "")
        await tell_back(pilot, code, said="10 minutes left")
        await told(pilot, "It is known who is asking")
    assert (now(desk, request).state, now(desk, request).way) == (RequestState.CONFIRMED, IdentityWay.CODE)


async def test_a_message_from_a_registered_address_is_picked(
    desk: Desk, anna: CustomerRef, console: Any, clock: Any
) -> None:
    """Clause: R7. The one that names the request stands first, though another came since."""
    request = asked(desk, anna, Right.ACCESS)
    for subject, text in (
        ("Re: uw verzoek", "Ja, r2026-0001 is van mij."),
        ("Printer", "Hij doet het niet."),
    ):
        mail = Incoming("email", "anna@example.com", subject, text, clock())
        desk.do(tickets.receive, mail, customer=anna.id)
        clock.pass_by(hours=1)
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("i")
        await shown(pilot, Choice)
        await pilot.press("1", "enter")
        await until_shown(pilot, "Which message?")
        await until_shown(pilot, "about something else?")
        lines = [line for line in grid(pilot.app).splitlines() if "T100" in line]
        assert ["about this request" in line for line in lines] == [True, False]
        assert "T1001" in lines[0]
        await pilot.press("1", "enter")
        await told(pilot, "It is known who is asking")
    assert now(desk, request).way is IdentityWay.MESSAGE
    evidence = after(desk, lambda work: work.connection.execute(select(RequestRow.evidence)).scalar_one())
    assert evidence.startswith("T1001:")


async def test_a_refusal_goes_by_a_letter_that_names_the_authority(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: C2; GDPR art. 12(4). The letter is read first; without Ctrl+S nothing is refused."""
    request = asked(desk, anna, Right.ACCESS)
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("x")
        await shown(pilot, Line)
        await write(pilot, "dubbel")
        await pilot.press("enter")
        await shown(pilot, LetterFirst)
        assert "Autoriteit Persoonsgegevens" in pilot.app.screen._text
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
        assert now(desk, request).state.is_open
        await ready(pilot)
        await pilot.press("x")
        await shown(pilot, Line)
        assert "dubbel" in grid(pilot.app), "what was typed is not lost"
        await pilot.press("enter")
        await shown(pilot, LetterFirst)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Refused:")
        await until_shown(pilot, "refused · Noor de Wit · dubbel")
    assert now(desk, request).rights[0].result is Result.REFUSED
    letter = after(desk, lambda work: work.letters.of_case(anna.id, request.number))[0].letter
    assert letter.kind is LetterKind.REFUSAL
    assert "Autoriteit Persoonsgegevens" in " ".join(str(one) for one in letter.paragraphs)


async def test_an_extension_moves_the_day_and_is_offered_in_the_first_month_only(
    desk: Desk, anna: CustomerRef, console: Any, clock: Any
) -> None:
    """GDPR art. 12(3)."""
    request = asked(desk, anna, Right.ACCESS)
    async with console(desk) as pilot:
        screen = await opened(pilot)
        await pilot.press("e")
        await shown(pilot, Line)
        await until_shown(pilot, "The letter is in Dutch: write this in it too.")
        await pilot.press(*"veel", "enter")
        await shown(pilot, LetterFirst)
        await pilot.press("ctrl+s")
        await told(pilot, "Extended by two months")
        await until_shown(pilot, "extended")
        assert screen.check_action("extend", ()) is False
        assert now(desk, request).clock.due.day == date(2026, 8, 4)
        later = asked(desk, anna, Right.OBJECTION)
        clock.pass_by(days=40)
        pilot.app.push_screen(RequestScreen(desk, desk.do(requests.view, later.id)))
        await until_shown(pilot, later.number)
        assert pilot.app.screen.check_action("extend", ()) is False


async def test_access_is_one_encrypted_file_whose_password_is_shown_once(
    desk: Desk, anna: CustomerRef, console: Any, tmp_path: Path
) -> None:
    """Clause: R1, P4. A file that is there is never written over."""
    request = known(desk, asked(desk, anna, Right.ACCESS))
    there = tmp_path / "there.zip"
    there.write_text("mine")
    async with console(desk) as pilot:
        await opened(pilot)
        await ready(pilot)
        await pilot.press("g")
        await shown(pilot, Choice)
        await pilot.press("1", "enter")
        await shown(pilot, SaveAs)
        typed = pilot.app.screen.query_one("Input")
        assert Path(typed.value).name == f"{request.number}-inzage.zip", "in the language that she reads"
        typed.value = str(there)
        await pilot.press("enter")
        await until_shown(pilot, "name already.")
        typed.value = str(tmp_path / "new.zip")
        await pilot.press("enter")
        await until_shown(pilot, "Password: ")
        await pilot.press("y")
        await told(pilot, "Carried out: access")
        assert "Password" not in grid(pilot.app)
    assert there.read_text() == "mine"
    assert (tmp_path / "new.zip").read_bytes()[:2] == b"PK"
    assert now(desk, request).state is RequestState.DONE


async def test_rectification_keeps_old_and_new_and_drafts_a_notice(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R2; GDPR art. 19. The registry got the old name."""
    request = known(desk, asked(desk, anna, Right.RECTIFICATION))
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await shown(pilot, CustomerForm)
        pilot.app.screen.form.fill_in({"city": "Blaricum"})
        await pilot.press("ctrl+s")
        await told(pilot, "the notice is drafted")
        await until_shown(pilot, "Huizen → Blaricum")
    letter = after(desk, lambda work: work.letters.of_case(anna.id, request.number))[0].letter
    assert letter.kind is LetterKind.NOTICE
    assert "Blaricum" in str(letter.paragraphs)


async def test_what_an_erasure_leaves_with_others_is_said_before_it(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R4, D9. It is found by her name, and stays because it is somebody else's ticket."""
    desk.do(
        tickets.create, NewTicket("telephone", "Buurvrouw", f"{anna.name} belt ook niet meer.", sender="Otto")
    )
    known_one = known(desk, asked(desk, anna, Right.ERASURE))
    approved(desk, known_one, Right.ERASURE)
    async with console(desk) as pilot:
        await opened(pilot)
        await until_shown(pilot, "approved by Piet Bakker")
        await pilot.press("g")
        await shown(pilot, TypedConfirm)
        await until_shown(pilot, "STAYS, BECAUSE IT IS SOMEBODY ELSE'S RECORD")
        await until_shown(pilot, "tickets of unknown senders: T1001")


async def test_an_erasure_is_previewed_typed_done_and_proven(
    desk: Desk, anna: CustomerRef, console: Any, tmp_path: Path
) -> None:
    """Clause: R4, P3, B1. What the tax law holds stays until its day; the proof names nobody."""
    invoice = Invoice("F2026-18", date(2026, 4, 1), date(2026, 5, 1), Decimal("10.00"))
    desk.do(lambda work: work.services.add_invoice(anna.id, invoice))
    request = known(desk, asked(desk, anna, Right.ERASURE))
    async with console(desk) as pilot:
        await opened(pilot)
        assert pilot.app.screen.check_action("approve", ()) is False, "whoever handles it is no second person"
        assert "g Carry out" not in grid(pilot.app).splitlines()[-1]
        await pilot.press("g")
        await shown(pilot, WhyDialog)  # nobody approved it, and that is said before anything is typed
        assert "second person" in grid(pilot.app)
        assert desk.do(lambda work: work.customers.ref(anna.id)) == anna
        approved(desk, now(desk, request), Right.ERASURE)
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
        await pilot.press("escape")
        await shown(pilot, Requests)
        await pilot.press("enter")
        await shown(pilot, RequestScreen)
        await told(pilot, "approved by Piet Bakker")
        assert "g Carry out" in grid(pilot.app).splitlines()[-1]
        await pilot.press("g")
        await shown(pilot, TypedConfirm)
        assert "held until 1 Jan 2034" in grid(pilot.app)
        assert "there is no address left" in "\n".join(map(str, pilot.app.screen._question))
        await pilot.press(*anna.number[:-1], "enter")
        assert isinstance(pilot.app.screen, TypedConfirm)
        await pilot.press(anna.number[-1], "enter")
        await shown(pilot, ProofDialog)
        assert "Anna" not in grid(pilot.app)
        await pilot.press("f")
        await shown(pilot, SaveAs)
        offered = Path(pilot.app.screen.query_one("Input").value)
        assert offered.name == f"{request.number}-gegevenswissing.txt", (
            "in the language of whose answer it is"
        )
        pilot.app.screen.query_one("Input").value = str(tmp_path / "proof.txt")
        await pilot.press("enter")
        await until(pilot, (tmp_path / "proof.txt").exists)
        await pilot.press("escape")
        await until_shown(pilot, "a customer who has been removed")
        assert "fulfilled in part" in grid(pilot.app)
    assert request.number in (tmp_path / "proof.txt").read_text()
    assert not is_there(now(desk, request).customer)


async def test_a_restriction_shows_in_the_customers_header_and_is_lifted_once_they_were_told(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R5; GDPR art. 18."""
    request = known(desk, asked(desk, anna, Right.RESTRICTION))
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await shown(pilot, Line)
        await write(pilot, "betwist")
        await pilot.press("enter")
        await told(pilot, "Carried out: restriction")
        await ready(pilot)
        await pilot.press("o")
        await until_shown(pilot, "RESTRICTED")
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
        await pilot.press("l")
        await shown(pilot, Line)
        await pilot.press(*"klaar", "enter")
        await told(pilot, "The letter is kept (d)")
        await ready(pilot)
        await pilot.press("l")
        await told(pilot, "it did not go out yet")
        letter = desk.do(lambda work: work.letters.of_case(anna.id, request.number))[-1]
        desk.do(lambda work: work.letters.mark_sent(letter.id, "letter"))
        await ready(pilot)
        await pilot.press("l")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await told(pilot, "The restriction is lifted")
    assert not after(desk, lambda work: work.standings.of(anna.id).restricted(work.clock()))


async def test_withdrawing_a_consent_takes_one_key_and_no_question(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: G9; GDPR art. 7(3)."""
    request = known(desk, asked(desk, anna, Right.WITHDRAWAL))
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await told(pilot, "Carried out: withdrawal")
    assert now(desk, request).state is RequestState.DONE


async def test_an_objection_is_made_and_decided_on(desk: Desk, anna: CustomerRef, console: Any) -> None:
    """Clause: R6."""
    known(desk, asked(desk, anna, Right.OBJECTION))
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await shown(pilot, Line)
        await pilot.press(*"rust", "enter")
        await told(pilot, "Carried out: objection")
        await ready(pilot)
        await pilot.press("b")
        await shown(pilot, Choice)
        await pilot.press("1", "enter")
        await shown(pilot, Line)
        await write(pilot, "terecht")
        await pilot.press("enter")
        await until_shown(pilot, "objection upheld")


async def test_somebody_elses_step_is_told_and_shown(desk: Desk, anna: CustomerRef, console: Any) -> None:
    """What they did is saved, and the screen shows it."""
    request = asked(desk, anna, Right.ACCESS)
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("X")
        await shown(pilot, Confirm)
        as_other(desk, requests.assign, request.id, request.version, "piet")
        await pilot.press("y")
        await told(pilot, "Somebody else changed")
        await pilot.press("escape")
        await until_shown(pilot, "handler: Piet Bakker")
    assert now(desk, request).state.is_open


async def test_a_role_that_may_not_is_told_so(make_desk: Any, console: Any) -> None:
    """Clause: B1."""
    desk = make_desk(role="read-only")
    async with console(desk) as pilot:
        await pilot.press("f10")
        await shown(pilot, Requests)
        await until_shown(pilot, "role")
        assert pilot.app.screen.check_action("new", ()) is False


async def test_hostile_words_are_shown_and_not_obeyed(desk: Desk, anna: CustomerRef, console: Any) -> None:
    """Clause: P1."""
    text = " ".join(one for one in HOSTILE if "\ud800" not in one and len(one) < 100)
    asked(desk, anna, Right.ACCESS, words=text, agent=text, authority=text)
    async with console(desk, size=(140, 40)) as pilot:
        await opened(pilot)
        await until_shown(pilot, "[/nope]")
        assert "\x1b" not in grid(pilot.app)


async def test_today_leads_to_the_request(desk: Desk, anna: CustomerRef, console: Any) -> None:
    """Clause: R1."""
    desk.do(files.close_file, anna.id)
    asked(desk, anna, Right.ACCESS)
    async with console(desk) as pilot:
        await until_shown(pilot, "Rights request R2026-0001")
        duties = pilot.app.screen._list
        while duties.row.leads_to != "request":
            await pilot.press("down")
        await pilot.press("enter")
        await shown(pilot, RequestScreen)


async def test_what_waits_for_identity_does_not_clutter_the_queue_and_its_header_says_all(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R7. Both days and who handles it, in a narrow window too, while the clock stands still."""
    request = asked(desk, anna, Right.ACCESS)
    desk.do(identity.ask, request.id, request.version)
    async with console(desk) as pilot:
        await pilot.press("v")
        await until_shown(pilot, "None here")
        await pilot.press("3")
        await until_shown(pilot, "clock paused")
        assert_screen(pilot.app, "requests-80x24")
        await pilot.press("enter")
        await shown(pilot, RequestScreen)
        said = " ".join(str(pilot.app.screen.query_one(CaseHeader).render()).split())
        assert "without that 4 Jun 2026" in said
        await until(pilot, lambda: said in " ".join(grid(pilot.app).split()))
