"""The registers ask for the job themselves, for whoever calls them may forget to. Clause: B1."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from support.restricted import Restricted, outcome, with_everything
from support.rights import ask_for

import helpdesk.repository
from helpdesk.domain.consent import ConsentEvent, ConsentEventKind
from helpdesk.domain.customer import Invoice
from helpdesk.domain.decision import Action
from helpdesk.domain.pictures import Cases
from helpdesk.domain.remote import Filter
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import TicketFilter, TicketLink
from helpdesk.repository.case_tables import ComplaintRow
from helpdesk.tasks import request_letters

Asks = Callable[[Any, Restricted], object]

NOW, DAY = datetime(2026, 5, 4, 9, tzinfo=UTC), date(2026, 5, 4)
CONSENT = dict.fromkeys(("how", "recorded_by", "evidence", "text_version", "text_language"), "")


def _consent(whose: str) -> ConsentEvent:
    asked = ConsentEventKind.REQUESTED
    return ConsentEvent(id="", customer_id=whose, purpose="G9-newsletter", kind=asked, at=NOW, **CONSENT)


ASKED: dict[str, Asks] = {
    "Breaches.close": lambda work, one: work.breaches.close(None, 1),
    "Breaches.decide": lambda work, one: work.breaches.decide(None, 1, None),
    "Cases.remove_past": lambda work, one: work.requests.remove_past(NOW),
    "Bulk.begin": lambda work, one: work.bulk.begin(),
    "Complaints.by_number": lambda work, one: work.complaints.by_number(one.complaint.number),
    "Complaints.done": lambda work, one: work.complaints.done(),
    "Complaints.due": lambda work, one: work.complaints.due(5),
    "Complaints.insist": lambda work, one: work.complaints.insist(one.complaint.id, Action.VIEW),
    "Complaints.of_customer": lambda work, one: work.complaints.of_customer(one.anna.id),
    "Complaints.of_year": lambda work, one: work.complaints.of_year(NOW, NOW),
    "Complaints.open": lambda work, one: work.complaints.open(),
    "Consents.record": lambda work, one: work.consents.record(_consent(one.anna.id)),
    "Customers.change": lambda work, one: work.customers.change(one.anna.id, 1, {"city": "Naarden"}),
    "Customers.create": lambda work, one: work.customers.create({"kind": "person", "family_name": "Mees"}),
    "Customers.forget": lambda work, one: work.customers.forget(one.anna.id, ("city",)),
    "Customers.remove": lambda work, one: work.customers.remove(one.anna.id, "retention"),
    "Disclosures._insist": lambda work, one: work.disclosures.all(),
    "Disclosures.remove_past": lambda work, one: work.disclosures.remove_past(NOW),
    "Erasing.erase": lambda work, one: work.erasing.erase(one.anna.id, "R2026-0001", ()),
    "Imports.remove_past": lambda work, one: work.imports.remove_past(NOW),
    "Ledger.one": lambda work, one: work.ledger.one(one.session.id),
    "Ledger.remove": lambda work, one: work.ledger.remove(one.anna.id, NOW),
    "Ledger.search": lambda work, one: work.ledger.search(Filter()),
    "Letters.insist_on_writing": lambda work, one: work.letters.insist_on_writing("", owed=True),
    "Letters.remove": lambda work, one: work.letters.remove(one.anna.id),
    "Letters.remove_with": lambda work, one: work.letters.remove_with(select(ComplaintRow.number)),
    "Letters.to_send": lambda work, one: work.letters.to_send(one.letter + 1),
    "Naming.of": lambda work, one: work.naming.of(one.anna.id),
    "Pictures.open_cases": lambda work, one: tuple(work.pictures.open_cases(Cases.COMPLAINTS)),
    "Pictures.sessions": lambda work, one: tuple(work.pictures.sessions(NOW, NOW)),
    "Recordings.drop": lambda work, one: work.recordings.drop(one.session),
    "Recordings.remove": lambda work, one: work.recordings.remove(one.anna.id, NOW),
    "RequestDays.due": lambda work, one: work.request_days.due(5),
    "RequestDays.last": lambda work, one: work.request_days.last((1,)),
    "Requests.by_number": lambda work, one: work.requests.by_number("R2026-0001"),
    "Requests.done": lambda work, one: work.requests.done(),
    "Requests.of_customer": lambda work, one: work.requests.of_customer(one.anna.id),
    "Requests.one": lambda work, one: work.requests.one(1),
    "Requests.open": lambda work, one: work.requests.open(),
    "Services._set": lambda work, one: work.services.end(one.anna.id, one.service, DAY),
    "Services.add": lambda work, one: work.services.add(one.anna.id, "mail", "", DAY),
    "Services.add_invoice": lambda work, one: work.services.add_invoice(
        one.anna.id, Invoice("F1", DAY, DAY, Decimal(9))
    ),
    "Services.pay_invoice": lambda work, one: work.services.pay_invoice(one.anna.id, one.invoice, DAY),
    "Standings.lift": lambda work, one: work.standings.lift(one.anna.id, "restriction"),
    "Standings.object": lambda work, one: work.standings.object(one.anna.id, "x"),
    "Standings.restrict": lambda work, one: work.standings.restrict(one.anna.id, "x"),
    "Standings.uphold": lambda work, one: work.standings.uphold(one.anna.id, "R2026-0001"),
    "Standings.waiting": lambda work, one: work.standings.waiting(5),
    "Strangers.erase": lambda work, one: work.strangers.erase({"tickets": ()}, "R2026-0001"),
    "Strangers.held": lambda work, one: work.strangers.held("x@example.org"),
    "Strangers.messages": lambda work, one: work.strangers.messages("x@example.org"),
    "Systems.insist_on_change": lambda work, one: work.systems.insist_on_change(one.anna.id),
    "TicketSearch.find": lambda work, one: work.ticket_search.find("mail", 5),
    "Tickets.by_number": lambda work, one: work.tickets.by_number("T1042"),
    "Tickets.insist": lambda work, one: work.tickets.insist(one.ticket.id, Action.VIEW),
    "Tickets.linked_from": lambda work, one: work.tickets.linked_from(TicketLink.SESSION, one.session.id),
    "Tickets.listed": lambda work, one: work.tickets.listed(TicketFilter()),
    "Consents.remove_past": lambda work, one: work.consents.remove_past(one.anna.id, work.clock()),
    "OpenFiles.remove_past": lambda work, one: work.open_files.remove_past(NOW),
    "PastRecords.remove": lambda work, one: work.past_records.remove(NOW),
    "Tickets.remove_past": lambda work, one: work.tickets.remove_past(one.anna.id, NOW),
    "Unpaid.remove_withdrawn": lambda work, one: work.unpaid.remove_withdrawn(DAY),
    "Unsolicited.add": lambda work, one: work.unsolicited.add({"subject": one.anna.id}, ()),
    "Unsolicited.forget": lambda work, one: work.unsolicited.forget(NOW),
    "Unsolicited.one": lambda work, one: work.unsolicited.one(one.item.id),
    "Unsolicited.page": lambda work, one: work.unsolicited.page(),
}
"""How each is asked by somebody who may only look."""

EVERYBODY = {
    "Customers.find", "OpenFiles._insist", "Breaches.add", "Breaches.attach", "Breaches.by_number",
    "Breaches.change", "Breaches.detach", "Breaches.done", "Breaches.one", "Breaches.open", "Breaches.reopen",
}  # fmt: skip
"""What also they may."""


def _asking() -> Iterator[str]:
    """The methods of the registers that ask for a job themselves."""
    for path in Path(helpdesk.repository.__file__).parent.glob("*.py"):
        for kind in ast.parse(path.read_text("utf-8")).body:
            for method in getattr(kind, "body", ()):
                if isinstance(method, ast.FunctionDef) and "work.require(" in ast.unparse(method):
                    yield f"{getattr(kind, 'name', '')}.{method.name}"


def test_no_register_is_used_by_whoever_has_not_the_job(workplace: Any) -> None:
    """Clause: B1. By its own refusal, whatever is asked of it."""
    assert set(_asking()) == ASKED.keys() | EVERYBODY
    one = with_everything(workplace)
    made = ask_for(workplace, one.anna, Right.ACCESS)
    with workplace.as_() as work:
        request_letters.acknowledge(work, made.id)
    became = {name: outcome(workplace, asks, one, "read-only") for name, asks in ASKED.items()}
    assert {name: said for name, said in became.items() if said != "B1"} == {}
