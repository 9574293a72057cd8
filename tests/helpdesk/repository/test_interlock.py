"""The interlock: under a restriction every job of the console and the command line is refused, or says why it is not.

Every job stands in one of the two lists below. A new one that stands in neither makes a test fail, so that whoever adds
it has to say what it does while the use of a customer's data is restricted. Clause: R5; GDPR art. 18(2).
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support.remote import ed25519, request
from support.restricted import Restricted, outcome, restricted

import helpdesk.tasks
from helpdesk.domain.complaints import Answer, ComplaintState, NewComplaint, Outcome
from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import Invoice
from helpdesk.domain.decision import Action, Masked
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.errors import Refused
from helpdesk.domain.incoming import NewTicket
from helpdesk.domain.ladder_steps import StepKind
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.mail import MailFile
from helpdesk.domain.remote import Filter, Session
from helpdesk.domain.requests import NewRequest
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import Direction, TicketLink, TicketState
from helpdesk.domain.unsolicited import Item
from helpdesk.tasks import (
    access,
    agency,
    complaint_letters,
    complaint_links,
    complaints,
    consents,
    customers,
    delivery,
    disclosures,
    files,
    for_whom,
    host_keys,
    invoice_errors,
    ledger,
    letter_mail,
    letter_renewal,
    letters,
    outcomes,
    proofs,
    recordings,
    request_letters,
    requests,
    scanning,
    senders,
    services,
    sessions,
    systems,
    ticket_changes,
    ticket_writing,
    tickets,
    unpaid,
    unsolicited,
)  # fmt: skip
from helpdesk.tasks.for_whom import OURSELVES

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

Job = Callable[[Any, Restricted], object]

FACTS: dict[str, object] = {"case": "C2026-0001", "received": date(2026, 5, 4), "until": date(2026, 6, 4)}
TELLS = Answer(Outcome.UPHELD, "Het spijt ons.")

REFUSED: dict[str, Job] = {
    # edits
    "customers.begin_change": lambda work, one: customers.begin_change(work, one.anna.id),
    "customers.change": lambda work, one: customers.change(work, one.file, {"city": "Naarden"}),
    "services.begin": lambda work, one: services.begin(work, one.anna.id),
    "services.add": lambda work, one: services.add(work, one.anna.id, "mail", "b", date(2026, 5, 4)),
    "services.end": lambda work, one: services.end(work, one.anna.id, one.service, date(2026, 5, 4)),
    "systems.begin": lambda work, one: systems.begin(work, one.anna.id),
    "systems.add": lambda work, one: systems.add(work, one.anna.id, {"name": "b", "host": "b.example.org"}),
    "systems.change": lambda work, one: systems.change(work, one.anna.id, one.system.id, 1, {"name": "c"}),
    "systems.remove": lambda work, one: systems.remove(work, one.anna.id, one.system.id),
    "consents.begin": lambda work, one: consents.begin(work, one.anna.id, ConsentEventKind.REQUESTED),
    "consents.record": lambda work, one: consents.record(
        work, one.anna.id, "G9-newsletter", ConsentEventKind.REQUESTED, how="email"
    ),
    "host_keys.forget": lambda work, one: host_keys.forget(work, one.anna.id, 1, "oud"),
    "host_keys.replace": lambda work, one: host_keys.replace(
        work, one.anna.id, ed25519("web01.example.org"), "nieuw"
    ),
    # remote sessions
    "sessions.propose": lambda work, one: sessions.propose(work, one.anna.id, one.system.id),
    "sessions.is_new_address": lambda work, one: sessions.is_new_address(work, one.anna.id, "192.0.2.1"),
    "sessions.alive": lambda work, one: sessions.alive(work, (one.session.id,)),
    "sessions.begin": lambda work, one: sessions.begin(work, request(one.anna, one.system)),
    "systems.systems": lambda work, one: systems.systems(work, one.anna.id),
    "host_keys.of_system": lambda work, one: host_keys.of_system(work, one.anna.id, one.system.id),
    "ledger.session": lambda work, one: ledger.session(work, one.session.id),
    "ledger.of_customer": lambda work, one: ledger.of_customer(work, one.anna.id),
    "recordings.parts": lambda work, one: recordings.parts(work, one.session.id),
    "recordings.insist_seen": lambda work, one: recordings.insist_seen(work, one.session.id),
    "recordings.export_recording": lambda work, one: recordings.export_recording(
        work, one.session.id, "ourselves"
    ),
    # tickets
    "tickets.open_ticket": lambda work, one: tickets.open_ticket(work, one.ticket.id),
    "tickets.seen": lambda work, one: tickets.seen(work, one.ticket.id),
    "tickets.read_attachment": lambda work, one: tickets.read_attachment(work, one.attachment),
    "ticket_changes.assign": lambda work, one: ticket_changes.assign(work, one.ticket.id, 1, ""),
    "ticket_changes.take": lambda work, one: ticket_changes.take(work, one.ticket.id, 1),
    "ticket_changes.set_subject": lambda work, one: ticket_changes.set_subject(work, one.ticket.id, 1, "x"),
    "ticket_changes.set_priority": lambda work, one: ticket_changes.set_priority(
        work, one.ticket.id, 1, "high"
    ),
    "ticket_changes.set_target": lambda work, one: ticket_changes.set_target(
        work, one.ticket.id, 1, datetime(2026, 5, 6, tzinfo=UTC)
    ),
    "ticket_changes.set_state": lambda work, one: ticket_changes.set_state(
        work, one.ticket.id, 1, TicketState.CLOSED
    ),
    "ticket_changes.set_customer": lambda work, one: ticket_changes.set_customer(
        work, one.ticket.id, 1, one.anna.id
    ),
    "ticket_changes.merge": lambda work, one: ticket_changes.merge(
        work, one.ticket.id, 1, one.other_ticket.id
    ),
    "ticket_changes.move_message": lambda work, one: ticket_changes.move_message(
        work, one.message, one.other_ticket.id
    ),
    "ticket_changes.link": lambda work, one: ticket_changes.link(
        work, one.ticket.id, TicketLink.SESSION, one.session.id
    ),
    "ticket_changes.unlink": lambda work, one: ticket_changes.unlink(work, one.ticket.id, 1),
    "ticket_writing.create": lambda work, one: ticket_writing.create(
        work, NewTicket("telephone", "Mail", "Wij bellen.", one.anna.id, direction=Direction.NOTE)
    ),
    "ticket_writing.note": lambda work, one: ticket_writing.note(work, one.ticket.id, "nog iets"),
    "ticket_writing.reply": lambda work, one: ticket_writing.reply(
        work, one.ticket.id, "Beste Anna", recipients=("zwaluw@example.nl",), subject="Mail", channel="email"
    ),
    "ticket_writing.mail_address": lambda work, one: ticket_writing.mail_address(work, one.ticket.id),
    "ticket_writing.module_text": lambda work, one: ticket_writing.module_text(
        work, one.ticket.id, "any", "nl"
    ),
    "delivery.again": lambda work, one: delivery.again(work, one.message),
    "scanning.dismiss_in_attachments": lambda work, one: scanning.dismiss_in_attachments(
        work, (one.suspected,)
    ),
    "senders.register_sender": lambda work, one: senders.register_sender(
        work, one.ticket.id, "nieuw@example.nl"
    ),
    # complaints
    "complaints.view": lambda work, one: complaints.view(work, one.complaint.id),
    "complaints.seen": lambda work, one: complaints.seen(work, one.complaint.id),
    "complaints.step": lambda work, one: complaints.step(
        work, one.complaint.id, one.complaint.version, ComplaintState.INVESTIGATING
    ),
    "complaints.answer": lambda work, one: complaints.answer(
        work, one.complaint.id, one.complaint.version, TELLS
    ),
    "complaints.assign": lambda work, one: complaints.assign(work, one.complaint.id, 1, ""),
    "complaints.note": lambda work, one: complaints.note(work, one.complaint.id, "nog iets"),
    "complaints.set_about": lambda work, one: complaints.set_about(work, one.complaint.id, 1, ""),
    "complaints.withdraw": lambda work, one: complaints.withdraw(work, one.complaint.id, 1),
    "complaint_links.link_ticket": lambda work, one: complaint_links.link_ticket(
        work, one.complaint.id, one.ticket.id
    ),
    "complaint_links.unlink_ticket": lambda work, one: complaint_links.unlink_ticket(
        work, one.complaint.id, one.ticket.number
    ),
    "requests.from_complaint": lambda work, one: requests.from_complaint(work, one.complaint.id, 1, ()),
    # letters that are not owed, disclosures
    "complaint_letters.draft_acknowledgement": lambda work, one: complaint_letters.draft_acknowledgement(
        work, one.complaint.id
    ),
    "complaint_letters.draft_answer": lambda work, one: complaint_letters.draft_answer(
        work, one.complaint.id, TELLS
    ),
    "complaint_letters.acknowledge": lambda work, one: complaint_letters.acknowledge(
        work, one.complaint.id, 1
    ),
    "complaint_letters.answer": lambda work, one: complaint_letters.answer(work, one.complaint.id, 1, TELLS),
    "complaint_letters.of_complaint": lambda work, one: complaint_letters.of_complaint(work, one.complaint),
    "letters.draft": lambda work, one: letters.draft(work, one.anna.id, LetterKind.ACKNOWLEDGEMENT, FACTS),
    "letters.write": lambda work, one: letters.write(work, one.anna.id, LetterKind.ACKNOWLEDGEMENT, FACTS),
    "letters.one": lambda work, one: letters.one(work, one.letter),
    "letters.of_case": lambda work, one: letters.of_case(work, one.anna.id, one.complaint.number),
    "letters.of_customer": lambda work, one: letters.of_customer(work, one.anna.id),
    "letter_renewal.renew": lambda work, one: letter_renewal.renew(work, one.letter),
    "letter_mail.open_for_mail": lambda work, one: letter_mail.open_for_mail(work, one.letter),
    "letter_mail.claim": lambda work, one: letter_mail.claim(
        work,
        work.letters._found(one.letter),
        "zwaluw@example.nl",
        MailFile("a.pdf", "application/pdf", b"%PDF"),
    ),
    "disclosures.approve": lambda work, one: disclosures.approve(work, one.waiting.id),
    "disclosures.begin_approval": lambda work, one: disclosures.begin_approval(work, one.waiting.id),
    "disclosures.insist_may_go": lambda work, one: disclosures.insist_may_go(work, one.disclosure),
    "for_whom.insist_for": lambda work, one: for_whom.insist_for(work, one.disclosure, one.anna.id, "D1"),
    "ledger.export": lambda work, one: ledger.export(
        work, Filter(customer=one.anna.id), lambda _row: None, one.disclosure
    ),
    "ledger.export_to": lambda work, one: ledger.export_to(
        work, Filter(customer=one.anna.id), "never-written.csv", one.disclosure
    ),
    "proofs.export": lambda work, one: proofs.export(
        work, lambda _row: None, whom=one.disclosure, subject=one.anna.id
    ),
    "proofs.export_to": lambda work, one: proofs.export_to(
        work, "never-written.csv", whom=one.disclosure, subject=one.anna.id
    ),
    "disclosures.record": lambda work, one: disclosures.record(
        work, NewDisclosure(one.anna.id, "registry", ("D1",), "domein", "b.example", "letter")
    ),
    # unpaid invoices
    "unpaid.view": lambda work, one: unpaid.view(work, one.invoice),
    "unpaid.seen": lambda work, one: unpaid.seen(work, one.invoice),
    "unpaid.begin": lambda work, one: unpaid.begin(work, one.anna.id),
    "unpaid.add": lambda work, one: unpaid.add(
        work, one.anna.id, Invoice("F1", date(2026, 5, 1), date(2026, 6, 1), Decimal(9))
    ),
    "unpaid.pay": lambda work, one: unpaid.pay(work, one.anna.id, one.invoice, date(2026, 5, 4)),
    "unpaid.hear": lambda work, one: unpaid.hear(work, one.invoice, "Kan niet."),
    "unpaid.stop": lambda work, one: unpaid.stop(work, one.invoice, date(2026, 9, 1), "regeling"),
    "unpaid.begin_decision": lambda work, one: unpaid.begin_decision(work, one.invoice),
    "unpaid.weigh": lambda work, one: unpaid.weigh(work, one.invoice, StepKind.BLOCK, "geen antwoord"),
    "unpaid.block": lambda work, one: unpaid.block(work, one.invoice, (one.service,), "geen antwoord"),
    "unpaid.hand_over": lambda work, one: unpaid.hand_over(work, one.invoice, "email", "geen antwoord"),
    "unpaid.terminate": lambda work, one: unpaid.terminate(
        work, one.invoice, (one.service,), date(2026, 5, 4), "geen antwoord"
    ),
    "unpaid.free": lambda work, one: unpaid.free(work, one.invoice),
    "unpaid.insist_open": lambda work, one: unpaid.insist_open(
        work, work.unpaid.one(one.invoice), Action.CHANGE
    ),
    "invoice_errors.begin": lambda work, one: invoice_errors.begin(work, one.invoice),
    "invoice_errors.correct": lambda work, one: invoice_errors.correct(
        work, one.invoice, Invoice("F1", date(2026, 5, 1), date(2026, 6, 1), Decimal(9)), "verkeerd bedrag"
    ),
    "invoice_errors.withdraw": lambda work, one: invoice_errors.withdraw(work, one.invoice, "dubbel"),
    "invoice_errors.reopen": lambda work, one: invoice_errors.reopen(work, one.invoice, "andere factuur"),
    "agency.begin": lambda work, one: agency.begin(work, one.invoice),
    "agency.tell": lambda work, one: agency.tell(work, one.invoice, "email"),
    # what is held is not deleted either
    "outcomes.delete": lambda work, one: outcomes.delete(work, one.item.id, one.item.version),
    "outcomes.preview": lambda work, one: outcomes.preview(work, one.item.id),
    "outcomes.check_partly": lambda work, one: outcomes.check_partly(
        work, one.message_item.id, one.message_item.version, (one.stays,), "offerte"
    ),
    "outcomes.delete_partly": lambda work, one: outcomes.delete_partly(
        work, one.message_item.id, one.message_item.version, (one.stays,), "offerte"
    ),
    "outcomes.keep": lambda work, one: outcomes.keep(
        work, one.item.id, one.item.version, "G3", "D1", "nodig"
    ),
}
"""Jobs that are refused, by module and name."""


BY_OTHERS = {
    "disclosures.approve": "privacy-officer", "disclosures.begin_approval": "privacy-officer",
    "agency.begin": "owner", "agency.tell": "owner", "disclosures.record": "owner", "ledger.export": "owner",
    "ledger.export_to": "owner", "proofs.export": "owner", "proofs.export_to": "owner",
}  # fmt: skip
"""Of which role those are that no technician may do; they handle legal claims, and are refused all the same."""

RIGHTS = "the customer's own right, which a restriction does not take away (art. 12, 15–22)"
OWED = "a letter that the law obliges us to write (art. 12(3)–(4), 18(3), 19)"
SAID = "what the customer says is kept: that is storage"
GONE_BY = "says what happened; nothing of it is used"
BOOKED = "keeps what the accounting software says of an invoice: that is storage"
LEFT_UNSAID = "does nothing for a customer whose data may only be kept"
LEAST = "shows the least that tells customers apart, so that the brake can be seen and lifted"
MASKED = "opens the file, of which every value is masked with the reason"
NOBODY = "no data of a customer"
PART = "part of a job in this list or the one above, which asks"
HELD = "removes only what is past its period, and of a restricted customer nothing"
LEFT_OUT = "leaves out what is of a restricted customer, but for whoever handles legal claims"
DUTY = "says what lies where nobody asked for it (D9); deleting and keeping it are refused"
ABOUT_US = "the company's duty about itself (art. 33, 34); of whom a breach concerns it keeps a reference"
NEW = "makes new customers only; one that is there already is left as it is"

LEFT: dict[str, str] = {
    **dict.fromkeys(
        ("access.content", "access.everything", "access.language", "identity.ask", "identity.by_code",
         "identity.by_message", "identity.in_person", "identity.points", "identity.send_code", "identity.waiting",
         "identity_messages.proving", "requests.assign", "requests.confirmed", "requests.extend", "requests.refuse",
         "requests.register", "requests.settle", "requests.to_complaint", "requests.view", "requests.withdraw",
         "rights.approve", "rights.decide_objection", "rights.erase", "rights.erase_again",
         "rights.erase_tickets_again", "rights.handed_over",
         "rights.lift", "rights.mentions", "rights.object_to", "rights.preview_erasure", "rights.recipients",
         "rights.rectify", "rights.restrict", "rights.withdraw_consent", "effects.effects", "effects.holds",
         "effects.kinds", "effects.record_ends", "effects.of_request", "effects.whose", "identity.answers",
         "requests.proposed", "requests.tie", "rights.answer_nothing_held", "rights.is_nothing_held",
         "rights.without_file", "erasure_gates.insist", "erasure_gates.others"),
        RIGHTS,
    ),
    **dict.fromkeys(
        ("request_letters.acknowledge", "request_letters.announce_lifting", "request_letters.ask_identity",
         "request_letters.close_unconfirmed", "request_letters.draft_extension", "request_letters.draft_refusal",
         "request_letters.erase", "request_letters.extend", "request_letters.of_request", "request_letters.rectify",
         "request_letters.refuse", "request_letters.restrict", "request_letters.tell_result",
         "request_letters.draft_nothing_held", "request_letters.tell_nothing_held", "request_letters.reject_objection"),
        OWED,
    ),
    **dict.fromkeys(
        ("complaints.register", "ticket_writing.receive", "intake.take_in"), SAID
    ),
    **dict.fromkeys(
        ("delivery.settle", "letter_mail.settle", "letters.sent", "letters.went_out", "notices.let_go",
         "sessions.close_left_open", "sessions.end", "sessions.follow_up_done", "sessions.note", "sessions.own",
         "sessions.refuse", "disclosures.begin_withdrawal", "disclosures.withdraw",
         "host_keys.remember_refused", "recordings.keep_part", "files.close_file", "files.record_search",
         "tickets.record_find", "ledger.record_ledger"),
        GONE_BY,
    ),
    **dict.fromkeys(
        ("files.find", "files.by_number", "files.recent", "senders.whose", "senders.belongs", "letters.waiting",
         "today.today", "unpaid.by_number", "tickets.by_number", "tickets.list_tickets", "tickets.linked_from",
         "sessions.running", "customers.alike"),
        LEAST,
    ),
    **dict.fromkeys(
        ("files.look", "files.open_file", "files.read_file", "files.add_purpose", "files.opened", "files.history",
         "files.open_history", "files.last_change"),
        MASKED,
    ),
    **dict.fromkeys(
        ("audit.entries", "audit.oldest", "audit.page", "audit.search", "audit.technicians", "audit.verify",
         "complaints.year",
         "files.last_purposes", "files.restriction", "for_whom.insist_may_export", "ledger.technicians",
         "notices.past", "passphrase.change", "periods.ended_before", "pictures.open_cases", "pictures.week",
         "proofs.check", "proofs.past", "proofs.history", "proofs.print_proof",
         "importing.rejects.tidy", "importing.rejects.settle_mended", "measures.measures",
         "measures.due", "measures.gone_over",
         "technicians.add", "technicians.colleagues", "technicians.set_role", "ticket_changes.target_of",
         "tickets.prepare_find", "tickets.tidy_find",
         "today.settle_import", "host_keys.import_known_hosts", "sample.cases.add_cases",
         "sample.breaches.add_breaches", "sample.load.sample",
         "sample.unpaid.add_unpaid", "unpaid_duties.is_any_unpaid", "sample.remote.add_remote",
         "sample.tickets.add_tickets"),
        NOBODY,
    ),
    **dict.fromkeys(
        ("complaint_letters.anew", "complaints.insist_on_other_eyes", "request_letters.anew",
         "letter_renewal.insist_on_true", "letter_renewal.overtaken",
         "case_duties.complaints_open", "case_duties.disclosures_waiting", "case_duties.erasures_pending",
         "case_duties.in_force", "case_duties.letters_to_send", "case_duties.notices_to_go_out",
         "case_duties.requests_open",
         "reminder_letters.anew", "reminder_letters.write", "reminder_letters.asks",
         "unpaid.checked", "unpaid.collector",
         "invoice_bookings.insist_has_come", "importing.invoices.begin",
         "may_remind.allows", "may_remind.purposes",
         "complaint_letters.language",
         "disclosures.to_registry", "masking.in_messages", "ticket_changes.reopened",
         "ticket_changes.to_state",
         "ticket_view.view", "host_keys.known",
         "host_keys.forgotten", "sessions.reached", "sessions.route", "host_keys.trust"),
        PART,
    ),
    **dict.fromkeys(
        ("retention.category_ends", "retention.count_expired", "retention.end_holds", "retention.expired",
         "retention.forget",
         "outcomes.forget_kept", "proofs.forget", "recordings.drop_recording"),
        HELD,
    ),
    **dict.fromkeys(
        ("tickets.find", "ledger.ledger", "delivery.claim", "scanning.waiting"), LEFT_OUT
    ),
    **dict.fromkeys(
        ("reminders.as_of_today", "reminders.claim", "reminders.due", "reminders.may_go", "reminders.remind",
         "reminders.waiting", "unpaid.listed", "unpaid_duties.invoices_unpaid"),
        LEFT_UNSAID
    ),
    **dict.fromkeys(
        ("noting.dismiss", "noting.note_attachment", "noting.note_elsewhere", "noting.note_findings",
         "noting.note_message", "noting.note_passage", "noting.seen", "noting.take_back", "noting.withdraw",
         "noting.in_queue", "outcomes.answer", "outcomes.impossible", "outcomes.parts",
         "unsolicited.item", "unsolicited.items"),
        DUTY,
    ),
    **dict.fromkeys(
        ("breaches.attach", "breaches.breaches", "breaches.by_number", "breaches.close", "breaches.complete",
         "breaches.decide", "breaches.detach", "breaches.note", "breaches.reopen", "breaches.report",
         "breaches.seen", "breaches.view", "case_duties.breaches_open"),
        ABOUT_US,
    ),
    **dict.fromkeys(("importing.invoices.run", "invoice_bookings.credit", "invoice_bookings.leave"), BOOKED),
    **dict.fromkeys(("customers.create", "importing.lists.run", "importing.run.run"), NEW),
}  # fmt: skip
"""Jobs that are not refused, by module and name, with the reason."""

DIRECT = {
    "audit.page", "audit.verify", "complaints.by_number", "complaints.done", "complaints.one", "complaints.open",
    "customers.by_number", "customers.ref", "disclosures.all", "disclosures.by_number",
    "drafts.drop", "drafts.load", "drafts.save", "drafts.throw_away", "erasing.past", "erasing.pending",
    "imports.unsettled", "letters.to_send", "letters.whose", "messages.undelivered", "open_files.opened_once",
    "removals.promise", "request_identity.never_confirmed", "requests.by_number", "requests.done",
    "requests.of_customer", "requests.one", "requests.open", "standings.of", "technicians.all",
    "technicians.by_login", "tickets.shown", "unpaid.is_counted", "unpaid.taken", "unsolicited.pending",
}  # fmt: skip
"""What screens and commands ask the repositories without a job: lists of cases without what was said, and ids."""


def jobs() -> Iterator[str]:
    """Every job there is: a function of a unit of work, by its module and name."""
    for module in pkgutil.walk_packages(helpdesk.tasks.__path__, "helpdesk.tasks."):
        for name, one in vars(importlib.import_module(module.name)).items():
            is_own = inspect.isfunction(one) and one.__module__ == module.name and not name.startswith("_")
            if is_own and next(iter(inspect.signature(one).parameters), "") == "work":
                yield f"{module.name.removeprefix('helpdesk.tasks.')}.{name}"


def test_of_every_job_it_is_said_what_a_restriction_does_to_it() -> None:
    """A new one has to be put in one of the lists. Clause: R5."""
    assert set(jobs()) == REFUSED.keys() | LEFT.keys()
    assert not REFUSED.keys() & LEFT.keys()


def test_screens_and_commands_go_past_no_job() -> None:
    """What they ask a repository themselves is in the list. Clause: R5, P2."""
    house = Path(helpdesk.tasks.__file__).parents[1]
    rooms = (house / "commands", house.parent / "screens")
    text = "\n".join(file.read_text("utf-8") for room in rooms for file in sorted(room.rglob("*.py")))
    assert set(re.findall(r"\bwork\.([a-z_]+\.[a-z_]+)", text)) == DIRECT


def test_every_job_that_uses_data_is_refused_with_the_reason(workplace: Any) -> None:
    """Clause: R5. By the restriction, and by nothing else."""
    one = restricted(workplace)
    became = {
        name: outcome(workplace, job, one, BY_OTHERS.get(name, "technician")) for name, job in REFUSED.items()
    }
    assert {name: said for name, said in became.items() if said != "R5"} == {}


def test_the_file_shows_nothing_but_why(workplace: Any) -> None:
    """Clause: R5. Every value of it is masked with the reason."""
    one = restricted(workplace)
    with workplace.as_() as work:
        values = files.open_file(work, one.anna.id, ("G3", "G7")).values
    assert {value.decision.clause for value in values.values() if isinstance(value, Masked)} == {"R5"}
    assert all(isinstance(value, Masked) for value in values.values())


@pytest.mark.stores("embedded", "postgresql")
def test_the_search_of_what_was_said_and_the_ledger_leave_it_out(workplace: Any) -> None:
    """Clause: R5. But for whoever handles legal claims."""
    one = restricted(workplace)
    with workplace.as_() as work:
        assert tickets.find(work, "bsn") == ()
        assert [ticket.subject for ticket in tickets.find(work, one.ticket.number)] == [""]
        assert ledger.ledger(work, Filter(customer=one.anna.id)) == ()
        assert delivery.claim(work).letters == ()
    with workplace.as_("owner") as work:
        assert tickets.find(work, "bsn") != ()


def test_an_export_of_the_whole_ledger_leaves_it_out_for_every_role(workplace: Any) -> None:
    """Clause: R5, P4. For a legal claim of ours it is asked for by its customer, and only by whoever handles those."""
    one = restricted(workplace)
    exported: list[Session] = []
    with workplace.as_("owner") as work:
        assert ledger.ledger(work, Filter()) != ()
        assert ledger.session(work, one.session.id).id == one.session.id, "it can be seen for one"
        assert ledger.export(work, Filter(), exported.append, "ourselves") == 0
        assert ledger.export(work, Filter(customer=one.anna.id), exported.append, "ourselves") == 1
    assert [session.id for session in exported] == [one.session.id]


def test_what_is_for_ourselves_takes_who_handles_legal_claims_whoever_may_export(workplace: Any) -> None:
    """Clause: R5, P4. The policy may give the one job without the other."""
    one = restricted(workplace)
    officer = workplace.policy.roles["privacy-officer"]
    exports = replace(officer, jobs=tuple(job for job in officer.jobs if job != "legal-claim"))
    roles = {**workplace.policy.roles, "privacy-officer": exports}
    workplace.policy = replace(workplace.policy, roles=roles)
    with pytest.raises(Refused) as refused, workplace.as_("privacy-officer") as work:
        for_whom.insist_for(work, OURSELVES, one.anna.id, "D6")
    assert refused.value.decision.clause == "R5"
    with workplace.as_("owner") as work:
        other = work.customers.create({"kind": "person", "family_name": "Ander"})
        assert for_whom.insist_for(work, OURSELVES, one.anna.id, "D6") == OURSELVES
    with workplace.as_("privacy-officer") as work:
        assert for_whom.insist_for(work, OURSELVES, other.id, "D6") == OURSELVES


@pytest.mark.stores("embedded", "postgresql")
def test_an_export_of_the_whole_queue_leaves_it_out_for_every_role(workplace: Any) -> None:
    """Clause: R5, P4, D9. What is of nobody known goes along."""
    one = restricted(workplace)
    with workplace.as_("owner") as work:
        of_nobody = unsolicited.note_elsewhere(work, "sms", "een telefoon")
        queue: list[Item] = []
        proofs.export(work, queue.append, whom=OURSELVES)
        theirs: list[Item] = []
        proofs.export(work, theirs.append, whom=OURSELVES, subject=one.anna.id)
    assert [item.id for item in queue] == [of_nobody.id]
    assert {item.id for item in theirs} == {one.item.id, one.message_item.id}


def test_what_the_customer_says_is_kept_all_the_same(workplace: Any) -> None:
    """Clause: R5; GDPR art. 18(2). A complaint, a call, a mail, and a right."""
    one = restricted(workplace)
    with workplace.as_() as work:
        complaints.register(
            work, NewComplaint("email", work.clock(), "delay", "Nog steeds.", customer=one.anna.id)
        )
        said = NewTicket("telephone", "Mail", "Ze belde.", one.anna.id, direction=Direction.IN)
        ticket_writing.create(work, said)
        asks = NewRequest(one.anna.id, "email", work.clock(), (Right.ACCESS,))
        made = requests.register(work, asks)
        assert access.everything(work, one.anna.id, str).records
        assert request_letters.acknowledge(work, made.id).letter.number
