"""Tickets on every store: opening, writing, states, moving and merging, finding, and forgetting. Clause: G3, D9, P2."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from helpdesk.domain.customer import ContactPoint, CustomerRef
from helpdesk.domain.errors import FileNotOpen, Invalid, NotFound, Refused
from helpdesk.domain.incoming import Belonging, Incoming, IncomingFile, NewTicket
from helpdesk.domain.tickets import (
    Delivery,
    Direction,
    Priority,
    Ticket,
    TicketChanged,
    TicketFilter,
    TicketLink,
    TicketState,
    Which,
)
from helpdesk.policy.model import Job
from helpdesk.tasks import senders, technicians, tickets

SENT = datetime(2026, 5, 3, 20, 0, tzinfo=UTC)


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create(
            {
                "kind": "person",
                "family_name": "Meulen",
                "emails": (ContactPoint("anna@example.nl", "", registered=True),),
                "phones": (ContactPoint("+31612345678", "", registered=True),),
            }
        )
        work.services.add(ref.id, "support", "", date(2024, 1, 1))
    return ref


@pytest.fixture
def bram(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        points = (ContactPoint("bram@example.org", "", registered=False),)
        ref: CustomerRef = work.customers.create({"kind": "person", "family_name": "Bos", "emails": points})
    return ref


def mail(**other: Any) -> Incoming:
    values: dict[str, Any] = {
        "channel": "email",
        "sender": "Anna Meulen <anna@example.nl>",
        "subject": "Printer doet niets",
        "text": "De webmailbox en de printer doen het niet.\r\nGroet, Anna",
        "at": SENT,
        "message_id": "<1@example.nl>",
    }
    return Incoming(**values | other)


def received(workplace: Any, customer: CustomerRef | None = None, **other: Any) -> Ticket:
    with workplace.as_() as work:
        return tickets.receive(work, mail(**other), customer=customer.id if customer else None).ticket


def opened(workplace: Any, customer: CustomerRef, *purposes: str) -> None:
    with workplace.as_() as work:
        work.open_files.open(customer.id, purposes or ("G3",))


def reply(work: Any, ticket: Ticket, text: str, channel: str) -> str:
    """What is kept of a reply."""
    kept = tickets.reply(work, ticket.id, text, channel=channel, recipients="anna@example.nl").message
    assert kept is not None
    return kept.text


def events(workplace: Any, subject: str | None = None) -> list[str]:
    with workplace.as_("owner") as work:
        return [record.event for record in work.audit.page(subject=subject)]


def test_a_message_that_came_in_is_read_whole_with_what_came_along(workplace: Any, anna: CustomerRef) -> None:
    """Clause: G3, R7."""
    ticket = received(
        workplace, anna, files=(IncomingFile("../../etc/passwd", "image/png", b"\x89PNG\0abc"),)
    )
    opened(workplace, anna)
    with workplace.as_() as work:
        view = tickets.open_ticket(work, ticket.id)
        (message,) = view.messages
        (file,) = message.attachments
        _, content = tickets.read_attachment(work, file.id)
    assert (ticket.number, ticket.state, ticket.customer) == ("T1001", TicketState.NEW, anna)
    assert message.text == "De webmailbox en de printer doen het niet.\nGroet, Anna"
    assert (message.at, message.is_registered, message.scanned) == (SENT, True, False)
    assert (file.name, file.media_type, file.size, content) == ("passwd", "image/png", 8, b"\x89PNG\0abc")
    assert TicketState.SOLVED in view.next
    assert events(workplace, anna.id)[:2] == ["attachment:read", "ticket:read"]


def test_a_ticket_opens_only_with_the_file_for_a_purpose_of_tickets(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P2, G3."""
    ticket = received(workplace, anna)
    for purposes in ((), ("G7",)):
        if purposes:
            opened(workplace, anna, *purposes)
        with pytest.raises(FileNotOpen), workplace.as_() as work:
            tickets.open_ticket(work, ticket.id)
        with pytest.raises(FileNotOpen), workplace.as_() as work:
            tickets.reply(work, ticket.id, "Hallo")
    opened(workplace, anna, "G5")
    with workplace.as_() as work:
        assert tickets.open_ticket(work, ticket.id).ticket == ticket


def test_find_by_fragment_and_by_number(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P2."""
    first = received(workplace, anna)
    second = received(workplace, None, sender="x@example.com", message_id="<2@x>", text="Mailbox vol")
    with workplace.as_() as work:
        assert [one.id for one in tickets.find(work, "mailbox")] == [second.id, first.id]
        assert [one.id for one in tickets.find(work, "MAILBOX Anna")] == [first.id]
        assert [one.id for one in tickets.find(work, "t1002")] == [second.id]
        assert tickets.find(work, "zeppelin") == ()


def test_what_is_found_says_where_there_is_more_and_each_ticket_comes_once(workplace: Any) -> None:
    """Clause: P2. Also where the newest messages with a word are all of one ticket."""
    with workplace.as_() as work:
        made = [
            tickets.create(work, NewTicket("telephone", f"Printer {number}", "Stuk", sender="Jan")).id
            for number in range(4)
        ]
    for number in range(12):
        with workplace.as_() as work:
            tickets.note(work, made[2], f"De printer weer, keer {number}")
    with workplace.as_() as work:
        newest_first = [made[2], made[3], made[1], made[0]]
        found = tickets.find(work, "printer")
        assert ([one.id for one in found], found.more) == (newest_first, False)
        for limit, there in ((4, 4), (3, 3), (2, 1), (1, 1)):
            found = tickets.find(work, "printer", limit)
            assert ([one.id for one in found], found.more) == (newest_first[:there], limit < 4), limit


def test_lists_by_filter_and_page(workplace: Any, anna: CustomerRef) -> None:
    one = received(workplace, anna)
    workplace.clock.pass_by(minutes=1)
    two = received(workplace, None, message_id="<2@x>")
    opened(workplace, anna)

    def listed(**wanted: Any) -> list[int]:
        with workplace.as_() as work:
            return [ticket.id for ticket in tickets.list_tickets(work, TicketFilter(**wanted))]

    assert listed() == [two.id, one.id]
    assert listed(by_target=True) == [one.id, two.id]
    assert listed(customer=anna.number) == [one.id]
    assert listed(which=Which.MINE) == []
    with workplace.as_() as work:
        tickets.take(work, one.id, one.version)
    assert listed(which=Which.MINE) == [one.id]
    assert listed(which=Which.UNOWNED) == [two.id]
    workplace.clock.pass_by(days=4)
    assert listed(which=Which.OVERDUE, by_target=True) == [one.id, two.id]
    with workplace.as_() as work:
        page = tickets.list_tickets(work, TicketFilter())
        assert [t.id for t in tickets.list_tickets(work, TicketFilter(), page[0])] == [page[1].id]
        soonest = TicketFilter(by_target=True)
        assert [t.id for t in tickets.list_tickets(work, soonest, page[1])] == [page[0].id]
        assert tickets.list_tickets(work, soonest, page[0]) == ()


def _listed(workplace: Any, role: str = "technician", **wanted: Any) -> tuple[Ticket, ...]:
    with workplace.as_(role) as work:
        return tickets.list_tickets(work, TicketFilter(**wanted))


# --- the guard ---


def test_a_list_shows_the_outside_of_a_letter_until_the_file_is_open(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P2, D9."""
    subject = "Bsn 999911120 en anna@example.nl: wat moet ik nu toch met dit formulier"
    received(workplace, anna, subject=subject)
    received(workplace, None, subject=subject, message_id="<2@x>")
    unknown, known = _listed(workplace)
    assert known.subject == "Bsn … en … wat moet ik nu toch met dit…"
    assert unknown.subject == subject
    opened(workplace, anna, "G7")
    assert _listed(workplace)[1].subject == known.subject
    opened(workplace, anna)
    assert _listed(workplace)[1].subject == subject


def test_under_a_restriction_what_comes_in_is_kept_and_nothing_is_read_or_answered_r5(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R5, P2."""
    ticket = received(workplace, anna, text="Ik heb een klacht over fiets")
    opened(workplace, anna)
    with workplace.as_("owner") as work:
        work.standings.restrict(anna.id, "accuracy", "R-1")
    calls: tuple[Any, ...] = (
        lambda work: tickets.open_ticket(work, ticket.id),
        lambda work: tickets.reply(work, ticket.id, "Hallo"),
        lambda work: tickets.note(work, ticket.id, "Gebeld"),
        lambda work: tickets.set_state(work, ticket.id, ticket.version, TicketState.SOLVED),
    )
    for call in calls:
        with pytest.raises(Refused) as refused, workplace.as_() as work:
            call(work)
        assert refused.value.decision.clause == "R5"
    again = received(workplace, anna, message_id="<2@x>", text="En nu nog iets over fiets")
    new = NewTicket("telephone", "Belde nog eens", "Zei dat de fiets weg is", customer=anna.id)
    with workplace.as_() as work:
        tickets.create(work, new)
        assert tickets.find(work, "fiets") == ()
    assert [one.subject for one in _listed(workplace)] == ["", "", ""]
    assert again.customer == anna
    with workplace.as_("owner") as work:
        assert len(tickets.find(work, "fiets")) == 3
        work.standings.lift(anna.id, "restriction")
    with workplace.as_() as work:
        assert tickets.open_ticket(work, ticket.id).ticket.customer == anna


def test_tickets_rest_on_claims_after_the_contract_and_an_objection_stops_that_r6(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R6, G3."""
    ticket = received(workplace, anna)
    opened(workplace, anna)
    with workplace.as_("owner") as work:
        (service,) = work.services.of(work.services.seq_of(anna.id))
        work.services.end(anna.id, service.id, date(2026, 4, 1))
    with workplace.as_() as work:
        assert tickets.open_ticket(work, ticket.id).ticket.id == ticket.id
    with workplace.as_("owner") as work:
        work.standings.object(anna.id, "own situation")
    with pytest.raises(Refused) as refused, workplace.as_() as work:
        tickets.open_ticket(work, ticket.id)
    assert refused.value.decision.clause == "R6"


def test_a_role_without_the_job_sees_no_ticket_b1(workplace: Any, anna: CustomerRef) -> None:
    """Clause: B1."""
    ticket = received(workplace, None)
    calls: tuple[Any, ...] = (
        lambda work: tickets.list_tickets(work, TicketFilter()),
        lambda work: tickets.find(work, "printer"),
        lambda work: tickets.open_ticket(work, ticket.id),
        lambda work: tickets.receive(work, mail(message_id="<2@x>")),
        lambda work: senders.whose(work, "anna@example.nl"),
        lambda work: technicians.colleagues(work, Job.TICKETS),
        lambda work: tickets.linked_from(work, TicketLink.SESSION, 1),
    )
    for call in calls:
        with pytest.raises(Refused), workplace.as_("read-only") as work:
            call(work)


# --- writing ---


def test_what_is_pasted_is_kept_whole(workplace: Any) -> None:
    """Clause: G3."""
    text = "regel met een \0 en een \ud800 erin\r\n" * 40_000
    with workplace.as_() as work:
        new = NewTicket("whatsapp", "Groot", text, sender="06-12345678", priority=Priority.HIGH)
        ticket = tickets.create(work, new)
        (message,) = tickets.open_ticket(work, ticket.id).messages
    assert message.text == "regel met een  en een ? erin\n" * 40_000
    assert (ticket.priority, ticket.target, ticket.customer) == (
        Priority.HIGH,
        workplace.clock.now.replace(day=5),
        None,
    )


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        (NewTicket("email", "", "x"), {"subject", "sender"}),
        (NewTicket("pigeon", "x" * 301, "x", sender="a"), {"subject", "channel"}),
        (NewTicket("email", "x", "x", sender="a", direction=Direction.OUT), {"direction"}),
    ],
)
def test_every_fault_of_a_new_ticket_is_named_at_once(
    workplace: Any, wrong: NewTicket, fields: set[str]
) -> None:
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        tickets.create(work, wrong)
    assert {fault.field for fault in invalid.value.faults} == fields
    assert _listed(workplace) == ()


def test_a_reply_by_mail_waits_to_be_handed_on(workplace: Any, anna: CustomerRef) -> None:
    """Clause: G3."""
    ticket = received(workplace, anna)
    opened(workplace, anna)
    with workplace.as_() as work:
        sent = tickets.reply(work, ticket.id, "Zet hem uit en aan.", then=TicketState.WAITING).message
        now = tickets.open_ticket(work, ticket.id)
    assert sent is not None
    assert (sent.direction, sent.delivery, sent.recipients) == (
        Direction.OUT,
        Delivery.WAITING,
        "Anna Meulen <anna@example.nl>",
    )
    assert (sent.subject, sent.author, sent.scanned) == ("Re: Printer doet niets", "technician-login", True)
    assert now.ticket.state is TicketState.WAITING
    assert now.messages[-1].author_name == "The technician"
    with workplace.as_() as work:
        gone = work.messages.deliver(sent.id, Delivery.FAILED, "no route")
    assert (gone.delivery, gone.delivery_detail) == (Delivery.FAILED, "no route")


def test_a_reply_needs_a_text_and_somebody_to_go_to(workplace: Any) -> None:
    ticket = received(workplace, None, channel="facebook", sender="Jan Jansen")
    with workplace.as_() as work:
        said = tickets.reply(work, ticket.id, "Dag Jan").message
        assert said is not None
        assert (said.delivery, said.recipients) == (Delivery.NONE, "Jan Jansen")
        for text, channel, field in (
            (" \n", "", "text"),
            ("x", "email", "recipients"),
            ("x", "pigeon", "channel"),
        ):
            with pytest.raises(Invalid) as invalid:
                tickets.reply(work, ticket.id, text, channel=channel)
            assert invalid.value.faults[0].field == field


def test_a_mail_that_points_to_somebody_elses_site_carries_the_note_in_their_language_w1(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: W1, G3. The company's own sites and hers are no other's, and what is only said carries nothing."""
    note = {"nl": "Dit bericht verwijst naar een site", "en": "This message links to somebody"}
    ticket = received(workplace, anna)
    opened(workplace, anna, "G2", "G3")
    with workplace.as_() as work:
        work.services.add(anna.id, "domain", "anna.example.net", date(2026, 1, 1))
        said = [
            reply(work, ticket, text, channel)
            for text, channel in (
                ("Zie https://example.org/hulp.", "email"),
                ("Uw www.anna.example.net werkt weer, zie broserve.nl.", "email"),
                ("Zie example.org.", "telephone"),
            )
        ]
        seen = work.customers.file(anna.id)
        work.customers.change(anna.id, seen.version, {"language": "en"})
        english = reply(work, ticket, "See example.org.", "email")
        again = reply(work, ticket, english, "email")
    assert said[0].startswith(f"Zie https://example.org/hulp.\n\n{note['nl']}")
    assert said[1] == "Uw www.anna.example.net werkt weer, zie broserve.nl."
    assert said[2] == "Zie example.org."
    assert note["en"] in english and again == english


@pytest.mark.parametrize("job", [tickets.note, tickets.reply])
def test_a_secret_of_ours_is_kept_only_when_somebody_says_so_b6(workplace: Any, job: Any) -> None:
    """Clause: B6."""
    ticket = received(workplace, None)
    text = "Nieuw wachtwoord: Zomer!2026x voor de mail"
    with workplace.as_() as work:
        asked = job(work, ticket.id, text)
        assert asked.message is None
        assert [text[one.start : one.end] for one in asked.secrets] == ["Zomer!2026x"]
        assert len(tickets.open_ticket(work, ticket.id).messages) == 1
        kept = job(work, ticket.id, text, keep_secrets=False).message
        assert kept.text == "Nieuw wachtwoord: [removed: password] voor de mail"
        assert job(work, ticket.id, text, keep_secrets=True).message.text == text


def test_mail_to_a_customer_goes_to_a_registered_address_where_that_may_be_seen(workplace: Any) -> None:
    """Clause: D3, P2."""
    points = (ContactPoint("oud@example.nl"), ContactPoint("anna@example.nl", registered=True))
    with workplace.as_() as work:
        anna = work.customers.create({"family_name": "Meulen", "emails": points})
    of_anna, of_nobody = received(workplace, anna), received(workplace, None, message_id="<2@x>")
    with workplace.as_() as work:
        assert tickets.mail_address(work, of_nobody.id) == ""
        with pytest.raises(FileNotOpen):
            tickets.mail_address(work, of_anna.id)
    opened(workplace, anna)
    with workplace.as_() as work:
        assert tickets.mail_address(work, of_anna.id) == "anna@example.nl"


def test_a_text_module_is_filled_in(workplace: Any, anna: CustomerRef) -> None:
    ticket = received(workplace, anna)
    opened(workplace, anna)
    with workplace.as_() as work:
        text = tickets.module_text(work, ticket.id, "received", "en")
        assert text.startswith("Dear Meulen,\n")
        assert ticket.number in text and text.endswith("The technician")
        assert tickets.module_text(work, ticket.id, "received").startswith("Beste Meulen,")
        with pytest.raises(NotFound):
            tickets.module_text(work, ticket.id, "nothing")


# --- the same message, and reopening ---


def test_the_same_message_twice_is_one(workplace: Any, anna: CustomerRef) -> None:
    """Clause: G3."""
    with workplace.as_() as work:
        first = tickets.receive(work, mail())
        again = tickets.receive(work, mail(text="with a footer of the list"))
        without = tickets.receive(work, mail(message_id="", text="Zonder nummer"))
        same = tickets.receive(work, mail(message_id="", text="Zonder nummer", sender="ANNA@example.nl"))
        other = tickets.receive(work, mail(message_id="", text="Nog iets"))
    assert (again.is_new, again.message, again.ticket.id) == (False, first.message, first.ticket.id)
    assert (without.is_new, same.is_new, other.is_new) == (True, False, True)
    assert len(_listed(workplace)) == 3


@pytest.mark.parametrize("state", [TicketState.WAITING, TicketState.SOLVED, TicketState.CLOSED])
def test_a_new_message_opens_a_ticket_again(workplace: Any, state: TicketState) -> None:
    ticket = received(workplace, None)
    with workplace.as_() as work:
        done = tickets.set_state(work, ticket.id, ticket.version, state)
    assert (done.done is not None) == state.is_done
    workplace.clock.pass_by(days=10)
    with workplace.as_() as work:
        now = tickets.receive(work, mail(message_id="<2@x>"), ticket=ticket.id).ticket
    assert (now.state, now.done, now.changed) == (TicketState.OPEN, None, workplace.clock.now)
    assert now.target is not None and now.target > workplace.clock.now


def test_states_that_can_not_follow_are_neither_offered_nor_taken(workplace: Any) -> None:
    ticket = received(workplace, None)
    with workplace.as_() as work:
        closed = tickets.set_state(work, ticket.id, ticket.version, TicketState.CLOSED)
        assert tickets.open_ticket(work, ticket.id).next == (TicketState.OPEN,)
        with pytest.raises(Invalid):
            tickets.set_state(work, ticket.id, closed.version, TicketState.WAITING)


def test_who_acts_on_an_old_picture_is_told(workplace: Any) -> None:
    ticket = received(workplace, None)
    with workplace.as_() as work:
        tickets.receive(work, mail(message_id="<2@x>"), ticket=ticket.id)
    calls: tuple[Any, ...] = (
        lambda work: tickets.take(work, ticket.id, ticket.version),
        lambda work: tickets.set_state(work, ticket.id, ticket.version, TicketState.SOLVED),
        lambda work: tickets.set_state(work, ticket.id, ticket.version, TicketState.NEW),
        lambda work: tickets.set_priority(work, ticket.id, ticket.version, Priority.URGENT),
        lambda work: tickets.set_target(work, ticket.id, ticket.version, work.clock()),
    )
    for call in calls:
        with pytest.raises(TicketChanged) as changed, workplace.as_() as work:
            call(work)
        assert changed.value.theirs.version == ticket.version + 1
    with workplace.as_() as work:
        taken = tickets.take(work, ticket.id, ticket.version + 1)
        assert (taken.owner, taken.owner_name) == ("technician-login", "The technician")
        urgent = tickets.set_priority(work, ticket.id, taken.version, Priority.URGENT)
        assert urgent.target == urgent.opened.replace(hour=urgent.opened.hour + 4)
        assert tickets.assign(work, ticket.id, urgent.version, "").owner == ""


# --- links, moving, merging ---


def test_links_are_seen_from_both_ends(workplace: Any) -> None:
    one, two = received(workplace, None), received(workplace, None, message_id="<2@x>")
    with workplace.as_() as work:
        tickets.link(work, one.id, TicketLink.TICKET, two.id)
        tickets.link(work, two.id, TicketLink.TICKET, one.id)
        tickets.link(work, one.id, TicketLink.COMPLAINT, 7)
        there = tickets.open_ticket(work, two.id).links
        assert [(link.kind, link.number) for link in there] == [(TicketLink.TICKET, one.number)]
        assert [one.id for one in tickets.linked_from(work, TicketLink.COMPLAINT, 7)] == [one.id]
        assert tickets.unlink(work, two.id, there[0].id).links == ()
        assert len(tickets.open_ticket(work, one.id).links) == 1
        with pytest.raises(Invalid):
            tickets.link(work, one.id, TicketLink.TICKET, one.id)
        with pytest.raises(NotFound):
            tickets.link(work, one.id, TicketLink.SESSION, 99)


def test_a_message_moves_to_the_ticket_it_belongs_to(
    workplace: Any, anna: CustomerRef, bram: CustomerRef
) -> None:
    """Clause: R7, P2."""
    wrong, right = received(workplace, anna), received(workplace, bram, message_id="<2@x>")
    with workplace.as_() as work:
        stray = tickets.receive(work, mail(message_id="<3@x>"), ticket=right.id).message
    opened(workplace, bram)
    with pytest.raises(FileNotOpen), workplace.as_() as work:
        tickets.move_message(work, stray, wrong.id)
    opened(workplace, anna)
    with workplace.as_() as work:
        view = tickets.move_message(work, stray, wrong.id)
        assert [(one.id, one.is_registered) for one in view.messages][-1] == (stray, True)
        assert len(tickets.open_ticket(work, right.id).messages) == 1
        (left,) = tickets.open_ticket(work, right.id).messages
        with pytest.raises(Invalid):
            tickets.move_message(work, left.id, wrong.id)
    assert events(workplace, anna.id).count("message:moved") == 1


def test_of_two_merged_tickets_one_says_where_it_went(workplace: Any) -> None:
    one, two = received(workplace, None), received(workplace, None, message_id="<2@x>")
    three = received(workplace, None, message_id="<3@x>")
    with workplace.as_() as work:
        tickets.link(work, one.id, TicketLink.TICKET, three.id)
        tickets.link(work, one.id, TicketLink.TICKET, two.id)
        version = tickets.by_number(work, one.number).version
        into = tickets.merge(work, one.id, version, two.id)
        assert len(into.messages) == 2
        assert [link.number for link in into.links] == [three.number]
        gone = tickets.open_ticket(work, one.id)
        assert (gone.messages, gone.merged_into, gone.next) == ((), two.number, ())
        late = tickets.receive(work, mail(message_id="<4@x>"), ticket=one.id)
        assert late.ticket.id == two.id
        assert senders.belongs(work, "anna@example.nl", one.number).joins == tickets.by_number(
            work, two.number
        )
        for ticket, target in ((three, three), (three, one)):
            with pytest.raises(Invalid):
                tickets.merge(work, ticket.id, 1, target.id)


def test_what_waits_for_us_opens_the_ticket_that_it_goes_to(workplace: Any) -> None:
    """Clause: G3. In a closed ticket nobody would look for it."""
    one, two = (received(workplace, None, message_id=f"<{number}@x>") for number in (1, 2))
    with workplace.as_() as work:
        tickets.set_state(work, two.id, two.version, TicketState.CLOSED)
        stray = tickets.receive(work, mail(message_id="<3@x>"), ticket=one.id).message
    workplace.clock.pass_by(days=3)
    with workplace.as_() as work:
        now = tickets.move_message(work, stray, two.id).ticket
        assert (now.state, now.done) == (TicketState.OPEN, None)
        assert now.target is not None and now.target > work.clock()
        solved = tickets.set_state(work, two.id, now.version, TicketState.SOLVED)
        assert solved.done is not None
        merged = tickets.merge(work, one.id, tickets.by_number(work, one.number).version, two.id).ticket
        assert (merged.state, merged.done) == (TicketState.OPEN, None)


def test_what_was_dealt_with_opens_nothing(workplace: Any) -> None:
    one, two = (received(workplace, None, message_id=f"<{number}@x>") for number in (1, 2))
    with workplace.as_() as work:
        solved = [tickets.set_state(work, each.id, each.version, TicketState.SOLVED) for each in (one, two)]
        merged = tickets.merge(work, one.id, solved[0].version, two.id).ticket
        assert merged.state is TicketState.SOLVED


# --- whose is it? ---


def test_whose_a_sender_is_takes_a_registered_contact_point_r7(
    workplace: Any, anna: CustomerRef, bram: CustomerRef
) -> None:
    """Clause: R7."""
    with workplace.as_() as work:
        assert senders.whose(work, "A. Meulen <ANNA@example.nl>") == anna
        assert senders.whose(work, "06 1234 5678") == anna
        assert senders.whose(work, "bram@example.org") is None
        assert senders.whose(work, "stranger@example.com") is None
        points = (ContactPoint("anna@example.nl", "", registered=True),)
        work.customers.create({"family_name": "Meulen-Bos", "emails": points})
        assert senders.whose(work, "anna@example.nl") is None


def test_a_stranger_who_quotes_a_number_does_not_join_that_ticket_r7(
    workplace: Any, anna: CustomerRef, bram: CustomerRef
) -> None:
    """Clause: R7, G6."""
    hers = received(workplace, anna)
    unknown = received(workplace, None, message_id="<2@x>", sender="Zoe <zoe@example.com>")
    with workplace.as_() as work:
        joins = {
            (sender, quoted.number): senders.belongs(work, sender, quoted.number)
            for sender in ("anna@example.nl", "bram@example.org", "ZOE@example.com", "06-12345678")
            for quoted in (hers, unknown)
        }
        assert senders.belongs(work, "anna@example.nl", "T9999") == senders.belongs(work, "anna@example.nl")
    assert {key for key, found in joins.items() if found.joins} == {
        ("anna@example.nl", hers.number),
        ("06-12345678", hers.number),
        ("ZOE@example.com", unknown.number),
    }
    assert joins["bram@example.org", hers.number] == Belonging()
    assert joins["anna@example.nl", unknown.number].customer == anna


def test_a_ticket_gets_its_customer_and_the_address_is_registered_only_when_asked_r7(
    workplace: Any, bram: CustomerRef
) -> None:
    """Clause: R7, D3."""
    ticket = received(workplace, None, sender="bram@example.org")
    with pytest.raises(FileNotOpen), workplace.as_() as work:
        tickets.set_customer(work, ticket.id, ticket.version, bram.id)
    opened(workplace, bram)
    with workplace.as_() as work:
        with pytest.raises(Invalid):
            senders.register_sender(work, ticket.id)
        tickets.set_customer(work, ticket.id, ticket.version, bram.id)
        assert not tickets.open_ticket(work, ticket.id).messages[0].is_registered
        assert senders.whose(work, "bram@example.org") is None
        file = senders.register_sender(work, ticket.id)
        assert file.values["emails"] == (ContactPoint("bram@example.org", "", registered=True),)
        assert tickets.open_ticket(work, ticket.id).messages[0].is_registered
        senders.register_sender(work, ticket.id, "06 8765 4321")
        assert senders.whose(work, "0687654321") == bram
        with pytest.raises(Invalid):
            senders.register_sender(work, ticket.id, "Jan Jansen")
        with pytest.raises(Invalid):
            tickets.set_customer(work, ticket.id, 99, bram.id)


def test_the_audit_of_tickets_holds_references_only(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P2, D9."""
    ticket = received(workplace, anna, files=(IncomingFile("paspoort.pdf", "application/pdf", b"x"),))
    opened(workplace, anna)
    with workplace.as_() as work:
        view = tickets.open_ticket(work, ticket.id)
        tickets.read_attachment(work, view.messages[0].attachments[0].id)
        tickets.reply(work, ticket.id, "Dag Anna, zet hem uit")
        tickets.note(work, ticket.id, "Ze belde")
        senders.register_sender(work, ticket.id, "extra@example.nl")
    with workplace.as_("owner") as work:
        said = repr(work.audit.page())
        assert work.audit.verify() is None
    for word in ("anna@", "Printer", "webmailbox", "paspoort", "uit", "belde", "extra@"):
        assert word not in said, word
