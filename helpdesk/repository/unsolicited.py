"""The queue of unsolicited data: its items, their checklists, and the proof that remains of them. Clause: D9, P3."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Row, Select, and_, bindparam, delete, func, insert, or_, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.removing import IN_SUBJECT, Passage, packed, unpacked
from helpdesk.domain.unsolicited import (
    ITEM_PAGE,
    Answer,
    Extent,
    Item,
    ItemChanged,
    Outcome,
    Place,
    Promise,
    proof_of,
)
from helpdesk.policy.guard import decide_for
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.standings import restricted
from helpdesk.repository.tables import CustomerRow
from helpdesk.repository.ticket_tables import (
    TicketMessageRow,
    TicketRow,
    UnsolicitedPlaceRow,
    UnsolicitedRow,
)

_U = UnsolicitedRow
_DUE = func.coalesce(_U.next_try, _U.due)
"""When somebody must see to it; what can't be removed is due only on the day of its next try."""
_ROWS = select(UnsolicitedRow.__table__, *REF_COLUMNS).outerjoin_from(
    UnsolicitedRow, CustomerRow, CustomerRow.seq == _U.customer_seq
)
_WAITING = (
    _ROWS.where(_U.closed.is_(None), or_(_U.next_try.is_(None), _U.next_try <= bindparam("now")))
    .order_by(_DUE, _U.seq)
    .limit(bindparam("most", type_=Integer))
)
_OVER = (
    _U.closed < bindparam("closed_before"),
    ~restricted(_U.customer_seq, bindparam("now")),
)
_PAST = select(func.count()).select_from(UnsolicitedRow).where(*_OVER)
_PLACES = (
    select(UnsolicitedPlaceRow.__table__)
    .where(UnsolicitedPlaceRow.item_seq.in_(bindparam("items", expanding=True)))
    .order_by(UnsolicitedPlaceRow.seq)
)

_IN_SUBJECTS = (
    select(
        *(TicketMessageRow.ticket_seq, TicketMessageRow.subject),
        *(_U.passages, _U.outcome, _U.category, _U.subject.label("owner")),
    )
    .join(_U, _U.message_seq == TicketMessageRow.seq)
    .where(
        TicketMessageRow.ticket_seq.in_(bindparam("tickets", expanding=True)),
        _U.passages.contains(IN_SUBJECT),
    )
)


class Unsolicited(Repository):
    """Items have kinds and places, never the data itself. Needs the job `unsolicited`. Clause: D9, P3."""

    def add(self, values: Mapping[str, Any], places: Iterable[str]) -> Item:
        """Put an item in the queue, with values by column name and an open checklist; on record."""
        self.work.require(Job.UNSOLICITED, values.get("subject") or None)
        row = {"noticed_by": self.work.technician.login, **values}
        seq = self.connection.execute(insert(UnsolicitedRow).returning(_U.seq), row).scalar_one()
        checklist = [{"item_seq": seq, "place": place, "answer": Answer.OPEN} for place in places]
        if checklist:
            self.connection.execute(insert(UnsolicitedPlaceRow), checklist)
        item = self.one(seq)
        self._record(AuditEvent.UNSOLICITED_NOTED, item, extent=item.extent, kinds=list(item.kinds))
        return item

    def one(self, item: int) -> Item:
        """One item with its checklist. Errors: `Refused`, `NotFound`."""
        self.work.require(Job.UNSOLICITED)
        found = self._items(_ROWS.where(_U.seq == item))
        if not found:
            raise NotFound(msg("There is no such item among the unsolicited data, or no longer."))
        return found[0]

    def page(
        self,
        *,
        open_only: bool = True,
        subject: str | None = None,
        after: Item | None = None,
        limit: int = ITEM_PAGE,
        to_be_exported: bool = False,
    ) -> tuple[Item, ...]:
        """Items: open ones first, earliest due first; at most `ITEM_PAGE`, after a given one.

        `subject` is a customer's random id, even if they have been removed. With `to_be_exported`, restricted
        customers are left out of a list of many. Errors: `Refused`. Clause: D9, R5.
        """
        self.work.require(Job.UNSOLICITED)
        query = _ROWS.order_by(_U.closed.is_not(None), _DUE, _U.seq).limit(min(limit, ITEM_PAGE))
        if open_only:
            query = query.where(_U.closed.is_(None))
        if subject is not None:
            query = query.where(_U.subject == subject)
        elif to_be_exported:
            only_kept = select(CustomerRow.id).where(restricted(CustomerRow.seq, self.work.clock()))
            query = query.where(_U.subject.not_in(only_kept))
        if after is not None:
            due, day = _DUE, after.next_try or after.due
            later = or_(due > day, and_(due == day, _U.seq > after.id))
            if after.closed is None:
                query = query.where(or_(_U.closed.is_not(None), later))
            else:
                query = query.where(_U.closed.is_not(None), later)
        return self._items(query)

    def about(self, message: int) -> tuple[Item, ...]:
        """The items that name passages of a message, oldest first."""
        return self._items(_ROWS.where(_U.message_seq == message, _U.passages != "").order_by(_U.seq))

    def of_message(self, message: int) -> tuple[Item, ...]:
        """The open items about a message, its passages or its attachments, oldest first."""
        return self._items(_ROWS.where(_U.message_seq == message, _U.closed.is_(None)).order_by(_U.seq))

    def in_subjects(self, tickets: Collection[int]) -> Iterator[tuple[int, str, Passage]]:
        """What is in the queue, or stayed, of the subjects of tickets' messages: ticket, subject, passage.

        Except what is needed for a purpose for which this technician has the customer's file open. Clause: D9, P2.
        """
        for row in self.connection.execute(_IN_SUBJECTS, {"tickets": list(tickets)}):
            if row.outcome == Outcome.NEEDED and self._is_covered(row.owner, row.category):
                continue
            for passage in unpacked(row.passages):
                if passage.in_subject:
                    yield row.ticket_seq, row.subject, passage

    def kept(self, customer_id: str, categories: Collection[str]) -> tuple[Item, ...]:
        """Needed data of some categories that still exists: it is removed with them. Clause: P3."""
        return self._items(
            _ROWS.where(
                _U.subject == customer_id,
                _U.outcome == Outcome.NEEDED,
                _U.category.in_(tuple(categories)),
                _U.message_seq.is_not(None),
            )
        )

    def change(self, item: Item, **values: Any) -> Item:
        """Write values by column name over the version that was seen. Errors: `ItemChanged`."""
        done = self.connection.execute(
            update(UnsolicitedRow)
            .where(_U.seq == item.id, _U.version == item.version)
            .values(**values, version=item.version + 1)
        )
        theirs = self.one(item.id)
        if not done.rowcount:
            raise ItemChanged(theirs)
        return theirs

    def decide(self, item: Item, outcome: Outcome, removed: int = 0, **values: Any) -> Item:
        """Write an outcome, recorded with the number of passages removed. Errors: `ItemChanged`."""
        decided = {"decided": self.work.clock(), "decided_by": self.work.technician.login}
        done = self.change(item, outcome=outcome, **{"next_try": None, **decided, **values})
        self._record(AuditEvent.UNSOLICITED_DECIDED, done, outcome=outcome, removed=removed)
        return self._closed(done)

    def answer(self, item: Item, place: Place) -> Item:
        """Write what was found at one place of the checklist; on record."""
        self.connection.execute(
            update(UnsolicitedPlaceRow)
            .where(UnsolicitedPlaceRow.item_seq == item.id, UnsolicitedPlaceRow.place == place.id)
            .values(answer=place.answer, why=place.why, by=place.by, at=place.at)
        )
        self._record(AuditEvent.UNSOLICITED_ANSWERED, item, place=place.id, answer=place.answer)
        return self._closed(self.one(item.id))

    def withdraw(self, item: Item) -> None:
        """Take an undecided item out of the queue; on record. Errors: `ItemChanged`."""
        done = self.connection.execute(
            delete(UnsolicitedRow).where(_U.seq == item.id, _U.version == item.version)
        )
        if not done.rowcount:
            raise ItemChanged(self.one(item.id))
        self._record(AuditEvent.UNSOLICITED_WITHDRAWN, item)

    def move(self, item: int, passages: Sequence[Passage]) -> None:
        """Write where the passages of an item are now; anybody who saw the old places hears that when they decide."""
        self.connection.execute(
            update(UnsolicitedRow)
            .where(_U.seq == item)
            .values(passages=packed(passages), version=_U.version + 1)
        )

    def follow_ticket(self, item: Item) -> Item:
        """The item, with the customer that its ticket was linked to later."""
        if item.subject or item.message is None:
            return item
        row = self.connection.execute(
            select(CustomerRow.seq, CustomerRow.id)
            .join(TicketRow, TicketRow.customer_seq == CustomerRow.seq)
            .join(TicketMessageRow, TicketMessageRow.ticket_seq == TicketRow.seq)
            .where(TicketMessageRow.seq == item.message)
        ).first()
        return self.change(item, customer_seq=row.seq, subject=row.id) if row else item

    def let_go(self, item: Item) -> None:
        """Needed data was removed with its category: its bytes must be overwritten, on record. Clause: P3."""
        self.connection.execute(
            update(UnsolicitedRow)
            .where(_U.seq == item.id)
            .values(message_seq=None, attachment_seq=None, passages="", pending=True, version=_U.version + 1)
        )
        self._record(AuditEvent.UNSOLICITED_FORGOTTEN, item, category=item.category)

    # --- bytes that wait to be overwritten ---

    def pending(self) -> tuple[int, ...]:
        """The items of which old bytes may still be there; a quick look at a small index. Needs no job."""
        return tuple(self.connection.execute(select(_U.seq).where(_U.pending).order_by(_U.seq)).scalars())

    def settle(self, items: Collection[int]) -> int:
        """The store was scrubbed after these were deleted: their bytes are gone. Returns how many changed."""
        now, done = self.work.clock(), 0
        for item in self._items(_ROWS.where(_U.seq.in_(tuple(items)), _U.pending)):
            # The proof of an item closed earlier says what was true then; what is removed later is in the audit.
            gone = {"gone": now} if item.closed is None else {}
            self.connection.execute(
                update(UnsolicitedRow)
                .where(_U.seq == item.id)
                .values(pending=False, version=item.version + 1, **gone)
            )
            self._record(AuditEvent.UNSOLICITED_GONE, item)
            self._closed(self._items(_ROWS.where(_U.seq == item.id))[0])
            done += 1
        return done

    # --- what is due, and what is past its period ---

    def waiting(self, limit: int = ITEM_PAGE) -> tuple[Item, ...]:
        """The open items with something to do now, earliest due first. Clause: D9."""
        return self._items(_WAITING, {"now": self.work.clock(), "most": limit})

    def past(self, closed_before: datetime) -> int:
        """How many proofs are of items that were closed before a moment."""
        return self.connection.execute(_PAST, self._before(closed_before)).scalar_one()

    def forget(self, closed_before: datetime) -> int:
        """Remove the proofs whose period is over, on record; how many. Needs the job `retention`.

        Those of one who asked for a restriction stay. Clause: P3, R5.
        """
        self.work.require(Job.RETENTION)
        gone = self.connection.execute(
            delete(UnsolicitedRow).where(*_OVER), self._before(closed_before)
        ).rowcount
        if gone:
            self.work.audit.record(AuditEvent.UNSOLICITED_FORGOTTEN, proofs=gone)
        return gone

    def _before(self, closed: datetime) -> dict[str, datetime]:
        return {"closed_before": closed, "now": self.work.clock()}

    def kept_categories(self, customer_id: str) -> frozenset[str]:
        """The categories of needed data that is still in the customer's messages."""
        return frozenset(
            self.connection.execute(
                select(_U.category).where(
                    _U.subject == customer_id, _U.outcome == Outcome.NEEDED, _U.message_seq.is_not(None)
                )
            ).scalars()
        )

    def _is_covered(self, customer_id: str, category: str) -> bool:
        """Whether a purpose for which this technician has a file open shows a category of it. Clause: P2."""
        work, now = self.work, self.work.clock()
        mine = (one for one in work.open_files.mine() if one.customer.id == customer_id and one.expires > now)
        purposes = next((one.purposes for one in mine), ())
        standing, role = work.standings.of(customer_id), work.technician.role
        return decide_for(work.policy, standing, role, purposes, category, Action.VIEW, now).allowed

    def _closed(self, item: Item) -> Item:
        """The item, closed and proven if there is nothing left to do."""
        if not item.can_close or item.closed is not None:
            return item
        closed = replace(item, closed=self.work.clock(), version=item.version + 1)
        proof = proof_of(closed)
        self._record(AuditEvent.UNSOLICITED_CLOSED, item, proof=proof)
        closed = replace(closed, proof=proof, record=self.work.audit.head().seq)
        self.connection.execute(
            update(UnsolicitedRow)
            .where(_U.seq == item.id)
            .values(closed=closed.closed, proof=proof, record=closed.record, version=closed.version)
        )
        return closed

    def _items(self, query: Select[Any], values: Mapping[str, Any] | None = None) -> tuple[Item, ...]:
        rows = self.connection.execute(query, values or {}).all()
        if not rows:
            return ()
        places: dict[int, list[Place]] = {row.seq: [] for row in rows}
        for row in self.connection.execute(_PLACES, {"items": list(places)}):
            places[row.item_seq].append(Place(row.place, Answer(row.answer), row.why, row.by, row.at))
        names = {one.login: one.name for one in self.work.technicians.all()}
        return tuple(_item_of(row, tuple(places[row.seq]), names) for row in rows)

    def _record(self, event: AuditEvent, item: Item, **detail: Any) -> None:
        self.work.audit.record(event, subject=item.subject or None, item=item.id, **detail)


def _item_of(row: Row[*tuple[Any, ...]], places: tuple[Place, ...], names: Mapping[str, str]) -> Item:
    customer: CustomerRef | None = ref_of(row) if row[-len(REF_COLUMNS)] is not None else None
    return Item(
        id=row.seq,
        version=row.version,
        customer=customer,
        subject=row.subject,
        channel=row.channel,
        extent=Extent(row.extent),
        where=row.place,
        ticket=row.ticket,
        message=row.message_seq,
        attachment=row.attachment_seq,
        kinds=tuple(row.kinds.split(",")),
        whose=row.whose,
        noticed=row.noticed,
        noticed_by=row.noticed_by,
        due=row.due,
        outcome=Outcome(row.outcome) if row.outcome else None,
        why=row.why,
        purpose=row.purpose,
        category=row.category,
        decided=row.decided,
        decided_by=row.decided_by,
        next_try=row.next_try,
        closed=row.closed,
        is_pending=row.pending,
        places=places,
        proof=row.proof,
        passages=tuple(unpacked(row.passages)),
        gone=row.gone,
        promise=Promise(row.promise) if row.promise else None,
        record=row.record,
        names=names,
    )
