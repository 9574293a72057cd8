"""The search index over messages on the embedded store: FTS5 over words, from the newest end.

Messages are long. Over trigrams, as for customers, most documents that an index names contain the query by chance, and
must be read to find out. A word index names no others, so only the list of a word is read. What trigrams add, finding
a part inside a word, Dutch only needs for compound words: `document` indexes their ends as words.

`detail=none` and `secure-delete` as in `search_sqlite`, so that erasing leaves nothing behind. Removing a word means
searching its list and those of its prefixes; if a message changes, only the words that differ are removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, OperationalError

from helpdesk.repository import word_traces
from helpdesk.repository.fts import settle_deleted
from helpdesk.repository.search_sample import Samples
from helpdesk.repository.word_plan import LONGEST_LISTED, SHORTEST_LISTED, Sample, cheapest, thorough

_LISTED = range(SHORTEST_LISTED, LONGEST_LISTED + 1)
"""The lengths of the prefixes that the index has lists of."""

_MADE = (
    "create table message_search (id integer primary key, folded text not null)",
    "create virtual table message_words using fts5(folded, content='message_search', content_rowid='id',"
    f" tokenize=\"ascii tokenchars '@+'\", prefix='{' '.join(map(str, _LISTED))}', detail='none', columnsize=0)",
    "insert into message_words (message_words, rank) values ('secure-delete', 1)",
    "insert into message_words (message_words, rank) values ('usermerge', 2)",  # see `tidy`
    # A document is removed with its message, even if nobody asks for that.
    "create trigger message_search_gone before delete on ticket_messages begin"
    " insert into message_words (message_words, rowid, folded)"
    " select 'delete', id, folded from message_search where id = old.seq;"
    " delete from message_search where id = old.seq; end",
)
_SECURELY = "insert into message_words (message_words, rank) values ('secure-delete', ?)"
_FEW = 20
"""Up to this many documents it is quicker to remove each from its words' lists than to rewrite the index."""

_SHORTEST_JOINED, _LONGEST_JOINED = 9, 60
_SHORTEST_BEGINNING, _SHORTEST_END = 3, 4
_PIECE = 32
"""How many documents are read at once."""

_MERGED = 200
"""How many pages are written at a time when index segments are merged: others wait for it."""

_IN_VAIN = 150
"""How many documents may be read without a match before another way is taken."""

_NEWEST = 2**63 - 1

SAMPLES = Samples(Sample, "message_search", runs=60)


def document(folded: str) -> str:
    """What is indexed of a folded text: its words, each once, and the ends of those that may be compounds.

    `factuurprobleem` is also found by `probleem`, because it ends that way. Anything longer than a compound word has
    no indexed ends: those of a line of ten thousand letters would be a thousand times as long as the line.
    """
    words = dict.fromkeys(folded.split())
    ends = {
        word[at:]
        for word in words
        if _SHORTEST_JOINED <= len(word) <= _LONGEST_JOINED and word.isalpha()
        for at in range(_SHORTEST_BEGINNING, len(word) - _SHORTEST_END + 1)
    }
    return " ".join((*words, *sorted(ends - words.keys())))


class WordIndex:
    """The index on one connection; everything passed in or found is a document made by `document`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._many_gone = False

    def create(self) -> None:
        """Create the tables, the index, and the trigger that removes a document with its message."""
        for statement in _MADE:
            self._connection.exec_driver_sql(statement)

    def documents(self, ids: Sequence[int]) -> dict[int, str]:
        """The documents of some messages, by id; at most a few thousand at once."""
        rows = self._connection.exec_driver_sql(
            f"select id, folded from message_search where id in ({_marks(ids)})", tuple(ids)
        )
        return {row[0]: row[1] for row in rows}

    def write(self, documents: Sequence[tuple[int, str]]) -> None:
        """Add documents of messages that have none."""
        run = self._connection.exec_driver_sql
        run("insert into message_search (id, folded) values (?, ?)", list(documents))
        run("insert into message_words (rowid, folded) values (?, ?)", list(documents))

    def replace(self, documents: Sequence[tuple[int, str, str]]) -> None:
        """Replace documents: for each message its id, the old document, and the new one.

        The index only knows which words and prefixes a message has, each in a list of its own, so those that stay need
        no touching. But a prefix is in its list once, even if several words share it.

        Words are removed and added even if there are none: that is how the index counts documents, and once its count
        is zero it allows no more removals.
        """
        run = self._connection.exec_driver_sql
        for id_, before, now in documents:
            gone, come = _difference(before, now)
            taken = "insert into message_words (message_words, rowid, folded) values ('delete', ?, ?)"
            run(taken, (id_, gone))
            self._leave_nothing_of(gone)
            run("update message_search set folded = ? where id = ?", (now, id_))
            run("insert into message_words (rowid, folded) values (?, ?)", (id_, come))

    def settle(self) -> None:
        """Rewrite the index if many documents were removed, so that not a byte of them is left in it."""
        if self._many_gone:
            run = self._connection.exec_driver_sql
            run("insert into message_words (message_words) values ('optimize')")
            run(_SECURELY, (1,))
            self._many_gone = False

    def erase(self, ids: Sequence[int]) -> None:
        """Remove documents; once done with that, the caller calls `settle`.

        For a few, each word's list is searched and the document removed from it, which takes longer the more messages
        there are. Many are only marked as gone, and the index is rewritten at the end.
        """
        run, marks = self._connection.exec_driver_sql, _marks(ids)
        words = "" if len(ids) > _FEW else " ".join(self.documents(ids).values())
        if len(ids) > _FEW:
            run(_SECURELY, (0,))
            self._many_gone = True
        run(
            "insert into message_words (message_words, rowid, folded)"
            f" select 'delete', id, folded from message_search where id in ({marks})",
            tuple(ids),
        )
        self._leave_nothing_of(words)
        run(f"delete from message_search where id in ({marks})", tuple(ids))

    def _leave_nothing_of(self, gone: str) -> None:
        """Make the index write its removals, and leave nothing of the words outside their lists."""
        settle_deleted(self._connection)
        word_traces.remove(self._connection, set(gone.split()), _LISTED)

    def is_whole(self) -> bool:
        """Whether the index names each document under its own words only; it reads all of them."""
        try:
            self._connection.exec_driver_sql(
                "insert into message_words (message_words, rank) values ('integrity-check', 1)"
            )
        except DatabaseError as error:
            if isinstance(error, OperationalError):  # locked, or the disk: that says nothing about the index
                raise
            return False
        return True

    def clear(self) -> None:
        """Remove all documents, even from a damaged index."""
        run = self._connection.exec_driver_sql
        run("insert into message_words (message_words) values ('delete-all')")
        run("delete from message_search")

    def tidy(self) -> bool:
        """Merge some of the segments of the index; says whether there is more to do.

        Each write adds a segment, and every query reads them all. It writes at most `_MERGED` pages.
        """
        driver: Any = self._connection.connection.driver_connection
        before = driver.total_changes
        self._connection.exec_driver_sql(
            "insert into message_words (message_words, rank) values ('merge', ?)", (_MERGED,)
        )
        return bool(driver.total_changes - before > 1)  # the command itself counts as one

    def mend(self, messages: int) -> None:
        """Remove traces of removed words from an index made by an older version, and correct its document count.

        It counted too few if a document lost words and got none, and would then refuse the last removals.
        """
        word_traces.remove_all(self._connection)
        missing = range(1, messages - word_traces.counted(self._connection) + 1)
        if missing:
            nothing = "insert into message_words (rowid, folded) values (?, '')"
            self._connection.exec_driver_sql(nothing, [(seq,) for seq in missing])

    def prepare(self) -> None:
        """Take the sample that queries are planned with, if there is none yet."""
        _ = self._sample

    def newest(self, words: Sequence[str], limit: int) -> Iterator[int]:
        """The messages with all of `words`, newest first; for a single word, whole-word matches first.

        Nothing is read before it is consumed. The list of a whole word is read from its end. Lists of all words with a
        common prefix would first have to be merged, which takes long and would seldom show more.
        """
        yield from islice(self._all_newest(words), limit)

    def _all_newest(self, words: Sequence[str]) -> Iterator[int]:
        whole: dict[int, None] = {}
        if len(words) == 1:
            for seq in self._matching([f'"{words[0]}"']):
                whole[seq] = None
                yield seq
        yield from (seq for seq in self._beginning(words) if seq not in whole)

    def _beginning(self, words: Sequence[str]) -> Iterator[int]:
        """The messages with words that begin like these, newest first.

        If documents are read without a match, because common words are seldom together, the index is asked for
        everything.
        """
        sample = self._sample
        sought = [sample.sought(word) for word in dict.fromkeys(words)]
        plan, in_vain, below = cheapest(sought, sample.newest), 0, _NEWEST
        for piece in self._pieces(plan.terms, below):
            for below, holds in self._checked(piece, plan.read):
                if holds:
                    yield below
                in_vain += not holds
            if in_vain > _IN_VAIN:
                break
        else:
            return
        plan = thorough(sought)
        for piece in self._pieces(plan.terms, below):
            yield from (seq for seq, holds in self._checked(piece, plan.read) if holds)

    def _checked(self, seqs: Sequence[int], words: Sequence[str]) -> Iterator[tuple[int, bool]]:
        """The messages whose documents also contain the words; without words nothing is read."""
        texts = self.documents(seqs) if words else {}
        for seq in seqs:
            text = " " + texts.get(seq, "")
            yield seq, all(f" {word}" in text for word in words)

    @property
    def _sample(self) -> Sample:
        return SAMPLES.of(self._connection, self.documents)

    def _pieces(self, terms: Sequence[str], below: int) -> Iterator[list[int]]:
        matching = self._matching(terms, below)
        while piece := list(islice(matching, _PIECE)):
            yield piece

    def _matching(self, terms: Sequence[str], below: int = _NEWEST) -> Iterator[int]:
        """The messages that the index names for all of these terms, newest first; without terms, all messages."""
        if terms:
            question = "select rowid from message_words where message_words match ? and rowid < ? order by rowid desc"
            parameters: tuple[object, ...] = (" AND ".join(terms), below)
        else:
            question = "select id from message_search where id < ? order by id desc"
            parameters = (below,)
        with self._connection.exec_driver_sql(question, parameters) as found:
            yield from found.scalars()


def _difference(before: str, now: str) -> tuple[str, str]:
    """What to remove from a document and what to add to turn it into another.

    Words that stay but share a prefix with words that differ are included: their common prefix would be removed too.
    """
    old, new = dict.fromkeys(before.split()), dict.fromkeys(now.split())
    beginnings = {word[:SHORTEST_LISTED] for word in old.keys() ^ new.keys()}
    gone, come = ([word for word in words if word[:SHORTEST_LISTED] in beginnings] for words in (old, new))
    return " ".join(gone), " ".join(come)


def _marks(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))
