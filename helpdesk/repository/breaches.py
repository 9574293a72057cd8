"""The register of personal data breaches. GDPR art. 33, 34.

It needs the job `breaches` and no open file: a breach is about the company, and of whom it concerns it has references
only. The audit gets the names of the facts that changed, never what they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, insert, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.breaches import (
    ATTACHED,
    CLOSED,
    DETACHED,
    FACTS,
    NOTED,
    REOPENED,
    About,
    Breach,
    BreachDecision,
    BreachFacts,
    NewDecision,
    Verdict,
    kept,
)
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.deadlines import hours_after
from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.policy.model import Job
from helpdesk.repository.breach_tables import BreachCustomerRow, BreachDecisionRow, BreachRow, BreachStepRow
from helpdesk.repository.cases import BREACH, Cases, next_number, steps_of, write_over
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.standings import restricted
from helpdesk.repository.tables import CustomerRow, TechnicianRow

PAGE = 200
"""How many breaches are read at a time."""

_B, _D, _C = BreachRow, BreachDecisionRow, BreachCustomerRow
_ROWS = select(_B.__table__, TechnicianRow.name).outerjoin(TechnicianRow, TechnicianRow.login == _B.by)
_OPEN = _ROWS.where(_B.closed.is_(None)).order_by(_B.aware, _B.seq).limit(PAGE)
_DONE = _ROWS.where(_B.closed.is_not(None)).order_by(_B.closed.desc(), _B.seq.desc()).limit(PAGE)
_ONE = _ROWS.where(_B.seq == bindparam("breach"))
_DECISIONS = (
    select(_D.__table__, TechnicianRow.name)
    .outerjoin(TechnicianRow, TechnicianRow.login == _D.by)
    .where(_D.breach_seq.in_(bindparam("breaches", expanding=True)))
    .order_by(_D.seq)
)
_CUSTOMERS = (
    select(*REF_COLUMNS)
    .join(_C, _C.customer_seq == CustomerRow.seq)
    .where(_C.breach_seq == bindparam("breach"))
    .order_by(_C.seq)
)


class Breaches(Cases):
    """Errors everywhere: `Refused` without the job `breaches`."""

    TABLE, STEP, OF = BreachRow, BreachStepRow, "breach_seq"
    STEPS = steps_of(BreachStepRow, BreachStepRow.breach_seq == bindparam("case"))
    COUNTED = "breaches"
    OVER = (
        _B.closed < bindparam("closed_before"),
        ~exists().where(_C.breach_seq == _B.seq, restricted(_C.customer_seq, bindparam("now"))),
    )
    """Not one that concerns somebody who asked that nothing is removed. Clause: P3, R5."""

    def open(self) -> tuple[Breach, ...]:
        """Those that are not closed, the longest known first."""
        self.work.require(Job.BREACHES)
        return self._breaches(_OPEN)

    def done(self) -> tuple[Breach, ...]:
        """Those that are closed, the newest first."""
        self.work.require(Job.BREACHES)
        return self._breaches(_DONE)

    def one(self, breach: int) -> Breach:
        """One breach. Errors: `NotFound`."""
        self.work.require(Job.BREACHES)
        return _the_one(self._breaches(_ONE.params(breach=breach)))

    def by_number(self, number: str) -> Breach:
        """The breach with a number. Errors: `NotFound`."""
        self.work.require(Job.BREACHES)
        return _the_one(self._breaches(_ROWS.where(_B.number == number.strip().upper())))

    def customers(self, breach: int) -> tuple[CustomerRef, ...]:
        """The customers that it concerns, as far as known, for a job that may read it."""
        return tuple(map(ref_of, self.connection.execute(_CUSTOMERS, {"breach": breach})))

    def decisions(self, breaches: Collection[int]) -> dict[int, list[BreachDecision]]:
        """Every decision by breach, oldest first, for a job that may read them."""
        found: dict[int, list[BreachDecision]] = defaultdict(list)
        for row in self.connection.execute(_DECISIONS, {"breaches": list(breaches)}):
            new = NewDecision(
                About(row.about), Verdict(row.verdict), row.reason, row.told, row.reference, row.delay
            )
            found[row.breach_seq].append(BreachDecision(new, row.by, row.name or row.by, row.at))
        return found

    def add(self, facts: BreachFacts) -> Breach:
        """Note a checked breach, on record; it gets the next number, and its clock runs."""
        self.work.require(Job.BREACHES)
        values = {
            "number": next_number(self.work, BREACH),
            "noted": self.work.clock(),
            "by": self.work.technician.login,
            **_stored(facts),
        }
        seq = self.connection.execute(insert(_B).returning(_B.seq), values).scalar_one()
        self.add_step(seq, NOTED)
        made = self.one(seq)
        self._record(AuditEvent.BREACH_NOTED, made)
        return made

    def change(self, found: Breach, version: int, facts: BreachFacts) -> Breach:
        """Write checked facts over the version that was seen; what each was before is kept, on record by name.

        Errors: `CaseChanged`.
        """
        self.work.require(Job.BREACHES)
        fields = [name for name in FACTS if getattr(facts, name) != getattr(found.facts, name)]
        write_over(self.work, _B, found.id, version, _stored(facts))
        for name in fields:
            self.add_step(found.id, name, kept(getattr(found.facts, name)))
        return self._changed(found, fields=fields)

    def decide(self, found: Breach, version: int, new: NewDecision) -> Breach:
        """Add a checked decision to the version that was seen, on record; it holds from now on.

        Errors: `CaseChanged`.
        """
        self.work.require(Job.DECIDE_BREACHES)
        write_over(self.work, _B, found.id, version, {})
        names = ("about", "verdict", "reason", "told", "reference", "delay")
        values = {name: getattr(new, name) for name in names}
        own = {"breach_seq": found.id, "at": self.work.clock(), "by": self.work.technician.login}
        self.connection.execute(insert(_D), {**own, **values})
        self._record(AuditEvent.BREACH_DECIDED, found, about=str(new.about), verdict=str(new.verdict))
        return self.one(found.id)

    def close(self, found: Breach, version: int) -> Breach:
        """Close it, on record: its retention period begins. Errors: `CaseChanged`."""
        self.work.require(Job.DECIDE_BREACHES)
        write_over(self.work, _B, found.id, version, {"closed": self.work.clock()})
        self.add_step(found.id, CLOSED)
        return self._changed(found, change=CLOSED)

    def reopen(self, found: Breach, version: int, why: str) -> Breach:
        """Open it again, on record. Errors: `CaseChanged`."""
        self.work.require(Job.BREACHES)
        write_over(self.work, _B, found.id, version, {"closed": None})
        self.add_step(found.id, REOPENED, why)
        return self._changed(found, change=REOPENED)

    def attach(self, found: Breach, customer_id: str) -> None:
        """Say that it concerns a customer, on their record; nothing happens if that is known. Errors: `NotFound`."""
        self.work.require(Job.BREACHES, customer_id)
        seq = self.seq_of(customer_id)
        theirs = exists().where(_C.breach_seq == found.id, _C.customer_seq == seq)
        if self.connection.execute(select(theirs)).scalar_one():
            return
        row = {"breach_seq": found.id, "customer_seq": seq, "number": found.number, "at": self.work.clock()}
        self.connection.execute(insert(_C), row)
        self._concerns(found, customer_id, ATTACHED)

    def detach(self, found: Breach, customer_id: str) -> None:
        """Say that it does not concern a customer after all, on their record. Errors: `NotFound`."""
        self.work.require(Job.BREACHES, customer_id)
        theirs = (_C.breach_seq == found.id, _C.customer_seq == self.seq_of(customer_id))
        if self.connection.execute(delete(_C).where(*theirs)).rowcount:
            self._concerns(found, customer_id, DETACHED)

    def record_report(self, found: Breach) -> None:
        """Record that a report of it was made."""
        self._record(AuditEvent.BREACH_REPORTED, found)

    def _breaches(self, question: Any) -> tuple[Breach, ...]:
        rows = self.connection.execute(question).all()
        decisions = self.decisions([row.seq for row in rows]) if rows else {}
        return tuple(self._breach(row, decisions.get(row.seq, ())) for row in rows)

    def _breach(self, row: Row[*tuple[Any, ...]], decisions: Collection[BreachDecision]) -> Breach:
        holds = {one.new.about: one for one in decisions}
        values = {name: getattr(row, name) for name in FACTS}
        values["categories"] = tuple(filter(None, row.categories.split(",")))
        return Breach(
            id=row.seq,
            number=row.number,
            version=row.version,
            facts=BreachFacts(**values),
            noted=row.noted,
            by=row.by,
            by_name=row.name or row.by,
            tell_by=hours_after(row.aware, self.work.policy.breaches.hours),
            authority=holds.get(About.AUTHORITY),
            people=holds.get(About.PEOPLE),
            closed=row.closed,
        )

    def _changed(self, found: Breach, **detail: Any) -> Breach:
        self._record(AuditEvent.BREACH_CHANGED, found, **detail)
        return self.one(found.id)

    def _concerns(self, found: Breach, customer_id: str, what: str) -> None:
        """Whom it concerns has changed: a new version, so that others see it."""
        self.connection.execute(update(_B).where(_B.seq == found.id).values(version=_B.version + 1))
        self.add_step(found.id, what)
        self._record(AuditEvent.BREACH_CHANGED, found, subject=customer_id, change=what)

    def _record(self, event: AuditEvent, found: Breach, subject: str | None = None, **detail: Any) -> None:
        self.work.audit.record(event, subject=subject, breach=found.number, **detail)


def _stored(facts: BreachFacts) -> dict[str, Any]:
    values = {name: getattr(facts, name) for name in FACTS}
    return {**values, "categories": ",".join(facts.categories)}


def _the_one(found: tuple[Breach, ...]) -> Breach:
    if not found:
        raise NotFound(msg("This data breach is not in the store, or no longer."))
    return found[0]
