"""What FTS5 keeps of removed words in its table of where each page of words begins, and how to remove it.

A page is found by as much of its first word as distinguishes it from the one before. `secure-delete` removes a word
from its page, but leaves that prefix where it was (SQLite 3.53): a complete number, if another of the same length came
before it. Here it is shortened to what distinguishes the first word left on the page, or removed with a page that has
none left. Both are what FTS5 itself could have written, so its own check of the index passes.

Clause: D9, P3.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from helpdesk.repository.pages import varint

_SEGMENT_BITS = 37
"""How far a segment's number is shifted in the keys of its pages."""

_WHOLE = "0"
"""The sign before whole words; those for prefixes follow it, in order of length."""

_FOUND = (
    "with recursive piece (id) as (select min(segid) from message_words_idx union all"
    " select (select min(segid) from message_words_idx where segid > piece.id) from piece where piece.id is not null)"
    " select distinct segid, term, pgno from piece cross join json_each(?) as gone"
    " cross join message_words_idx on segid = piece.id and term ="
    " (select max(term) from message_words_idx where segid = piece.id and term <= cast(gone.value as blob))"
    " where instr(cast(gone.value as blob), term) = 1"
)
_ALL = "select segid, term, pgno from message_words_idx"

_Page = tuple[int, bytes, int]


def remove(connection: Connection, words: Collection[str], beginnings: Iterable[int]) -> None:
    """Leave nothing of words just removed from a document, nor of their prefixes of these lengths.

    Words that other documents have, or that are prefixes of words that stay, leave nothing behind.
    """
    terms = {f"{_WHOLE}{word}" for word in words}
    for sign, length in enumerate(beginnings, ord(_WHOLE) + 1):
        terms |= {f"{chr(sign)}{word[:length]}" for word in words if len(word) >= length}
    _tell_anew(connection, connection.exec_driver_sql(_FOUND, (json.dumps(sorted(terms)),)).all())


def remove_all(connection: Connection) -> None:
    """Leave nothing of any word ever removed: reads each page of the index."""
    _tell_anew(connection, connection.exec_driver_sql(_ALL).all())


def counted(connection: Connection) -> int:
    """How many documents the index thinks it has: it counts what is added and removed."""
    sums = connection.exec_driver_sql("select block from message_words_data where id = 1").scalar()
    return varint(sums, 0)[0] if sums else 0


def _tell_anew(connection: Connection, pages: Iterable[_Page]) -> None:
    for piece, told, page in pages:
        key = (piece << _SEGMENT_BITS) + (page >> 1)
        read = connection.exec_driver_sql("select block from message_words_data where id = ?", (key,))
        first = _first_word(read.scalar())
        if first is None:
            question = "delete from message_words_idx where segid = ? and term = ?"
            connection.exec_driver_sql(question, (piece, told))
        elif not first.startswith(told):
            same = next(at for at, sign in enumerate(told) if first[at : at + 1] != bytes((sign,)))
            question = "update message_words_idx set term = ? where segid = ? and term = ?"
            connection.exec_driver_sql(question, (first[: same + 1], piece, told))


def _first_word(page: bytes | None) -> bytes | None:
    """The first word of a page with its sign; `None` if no word begins on it, or the page is gone.

    After its content, a page lists where each word on it begins: first the length, then the word itself.
    """
    if page is None:
        return None
    held = int.from_bytes(page[2:4], "big")
    if held >= len(page):
        return None
    at, _ = varint(page, held)
    length, begins = varint(page, at)
    return page[begins : begins + length]
