"""All that is held about a customer, for the access report and the copy to take along. Clause: R1, R3.

What there is, is read from what the tables declare: a register that is added later is in it without being named here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from helpdesk.domain.access import (
    CONSENTS,
    AccessContent,
    FieldContent,
    RecipientContent,
    RecordContent,
    RegisterContent,
    without_others,
)
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.field_words import label as label_of_field
from helpdesk.domain.field_words import said
from helpdesk.domain.holds import HELPERS
from helpdesk.domain.holds import label as label_of
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.rights import Right
from helpdesk.policy.words import RIGHTS
from helpdesk.tasks.effects import PROVIDED, record_ends
from helpdesk.tasks.requests import confirmed
from helpdesk.tasks.retention import category_ends

if TYPE_CHECKING:
    from helpdesk.domain.tickets import TicketMessage
    from helpdesk.policy.model import Policy, Text
    from helpdesk.repository.unit_of_work import UnitOfWork

_NAMES = {"consent_events": CONSENTS}
"""What a register is called in a report, where that is not the name of its table."""

_IN_THE_FILE = ("email_addresses", "telephone_numbers", "ip_addresses")
"""Tables that are fields of the customer in the report."""

_LISTS = frozenset({"purposes", "categories"})
"""Columns that hold several ids of the policy, with a comma between."""

Texts = Mapping[int, Mapping[str, str]]
"""Texts in the place of those that are stored, by the number of a row and the name of a column."""


def content(work: UnitOfWork, request_id: int, right: Right, say: Callable[[Message], str]) -> AccessContent:
    """Everything that is held about the customer of a request for access or portability, on record.

    `say` tells a message in the reader's language, for what is masked of others in messages. The copy is written
    outside the unit of work (`helpdesk.tasks.copies`); then `rights.handed_over` settles the right.
    Errors: `Refused`, on record, before it is known who is asking, `Invalid` where the right is not open.

    Clause: R1, R3, R7; GDPR art. 15, 20.
    """
    found = confirmed(work, request_id, right)
    made = everything(work, found.subject, say)
    work.audit.record(AuditEvent.FILE_READ, subject=found.subject, request=found.number, records=made.records)
    return made


def everything(work: UnitOfWork, customer_id: str, say: Callable[[Message], str]) -> AccessContent:
    """The same, for a job that has seen to who may know."""
    from helpdesk.repository import held

    seq = work.customers.seq_of(customer_id)
    registers = [_customer(work, customer_id)]
    masked = _masked(work, seq, say)
    for table in held.tables():
        if table.name in HELPERS or table.name in _IN_THE_FILE:
            continue
        ends = record_ends(work, customer_id, table.name)
        texts = masked.get(table.name, {})
        records = tuple(
            _record(work.policy, table.name, held.told(table), row, ends, texts)
            for row in held.rows(work.connection, table, seq)
        )
        if records:
            name = _NAMES.get(table.name, table.name)
            registers.append(RegisterContent(name, label_of(table.name), records))
    return AccessContent(
        customer=work.customers.ref(customer_id),
        made=work.clock(),
        registers=tuple(registers),
        recipients=tuple(
            RecipientContent(
                one.recipient_name, work.policy.today(one.at), one.categories, one.ground, one.reference
            )
            for one in work.disclosures.gone_to(customer_id)
        ),
        kept_until=_ends(work, customer_id),
        decisions=_decisions(work, customer_id),
    )


def _ends(work: UnitOfWork, customer_id: str) -> Mapping[str, date]:
    """By category the first day on which it may go; nothing while a contract runs, for then no period has begun."""
    ended = work.standings.of(customer_id).contract_ended
    over = ended is not None and ended <= work.policy.today(work.clock())
    return category_ends(work, customer_id, ended) if ended is not None and over else {}


def _decisions(work: UnitOfWork, customer_id: str) -> tuple[Message, ...]:
    """What was decided on the ladder of unpaid invoices. The console blocks nothing by itself. Clause: A1."""
    return tuple(
        msg(
            "Your service “{product}” is blocked since {day}. A person decided that, and you may object to it.",
            product=one.product,
            day=one.blocked,
        )
        for one in work.services.of(work.customers.seq_of(customer_id))
        if one.blocked is not None and one.ended is None
    )


def _customer(work: UnitOfWork, customer_id: str) -> RegisterContent:
    """The customer's own fields, those of several values in one."""
    values = work.holdings.fields(customer_id)
    fields = tuple(
        FieldContent(
            one.name, one.label, one.category, values.get(one.name), provided=one.category in PROVIDED
        )
        for one in CUSTOMER
        if one.name in values
    )
    label = label_of("customers")
    return RegisterContent(CUSTOMER.name, label, (RecordContent(fields, str(values["number"])),))


def _record(
    policy: Policy,
    table: str,
    told: tuple[Any, ...],
    row: Any,
    ends: Mapping[int, date | None],
    texts: Texts,
) -> RecordContent:
    values = row._mapping
    fields = tuple(
        FieldContent(
            column.name,
            label_of_field(column.name),
            str(column.info["category"]),
            _value(policy, table, column.name, values[column.name]),
        )
        for column in told
    )
    seq = values.get("seq", 0)
    if seq in texts:
        fields = tuple(_with_texts(one, texts[seq]) for one in fields)
    return RecordContent(fields, str(values.get("number", "")), ends.get(seq))


def _with_texts(one: FieldContent, texts: Mapping[str, str]) -> FieldContent:
    return FieldContent(one.name, one.label, one.category, texts[one.name]) if one.name in texts else one


def _masked(work: UnitOfWork, seq: int, say: Callable[[Message], str]) -> Mapping[str, Texts]:
    """The texts and subjects of a customer's messages and tickets without other people's data. GDPR art. 15(4)."""
    messages: dict[int, Mapping[str, str]] = {}
    subjects: dict[int, dict[str, str]] = {}
    for one in map(work.messages.one, work.messages.seqs_of_customer(seq)):
        subject = _subject(one, say)
        text = without_others(one.text, (each for each in one.findings if not each.in_subject), say)
        messages[one.id] = {"text": text, "subject": subject}
        subjects.setdefault(one.ticket, {})[one.subject] = subject
    tickets = {
        ticket: {"subject": masked[own]}
        for ticket, masked in subjects.items()
        if (own := work.tickets.one(ticket).subject) in masked
    }
    return {"ticket_messages": messages, "tickets": tickets}


def _subject(message: TicketMessage, say: Callable[[Message], str]) -> str:
    return without_others(message.subject, (one for one in message.findings if one.in_subject), say)


def _value(policy: Policy, table: str, column: str, value: object) -> object:
    """What is told of a value: words for a code, a letter's text, and of a file or recording how large it is."""
    if isinstance(value, bytes):
        return msg("{size} bytes", size=len(value))
    if not isinstance(value, str) or not value:
        return value
    if (table, column) == ("letters", "content"):
        return _letter(value)
    if (table, column) == ("corrections", "field"):
        return CUSTOMER[value].label
    if column in _LISTS:
        return tuple(_named(policy, column, one) for one in value.split(","))
    return said(table, column, _named(policy, column, value))


def _named(policy: Policy, column: str, value: str) -> object:
    """What the policy calls what a column names by its id; the id itself where the policy knows it no more."""
    found: Text | None = None
    if column in ("purpose", "purposes") and value in policy.purposes:
        found = policy.purposes[value].name
    elif column in ("category", "categories") and value in policy.categories:
        found = policy.categories[value].name
    elif column == "cause" and value in policy.complaints.causes:
        found = policy.complaints.causes[value].name
    elif column == "recipient" and value in policy.recipients:
        found = policy.recipients[value].name
    elif column == "product" and value in policy.service_kinds:
        found = policy.service_kinds[value]
    elif column in ("channel", "how"):
        found = policy.channels.get(value)
    elif column == "right":
        found = RIGHTS.get(Right(value))
    return found or value


def _letter(content: str) -> str:
    """A letter as it was written."""
    from helpdesk.documents.letter import letter_text
    from helpdesk.repository.letters import unpacked

    return letter_text(unpacked(content))
