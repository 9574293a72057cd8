"""Rights requests of somebody without a file, on every store: everybody may ask. Clause: R1, R4, R7, C1, C2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.rights import RECEIVED, anna_in, approved, ask_for, confirm
from support.stores import sample
from support.tickets import add_message, add_ticket

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Invalid, NotFound, Refused
from helpdesk.domain.incoming import Incoming
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.requests import Fate, IdentityWay, NewRequest, Request, RequestState, Result
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import TicketLink
from helpdesk.i18n import reader
from helpdesk.repository.strangers import Strangers
from helpdesk.tasks import (
    access,
    complaints,
    copies,
    effects,
    identity,
    identity_messages,
    letter_mail,
    letters,
    request_letters,
    requests,
    retention,
    rights,
    scanning,
    tickets,
)
from helpdesk.tasks.access_words import value_of

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

JAN, REACH = "Jan Lepelaar", "lepelaar@example.org"
BIRD = "lepelaar"


@contextmanager
def invalid(said: str) -> Iterator[None]:
    """What is done in it is refused, and why is said."""
    with pytest.raises(Invalid) as raised:
        yield
    assert [said in str(fault.message) for fault in raised.value.faults] == [True]


def asks(workplace: Any, *asked: Right, person: str = JAN, contact: str = REACH, **other: Any) -> Request:
    """A request of somebody without a file."""
    new = NewRequest(
        "", "email", other.pop("received", RECEIVED), asked, person=person, contact=contact, **other
    )
    with workplace.as_() as work:
        return requests.register(work, new)


def wrote(
    workplace: Any, text: str, *, sender: str = f"Jan <{REACH.upper()}>", at: datetime = RECEIVED
) -> Any:
    """A mail that came in from nobody who is known."""
    with workplace.as_() as work:
        return tickets.receive(work, Incoming("email", sender, "Vraag", text, at))


def answered(workplace: Any, made: Request) -> Request:
    """The same once they were asked, and answered from where they are reached."""
    with workplace.as_() as work:
        asked = identity.ask(work, made.id, made.version)
    workplace.clock.pass_by(hours=1)
    got = wrote(workplace, "Ja, ik ben het.", at=workplace.clock.now)
    with workplace.as_() as work:
        return identity.by_message(work, asked.id, asked.version, got.message)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 1, 31, 9, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 27, 9, tzinfo=UTC), date(2026, 4, 28)),
        (datetime(2026, 11, 25, 9, tzinfo=UTC), date(2026, 12, 28)),
    ],
)
def test_the_month_of_the_law_runs_for_everybody(workplace: Any, received: datetime, due: date) -> None:
    """Clause: R1; GDPR art. 12(3). Over a short February, King's Day, and Christmas with a weekend behind it."""
    workplace.clock.now = max(received, workplace.clock.now)
    made = asks(workplace, Right.ACCESS, received=received)
    assert (made.number, made.customer, made.person) == ("R2026-0001", None, JAN)
    assert made.clock.due.day == due
    with workplace.as_() as work:
        assert [one.number for one in work.requests.open()] == [made.number]


def test_the_clock_stands_still_while_it_is_not_known_who_asks(workplace: Any) -> None:
    """Clause: R7; GDPR art. 12(3), 12(6)."""
    made = asks(workplace, Right.ACCESS)
    with workplace.as_() as work:
        asked = identity.ask(work, made.id, made.version)
    assert asked.clock.paused_since == date(2026, 5, 4)
    workplace.clock.pass_by(days=10)
    with workplace.as_() as work:
        sent, again = identity.send_code(work, made.id, asked.version, REACH)
        told = identity.by_code(work, made.id, again.version, sent.code)
    assert (told.request.state, told.request.way) == (RequestState.CONFIRMED, IdentityWay.CODE_THERE)
    assert (told.request.clock.due.day, told.request.clock.paused_days) == (date(2026, 6, 15), 10)


@pytest.mark.parametrize(("person", "contact", "field"), [("", REACH, "person"), (JAN, " ", "contact")])
def test_a_name_and_the_way_they_are_reached_are_needed(
    workplace: Any, person: str, contact: str, field: str
) -> None:
    """Clause: R1. The answer has to go somewhere."""
    with pytest.raises(Invalid) as raised:
        asks(workplace, Right.ACCESS, person=person, contact=contact)
    assert [fault.field for fault in raised.value.faults] == [field]


@pytest.mark.stores("embedded", "postgresql")
def test_one_for_the_same_from_the_same_address_is_linked(workplace: Any) -> None:
    """Clause: R1; in whatever spelling of it, and of nobody else."""
    made = asks(workplace, Right.ACCESS)
    assert asks(workplace, Right.ACCESS, contact="LEPELAAR@example.org").duplicate_of == made.number
    assert asks(workplace, Right.ACCESS, contact="merel@example.org").duplicate_of == ""
    assert asks(workplace, Right.ACCESS).duplicate_of == made.number, "the first of them"
    other = asks(workplace, Right.ERASURE)
    assert other.duplicate_of == ""
    with workplace.as_() as work:
        requests.withdraw(work, other.id, other.version)
    assert asks(workplace, Right.ERASURE).duplicate_of == "", "it was taken back"


@pytest.mark.parametrize(
    "spelled",
    ["0612345678", "06-12 34 56 78", "+31 (0)6 1234.5678", "0031612345678", "٠٦١٢٣٤٥٦٧٨", "６12345678"],
)
def test_a_number_is_found_in_every_spelling_and_few_others_are_looked_at(
    workplace: Any, spelled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: R1, R4. Among a hundred thousand of them nobody waits for all numbers to be taken apart."""
    theirs = asks(workplace, Right.ACCESS, contact=spelled)
    for number in range(20):
        asks(workplace, Right.ACCESS, contact=f"06-2000{number:04}")
    looked_at: list[str] = []
    of_old = Strangers.is_from
    monkeypatch.setattr(
        Strangers,
        "is_from",
        lambda self, sender, reach: (looked_at.append(sender), of_old(self, sender, reach))[1],
    )
    with workplace.as_() as work:
        (found,) = work.strangers.open_requests("+31612345678")
    assert found.id == theirs.id
    assert len(looked_at) == 1


def test_an_answer_to_our_question_confirms_and_what_came_before_does_not(workplace: Any) -> None:
    """Clause: R7, G6. Anybody can name a sender; only who reads there can answer."""
    before = wrote(workplace, "Wat weet u van mij?")
    made = asks(workplace, Right.ACCESS)
    with invalid("not an answer from"), workplace.as_() as work:
        identity.by_message(work, made.id, made.version, before.message)
    with workplace.as_() as work:
        asked = identity.ask(work, made.id, made.version)
        assert identity_messages.proving(work, made.id) == ()
    crossed = wrote(workplace, "Nog iets.", at=workplace.clock.now)
    with invalid("not an answer from"), workplace.as_() as work:
        identity.by_message(work, made.id, asked.version, crossed.message)
    workplace.clock.pass_by(hours=1)
    other = wrote(workplace, "Ik ben Jan.", sender="merel@example.org", at=workplace.clock.now)
    mine = wrote(workplace, "Ja, ik ben het.", at=workplace.clock.now)
    with invalid("not an answer from"), workplace.as_() as work:
        identity.by_message(work, made.id, asked.version, other.message)
    with workplace.as_() as work:
        assert [one.message for one in identity_messages.proving(work, made.id)] == [mine.message]
        done = identity.by_message(work, made.id, asked.version, mine.message)
        assert requests.view(work, done.id).tickets == (mine.ticket.number,)
    assert (done.state, done.way) == (RequestState.CONFIRMED, IdentityWay.ANSWER)


@pytest.mark.parametrize(
    ("contact", "points"),
    [("06-12345678", ("+31612345678",)), ("Dorpsstraat 1, Huizen", ()), (REACH, (REACH,))],
)
def test_a_code_goes_to_where_they_are_reached_alone(
    workplace: Any, contact: str, points: tuple[str, ...]
) -> None:
    """Clause: R7."""
    made = asks(workplace, Right.ACCESS, contact=contact)
    with workplace.as_() as work:
        assert identity.points(work, made.id) == points
    with pytest.raises(Invalid), workplace.as_() as work:
        identity.send_code(work, made.id, made.version, "merel@example.org")


@pytest.mark.parametrize("right", list(Right))
def test_nothing_is_said_or_done_before_it_is_known_who_asks(workplace: Any, right: Right) -> None:
    """Clause: R7. That nothing is held says something too."""
    made = asks(workplace, right)
    with pytest.raises(Refused, match="who is asking") as raised, workplace.as_() as work:
        request_letters.tell_nothing_held(work, made.id, made.version)
    assert raised.value.decision.clause == "R7"


@pytest.mark.stores("embedded", "postgresql")
def test_who_has_nothing_here_is_told_so_in_one_letter_that_names_the_authority(workplace: Any) -> None:
    """Clause: R1, R4, C2; GDPR art. 15(1). What they asked in is no more than the request."""
    asked_in = wrote(workplace, "Wat weet u van mij?")
    made = asks(workplace, Right.ACCESS, Right.ERASURE, tickets=(asked_in.ticket.id,))
    known = answered(workplace, made)
    with workplace.as_() as work:
        assert rights.is_nothing_held(work, known)
        kept = request_letters.tell_nothing_held(work, known.id, known.version)
        now = work.requests.one(made.id)
        address = letter_mail.open_for_mail(work, kept.id)
        assert [one.id for one in request_letters.of_request(work, now)] == [kept.id]
    assert (now.state, {one.result for one in now.rights}) == (RequestState.DONE, {Result.FULFILLED})
    written = "\n".join(map(str, kept.letter.paragraphs))
    assert (kept.letter.kind, kept.letter.to[0]) == (LetterKind.NOTHING_HELD, JAN)
    for part in (
        "geen persoonsgegevens van u",
        REACH,
        "inzage en gegevenswissing",
        "Autoriteit Persoonsgegevens",
    ):
        assert part in written
    assert address.addresses == (REACH,), "it goes by mail to where they are reached"


def test_of_whom_something_is_held_nobody_says_that_nothing_is(workplace: Any) -> None:
    """Clause: R1."""
    wrote(workplace, "Mijn printer doet het niet.")
    known = confirm(workplace, asks(workplace, Right.ACCESS))
    with invalid("Something is held about them"), workplace.as_() as work:
        request_letters.tell_nothing_held(work, known.id, known.version)
    customer = confirm(workplace, ask_for(workplace, anna_in(workplace), Right.ACCESS))
    with invalid("Something is held about them"), workplace.as_() as work:
        rights.answer_nothing_held(work, customer.id, customer.version)


def complained(workplace: Any) -> None:
    with workplace.as_() as work:
        new = NewComplaint("email", RECEIVED, "delay", "Het duurt te lang.", person=JAN, contact=REACH)
        complaints.register(work, new)


@pytest.mark.stores("embedded", "postgresql")
def test_what_each_right_means_is_counted_in_what_came_from_where_they_are_reached(workplace: Any) -> None:
    """Clause: R1, R4; GDPR art. 17(3)(b). A ticket goes, what proves that the law was kept waits for its day."""
    wrote(workplace, "Mijn printer doet het niet.")
    wrote(workplace, "Ik ook.", sender="merel@example.org")
    complained(workplace)
    made = asks(workplace, Right.ERASURE)
    with workplace.as_() as work:
        found = effects.of_request(work, made, Right.ERASURE)
        portable = effects.of_request(work, made, Right.PORTABILITY)
    assert {one.fate for one in portable} == {Fate.NOT}, "there is no contract that it could rest on"
    assert {(str(one.what), one.fate, one.records) for one in found} >= {
        ("Tickets", Fate.NOW, 1),
        ("Messages", Fate.NOW, 1),
        ("Complaints", Fate.HELD, 1),
        ("Rights requests", Fate.HELD, 1),
    }


@pytest.mark.stores("embedded", "postgresql")
def test_the_copy_holds_what_they_wrote_and_masks_others(workplace: Any) -> None:
    """Clause: R1; GDPR art. 15(4). What they are reached by is their own, in whatever spelling."""
    wrote(workplace, f"Schrijf mij op {REACH}, of mijn vrouw op merel@example.org.")
    wrote(workplace, "Ik ben een ander.", sender="merel@example.org")
    complained(workplace)
    scanning.scan_waiting(workplace.doing())
    known = confirm(workplace, asks(workplace, Right.ACCESS, words="Wat weet u van mij?"))
    with workplace.as_() as work:
        made = access.content(work, known.id, Right.ACCESS, reader("nl").tell)
    told = {
        register.name: [str(one.value) for record in register.records for one in record.fields]
        for register in made.registers
    }
    assert made.customer.name == JAN
    report = copies.text(copies.access_report(workplace.policy, made, "nl"))
    assert "Wat wij niet van u hebben" not in report, "their address stands in what they wrote"
    assert "Waarvoor wij gegevens gebruiken" in report
    assert {"tickets", "ticket_messages", "complaints", "rights_requests"} <= set(told)
    (text,) = [one for one in told["ticket_messages"] if "Schrijf mij" in one]
    assert REACH in text and "merel@" not in text
    assert "Ik ben een ander." not in str(told)
    assert "Het duurt te lang." in told["complaints"]


def read_along(workplace: Any) -> int:
    """A ticket of a customer in which somebody without a file wrote first."""
    anna = anna_in(workplace)
    with workplace.as_() as work:
        ticket = add_ticket(work, "T2001", customer=anna.id, sender=REACH)
        add_message(work, ticket, "Ik lees mee.", sender=REACH)
    return ticket


def test_what_they_wrote_in_the_ticket_of_a_customer_proves_nothing(workplace: Any) -> None:
    """Clause: R7."""
    theirs = wrote(workplace, "Mijn printer doet het niet.")
    read_along(workplace)
    with workplace.as_() as work:
        assert work.strangers.messages(REACH) == (theirs.message,)
        assert work.strangers.held(REACH)["tickets"] == (theirs.ticket.id,)


@pytest.mark.stores("embedded", "postgresql")
def test_an_erasure_takes_their_tickets_and_letters_and_leaves_the_others(workplace: Any) -> None:
    """Clause: R4, B1. It needs the second person whom the policy asks for."""
    theirs = wrote(workplace, "Mijn printer doet het niet.").ticket.id
    others = wrote(workplace, "Ik ben een ander.", sender="merel@example.org").ticket.id
    made = asks(workplace, Right.ERASURE)
    of_other = asks(workplace, Right.ERASURE, contact="merel@example.org")
    with workplace.as_() as work:
        request_letters.acknowledge(work, made.id)
        request_letters.acknowledge(work, of_other.id)
    hers = read_along(workplace)
    known = confirm(workplace, made)
    with pytest.raises(Refused, match="second person"), workplace.as_() as work:
        request_letters.erase(work, known.id, known.version)
    with workplace.as_("owner") as work:
        refused = work.audit.page()[0]
    assert (refused.subject, refused.detail) == (None, {"clause": "B1", "doing": "right:erasure"})
    ready = approved(workplace, known)
    with workplace.as_() as work:
        proof, notices = request_letters.erase(work, ready.id, ready.version)
        kept = work.erasing.of_case(made.number)
        now = work.requests.one(made.id)
        assert request_letters.of_request(work, now) == ()
        assert len(request_letters.of_request(work, of_other)) == 1
        written = request_letters.tell_result(work, made.id, "Uw berichten zijn gewist.")
        assert {work.tickets.one(one).id for one in (others, hers)} == {others, hers}
    with pytest.raises(NotFound), workplace.as_() as work:
        work.tickets.one(theirs)
    with workplace.as_("owner") as work:
        (erased,) = (one for one in work.audit.page() if one.event == AuditEvent.CUSTOMER_ERASED)
    assert (erased.subject, erased.detail) == (None, {"case": made.number, "held": 0})
    assert (notices, now.state, now.asked_for(Right.ERASURE).result) == ((), RequestState.DONE, Result.PARTLY)
    assert {str(one.what) for one in proof.erased} >= {"Tickets", "Messages", "Letters"}
    assert kept is not None and kept.gone is None, "the desk has yet to overwrite the bytes"
    assert written.letter.to[0] == JAN
    told = letters.text(written.letter)
    assert "(1): bewaard tot 5-5-2028: verantwoording" in told, "what stays, until when and why"
    assert "Autoriteit Persoonsgegevens" in told and "UAVG" in told
    (own,) = [one for one in proof.held if str(one.what) == "Rights requests"]
    assert own.until == date(2028, 5, 5), "with the erasure the request was closed"


def test_no_byte_of_what_they_wrote_is_left(plain_workplace: Any, tmp_path: Path) -> None:
    """Clause: R4, P3."""
    wrote(plain_workplace, "Mijn printer heet Kluutje en doet het niet.")
    ready = approved(plain_workplace, confirm(plain_workplace, asks(plain_workplace, Right.ERASURE)))
    with plain_workplace.as_() as work:
        rights.erase(work, ready.id, ready.version)
        pending = work.erasing.pending()
    assert plain_workplace.store.scrub()
    with plain_workplace.as_() as work:
        work.erasing.settle(pending)
        erasure = work.erasing.of_case(ready.number)
        assert erasure is not None and erasure.gone is not None
    assert not [file.name for file in tmp_path.iterdir() if b"Kluutje" in file.read_bytes()]


@pytest.mark.parametrize("right", [Right.RECTIFICATION, Right.RESTRICTION, Right.OBJECTION])
def test_what_is_done_to_a_file_waits_until_there_is_one(workplace: Any, right: Right) -> None:
    """Clause: R2, R5, R6."""
    known = confirm(workplace, asks(workplace, right))
    jobs: dict[Right, Any] = {
        Right.RESTRICTION: lambda work: rights.restrict(work, known.id, known.version, "betwist"),
        Right.OBJECTION: lambda work: rights.object_to(work, known.id, known.version, "bezwaar"),
        Right.RECTIFICATION: lambda work: rights.rectify(work, known.id, known.version, None, {}),  # type: ignore[arg-type]
    }
    with invalid("no file to do this to"), workplace.as_() as work:
        jobs[right](work)
    with workplace.as_() as work:
        assert work.requests.one(known.id).asked_for(right).result is None


def test_a_consent_that_was_never_given_can_be_withdrawn_without_a_file(workplace: Any) -> None:
    """Clause: G9; GDPR art. 7(3): it never asks why, nor whose file it is."""
    wrote(workplace, "Mijn printer doet het niet.")
    known = confirm(workplace, asks(workplace, Right.WITHDRAWAL))
    with workplace.as_() as work:
        done = rights.withdraw_consent(work, known.id, known.version).request
    with workplace.as_("owner") as work:
        record = work.audit.page()[0]
    assert (record.event, record.subject) == ("right:carried-out", None)
    assert (done.state, done.rights[0].result) == (RequestState.DONE, Result.FULFILLED)


@pytest.mark.parametrize(
    ("right", "said"),
    [
        (Right.PORTABILITY, "Nothing that is held about them falls under this right."),
        (Right.RESTRICTION, "There is no file to do this to."),
        (Right.OBJECTION, "There is no file to do this to."),
    ],
)
def test_what_falls_under_no_right_is_refused_and_no_file_is_made_for_that(
    workplace: Any, right: Right, said: str
) -> None:
    """Clause: R3, R5, R6, C2; GDPR art. 12(4), 20(1)."""
    wrote(workplace, "Mijn printer doet het niet.")
    known = confirm(workplace, asks(workplace, right))
    with workplace.as_() as work:
        instead = rights.without_file(work, known.id, right)
        clause = "C2" if right is Right.PORTABILITY else "R7"
        assert (instead.allowed, instead.clause) == (False, clause)
        assert str(instead.reason).startswith(said)
        done = request_letters.refuse(
            work, known.id, known.version, right, "U gaf ons niets om mee te nemen."
        )
    assert done.state is RequestState.DONE


@pytest.mark.parametrize("right", Right)
def test_of_whom_nothing_is_held_every_right_is_answered_without_a_file(workplace: Any, right: Right) -> None:
    """Clause: R1–R6, G9."""
    known = confirm(workplace, asks(workplace, right))
    with workplace.as_() as work:
        said = letters.text(request_letters.tell_nothing_held(work, known.id, known.version).letter)
        assert work.requests.one(known.id).state is RequestState.DONE
    assert "niets om in te zien, te verbeteren, over te dragen, te beperken of te wissen" in said
    assert "bezwaar of intrekking" in said


@pytest.mark.stores("embedded", "postgresql")
def test_it_is_this_customer_after_all(workplace: Any) -> None:
    """Clause: R7. Who said that they are somebody else has not shown it; a second person approves anew."""
    anna: CustomerRef = anna_in(workplace)
    earlier = ask_for(workplace, anna, Right.ERASURE)
    known = approved(workplace, confirm(workplace, asks(workplace, Right.ERASURE)))
    with workplace.as_() as work:
        tied = requests.tie(work, known.id, known.version, anna.id)
        assert requests.view(work, tied.id).known_by == ()
    assert tied.customer is not None and tied.customer.id == anna.id
    assert (tied.state, tied.way, tied.duplicate_of) == (RequestState.RECEIVED, None, earlier.number)
    assert tied.rights[0].approved_by == ""
    assert tied.clock.due.day == date(2026, 6, 4), "the clock runs from receipt all the same"
    with pytest.raises(Refused, match="who is asking"), workplace.as_() as work:
        rights.erase(work, tied.id, tied.version)
    with invalid("already known"), workplace.as_() as work:
        requests.tie(work, tied.id, tied.version, anna.id)


def test_a_code_that_was_sent_to_a_stranger_confirms_no_customer(workplace: Any) -> None:
    """Clause: R7. Nor does another one's request lose its own."""
    anna = anna_in(workplace)
    made, other = (asks(workplace, Right.ACCESS, contact=where) for where in (REACH, "merel@example.org"))
    with workplace.as_() as work:
        sent, asked = identity.send_code(work, made.id, made.version, REACH)
        identity.send_code(work, other.id, other.version, "merel@example.org")
        tied = requests.tie(work, made.id, asked.version, anna.id)
        assert work.request_identity.code(other.id) is not None
    with invalid("There is no code yet"), workplace.as_() as work:
        identity.by_code(work, tied.id, tied.version, sent.code)


@pytest.mark.stores("embedded", "postgresql")
def test_who_answered_from_a_registered_contact_point_is_known_already(workplace: Any) -> None:
    """Clause: R7. It is proposed, and nothing is to be asked again."""
    anna: CustomerRef = anna_in(workplace)
    made = asks(workplace, Right.ACCESS, person="A. Zwaluwenburg", contact="zwaluw@example.nl")
    with workplace.as_() as work:
        assert requests.proposed(work, made.id) == anna
        sent, asked = identity.send_code(work, made.id, made.version, "zwaluw@example.nl")
        told = identity.by_code(work, made.id, asked.version, sent.code).request
        tied = requests.tie(work, told.id, told.version, anna.id)
    assert (tied.state, tied.way) == (RequestState.CONFIRMED, IdentityWay.CODE)


def test_once_something_was_done_it_stays_whose_it_was(workplace: Any) -> None:
    """Clause: R7."""
    anna: CustomerRef = anna_in(workplace)
    made = asks(workplace, Right.ACCESS, Right.WITHDRAWAL)
    with workplace.as_() as work:
        now = request_letters.refuse(work, made.id, made.version, Right.WITHDRAWAL, "Er is geen toestemming.")
    with invalid("carried out or refused already"), workplace.as_() as work:
        requests.tie(work, now.id, now.version, anna.id)


def test_an_erased_customer_who_asks_again_is_registered_by_name(workplace: Any) -> None:
    """Clause: R4. What is left can't be tied to them, and the refusal says how it is done."""
    anna: CustomerRef = anna_in(workplace)
    gone = approved(workplace, confirm(workplace, ask_for(workplace, anna, Right.ERASURE)))
    with workplace.as_() as work:
        rights.erase(work, gone.id, gone.version)
    with pytest.raises(NotFound, match="was erased") as raised:
        ask_for(workplace, anna, Right.ACCESS)
    assert "by name" in str(raised.value.todo)
    made = asks(workplace, Right.ACCESS, person="A. Zwaluwenburg", contact="zwaluw@example.nl")
    with workplace.as_() as work:
        assert requests.proposed(work, made.id) is None
        assert rights.is_nothing_held(work, made)


def test_a_customer_of_whom_only_tax_records_are_left_is_registered_by_name(workplace: Any) -> None:
    """Clause: P3, R1; GDPR art. 11. Nobody is known by a random number, and the refusal says how it is done."""
    anna: CustomerRef = anna_in(workplace)
    with workplace.as_() as work:
        (service,) = work.services.of(work.customers.seq_of(anna.id))
        work.services.end(anna.id, service.id, date(2026, 5, 4))
    workplace.clock.pass_by(days=3 * 366)
    with workplace.as_("owner") as work:
        assert retention.forget(work, anna.id).held.keys() == {"D7"}
    with pytest.raises(NotFound, match="only records are left that the law requires") as raised:
        ask_for(workplace, anna, Right.ACCESS, received=workplace.clock.now)
    assert "by name" in str(raised.value.todo) and "accounting software" in str(raised.value.todo)
    made = asks(workplace, Right.ACCESS, received=workplace.clock.now)
    with pytest.raises(NotFound), workplace.as_() as work:
        requests.tie(work, made.id, made.version, anna.id)


def test_one_that_nobody_confirms_closes_with_a_letter_to_the_name(workplace: Any) -> None:
    """Clause: R7, G8."""
    made = asks(workplace, Right.ACCESS)
    with workplace.as_() as work:
        asked = request_letters.ask_identity(work, made.id, made.version)
        assert asked.state is RequestState.IDENTITY_ASKED
    workplace.clock.pass_by(days=70)
    with workplace.as_() as work:
        (letter,) = request_letters.close_unconfirmed(work)
        now = work.requests.one(made.id)
    assert (now.state, letter.letter.kind) == (RequestState.UNCONFIRMED, LetterKind.CLOSED_UNCONFIRMED)
    assert letter.letter.to[0] == JAN


@pytest.mark.stores("embedded", "postgresql")
def test_a_complaint_of_a_stranger_turns_into_a_request_and_back(workplace: Any) -> None:
    """Clause: C1. Name and where they are reached go along."""
    complained(workplace)
    with workplace.as_() as work:
        (found,) = work.complaints.open()
        made = requests.from_complaint(work, found.id, found.version, (Right.ACCESS,))
        view = requests.view(work, made.id)
        assert (made.person, view.contact, view.turned_from) == (JAN, REACH, found.number)
        back = requests.to_complaint(work, made.id, made.version, "delay")
        assert (back.person, work.complaints.said(back.id).contact) == (JAN, REACH)


@pytest.mark.stores("embedded", "postgresql")
def test_where_else_they_are_named_is_told_by_number(workplace: Any) -> None:
    """Clause: R1, R4. What is theirs is no mention; whose registered address it is stands first."""
    anna: CustomerRef = anna_in(workplace)
    wrote(workplace, "Mijn printer doet het niet.")
    elsewhere = wrote(workplace, f"Vraag {JAN} maar.", sender="merel@example.org").ticket
    made = asks(workplace, Right.ACCESS)
    hers = asks(workplace, Right.ACCESS, person="Jemand", contact="zwaluw@example.nl")
    with workplace.as_() as work:
        named = rights.mentions(work, made.id)
        assert (named.unknown, named.of_others, named.files) == ((elsewhere.number,), (), ())
        assert rights.mentions(work, hers.id).files == (anna.number,)
        assert rights.mentions(work, hers.id).requests == (), "her own is no other one"
        for person, contact, files in (
            ("zwaluwenburg, ANNELIESJE".title(), "elders@example.org", ()),
            ("Anneliesje  Zwaluwenburg", "elders@example.org", (anna.number,)),
            ("Zwaluwenburg", "elders@example.org", ()),
            ("Iemand", "06-12345678", (anna.number,)),
            ("Iemand", "w@example.nl", ()),
        ):
            assert work.naming.of_stranger(person, contact).files == files
        assert work.naming.of(anna.id).requests == (hers.number,), "it stays when Anna is erased"


@pytest.mark.stores("embedded", "postgresql")
def test_the_audit_names_nobody(workplace: Any) -> None:
    """Clause: P1. References and counts, never a name or an address."""
    answered(workplace, asks(workplace, Right.ACCESS))
    with workplace.as_("owner") as work:
        records = [(one.subject, dict(one.detail)) for one in work.audit.page()]
    assert BIRD not in str(records).casefold() and "R2026-0001" in str(records)
    assert {subject for subject, _detail in records} == {None}, "nobody has a file"


def test_a_ticket_of_theirs_is_linked_to_the_request(workplace: Any) -> None:
    """Clause: R1, G3."""
    got = wrote(workplace, "Wat weet u van mij?", at=RECEIVED - timedelta(minutes=5))
    made = asks(workplace, Right.ACCESS, tickets=(got.ticket.id,))
    with workplace.as_() as work:
        assert work.ticket_links.to(TicketLink.REQUEST, made.id) == (got.ticket.id,)


@pytest.mark.parametrize(
    ("way", "evidence", "said"),
    [(IdentityWay.ANSWER, "T1042:7", "T1042"), (IdentityWay.CODE_THERE, "phone", "telephone")],
)
def test_the_copy_says_by_what_it_was_known_who_asked(way: str, evidence: str, said: str) -> None:
    """Clause: R1, R7."""
    row = {"evidence": evidence, "way": str(way)}
    assert str(value_of(sample(), "rights_requests", "evidence", row)) == said


@pytest.mark.stores("embedded", "postgresql")
def test_what_went_is_known_again_by_its_number_and_moment(workplace: Any) -> None:
    """Clause: R4. So that what a backup brings back goes again, and nothing that came since."""
    ticket = wrote(workplace, "Mijn printer doet het niet.").ticket
    wrote(workplace, "Ik ben een ander.", sender="merel@example.org")
    made = asks(workplace, Right.ERASURE)
    known: list[str] = []
    with workplace.as_() as work:
        letter = request_letters.acknowledge(work, made.id)
    with pytest.raises(KeyError), workplace.as_() as work:
        work.strangers.erase(work.strangers.held(REACH), made.number)
        known += work.erased
        raise KeyError  # nothing of it was done: that is how it is after a backup
    with workplace.as_() as work:
        assert len(known) == 2, "of nobody else"
        assert rights.erase_tickets_again(work, [f"{ticket.number}@1"]) == 0
        back = work.strangers.come_back(known)
        assert (back["tickets"], back["letters"]) == ([ticket.id], [letter.id])
        assert rights.erase_tickets_again(work, known) == 2
        assert rights.erase_tickets_again(work, known) == 0
