"""Many customers at once, in the one transaction of an import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, func, insert, select, text

from helpdesk.domain.customer import ContactPoint, KnownAddress
from helpdesk.repository import search
from helpdesk.repository.base import Repository
from helpdesk.repository.customers import COLUMNS, FIRST_NUMBER, kind_of, point_columns
from helpdesk.repository.tables import AddressRow, CustomerRow, EmailRow, PhoneRow

POINTS: Mapping[str, Any] = {"emails": EmailRow, "phones": PhoneRow, "ip_addresses": AddressRow}
"""The multi-valued fields that a list can have."""

KNOWN_AT_ONCE = 500
"""How many customers are looked up per query: well below a store's limit on parameters."""


class Bulk(Repository):
    """Clause: D1–D7, P2 (an import is recorded by its counts; nothing is shown)."""

    def begin(self) -> bool:
        """Prepare to add customers in this unit of work; says whether there are any yet."""
        self.work.require("import")
        if self.connection.dialect.name == "postgresql" and not self.work.read_only:
            self.connection.execute(text("lock table customers in share row exclusive mode"))
        self._seq = self.connection.execute(select(func.max(CustomerRow.seq))).scalar_one() or 0
        return self._seq > 0

    def known(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Customers with the number, or the name and postcode, of one of `rows`: their values by field."""
        numbers = [row["number"] for row in rows if row.get("number")]
        postcodes = [row.get("postcode") for row in rows if not row.get("number")]
        found: dict[int, dict[str, Any]] = {}
        for column, wanted in ((CustomerRow.number, numbers), (CustomerRow.postcode, postcodes)):
            for start in range(0, len(wanted), KNOWN_AT_ONCE):
                part = wanted[start : start + KNOWN_AT_ONCE]
                condition: ColumnElement[bool] = column.in_([value for value in part if value])
                if None in part:
                    condition = condition | column.is_(None)
                for row in self.connection.execute(
                    select(CustomerRow.seq, *COLUMNS.values()).where(condition)
                ):
                    values = dict(row._mapping)
                    found[values.pop("seq")] = {**values, **dict.fromkeys(POINTS, ())}
        self._add_points(found)
        return list(found.values())

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add customers with values by field, already parsed; those without a number get the next ones."""
        now = self.work.clock()
        customers, documents = [], []
        several: dict[str, list[dict[str, Any]]] = {name: [] for name in POINTS}
        for values in rows:
            self._seq += 1
            number = values.get("number") or self._free_number()
            row = dict.fromkeys(COLUMNS) | {name: values.get(name) for name in COLUMNS}
            row |= {"seq": self._seq, "id": uuid4().hex, "number": number, "version": 1}
            row |= {"created": now, "changed": now, "kind": values.get("kind") or kind_of(values)}
            customers.append(row)
            searchable: dict[str, Any] = dict(row)
            for name, content in several.items():
                points = values.get(name) or ()
                content += [{"customer_seq": self._seq, **point_columns(name, point)} for point in points]
                searchable[name] = [point.value for point in points]
            documents.append((self._seq, searchable))
        for table, content in ((CustomerRow, customers), *((POINTS[name], several[name]) for name in POINTS)):
            if content:
                self.connection.execute(insert(table), content)
        search.index(self.connection, documents)

    def finish(self) -> None:
        """Let the store's own numbering continue after the last customer."""
        if self.connection.dialect.name == "postgresql" and self._seq:
            self.connection.execute(
                text("select setval(pg_get_serial_sequence('customers', 'seq'), :seq)"), {"seq": self._seq}
            )

    def _free_number(self) -> str:
        number = FIRST_NUMBER + self._seq
        while self.connection.execute(
            select(CustomerRow.seq).where(CustomerRow.number == str(number))
        ).first():
            number += 1
        return str(number)

    def _add_points(self, found: dict[int, dict[str, Any]]) -> None:
        seqs = list(found)
        for field, table in POINTS.items():
            for start in range(0, len(seqs), KNOWN_AT_ONCE):
                rows = self.connection.execute(
                    select(table.__table__)
                    .where(table.customer_seq.in_(seqs[start : start + KNOWN_AT_ONCE]))
                    .order_by(table.seq)
                )
                for row in rows:
                    found[row.customer_seq][field] += (_point(row),)


def _point(row: Row[*tuple[Any, ...]]) -> ContactPoint | KnownAddress:
    if "registered" in row._fields:
        return ContactPoint(row.value, row.label, row.registered)
    return KnownAddress(row.value, row.label)
