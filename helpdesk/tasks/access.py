"""Everything held about a customer, for the access report and the copy to take along. Clause: R1, R3.

It follows from what the tables declare: a register that is added later is included without being named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from helpdesk.documents.letter import letter_language
from helpdesk.domain import sources
from helpdesk.domain.access import (
    CONSENTS,
    AccessContent,
    FieldContent,
    RecipientContent,
    RecordContent,
    RegisterContent,
)
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CUSTOMER, CustomerRef
from helpdesk.domain.field_words import label as label_of_field
from helpdesk.domain.holds import HELPERS, Roots
from helpdesk.domain.holds import told as told_of
from helpdesk.domain.ladder_steps import Event, Mark
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.requests import Request
from helpdesk.domain.rights import Right
from helpdesk.domain.ticket_values import sender_key
from helpdesk.tasks.access_words import in_national_form, named, recipient, value_of
from helpdesk.tasks.effects import PROVIDED, Whose, record_ends
from helpdesk.tasks.masking import Others, Texts, columns_to_mask, in_messages
from helpdesk.tasks.requests import confirmed
from helpdesk.tasks.retention import category_ends

if TYPE_CHECKING:
    from helpdesk.policy.model import Policy
    from helpdesk.repository.unit_of_work import UnitOfWork

_NAMES = {"consent_events": CONSENTS}
"""The name of a register in a report, if it differs from its table's."""

_IN_THE_FILE = ("email_addresses", "telephone_numbers", "ip_addresses")
"""Tables that are fields of the customer in the report."""

_MORE: Mapping[str, tuple[str, ...]] = {
    "tickets": ("opened", "channel", "state"),
    "ticket_messages": ("at", "channel"),
    "letters": ("kind", "at", "sent", "how"),
    "complaints": ("channel",),
    "rights_requests": ("channel",),
}
"""Columns that say nothing about anybody by themselves, but without which the rest of a record can't be understood."""

_OF_OTHERS: Mapping[str, tuple[str, str]] = {
    "jump_seq": ("systems", "name"),
    "service_seq": ("services", "detail"),
}
"""Columns that refer to another record of the customer: its table, and what that record is called by."""

_CATEGORY = {one.name: one.category for one in CUSTOMER}


def content(work: UnitOfWork, request_id: int, right: Right, say: Callable[[Message], str]) -> AccessContent:
    """Everything held about the customer of a request for access or portability, on record.

    For somebody without a file, that is what they wrote from their address, and our letters to them.

    `say` puts a message in the reader's language, for the masking of other people's data. The copy is written outside
    the unit of work (`helpdesk.tasks.copies`); then `rights.handed_over` settles the right.

    Errors: `Refused`, on record, before it is known who is asking, `Invalid` if the right is not open.

    Clause: R1, R3, R7; GDPR art. 15, 20.
    """
    found = confirmed(work, request_id, right)
    without_file = found.is_without_file
    made = _of_stranger(work, found, say) if without_file else everything(work, found.subject, say)
    subject = found.subject or None
    work.audit.record(AuditEvent.FILE_READ, subject=subject, request=found.number, records=made.records)
    return made


def language(work: UnitOfWork, request_id: int) -> str:
    """The language of a copy unless another is asked for: the customer's, or else the company's.

    Errors: `Refused` without the job `requests`, `NotFound`. Clause: R1; GDPR art. 12(1).
    """
    found = work.requests.one(request_id)
    theirs = None if found.is_without_file else work.customers.language(found.subject)
    return letter_language(work.policy, theirs)


def everything(work: UnitOfWork, customer_id: str, say: Callable[[Message], str]) -> AccessContent:
    """The same, for a job that checked who may know."""
    seq = work.customers.seq_of(customer_id)
    ref = work.customers.ref(customer_id)
    others = Others(work.policy, say, work.scans.known_by(seq), f"{ref.name} {ref.company}")
    masked = in_messages(work, work.messages.seqs_of_customer(seq), others)
    return AccessContent(
        customer=ref,
        made=work.clock(),
        registers=(_customer(work, customer_id), *_registers(work, customer_id, seq, masked, others.words)),
        recipients=tuple(
            RecipientContent(
                recipient(work.policy, one.recipient, one.recipient_name),
                work.policy.today(one.at),
                one.categories,
                named(work.policy, "ground", one.ground),
                one.reference,
            )
            for one in work.disclosures.gone_to(customer_id)
        ),
        kept_until=_ends(work, customer_id),
        decisions=_decisions(work, customer_id),
    )


def _of_stranger(work: UnitOfWork, found: Request, say: Callable[[Message], str]) -> AccessContent:
    """The same for somebody without a file; nothing of theirs was disclosed, since that takes a file. Clause: R1."""
    reach, strangers = work.requests.said(found.id).contact, work.strangers
    theirs = strangers.held(reach)
    messages = [message for ticket in theirs["tickets"] for message in work.messages.seqs_of(ticket)]
    known_by = {sender_key(reach, work.policy.company.region)}
    others = Others(
        work.policy, say, known_by, found.person, is_own=lambda text: strangers.is_from(text, reach)
    )
    masked = in_messages(work, messages, others)
    return AccessContent(
        customer=CustomerRef("", "", found.person, "", ""),
        made=work.clock(),
        registers=tuple(_registers(work, theirs, theirs, masked, others.words)),
    )


def _registers(
    work: UnitOfWork,
    of: Whose,
    whose: int | Roots,
    masked: Mapping[str, Texts],
    words: Callable[[str], str],
) -> Iterator[RegisterContent]:
    """The registers that have something about somebody; `whose` is `of` as the tables know it."""
    from helpdesk.repository import held

    for table in held.tables():
        if table.name in HELPERS or table.name in _IN_THE_FILE:
            continue
        columns = (*(table.c[name] for name in _MORE.get(table.name, ())), *held.told(table))
        told = _Told(
            work.policy,
            table.name,
            tuple(dict.fromkeys(columns)),
            record_ends(work, of, table.name),
            masked.get(table.name, {}),
            columns_to_mask(table),
            words,
            _called(work, table, whose),
            *held.numbers(work.connection, table, whose),
        )
        records = tuple(map(told.record, held.rows(work.connection, table, whose)))
        if records:
            name = _NAMES.get(table.name, table.name)
            yield RegisterContent(name, told_of(table.name), records, sources.source(table.name))


def _ends(work: UnitOfWork, customer_id: str) -> Mapping[str, date]:
    """The first removal day of each category; empty while a contract runs, because no period has begun."""
    ended = work.standings.of(customer_id).contract_ended
    over = ended is not None and ended <= work.policy.today(work.clock())
    return category_ends(work, customer_id, ended) if ended is not None and over else {}


def _decisions(work: UnitOfWork, customer_id: str) -> tuple[Message, ...]:
    """What happened on the ladder of unpaid invoices: only reminders are automatic. Clause: A1, R1."""
    seq = work.customers.seq_of(customer_id)
    on_the_ladder = (
        _step_taken(invoice.number, event)
        for invoice in reversed(work.services.invoices(seq))
        for event in invoice.events
        if event.what in (Mark.REMINDED, Mark.DECIDED)
    )
    blocked = (
        msg(
            "Your service “{product}” has been blocked since {day}. A person decided that, and you may object to it.",
            product=one.product,
            day=one.blocked,
        )
        for one in work.services.of(seq)
        if one.blocked is not None and one.ended is None
    )
    return (*on_the_ladder, *blocked)


def _step_taken(number: str, event: Event) -> Message:
    if event.what is Mark.REMINDED:
        return msg(
            "A reminder of invoice {number} was made automatically on {day}.", number=number, day=event.day
        )
    return msg(
        "On {day} a person decided about invoice {number}: {what}. You may object to it.",
        day=event.day,
        number=number,
        what=event.did,
    )


def _customer(work: UnitOfWork, customer_id: str) -> RegisterContent:
    """The customer's own fields, with multi-valued ones combined."""
    values = work.holdings.fields(customer_id)
    fields = tuple(
        FieldContent(
            one.name,
            one.label,
            one.category,
            values[one.name],
            provided=one.category in PROVIDED,
            words=value_of(work.policy, CUSTOMER.name, one.name, values),
        )
        for one in CUSTOMER
        if one.name in values
    )
    record = RecordContent(fields, str(values["number"]))
    first, by_category = _sources(work, customer_id)
    return RegisterContent(CUSTOMER.name, told_of("customers"), (record,), first, by_category)


def _sources(work: UnitOfWork, customer_id: str) -> tuple[Message, Mapping[str, Message]]:
    """Where the customer's own data came from, and which categories one of us changed since. GDPR art. 15(1)(g)."""
    first, today = sources.FROM_YOU, work.policy.today
    created = work.holdings.created(customer_id)
    changes: dict[str, Message] = {}
    known = work.audit.of_kinds((customer_id,), (AuditEvent.CUSTOMER_CREATED, AuditEvent.CUSTOMER_CHANGED))
    if any(one.event == AuditEvent.CUSTOMER_CREATED for one in known):
        first = sources.taken_down(today(created))
    elif (run := work.imports.that_brought(created)) is not None:
        first = sources.imported(run.file_name, today(run.at))
    for one in known:
        fields = one.detail.get("fields")
        for category in {_CATEGORY.get(name) for name in fields} if isinstance(fields, list) else ():
            if category is not None:
                changes[category] = sources.changed(first, today(one.at))
    return first, changes


def _called(work: UnitOfWork, table: Any, whose: int | Roots) -> Mapping[str, Mapping[int, str]]:
    """The names of the records that a table's rows refer to, by column and number."""
    from helpdesk.repository import held

    return {
        column: {
            row._mapping["seq"]: row._mapping[name]
            for row in held.rows(work.connection, table.metadata.tables[other], whose)
        }
        for column, (other, name) in _OF_OTHERS.items()
        if column in table.c
    }


@dataclass(frozen=True, slots=True)
class _Told:
    """How the rows of one table are shown: which columns, and what replaces which values."""

    policy: Policy
    table: str
    columns: tuple[Any, ...]
    ends: Mapping[int, date | None]
    texts: Texts
    unsearched: frozenset[str]
    masked: Callable[[str], str]
    called: Mapping[str, Mapping[int, str]]
    case_column: str
    cases: Mapping[int, str]

    def record(self, row: Any) -> RecordContent:
        """A row as a record; a step or message is named by the number of its case."""
        values = row._mapping
        texts = self.texts.get(values.get("seq", 0), {})
        fields = tuple(
            FieldContent(
                "amount" if column.name == "cents" else column.name,
                label_of_field(column.name, self.table),
                str(column.info["category"]),
                (value := texts.get(column.name, self._value(column.name, values))),
                words=in_national_form(column.name, value),
            )
            for column in self.columns
        )
        number = values.get("number") or self.cases.get(values.get(self.case_column, 0), "")
        return RecordContent(fields, str(number), self.ends.get(values.get("seq", 0)))

    def _value(self, column: str, values: Mapping[str, Any]) -> object:
        if column in self.called:
            return self.called[column].get(values[column])
        if (self.table, column) == ("disclosures", "recipient_name"):
            return recipient(self.policy, values["recipient"], values[column])
        value = value_of(self.policy, self.table, column, values)
        return self.masked(value) if column in self.unsearched and isinstance(value, str) else value
