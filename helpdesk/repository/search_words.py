"""The search index over messages on the embedded store: FTS5 over words, from the newest end.

Messages are long. Over trigrams, as customers have them, most documents that an index names hold what is looked for by
chance, and had to be read to know; words name no others, so that nothing is read but the list of a word. What a trigram
gave, a part inside a word, Dutch needs for its joined words alone: `document` writes their ends as words of their own.

`detail=none` and `secure-delete` as in `search_sqlite`, so that erasing leaves nothing behind. To take a word out is to
search its list and those of its beginnings; of a message that changes, only the words that differ are taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, OperationalError

from helpdesk.repository.fts import settle_deleted

_MADE = (
    "create table message_search (id integer primary key, folded text not null)",
    "create virtual table message_words using fts5(folded, content='message_search', content_rowid='id',"
    " tokenize=\"ascii tokenchars '@+'\", prefix='2 3 4 5 6', detail='none', columnsize=0)",
    "insert into message_words (message_words, rank) values ('secure-delete', 1)",
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
_SHORTEST_PREFIX, _LONGEST_PREFIX = 2, 6
"""Letters of the shortest and the longest beginning in the index, `prefix` above."""
_LOOKED_AT = 2
"""How many documents are read for one that is wanted, before the index is asked for more than it has a list of."""


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
        """
        run = self._connection.exec_driver_sql
        for id_, before, now in documents:
            gone, come = _difference(before, now)
            if gone:
                taken = "insert into message_words (message_words, rowid, folded) values ('delete', ?, ?)"
                run(taken, (id_, gone))
                settle_deleted(self._connection)
            run("update message_search set folded = ? where id = ?", (now, id_))
            if come:
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
        if len(ids) > _FEW:
            run(_SECURELY, (0,))
            self._many_gone = True
        run(
            "insert into message_words (message_words, rowid, folded)"
            f" select 'delete', id, folded from message_search where id in ({marks})",
            tuple(ids),
        )
        settle_deleted(self._connection)
        run(f"delete from message_search where id in ({marks})", tuple(ids))

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

    def newest(self, words: Sequence[str], limit: int) -> Iterator[int]:
        """The messages that hold all of `words`, newest first; of a single word those that hold it whole go first.

        The list of a whole word is read from its end; those of all words that begin with a common one would be put
        together first, which takes long and would seldom show more.
        """
        found = dict.fromkeys(self._matching([f'"{words[0]}"'], limit) if len(words) == 1 else ())
        if len(found) < limit:
            found |= dict.fromkeys(self._beginning(words, limit))
        yield from islice(found, limit)

    def _beginning(self, words: Sequence[str], limit: int) -> Sequence[int]:
        """The messages with words that begin so, newest first.

        The index has lists of beginnings of some lengths. Of others it would put one together, of a common word for a
        tenth of a second and more. So it is asked for what it has, and the documents are read; where too few of them
        are meant, it is asked for the word that most of them lack: that is the rarest.
        """
        listed = {word for word in words if _SHORTEST_PREFIX <= len(word) <= _LONGEST_PREFIX}
        if all(len(word) < _SHORTEST_PREFIX for word in words):
            listed.update(words)
        while unsure := [word for word in words if word not in listed]:
            asked = [word[:_LONGEST_PREFIX] for word in unsure if len(word) > _LONGEST_PREFIX]
            found, read = self._read([*listed, *asked], unsure, limit)
            if len(found) >= limit or len(read) < _LOOKED_AT * limit:
                return found[:limit]
            listed.add(max(unsure, key=lambda word: sum(f" {word}" not in text for text in read)))
        return list(self._matching(_beginnings(listed), limit))

    def _read(
        self, asked: Sequence[str], wanted: Sequence[str], limit: int
    ) -> tuple[Sequence[int], Sequence[str]]:
        """Of the newest documents with words that begin with `asked`: those that hold `wanted` too, and all texts.

        It is done with reading where there are enough of them.
        """
        found: list[int] = []
        read: list[str] = []
        matching = self._matching(_beginnings(asked), _LOOKED_AT * limit)
        while len(found) < limit and (piece := list(islice(matching, limit))):
            texts = self.documents(piece)
            for seq in piece:
                read.append(" " + texts.get(seq, ""))
                if all(f" {word}" in read[-1] for word in wanted):
                    found.append(seq)
        return found, read

    def _matching(self, asked: Iterable[str], limit: int) -> Iterator[int]:
        question = "select rowid from message_words where message_words match ? order by rowid desc limit ?"
        with self._connection.exec_driver_sql(question, (" AND ".join(asked), limit)) as found:
            yield from found.scalars()


def _beginnings(words: Iterable[str]) -> Iterator[str]:
    return (f'"{word}"*' for word in words)


def _difference(before: str, now: str) -> tuple[str, str]:
    """What of a document is to be taken out, and what to be put in, to make another of it.

    With the words that differ go those that stay and begin as one of them: their common beginnings would go too.
    """
    old, new = dict.fromkeys(before.split()), dict.fromkeys(now.split())
    beginnings = {word[:_SHORTEST_PREFIX] for word in old.keys() ^ new.keys()}
    gone, come = ([word for word in words if word[:_SHORTEST_PREFIX] in beginnings] for words in (old, new))
    return " ".join(gone), " ".join(come)


def _marks(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))
