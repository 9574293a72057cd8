"""The register of customers. Personal data is only handed out by `file`, past the guard and on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, or_, select, union, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.contact import email_key
from helpdesk.domain.customer import (
    CUSTOMER,
    ContactPoint,
    CustomerFile,
    CustomerKind,
    CustomerRef,
    Found,
    KnownAddress,
)
from helpdesk.domain.decision import Action, Decision, Masked
from helpdesk.domain.errors import ChangedMeanwhile, NotFound
from helpdesk.domain.findings import Findings
from helpdesk.domain.messages import msg
from helpdesk.domain.standing import Standing
from helpdesk.policy.guard import decide_for
from helpdesk.repository import hanging, search
from helpdesk.repository.base import Repository
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.tables import AddressRow, CustomerRow, EmailRow, InvoiceRow, PhoneRow, ServiceRow

COLUMNS = {field.name: CustomerRow.__table__.c[field.name] for field in CUSTOMER if not field.several}
"""The single-valued fields and their columns."""

SEVERAL: Mapping[str, Any] = {
    "emails": EmailRow,
    "phones": PhoneRow,
    "ip_addresses": AddressRow,
    "services": ServiceRow,
    "invoices": InvoiceRow,
}
"""The multi-valued fields and their tables."""

FIRST_NUMBER = 10_000

_REFS = select(CustomerRow.seq, *REF_COLUMNS).where(CustomerRow.seq.in_(bindparam("seqs", expanding=True)))
_ENDED = (
    select(ServiceRow.customer_seq, func.max(ServiceRow.ended).label("ended"))
    .group_by(ServiceRow.customer_seq)
    .having(func.count(ServiceRow.ended) == func.count(ServiceRow.seq))
    .subquery()
)
_WITHOUT_CONTRACT = (
    select(_ENDED.c.ended, *REF_COLUMNS)
    .join(CustomerRow, CustomerRow.seq == _ENDED.c.customer_seq)
    .where(_ENDED.c.ended < bindparam("today"))
    .order_by(_ENDED.c.ended)
    .limit(200)
)
_POINTS = {
    table: select(table.value, table.label, table.registered)
    .where(table.customer_seq == bindparam("customer"))
    .order_by(table.seq)
    for table in (EmailRow, PhoneRow)
}
_ADDRESSES = (
    select(AddressRow.value, AddressRow.label)
    .where(AddressRow.customer_seq == bindparam("customer"))
    .order_by(AddressRow.seq)
)


@cache
def _reading(fields: tuple[str, ...]) -> Select[Any]:
    """The query for the version and some single-valued fields of a customer."""
    columns = [COLUMNS[name] for name in fields]
    return select(CustomerRow.version, *columns).where(CustomerRow.seq == bindparam("customer"))


def point_columns(field: str, point: ContactPoint | KnownAddress) -> dict[str, Any]:
    """How one of several values is stored, apart from the customer it belongs to."""
    columns: dict[str, Any] = {"value": point.value, "label": point.label}
    if isinstance(point, ContactPoint):
        columns["registered"] = point.registered
    if field == "emails":
        columns["key"] = email_key(point.value)
    return columns


def points(
    connection: Connection, table: type[EmailRow] | type[PhoneRow], customer: int
) -> tuple[ContactPoint, ...]:
    """The e-mail addresses or telephone numbers of a customer, in order."""
    rows = connection.execute(_POINTS[table], {"customer": customer})
    return tuple(ContactPoint(row.value, row.label, row.registered) for row in rows)


def addresses(connection: Connection, customer: int) -> tuple[KnownAddress, ...]:
    """The IP addresses of a customer, in order."""
    rows = connection.execute(_ADDRESSES, {"customer": customer})
    return tuple(KnownAddress(row.value, row.label) for row in rows)


def kind_of(values: Mapping[str, Any]) -> str:
    """The kind of a customer when nobody said it: a company if there is a business name."""
    return str(CustomerKind.COMPANY if values.get("company_name") else CustomerKind.PERSON)


class Customers(Repository):
    """The only way to customers' data: category by category, as the guard decides. Clause: P2, D1–D7."""

    def ref(self, customer_id: str) -> CustomerRef:
        """What identifies a customer; needs no purpose."""
        return self._ref(CustomerRow.id == customer_id)

    def by_number(self, number: str) -> CustomerRef:
        """The customer with a number; `NotFound` if there is none."""
        return self._ref(CustomerRow.number == number)

    def find(self, text: str, limit: int = 50) -> Findings[Found]:
        """Customers that match a fragment of anything searchable, best first, at most `limit`."""
        self.work.require("find")
        answer = search.find(self.connection, text, limit)
        if not answer.hits:
            return Findings(more=answer.more)
        rows = self.connection.execute(_REFS, {"seqs": [hit.seq for hit in answer.hits]})
        refs = {row.seq: ref_of(row) for row in rows}
        found = [Found(refs[hit.seq], hit.matched) for hit in answer.hits if hit.seq in refs]
        return Findings(found, more=answer.more)

    def prepare_search(self) -> None:
        """Make the first search of a process as quick as the others."""
        search.prepare(self.connection)

    def count(self) -> int:
        """How many customers there are."""
        return self.connection.execute(select(func.count()).select_from(CustomerRow)).scalar_one()

    def file(self, customer_id: str) -> CustomerFile:
        """What this technician may see of a customer, for the purposes their file is open for.

        Categories that the guard refuses are not even read from the store. The reading is recorded in the same
        transaction. Errors: `FileNotOpen`, `NotFound`. Clause: P2, B1.
        """
        opened = self.work.open_files.current(customer_id)
        standing = self.work.standings.of(customer_id)
        decisions = self.decisions(standing, opened.purposes, Action.VIEW)
        shown = tuple(category for category, decision in decisions.items() if decision.allowed)
        version, values = self._read(self.seq_of(customer_id), decisions)
        self.work.audit.record(
            AuditEvent.FILE_READ, subject=customer_id, purposes=opened.purposes, shown=list(shown)
        )
        as_of = self.work.audit.last_change(customer_id)
        return CustomerFile(opened.customer, version, values, decisions, standing, opened, as_of)

    def decisions(
        self, standing: Standing, purposes: tuple[str, ...], action: Action
    ) -> Mapping[str, Decision]:
        """The guard's answer for every category of the policy."""
        work = self.work
        return {
            category: decide_for(
                work.policy, standing, work.technician.role, purposes, category, action, work.clock()
            )
            for category in work.policy.categories
        }

    def create(self, values: Mapping[str, Any]) -> CustomerRef:
        """Add a customer with values by field name, already parsed; without a number they get the next one."""
        self.work.require("create")
        now = self.work.clock()
        number = values.get("number") or self._next_number()
        customer_id = uuid4().hex
        row = {name: values.get(name) for name in COLUMNS}
        row |= {"id": customer_id, "number": number, "version": 1, "created": now, "changed": now}
        row["kind"] = values.get("kind") or kind_of(values)
        seq = self.connection.execute(insert(CustomerRow).returning(CustomerRow.seq), row).scalar_one()
        self._write_several(seq, values)
        self._index(seq)
        self.work.audit.record(AuditEvent.CUSTOMER_CREATED, subject=customer_id)
        return self.ref(customer_id)

    def change(self, customer_id: str, version: int, values: Mapping[str, Any]) -> None:
        """Save changed fields over the version that the technician saw.

        Errors: `Refused` if the guard does not allow a field's category, `ChangedMeanwhile` if somebody else saved
        first. Clause: P2; GDPR art. 5(1)(d).
        """
        self.work.require("change", customer_id)
        opened = self.work.open_files.current(customer_id)
        decisions = self.decisions(self.work.standings.of(customer_id), opened.purposes, Action.CHANGE)
        for category in {CUSTOMER[name].category for name in values}:
            self.work.insist(decisions[category], customer_id, category)
        seq = self.seq_of(customer_id)
        single = {name: value for name, value in values.items() if name in COLUMNS}
        done = self.connection.execute(
            update(CustomerRow)
            .where(CustomerRow.seq == seq, CustomerRow.version == version)
            .values(**single, version=version + 1, changed=self.work.clock())
        )
        if not done.rowcount:
            raise ChangedMeanwhile(self.file(customer_id))
        self._write_several(seq, values)
        self._index(seq)
        self.work.audit.record(
            AuditEvent.CUSTOMER_CHANGED, subject=customer_id, purposes=opened.purposes, fields=sorted(values)
        )

    def remove(self, customer_id: str, reason: str) -> None:
        """Remove a customer and everything that belongs to them; the store must be scrubbed afterwards. Clause: P3."""
        self.work.require("retention", customer_id)
        seq = self.seq_of(customer_id)
        self.work.erasing.take_out_of_search(seq)
        self.work.erasing.delete_around(seq, customer_id)
        self.connection.execute(delete(CustomerRow).where(CustomerRow.seq == seq))
        del self.work.seqs[customer_id]
        self.work.audit.record(AuditEvent.CUSTOMER_REMOVED, subject=customer_id, reason=reason)

    def forget(self, customer_id: str, fields: Sequence[str]) -> None:
        """Empty fields whose time is over, and their entries in the search; the rest of the customer stays.

        A number is replaced by the random id. The store must be scrubbed afterwards. Clause: P3.
        """
        self.work.require("retention", customer_id)
        seq = self.seq_of(customer_id)
        empty: dict[str, Any] = {name: None for name in fields if name in COLUMNS}
        empty |= {name: to for name, to in (("number", customer_id), ("kind", "person")) if name in empty}
        search.remove(self.connection, seq)
        if empty:
            self.connection.execute(update(CustomerRow).where(CustomerRow.seq == seq).values(**empty))
        for name, table in SEVERAL.items():
            if name in fields and name != "services":
                self.connection.execute(delete(table).where(table.customer_seq == seq))
        if "services" in fields:  # their dates stay: what is kept longer counts from the end of the contract
            emptied = update(ServiceRow).where(ServiceRow.customer_seq == seq)
            self.connection.execute(emptied.values(product="", detail=""))
        hanging.forget(self.connection, seq, {CUSTOMER[name].category for name in fields})
        self._index(seq)
        self.work.audit.record(
            AuditEvent.CUSTOMER_REMOVED, subject=customer_id, reason="retention", fields=sorted(fields)
        )

    def without_contract(self, today: date) -> tuple[tuple[CustomerRef, date], ...]:
        """Customers whose last contract is over, and since when: longest ago first, at most 200."""
        rows = self.connection.execute(_WITHOUT_CONTRACT, {"today": today})
        return tuple((ref_of(row), row.ended) for row in rows)

    def language(self, customer_id: str) -> str | None:
        """The customer's language, if known, for a job that writes to them."""
        known = select(CustomerRow.language).where(CustomerRow.id == customer_id)
        found: str | None = self.connection.execute(known).scalar_one_or_none()
        return found

    def registered_points(self, customer_id: str) -> tuple[str, ...]:
        """The contact points that confirm who a customer is, for a job that may know them. Clause: R7."""
        seq = self.seq_of(customer_id)
        known = (*points(self.connection, EmailRow, seq), *points(self.connection, PhoneRow, seq))
        return tuple(point.value for point in known if point.registered)

    def alike(self, values: Mapping[str, Any], but: str | None = None) -> tuple[CustomerRef, ...]:
        """Likely duplicates: the same e-mail address, telephone number, KvK number, IBAN, or name and postcode."""
        seqs: list[Select[Any]] = []
        if emails := [email_key(point.value) for point in values.get("emails") or ()]:
            seqs.append(select(EmailRow.customer_seq).where(EmailRow.key.in_(emails)))
        if phones := [point.value for point in values.get("phones") or ()]:
            seqs.append(select(PhoneRow.customer_seq).where(PhoneRow.value.in_(phones)))
        for field in ("kvk", "iban"):
            if values.get(field):
                seqs.append(select(CustomerRow.seq).where(COLUMNS[field] == values[field]))
        name = values.get("family_name") or values.get("company_name")
        if name and values.get("postcode"):
            named = or_(
                func.lower(CustomerRow.family_name) == name.lower(),
                func.lower(CustomerRow.company_name) == name.lower(),
            )
            seqs.append(select(CustomerRow.seq).where(CustomerRow.postcode == values["postcode"], named))
        if not seqs:
            return ()
        rows = self.connection.execute(
            select(*REF_COLUMNS)
            .where(CustomerRow.seq.in_(union(*seqs)), CustomerRow.id != (but or ""))
            .order_by(CustomerRow.number)
            .limit(10)
        )
        return tuple(ref_of(row) for row in rows)

    def _ref(self, condition: Any) -> CustomerRef:
        row = self.connection.execute(select(*REF_COLUMNS).where(condition)).first()
        if row is None:
            raise NotFound(
                msg("There is no customer with this number."),
                todo=msg("Look them up by name or address: / in the console, or “helpdesk find TEXT”."),
            )
        return ref_of(row)

    def _read(self, seq: int, decisions: Mapping[str, Decision]) -> tuple[int, Mapping[str, object]]:
        def seen(name: str) -> bool:
            return decisions[CUSTOMER[name].category].allowed

        question = _reading(tuple(filter(seen, COLUMNS)))
        row = self.connection.execute(question, {"customer": seq}).one()
        readers: Mapping[str, Callable[[], object]] = {
            "emails": lambda: points(self.connection, EmailRow, seq),
            "phones": lambda: points(self.connection, PhoneRow, seq),
            "ip_addresses": lambda: addresses(self.connection, seq),
            "services": lambda: self.work.services.of(seq),
            "invoices": lambda: self.work.services.invoices(seq),
        }
        values: dict[str, object] = {}
        for field in CUSTOMER:
            if not seen(field.name):
                values[field.name] = Masked(decisions[field.category])
            else:
                values[field.name] = (
                    readers[field.name]() if field.several else row._mapping[COLUMNS[field.name]]
                )
        return row.version, values

    def _write_several(self, seq: int, values: Mapping[str, Any]) -> None:
        for name in ("emails", "phones", "ip_addresses"):
            if name not in values:
                continue
            table = SEVERAL[name]
            self.connection.execute(delete(table).where(table.customer_seq == seq))
            rows = [{"customer_seq": seq, **point_columns(name, point)} for point in values[name] or ()]
            if rows:
                self.connection.execute(insert(table), rows)

    def _index(self, seq: int) -> None:
        row = self.connection.execute(select(*COLUMNS.values()).where(CustomerRow.seq == seq)).one()
        values: dict[str, object] = dict(row._mapping)
        values["emails"] = [point.value for point in points(self.connection, EmailRow, seq)]
        values["phones"] = [point.value for point in points(self.connection, PhoneRow, seq)]
        search.index(self.connection, [(seq, values)])

    def _next_number(self) -> str:
        last = self.connection.execute(select(func.max(CustomerRow.seq))).scalar_one() or 0
        number = FIRST_NUMBER + last + 1
        while self.connection.execute(
            select(CustomerRow.seq).where(CustomerRow.number == str(number))
        ).first():
            number += 1
        return str(number)
