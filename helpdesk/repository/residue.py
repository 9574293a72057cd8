"""Copies that SQLite leaves behind of rows it moved: found in the file, and overwritten.

With `secure_delete`, SQLite overwrites what is deleted. But when a page gets too full or too empty, rows move to its
neighbours, and the page is rebuilt without clearing the space between its rows (SQLite 3.53): a copy of a row may stay
there that no deletion reaches. Of two thousand rows deleted from a table of rows that grow and shrink, some twenty
left one.

So after a deletion the trees with personal data are examined. If a leaf of a table has something in its unallocated
space, it is filled: rows on it are lengthened just enough to fill the page, then restored, and SQLite overwrites the
space they took. Keys can't be lengthened in place: an index, or a table that is one, is rewritten, and its old pages
are overwritten with zeros.

Clause: P3, R4; GDPR art. 17.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from helpdesk.repository.pages import Page, Pages, Row, most_local
from helpdesk.repository.trees import Tree, quoted, trees

_A_FEW = 3
"""Bytes that may stay: if the length of a length field changes, a row can't be made to fit to the byte."""
_BESIDE_ONE_ROW = 24
"""Bytes that may stay beside a single row, which can't get as long as its page."""
_AT_ONCE = 400
"""Pages filled per transaction."""
_REWRITTEN = 2_000
"""The most leaves of an index that is rewritten unasked; a larger one would keep others waiting."""
_ROUNDS = 5
_LENGTHS = 12
"""Bytes by which a row's length fields may change at most when it is lengthened."""


def wash(
    driver: Any, pages: Pages, table: str, checkpoint: Callable[[], bool], *, large: bool = False
) -> bool:
    """Overwrite what was left behind on pages that changed since they were last examined.

    Args:
        driver: a connection outside a transaction.
        pages: the same store's.
        table: where to look; empty means everywhere.
        checkpoint: copies the journal into the file, and says whether that was all of it.
        large: rewrite every index, whatever its size and wherever it changed.

    Returns:
        whether nothing is left; `False` if others write or read meanwhile, so that it must be repeated.

    Errors: those of the driver, such as for a full disk; then nothing is changed that a query sees.
    """
    driver.execute("pragma ignore_check_constraints = 1")  # longer rows are restored at once
    try:
        found = [tree for tree in trees(driver) if table in ("", tree.table)]
        changed: Collection[int] | None = pages.unseen.numbers
        if not checkpoint():
            return False
        _rewrite(driver, pages, found, changed, large)
        for _ in range(_ROUNDS):
            if not checkpoint():
                return False
            dirty = list(_dirty(pages, found, changed))
            if not dirty:
                return True
            changed = set()
            for start in range(0, len(dirty), _AT_ONCE):
                if not (checkpoint() and _fill(driver, pages, dirty[start : start + _AT_ONCE])):
                    return False
                changed |= pages.journal().numbers
        return False
    except ValueError:  # a page was given away meanwhile
        return False
    finally:
        driver.execute("pragma ignore_check_constraints = 0")


def _dirty(pages: Pages, found: list[Tree], changed: Collection[int] | None) -> Iterator[tuple[Tree, int]]:
    """The leaves of tables with something in their unallocated space, among the changed ones or all."""
    of = None if changed is None else pages.roots(changed)
    for tree in found:
        if not tree.filling:
            continue
        for page in pages.leaves(tree.root) if of is None else map(pages.page, of.get(tree.root, ())):
            if page.holds_rows and page.count and page.left > (_A_FEW if page.count > 1 else _BESIDE_ONE_ROW):
                yield tree, page.number


@contextmanager
def _writing(driver: Any) -> Iterator[None]:
    driver.execute("begin immediate")
    try:
        yield
        driver.execute("commit")
    finally:
        if driver.in_transaction:
            driver.execute("rollback")


def _rewrite(
    driver: Any, pages: Pages, found: list[Tree], changed: Collection[int] | None, large: bool
) -> None:
    """Rewrite trees of keys that changed and are not too large for it."""
    of = None if changed is None or large else pages.roots(changed)
    for tree in found:
        if tree.holds_rows or (of is not None and tree.root not in of):
            continue
        if not large and _is_large(pages, tree.root):
            continue
        name = quoted(tree.name)
        with _writing(driver):
            if tree.is_index:
                driver.execute(f"reindex {name}")
            else:
                driver.execute(f"create temp table rewritten as select * from {name}")
                driver.execute(f"delete from {name}")
                driver.execute(f"insert into {name} select * from rewritten")
                driver.execute("drop table temp.rewritten")


def _is_large(pages: Pages, root: int) -> bool:
    return next(islice(pages.leaves(root), _REWRITTEN, None), None) is not None


def _fill(driver: Any, pages: Pages, dirty: list[tuple[Tree, int]]) -> bool:
    """Fill some leaves in one transaction; `False` if somebody wrote since they were examined."""
    with _writing(driver):
        if pages.journal().numbers:
            return False
        for tree, number in dirty:
            _fill_one(driver, tree, pages.page(number))
    return True


def _fill_one(driver: Any, tree: Tree, page: Page) -> None:
    table, filling, free = quoted(tree.name), tree.filling, page.free
    if not page.holds_rows:
        return
    kept = []
    for row in page.rows():
        if len(row.serials) < tree.columns:  # from before a column was added
            driver.execute(f"update {table} set {filling} = {filling} where rowid = ?", (row.number,))
            continue
        longer = _longer(row, tree.filling_at, free, page.usable)
        if longer is None:
            continue
        size, taken = longer
        (value,) = driver.execute(f"select {filling} from {table} where rowid = ?", (row.number,)).fetchone()
        driver.execute(f"update {table} set {filling} = zeroblob(?) where rowid = ?", (size, row.number))
        kept.append((value, row.number))
        free -= taken
        if free <= 0:
            break
    driver.executemany(f"update {table} set {filling} = ? where rowid = ?", kept)


def _longer(row: Row, column: int, free: int, usable: int) -> tuple[int, int] | None:
    """How long a blob in this column makes a row fill the free space, or most of it, and how much it then takes."""
    now, local, most = row.size(usable), row.local(usable), most_local(usable)
    more = min(free, most - local)
    if row.payload > most:  # most of its growth goes to its overflow pages
        more = (local + more - row.beside_full_pages(usable)) % (usable - 4)
    size = row.value_size(column) + more
    taken = {
        shorter: row.with_blob(column, shorter).size(usable) - now
        for shorter in range(max(0, size - _LENGTHS), size + 1)
    }
    fitting = [(more, shorter) for shorter, more in taken.items() if 0 < more <= free]
    if not fitting:
        return None
    more, size = max(fitting)
    return size, more
