"""What both search indexes of the embedded store need to know of FTS5."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from helpdesk.repository.pages import varint

_PAGE_BITS, _PAGE_NUMBER_BITS = 37, 31
"""In the number of a page of words: its segment, two things that other pages have, and its place in the segment."""


def settle_deleted(connection: Connection) -> None:
    """Have the index write what was taken out of it before anything is put in.

    FTS5 gathers the changes of a transaction by word. Where a document is taken out and put in again among others, what
    it writes then (`detail=none` with `secure-delete`, as of SQLite 3.53) names documents under words that they don't
    have. It writes what it gathered where a savepoint begins.
    """
    connection.exec_driver_sql("savepoint deleted")
    connection.exec_driver_sql("release deleted")


def renew_separators(driver: Any, table: str, numbers: Iterable[int]) -> None:
    """Let no word that was taken out of an index stay there as what one of its pages begins with.

    Beside its pages of words, FTS5 keeps for each the word that it began with when it was written, or the beginning
    of that word; a word that is taken out of the page stays there. What the page begins with now does as well.

    Args:
        driver: a connection in a transaction that writes.
        table: the index.
        numbers: of the rows of its data that are pages which may have changed; other rows are passed over.
    """
    for number in numbers:
        segment, page = number >> _PAGE_BITS, number & ((1 << _PAGE_BITS) - 1)
        found = driver.execute(f"select block from {table}_data where id = ?", (number,)).fetchone()
        if not segment or page >> _PAGE_NUMBER_BITS or found is None or not (word := _first_word(found[0])):
            continue
        kept = driver.execute(
            f"select term, pgno >> 1 from {table}_idx where segid = ? and term <= ? order by term desc limit 1",
            (segment, word),
        ).fetchone()
        if kept is not None and kept[1] == page and not word.startswith(kept[0]):
            driver.execute(
                f"update {table}_idx set term = ? where segid = ? and term = ?", (word, segment, kept[0])
            )


def _first_word(page: bytes) -> bytes:
    """The word that a page of an index begins with, or nothing; words stand on it from an offset in its footer."""
    footer = int.from_bytes(page[2:4])
    if footer >= len(page):
        return b""
    at, _ = varint(page, footer)
    size, at = varint(page, at)
    return page[at : at + size]
