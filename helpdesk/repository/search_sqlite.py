"""The search index of the embedded store: FTS5 over trigrams, made so that erasing leaves nothing behind.

`detail=none` and `columnsize=0` keep only which documents hold a trigram, and that is all that is asked; nothing is
ranked by the index (bm25 reads the whole list of a common trigram). `secure-delete` takes a document's trigrams out at
once; with more detail than `none` it damages the index on long documents.

The index is written here and not by triggers: FTS5 writes out what it holds in memory before each statement of a
trigger, which made adding customers six times as slow.
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
    # Two spaces before a word make a trigram of its first letter alone.
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
"""What it takes, in microseconds, to read a document, to step over one in the list of a trigram, and to find that
list (measured)."""

_TOGETHER = 0.5
"""The power of its share by which a trigram rules out documents that another one of the same word has left, where the
sample is too small to tell: those that have the one often have the other."""

_THOROUGH = 20
"""How many times the worth it has for speed a trigram may take, in a question that is to miss nobody."""


class _Sample(Sample):
    """Which of some documents hold which trigram."""

    def __init__(self, documents: Collection[str], newest: int) -> None:
        super().__init__(documents, newest)
        self._holding: dict[str, int] = defaultdict(int)
        for place, folded in enumerate(documents):
            for trigram in trigrams(folded.replace(" ", "  ")):
                self._holding[trigram] |= 1 << place

    def holding(self, term: str) -> int:
        """The places of the documents that hold a term, as bits."""
        return reduce(or_, (self._holding.get(trigram, 0) for trigram in _alternatives(term)))


SAMPLES = Samples(_Sample, "customer_search", runs=80)


class SqliteIndex:
    """The index on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self) -> None:
        """Make the tables and the index."""
        for statement in _SCHEMA:
            self._connection.exec_driver_sql(statement)

    def prepare(self) -> None:
        """Take the sample that questions are put together by, where there is none yet."""
        _ = self._sample

    def drop(self) -> None:
        """Take everything away that `create` made."""
        for thing in _MADE:
            self._connection.exec_driver_sql(f"drop {thing.replace(' ', ' if exists ')}")

    def documents(self, ids: Sequence[int]) -> dict[int, str]:
        """The documents of some customers, by id; at most some thousands at once."""
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
        """Nothing is left to be done after writing."""

    def erase(self, ids: Sequence[int]) -> None:
        """Take documents out."""
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
        """Documents with a key that begins so, in the order of their keys."""
        return self._pairs(
            "select id, folded from (select id from customer_search_keys where key >= ? and key < ?"
            " order by key limit ?) join customer_search using (id)",
            key,
            key + "\U0010ffff",
            limit,
        )

    def holding(self, terms: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Documents that hold all the terms, in the order of their ids; of no terms, any documents."""
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
        """The terms worth asking for, from rare to common, and about how many documents hold them all.

        The rarest one, and each further one that spares more time in reading the documents that it rules out than
        its own list takes to walk through. `thorough` asks for more than is quickest, so that fewer documents hold
        them by chance.
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
    """What can be asked for: share of all documents, term and part; of every part its rarest first, and so on."""
    by_part = [
        sorted((sample.share(sample.holding(term)), term, part) for term in _terms(part)) for part in parts
    ]
    for turn in zip_longest(*by_part):
        yield from sorted(filter(None, turn))


def _terms(part: str) -> set[str]:
    """The trigrams of a part; of a single letter at the beginning of a word, and of two letters, what is next to it."""
    return trigrams(part) or {f" {part}" if part[0] == " " else part}


def _alternatives(term: str) -> list[str]:
    """The trigrams of which a document has to hold one; of two letters, all that begin with them."""
    return [term] if len(term) == 3 else [term + follower for follower in FOLLOWERS]


def _asked(term: str) -> str:
    return "({})".format(" OR ".join('"{}"'.format(one.replace('"', '""')) for one in _alternatives(term)))


def _marks(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))
