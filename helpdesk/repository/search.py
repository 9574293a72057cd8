"""Finding customers by any fragment of what is known about them, as it is typed.

For each customer the store keeps one *document*: what can be searched, folded (case, accents and notation do not
matter) and written in sections, one for each kind of field. Over the documents lies a trigram index. Numbers,
postcodes, telephone numbers and e-mail addresses also have *keys*, found by how they begin in a sorted table.

A search goes from the telling to the vague, and stops when it has enough: keys that begin with what was typed,
documents with words that begin with it, documents that hold it anywhere. Of each it looks at a limited number, puts
them in order here and not in the database, and answers with references: a `Hit` holds no personal data.

Clause: P2 (finding shows nothing), P3 (what is removed is gone from the index too).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from sqlalchemy import Connection

from helpdesk.repository.search_postgres import PostgresIndex
from helpdesk.repository.search_sqlite import SqliteIndex
from helpdesk.repository.search_text import Fit, Query, document, fold, keys_of, rank, rank_by_key, read_query

__all__ = ["Hit", "create_search", "document", "drop_search", "find", "fold", "index", "remove"]

CANDIDATES = 200
"""How many matching documents are put in order; of a common word, these are the first that come up."""

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer that matches: its sequence number, and how well (lower is better).

    `matched` is the kind of field that did: `number`, `name`, `company`, `city`, `street`, `postcode`, `email` or
    `phone`; where several did, the one that a list shows least.
    """

    seq: int
    rank: int
    matched: str


class _Index(Protocol):
    """What each kind of store does its own way."""

    def create(self) -> None: ...
    def drop(self) -> None: ...
    def documents(self, ids: Sequence[int]) -> dict[int, str]: ...
    def write(self, documents: Sequence[tuple[int, str]]) -> None: ...
    def erase(self, ids: Sequence[int]) -> None: ...
    def add_keys(self, keys: Sequence[tuple[str, int]]) -> None: ...
    def erase_keys(self, keys: Sequence[tuple[str, int]]) -> None: ...
    def beginning(self, key: str, limit: int) -> Iterator[tuple[int, str]]: ...
    def rare(self, words: Sequence[str]) -> bool: ...
    def holding(self, words: Sequence[str], fit: Fit) -> Iterator[tuple[int, str]]: ...


def _index(connection: Connection) -> _Index:
    return PostgresIndex(connection) if connection.dialect.name == "postgresql" else SqliteIndex(connection)


def create_search(connection: Connection) -> None:
    """Make the tables of the search, in the connection's transaction."""
    _index(connection).create()


def drop_search(connection: Connection) -> None:
    """Take the tables of the search away."""
    _index(connection).drop()


def index(connection: Connection, rows: Iterable[tuple[int, Mapping[str, object]]]) -> None:
    """Make customers findable, new ones or changed ones, one or a hundred thousand.

    Args:
        rows: for each customer its sequence number and its values by field name, as for `document`.
    """
    index = _index(connection)
    waiting = iter(rows)
    while batch := [(seq, document(values)) for seq, values in islice(waiting, _BATCH)]:
        before = index.documents([seq for seq, _ in batch])
        changed = [(seq, folded) for seq, folded in batch if before.get(seq) != folded]
        _take_out(index, {seq: before[seq] for seq, _ in changed if seq in before})
        index.write(changed)
        index.add_keys(_keyed(changed))


def remove(connection: Connection, seq: int) -> None:
    """Take a customer out of the search; `erasure.scrub` then overwrites what the file still holds. Clause: P3."""
    index = _index(connection)
    _take_out(index, index.documents([seq]))


def _take_out(index: _Index, documents: Mapping[int, str]) -> None:
    index.erase_keys(_keyed(documents.items()))
    index.erase(list(documents))


def _keyed(documents: Iterable[tuple[int, str]]) -> list[tuple[str, int]]:
    return sorted((key, seq) for seq, folded in documents for key in keys_of(folded))


def find(connection: Connection, text: str, limit: int = 50) -> list[Hit]:
    """Customers that match every word of `text`, best first, at most `limit`; none for an empty text.

    Words may come in any order, and be only a part. Telephone numbers and postcodes may be in any notation.
    """
    index = _index(connection)
    for query in read_query(text):
        if hits := _find(index, query, limit):
            return hits
    return []


def _find(index: _Index, query: Query, limit: int) -> list[Hit]:
    found: dict[int, tuple[int, str, str]] = {}
    for key in query.keys:
        for seq, folded in index.beginning(key, limit):
            if match := rank(folded, query.words, Fit.ANYWHERE) or rank_by_key(folded, key):
                found[seq] = (match[0], folded, match[1])
    for fit in _fits(index, query, found, limit):
        for seq, folded in index.holding(query.words, fit):
            if seq not in found and (match := rank(folded, query.words, fit)):
                found[seq] = (match[0], folded, match[1])
                if len(found) >= CANDIDATES:
                    break
    best = sorted(found.items(), key=lambda item: item[1])[:limit]
    return [Hit(seq, cost, kind) for seq, (cost, _, kind) in best]


def _fits(index: _Index, query: Query, found: Sized, limit: int) -> Iterator[Fit]:
    """How to look, one way after another, while `found` has too little; where it has too much, for the best."""
    if len(found) >= limit:
        return
    if index.rare(query.words):
        yield Fit.ANYWHERE
        return
    yield Fit.BEGINNING
    if len(found) >= CANDIDATES:
        yield Fit.WHOLE
    elif len(found) < limit:
        yield Fit.ANYWHERE
