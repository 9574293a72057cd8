"""Fills an empty store with the sample company. Nobody in it exists.

What another company's policy does not have (a language, a channel, a purpose, a service) is left out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any

from helpdesk.domain.calendar import add
from helpdesk.domain.consent import ALLOWING, ConsentEvent, ConsentEventKind
from helpdesk.domain.customer import CUSTOMER, ContactPoint, Invoice, KnownAddress
from helpdesk.domain.customer_values import parsed
from helpdesk.domain.imports import ImportRun
from helpdesk.policy.model import Policy
from helpdesk.tasks.customers import choices
from helpdesk.tasks.sample.breaches import add_breaches
from helpdesk.tasks.sample.cases import add_cases
from helpdesk.tasks.sample.generate import generate
from helpdesk.tasks.sample.remote import add_remote
from helpdesk.tasks.sample.tickets import add_tickets
from helpdesk.tasks.sample.unpaid import add_unpaid

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

BATCH = 5000
"""How many made-up customers are added at once."""

LOOKED_AT = {"10006": ("G2", "G3", "G7"), "10029": ("G3", "G5")}
"""The files, by customer number, that were opened for these purposes before the demo, and closed again."""

LEFT_OPEN = {"10004": ("G3", "G4")}
"""The file that nobody closed."""

OLD_LIST = "relaties-oude-administratie.csv"
"""The import that left rejected rows; the corrected list is yet to come."""

Entry = Mapping[str, Any]

_LABELLED = re.compile(r"(?P<value>.*?)(?: \((?P<label>[^()]*)\))?")


def sample(work: UnitOfWork, extra: int = 0) -> int:
    """Add the sample customers with their history, and `extra` made-up ones; returns how many customers were added.

    Everything happened some days before now, so Today has something to show whenever the sample is made. Needs a store
    without customers of the same numbers and a role with every job. Errors: `Invalid`, `Refused`.
    """
    ids = {entry["number"]: _add(work, entry) for entry in contents()}
    add_remote(work, ids)
    add_tickets(work, ids)
    add_cases(work, ids)
    add_unpaid(work, ids)
    add_breaches(work, ids)
    yesterday = work.clock() - timedelta(days=1)
    work.imports.record(ImportRun(yesterday, work.technician.login, OLD_LIST, len(ids), 4, 3))
    for number, purposes in (LOOKED_AT | LEFT_OPEN).items():
        _open(work, ids[number], purposes, close=number in LOOKED_AT)
    if extra:
        _add_made_up(work, extra)
    return len(ids) + extra


def contents() -> list[Entry]:
    """The customers as written, with times in days before now."""
    written = tomllib.loads(files(__package__).joinpath("customers.toml").read_text("utf-8"))
    customers: list[Entry] = written["customers"]
    return customers


def values_of(entry: Entry, policy: Policy) -> dict[str, Any]:
    """The fields of a sample customer in stored form. Errors: `Invalid`, if the sample is wrong."""
    known = {"language": policy.company.languages, "channel": policy.channels}
    raw = {field.name: entry.get(field.name) for field in CUSTOMER if not field.several}
    raw |= {name: raw[name] if raw[name] in known[name] else None for name in known}
    for name in ("emails", "phones"):
        points = enumerate(map(_labelled, entry.get(name, ())))
        raw[name] = tuple(ContactPoint(*point, place == 0) for place, point in points)
    raw["ip_addresses"] = tuple(KnownAddress(*_labelled(text)) for text in entry.get("ip_addresses", ()))
    return parsed(raw, choices(policy))


def _labelled(text: str) -> tuple[str, str]:
    """`"06-12345001 (mobiel)"` as the value and its label."""
    match = _LABELLED.fullmatch(text)
    return (match["value"], match["label"] or "") if match else (text, "")


def _add(work: UnitOfWork, entry: Entry) -> str:
    """Add one customer with everything that belongs to them; returns the id."""
    customer_id = work.customers.create(values_of(entry, work.policy)).id
    for service in entry.get("services", ()):
        _add_service(work, customer_id, service)
    for invoice in entry.get("invoices", ()):
        _add_invoice(work, customer_id, invoice)
    # The register keeps events in the order in which they were added.
    for event in sorted(entry.get("consents", ()), key=lambda event: -event["days_ago"]):
        _record_consent(work, customer_id, entry, event)
    return customer_id


def _add_service(work: UnitOfWork, customer_id: str, service: Entry) -> None:
    if service["product"] not in work.policy.service_kinds:
        return
    days = _days(work, service)
    added = work.services.add(
        customer_id, service["product"], service["detail"], days["started"], days.get("ended")
    )
    if "blocked" in days:
        work.services.block(customer_id, added, days["blocked"])


def _add_invoice(work: UnitOfWork, customer_id: str, invoice: Entry) -> None:
    days = _days(work, invoice)
    amount = Decimal(invoice["amount"])
    number = f"{days['issued'].year}-{invoice['number']}"
    reference = Invoice(number, days["issued"], days["due"], amount, days.get("paid"))
    work.services.add_invoice(customer_id, reference)


def _record_consent(work: UnitOfWork, customer_id: str, entry: Entry, event: Entry) -> None:
    text = work.policy.consent_text(event["purpose"])
    if text is None or event["purpose"] not in work.policy.purposes:
        return
    kind, at = ConsentEventKind(event["kind"]), work.clock() - timedelta(days=event["days_ago"])
    language = entry["language"]
    work.consents.record(
        ConsentEvent(
            id="",
            customer_id=customer_id,
            purpose=event["purpose"],
            kind=kind,
            at=at,
            how=event["how"],
            recorded_by=work.technician.login,
            evidence=event["evidence"],
            text_version=text.version,
            text_language=language if language in work.policy.company.languages else work.policy.language,
            valid_until=add(text.valid, at) if kind in ALLOWING and text.valid else None,
        )
    )


def _open(work: UnitOfWork, customer_id: str, purposes: tuple[str, ...], *, close: bool) -> None:
    known = tuple(purpose for purpose in purposes if purpose in work.policy.purposes)
    if known:
        work.open_files.open(customer_id, known)
        if close:
            work.open_files.close(customer_id)


def _add_made_up(work: UnitOfWork, count: int) -> None:
    work.bulk.begin()
    made_up = generate(count)
    while batch := list(islice(made_up, BATCH)):
        work.bulk.add(batch)
    work.bulk.finish()


def _days(work: UnitOfWork, entry: Entry) -> dict[str, date]:
    """The dates of a service or invoice, which the sample gives in days ago."""
    today = work.today
    return {name: today - timedelta(days=ago) for name, ago in entry.items() if isinstance(ago, int)}
