"""Finding customers, as you type, by any fragment of what is known about them.

For each customer the store keeps one *document*: everything searchable, folded (no case, accents or notation) and in
sections, one for each kind of field. A trigram index covers the documents. Numbers, postcodes, telephone numbers and
e-mail addresses also have *keys*, found by their beginning in a sorted table.

A search goes from the specific to the vague, and stops when it has enough: keys that begin with what was typed,
documents with words that begin with it, documents that contain it anywhere. It looks at a limited number of each,
orders them here and not in the database, and returns references: a `Hit` has no personal data.

Clause: P2 (finding shows nothing), P3 (what is removed is gone from the index too).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

from sqlalchemy import Connection

from helpdesk.domain.records import dataclass
from helpdesk.repository.search_sqlite import SqliteIndex
from helpdesk.repository.search_text import (
    LOOKED_AT,
    Fit,
    Query,
    document,
    fold,
    keys_of,
    rank,
    rank_by_key,
    read_query,
)

__all__ = [
    "Hit",
    "Hits",
    "create_search",
    "document",
    "drop_search",
    "find",
    "fold",
    "index",
    "prepare",
    "remove",
]

CANDIDATES = 75
"""How many matching documents are ordered; for a common word, the first that turn up."""

_BATCH = 2_000

_Found = dict[int, tuple[int, str, str]]
"""By sequence number: cost, document and kind of match. This is also the sort order: best first, then alphabetical."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A matching customer, by sequence number.

    `matched` is the kind of field: `number`, `name`, `company`, `city`, `street`, `postcode`, `email` or `phone`; if
    several match, the one that a list shows least.
    """

    seq: int
    matched: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found, best first; `more` if there are, or may be, further matches."""

    hits: tuple[Hit, ...] = ()
    more: bool = False


class _Index(Protocol):
    """What each kind of store does in its own way."""

    def create(self) -> None: ...
    def prepare(self) -> None: ...
    def drop(self) -> None: ...
    def documents(self, ids: Sequence[int]) -> dict[int, str]: ...
    def write(self, documents: Sequence[tuple[int, str]]) -> None: ...
    def settle(self) -> None: ...
    def erase(self, ids: Sequence[int]) -> None: ...
    def add_keys(self, keys: Sequence[tuple[str, int]]) -> None: ...
    def erase_keys(self, keys: Sequence[tuple[str, int]]) -> None: ...
    def beginning(self, key: str, limit: int) -> Iterator[tuple[int, str]]: ...
    def question(self, words: Sequence[str], fit: Fit, thorough: bool) -> tuple[tuple[str, ...], float]: ...
    def holding(self, terms: Sequence[str]) -> Iterator[tuple[int, str]]: ...


def _index(connection: Connection) -> _Index:
    if connection.dialect.name != "postgresql":
        return SqliteIndex(connection)
    from helpdesk.repository.search_postgres import PostgresIndex

    return PostgresIndex(connection)


def create_search(connection: Connection) -> None:
    """Create the tables of the search, in the connection's transaction."""
    _index(connection).create()


def drop_search(connection: Connection) -> None:
    """Remove the tables of the search."""
    _index(connection).drop()


def prepare(connection: Connection) -> None:
    """Do in advance what the first search of a process would wait for."""
    _index(connection).prepare()


def index(connection: Connection, rows: Iterable[tuple[int, Mapping[str, object]]]) -> None:
    """Make new or changed customers findable, one or a hundred thousand.

    Args:
        rows: for each customer its sequence number and its values by field name, as for `document`.
    """
    index = _index(connection)
    waiting = iter(rows)
    while batch := [(seq, document(values)) for seq, values in islice(waiting, _BATCH)]:
        before = index.documents([seq for seq, _ in batch])
        changed = [(seq, folded) for seq, folded in batch if before.get(seq) != folded]
        _take_out(index, {seq: before[seq] for seq, _ in changed if seq in before})
        if changed:
            index.write(changed)
            index.add_keys(_keyed(changed))
    index.settle()


def remove(connection: Connection, seq: int) -> None:
    """Remove a customer from the search; `erasure.scrub` then overwrites what the file still has. Clause: P3."""
    index = _index(connection)
    _take_out(index, index.documents([seq]))


def _take_out(index: _Index, documents: Mapping[int, str]) -> None:
    if not documents:
        return
    index.erase_keys(_keyed(documents.items()))
    index.erase(list(documents))


def _keyed(documents: Iterable[tuple[int, str]]) -> list[tuple[str, int]]:
    return sorted((key, seq) for seq, folded in documents for key in keys_of(folded))


def find(connection: Connection, text: str, limit: int = 50) -> Hits:
    """Customers that match every word of `text`, best first, at most `limit`; none for an empty text.

    Words may be in any order, and may be fragments. Telephone numbers and postcodes may be in any notation.
    """
    index = _index(connection)
    answer = Hits()
    for query in read_query(text):
        answer = _find(index, query, limit)
        if answer.hits:
            break
    return answer


def _find(index: _Index, query: Query, limit: int) -> Hits:
    found: _Found = {}
    whole = False
    for key in query.keys:
        for seq, folded in index.beginning(key, limit + 1):
            if match := rank(folded, query.words) or rank_by_key(folded, key):
                found[seq] = (match[0], folded, match[1])
        if len(found) > limit:
            break
    else:
        whole = bool(found and query.telling) or _look_through(index, query.words, found, limit)
    best = sorted(found.items(), key=lambda item: item[1])[:limit]
    hits = tuple(Hit(seq, kind) for seq, (_cost, _folded, kind) in best)
    return Hits(hits, more=len(found) > limit or not whole)


def _look_through(index: _Index, words: Sequence[str], found: _Found, limit: int) -> bool:
    """Add trigram matches until there are enough; returns whether that was all.

    If there are few, they are fetched at once; if many, words that begin with the query come first.
    """
    answered: dict[tuple[str, ...], bool] = {}
    for fit, thorough in (Fit.ANYWHERE, False), (Fit.BEGINNING, False), (Fit.ANYWHERE, True):
        terms, likely = index.question(words, fit, thorough)
        if fit is Fit.ANYWHERE and not thorough and likely > limit:
            continue
        if terms not in answered:
            answered[terms] = _look(found, words, index.holding(terms))
        if len(found) > limit:
            return False
        if fit is Fit.ANYWHERE and answered[terms]:
            return True
    return False


def _look(found: _Found, words: Sequence[str], documents: Iterable[tuple[int, str]]) -> bool:
    """Add the documents that really contain the words. Returns whether it saw all there are."""
    seen = taken = 0
    for seq, folded in documents:
        seen += 1
        if seq not in found and (match := rank(folded, words)):
            found[seq] = (match[0], folded, match[1])
            taken += 1
            if taken == CANDIDATES:
                return False
    return seen < LOOKED_AT
