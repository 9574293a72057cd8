"""How common words or parts of words are, estimated from some of the documents of a search.

A sample is kept in memory only, for each open store, and no answer is taken from it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_RUN = 5
"""How many consecutive documents are sampled, since they share pages."""


class Sample:
    """Some documents, sampled when the newest in the store was `newest`.

    Each has a position in the bits of a number; which of them contain something is such a number too.
    """

    def __init__(self, documents: Collection[str], newest: int) -> None:
        self.newest = newest
        self._size = max(1, len(documents))

    def share(self, places: int) -> float:
        """The share of all documents that a number of positions represents; for none, what the sample may miss."""
        return max(places.bit_count(), 0.5) / self._size


S = TypeVar("S", bound=Sample)


class Samples(Generic[S]):
    """The samples of one kind of search: from the documents of `table`, `runs` times a few in a row."""

    def __init__(self, made: Callable[[Collection[str], int], S], table: str, runs: int) -> None:
        self._made = made
        self._newest = f"select max(id) from {table}"
        self._runs = runs
        self.taken: WeakKeyDictionary[Engine, S] = WeakKeyDictionary()

    def of(self, connection: Connection, documents: Callable[[Sequence[int]], dict[int, str]]) -> S:
        """The sample of a store, where `documents` are read; taken again when there are twice as many."""
        newest = connection.exec_driver_sql(self._newest).scalar_one() or 0
        known = self.taken.get(connection.engine)
        if known is None or newest > known.newest * 2:
            starts = range(1, newest + 1, max(_RUN, newest // self._runs))
            ids = [start + further for start in starts for further in range(_RUN)]
            known = self.taken[connection.engine] = self._made(documents(ids).values(), newest)
        return known
