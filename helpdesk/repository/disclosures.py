"""The register of disclosures: what went to whom. Clause: P4, T1, T2, R1."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, func, insert, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.disclosures import Disclosure, NewDisclosure
from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import WAITS, DisclosureRow
from helpdesk.repository.cases import DISCLOSURE, next_number
from helpdesk.repository.customer_refs import REF_OF_CASE, case_ref
from helpdesk.repository.tables import CustomerRow, TechnicianRow

PAGE = 200
"""How many disclosures are read at a time."""

_D = DisclosureRow
_BY, _APPROVED, _WITHDRAWN = (
    TechnicianRow.__table__.alias(name) for name in ("recorder", "approver", "withdrawer")
)
_NAMES = (
    _BY.c.name.label("by_name"),
    _APPROVED.c.name.label("approved_name"),
    _WITHDRAWN.c.name.label("withdrawn_name"),
)
_ROWS = (
    select(_D.__table__, *_NAMES, *REF_OF_CASE)
    .outerjoin(CustomerRow, CustomerRow.seq == _D.customer_seq)
    .outerjoin(_BY, _BY.c.login == _D.by)
    .outerjoin(_APPROVED, (_APPROVED.c.login == _D.approved_by) & (_D.approved_by != ""))
    .outerjoin(_WITHDRAWN, (_WITHDRAWN.c.login == _D.withdrawn_by) & (_D.withdrawn_by != ""))
)
_NEWEST = _ROWS.order_by(_D.seq.desc()).limit(PAGE)
_WAITING = _ROWS.where(*WAITS, CustomerRow.number != CustomerRow.id).order_by(_D.seq).limit(PAGE)
_ONE = _ROWS.where(_D.seq == bindparam("disclosure"))


class Disclosures(Repository):
    """What went, or is to go, to somebody else; nothing leaves without an entry here. Clause: P4, T1, T2."""

    def all(self, customer_id: str = "") -> tuple[Disclosure, ...]:
        """The newest disclosures, of one customer if given; on record. Needs the job `disclose` or `requests`.

        Errors: `Refused`.
        """
        self._insist()
        question = _NEWEST.where(_D.subject == customer_id) if customer_id else _NEWEST
        found = tuple(map(_disclosure, self.connection.execute(question)))
        self.work.audit.record(
            AuditEvent.DISCLOSURES_READ, subject=customer_id or None, disclosures=len(found)
        )
        return found

    def waiting(self, customer_id: str = "") -> tuple[Disclosure, ...]:
        """Those of existing customers that wait for a second person, oldest first; of one customer if given.

        For callers that asked whether they may see them.
        """
        question = _WAITING.where(_D.subject == customer_id) if customer_id else _WAITING
        return tuple(map(_disclosure, self.connection.execute(question)))

    def gone_to(self, customer_id: str) -> tuple[Disclosure, ...]:
        """What may have gone to others about a customer, oldest first, for a job that checked who may know."""
        theirs = _ROWS.where(_D.subject == customer_id, _D.approved.is_not(None)).order_by(_D.seq)
        return tuple(map(_disclosure, self.connection.execute(theirs)))

    def one(self, disclosure: int) -> Disclosure:
        """One disclosure. Errors: `NotFound`."""
        return self._one(_ONE.params(disclosure=disclosure))

    def locked(self, disclosure: int) -> Disclosure:
        """The same, locked: nobody else settles it until this unit of work is over. Errors: `NotFound`."""
        return self._one(_ONE.params(disclosure=disclosure).with_for_update(of=_D.__table__))

    def by_number(self, number: str) -> Disclosure:
        """The disclosure with a number. Errors: `NotFound`."""
        return self._one(_ROWS.where(_D.number == number.strip().upper()))

    def add(self, new: NewDisclosure, *, approved: bool) -> Disclosure:
        """Record what goes to whom, for a job that has checked it; `approved` if nobody else has to."""
        now, recipient = self.work.clock(), self.work.policy.recipients[new.recipient]
        values: dict[str, Any] = {
            "customer_seq": self.seq_of(new.customer),
            "subject": new.customer,
            "number": next_number(self.work, DISCLOSURE),
            "recipient": recipient.id,
            "recipient_name": recipient.name.say(self.work.policy.language),
            "clause": recipient.clause,
            "categories": ",".join(new.categories),
            "at": now,
            "by": self.work.technician.login,
            "approved": now if approved else None,
            **{name: getattr(new, name) for name in ("ground", "reference", "how", "article", "called_back")},
        }
        seq = self.connection.execute(insert(_D).returning(_D.seq), values).scalar_one()
        made = self.one(seq)
        self._record(AuditEvent.DISCLOSURE_RECORDED, made, recipient=made.recipient, clause=made.clause)
        return made

    def approve(self, found: Disclosure) -> Disclosure:
        """Record this technician as the second person of one that waits; from now on the data may go."""
        values = {"approved": self.work.clock(), "approved_by": self.work.technician.login}
        return self._settle(found, AuditEvent.DISCLOSURE_APPROVED, values)

    def withdraw(self, found: Disclosure, why: str) -> Disclosure:
        """Record that one that waits was withdrawn by this technician: the data will not go."""
        by = {"withdrawn_by": self.work.technician.login, "withdrawn_why": why}
        return self._settle(found, AuditEvent.DISCLOSURE_WITHDRAWN, {"withdrawn": self.work.clock(), **by})

    def past(self, before: datetime) -> int:
        """How many are older than a moment, of removed customers, so that their period is over. Clause: P3."""
        there = select(func.count()).select_from(_D).where(*_over(before))
        return self.connection.execute(there).scalar_one()

    def remove_past(self, before: datetime) -> int:
        """Remove those; how many. On record. Clause: P3."""
        self.work.require(Job.RETENTION)
        removed = self.connection.execute(delete(_D).where(*_over(before))).rowcount
        if removed:
            self.work.audit.record(AuditEvent.CASES_REMOVED, disclosures=removed)
        return removed

    def _settle(self, found: Disclosure, event: AuditEvent, values: dict[str, Any]) -> Disclosure:
        self.connection.execute(update(_D).where(_D.seq == found.id, *WAITS).values(**values))
        self._record(event, found)
        return self.one(found.id)

    def _one(self, question: Select[*tuple[Any, ...]]) -> Disclosure:
        row = self.connection.execute(question).first()
        if row is None:
            raise NotFound(msg("This disclosure is not in the store, or no longer."))
        return _disclosure(row)

    def _insist(self) -> None:
        of_requests = self.work.may(Job.REQUESTS)
        self.work.require(Job.REQUESTS if of_requests else Job.DISCLOSE)

    def _record(self, event: AuditEvent, found: Disclosure, **detail: Any) -> None:
        self.work.audit.record(event, subject=found.subject, disclosure=found.number, **detail)


_AS_STORED = (
    *("number", "subject", "recipient", "recipient_name", "clause", "ground", "reference", "how", "article"),
    *("called_back", "at", "by", "approved", "approved_by", "withdrawn", "withdrawn_by", "withdrawn_why"),
)


def _over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return _D.at < before, _D.customer_seq.is_(None)


def _disclosure(row: Row[*tuple[Any, ...]]) -> Disclosure:
    return Disclosure(
        id=row.seq,
        customer=case_ref(row),
        categories=tuple(row.categories.split(",")),
        by_name=row.by_name or row.by,
        approved_name=row.approved_name or row.approved_by,
        withdrawn_name=row.withdrawn_name or row.withdrawn_by,
        **{name: getattr(row, name) for name in _AS_STORED},
    )
