"""Forgetting on time: what is past its retention period, and its removal. Clause: P3; GDPR art. 5(1)(e).

After `forget`, the caller scrubs the store (`Desk.traces`), so that not a byte of it stays in the file or its journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from helpdesk.domain.calendar import RetentionStart, retention_end
from helpdesk.domain.customer import CUSTOMER, CustomerRef
from helpdesk.domain.errors import NotFound
from helpdesk.domain.glance import Some
from helpdesk.domain.ladder_steps import CASE
from helpdesk.domain.messages import msg
from helpdesk.domain.records import dataclass
from helpdesk.policy.model import TICKETS
from helpdesk.tasks import notices
from helpdesk.tasks.effects import WITHDRAWN
from helpdesk.tasks.outcomes import forget_kept
from helpdesk.tasks.periods import ended_before

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

IP_USE = "D6"
"""The category of the ledger, whose rows are removed one by one: each a period after its session ended."""

ADDRESS = "D1"
"""The category of the address on every letter."""

CASES = "cases"
"""The retention rule of the policy for complaints and rights requests."""

AUDIT = "audit"
"""The retention rule of the policy for the records of the audit."""

RECORDINGS = "recordings"
"""The retention rule of the policy for recordings."""

BREACHES = "breaches"
"""The retention rule of the policy for data breaches."""

_ASKED = (
    *(Some.PAST_CONTRACTS, Some.PAST_SESSIONS, Some.PAST_RECORDINGS, Some.PAST_TICKETS, Some.PAST_HOLDS),
    *(Some.PAST_COMPLAINTS, Some.PAST_REQUESTS, Some.PAST_DISCLOSURES, Some.NOTICES, Some.PAST_WITHDRAWN),
    *(Some.PAST_AUDIT, Some.PAST_CONSENTS, Some.PAST_BREACHES),
)


@dataclass(frozen=True, slots=True)
class Expired:
    """A customer with something past its period; `None` stands for the unknown senders of tickets.

    `goes` are the categories that may be removed now that the contract is over, `held` those that stay, each with its
    first removal day. `sessions` of the ledger, `recordings`, `tickets` and `consents` that ended are removed one by
    one, even while a contract runs; so are `released` records of an erased customer, which the law held until today.
    `cases` are closed complaints, rights requests and data breaches, disclosures of removed customers, and invoices
    noted in error, whoever's they are; `notices` are those about an erasure that were not sent in time, `records` those
    of the audit.
    """

    customer: CustomerRef | None
    contract_ended: date | None
    goes: tuple[str, ...]
    held: Mapping[str, date]
    sessions: int = 0
    recordings: int = 0
    tickets: int = 0
    released: int = 0
    cases: int = 0
    notices: int = 0
    records: int = 0
    consents: int = 0

    @property
    def subject(self) -> str:
        """The argument for `forget`: the customer's id, or `""` for unknown senders."""
        return self.customer.id if self.customer else ""

    def __bool__(self) -> bool:
        one_by_one = (self.sessions, self.recordings, self.tickets, self.consents, self.released)
        return bool(self.goes or any((*one_by_one, self.cases, self.notices, self.records)))


def expired(work: UnitOfWork) -> tuple[Expired, ...]:
    """Customers with something past its period today, longest ago first, a few hundred at most."""
    work.require("retention")
    return _all_expired(work)


def count_expired(work: UnitOfWork) -> tuple[int, bool]:
    """How many customers `expired` would name, and whether anything without a customer is due; needs no role."""
    due = _all_expired(work)
    customers = sum(one.customer is not None for one in due)
    return customers, customers < len(due)


def forget(work: UnitOfWork, customer_id: str) -> Expired:
    """Remove what is past its period; if nothing is held, the customer is removed whole. On record without a name.

    Without a customer, this means the tickets of unknown senders, the closed cases and the records of the audit.
    Tickets are removed with everything they own.
    Errors: `Refused`, `NotFound` (also if nothing of the customer is due).
    """
    work.require("retention", customer_id or None)
    if not customer_id:
        return _forget_unknown(work)
    if released := work.erasing.release(customer_id):
        return Expired(None, None, (), {}, released=released)
    ended = work.standings.of(customer_id).contract_ended
    due = _judge(work, work.customers.ref(customer_id), ended)
    if due.goes and not due.held:
        work.customers.remove(customer_id, "retention")
        return due
    sessions, recordings = _terms(work)
    if sessions:
        due = replace(due, sessions=work.ledger.remove(customer_id, sessions))
    due = replace(due, recordings=work.recordings.remove(customer_id, recordings))
    if tickets := _tickets_before(work):
        due = replace(due, tickets=work.tickets.remove_past(customer_id, tickets))
    due = replace(due, consents=work.consents.remove_past(customer_id, _consents_before(work)))
    if not due:
        raise NotFound(msg("Nothing of this customer is past its retention period."))
    if due.goes:
        forget_kept(work, customer_id, due.goes)
        if ADDRESS in due.goes:
            _forget_reminders(work, customer_id)
        work.drafts.drop_about(customer_id)
        fields = [field.name for field in CUSTOMER if field.category in due.goes]
        work.customers.forget(customer_id, fields)
    return due


def _forget_reminders(work: UnitOfWork, customer_id: str) -> None:
    """Remove reminders, which have names and addresses; their invoices, kept longer, say that they were made.

    Clause: A1.
    """
    for invoice in work.services.invoices(work.customers.seq_of(customer_id)):
        if any(event.letter for event in invoice.events):
            work.letters.remove(customer_id, f"{CASE}{invoice.id}")


def end_holds(work: UnitOfWork) -> int:
    """Remove what the law held of erased customers until today; of how many customers. It is automatic.

    Nobody decides it, so it takes no job. The caller has the desk finish it (`Desk.traces`). Clause: R4, P3; GDPR art.
    17(3)(b).
    """
    ended = 0
    for ref, _records in work.erasing.past(work.today):
        with suppress(NotFound):  # another console was first
            ended += bool(work.erasing.release(ref.id))
    return ended


def _forget_unknown(work: UnitOfWork) -> Expired:
    tickets = _tickets_before(work)
    gone = work.tickets.remove_past(None, tickets) if tickets else 0
    before = ended_before(work, work.policy.retention[CASES])
    registers = (work.complaints, work.requests, work.disclosures)
    cases = sum(register.remove_past(before) for register in registers)
    cases += work.unpaid.remove_withdrawn(_withdrawn_before(work))
    cases += work.breaches.remove_past(_breaches_before(work))
    unsent = notices.past(work)
    for kept in unsent:
        notices.let_go(work, kept, notices.EXPIRED)
    on_record = ended_before(work, work.policy.retention[AUDIT])
    records = work.past_records.remove(on_record)
    work.open_files.remove_past(on_record)
    work.imports.remove_past(on_record)
    if not gone and not cases and not unsent and not records:
        problem = msg(
            "No case, notice, ticket of an unknown sender or audit record is past its retention period."
        )
        raise NotFound(problem)
    return Expired(None, None, (), {}, tickets=gone, cases=cases, notices=len(unsent), records=records)


def _all_expired(work: UnitOfWork) -> tuple[Expired, ...]:
    today = work.today
    sessions, recordings = _terms(work)
    tickets, cases = _tickets_before(work), ended_before(work, work.policy.retention[CASES])
    audit = ended_before(work, work.policy.retention[AUDIT])
    moments = {"sessions": sessions, "recordings": recordings, "tickets": tickets, "cases": cases}
    consents = _consents_before(work)
    moments |= {"audit": audit, "consents": consents}
    wrong, breaches = _withdrawn_before(work), _breaches_before(work)
    there = work.glance.there_is(*_ASKED, today=today, withdrawn=wrong, breaches=breaches, **moments)
    due: dict[CustomerRef | None, Expired] = {}
    if Some.PAST_CONTRACTS in there:
        by_contract = (_judge(work, ref, ended) for ref, ended in work.customers.without_contract(today))
        due = {one.customer: one for one in by_contract if one}
    for ref, count in work.ledger.past(sessions) if sessions and Some.PAST_SESSIONS in there else ():
        due[ref] = replace(due.get(ref) or Expired(ref, None, (), {}), sessions=count)
    for ref, count in work.recordings.past(recordings) if Some.PAST_RECORDINGS in there else ():
        due[ref] = replace(due.get(ref) or Expired(ref, None, (), {}), recordings=count)
    for whose, count in work.tickets.past(tickets) if tickets and Some.PAST_TICKETS in there else ():
        due[whose] = replace(due.get(whose) or Expired(whose, None, (), {}), tickets=count)
    for ref, count in work.consents.past(consents) if Some.PAST_CONSENTS in there else ():
        due[ref] = replace(due.get(ref) or Expired(ref, None, (), {}), consents=count)
    for ref, count in work.erasing.past(today) if Some.PAST_HOLDS in there else ():
        due[ref] = replace(due.get(ref) or Expired(ref, None, (), {}), released=count)
    closed = work.complaints.past(cases) if Some.PAST_COMPLAINTS in there else 0
    closed += work.requests.past(cases) if Some.PAST_REQUESTS in there else 0
    closed += work.disclosures.past(cases) if Some.PAST_DISCLOSURES in there else 0
    closed += work.unpaid.past_withdrawn(wrong) if Some.PAST_WITHDRAWN in there else 0
    closed += work.breaches.past(breaches) if Some.PAST_BREACHES in there else 0
    if closed:
        due[None] = replace(due.get(None) or Expired(None, None, (), {}), cases=closed)
    if Some.NOTICES in there and (unsent := notices.past(work)):
        due[None] = replace(due.get(None) or Expired(None, None, (), {}), notices=len(unsent))
    if Some.PAST_AUDIT in there and (records := work.past_records.count(audit)):
        due[None] = replace(due.get(None) or Expired(None, None, (), {}), records=records)
    return tuple(due.values())


def _judge(work: UnitOfWork, ref: CustomerRef, ended: date | None) -> Expired:
    """What may go because the contract is over; under a restriction nothing does.

    Nor does it while they are owed an answer, for of who is gone nobody can say what was held, nor write to them; nor
    while a legal order to disclose it waits. Clause: P3, R5, R1, C1, T1; GDPR art. 12(3), 18(2).
    """
    nothing = Expired(ref, None, (), {})
    if ended is None:
        return nothing
    now = work.clock()
    ends = category_ends(work, ref.id, ended)
    held = {category: end for category, end in ends.items() if end > work.policy.today(now)}
    goes = tuple(category for category in ends if category not in held)
    if goes and (work.standings.of(ref.id).restricted(now) or work.holdings.is_needed_still(ref.id)):
        return nothing
    return Expired(ref, ended, goes, held)


def category_ends(work: UnitOfWork, customer_id: str, contract_ended: date) -> dict[str, date]:
    """The first removal day of each stored category of a customer, now that the contract is over. Clause: P3."""
    year_ends = work.policy.company.year_ends
    stored = work.holdings.categories(customer_id)
    rules = {one: work.policy.categories[one].retention for one in CUSTOMER.categories() if one in stored}
    return {
        category: retention_end(rule, _starts(work, rule.starts, customer_id, contract_ended), year_ends)
        for category, rule in rules.items()
    }


def _starts(work: UnitOfWork, event: RetentionStart, customer_id: str, contract_ended: date) -> date:
    """The day of the event that starts a period; the end of the contract, if there was no later one."""
    last: date | None = None
    if event is RetentionStart.FINANCIAL_YEAR_ENDED:
        last = work.services.last_invoice(customer_id)
    elif event is RetentionStart.SESSION_ENDED:
        moment = work.ledger.last_ended(customer_id)
        last = work.policy.today(moment) if moment else None
    return max(last, contract_ended) if last else contract_ended


def _terms(work: UnitOfWork) -> tuple[datetime | None, datetime]:
    """Sessions, and recordings of sessions, that ended before these moments may be removed today.

    The first is `None` if the policy removes the use of addresses with the contract.
    """
    rule = work.policy.categories[IP_USE].retention
    sessions = ended_before(work, rule) if rule.starts is RetentionStart.SESSION_ENDED else None
    return sessions, ended_before(work, work.policy.retention[RECORDINGS])


def _withdrawn_before(work: UnitOfWork) -> date:
    """Invoices found before this day to be noted in error may be removed today."""
    return work.policy.today(ended_before(work, work.policy.retention_of(WITHDRAWN)))


def _breaches_before(work: UnitOfWork) -> datetime:
    """Data breaches that were closed before this moment may be removed today."""
    return ended_before(work, work.policy.retention_of(BREACHES))


def _consents_before(work: UnitOfWork) -> datetime:
    """Consents that ended before this moment may go today."""
    return ended_before(work, work.policy.retention_of("consents"))


def _tickets_before(work: UnitOfWork) -> datetime | None:
    """Tickets that were done before this moment may be removed today; `None` if the policy has no rule for them."""
    rule = work.policy.retention.get(TICKETS)
    return ended_before(work, rule) if rule else None
