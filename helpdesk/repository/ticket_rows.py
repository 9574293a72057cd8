"""Rows of tickets as values, and the question for a page of them. Clause: G3, P2.

Each question is put so that one index leads to its answer, newest or nearest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.names import full_name
from helpdesk.domain.tickets import Covered, Priority, Ticket, TicketFilter, TicketState, Which
from helpdesk.repository.customer_refs import REF_COLUMNS
from helpdesk.repository.tables import CustomerRow, TechnicianRow
from helpdesk.repository.ticket_tables import (
    AttachmentFindingRow,
    AttachmentRow,
    FindingRow,
    TicketMessageRow,
    TicketRow,
)

Question = Select[*tuple[Any, ...]]

_T = TicketRow
_UNDONE = _T.done.is_(None)
_IN_TEXTS = (
    select(func.count())
    .select_from(FindingRow)
    .join(TicketMessageRow, TicketMessageRow.seq == FindingRow.message_seq)
    .where(TicketMessageRow.ticket_seq == _T.seq, FindingRow.dismissed.is_(None))
    .correlate(_T.__table__)
    .scalar_subquery()
)
_IN_FILES = (
    select(func.count())
    .select_from(AttachmentFindingRow)
    .join(AttachmentRow, AttachmentRow.seq == AttachmentFindingRow.attachment_seq)
    .join(TicketMessageRow, TicketMessageRow.seq == AttachmentRow.message_seq)
    .where(TicketMessageRow.ticket_seq == _T.seq, AttachmentRow.removed.is_(None))
    .where(AttachmentFindingRow.dismissed.is_(None))
    .correlate(_T.__table__)
    .scalar_subquery()
)
_FINDINGS = _IN_TEXTS + _IN_FILES

ROWS = (
    select(
        *REF_COLUMNS,
        *(_T.seq, _T.number, _T.version, _T.sender, _T.channel, _T.subject, _T.state, _T.priority),
        *(TechnicianRow.login, TechnicianRow.name, _T.opened, _T.changed, _T.target, _T.done),
        *(_FINDINGS.label("findings"), _T.merged_seq, _T.customer_seq),
    )
    .select_from(_T)
    .outerjoin(CustomerRow, CustomerRow.seq == _T.customer_seq)
    .outerjoin(TechnicianRow, TechnicianRow.seq == _T.owner_seq)
)
"""The columns that `ticket_of` takes; last come the keys of what it was merged into, and of its customer."""


def ticket_of(
    row: Row[*tuple[Any, ...]], shown: str | None = None, covered: tuple[Covered, ...] = ()
) -> Ticket:
    """A row of `ROWS` as a value, with the subject that may be `shown`, or the full one.

    By position, not by name: a page of them is read while somebody types.
    """
    (
        customer, customer_number, given_name, prefix, family_name, company, city,
        seq, number, version, sender, channel, subject, state, priority,
        login, name, opened, changed, target, done, findings, _, _,
    ) = row  # fmt: skip
    called = full_name(given_name, prefix, family_name)
    ref = CustomerRef(customer, customer_number, called, company or "", city or "") if customer else None
    return Ticket(
        seq, number, version, ref, sender, channel, subject if shown is None else shown, TicketState(state),
        Priority(priority), login or "", name or "", opened, changed, target, done, findings, covered,
    )  # fmt: skip


def page(
    wanted: TicketFilter, customer: int | None, me: int, now: datetime, after: Ticket | None, limit: int
) -> Question:
    """The query for the sequence numbers of a page, in its order, after the ticket `after`.

    `customer` is the filter's, looked up; `me` is the technician.
    """
    by_target = wanted.by_target and not (wanted.state and wanted.state.is_done)
    question = select(_T.seq).where(*_conditions(wanted, customer, me, now, by_target=by_target))
    if by_target:
        if after is not None:
            question = question.where(_behind(_T.target, after.target, after.id))
        return question.order_by(_T.target, _T.seq).limit(limit)
    if after is not None:  # the first part lets an index be used
        older = or_(_T.changed < after.changed, _T.seq < after.id)
        question = question.where(and_(_T.changed <= after.changed, older))
    return question.order_by(_T.changed.desc(), _T.seq.desc()).limit(limit)


def _behind(column: Any, value: datetime | None, seq: int) -> ColumnElement[bool]:
    return and_(column >= value, or_(column > value, _T.seq > seq))


def _conditions(
    wanted: TicketFilter, customer: int | None, me: int, now: datetime, *, by_target: bool
) -> Iterator[ColumnElement[bool]]:
    if customer is not None:
        yield _T.customer_seq == customer
    if wanted.state is not None:
        yield _T.state == wanted.state
    if by_target or (wanted.which is not Which.ALL and not (wanted.state and wanted.state.is_done)):
        yield _UNDONE
    match wanted.which:
        case Which.MINE:
            yield _T.owner_seq == me
        case Which.UNOWNED:
            yield _T.owner_seq.is_(None)
        case Which.WAITING:
            yield _T.state == TicketState.WAITING
        case Which.OVERDUE:
            yield _T.state != TicketState.WAITING
            yield _T.target < now
