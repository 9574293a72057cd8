"""New customers, and changes to existing ones. Clause: D1–D7; GDPR art. 5(1)(d)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from helpdesk.domain.customer import CUSTOMER, CustomerFile, CustomerKind, CustomerRef
from helpdesk.domain.customer_values import Choices, parsed
from helpdesk.domain.decision import Action
from helpdesk.policy.model import Policy

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def alike(work: UnitOfWork, raw: Mapping[str, Any], but: str | None = None) -> tuple[CustomerRef, ...]:
    """Check what was typed, and name likely duplicates.

    `raw` is by field name as typed; `but` leaves out the customer being changed. Errors: `Invalid`, with every
    fault at once.
    """
    return work.customers.alike(_parsed(work, raw), but)


def create(work: UnitOfWork, raw: Mapping[str, Any]) -> CustomerRef:
    """Add a customer from what was typed. Errors: `Invalid`, `Refused`."""
    kind = CustomerKind.COMPANY if raw.get("company_name") else CustomerKind.PERSON
    whole = {"kind": kind, "given_name": "", "family_name": "", "company_name": "", **raw}
    return work.customers.create(_parsed(work, whole))


def begin_change(work: UnitOfWork, customer_id: str) -> CustomerFile:
    """The file as it is now, for a form; refused at once if no field of it may be changed.

    Errors: `Refused`, on record, `FileNotOpen`. Clause: B1, P2, R5.
    """
    work.require("change", customer_id)
    opened, standing = work.open_files.current(customer_id), work.standings.of(customer_id)
    decisions = work.customers.decisions(standing, opened.purposes, Action.CHANGE)
    asked = [
        decisions[category] for category in dict.fromkeys(one.category for one in CUSTOMER if one.editable)
    ]
    if not any(decision.allowed for decision in asked):
        work.insist(asked[0], customer_id, "change")
    return work.customers.file(customer_id)


def change(work: UnitOfWork, seen: CustomerFile, raw: Mapping[str, Any]) -> CustomerFile:
    """Save what was typed over what was seen; only fields that differ are written.

    `raw` has every field that the technician could see. Errors: `Invalid`, `Refused`, and `ChangedMeanwhile` with the
    version of whoever saved first.
    """
    values = _parsed(work, raw)
    changes = {name: value for name, value in values.items() if value != seen.values[name]}
    if changes:
        work.customers.change(seen.ref.id, seen.version, changes)
    return work.customers.file(seen.ref.id)


def choices(policy: Policy) -> Choices:
    """What a customer's fields can be chosen from, under a policy."""
    company = policy.company
    return Choices(company.region, company.languages, tuple(policy.channels))


def _parsed(work: UnitOfWork, raw: Mapping[str, Any]) -> dict[str, Any]:
    return parsed(raw, choices(work.policy))
