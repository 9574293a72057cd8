"""Finding messages of tickets by the words of their subject and text, newest first.

A word is found by its beginning. A part inside a word is found as far as the store can: on a server (trigrams, as for
customers) any part, on the embedded store the parts of compound words (`search_words`). Results are ordered by age
only, so an index can be read from its newest end until there is enough.

A document belongs to its message in the store itself and is removed with it, even if nobody asks for that. On the
embedded store this is a trigger on `ticket_messages`: a migration that recreates that table must recreate it too.

Clause: P2 (finding shows nothing), P3, D9 (what is removed is gone from the index too).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol

from sqlalchemy import Connection, select

from helpdesk.repository.search_postgres import PostgresIndex
from helpdesk.repository.search_text import LONGEST_QUERY, MESSAGES, MOST_WORDS, Fit, fold
from helpdesk.repository.search_words import WordIndex, document
from helpdesk.repository.ticket_tables import TicketMessageRow

LONGEST_DOCUMENT = 100_000
"""How many characters of a message can be found; anything beyond that, such as the rest of a pasted log, can't."""

_BATCH = 500


class _Index(Protocol):
    """What each kind of store does in its own way."""

    def create(self) -> None: ...
    def documents(self, ids: Sequence[int]) -> dict[int, str]: ...
    def write(self, documents: Sequence[tuple[int, str]]) -> None: ...
    def replace(self, documents: Sequence[tuple[int, str, str]]) -> None: ...
    def settle(self) -> None: ...
    def erase(self, ids: Sequence[int]) -> None: ...
    def newest(self, words: Sequence[str], limit: int) -> Iterator[int]: ...
    def prepare(self) -> None: ...
    def tidy(self) -> bool: ...
    def is_whole(self) -> bool: ...
    def clear(self) -> None: ...


def create_search(connection: Connection) -> None:
    """Create the tables of the search, in the connection's transaction; those of tickets exist already."""
    _index(connection).create()


def index(connection: Connection, seqs: Iterable[int]) -> None:
    """Read messages and rewrite their documents; removes those of messages that are gone."""
    index = _index(connection)
    waiting = iter(seqs)
    while batch := list(islice(waiting, _BATCH)):
        before = index.documents(batch)
        now = _documents(connection, batch)
        if gone := [seq for seq in before if seq not in now]:
            index.erase(gone)
        if new := [(seq, folded) for seq, folded in now.items() if seq not in before]:
            index.write(new)
        if other := [(seq, old, now[seq]) for seq, old in before.items() if now.get(seq, old) != old]:
            index.replace(other)
    index.settle()


def remove(connection: Connection, seqs: Iterable[int]) -> None:
    """Remove messages from the search; `erasure.scrub` then overwrites what the file still has. Clause: P3, D9."""
    index = _index(connection)
    waiting = iter(seqs)
    while batch := list(islice(waiting, _BATCH)):
        if there := list(index.documents(batch)):
            index.erase(there)
    index.settle()


def prepare(connection: Connection) -> None:
    """Do in advance what the first search of a process would wait for."""
    _index(connection).prepare()


def tidy(connection: Connection) -> bool:
    """Do some of the work that keeps finding fast after much was written; says whether there is more."""
    return _index(connection).tidy()


def find(connection: Connection, text: str, limit: int) -> Iterator[int]:
    """Messages with every word of `text`, newest first, at most `limit`; none for an empty text.

    They are found as they are consumed: whoever needs fewer waits less.
    """
    words = fold(text[:LONGEST_QUERY]).split()[:MOST_WORDS]
    return _index(connection).newest(words, limit) if words else iter(())


def is_whole(connection: Connection) -> bool:
    """Whether each message is found by its own words only, and nothing that is gone is found at all.

    The whole index is checked against its documents, and the newest and oldest of those against their messages; it
    takes as long as reading all of them. Clause: P3, D9.
    """
    row, index = TicketMessageRow, _index(connection)
    there = select(row.seq).where(row.removed.is_(None))
    for order in (row.seq, row.seq.desc()):
        seqs = connection.execute(there.order_by(order).limit(_BATCH)).scalars().all()
        if index.documents(seqs) != _documents(connection, seqs):
            return False
    gone = select(row.seq).where(row.removed.is_not(None)).order_by(row.seq.desc()).limit(_BATCH)
    return not index.documents(connection.execute(gone).scalars().all()) and index.is_whole()


def rebuild(connection: Connection) -> int:
    """Rebuild the index, in the connection's transaction; returns the number of messages.

    `erasure.scrub` afterwards removes from the file what the old one contained. Clause: P3, D9.
    """
    _index(connection).clear()
    row, last, count = TicketMessageRow, 0, 0
    there = select(row.seq).where(row.removed.is_(None)).order_by(row.seq).limit(_BATCH)
    while seqs := connection.execute(there.where(row.seq > last)).scalars().all():
        index(connection, seqs)
        last, count = seqs[-1], count + len(seqs)
    return count


def _documents(connection: Connection, seqs: Sequence[int]) -> dict[int, str]:
    row = TicketMessageRow
    rows = connection.execute(
        select(row.seq, row.subject, row.text).where(row.seq.in_(seqs), row.removed.is_(None))
    )
    return {seq: document(fold(f"{subject}\n{text[:LONGEST_DOCUMENT]}")) for seq, subject, text in rows}


class _OnServer(PostgresIndex):
    """The index over trigrams; its documents belong to their messages."""

    def create(self) -> None:
        """Create the tables and the index."""
        super().create()
        self._run(
            "alter table {name}_search add constraint fk_{name}_search_id foreign key (id)"
            " references ticket_messages (seq) on delete cascade"
        )

    def tidy(self) -> bool:
        """Nothing: the server does that itself."""
        return False

    def is_whole(self) -> bool:
        """Nothing to check: the server maintains its own index."""
        return True

    def clear(self) -> None:
        """Remove all documents."""
        self._run("delete from {name}_search")

    def newest(self, words: Sequence[str], limit: int) -> Iterator[int]:
        """The messages with all of `words`, newest first."""
        whole = Fit.BEGINNING.parts(words) if any(len(word) < 3 for word in words) else list(words)
        for seq, folded in self.holding(whole, limit):
            if all(word in folded for word in words):
                yield seq


def _index(connection: Connection) -> _Index:
    if connection.dialect.name == "postgresql":
        return _OnServer(connection, MESSAGES)
    return WordIndex(connection)
