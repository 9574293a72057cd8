"""The life of a session: its row is written before the first byte goes out, and closed whatever happens.

`helpdesk.repository.ledger` reads the rows. Clause: D6, G4, G6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, exists, insert, select, update

from helpdesk.domain.addresses import is_address, sortable
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.contact import parse_ip
from helpdesk.domain.customer import CustomerRef, KnownAddress
from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.names import full_name
from helpdesk.domain.remote import SSH, Ended, Session
from helpdesk.repository.base import Repository
from helpdesk.repository.customer_refs import REF_COLUMNS
from helpdesk.repository.remote_tables import SessionAddressRow, SessionRow
from helpdesk.repository.tables import AddressRow, CustomerRow, TechnicianRow

SILENCE = timedelta(seconds=60)
"""After this long without a sign of life, a session's console counts as gone."""

CONNECTED = tuple(how for how in Ended if how.connected)

_S = SessionRow
ROWS = (
    select(
        *REF_COLUMNS,
        *(_S.seq, TechnicianRow.login, _S.way, _S.system, _S.asked_host, _S.peer, _S.through),
        *(_S.peer_is_true, _S.new_address, _S.purposes, _S.reason, _S.agreed, _S.ticket),
        *(_S.started, _S.alive, _S.ended, _S.how, _S.exit_status, _S.detail),
        *(_S.follow_up, _S.follow_up_due, _S.recorded, TechnicianRow.name),
    )
    .join(CustomerRow, CustomerRow.seq == SessionRow.customer_seq)
    .join(TechnicianRow, TechnicianRow.seq == SessionRow.technician_seq)
)
"""The columns that `session_of` takes."""

_ONE = ROWS.where(SessionRow.seq == bindparam("session"))
_RUNNING = ROWS.where(
    SessionRow.technician_seq == bindparam("technician"), SessionRow.ended.is_(None)
).order_by(SessionRow.started, SessionRow.seq)
_DUE = ROWS.where(
    SessionRow.technician_seq == bindparam("technician"), SessionRow.follow_up_due.is_not(None)
).order_by(SessionRow.started, SessionRow.seq)
_LEFT_OPEN = select(SessionRow.seq, CustomerRow.id).join(
    CustomerRow, CustomerRow.seq == SessionRow.customer_seq
).where(
    SessionRow.technician_seq == bindparam("technician"),
    SessionRow.ended.is_(None),
    SessionRow.way == SSH,
    SessionRow.alive < bindparam("silent_since"),
)  # fmt: skip


class Sessions(Repository):
    """A technician's own sessions, and every attempt. Whoever begins one has asked the guard. Clause: D6, G4, G6."""

    def begin(self, customer_id: str, values: Mapping[str, Any]) -> Session:
        """Add a row with values by column name; it can't be found by address while `address` is empty."""
        now = self.work.clock()
        row: dict[str, Any] = {
            "customer_seq": self.seq_of(customer_id),
            "technician_seq": self.work.technician.id,
            "started": now,
            "alive": now,
            **values,
        }
        address = row.pop("address", "")
        seq = self.connection.execute(insert(SessionRow).returning(SessionRow.seq), row).scalar_one()
        session = self.one(seq)
        if address:
            self.find_by(session, address)
        self.work.audit.record(
            AuditEvent.SESSION_BEGAN,
            subject=customer_id,
            purposes=session.purposes,
            session=seq,
            way=session.way,
            agreed=session.agreed,
        )
        return session

    def one(self, session: int) -> Session:
        """One row, for a job that has asked the guard. Errors: `NotFound`."""
        row = self.connection.execute(_ONE, {"session": session}).first()
        if row is None:
            raise NotFound(msg("This session is not in the ledger, or no longer."))
        return session_of(row)

    def own(self, session: int) -> Session:
        """One row of this technician. Errors: `NotFound`, also for somebody else's row."""
        found = self.one(session)
        if found.technician != self.work.technician.login:
            raise NotFound(msg("This session is not in the ledger, or no longer."))
        return found

    def own_running(self, session: int) -> Session:
        """One open row of this technician, unless it counts as dead. Errors: `NotFound`."""
        found = self.own(session)
        if found.ended is not None and found.how is not Ended.CONSOLE_ENDED:
            raise NotFound(msg("This session has ended."))
        return found

    def known_addresses(self, customer_id: str) -> tuple[KnownAddress, ...]:
        """The addresses that a customer is known to use, for a job that has asked the guard."""
        rows = self.connection.execute(
            select(AddressRow.value, AddressRow.label)
            .where(AddressRow.customer_seq == self.seq_of(customer_id))
            .order_by(AddressRow.seq)
        )
        return tuple(KnownAddress(row.value, row.label) for row in rows)

    def system_of(self, session: int) -> int | None:
        """The id of a session's system; `None` if it had none, or the system is gone."""
        return self.connection.execute(
            select(SessionRow.system_seq).where(SessionRow.seq == session)
        ).scalar_one_or_none()

    def find_by(self, session: Session, address: str) -> None:
        """Let a session be found by an address that it used or tried; anything that is not an address is ignored."""
        if not is_address(address):
            return
        key = sortable(address)
        there = exists().where(
            SessionAddressRow.key == key,
            SessionAddressRow.started == session.started,
            SessionAddressRow.session_seq == session.id,
        )
        if not self.connection.execute(select(there)).scalar_one():
            row = {"key": key, "started": session.started, "session_seq": session.id}
            row |= {"customer_seq": self.seq_of(session.customer.id), "technician_seq": self._me}
            self.connection.execute(insert(SessionAddressRow), row)

    def set(self, session: int, **values: Any) -> Session:
        """Write values by column name."""
        self.connection.execute(update(SessionRow).where(SessionRow.seq == session).values(**values))
        return self.one(session)

    def alive(self, sessions: Iterable[int]) -> None:
        """A sign of life of this technician's sessions; one declared dead too early runs again."""
        self.connection.execute(
            update(SessionRow)
            .where(
                SessionRow.seq.in_(tuple(sessions)),
                SessionRow.technician_seq == self.work.technician.id,
                SessionRow.ended.is_(None) | (SessionRow.how == Ended.CONSOLE_ENDED),
            )
            .values(alive=self.work.clock(), ended=None, how=None)
        )

    def ended(self, session: Session, how: Ended, at: datetime, **values: Any) -> Session:
        """Close a row. A session in which somebody was signed in then waits for a note on how it went."""
        if session.recorded and not self.work.recordings.has(session):
            values["recorded"] = None
        waits = not session.follow_up_done if session.follow_up else how.connected
        done = self.set(session.id, ended=at, how=how, follow_up_due=at if waits else None, **values)
        self.work.audit.record(
            AuditEvent.SESSION_ENDED, subject=session.customer.id, session=session.id, how=how
        )
        return done

    def running(self) -> tuple[Session, ...]:
        """This technician's sessions that have not ended, oldest first."""
        return tuple(map(session_of, self.connection.execute(_RUNNING, {"technician": self._me})))

    def to_follow_up(self) -> tuple[Session, ...]:
        """This technician's sessions that need a note or have something left to do, oldest first."""
        return tuple(map(session_of, self.connection.execute(_DUE, {"technician": self._me})))

    def left_open(self, technician: int) -> tuple[int, ...]:
        """SSH sessions of a technician without a sign of life; a quick look at a small index."""
        silent_since = self.work.clock() - SILENCE
        rows = self.connection.execute(_LEFT_OPEN, {"technician": technician, "silent_since": silent_since})
        return tuple(row.seq for row in rows)

    def close_left_open(self) -> int:
        """Close them at their last sign of life; returns how many."""
        silent = self.left_open(self._me)
        for seq in silent:
            session = self.one(seq)
            self.ended(session, Ended.CONSOLE_ENDED, session.alive)
        return len(silent)

    def is_new_address(self, customer_id: str, address: str) -> bool:
        """Whether an address is not the customer's and nobody ever signed in there. Clause: G6."""
        seq = self.seq_of(customer_id)
        known = exists().where(AddressRow.customer_seq == seq, AddressRow.value == parse_ip(address))
        seen = exists().where(
            SessionAddressRow.customer_seq == seq,
            SessionAddressRow.key == sortable(address),
            SessionRow.seq == SessionAddressRow.session_seq,
            SessionRow.how.in_(CONNECTED),
        )
        return not self.connection.execute(select(known | seen)).scalar_one()

    @property
    def _me(self) -> int:
        return self.work.technician.id


def session_of(row: Row[*tuple[Any, ...]]) -> Session:
    """A row of `ROWS` as a value. By position, not by name: a page of them is read while somebody types."""
    (
        customer, number, given_name, prefix, family_name, company, city,
        seq, technician, way, system, asked_host, peer, through,
        peer_is_true, new_address, purposes, reason, agreed, ticket,
        started, alive, ended, how, exit_status, detail,
        follow_up, follow_up_due, recorded, technician_name,
    ) = row  # fmt: skip
    name = full_name(given_name, prefix, family_name)
    return Session(
        seq, CustomerRef(customer, number, name, company or "", city or ""),
        technician, way, system, asked_host, peer, through, peer_is_true, new_address,
        tuple(purposes.split(",")) if purposes else (), reason, agreed, ticket,
        started, alive, ended, Ended(how) if how else None, exit_status, detail,
        follow_up, follow_up_due is None, recorded is not None, technician_name,
    )  # fmt: skip
