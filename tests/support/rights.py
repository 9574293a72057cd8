"""Rights requests of an invented customer, from receipt to approval. Clause: R1–R7."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from helpdesk.domain.customer import ContactPoint, CustomerRef, Invoice
from helpdesk.domain.requests import NewRequest
from helpdesk.domain.rights import Right
from helpdesk.tasks import identity, requests, rights

RECEIVED = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def anna_in(workplace: Any) -> CustomerRef:
    """A customer with an invoice, whose words all have a bird in them."""
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create(
            {
                "kind": "person",
                "given_name": "Anneliesje",
                "family_name": "Zwaluwenburg",
                "emails": (ContactPoint("zwaluw@example.nl", "", registered=True),),
                "phones": (ContactPoint("+31612345678", ""),),
                "iban": "NL91ABNA0417164300",
            }
        )
        work.services.add(ref.id, "support", "Zwaluwpakket", date(2024, 1, 1))
        work.services.add_invoice(
            ref.id, Invoice("2026-0012", date(2026, 5, 10), date(2026, 6, 10), Decimal(50))
        )
        work.open_files.open(ref.id, ("G2", "G3", "G4", "G7", "G8"))
    return ref


def on(work: Any, day: date) -> Any:
    """The ledger of erasures of a unit of work whose clock is set to noon of a day."""
    work.clock.now = datetime.combine(day, time(12), UTC)
    return work.erasing


def ask_for(workplace: Any, customer: CustomerRef, *asked: Right, **other: Any) -> Any:
    new = NewRequest(
        customer.id, other.pop("channel", "email"), other.pop("received", RECEIVED), asked, **other
    )
    with workplace.as_() as work:
        return requests.register(work, new)


def confirm(workplace: Any, request: Any) -> Any:
    """By two technicians who know the customer."""
    with workplace.as_() as work:
        request = identity.in_person(work, request.id, request.version)
    with workplace.as_("owner") as work:
        return identity.in_person(work, request.id, request.version)


def approved(workplace: Any, request: Any, right: Right = Right.ERASURE) -> Any:
    with workplace.as_("privacy-officer") as work:
        return rights.approve(work, request.id, request.version, right)
