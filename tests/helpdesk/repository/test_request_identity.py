"""What confirms who asks belongs to one request alone, on every store. Clause: R7, B1."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from support.rights import RECEIVED, anna_in, ask_for

from helpdesk.domain.calendar import add
from helpdesk.domain.customer import ContactPoint, CustomerRef
from helpdesk.domain.errors import Invalid
from helpdesk.domain.incoming import Incoming
from helpdesk.domain.requests import CodeOut, IdentityWay, Request, RequestState
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import TicketLink
from helpdesk.repository.case_tables import RequestRow
from helpdesk.tasks import identity, identity_messages, request_letters, requests, tickets

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

POINT, THEIRS = "zwaluw@example.nl", "merel@example.nl"


@pytest.fixture
def hers(workplace: Any) -> Request:
    """A request of Anna."""
    request: Request = ask_for(workplace, anna_in(workplace), Right.ACCESS)
    return request


@pytest.fixture
def theirs(workplace: Any, hers: Request) -> Request:
    """A request of somebody else."""
    merel = {"kind": "person", "family_name": "Merel", "emails": (ContactPoint(THEIRS, "", registered=True),)}
    with workplace.as_() as work:
        other: CustomerRef = work.customers.create(merel)
    request: Request = ask_for(workplace, other, Right.ACCESS)
    return request


@pytest.mark.stores("embedded", "postgresql")
def test_a_code_confirms_the_request_it_was_sent_for_and_no_other(
    workplace: Any, hers: Request, theirs: Request
) -> None:
    """Clause: R7. A wrong one uses up a try of its own request, and what confirms one leaves the other's code."""
    with workplace.as_() as work:
        sent, mine = identity.send_code(work, hers.id, hers.version, POINT)
        other, asked = identity.send_code(work, theirs.id, theirs.version, THEIRS)
    assert [len(one.code) for one in (sent, other)] == [6, 6]
    wrong = f"{(int(other.code) + 1) % 1_000_000:06}"
    with workplace.as_() as work:
        assert identity.by_code(work, theirs.id, asked.version, wrong).tries == identity.TRIES - 1
        left = [work.request_identity.code(each.id).tries for each in (theirs, hers)]
        assert left == [identity.TRIES - 1, identity.TRIES]
        told = identity.by_code(work, hers.id, mine.version, sent.code)
        assert (told.is_right, told.tries, told.request.way) == (True, 0, IdentityWay.CODE)
        assert work.request_identity.code(hers.id) is None
        proof = select(RequestRow.evidence).where(RequestRow.seq == hers.id)
        assert work.connection.execute(proof).scalar_one() == "email"
        assert identity.by_code(work, theirs.id, asked.version, other.code).is_right
    with workplace.as_("owner") as work:
        told_of = [
            one for one in work.audit.page(subject=theirs.subject) if one.event.startswith("identity:")
        ]
    assert [(one.event, one.detail) for one in told_of] == [
        ("identity:confirmed", {"request": theirs.number, "way": "code"}),
        ("identity:failed", {"request": theirs.number, "tries": 4}),
    ]


def test_a_second_code_takes_the_place_of_the_first(workplace: Any, hers: Request) -> None:
    """Clause: R7. There is one at a time, with all of its tries."""
    with workplace.as_() as work:
        first, mine = identity.send_code(work, hers.id, hers.version, POINT)
        told = f"{(int(first.code) + 1) % 1_000_000:06}"
        identity.by_code(work, hers.id, mine.version, told)
        second, mine = identity.send_code(work, hers.id, mine.version, POINT)
        assert work.request_identity.code(hers.id).tries == identity.TRIES
        if first.code != second.code:
            assert not identity.by_code(work, hers.id, mine.version, first.code).is_right
        assert identity.by_code(work, hers.id, mine.version, second.code).is_right


def test_a_code_that_holds_no_more_says_whether_it_expired_or_was_told_wrong(
    workplace: Any, hers: Request
) -> None:
    """Clause: R7. Both are left on the request until another is sent, so that it can be said what became of it."""
    with workplace.as_() as work:
        sent, mine = identity.send_code(work, hers.id, hers.version, POINT)
        code = requests.view(work, hers.id).code
        assert code == CodeOut(5, sent.expires) and code.holds(workplace.clock())
    workplace.clock.pass_by(minutes=10)
    with pytest.raises(Invalid) as late, workplace.as_() as work:
        assert not code.holds(workplace.clock())
        identity.by_code(work, hers.id, mine.version, sent.code)
    with workplace.as_() as work:
        other, mine = identity.send_code(work, hers.id, mine.version, POINT)
        wrong = f"{(int(other.code) + 1) % 1_000_000:06}"
        for _try in range(5):
            identity.by_code(work, hers.id, mine.version, wrong)
    assert "expired" in str(late.value.faults[0].message)
    with pytest.raises(Invalid) as used_up, workplace.as_() as work:
        identity.by_code(work, hers.id, mine.version, other.code)
    assert "no tries left" in str(used_up.value.faults[0].message)


def test_who_knows_one_customer_in_person_vouches_for_nobody_else(
    workplace: Any, hers: Request, theirs: Request
) -> None:
    """Clause: R7. And whoever says so twice is one person."""
    with workplace.as_() as work:
        first = identity.in_person(work, hers.id, hers.version)
        work.request_identity.add_known(hers.id)
        assert work.request_identity.known_by(hers.id) == ("technician-login",)
    with workplace.as_("owner") as work:
        known = identity.in_person(work, theirs.id, theirs.version)
        assert known.state is RequestState.RECEIVED, "only one knows them"
        assert work.request_identity.known_by(theirs.id) == ("owner-login",)
        assert identity.in_person(work, hers.id, first.version).state is RequestState.CONFIRMED
        assert work.request_identity.known_by(hers.id) == ("technician-login", "owner-login")


def test_only_a_request_that_still_waits_for_its_answer_closes_by_itself(
    workplace: Any, hers: Request, theirs: Request
) -> None:
    """Clause: R7. Who was confirmed after being asked is answered, however long it takes; a closed one is over."""
    with workplace.as_() as work:
        mine = identity.ask(work, hers.id, hers.version)
        sent, asked = identity.send_code(work, theirs.id, theirs.version, THEIRS)
        identity.by_code(work, theirs.id, asked.version, sent.code)
    late = add(workplace.policy.requests.unconfirmed, workplace.clock())
    workplace.clock.now = late - timedelta(seconds=1)
    with workplace.as_("privacy-officer") as work:
        assert work.request_identity.never_confirmed() == (), "there is time to answer still"
    workplace.clock.now = late
    with workplace.as_("privacy-officer") as work:
        assert [one.id for one in work.request_identity.never_confirmed()] == [mine.id]
    with workplace.as_() as work:
        assert [letter.case for letter in request_letters.close_unconfirmed(work)] == [hers.number]
        assert work.request_identity.never_confirmed() == ()
        assert [one.id for one in work.requests.open()] == [theirs.id]


def test_a_code_that_is_out_goes_when_its_request_closes_by_itself(workplace: Any, hers: Request) -> None:
    """Clause: R7, P3."""
    with workplace.as_() as work:
        sent, _asked = identity.send_code(work, hers.id, hers.version, POINT)
    workplace.clock.pass_by(days=70)
    with workplace.as_() as work:
        (closed,) = work.request_identity.close_never_confirmed()
        assert (closed.state, closed.closed) == (RequestState.UNCONFIRMED, workplace.clock.now)
        assert work.request_identity.code(hers.id) is None
    with pytest.raises(Invalid), workplace.as_() as work:
        identity.by_code(work, hers.id, closed.version, sent.code)


def test_who_has_no_rights_requests_is_told_of_none_that_was_never_confirmed(
    workplace: Any, hers: Request
) -> None:
    """Clause: B1."""
    with workplace.as_() as work:
        identity.ask(work, hers.id, hers.version)
    workplace.clock.pass_by(days=70)
    with workplace.as_("read-only") as work:
        assert work.request_identity.never_confirmed() == ()


def test_a_message_of_the_very_day_of_the_request_confirms_it(workplace: Any, hers: Request) -> None:
    """Clause: R7. It may be the message in which it was asked."""
    mail = Incoming("email", POINT, "Inzage", "Graag inzage.", RECEIVED - timedelta(minutes=5))
    with workplace.as_() as work:
        got = tickets.receive(work, mail, customer=hers.subject)
        now = identity.by_message(work, hers.id, hers.version, got.message)
    assert (now.state, now.way) == (RequestState.CONFIRMED, IdentityWay.MESSAGE)


@pytest.mark.stores("embedded", "postgresql")
def test_the_messages_that_would_confirm_are_told_those_about_the_request_first(
    workplace: Any, hers: Request
) -> None:
    """Clause: R7. None of before it or from elsewhere; about it is what names it, or lies in a ticket of it."""

    def came(subject: str, text: str, *, minutes: int, sender: str = POINT) -> Any:
        mail = Incoming("email", sender, subject, text, RECEIVED + timedelta(minutes=minutes))
        with workplace.as_() as work:
            return tickets.receive(work, mail, customer=hers.subject)

    came("Van gisteren", "Dag", minutes=-1_440)
    came("Van elders", "Dag", minutes=5, sender="elsewhere@example.org")
    asked_in = came("Inzage", "Graag inzage.", minutes=-5)
    by_number = came(f"Over {hers.number.lower()}", "Dag", minutes=10)
    in_text = came("Antwoord", f"Uw kenmerk: {hers.number}", minutes=20)
    latest = came("Printer", "Hij doet het niet.", minutes=30)
    linked = came("Nog iets", "Dag", minutes=15)
    with workplace.as_() as work:
        work.ticket_links.add(linked.ticket.id, TicketLink.REQUEST, hers.id)
        told = identity_messages.proving(work, hers.id)
    assert [(one.message, one.ticket, one.is_about_it) for one in told] == [
        (in_text.message, in_text.ticket.number, True),
        (linked.message, linked.ticket.number, True),
        (by_number.message, by_number.ticket.number, True),
        (latest.message, latest.ticket.number, False),
        (asked_in.message, asked_in.ticket.number, False),
    ]


@pytest.mark.stores("embedded", "postgresql")
def test_who_looks_how_somebody_can_be_known_is_on_record(workplace: Any, hers: Request) -> None:
    """Clause: R7, B1. Where a code can be sent, and which messages would do."""
    with workplace.as_() as work:
        identity.points(work, hers.id)
        identity_messages.proving(work, hers.id)
    with workplace.as_("owner") as work:
        seen = [one.subject for one in work.audit.page() if one.event == "request:read"]
    assert seen == [hers.subject, hers.subject]


@pytest.mark.parametrize(
    ("sender", "at", "of_another", "why"),
    [
        ("elsewhere@example.org", RECEIVED, False, "did not come from a registered contact point"),
        (THEIRS, RECEIVED, True, "not in a ticket of this customer"),
        (POINT, RECEIVED - timedelta(days=1), False, "older than the request"),
    ],
    ids=["of a stranger", "of somebody else", "of before"],
)
def test_a_message_that_could_be_of_anybody_confirms_nobody(
    workplace: Any, hers: Request, theirs: Request, sender: str, at: datetime, of_another: bool, why: str
) -> None:
    """Clause: R7, G6. Nobody else may pose as the customer."""
    request = theirs if of_another else hers
    mail = Incoming("email", sender, "Inzage", "Graag inzage.", at)
    with workplace.as_() as work:
        got = tickets.receive(work, mail, customer=request.subject)
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        identity.by_message(work, hers.id, hers.version, got.message)
    assert [why in str(fault.message) for fault in invalid.value.faults] == [True]
    with workplace.as_() as work:
        assert work.requests.one(hers.id).state is RequestState.RECEIVED
