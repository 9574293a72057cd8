"""The pages of an embedded store as they are in its file, deciphered: the only way to see what no query reads.

What a page contains besides its rows is its unallocated space. This module only reads; `helpdesk.repository.residue`
overwrites what is found there.

The layout is that of SQLite's file format 3, enciphered by SQLCipher 4: each page with AES-256 in CBC mode, under the
raw key and an initialization vector of its own at the page's end.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import NamedTuple
from weakref import finalize

SIZE = 4096
"""Bytes per page."""

_SALT = _VECTOR = 16
_PLAIN = SIZE - 80
"""Where a page's vector and signature begin, if it is enciphered."""
_FILE_HEADER = 100
_FRAME_HEADER = 24
_JOURNAL_HEADER = 32
_OF_TABLE, _OF_INDEX = (5, 13), (2, 10)
_LEAVES = (10, 13)
_ONE_BYTE = 0x7F
_NUMBERS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
"""The sizes in bytes of values that are neither text nor blob, by type."""
_NEXT = 4
_SMALLEST = 4
_LINK = 5
_ROOT, _BRANCH = 1, 5
_LOCKED_PAGE = 0x40000000 // SIZE + 1
"""The page that SQLite keeps its locks in; it has no data."""


class Row(NamedTuple):
    """One row on a leaf of a table: its number, and the types of its columns."""

    number: int
    serials: tuple[int, ...]
    """One number per column: the type of its value, and how long that is."""

    @property
    def payload(self) -> int:
        """Its bytes, including those on overflow pages."""
        header = sum(map(_varint_size, self.serials)) + 1
        return header + (header > _ONE_BYTE) + sum(map(_value_size, self.serials))

    def local(self, usable: int) -> int:
        """How many of them are on the leaf itself, if SQLite uses `usable` bytes of a page."""
        if self.payload <= most_local(usable):
            return self.payload
        beside = self.beside_full_pages(usable)
        return beside if beside <= most_local(usable) else _least_local(usable)

    def beside_full_pages(self, usable: int) -> int:
        """How many are left for its leaf when its overflow pages are full."""
        least = _least_local(usable)
        return least + (self.payload - least) % (usable - _NEXT)

    def size(self, usable: int) -> int:
        """What it takes on its leaf, including its lengths and the number of its overflow page."""
        local = self.local(usable)
        lengths = _varint_size(self.payload) + _varint_size(self.number % (1 << 64))
        return max(_SMALLEST, lengths + local + _NEXT * (local < self.payload))

    def value_size(self, column: int) -> int:
        """The bytes of the value in one column."""
        return _value_size(self.serials[column])

    def with_blob(self, column: int, size: int) -> Row:
        """The same row with a blob of that many bytes in one column."""
        return self._replace(serials=(*self.serials[:column], 12 + 2 * size, *self.serials[column + 1 :]))


def most_local(usable: int) -> int:
    """How many bytes of a row are on its leaf at most."""
    return usable - 35


def _least_local(usable: int) -> int:
    return (usable - 12) * 32 // 255 - 23


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number in SQLite's encoding of one to nine bytes, and where it ends."""
    value = 0
    for index in range(8):
        byte = data[at + index]
        value = value << 7 | byte & _ONE_BYTE
        if byte <= _ONE_BYTE:
            return value, at + index + 1
    return value << 8 | data[at + 8], at + 9


def _varint_size(value: int) -> int:
    return min(9, max(1, -(-value.bit_length() // 7)))


def _value_size(serial: int) -> int:
    return (serial - 12) // 2 if serial >= 12 else _NUMBERS[serial]


class Journal(NamedTuple):
    """What was written since the journal was last restarted."""

    salt: bytes
    """Tells it from other journals of the same store; empty if the journal is."""
    numbers: frozenset[int]
    """The pages that it has new versions of."""


class Page:
    """A page of a tree of rows or keys. Errors: `ValueError` if the bytes are not one."""

    def __init__(self, number: int, data: bytes, usable: int) -> None:
        self.number = number
        self.data = data
        self.usable = usable
        self._at = _FILE_HEADER if number == 1 else 0
        self.kind = data[self._at]
        if self.kind not in _OF_TABLE + _OF_INDEX:
            raise ValueError("no page of a tree")
        self.count, start = struct.unpack_from(">HH", data, self._at + 3)
        self._pointers = self._at + (8 if self.is_leaf else 12)
        self._start = start or 65_536
        if not self._pointers + 2 * self.count <= self._start <= usable:
            raise ValueError("no page of a tree")

    @property
    def is_leaf(self) -> bool:
        """Whether there are no pages below it."""
        return self.kind in _LEAVES

    @property
    def holds_rows(self) -> bool:
        """Whether it is a leaf of a table, not of an index."""
        return self.kind == _OF_TABLE[1]

    @property
    def left(self) -> int:
        """How many bytes in its unallocated space are not zero."""
        space = self.data[self._pointers + 2 * self.count : self._start]
        return len(space) - space.count(0)

    @property
    def free(self) -> int:
        """Bytes still available for rows."""
        free: int = self._start - self._pointers - 2 * self.count + self.data[self._at + 7]
        block = int.from_bytes(self.data[self._at + 1 : self._at + 3])
        while block:
            block, size = struct.unpack_from(">HH", self.data, block)
            free += size
        return free

    def below(self) -> list[int]:
        """The numbers of the pages below it, in order."""
        children = [int.from_bytes(self.data[at : at + 4]) for at in self._cells]
        return [*children, int.from_bytes(self.data[self._at + 8 : self._at + 12])]

    def rows(self) -> Iterator[Row]:
        """The rows on a leaf of a table, in order."""
        for cell in self._cells:
            _, after = varint(self.data, cell)
            number, at = varint(self.data, after)
            size, read = varint(self.data, at)
            serials = []
            while read < at + size:
                serial, read = varint(self.data, read)
                serials.append(serial)
            yield Row(number - (1 << 64) if number >> 63 else number, tuple(serials))

    @cached_property
    def _cells(self) -> tuple[int, ...]:
        return struct.unpack_from(f">{self.count}H", self.data, self._pointers)


class Unseen:
    """The pages that changed since all of them were last examined."""

    def __init__(self) -> None:
        self.numbers: set[int] | None = None
        """`None`: any may have."""
        self._journal = b""

    def note(self, journal: Journal) -> None:
        """Note what is in the journal before it is restarted. If it was restarted already, some changes are unknown."""
        if self.numbers is not None and journal.salt == self._journal:
            self.numbers |= journal.numbers
        else:
            self.numbers = None

    def none_before(self, journal: Journal) -> None:
        """Changes are known from the start of this journal on."""
        self._journal = journal.salt


class Pages:
    """The file of a store and its journal, read alongside the open connections.

    On POSIX a process loses its locks on a file as soon as it closes that file anywhere, and another console could
    then remove the journal from under our connections. So the file stays open until `close`, which is called when no
    connection is left. Nobody locks the journal.
    """

    def __init__(self, path: Path, key: bytes | None) -> None:
        """The store at `path`; `key` is the 32 bytes it is enciphered with, if it is."""
        self.unseen = Unseen()
        self.lock = RLock()
        """Held while pages are examined and overwritten: by one at a time."""
        self._path = path
        self.key = key
        self._close: Callable[[], object] = lambda: None

    @cached_property
    def usable(self) -> int:
        """The bytes of a page that SQLite itself uses."""
        return SIZE - self.read(1)[20]

    def count(self) -> int:
        """How many pages there are in the file."""
        return self._path.stat().st_size // SIZE

    def read(self, number: int) -> bytes:
        """A page's content in the file; a newer version in the journal is ignored.

        Errors: `ValueError` if the file has no such page.
        """
        with self.lock:
            os.lseek(self._file, (number - 1) * SIZE, os.SEEK_SET)
            page = os.read(self._file, SIZE)
        if len(page) < SIZE:
            raise ValueError("the file has no such page")
        return page if self.key is None else _deciphered(number, page, self.key)

    def page(self, number: int) -> Page:
        """A page of a tree. Errors: `ValueError` if it is not one, or no longer."""
        return Page(number, self.read(number), self.usable)

    def leaves(self, root: int) -> Iterator[Page]:
        """The leaf pages of one tree."""
        numbers = [root]
        while numbers:
            page = self.page(numbers.pop())
            if page.is_leaf:
                yield page
            else:
                numbers.extend(page.below())

    def roots(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        """Pages by the root of their tree; pages without a tree are left out."""
        found: dict[int, list[int]] = {}
        links: dict[int, bytes] = {}
        for number in numbers:
            with suppress(ValueError):  # given back meanwhile
                if root := self._root(number, links):
                    found.setdefault(root, []).append(number)
        return found

    def _root(self, number: int, links: dict[int, bytes]) -> int:
        """Climbs the pages on which SQLite keeps each page's parent; 0 if that leads nowhere.

        Errors: `ValueError` if the file has no such page.
        """
        self.read(number)
        while number > 1:
            each = self.usable // _LINK + 1
            kept = (number - 2) // each * each + 2
            kept += kept == _LOCKED_PAGE
            if number <= kept:
                return 0
            if kept not in links:
                links[kept] = self.read(kept)
            at = _LINK * (number - kept - 1)
            link = links[kept][at : at + _LINK]
            if link[0] != _BRANCH:
                return number if link[0] == _ROOT else 0
            number = int.from_bytes(link[1:])
        return number

    def journal(self) -> Journal:
        """The journal as it is now."""
        try:
            with self._path.with_name(f"{self._path.name}-wal").open("rb") as file:
                salt, numbers, at = file.read(_JOURNAL_HEADER)[16:24], set(), _JOURNAL_HEADER
                while salt and (frame := file.read(_FRAME_HEADER))[8:16] == salt:
                    numbers.add(int.from_bytes(frame[:4]))
                    at += _FRAME_HEADER + SIZE
                    file.seek(at)
        except FileNotFoundError:
            return Journal(b"", frozenset())
        return Journal(salt, frozenset(numbers))

    @cached_property
    def _file(self) -> int:
        file = os.open(self._path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self._close = finalize(self, os.close, file)
        return file

    def close(self) -> None:
        """Close the file. No connection to it may be open."""
        with self.lock:
            self._close()
            vars(self).pop("_file", None)


def _deciphered(number: int, page: bytes, key: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    first = _SALT if number == 1 else 0  # the file begins with the salt of its key, unencrypted
    cipher = Cipher(algorithms.AES(key), modes.CBC(page[_PLAIN : _PLAIN + _VECTOR])).decryptor()
    return b"\0" * first + cipher.update(page[first:_PLAIN])
