"""Removing unsolicited data from tickets: passages, attachments, whole messages, and repeated values.

What goes is determined before anything is written, so the preview and the removal can't differ. Afterwards the store
must be scrubbed: see `helpdesk.repository.erasure`. Clause: D9, P3, B6.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import field
from typing import Any

from sqlalchemy import Column, Row, bindparam, delete, exists, select, update

from helpdesk.domain.attachments import is_text, text_of
from helpdesk.domain.records import dataclass
from helpdesk.domain.removing import Cut, Passage, Value, again, cut, lines, values, without
from helpdesk.domain.ticket_values import gone_identity
from helpdesk.domain.tickets import Direction
from helpdesk.domain.unsolicited import OTHER, Extent, Item, Promise, Spot, Where
from helpdesk.repository import message_search
from helpdesk.repository.base import Repository
from helpdesk.repository.tables import DraftRow
from helpdesk.repository.ticket_tables import (
    AttachmentFindingRow,
    AttachmentRow,
    FindingRow,
    TicketMessageRow,
    TicketRow,
)

Mark = Callable[[Sequence[str]], str]
"""Makes the mark that replaces a passage, from the kinds of what was there."""

_M = TicketMessageRow
_COLUMNS: tuple[tuple[Where, Column[Any]], ...] = (
    (Where.TEXT, _M.__table__.c.text),
    (Where.SUBJECT, _M.__table__.c.subject),
    (Where.RECIPIENTS, _M.__table__.c.recipients),
    (Where.DELIVERY, _M.__table__.c.delivery_detail),
)
_MARKED = {Where.TEXT: "text", Where.SUBJECT: "subject"}
"""The columns of a message in which passages are marked."""
_MESSAGES = select(_M.seq, _M.ticket_seq, _M.sender, *(column for _where, column in _COLUMNS)).order_by(
    _M.at, _M.seq
)
_NAMES = (
    select(AttachmentRow.seq, AttachmentRow.message_seq, AttachmentRow.name)
    .join(_M, _M.seq == AttachmentRow.message_seq)
    .where(_M.ticket_seq == bindparam("ticket"), AttachmentRow.removed.is_(None))
)
_MERGED = select(TicketRow.seq).where(TicketRow.merged_seq.in_(bindparam("seqs", expanding=True)))


@dataclass(frozen=True, slots=True)
class _Change:
    """One field of one row as it will be."""

    column: Column[Any]
    seq: int
    cut: Cut
    spot: Spot


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be removed, determined but not yet done."""

    item: Item
    spots: tuple[Spot, ...] = ()
    senders: int = 0
    files: tuple[int, ...] = ()
    stays: tuple[Passage, ...] = ()
    keep_attachments: frozenset[int] = frozenset()
    changes: tuple[_Change, ...] = field(default=(), repr=False)


class Removals(Repository):
    """The caller has asked for the job. Clause: D9, P3, B6."""

    @property
    def promise(self) -> Promise:
        """What this store can promise about the bytes of deleted data."""
        embedded = self.connection.dialect.name == "sqlite"
        return Promise.EMBEDDED if embedded else Promise.SERVER

    def plan(self, item: Item, mark: Mark, stays: Collection[int] = ()) -> Plan:
        """What is removed with an item, except what stays: places in `item.passages`, or attachments of a message."""
        if item.message is None or (item.extent is Extent.ATTACHMENT and item.attachment is None):
            return Plan(item)  # it was removed meanwhile, with its ticket or the whole message
        own = self.connection.execute(_MESSAGES.where(_M.seq == item.message)).one()
        kept = tuple(one for place, one in enumerate(item.passages) if place in stays)
        whole: tuple[Spot, ...] = ()
        goes: tuple[Passage, ...] = ()
        match item.extent:
            case Extent.ATTACHMENT:
                sought, whole = self._of_attachment(item), (Spot(Where.ATTACHMENT, 1, item.message),)
            case Extent.MESSAGE:
                kind = item.kinds[0] if len(item.kinds) == 1 else OTHER
                sought = tuple(Value(kind, line) for line in lines(f"{own.text}\n{own.subject}"))
                whole = tuple(self._of_message(item.message, stays))
            case _:
                goes = tuple(one for one in item.passages if one not in kept)
                sought = _values(own, goes)
        changes = tuple(self._changes(item, own, sought, goes, kept, mark))
        others = self.connection.execute(_MESSAGES.where(_M.ticket_seq == own.ticket_seq)).all()
        return Plan(
            item=item,
            spots=(*whole, *(one.spot for one in changes)),
            senders=sum(_holds(one.sender, sought) for one in others),
            files=tuple(self._files(item, own.ticket_seq, sought)),
            stays=kept,
            keep_attachments=frozenset(stays) if item.extent is Extent.MESSAGE else frozenset(),
            changes=changes,
        )

    def carry_out(self, plan: Plan, *, elsewhere: bool) -> tuple[Passage, ...]:
        """Carry it out and rewrite the search documents; with `elsewhere`, also where other messages repeat it.

        Returns where the passages that stay are now.
        """
        item, touched = plan.item, set[int]()
        stays = plan.stays
        for change in plan.changes:
            if not (change.spot.asked_for or elsewhere):
                continue
            self._write(change)
            if change.spot.message is not None:
                touched.add(change.spot.message)
            if change.spot.where in _MARKED:
                in_subject = change.spot.where is Where.SUBJECT
                self._move(change.seq, change.cut, item, in_subject=in_subject)
                if change.seq == item.message:
                    stays = tuple(_moved(change.cut, stays, in_subject=in_subject))
        if item.message is not None and item.extent is Extent.MESSAGE:
            self._empty_message(item.message, plan.keep_attachments)
            touched.add(item.message)
        elif item.message is not None and item.attachment is not None:
            self._empty_attachment(item.attachment, item.kinds[0])
            touched.add(item.message)
        self._forget_identity(touched)
        message_search.index(self.connection, sorted(touched))
        return stays

    # --- what goes ---

    def _of_attachment(self, item: Item) -> tuple[Value, ...]:
        """An attachment's name, as somebody may have written it in a text."""
        name = self.connection.execute(
            select(AttachmentRow.name).where(AttachmentRow.seq == item.attachment)
        ).scalar_one()
        return tuple(Value(item.kinds[0], line) for line in lines(name))

    def _of_message(self, message: int, stays: Collection[int]) -> Iterator[Spot]:
        yield Spot(Where.MESSAGE, 1, message)
        attachments = self.connection.execute(
            select(AttachmentRow.seq).where(
                AttachmentRow.message_seq == message, AttachmentRow.removed.is_(None)
            )
        ).scalars()
        if count := sum(seq not in stays for seq in attachments):
            yield Spot(Where.ATTACHMENT, count, message)

    def _changes(
        self,
        item: Item,
        own: Row[*tuple[Any, ...]],
        sought: Sequence[Value],
        goes: Sequence[Passage],
        kept: Sequence[Passage],
        mark: Mark,
    ) -> Iterator[_Change]:
        """Every field of the ticket in which something is removed, as it will be."""
        yield from self._subjects(own.ticket_seq, sought, mark)
        for row in self.connection.execute(_MESSAGES.where(_M.ticket_seq == own.ticket_seq)).all():
            is_own = row.seq == own.seq
            if is_own and item.extent is Extent.MESSAGE:
                continue
            for where, column in _COLUMNS:
                text = row._mapping[column]
                passages: Iterable[Passage] = again(text, sought)
                if is_own and where in _MARKED:
                    passages = without((*_of(where, goes), *passages), tuple(_of(where, kept)))
                yield from _change(column, row.seq, text, passages, mark, Spot(where, 0, row.seq, is_own))
        yield from self._names(item, own, sought, mark)
        yield from self._faults(item, own, sought, mark)
        yield from self._drafts(own.ticket_seq, sought, mark)

    def _subjects(self, ticket: int, sought: Sequence[Value], mark: Mark) -> Iterator[_Change]:
        """The subjects of a ticket and of those merged into it."""
        column, seqs = TicketRow.__table__.c.subject, {ticket}
        while more := set(self.connection.execute(_MERGED, {"seqs": seqs}).scalars()) - seqs:
            seqs |= more
        rows = self.connection.execute(select(TicketRow.seq, column).where(TicketRow.seq.in_(seqs)))
        for row in rows.all():
            spot = Spot(Where.TICKET_SUBJECT, 0)
            yield from _change(column, row.seq, row.subject, again(row.subject, sought), mark, spot)

    def _drafts(self, ticket: int, sought: Sequence[Value], mark: Mark) -> Iterator[_Change]:
        """What anybody is writing in the ticket: JSON with texts in it."""
        column = DraftRow.__table__.c.content
        rows = self.connection.execute(
            select(DraftRow.seq, column).where(DraftRow.form.like(f"ticket:{ticket}:%"))
        )
        for seq, content in rows.all():
            yield from _change_in_texts(
                column, seq, content, sought, mark, Spot(Where.DRAFT, 0, asked_for=False)
            )

    def _faults(
        self, item: Item, own: Row[*tuple[Any, ...]], sought: Sequence[Value], mark: Mark
    ) -> Iterator[_Change]:
        """Reading faults of a mail quote it: JSON with texts in it."""
        column = _M.__table__.c.faults
        rows = self.connection.execute(
            select(_M.seq, column).where(_M.ticket_seq == own.ticket_seq, column != "")
        )
        for seq, content in rows.all():
            if seq != own.seq or item.extent is not Extent.MESSAGE:
                spot = Spot(Where.FAULTS, 0, seq, seq == own.seq)
                yield from _change_in_texts(column, seq, content, sought, mark, spot)

    def _names(
        self, item: Item, own: Row[*tuple[Any, ...]], sought: Sequence[Value], mark: Mark
    ) -> Iterator[_Change]:
        for row in self.connection.execute(_NAMES, {"ticket": own.ticket_seq}).all():
            is_own = row.message_seq == own.seq
            if row.seq == item.attachment or (is_own and item.extent is Extent.MESSAGE):
                continue
            spot = Spot(Where.ATTACHMENT_NAME, 0, row.message_seq, is_own)
            column = AttachmentRow.__table__.c.name
            yield from _change(column, row.seq, row.name, again(row.name, sought), mark, spot)

    def _files(self, item: Item, ticket: int, sought: Sequence[Value]) -> Iterator[int]:
        """The readable attachments that contain the same; they stay, because a file is removed whole or not at all."""
        row = AttachmentRow
        there = (
            select(row.seq, row.message_seq, row.name, row.media_type, row.size)
            .join(_M, _M.seq == row.message_seq)
            .where(_M.ticket_seq == ticket, row.removed.is_(None))
            .order_by(row.seq)
        )
        for one in self.connection.execute(there).all():
            goes = one.seq == item.attachment or (
                one.message_seq == item.message and item.extent is Extent.MESSAGE
            )
            if goes or not is_text(one.name, one.media_type, one.size):
                continue
            content = self.connection.execute(select(row.content).where(row.seq == one.seq)).scalar_one()
            if content and _holds(text_of(content), sought):
                yield one.seq

    # --- taking it out ---

    def _write(self, change: _Change) -> None:
        table: Any = change.column.table
        values_: dict[str, Any] = {change.column.name: change.cut.text}
        if "version" in table.c:  # whoever saw the old subject may not put it back
            values_["version"] = table.c.version + 1
        self.connection.execute(update(table).where(table.c.seq == change.seq).values(**values_))

    def _move(self, message: int, done: Cut, item: Item, *, in_subject: bool) -> None:
        """Move a message's findings, and the places other items have in it, along with its text or subject."""
        there = select(FindingRow.seq, FindingRow.start, FindingRow.end).where(
            FindingRow.message_seq == message, FindingRow.in_subject.is_(in_subject)
        )
        for row in self.connection.execute(there).all():
            place = done.moved(row.start, row.end)
            if place is None:
                self.connection.execute(delete(FindingRow).where(FindingRow.seq == row.seq))
            elif place != (row.start, row.end):
                moved = update(FindingRow).where(FindingRow.seq == row.seq)
                self.connection.execute(moved.values(start=place[0], end=place[1]))
        for other in self.work.unsolicited.about(message):
            passages = tuple(_moved(done, other.passages, in_subject=in_subject))
            if other.id != item.id and passages != other.passages:
                self.work.unsolicited.move(other.id, passages)

    def _empty_attachment(self, attachment: int, kind: str) -> None:
        found = AttachmentFindingRow
        self.connection.execute(delete(found).where(found.attachment_seq == attachment))
        self.connection.execute(
            update(AttachmentRow)
            .where(AttachmentRow.seq == attachment)
            .values(name="", content=None, removed=self.work.clock(), kind=kind)
        )

    def _empty_message(self, message: int, kept: Collection[int]) -> None:
        """Empty a message of everything but that it was there, when, and on which side."""
        for other in self.work.unsolicited.about(message):
            self.work.unsolicited.move(other.id, ())
        self.connection.execute(delete(FindingRow).where(FindingRow.message_seq == message))
        self._forget_sender(message)
        self.connection.execute(
            delete(AttachmentRow).where(
                AttachmentRow.message_seq == message, AttachmentRow.seq.not_in(tuple(kept))
            )
        )
        empty = dict.fromkeys(("text", "subject", "sender", "recipients", "delivery_detail", "faults"), "")
        self.connection.execute(
            update(TicketMessageRow)
            .where(_M.seq == message)
            .values(**empty, removed=self.work.clock(), scanned=self.work.clock())
        )

    def _forget_identity(self, messages: Collection[int]) -> None:
        """Forget what identifies messages when they come in again, if that could reveal what was deleted."""
        # The identity of a message may be a hash, from which a short value could be guessed.
        self.connection.execute(
            update(TicketMessageRow).where(_M.seq.in_(tuple(messages))).values(fingerprint="")
        )
        theirs = _M.seq.in_(tuple(messages)) & (_M.direction == Direction.IN) & (_M.message_id != "")
        for seq, identity in self.connection.execute(select(_M.seq, _M.message_id).where(theirs)).all():
            self.connection.execute(
                update(TicketMessageRow).where(_M.seq == seq).values(message_id=gone_identity(identity))
            )

    def _forget_sender(self, message: int) -> None:
        """An unknown sender is removed with the last of their messages in the ticket."""
        own = self.connection.execute(select(_M.ticket_seq, _M.sender).where(_M.seq == message)).one()
        others = exists().where(_M.ticket_seq == own.ticket_seq, _M.seq != message, _M.sender == own.sender)
        self.connection.execute(
            update(TicketRow)
            .where(TicketRow.seq == own.ticket_seq, TicketRow.sender == own.sender, ~others)
            .values(sender="", version=TicketRow.version + 1)
        )


def _change(
    column: Column[Any], seq: int, text: str, passages: Iterable[Passage], mark: Mark, spot: Spot
) -> Iterator[_Change]:
    """The change of one field, if anything is removed from it."""
    done = cut(text, passages, mark)
    if done.holes:
        yield _Change(column, seq, done, Spot(spot.where, len(done.holes), spot.message, spot.asked_for))


def _change_in_texts(
    column: Column[Any], seq: int, content: str, sought: Sequence[Value], mark: Mark, spot: Spot
) -> Iterator[_Change]:
    """The same for a field that is JSON with texts in it."""
    holes = 0

    def without_it(text: str) -> str:
        nonlocal holes
        done = cut(text, again(text, sought), mark)
        holes += len(done.holes)
        return done.text

    changed = _in_texts(content, without_it)
    if holes:
        yield _Change(column, seq, Cut(changed), Spot(spot.where, holes, spot.message, spot.asked_for))


def _holds(text: str, sought: Sequence[Value]) -> bool:
    return next(again(text, sought), None) is not None


def _values(own: Row[*tuple[Any, ...]], passages: Sequence[Passage]) -> tuple[Value, ...]:
    """The values in passages of a message's text and subject, each once."""
    found = (values(own._mapping[name], _of(where, passages)) for where, name in _MARKED.items())
    return tuple(dict.fromkeys(one for each in found for one in each))


def _of(where: Where, passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages of a message's text, or those of its subject."""
    return (one for one in passages if one.in_subject == (where is Where.SUBJECT))


def _moved(done: Cut, passages: Iterable[Passage], *, in_subject: bool) -> Iterator[Passage]:
    """The passages after a removal; those of the other text don't move."""
    for one in passages:
        if one.in_subject != in_subject:
            yield one
        elif place := done.moved(one.start, one.end):
            yield Passage(*place, one.kind, in_subject)


def _in_texts(content: str, change: Callable[[str], str]) -> str:
    """JSON with every text in it changed; anything that is not JSON counts as one text."""

    def walk(value: Any) -> Any:
        match value:
            case str():
                return change(value)
            case list():
                return [walk(one) for one in value]
            case dict():
                return {key: walk(one) for key, one in value.items()}
        return value

    try:
        read = json.loads(content)
    except ValueError:
        return change(content)
    return json.dumps(walk(read), ensure_ascii=False)
