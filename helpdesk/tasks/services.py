"""The services of a customer. Clause: G2; P3 (the last one's end starts retention)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from helpdesk.domain import contact
from helpdesk.domain.customer import CUSTOMER, CustomerFile, OpenFile
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import msg
from helpdesk.tasks import disclosures

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def begin(work: UnitOfWork, customer_id: str) -> OpenFile:
    """Refuse, before anything is asked, what `add` and `end` would refuse. Clause: B1, P2, R5.

    Errors: `Refused`, on record, `FileNotOpen`.
    """
    work.require("services", customer_id)
    return _insist(work, customer_id)


def add(work: UnitOfWork, customer_id: str, product: str, detail: str, started: date) -> CustomerFile:
    """Add a service for the customer; what a registry gets for it is recorded (T2).

    Errors: `Invalid`, `Refused`, `FileNotOpen`.
    """
    try:
        product, detail = contact.parse_text(product, 80), contact.parse_text(detail)
    except contact.BadValue as bad:
        raise Invalid((Fault("detail", bad.message),)) from bad
    if not product:
        raise Invalid((Fault("product", msg("Which service is it?")),))
    _insist(work, customer_id)
    work.services.add(customer_id, product, detail, started)
    disclosures.to_registry(work, customer_id, product, detail)
    return work.customers.file(customer_id)


def end(work: UnitOfWork, customer_id: str, service: int, on: date) -> CustomerFile:
    """End a service on a day. Errors: `NotFound`, `Refused`, `FileNotOpen`."""
    _insist(work, customer_id)
    work.services.end(customer_id, service, on)
    return work.customers.file(customer_id)


def _insist(work: UnitOfWork, customer_id: str) -> OpenFile:
    """Services are data of a category like any other: the guard must allow the change. Clause: P2, R5."""
    category = CUSTOMER["services"].category
    opened = work.open_files.current(customer_id)
    standing = work.standings.of(customer_id)
    decisions = work.customers.decisions(standing, opened.purposes, Action.CHANGE)
    work.insist(decisions[category], customer_id, category)
    return opened
