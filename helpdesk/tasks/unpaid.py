"""An unpaid invoice: added, paid, and what a person does about it. Clause: A1, D7; GDPR art. 22(3).

Reminders are automatic (`helpdesk.tasks.reminders`). Blocking, handing over and ending are decided here by somebody
whose role may, once the customer was heard or had the time for it; they can be stopped, and blocked services
unblocked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from helpdesk.domain import contact
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CUSTOMER, CustomerFile, Invoice, OpenFile, Owed, Service
from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.errors import Fault, FileNotOpen, Invalid, NotFound
from helpdesk.domain.ladder import State, Where, still_blocked
from helpdesk.domain.ladder_steps import CASE, CLAUSE, PAYMENT, Mark, Step, StepKind
from helpdesk.domain.letters import KeptLetter
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.policy.model import Job, Recipient
from helpdesk.policy.roles import jobs_to_decide
from helpdesk.policy.words import words as worded
from helpdesk.repository.guarded import insist
from helpdesk.tasks import disclosures, invoice_bookings
from helpdesk.tasks.typed import typed

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

SERVICES = CUSTOMER["services"].category
"""The category of the services that are blocked or ended."""

_MOST_CENTS = 10**13
_LIKELY = timedelta(days=3_653)
"""How far from today an invoice's date may be."""
_LONGEST = timedelta(days=366)
"""How long a customer has to pay, at most."""
_STILL_BLOCKED = worded("blijft geblokkeerd voor factuur {numbers}", "still blocked for invoice {numbers}")


@dataclass(frozen=True, slots=True)
class UnpaidView:
    """An invoice as it is now, with its reminders, and the customer's services as far as the file shows them.

    `elsewhere` are the ids of services that another invoice of the customer has blocked, with its number.
    """

    owed: Owed
    stands: Where
    letters: tuple[KeptLetter, ...]
    services: tuple[Service, ...]
    elsewhere: Mapping[int, str] = field(default_factory=dict)

    @property
    def running(self) -> tuple[Service, ...]:
        """The running services, blocked or not."""
        return tuple(one for one in self.services if one.ended is None)


def view(work: UnitOfWork, invoice: int) -> UnpaidView:
    """An invoice and everything that happened to it, on record. Errors: `NotFound`, `FileNotOpen`, `Refused`.

    Clause: A1, P2, D7.
    """
    owed = seen(work, invoice)
    customer = owed.customer.id
    opened = work.open_files.current(customer)
    decisions = work.customers.decisions(work.standings.of(customer), opened.purposes, Action.VIEW)
    shown = [one for one in (PAYMENT, SERVICES) if decisions[one].allowed]
    work.audit.record(AuditEvent.FILE_READ, subject=customer, purposes=opened.purposes, shown=shown)
    services = work.services.of(work.customers.seq_of(customer)) if SERVICES in shown else ()
    letters = work.letters.of_case(customer, f"{CASE}{invoice}")
    return UnpaidView(owed, _stands(work, owed), letters, services, _blocked_elsewhere(work, owed))


def seen(work: UnitOfWork, invoice: int) -> Owed:
    """An invoice as it is now; only a refusal is recorded. Errors: as `view`."""
    owed = work.unpaid.one(invoice)
    insist_open(work, owed, Action.VIEW)
    return owed


def listed(work: UnitOfWork, customer: str = "") -> Iterator[tuple[Owed, Where]]:
    """Overdue invoices, longest ago first, and where each stands; of one customer by number.

    Customers whose data may only be stored are left out. Needs the job `unpaid`. Clause: A1, R5.
    """
    work.require(Job.UNPAID)
    today = work.today
    only = work.customers.by_number(customer).id if customer else ""
    for owed in work.unpaid.overdue(today):
        if not only or owed.customer.id == only:
            yield owed, work.policy.stands(owed.invoice, today)


def by_number(work: UnitOfWork, number: str) -> Owed:
    """The invoice with a number that was not withdrawn; nothing of it is shown. Errors: `NotFound`."""
    known = [one for one in work.services.numbered(number).values() if one.withdrawn is None]
    if len(known) != 1:
        raise NotFound(msg("There is no invoice {number}.", number=number))
    return work.unpaid.one(known[0].id)


def begin(work: UnitOfWork, customer_id: str) -> OpenFile:
    """Refuse, before anything is asked, what `add` and `pay` would refuse. Errors: `Refused`, `FileNotOpen`."""
    work.require(Job.SERVICES, customer_id)
    return insist(work, customer_id, (PAYMENT,), Action.CHANGE)


def add(work: UnitOfWork, customer_id: str, invoice: Invoice) -> CustomerFile:
    """Add an invoice of the accounting software. Errors: `Invalid` with every fault, `Refused`, `FileNotOpen`."""
    begin(work, customer_id)
    work.services.begin_invoices()
    work.services.add_invoice(customer_id, checked(work, customer_id, invoice))
    return work.customers.file(customer_id)


def pay(work: UnitOfWork, customer_id: str, invoice: int, on: date) -> CustomerFile:
    """Record that an invoice was paid: nothing more follows. Errors: `Invalid`, `NotFound`, `Refused`, `FileNotOpen`.

    Services blocked for it stay blocked until somebody unblocks them; Today says so. Clause: A1, D7.
    """
    begin(work, customer_id)
    invoice_bookings.insist_has_come(work, on, "day")
    work.services.pay_invoice(customer_id, invoice, on)
    return work.customers.file(customer_id)


def hear(work: UnitOfWork, invoice: int, said: str) -> UnpaidView:
    """Note the customer's view on what comes next, to be weighed in the decision. GDPR art. 22(3).

    Errors: `Invalid` without words, or if there is nothing to decide; `Refused`, `FileNotOpen`, `NotFound`.
    """
    owed, stands = _begun(work, invoice)
    step = _decided_next(work, stands)
    if step is None:
        raise Invalid((Fault("said", msg("There is nothing left to decide about this invoice.")),))
    work.unpaid.add(owed, Mark.HEARD, step, note=words(said, "said", msg("What does the customer say?")))
    return view(work, invoice)


def stop(work: UnitOfWork, invoice: int, until: date, reason: str) -> UnpaidView:
    """Let nothing happen before a day; today lets it continue at once. Errors: `Invalid`, and as `hear`. Clause: A1."""
    owed, stands = _begun(work, invoice)
    why = words(reason, "reason", msg("Why is it stopped?"))
    if stands.next is None:
        raise Invalid((Fault("until", msg("Nothing more follows on this invoice.")),))
    if until < work.today:
        raise Invalid((Fault("until", msg("That day is past.")),))
    work.unpaid.add(owed, Mark.STOPPED, stands.next, note=why, until=until)
    return view(work, invoice)


def begin_decision(work: UnitOfWork, invoice: int) -> UnpaidView:
    """What would be decided now, for whoever may. Errors: as `block` if it may not be. Clause: A1, B1."""
    owed, stands = _begun(work, invoice)
    _insist_on_ready(work, owed, stands)
    return view(work, invoice)


def weigh(
    work: UnitOfWork,
    invoice: int,
    kind: StepKind,
    reason: str,
    services: Collection[int] = (),
    on: date | None = None,
) -> tuple[Owed, Step, str]:
    """Refuse before anybody is asked whether they are sure what `block`, `hand_over` and `terminate` would refuse.

    What may be decided, by which step, and why in words. Errors: as theirs.
    """
    owed, step = _ready(work, invoice, kind)
    why = words(reason, "reason", msg("Why is it decided?"))
    if kind is StepKind.COLLECTION:
        return owed, step, why
    if on is not None and on < work.today:
        raise Invalid((Fault("day", msg("That day is past.")),))
    _insist_on_services(work, owed.customer.id, services, kind)
    return owed, step, why


def block(work: UnitOfWork, invoice: int, services: Collection[int], reason: str) -> UnpaidView:
    """Decide to block services, also those that another invoice has blocked already. It can be undone (`free`).

    Errors: `Refused`, on record, before the customer was heard or could be, or while it is stopped; `Invalid` if
    another step comes next or without a reason; `FileNotOpen`, `NotFound`. Clause: A1; GDPR art. 22(3).
    """
    owed, step, why = weigh(work, invoice, StepKind.BLOCK, reason, services)
    there = work.services.of(work.customers.seq_of(owed.customer.id))
    for service in set(services) & {one.id for one in there if one.blocked is None}:
        work.services.block(owed.customer.id, service, work.today)
    work.unpaid.add(owed, Mark.DECIDED, step, note=why, services=services)
    return view(work, invoice)


def hand_over(work: UnitOfWork, invoice: int, how: str, reason: str) -> UnpaidView:
    """Decide to hand an invoice to the collection agency: a disclosure of only what the policy allows.

    Errors: as `block`, and those of `disclosures.record`, which needs the job `disclose`. Clause: A1, P4.
    """
    owed, step, why = weigh(work, invoice, StepKind.COLLECTION, reason)
    agency = collector(work)
    ground, number = agency.why.say(work.policy.language), owed.invoice.number
    new = NewDisclosure(owed.customer.id, agency.id, agency.categories, ground, number, how)
    made = disclosures.record(work, new)
    work.unpaid.add(owed, Mark.DECIDED, step, note=f"{why} ({made.number})")
    return view(work, invoice)


def terminate(work: UnitOfWork, invoice: int, services: Collection[int], on: date, reason: str) -> UnpaidView:
    """Decide that services end on a day; with the last one the contract ends. Errors: as `block`. Clause: A1, P3."""
    owed, step, why = weigh(work, invoice, StepKind.TERMINATION, reason, services, on)
    for service in services:
        work.services.end(owed.customer.id, service, on)
    work.unpaid.add(owed, Mark.DECIDED, step, note=why, services=services)
    return view(work, invoice)


def free(work: UnitOfWork, invoice: int) -> UnpaidView:
    """Decide to unblock what was blocked for an invoice, for example once it is paid.

    What another invoice has blocked too stays so until it is freed for that one. Errors: `Invalid`, and as `hear`.
    """
    owed, stands = _begun(work, invoice)
    blocked = [one for one in owed.invoice.events if one.what is Mark.DECIDED and one.kind is StepKind.BLOCK]
    if not stands.blocked:
        raise Invalid((Fault("", msg("No service is blocked for this invoice.")),))
    insist(work, owed.customer.id, (SERVICES,), Action.CHANGE)
    elsewhere = _blocked_elsewhere(work, owed)
    for service in stands.blocked:
        if service not in elsewhere:
            work.services.block(owed.customer.id, service, None)
    still = dict.fromkeys(elsewhere[one] for one in stands.blocked if one in elsewhere)
    note = _STILL_BLOCKED.say(work.policy.language).format(numbers=", ".join(still)) if still else ""
    work.unpaid.add(owed, Mark.FREED, blocked[-1], services=stands.blocked, note=note)
    return view(work, invoice)


def is_handed_over(invoice: Invoice) -> bool:
    """Whether the collection agency has an invoice."""
    return any(one.what is Mark.DECIDED and one.kind is StepKind.COLLECTION for one in invoice.events)


def collector(work: UnitOfWork) -> Recipient:
    """The recipient that invoices are handed over to. Errors: `Invalid` if the policy has none."""
    for one in work.policy.recipients.values():
        if one.clause == CLAUSE:
            return one
    raise Invalid((Fault("", msg("The policy has no recipient to hand an invoice over to.")),))


def _begun(work: UnitOfWork, invoice: int) -> tuple[Owed, Where]:
    """An invoice that nobody else can change meanwhile, for whoever may decide. Errors: `Refused`, `FileNotOpen`."""
    owed = work.unpaid.locked(invoice)
    work.require(Job.UNPAID, owed.customer.id)
    insist_open(work, owed, Action.CHANGE)
    return owed, _stands(work, owed)


def insist_open(work: UnitOfWork, owed: Owed, action: Action) -> None:
    """Errors: `Refused`; `FileNotOpen` also if the file is open for other purposes only. Clause: P2."""
    customer, wanted = owed.customer.id, work.policy.for_invoices()
    if not set(work.open_files.current(customer).purposes) & set(wanted):
        raise FileNotOpen(customer, work.policy.named(wanted))
    insist(work, customer, (PAYMENT,), action)


def _ready(work: UnitOfWork, invoice: int, kind: StepKind) -> tuple[Owed, Step]:
    owed, stands = _begun(work, invoice)
    if stands.next is None or stands.next.kind is not kind:
        raise Invalid((Fault("", msg("Something else comes next on this invoice: look at it again.")),))
    _insist_on_ready(work, owed, stands)
    return owed, stands.next


def _insist_on_ready(work: UnitOfWork, owed: Owed, stands: Where) -> None:
    """Nothing is decided before the customer was heard, or had the time for it. GDPR art. 22(3)."""
    kind = stands.next.kind if stands.next is not None else StepKind.REMINDER
    for job in jobs_to_decide(kind):
        work.require(job, owed.customer.id)
    if stands.state is not State.DECIDE:
        reason, remedy = _why_not(stands)
        work.insist(Decision(False, CLAUSE, reason, remedy=remedy), owed.customer.id, Job.UNPAID)
    # before anybody gives a reason for it
    if kind is StepKind.COLLECTION:
        insist(work, owed.customer.id, collector(work).categories, Action.DISCLOSE)
    else:
        insist(work, owed.customer.id, (SERVICES,), Action.CHANGE)


def _why_not(stands: Where) -> tuple[Message, Message]:
    wait = msg("Wait until then.")
    match stands.state:
        case State.UNASKED:
            asked = msg("Send the letter that asks for it, or ask them yourself and note what they say (i).")
            return msg("The customer was not asked for their view yet."), asked
        case State.ASKED:
            reason = msg(
                "The customer still has time to give their view; it may be decided from {day}.", day=stands.on
            )
            return reason, msg("Note what they say (i), or wait until then.")
        case State.STOPPED if stands.stopped is not None:
            reason = msg("It was stopped until {day}.", day=stands.stopped.until)
            return reason, msg("To continue sooner, stop it until today (s).")
        case State.WAITS if stands.next is not None and stands.next.kind.is_decided:
            return msg("It may be decided from {day}.", day=stands.on), wait
    return msg("There is nothing to decide about this invoice now."), wait


def _decided_next(work: UnitOfWork, stands: Where) -> Step | None:
    """The next step that a person decides: what comes next, or what follows the reminder that comes next."""
    steps = tuple(work.policy.ladder.steps.values())
    if stands.next is None:
        return None
    return next((one for one in steps[steps.index(stands.next) :] if one.kind.is_decided), None)


def _blocked_elsewhere(work: UnitOfWork, owed: Owed) -> Mapping[int, str]:
    """The services that another invoice of the customer has blocked, and the number of that invoice."""
    theirs = work.services.invoices(work.customers.seq_of(owed.customer.id))
    others = (one for one in theirs if one.id != owed.invoice.id)
    return {service: one.number for one in others for service in still_blocked(one.events)}


def _stands(work: UnitOfWork, owed: Owed) -> Where:
    return work.policy.stands(owed.invoice, work.today)


def _insist_on_services(
    work: UnitOfWork, customer_id: str, services: Collection[int], kind: StepKind
) -> None:
    """Services are chosen, if there are any to block or end."""
    there = work.services.of(work.customers.seq_of(customer_id))
    running = {one.id for one in there if one.ended is None}
    free = {one.id for one in there if one.id in running and one.blocked is None}
    if not services and (free if kind is StepKind.BLOCK else running):
        raise Invalid((Fault("reason", msg("Choose at least one service.")),))
    if set(services) - running:
        raise Invalid((Fault("reason", msg("One of these services is no longer running.")),))


def words(text: str, field: str, missing: Message) -> str:
    """The text of a required line. Errors: `Invalid`."""
    try:
        said = typed(contact.parse_text(text, 400))
    except contact.BadValue as bad:
        raise Invalid((Fault(field, bad.message),)) from bad
    if not said:
        raise Invalid((Fault(field, missing),))
    return said


def checked(work: UnitOfWork, customer_id: str, invoice: Invoice, *, instead_of: int = 0) -> Invoice:
    """An invoice with its number as stored, possibly replacing another one. Errors: `Invalid` with every fault."""
    faults = list(_wrong_days(invoice, work.today))
    number = invoice.number
    try:
        number = contact.parse_text(number, 60)
    except contact.BadValue as bad:
        faults.append(Fault("number", bad.message))
    known = work.services.numbered(number)
    there = [seq for seq, one in known.items() if one.withdrawn is None and one.id != instead_of]
    if not number:
        faults.append(Fault("number", msg("Which number does it have?")))
    elif work.customers.seq_of(customer_id) in there:
        faults.append(Fault("number", msg("This invoice is here already.")))
    elif there:
        faults.append(Fault("number", msg("This invoice is here already, with another customer.")))
    if not Decimal(0) < invoice.amount * 100 < _MOST_CENTS:
        faults.append(Fault("amount", msg("Write an amount, such as 121.50.")))
    if faults:
        raise Invalid(tuple(faults))
    return Invoice(number, invoice.issued, invoice.due, invoice.amount, invoice.paid)


def _wrong_days(invoice: Invoice, today: date) -> Iterator[Fault]:
    """Dates that can't be right: after a typing error a reminder might go at once, or never."""
    if abs(invoice.issued - today) > _LIKELY:
        yield Fault("issued", msg("This is more than ten years from now."))
    if invoice.due < invoice.issued:
        yield Fault("due", msg("This is before the invoice was sent."))
    elif invoice.due - invoice.issued > _LONGEST:
        yield Fault("due", msg("This is more than a year after the invoice was sent."))
    if invoice.paid is not None and invoice.paid < invoice.issued:
        yield Fault("paid", msg("This is before the invoice was sent."))
    elif invoice.paid is not None and invoice.paid > today:
        yield Fault("paid", msg("That day is in the future."))
