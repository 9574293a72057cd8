"""Forgetting on time: what is past its retention period, and its removal. Clause: P3; GDPR art. 5(1)(e).

After `forget`, the caller scrubs the store (`Desk.scrub`), so that no byte of it stays in the file or its journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from helpdesk.domain.calendar import RetentionStart, retention_end
from helpdesk.domain.customer import CUSTOMER, CustomerRef
from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Expired:
    """A customer of whom something is past its period.

    `goes` are the categories that may go now, `held` those that stay, each with the first day on which it may go.
    """

    customer: CustomerRef
    contract_ended: date
    goes: tuple[str, ...]
    held: Mapping[str, date]


def expired(work: UnitOfWork) -> tuple[Expired, ...]:
    """Customers of whom something is past its period today, longest ago first, at most 200."""
    work.require("retention")
    return tuple(due for due in _all_expired(work) if due.goes)


def count_expired(work: UnitOfWork) -> int:
    """How many customers `expired` would name; needs no role, names nobody."""
    return sum(1 for due in _all_expired(work) if due.goes)


def forget(work: UnitOfWork, customer_id: str) -> Expired:
    """Remove what is past its period; with nothing held, the customer goes whole. On record without a name.

    Errors: `Refused`, `NotFound` (also for a customer of whom nothing is due).
    """
    work.require("retention", customer_id)
    ended = work.standings.of(customer_id).contract_ended
    due = _judge(work, work.customers.ref(customer_id), ended) if ended else None
    if due is None or not due.goes:
        raise NotFound(msg("Nothing of this customer is past its retention period."))
    if due.held:
        fields = [field.name for field in CUSTOMER if field.category in due.goes]
        work.customers.forget(customer_id, fields)
    else:
        work.customers.remove(customer_id, "retention")
    return due


def _all_expired(work: UnitOfWork) -> tuple[Expired, ...]:
    today = work.policy.today(work.clock())
    return tuple(_judge(work, ref, ended) for ref, ended in work.customers.without_contract(today))


def _judge(work: UnitOfWork, ref: CustomerRef, ended: date) -> Expired:
    today = work.policy.today(work.clock())
    year_ends = work.policy.company.year_ends
    ends: dict[str, date] = {}
    for category in CUSTOMER.categories():
        rule = work.policy.categories[category].retention
        if rule.starts is RetentionStart.FINANCIAL_YEAR_ENDED:
            last = work.services.last_invoice(ref.id)
            ends[category] = retention_end(rule, max(last, ended) if last else ended, year_ends)
        else:
            ends[category] = retention_end(rule, ended, year_ends)
    held = {category: end for category, end in ends.items() if end > today}
    stored = work.customers.stored_categories(ref.id)
    return Expired(
        ref,
        ended,
        tuple(category for category in ends if category not in held and category in stored),
        {category: end for category, end in held.items() if category in stored},
    )
