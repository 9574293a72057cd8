"""What was found in the subject of a ticket, and that no list shows it, on every store. Clause: D9, B6, P2."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from helpdesk.domain.customer import ContactPoint, CustomerRef
from helpdesk.domain.errors import FileNotOpen, Invalid
from helpdesk.domain.incoming import Incoming, NewTicket, Received
from helpdesk.domain.spotting import Kind
from helpdesk.domain.tickets import Ticket, TicketChanged, TicketFilter
from helpdesk.domain.unsolicited import Item
from helpdesk.tasks import scanning, tickets, unsolicited

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

SENT = datetime(2026, 5, 3, 20, 0, tzinfo=UTC)
PASSWORD = "Dakgoot!Zon"  # without a digit, so that `envelope` alone would show it
SUBJECT = f"wachtwoord is {PASSWORD} en dan?"


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        points = (ContactPoint("anna@example.nl", "", registered=True),)
        ref: CustomerRef = work.customers.create(
            {"kind": "person", "family_name": "Meulen", "emails": points}
        )
    return ref


@pytest.fixture
def run(workplace: Any) -> Any:
    return workplace.doing()


def received(
    run: Any, subject: str, customer: CustomerRef | None = None, ticket: int | None = None
) -> Received:
    mail = Incoming(
        "email", "anna@example.nl", subject, "Zie boven.", SENT, message_id=f"<{subject}{ticket}@x>"
    )
    whose = customer.id if customer else None
    got: Received = run(lambda work: tickets.receive(work, mail, customer=whose, ticket=ticket))
    scanning.scan_waiting(run)
    return got


def said(run: Any, **wanted: Any) -> list[str]:
    """The subjects of the list, as its reader sees them."""
    listed = run(lambda work: tickets.list_tickets(work, TicketFilter(**wanted)))
    return [one.subject_in(lambda message: f"({message.id})") for one in listed]


def found_in_subject(run: Any, message: int) -> list[int]:
    return [one.id for one in run(lambda work: work.messages.one(message)).findings if one.in_subject]


def everywhere(run: Any, ticket: Ticket) -> list[Ticket]:
    """A ticket as each look-up that needs no open file hands it out."""
    return [
        run(lambda work: tickets.list_tickets(work, TicketFilter()))[0],
        run(lambda work: tickets.find(work, "zie boven"))[0],
        run(lambda work: tickets.by_number(work, ticket.number)),
        run(lambda work: work.tickets.shown(ticket.id)),
    ]


def test_no_list_shows_what_was_found_in_a_subject_d9_b6(run: Any, anna: CustomerRef) -> None:
    """Clause: D9, B6, P2. Neither before the file is open nor after; the opened ticket has it whole."""
    got = received(run, SUBJECT, anna)
    for _ in range(2):
        for one in everywhere(run, got.ticket):
            assert one.subject == "wachtwoord is … en dan?"
            assert [each.kind for each in one.covered] == [Kind.PASSWORD]
        run(lambda work: work.open_files.open(anna.id, ("G3",)))
    assert run(lambda work: tickets.open_ticket(work, got.ticket.id)).ticket.subject == SUBJECT


def test_a_strangers_list_says_what_kind_it_was(run: Any) -> None:
    """Clause: D9, B6. The rest of what an unknown sender wrote stays whole."""
    received(run, f"bel T9001: {SUBJECT}")
    assert said(run) == ["bel T9001: wachtwoord is [(password)] en dan?"]


def test_a_false_alarm_is_shown_again(run: Any) -> None:
    """Clause: D9."""
    got = received(run, SUBJECT)
    alarms = found_in_subject(run, got.message)
    run(lambda work: unsolicited.dismiss(work, alarms))
    assert said(run) == [SUBJECT]


def titled(run: Any, ticket: Ticket) -> str:
    """What stands above the opened ticket, to its reader."""
    shown: str = run(lambda work: tickets.open_ticket(work, ticket.id)).titled.subject_in(
        lambda message: f"({message.id})"
    )
    return shown


def test_a_title_and_a_list_say_the_same_of_a_false_alarm(run: Any) -> None:
    """Clause: D9."""
    got = received(run, SUBJECT)
    assert titled(run, got.ticket) == said(run)[0] == "wachtwoord is [(password)] en dan?"
    alarms = found_in_subject(run, got.message)
    run(lambda work: unsolicited.dismiss(work, alarms))
    assert titled(run, got.ticket) == said(run)[0] == SUBJECT
    run(lambda work: unsolicited.take_back(work, alarms))
    assert titled(run, got.ticket) == said(run)[0] == "wachtwoord is [(password)] en dan?"


def marked(run: Any, message: int, subject: str, what: str) -> Item:
    """A passage of a subject put in the queue by hand."""
    start = subject.index(what)
    item: Item = run(
        lambda work: unsolicited.note_passage(
            work, message, start, start + len(what), length=len(subject), in_subject=True
        )
    )
    return item


@pytest.mark.stores("embedded", "postgresql")
def test_what_somebody_marked_by_hand_no_list_shows_d9(run: Any) -> None:
    """Clause: D9. Until the item is withdrawn; of a passage that can't be deleted neither."""
    subject = "zoon van de buren en de printer ook"
    got = received(run, subject)
    item = marked(run, got.message, subject, "zoon van de buren")
    assert said(run) == ["[(personal data)] en de printer ook"] == [titled(run, got.ticket)]
    assert run(lambda work: tickets.find(work, "printer"))[0].subject == "… en de printer ook"
    run(lambda work: unsolicited.withdraw(work, item.id, item.version))
    assert said(run) == [subject] == [titled(run, got.ticket)]
    again = marked(run, got.message, subject, "zoon van de buren")
    run(lambda work: unsolicited.impossible(work, again.id, again.version, "De back-up is van een ander."))
    assert said(run) == ["[(personal data)] en de printer ook"]


def test_what_stays_of_a_subject_no_list_shows_d9(run: Any) -> None:
    """Clause: D9. Partly deleted: what stays is no ordinary data for that."""
    subject = "pincode: 8841 en bel Piet op 0612345678 graag"
    got = received(run, subject)
    spotted = found_in_subject(run, got.message)
    run(lambda work: unsolicited.note_findings(work, spotted))
    (item,) = run(lambda work: work.unsolicited.page())
    assert len(item.passages) == 2
    run(lambda work: unsolicited.delete_partly(work, item.id, item.version, [1], "Er moet gebeld worden."))
    assert said(run) == [titled(run, got.ticket)]
    assert "0612345678" not in said(run)[0]
    assert said(run)[0].endswith("en bel Piet op [(telephone number)] graag")


def test_what_is_needed_shows_in_lists_for_its_purpose_alone_p2_d9(run: Any, anna: CustomerRef) -> None:
    """Clause: P2, D9. A login name is D5: contact (G3) does not need it, the contract (G2) does."""
    subject = "mijn naam is duif-kwartel en ik kan er niet in"
    got = received(run, subject, anna)
    item = marked(run, got.message, subject, "duif-kwartel")
    run(lambda work: unsolicited.keep(work, item.id, item.version, "G2", "D5"))
    covered = "mijn naam is [(personal data)] en ik kan er niet in"
    assert "duif-kwartel" not in said(run)[0]
    run(lambda work: work.open_files.open(anna.id, ("G3",)))
    assert said(run) == [titled(run, got.ticket)] == [covered]
    run(lambda work: work.open_files.add_purpose(anna.id, "G2"))
    assert said(run) == [titled(run, got.ticket)] == [subject]
    run(lambda work: work.open_files.close(anna.id))
    assert "duif-kwartel" not in said(run)[0]


@pytest.mark.stores("embedded", "postgresql")
def test_a_ticket_that_was_merged_still_covers_its_subject(run: Any) -> None:
    """Clause: D9. Its messages, and what was found in them, are in the other ticket."""
    got, other, last = (received(run, subject) for subject in (SUBJECT, "Iets anders", "En nog iets"))
    run(lambda work: tickets.merge(work, got.ticket.id, got.ticket.version, other.ticket.id))
    version = run(lambda work: work.tickets.one(other.ticket.id)).version
    run(lambda work: tickets.merge(work, other.ticket.id, version, last.ticket.id))
    assert run(lambda work: work.tickets.shown(got.ticket.id)).subject == "wachtwoord is … en dan?"
    assert run(lambda work: work.tickets.shown(last.ticket.id)).subject == "En nog iets"


@pytest.mark.stores("embedded", "postgresql")
def test_a_subject_goes_along_with_the_message_that_brought_it(run: Any) -> None:
    """Clause: D9, R7. A message that lay in the wrong ticket leaves no password behind in its name."""
    got, other = received(run, SUBJECT), received(run, "Iets anders")
    received(run, "Hallo?", ticket=got.ticket.id)
    run(lambda work: tickets.move_message(work, got.message, other.ticket.id))
    assert run(lambda work: work.tickets.one(got.ticket.id)).subject == "Hallo?"
    assert run(lambda work: work.tickets.one(other.ticket.id)).subject == "Iets anders"


def test_a_subject_typed_with_a_new_ticket_is_searched_too(run: Any) -> None:
    """Clause: D9, B6."""
    run(lambda work: tickets.create(work, NewTicket("telephone", SUBJECT, "Belde.", sender="Anna")))
    scanning.scan_waiting(run)
    assert said(run) == ["wachtwoord is [(password)] en dan?"]


def renamed(run: Any, ticket: Ticket, subject: str) -> Ticket:
    now = run(lambda work: work.tickets.one(ticket.id))
    done: Ticket = run(lambda work: tickets.set_subject(work, ticket.id, now.version, subject))
    scanning.scan_waiting(run)
    return done


def test_a_subject_that_is_changed_is_searched_and_what_was_typed_before_is_gone_d9(run: Any) -> None:
    """Clause: D9, B6. What is found in the new one is covered; of the old one nothing is left, nor can it be found."""
    typed = NewTicket("telephone", SUBJECT, "Belde.", sender="Anna")
    ticket: Ticket = run(lambda work: tickets.create(work, typed))
    scanning.scan_waiting(run)
    renamed(run, ticket, "pincode: 8841 van de kluis")
    assert said(run) == ["pincode: [(code)] van de kluis"]
    (message,) = run(lambda work: work.messages.of(ticket.id))
    assert [(one.kind, one.in_subject) for one in message.findings] == [(Kind.PIN, True)]
    assert run(lambda work: tickets.find(work, PASSWORD)) == ()
    assert [one.id for one in run(lambda work: tickets.find(work, "kluis"))] == [ticket.id]
    renamed(run, ticket, "Kluis gaat niet open")
    assert said(run) == ["Kluis gaat niet open"]
    assert run(lambda work: work.tickets.one(ticket.id)).findings == 0


@pytest.mark.stores("embedded", "postgresql")
def test_what_a_customer_wrote_stays_in_their_message_when_the_ticket_is_called_otherwise(run: Any) -> None:
    """Clause: G3, D9. The password is still in the mail, and still marked there, but no list tells of it."""
    got = received(run, SUBJECT)
    renamed(run, got.ticket, "Kan niet inloggen, pincode: 8841")
    assert said(run) == ["Kan niet inloggen, pincode: [(code)]"]
    renamed(run, got.ticket, "Kan niet inloggen")
    assert said(run) == ["Kan niet inloggen"]
    mail, note = run(lambda work: work.messages.of(got.ticket.id))
    assert (mail.subject, [one.kind for one in mail.findings]) == (SUBJECT, [Kind.PASSWORD])
    assert (note.subject, note.findings) == ("Kan niet inloggen", ())


def test_a_subject_with_a_passage_in_the_queue_keeps_its_place(run: Any) -> None:
    """Clause: D9. What is to be removed is still found where the queue says it is."""
    typed = NewTicket("telephone", SUBJECT, "Belde.", sender="Anna")
    ticket: Ticket = run(lambda work: tickets.create(work, typed))
    scanning.scan_waiting(run)
    (message,) = run(lambda work: work.messages.seqs_of(ticket.id))
    spotted = found_in_subject(run, message)
    run(lambda work: unsolicited.note_findings(work, spotted))
    renamed(run, ticket, "Kan niet inloggen")
    assert said(run) == ["Kan niet inloggen"]
    assert run(lambda work: work.messages.one(message)).subject == SUBJECT


@pytest.mark.parametrize("subject", ["", "  \n", "x" * 301])
def test_a_ticket_is_called_something_and_nothing_too_long(run: Any, subject: str) -> None:
    got = received(run, "Iets")
    with pytest.raises(Invalid):
        renamed(run, got.ticket, subject)
    assert said(run) == ["Iets"]


def test_calling_a_ticket_otherwise_asks_the_guard(run: Any, anna: CustomerRef) -> None:
    """Clause: P2."""
    got = received(run, "Iets", anna)
    with pytest.raises(FileNotOpen):
        renamed(run, got.ticket, "Iets anders")
    run(lambda work: work.open_files.open(anna.id, ("G3",)))
    with pytest.raises(TicketChanged):
        run(lambda work: tickets.set_subject(work, got.ticket.id, 99, "Iets anders"))
    assert renamed(run, got.ticket, "Iets anders").subject == "Iets anders"
