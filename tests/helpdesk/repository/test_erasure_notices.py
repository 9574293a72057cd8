"""Whom an erasure or a restriction is told to, and that the notices undo nothing. Clause: R4, R5, P3."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.errors import NotFound, Refused
from helpdesk.domain.letters import KeptLetter, LetterKind
from helpdesk.domain.requests import NewRequest, Request
from helpdesk.domain.rights import Right
from helpdesk.repository.case_tables import ComplaintRow
from helpdesk.tasks import (
    complaints,
    disclosures,
    effects,
    identity,
    letters,
    request_letters,
    requests,
    retention,
    rights,
    services,
    today,
)

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

RECEIVED = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
BIRD = "Zwaluwenburg"


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    return anna_in(workplace)


def anna_in(workplace: Any) -> CustomerRef:
    """A customer with a domain name, so that the registry has her data."""
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create({"kind": "person", "family_name": BIRD, "city": "Huizen"})
        work.open_files.open(ref.id, ("G2", "G3", "G7", "G8"))
        services.add(work, ref.id, "domain", "zwaluw.example.nl", date(2026, 5, 4))
    return ref


def to_the_police(workplace: Any, anna: CustomerRef) -> None:
    """An order of the law: her name went to the authorities too."""
    order = NewDisclosure(
        anna.id, "authorities", ("D1",), "vordering", "PL-1", "letter", "126nd Sv", "meldkamer"
    )
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G2", "G3", "G8"))
        made = disclosures.record(work, order)
    with workplace.as_("privacy-officer") as work:
        disclosures.approve(work, made.id)


def without_reference(workplace: Any, anna: CustomerRef) -> None:
    """Her name went to the registry, who have no reference of their own for that."""
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G2", "G3", "G8"))
        disclosures.record(work, NewDisclosure(anna.id, "registry", ("D1",), "overdracht", "", "email"))


def ready(workplace: Any, customer: CustomerRef, right: Right) -> Request:
    """A request whose gates have been passed."""
    with workplace.as_() as work:
        made = requests.register(work, NewRequest(customer.id, "email", RECEIVED, (right,)))
        made = identity.in_person(work, made.id, made.version)
    with workplace.as_("owner") as work:
        made = identity.in_person(work, made.id, made.version)
    with workplace.as_("privacy-officer") as work:
        return rights.approve(work, made.id, made.version, right)


def erased(workplace: Any, anna: CustomerRef) -> tuple[Request, tuple[KeptLetter, ...]]:
    """Erase her; the request, and the notices that were drafted."""
    made = ready(workplace, anna, Right.ERASURE)
    with workplace.as_() as work:
        _proof, notices = request_letters.erase(work, made.id, made.version)
    return made, notices


def left(work: Any, request: Request) -> Any:
    """What the erasure of a request left."""
    return requests.view(work, request.id).erasure


def steps(workplace: Any, request: Request) -> list[str]:
    with workplace.as_() as work:
        return [one.what for one in work.requests.steps(request.id) if one.what.startswith("notice")]


def test_each_recipient_of_what_is_erased_gets_a_drafted_notice(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4, T2; GDPR art. 19. It says what they got, and is found by their own reference, not by a name."""
    request, (notice,) = erased(workplace, anna)
    said = letters.text(notice.letter)
    assert (notice.letter.kind, notice.case, notice.customer) == (LetterKind.NOTICE, request.number, "")
    assert "zwaluw.example.nl" in said and "V2026-0001" in said
    assert notice.letter.salutation == "Geachte heer, mevrouw,", "a recipient is no person"
    assert "artikel 19 AVG" in said and "Naam en adres" in said
    assert BIRD not in said and anna.number not in said and anna.id not in said
    with workplace.as_() as work:
        (step,) = [one for one in work.requests.steps(request.id) if one.what == "notice:drafted"]
        proof = left(work, request).proof
        name = workplace.policy.recipients["registry"].name.say("nl")
        assert notice.letter.number in step.note and name in step.note
        assert proof.told == (name,), "the customer may ask whom we told"
        assert request_letters.of_request(work, work.requests.one(request.id)) == (notice,)


def test_a_recipient_without_a_reference_of_their_own_reads_the_name_they_got(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4; GDPR art. 19. Without it they could not find whom it is about; the number is ours alone."""
    without_reference(workplace, anna)
    _request, notices = erased(workplace, anna)
    said = [letters.text(one.letter) for one in notices]
    assert [BIRD in one for one in said] == [False, True]
    assert not any(anna.number in one for one in said)


def test_an_authority_with_an_inquiry_of_its_own_is_no_recipient(workplace: Any, anna: CustomerRef) -> None:
    """Clause: T1, R4; GDPR art. 4(9), 19."""
    to_the_police(workplace, anna)
    made = ready(workplace, anna, Right.ERASURE)
    with workplace.as_() as work:
        gone_to = rights.recipients(work, made)
        assert [one.recipient for one in gone_to.told] == ["registry"]
        assert [one.recipient for one in gone_to.not_told] == ["authorities"]
        _proof, notices = request_letters.erase(work, made.id, made.version)
    assert len(notices) == 1


def test_a_notice_goes_once_it_went_out_and_that_they_were_told_stays(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4, P3."""
    request, (notice,) = erased(workplace, anna)
    with workplace.as_() as work:
        work.erasing.settle(work.erasing.pending())
        assert any(notice.letter.number in str(one.what) for one in today.today(work))
        letters.sent(work, notice.id, "email")
        assert work.erasing.pending(), "its bytes are to be overwritten again"
        assert not any(notice.letter.number in str(one.what) for one in today.today(work))
        with pytest.raises(NotFound):
            letters.one(work, notice.id)
    assert steps(workplace, request) == ["notice:drafted", "notice:sent"]


@pytest.mark.stores("embedded", "postgresql")
def test_a_notice_that_never_went_out_goes_when_its_time_is_over(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4, P3. A month, in the sample policy; with whatever else hangs on no file."""
    request, (notice,) = erased(workplace, anna)
    with workplace.as_() as work:
        complaints.register(
            work, NewComplaint("telephone", work.clock(), "delay", "Te laat.", person="Een ander")
        )
        long_ago = datetime(2020, 5, 4, tzinfo=UTC)
        work.connection.execute(update(ComplaintRow).values(received=long_ago, closed=long_ago))
    workplace.clock.now = datetime(2026, 6, 4, 9, 29, tzinfo=UTC)
    with workplace.as_("owner") as work:
        assert not any(one.notices for one in retention.expired(work))
        assert letters.one(work, notice.id) == notice
    workplace.clock.pass_by(minutes=1)
    with workplace.as_("owner") as work:
        assert [(one.cases, one.notices) for one in retention.expired(work)] == [(1, 1)]
        gone = retention.forget(work, "")
        assert (gone.cases, gone.notices) == (1, 1)
        assert not work.letters.to_go_out()
    assert steps(workplace, request) == ["notice:drafted", "notice:expired"]


def test_no_byte_of_a_name_is_left_once_the_notices_went_out(plain_workplace: Any, tmp_path: Path) -> None:
    """Clause: R4, P3."""
    anna = anna_in(plain_workplace)
    without_reference(plain_workplace, anna)
    _request, notices = erased(plain_workplace, anna)
    assert len(notices) == 2
    with plain_workplace.as_() as work:
        for one in notices:
            letters.sent(work, one.id, "letter")
    assert plain_workplace.store.scrub()
    files = [file for file in tmp_path.iterdir() if file.name.startswith("plain.db")]
    assert files
    assert not [file.name for file in files if BIRD.encode() in file.read_bytes()]


def test_who_was_restricted_is_told_to_recipients_without_the_ground(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R5; GDPR art. 18, 19. What they got is what they need to know, not why she asks."""
    made = ready(workplace, anna, Right.RESTRICTION)
    with workplace.as_() as work:
        (notice,) = request_letters.restrict(work, made.id, made.version, "zij betwist dat het klopt")
    said = letters.text(notice.letter)
    assert "Naam en adres" in said and "betwist" not in said


@pytest.mark.stores("embedded", "postgresql")
def test_a_rectification_tells_each_recipient_only_what_they_got(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R2; GDPR art. 19. The registry got no account number."""
    made = ready(workplace, anna, Right.RECTIFICATION)
    with workplace.as_() as work:
        seen = work.customers.file(anna.id)
        raw = {"city": "Blaricum", "iban": "NL91ABNA0417164300"}
        (notice,) = request_letters.rectify(work, made.id, made.version, seen, raw)
    said = letters.text(notice.letter)
    assert ": Huizen → Blaricum" in said
    assert "ABNA" not in said


@pytest.mark.stores("embedded", "postgresql")
def test_what_somebody_is_writing_and_links_go_with_who_is_erased(workplace: Any, anna: CustomerRef) -> None:
    """A draft in a ticket of theirs, of whomever, and one that names them; what leads to it. Clause: R4, P3."""
    from helpdesk.domain.incoming import NewTicket
    from helpdesk.domain.tickets import TicketLink
    from helpdesk.tasks import ticket_changes, tickets

    made = ready(workplace, anna, Right.ERASURE)
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G2", "G3"))
        hers = tickets.create(work, NewTicket("telephone", "Mail", "Geen mail", customer=anna.id))
        other = tickets.create(work, NewTicket("email", "Mail", "Geen mail", sender="x@example.org"))
        for ticket in (hers.id, other.id):
            work.drafts.save(f"ticket:{ticket}:out", "{'text': 'Beste'}")
        work.drafts.save("complaint:new", f"{{'customer': '{anna.id}'}}")
        ticket_changes.link(work, other.id, TicketLink.TICKET, hers.id)
    with workplace.as_() as work:
        rights.erase(work, made.id, made.version)
        left = work.connection.execute(text("select form from drafts")).scalars().all()
        links = work.connection.execute(text("select count(*) from ticket_links")).scalar_one()
    assert (left, links) == ([f"ticket:{other.id}:out"], 0)


def test_an_erasure_is_previewed_in_one_order(workplace: Any, anna: CustomerRef) -> None:
    """Categories of the statement, then correspondence, then proof. Clause: R4."""
    made = ready(workplace, anna, Right.ERASURE)
    with workplace.as_() as work:
        request_letters.acknowledge(work, made.id)
        told = effects.effects(work, anna.id, Right.ERASURE)
    categories = [one.category for one in told]
    statement = [one for one in categories if one.startswith("D")]
    assert statement == sorted(statement)
    assert categories[: len(statement)] == statement
    assert categories[len(statement) :] == sorted(
        categories[len(statement) :], key=["correspondence", "accountability"].index
    )


def test_an_erasure_stays_pending_until_its_bytes_are_gone(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4, P3."""
    request, _notices = erased(workplace, anna)
    with workplace.as_() as work:
        assert work.erasing.waiting() == (request.number,)
        erasure = left(work, request)
        assert (erasure.gone, erasure.proof.is_scrubbed) == (None, False)
        assert any("still reads the old bytes" in str(one.what) for one in today.today(work))
        work.erasing.settle(work.erasing.pending())
        erasure = left(work, request)
        assert (erasure.gone, erasure.proof.is_scrubbed) == (workplace.clock.now, True)
        assert not any("still reads the old bytes" in str(one.what) for one in today.today(work))
        assert work.erasing.pending() == ()
    with workplace.as_("owner") as work:
        assert "erasure:gone" in [one.event for one in work.audit.page(limit=3)]


@pytest.mark.stores("embedded", "postgresql")
def test_cases_of_somebody_who_was_erased_in_part_name_nobody(workplace: Any, anna: CustomerRef) -> None:
    """Not by the random id either, which is no customer's number. Clause: R4."""
    from helpdesk.domain.complaints import NewComplaint
    from helpdesk.domain.consent import ConsentEventKind
    from helpdesk.tasks import complaints, consents

    with workplace.as_() as work:
        complaints.register(work, NewComplaint("telephone", RECEIVED, "delay", "Te laat.", customer=anna.id))
        consents.record(work, anna.id, "G9-newsletter", ConsentEventKind.GIVEN, how="email", evidence="T1001")
    request, _notices = erased(workplace, anna)
    with workplace.as_("owner") as work:
        ref = work.customers.ref(anna.id)
        assert ref.is_erased and str(ref.shown_number) == "erased customer"
        assert work.complaints.open()[0].customer is None
        assert work.requests.one(request.id).customer is None
        assert work.disclosures.all()[0].customer is None


@pytest.mark.stores("embedded", "postgresql")
def test_somebody_who_was_erased_and_asks_again_is_told_so(workplace: Any, anna: CustomerRef) -> None:
    """Also while the law still holds something, which is not tied to a person any more. Clause: R4."""
    from decimal import Decimal

    from helpdesk.domain.customer import Invoice

    with workplace.as_() as work:
        invoice = Invoice("2026-0012", date(2026, 5, 10), date(2026, 6, 10), Decimal(50))
        work.services.add_invoice(anna.id, invoice)
    request, _notices = erased(workplace, anna)
    with workplace.as_() as work:
        assert work.customers.ref(anna.id).is_erased
        assert not work.customers.find(BIRD.lower())
    with pytest.raises(NotFound) as told, workplace.as_() as work:
        requests.register(work, NewRequest(anna.id, "email", RECEIVED, (Right.ACCESS,)))
    assert "erased" in str(told.value) and request.number in str(told.value.todo)
    with workplace.as_() as work:  # as a customer of today they may ask whatever they like
        again = work.customers.create({"kind": "person", "family_name": BIRD})
        later = workplace.clock.now
        assert (
            requests.register(work, NewRequest(again.id, "email", later, (Right.ACCESS,))).customer == again
        )
        work.connection.execute(text("update customers set number = '10001' where id = :id"), {"id": anna.id})
        assert work.erasing.come_back([anna.id]) == (anna.id,), "as a backup that was put back brings them"
        assert work.erasing.case_of(anna.id) == ""
        work.erasing.erase_again(anna.id, ())
        assert work.erasing.case_of(anna.id) == request.number


@pytest.mark.stores("embedded", "postgresql")
def test_an_erasure_says_whose_session_it_waits_for(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4, G4. It is possible as soon as that is over."""
    made = ready(workplace, anna, Right.ERASURE)
    values = {"way": "teamviewer", "system": "", "asked_host": "", "purposes": "G4", "reason": "x"}
    with workplace.as_("owner") as work:
        session = work.sessions.begin(anna.id, {**values, "agreed": "phone"})
    with pytest.raises(Refused, match="by The owner") as refused, workplace.as_() as work:
        request_letters.erase(work, made.id, made.version)
    assert "Nothing was erased" in str(refused.value.decision.remedy)
    with workplace.as_() as work:
        assert work.customers.ref(anna.id) == anna
        assert not work.letters.to_go_out(), "no notice of what was not done"
    workplace.clock.pass_by(minutes=5)
    with workplace.as_("owner") as work:
        work.connection.execute(text("update sessions set ended = started"))
        assert session
    with workplace.as_() as work:
        request_letters.erase(work, made.id, made.version)
        assert work.erasing.is_erased(anna.id)
