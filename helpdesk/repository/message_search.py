"""Finding messages of tickets by any fragment of their subject and text, newest first.

It is the search of customers (`helpdesk.repository.search`) over longer documents, with one tier: a word anywhere.
Dutch joins words, so what is looked for often stands in the middle of one. Nothing is ranked but by age, so that the
index can be read from its newest end and left as soon as there is enough.

A document hangs on its message in the store itself, so that it goes with it also where nobody asks for that. On the
embedded store this is a trigger on `ticket_messages`: a migration that makes that table anew makes it anew too.

Clause: P2 (finding shows nothing), P3, D9 (what is removed is gone from the index too).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, select

from helpdesk.repository.search_postgres import PostgresIndex
from helpdesk.repository.search_sqlite import SqliteIndex
from helpdesk.repository.search_text import LONGEST_QUERY, LOOKED_AT, MESSAGES, MOST_WORDS, Fit, fold
from helpdesk.repository.ticket_tables import TicketMessageRow

LONGEST_DOCUMENT = 100_000
"""How many characters of a message can be found; what stands behind them, in a pasted log for instance, can't."""

_BATCH = 500
_ON_SQLITE = """
create trigger message_search_gone before delete on ticket_messages begin
  insert into message_trigrams (message_trigrams, rowid, folded)
    select 'delete', id, folded from message_search_spaced where id = old.seq;
  delete from message_search where id = old.seq;
end
"""
_ON_POSTGRES = (
    "alter table message_search add constraint fk_message_search_id foreign key (id)"
    " references ticket_messages (seq) on delete cascade"
)


@dataclass(frozen=True, slots=True)
class MessageHits:
    """The messages that a search found, newest first; `more` where there are, or may be, others."""

    seqs: tuple[int, ...] = ()
    more: bool = False


def create_search(connection: Connection) -> None:
    """Make the tables of the search, in the connection's transaction; those of tickets are there."""
    _index(connection).create()
    connection.exec_driver_sql(_ON_POSTGRES if connection.dialect.name == "postgresql" else _ON_SQLITE)


def prepare(connection: Connection) -> None:
    """Do beforehand what the first search of a process would wait for."""
    _index(connection).prepare()


def index(connection: Connection, seqs: Iterable[int]) -> None:
    """Read messages again and write their documents anew; of one that is gone or was removed, it is taken out."""
    index = _index(connection)
    waiting = iter(seqs)
    while batch := list(islice(waiting, _BATCH)):
        before = index.documents(batch)
        now = _documents(connection, batch)
        if old := [seq for seq in before if now.get(seq) != before[seq]]:
            index.erase(old)
        if new := [(seq, folded) for seq, folded in now.items() if before.get(seq) != folded]:
            index.write(new)
    index.settle()


def remove(connection: Connection, seqs: Iterable[int]) -> None:
    """Take messages out of the search; `erasure.scrub` then overwrites what the file still holds. Clause: P3, D9."""
    index = _index(connection)
    waiting = iter(seqs)
    while batch := list(islice(waiting, _BATCH)):
        if there := list(index.documents(batch)):
            index.erase(there)


def find(connection: Connection, text: str, limit: int) -> MessageHits:
    """Messages that hold every word of `text`, newest first, at most `limit`; none for an empty text."""
    words = fold(text[:LONGEST_QUERY]).split()[:MOST_WORDS]
    if not words:
        return MessageHits()
    index = _index(connection)
    found: list[int] = []
    seen = 0
    for thorough in (False, True):
        terms, _ = index.question(words, Fit.ANYWHERE, thorough)
        seen, found = 0, []
        for seq, folded in index.holding(terms):
            seen += 1
            if all(word in folded for word in words):
                found.append(seq)
        if len(found) > limit or seen < LOOKED_AT:
            break
    return MessageHits(tuple(found[:limit]), more=len(found) > limit or seen >= LOOKED_AT)


def _documents(connection: Connection, seqs: Sequence[int]) -> dict[int, str]:
    row = TicketMessageRow
    rows = connection.execute(
        select(row.seq, row.subject, row.text).where(row.seq.in_(seqs), row.removed.is_(None))
    )
    return {seq: f"{fold(subject)} \n{fold(text[:LONGEST_DOCUMENT])} " for seq, subject, text in rows}


def _index(connection: Connection) -> SqliteIndex | PostgresIndex:
    postgres = connection.dialect.name == "postgresql"
    return PostgresIndex(connection, MESSAGES) if postgres else SqliteIndex(connection, MESSAGES)
