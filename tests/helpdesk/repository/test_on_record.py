"""What is done is on record: what it was, whose data it concerned, and no value of it. Clause: B1, P2."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from support.remote import request
from support.restricted import Restricted, with_everything
from support.rights import ask_for, confirm

from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import Invoice
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.incoming import NewTicket
from helpdesk.domain.mail import Handed
from helpdesk.domain.requests import NewRequest
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import Delivery, Direction
from helpdesk.tasks import (
    audit,
    complaints,
    consents,
    customers,
    delivery,
    disclosures,
    host_keys,
    recordings,
    requests,
    rights,
    senders,
    sessions,
    technicians,
    ticket_changes,
    ticket_writing,
    tickets,
    unpaid,
    unsolicited,
)  # fmt: skip

Job = Callable[[Any, Restricted], object]

HERS: dict[str, tuple[Job, dict[str, Any]]] = {
    "customer:changed": (
        lambda work, one: customers.change(work, one.file, {"city": "Naarden"}), {"fields": ["city"]}
    ),
    "invoice:noted": (
        lambda work, one: unpaid.add(
            work, one.anna.id, Invoice("F1", date(2026, 5, 1), date(2026, 6, 1), Decimal(9))
        ), {},
    ),
    "invoice:paid": (lambda work, one: unpaid.pay(work, one.anna.id, one.invoice, date(2026, 5, 4)), {}),
    "consent:recorded": (
        lambda work, one: consents.record(
            work, one.anna.id, "G9-newsletter", ConsentEventKind.REQUESTED, how="email"
        ), {"kind": "requested"},
    ),
    "session:began": (
        lambda work, one: sessions.begin(work, request(one.anna, None)),
        {"way": "telephone", "agreed": "phone"},
    ),
    "ticket:created": (
        lambda work, one: ticket_writing.create(
            work, NewTicket("telephone", "Mail", "Wij bellen.", one.anna.id, direction=Direction.NOTE)
        ), {"channel": "telephone"},
    ),
    "ticket:changed": (
        lambda work, one: ticket_changes.take(work, one.other_ticket.id, one.other_ticket.version),
        {"ticket": "T1043"},
    ),
    "message:added": (
        lambda work, one: ticket_writing.note(work, one.ticket.id, "nog iets"), {"ticket": "T1042"}
    ),
    "sender:registered": (
        lambda work, one: senders.register_sender(work, one.ticket.id, "nieuw@example.nl"),
        {"ticket": "T1042", "field": "emails"},
    ),
    "message:delivered": (
        lambda work, one: delivery.settle(work, one.message, Handed(Delivery.HANDED_ON)),
        {"ticket": "T1042", "delivery": "handed-on"},
    ),
    "unsolicited:withdrawn": (
        lambda work, one: unsolicited.withdraw(work, one.item.id, one.item.version), {}
    ),
    "complaint:read": (lambda work, one: complaints.view(work, one.complaint.id), {}),
    "complaint:changed": (
        lambda work, one: complaints.assign(work, one.complaint.id, one.complaint.version, ""), {}
    ),
    "request:registered": (
        lambda work, one: requests.register(
            work, NewRequest(one.anna.id, "email", work.clock(), (Right.ACCESS,))
        ), {"rights": ["access"]},
    ),
    "request:changed": (lambda work, one: requests.assign(work, 1, 1, ""), {"request": "R2026-0001"}),
    "disclosure:recorded": (
        lambda work, one: disclosures.record(
            work, NewDisclosure(one.anna.id, "registry", ("D1",), "domein", "b.example", "letter")
        ), {"recipient": "registry"},
    ),
    "disclosure:approved": (lambda work, one: disclosures.approve(work, one.waiting.id), {}),
    "disclosure:withdrawn": (
        lambda work, one: disclosures.withdraw(
            work,
            disclosures.record(
                work,
                NewDisclosure(
                    one.anna.id, "authorities", ("D1",), "vordering", "PL-2", "letter", "126nd Sv", "meldkamer"
                ),
            ).id,
            "ingetrokken",
        ), {},
    ),
    "disclosures:read": (lambda work, one: work.disclosures.all(one.anna.id), {"disclosures": 4}),
    "recording:removed": (
        lambda work, one: recordings.drop_recording(work, one.session.id), {}
    ),
    "ticket:merged": (
        lambda work, one: ticket_changes.merge(work, one.other_ticket.id, 2, one.ticket.id),
        {"ticket": "T1043", "into": "T1042"},
    ),
}  # fmt: skip
"""What is done to the data of one customer, in this order, with some of what the record says of it."""

OURS: dict[str, tuple[Job, dict[str, Any]]] = {
    "technician:added": (
        lambda work, one: technicians.add(work, "piet", "Piet Bakker", "technician"),
        {"login": "piet", "role": "technician"},
    ),
    "technician:changed": (
        lambda work, one: technicians.set_role(work, "piet", "read-only"),
        {"login": "piet", "role": "read-only"},
    ),
    "host-keys:imported": (
        lambda work, one: host_keys.import_known_hosts(work, ""), {"added": 0, "known": 0, "changed": 0}
    ),
    "tickets:searched": (lambda work, one: tickets.record_find(work, 3), {"results": 3}),
    "audit:read": (lambda work, one: audit.page(work), {}),
}  # fmt: skip
"""What is no customer's."""

BY_OTHERS = {
    "disclosure:recorded": "owner", "disclosure:approved": "privacy-officer", "disclosures:read": "owner",
    "disclosure:withdrawn": "owner",
    "recording:removed": "owner", "technician:added": "owner", "technician:changed": "owner", "audit:read": "owner",
}  # fmt: skip
"""Of which role those are that no technician may do."""


def _recorded(workplace: Any, event: str, job: Job, one: Restricted) -> Any:
    """What is on record of a kind since the job was done, if it is one record."""
    role = BY_OTHERS.get(event, "technician")
    with workplace.as_("owner") as work:
        before = work.audit.page(limit=1)[0].seq
    with workplace.as_(role) as work:
        job(work, one)
    with workplace.as_("owner") as work:
        (record,) = [each for each in work.audit.page() if each.event == event and each.seq > before]
    assert record.technician == f"{role}-login"
    return record


def test_what_is_done_is_on_record_with_whose_data_it_was(workplace: Any) -> None:
    """Clause: B1. Each job once, with what the record says besides."""
    one = with_everything(workplace)
    for event, (job, says) in {**HERS, **OURS}.items():
        record = _recorded(workplace, event, job, one)
        assert record.subject == (one.anna.id if event in HERS else None), event
        assert {name: record.detail[name] for name in says} == says, event


def test_a_restriction_and_an_objection_are_on_record_from_beginning_to_end(workplace: Any) -> None:
    """Clause: R5, R6."""
    one = with_everything(workplace)
    made = confirm(workplace, ask_for(workplace, one.anna, Right.RESTRICTION, Right.OBJECTION))
    with workplace.as_() as work:
        made = rights.restrict(work, made.id, made.version, "juistheid betwist").request
        rights.object_to(work, made.id, made.version, "eigen situatie")
    with workplace.as_("owner") as work:
        work.standings.lift(one.anna.id, "restriction")
        work.standings.uphold(one.anna.id, made.number)
        told = [(each.event, each.detail) for each in reversed(work.audit.page(subject=one.anna.id))]
    changed = [detail for event, detail in told if event == "restriction:changed"]
    assert changed == [
        {"kind": "restriction", "lifted": False},
        {"kind": "objection", "lifted": False},
        {"kind": "restriction", "lifted": True},
        {"kind": "objection", "upheld": True},
    ]
    carried_out = [detail["right"] for event, detail in told if event == "right:carried-out"]
    assert carried_out == ["restriction", "objection"]
