"""What each right means for this customer, kind by kind, before anything is done. Clause: R1–R6, P3.

Which rights there are depends on the legal basis of the data (GDPR art. 15–22); erasure gives way to a legal
obligation, per record (art. 17(3)(b)).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from helpdesk.domain.calendar import RetentionRule, retention_end
from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.holds import CONSENT_EVENTS, INVOICES, LABELS, UNPAID, Hold, Roots
from helpdesk.domain.holds import label as label_of
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.register import Keeping
from helpdesk.domain.requests import Effect, Fate, Request
from helpdesk.domain.rights import Right
from helpdesk.policy.model import BasisId, Policy, Text

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

PAYMENT = "D7"
"""The category whose single-valued fields stay as long as there is an invoice."""

PROVIDED = frozenset({"D1", "D2", "D3", "D4"})
"""The categories that customers give us themselves; the rest results from our work for them. GDPR art. 20(1)."""

_PROOFS = {
    "complaints": ("closed", "answered"),  # one that was answered and left so goes by its answer
    "rights_requests": ("closed",),
    "disclosures": ("at",),
    "unsolicited": ("closed",),
}
"""What is kept as proof of compliance, and the columns that start its period: the first with a value does."""

_BEGINS = {INVOICES: ("issued",), UNPAID: ("issued",), CONSENT_EVENTS: ("at",), **_PROOFS}
"""The same for every register whose records are kept for a period of their own."""

_RULES = {CONSENT_EVENTS: "consents", "unsolicited": "unsolicited"}
"""Registers with a retention rule of their own; the others follow that of cases."""


WITHDRAWN = "withdrawn"
"""The retention rule of invoices that were noted in error: no tax law applies to them."""

_REST = (Keeping.CORRESPONDENCE, Keeping.ACCOUNTABILITY)
"""The kinds of record without a category of the statement, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record that is held: its table, category, and number."""

    register: str
    category: str
    records: int


Whose = str | Roots
"""The id of a customer, or the records held about somebody without a file."""


def of_request(work: UnitOfWork, found: Request, right: Right) -> tuple[Effect, ...]:
    """`effects` for whoever is asking; somebody without a file is known by what they wrote from their address."""
    return effects(work, whose(work, found), right)


def whose(work: UnitOfWork, found: Request) -> Whose:
    """Whose records a request is about. Errors: `Refused` without the job `requests`."""
    if not found.is_without_file:
        return found.subject
    return work.strangers.held(work.requests.said(found.id).contact)


def effects(work: UnitOfWork, of: Whose, right: Right) -> tuple[Effect, ...]:
    """What one right does to each kind of record of somebody: now, held until a day, or not this right.

    Somebody without a file has no contract, so data based on one has the basis that follows it. Hands out no value,
    only how many there are. Clause: R1–R6.
    """
    known = of if isinstance(of, str) else None
    work.require("requests", known)
    today = work.today
    over = known is None or work.standings.of(known).contract_over(today)
    return tuple(
        effect
        for kind in sorted(kinds(work, of), key=_place)
        for effect in _effects(work, of, kind, right, over)
    )


def _place(kind: Kind) -> tuple[object, ...]:
    """Categories of the statement first, then correspondence, then proof; each in the order of the labels."""
    known = kind.category.startswith("D")
    listed = list(LABELS)
    place = listed.index(kind.register) if kind.register in LABELS else len(listed)
    return (not known, kind.category if known else _REST.index(kind.category), place, kind.register)


def kinds(work: UnitOfWork, of: Whose) -> Iterator[Kind]:
    """Every kind of record held about somebody: fields of the file by category, then table by table."""
    filled = work.holdings.filled(of) if isinstance(of, str) else ()
    for category, fields in Counter(CUSTOMER[name].category for name in filled).items():
        yield Kind("customers", category, fields)
    for register, category, count in work.erasing.registers(of):
        yield Kind(register, Keeping.ACCOUNTABILITY if register in _PROOFS else category, count)


def holds(work: UnitOfWork, customer_id: str) -> tuple[Hold, ...]:
    """The records that stay after an erasure, each until its own day. GDPR art. 17(3)(b)."""
    today = work.today
    return tuple(
        Hold(register, record, category, until)
        for register, category in (
            *((INVOICES, PAYMENT), (UNPAID, PAYMENT)),
            (CONSENT_EVENTS, Keeping.ACCOUNTABILITY),
        )
        for record, until in _ends(work, customer_id, register, category)
        if until is not None and until > today
    )


def record_ends(work: UnitOfWork, of: Whose, register: str) -> dict[int, date | None]:
    """The first removal day of each record of a register, by its number, if known."""
    category = PAYMENT if register in (INVOICES, UNPAID) else Keeping.ACCOUNTABILITY
    return dict(_ends(work, of, register, category))


def _effects(work: UnitOfWork, of: Whose, kind: Kind, right: Right, over: bool) -> Iterator[Effect]:
    policy, label = work.policy, label_of(kind.register)
    basis = _basis(policy, kind.category, over)
    if right is Right.ERASURE and _by_law(policy, kind.category):
        yield from _held(work, of, kind)
    elif basis is not None and right not in policy.bases[basis].rights:
        yield Effect(Fate.NOT, label, kind.category, kind.records, why=policy.bases[basis].name)
    elif right is Right.PORTABILITY and kind.category not in PROVIDED:
        why = msg("it did not come from the customer")
        yield Effect(Fate.NOT, label, kind.category, kind.records, why=why)
    else:
        yield Effect(Fate.NOW, label, kind.category, kind.records)


def _held(work: UnitOfWork, of: Whose, kind: Kind) -> Iterator[Effect]:
    """What the law requires to be kept of a kind of record, day by day; anything past its day goes now."""
    today, label = work.today, label_of(kind.register)
    why = _rule(work.policy, kind.register, kind.category)[1]
    wrong = _withdrawn(work, of, kind.register)
    ends = _ends(work, of, kind.register, kind.category)
    if some := Counter(until for record, until in ends if record in wrong):
        yield from _until(some, today, label, kind, work.policy.retention_of(WITHDRAWN).reason)
    counted = Counter(until for record, until in ends if record not in wrong)
    if kind.register == "customers":  # stays as long as the last invoice does
        last = max((one for one in _invoice_ends(work, of)), default=today)
        counted = Counter({last: kind.records})
    elif not ends:
        counted = Counter({today: kind.records})
    yield from _until(counted, today, label, kind, why)


def _until(
    counted: Counter[date | None], today: date, label: Message, kind: Kind, why: Text
) -> Iterator[Effect]:
    for until, records in sorted(counted.items(), key=lambda one: (one[0] is None, one[0] or today)):
        if until is not None and until <= today:
            yield Effect(Fate.NOW, label, kind.category, records)
        else:
            yield Effect(Fate.HELD, label, kind.category, records, until, why)


def _invoice_ends(work: UnitOfWork, of: Whose) -> tuple[date, ...]:
    ends = _ends(work, of, INVOICES, PAYMENT)
    return tuple(until for _, until in ends if until is not None)


def _ends(work: UnitOfWork, of: Whose, register: str, category: str) -> tuple[tuple[int, date | None], ...]:
    """The number of each record of a register, and its first removal day; `None`: not known yet."""
    if register not in _BEGINS:
        return ()
    rule, _ = _rule(work.policy, register, category)
    days = work.erasing.dates(of, register, *_BEGINS[register])
    gone, wrong = _withdrawn(work, of, register), work.policy.retention_of(WITHDRAWN)
    return tuple(
        (record, _end(work, wrong, gone[record]) if record in gone else _end(work, rule, day))
        for record, day in days
    )


def _withdrawn(work: UnitOfWork, of: Whose, register: str) -> dict[int, date]:
    """The records of a register that belong to invoices noted in error, with the day that was found out."""
    days = work.erasing.dates(of, register, "withdrawn") if register in (INVOICES, UNPAID) else ()
    return {record: day for record, day in days if day is not None}


def _end(work: UnitOfWork, rule: RetentionRule, event: date | datetime | None) -> date | None:
    if event is None:
        return None
    day = work.policy.today(event) if isinstance(event, datetime) else event
    return retention_end(rule, day, work.policy.company.year_ends)


def _rule(policy: Policy, register: str, category: str) -> tuple[RetentionRule, Text]:
    """The retention rule of a kind of record, and its reason."""
    if category in policy.categories:
        rule = policy.categories[category].retention
    else:
        rule = policy.retention_of(_RULES.get(register, "cases"))
    return rule, rule.reason


def _by_law(policy: Policy, category: str) -> bool:
    """Whether the law forbids erasing this: an obligation, now or once the contract is over."""
    if category == Keeping.ACCOUNTABILITY:
        return True
    known = policy.categories.get(category)
    return known is not None and BasisId.LEGAL_OBLIGATION in (known.basis, known.basis_after_contract)


def _basis(policy: Policy, category: str, over: bool) -> str | None:
    """The legal basis of a kind of record; `None` if it ended with the contract."""
    if category == Keeping.ACCOUNTABILITY:
        return BasisId.LEGAL_OBLIGATION
    known = policy.categories.get(category) or policy.tickets
    if over and known.basis == BasisId.CONTRACT:
        return known.basis_after_contract
    return known.basis
