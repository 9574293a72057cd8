"""The search index of the embedded store: FTS5 over trigrams, made so that erasing leaves nothing behind.

`detail=none` and `columnsize=0` keep only which documents hold a trigram, and that is all that is asked; nothing is
ranked by the index (bm25 reads the whole list of a common trigram). `secure-delete` takes a document's trigrams out at
once; with more detail than `none` it damages the index on long documents.

The index is written here and not by triggers: FTS5 writes out what it holds in memory before each statement of a
trigger, which made adding customers six times as slow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from helpdesk.repository.search_text import FOLLOWERS, LOOKED_AT, LOOKED_AT_NARROWLY, Fit, trigrams

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

_TERMS = 6
"""How many trigrams are asked for together, at most."""

_TOGETHER = 0.4
"""The power of its share by which a trigram rules out documents that another of the same word has left."""

_SAMPLE = 600
"""Documents by which is judged how common a trigram is."""

_READ, _STEP = 12.0, 0.025
"""What it takes, in microseconds, to read a document and to step over one in the list of a trigram (measured)."""


@dataclass(frozen=True, slots=True)
class _Census:
    """How often trigrams occur in a sample of the documents, taken when the newest one was `newest`."""

    newest: int
    counts: Mapping[str, int]

    def share(self, trigram: str) -> float:
        """The part of all documents that has it; of one that the sample does not know, what it may have missed."""
        return max(self.counts.get(trigram, 0), 0.5) / _SAMPLE


_censuses: WeakKeyDictionary[Engine, _Census] = WeakKeyDictionary()


class SqliteIndex:
    """The index on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self) -> None:
        """Make the tables and the index."""
        for statement in _SCHEMA:
            self._connection.exec_driver_sql(statement)

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

    def holding(self, words: Sequence[str], fit: Fit, narrow: bool) -> Iterator[tuple[int, str]]:
        """Documents that hold the telling trigrams of the words: most of them hold the words.

        `narrow` asks for at least one from every word, so that fewer documents hold them by chance.
        """
        return self._pairs(
            "select id, folded from (select rowid as id from customer_trigrams where customer_trigrams match ?"
            " limit ?) join customer_search using (id)",
            self._question(words, fit, narrow)[0],
            LOOKED_AT_NARROWLY if narrow else LOOKED_AT,
        )

    def likely(self, words: Sequence[str]) -> float:
        """About how many documents a question for the words anywhere would bring up, or more."""
        return self._question(words, Fit.ANYWHERE, False)[1]

    def _pairs(self, sql: str, *parameters: object) -> Iterator[tuple[int, str]]:
        with self._connection.exec_driver_sql(sql, parameters) as rows:
            for row in rows:
                yield row[0], row[1]

    def _question(self, words: Sequence[str], fit: Fit, narrow: bool) -> tuple[str, float]:
        """Which trigrams to ask for, and about how many documents hold them."""
        parts = fit.parts(words)
        if len(parts[0]) == 2 and parts[0][0] != " ":
            return " OR ".join(_quoted(parts[0] + follower) for follower in FOLLOWERS), inf
        census = self._census()
        found = sorted(
            (census.share(trigram), number, trigram)
            for number, part in enumerate(parts)
            for trigram in trigrams(part.replace(" ", "  "))
        )
        asked, likely = _worthwhile(found, census.newest)
        if narrow:
            asked += {number: trigram for _, number, trigram in reversed(found)}.values()
        return _all_of(asked), likely

    def _census(self) -> _Census:
        newest = self._connection.exec_driver_sql("select max(id) from customer_search").scalar_one() or 0
        known = _censuses.get(self._connection.engine)
        if known is None or newest > known.newest * 2:
            step = max(1, newest // _SAMPLE)
            ids = range(step, newest + 1, step)[:_SAMPLE]
            known = _Census(newest, _count(self.documents(ids).values()) if ids else {})
            _censuses[self._connection.engine] = known
        return known


def _worthwhile(found: Iterable[tuple[float, int, str]], documents: int) -> tuple[list[str], float]:
    """The trigrams worth asking for, of (share, word, trigram) from rare to common; and how many documents to expect.

    The rarest one, and another only as long as the documents that it rules out would take longer to read than its own
    list takes to walk through. Trigrams of one word come together, so a second one rules out less.
    """
    asked: list[str] = []
    known: set[int] = set()
    likely = float(documents)
    for share, word, trigram in found:
        left = likely * (share**_TOGETHER if word in known else share)
        walk = documents * share * min(1.0, LOOKED_AT / max(left, 1.0)) * _STEP
        if not asked or (likely - left) * _READ > walk:
            asked.append(trigram)
            known.add(word)
            likely = left
        if len(asked) == _TERMS:
            break
    return asked, likely


def _all_of(trigrams: Iterable[str]) -> str:
    return " AND ".join(map(_quoted, dict.fromkeys(trigrams)))


def _marks(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))


def _count(documents: Iterable[str]) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for folded in documents:
        counts.update(trigrams(folded.replace(" ", "  ")))
    return counts


def _quoted(trigram: str) -> str:
    return '"{}"'.format(trigram.replace('"', '""'))
