"""The search index over messages on the embedded store: FTS5 over words, from the newest end.

Messages are long. Over trigrams, as customers have them, most documents that an index names hold what is looked for by
chance, and had to be read to know; words name no others, so that nothing is read but the list of a word. What a trigram
gave, a part inside a word, Dutch needs for its joined words alone: `document` writes their ends as words of their own.

`detail=none` and `secure-delete` as in `search_sqlite`, so that erasing leaves nothing behind. To take a word out is to
search its list and those of its beginnings; of a message that changes, only the words that differ are taken out.
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
"""The lengths of the beginnings that the index has lists of."""

_MADE = (
    "create table message_search (id integer primary key, folded text not null)",
    "create virtual table message_words using fts5(folded, content='message_search', content_rowid='id',"
    f" tokenize=\"ascii tokenchars '@+'\", prefix='{' '.join(map(str, _LISTED))}', detail='none', columnsize=0)",
    "insert into message_words (message_words, rank) values ('secure-delete', 1)",
    "insert into message_words (message_words, rank) values ('usermerge', 2)",  # see `tidy`
    # A document goes with its message, also where nobody asks for that.
    "create trigger message_search_gone before delete on ticket_messages begin"
    " insert into message_words (message_words, rowid, folded)"
    " select 'delete', id, folded from message_search where id = old.seq;"
    " delete from message_search where id = old.seq; end",
)
_SECURELY = "insert into message_words (message_words, rank) values ('secure-delete', ?)"
_FEW = 20
"""Documents up to which it is quicker to take each out of its words' lists than to write the index anew."""

_SHORTEST_JOINED, _LONGEST_JOINED = 9, 60
_SHORTEST_BEGINNING, _SHORTEST_END = 3, 4
_PIECE = 32
"""How many documents are read at once."""

_MERGED = 200
"""How many pages are written at once where pieces of the index are put together: others wait for it."""

_IN_VAIN = 150
"""Documents that were read and did not hold what was looked for, before another way is taken."""

_NEWEST = 2**63 - 1

SAMPLES = Samples(Sample, "message_search", runs=60)


def document(folded: str) -> str:
    """What is indexed of a folded text: its words, each once, and the ends of those that may be joined from several.

    `factuurprobleem` is found by `probleem` too, for it ends so. What is longer than any joined word has no ends: those
    of a line of ten thousand letters would be a thousand times as long as the line.
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
    """The index on one connection; what it is given and finds are documents of `document`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._many_gone = False

    def create(self) -> None:
        """Make the tables, the index, and what takes a document out with its message."""
        for statement in _MADE:
            self._connection.exec_driver_sql(statement)

    def documents(self, ids: Sequence[int]) -> dict[int, str]:
        """The documents of some messages, by id; at most some thousands at once."""
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
        """Write documents anew: of each message its id, the document that it has, and the one that it gets.

        Of a message the index knows only which words and beginnings it has, each in a list of its own, so those that
        stay need no touching. But a beginning is in its list once, also where several words begin so.

        Words are taken out and put in also where there are none: the index counts documents by that, and where its
        count is at nothing it lets no more be taken out.
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
        """Write the index anew where many documents were taken out, so that no byte of them is left in it."""
        if self._many_gone:
            run = self._connection.exec_driver_sql
            run("insert into message_words (message_words) values ('optimize')")
            run(_SECURELY, (1,))
            self._many_gone = False

    def erase(self, ids: Sequence[int]) -> None:
        """Take documents out; where it is done with that, the caller says so by `settle`.

        Of a few, each word's list is looked through and the document taken out of it, which takes longer the more
        messages there are. Many are only marked as gone, and the index is written anew at the end.
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
        """Have the index write that words were taken out, and leave nothing of them beside their lists."""
        settle_deleted(self._connection)
        word_traces.remove(self._connection, set(gone.split()), _LISTED)

    def is_whole(self) -> bool:
        """Whether the index names each document under its words and under no others; it reads all of them."""
        try:
            self._connection.exec_driver_sql(
                "insert into message_words (message_words, rank) values ('integrity-check', 1)"
            )
        except DatabaseError as error:
            if isinstance(error, OperationalError):  # locked, or the disk; of the index it says nothing
                raise
            return False
        return True

    def clear(self) -> None:
        """Take out all documents, also of an index that is damaged."""
        run = self._connection.exec_driver_sql
        run("insert into message_words (message_words) values ('delete-all')")
        run("delete from message_search")

    def tidy(self) -> bool:
        """Put some of the pieces that the index is made of together; whether there is more of that to do.

        Each writing leaves a piece, and every question reads them all. It writes at most `_MERGED` pages.
        """
        driver: Any = self._connection.connection.driver_connection
        before = driver.total_changes
        self._connection.exec_driver_sql(
            "insert into message_words (message_words, rank) values ('merge', ?)", (_MERGED,)
        )
        return bool(driver.total_changes - before > 1)  # the command itself counts for one

    def mend(self, messages: int) -> None:
        """Leave nothing of the words that went from an index of old, and have it count so many documents at least.

        It counted too few where a document lost words and got none, and would let go of no more at the end.
        """
        word_traces.remove_all(self._connection)
        missing = range(1, messages - word_traces.counted(self._connection) + 1)
        if missing:
            nothing = "insert into message_words (rowid, folded) values (?, '')"
            self._connection.exec_driver_sql(nothing, [(seq,) for seq in missing])

    def prepare(self) -> None:
        """Take the sample that questions are planned by, where there is none yet."""
        _ = self._sample

    def newest(self, words: Sequence[str], limit: int) -> Iterator[int]:
        """The messages that hold all of `words`, newest first; of a single word those that hold it whole go first.

        Nothing is read before it is asked for. The list of a whole word is read from its end; those of all words that
        begin with a common one would be put together first, which takes long and would seldom show more.
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
        """The messages with words that begin so, newest first.

        Where documents are read in vain, for words are seldom together that are common, the index is asked for all.
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
        """Messages, and whether their documents hold words too; without words nothing is read."""
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
        """The messages that the index names for all of these terms, newest first; of no terms, all messages."""
        if terms:
            question = "select rowid from message_words where message_words match ? and rowid < ? order by rowid desc"
            parameters: tuple[object, ...] = (" AND ".join(terms), below)
        else:
            question = "select id from message_search where id < ? order by id desc"
            parameters = (below,)
        with self._connection.exec_driver_sql(question, parameters) as found:
            yield from found.scalars()


def _difference(before: str, now: str) -> tuple[str, str]:
    """What of a document is to be taken out, and what to be put in, to make another of it.

    With the words that differ go those that stay and begin as one of them: their common beginnings would go too.
    """
    old, new = dict.fromkeys(before.split()), dict.fromkeys(now.split())
    beginnings = {word[:SHORTEST_LISTED] for word in old.keys() ^ new.keys()}
    gone, come = ([word for word in words if word[:SHORTEST_LISTED] in beginnings] for words in (old, new))
    return " ".join(gone), " ".join(come)


def _marks(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))
