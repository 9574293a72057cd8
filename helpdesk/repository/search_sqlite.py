"""The search index of the embedded store: FTS5 over trigrams, set up so that erasing leaves nothing behind.

`detail=none` and `columnsize=0` store only which documents contain a trigram, which is all that is needed; the index
ranks nothing (bm25 would read the whole list of a common trigram). `secure-delete` removes a document's trigrams at
once; with more detail than `none` it damages the index on long documents.

The index is written here and not by triggers: FTS5 flushes its memory before each statement of a trigger, which made
adding customers six times as slow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property, reduce
from itertools import zip_longest
from operator import or_

from sqlalchemy import Connection

from helpdesk.repository.fts import settle_deleted
from helpdesk.repository.search_sample import Sample, Samples
from helpdesk.repository.search_text import FOLLOWERS, LOOKED_AT, Fit, trigrams

_SCHEMA = (
    "create table customer_search (id integer primary key, folded text not null)",
    "create table customer_search_keys (key text not null, id integer not null, primary key (key, id)) without rowid",
    # Two spaces before a word give a trigram for its first letter alone.
    "create view customer_search_spaced as select id, replace(folded, ' ', '  ') as folded from customer_search",
    "create virtual table customer_trigrams using fts5(folded, content='customer_search_spaced', content_rowid='id',"
    " tokenize='trigram case_sensitive 1', detail='none', columnsize=0)",
    "insert into customer_trigrams (customer_trigrams, rank) values ('secure-delete', 1)",
)
_MADE = (
    "table customer_trigrams",
    "view customer_search_spaced",
    "table customer_search_keys",
    "table customer_search",
)

_READ, _STEP, _SEEK = 20.0, 0.02, 80.0
"""Microseconds to read a document, to step over one in a trigram's list, and to find that list (measured)."""

_TOGETHER = 0.5
"""How far a trigram is trusted to rule out documents that another trigram of the same word has left.

It is the exponent of the trigram's share, used if the sample is too small to tell: documents with the one often have
the other.
"""

_THOROUGH = 20
"""How many times its worth for speed a trigram may cost in a query that must miss nothing."""


class _Sample(Sample):
    """Which of some documents contain which trigram."""

    def __init__(self, documents: Collection[str], newest: int) -> None:
        super().__init__(documents, newest)
        self._holding: dict[str, int] = defaultdict(int)
        for place, folded in enumerate(documents):
            for trigram in trigrams(folded.replace(" ", "  ")):
                self._holding[trigram] |= 1 << place

    def holding(self, term: str) -> int:
        """The positions of the documents that contain a term, as bits."""
        return reduce(or_, (self._holding.get(trigram, 0) for trigram in _alternatives(term)))


SAMPLES = Samples(_Sample, "customer_search", runs=80)


class SqliteIndex:
    """The index on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self) -> None:
        """Create the tables and the index."""
        for statement in _SCHEMA:
            self._connection.exec_driver_sql(statement)

    def prepare(self) -> None:
        """Take the sample that queries are planned with, if there is none yet."""
        _ = self._sample

    def drop(self) -> None:
        """Remove everything that `create` made."""
        for thing in _MADE:
            self._connection.exec_driver_sql(f"drop {thing.replace(' ', ' if exists ')}")

    def documents(self, ids: Sequence[int]) -> dict[int, str]:
        """The documents of some customers, by id; at most a few thousand at once."""
        return dict(self._pairs(f"select id, folded from customer_search where id in ({_marks(ids)})", *ids))

    def write(self, documents: Sequence[tuple[int, str]]) -> None:
        """Add documents of customers that have none."""
        self._connection.exec_driver_sql(
            "insert into customer_search (id, folded) values (?, ?)", list(documents)
        )
        ids = [id_ for id_, _ in documents]
        self._connection.exec_driver_sql(
            "insert into customer_trigrams (rowid, folded)"
            f" select id, folded from customer_search_spaced where id in ({_marks(ids)})",
            tuple(ids),
        )

    def settle(self) -> None:
        """Nothing: there is nothing left to do after writing."""

    def erase(self, ids: Sequence[int]) -> None:
        """Remove documents."""
        self._connection.exec_driver_sql(
            "insert into customer_trigrams (customer_trigrams, rowid, folded)"
            f" select 'delete', id, folded from customer_search_spaced where id in ({_marks(ids)})",
            tuple(ids),
        )
        settle_deleted(self._connection)
        self._connection.exec_driver_sql(
            f"delete from customer_search where id in ({_marks(ids)})", tuple(ids)
        )

    def add_keys(self, keys: Sequence[tuple[str, int]]) -> None:
        """Add keys with their customers."""
        if keys:
            self._connection.exec_driver_sql("insert into customer_search_keys values (?, ?)", list(keys))

    def erase_keys(self, keys: Sequence[tuple[str, int]]) -> None:
        """Take keys out."""
        if keys:
            self._connection.exec_driver_sql(
                "delete from customer_search_keys where key = ? and id = ?", list(keys)
            )

    def beginning(self, key: str, limit: int) -> Iterator[tuple[int, str]]:
        """Documents with a key that begins like this, in the order of their keys."""
        return self._pairs(
            "select id, folded from (select id from customer_search_keys where key >= ? and key < ?"
            " order by key limit ?) join customer_search using (id)",
            key,
            key + "\U0010ffff",
            limit,
        )

    def holding(self, terms: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Documents that contain all the terms, in order of id; without terms, any documents."""
        if not terms:
            return self._pairs("select id, folded from customer_search limit ?", LOOKED_AT)
        return self._pairs(
            "select id, folded from (select rowid as id from customer_trigrams where customer_trigrams match ?"
            " limit ?) join customer_search using (id)",
            " AND ".join(map(_asked, terms)),
            LOOKED_AT,
        )

    def _pairs(self, sql: str, *parameters: object) -> Iterator[tuple[int, str]]:
        with self._connection.exec_driver_sql(sql, parameters) as rows:
            for row in rows:
                yield row[0], row[1]

    def question(self, words: Sequence[str], fit: Fit, thorough: bool) -> tuple[tuple[str, ...], float]:
        """The terms worth asking for, from rare to common, and about how many documents contain them all.

        The rarest, and each further one that saves more time by ruling out documents than it takes to walk through its
        list. `thorough` asks for more terms than is quickest, so that fewer documents match by chance.
        """
        sample = self._sample
        gain = sample.newest * _READ * (_THOROUGH if thorough else 1)
        asked: list[tuple[float, str]] = []
        known: set[str] = set()
        left, part = -1, 1.0
        for share, term, word in _by_turns(sample, fit.parts(words)):
            both = left & sample.holding(term)
            after = sample.share(both) if both else part * share ** (_TOGETHER if word in known else 1)
            walk = share * sample.newest * _STEP + len(_alternatives(term)) * _SEEK
            if not asked or (part - after) * gain > walk:
                asked.append((share, term))
                known.add(word)
                left, part = both, after
        return tuple(term for _, term in sorted(asked)), part * sample.newest

    @cached_property
    def _sample(self) -> _Sample:
        return SAMPLES.of(self._connection, self.documents)


def _by_turns(sample: _Sample, parts: Iterable[str]) -> Iterator[tuple[float, str, str]]:
    """The candidates: share of all documents, term and part; first the rarest of every part, then the next."""
    by_part = [
        sorted((sample.share(sample.holding(term)), term, part) for term in _terms(part)) for part in parts
    ]
    for turn in zip_longest(*by_part):
        yield from sorted(filter(None, turn))


def _terms(part: str) -> set[str]:
    """The trigrams of a part; for one or two letters, the nearest equivalent."""
    return trigrams(part) or {f" {part}" if part[0] == " " else part}


def _alternatives(term: str) -> list[str]:
    """The trigrams of which a document must contain one; for two letters, all that begin with them."""
    return [term] if len(term) == 3 else [term + follower for follower in FOLLOWERS]


def _asked(term: str) -> str:
    return "({})".format(" OR ".join('"{}"'.format(one.replace('"', '""')) for one in _alternatives(term)))


def _marks(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))
