"""The store: created once, opened at every start, upgraded when it is out of date."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from glob import escape
from pathlib import Path

from sqlalchemy import Engine, select

from helpdesk.domain.errors import StoreBusy, StoreDamaged, StoreError, StoreExists, StoreMissing
from helpdesk.domain.messages import msg
from helpdesk.domain.technician import Technician
from helpdesk.policy.model import Policy
from helpdesk.repository import erasure, migrations, upgrade_copy
from helpdesk.repository.engine import file_of, open_engine, pages_of
from helpdesk.repository.faults import translated
from helpdesk.repository.tables import DraftRow, TechnicianRow
from helpdesk.repository.unit_of_work import UnitOfWork
from helpdesk.repository.watch import Watch

NOBODY = Technician(0, "console", "", "owner")
"""Who acts before a technician is known: when a store is created or upgraded."""


class Store:
    """An open store, embedded or on PostgreSQL. Clause: P1."""

    def __init__(self, engine: Engine, file: Path | None = None) -> None:
        """A store on an engine; `file` is its path if it is embedded."""
        self.engine = engine
        self._file = file
        self._watch = Watch(engine)

    @classmethod
    def create(cls, url: str, key: bytes | None, begin: Callable[[Store], None] | None = None) -> Store:
        """Create a store, completely or not at all, and open it.

        `begin` adds what it can't do without. An embedded store gets its name when it is finished; on a server, tables
        without a technician count as left over from an attempt that failed.

        Errors: `StoreExists`, and the other `StoreError`s.
        """
        begin = begin or (lambda _store: None)
        file = file_of(url)
        if file is None:
            return cls._begun(url, None, begin)
        if file.exists():
            raise _exists(file)
        draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        try:
            made = cls._begun(f"sqlite:///{draft}", key, begin)
            try:
                erasure.scrub(made.engine)  # all of it in one file
            finally:
                made.close()
            _put_in_place(draft, file)
        finally:
            for part in draft.parent.glob(f"{escape(draft.name)}*"):
                part.unlink(missing_ok=True)
        return cls.open(url, key)

    @classmethod
    def _begun(cls, url: str, key: bytes | None, begin: Callable[[Store], None]) -> Store:
        """The schema, and in it what it can't do without."""
        store = cls(open_engine(url, key), file_of(url))
        try:
            with translated(), store.engine.connect() as connection:
                if migrations.version(connection) and connection.scalar(select(TechnicianRow.seq).limit(1)):
                    raise StoreExists(
                        msg("There already is a store in this database."),
                        safe=msg("It was not touched."),
                        todo=msg("Start `helpdesk` to use it."),
                    )
            with translated():
                migrations.upgrade(store.engine)
            begin(store)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open(cls, url: str, key: bytes | None) -> Store:
        """Open a store; if it is out of date, upgrade it after a backup copy. Errors: `StoreError`s."""
        file = file_of(url)
        if file is not None and not file.exists():
            raise _missing(str(file))
        if file is not None and not file.stat().st_size:
            raise _no_store(file)  # opening it would take its journal for another's
        engine = open_engine(url, key, create=False)
        try:
            with translated(), engine.connect() as connection:
                found = migrations.version(connection.execution_options(ro=True))
            if found is None:
                raise _no_store(file) if file else _missing(msg("the database server"))
            if not migrations.check(found):
                if file is not None:
                    _copy(engine, file, found)
                with translated():
                    migrations.upgrade(engine)
                if file is not None:
                    erasure.scrub(engine)  # what older versions left behind of deleted data
        except BaseException:
            engine.dispose()
            raise
        if file is not None:
            with suppress(StoreError):  # the next start tries again, and an erasure reports it
                upgrade_copy.sweep(file, upgrade_copy.KEPT)
        return cls(engine, file)

    def unit_of_work(
        self,
        technician: Technician,
        policy: Policy,
        clock: Callable[[], datetime],
        *,
        read_only: bool = False,
    ) -> UnitOfWork:
        """A unit of work of a technician; use it with `with`."""
        return UnitOfWork(self.engine, technician, policy, clock, read_only=read_only)

    def changed(self) -> bool:
        """Whether anybody wrote since this was last asked; the first answer is yes. Errors: `StoreError`s."""
        return self._watch.changed()

    def scrub(self, *, copies: bool = True, patience: float = erasure.PATIENCE, large: bool = False) -> bool:
        """Leave not a byte of what was deleted. Clause: P3, R4.

        Args:
            copies: also remove a copy from before an upgrade, which may contain it.
            patience: how long to wait, in seconds, for a console that reads old bytes.
            large: rewrite large indexes too; other writers wait meanwhile.

        Returns:
            whether it is done; `False` while another console still reads old bytes.
        """
        if copies and self._file is not None:
            upgrade_copy.sweep(self._file)
        scrubbed = erasure.scrub(self.engine, patience, large=large)
        if scrubbed and self._file is not None:
            with suppress(StoreError):  # it only saves time
                erasure.remember(self.engine)
        return scrubbed

    def scrub_drafts(self) -> bool:
        """Leave not a byte of removed drafts; waits for nobody, and returns `False` if somebody reads old bytes.

        Clause: P3, B6.
        """
        return erasure.scrub(self.engine, 0, DraftRow.__tablename__)

    def spare_memory(self) -> None:
        """Free the caches of idle connections, which grow with a long job."""
        import ctypes

        self.engine.dispose()
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # glibc keeps freed memory until told
            trim(0)

    def close(self) -> None:
        """Close every connection."""
        self._watch.close()
        self.engine.dispose()
        if self._file is not None:
            pages_of(self.engine).close()


def _copy(engine: Engine, file: Path, found: str) -> None:
    """A copy to go back to. Nobody writes meanwhile, and the journal is empty, so nothing is missing."""
    scrubbed = erasure.scrub(engine)
    with translated(), engine.begin():
        journal = file.with_name(f"{file.name}-wal")
        if not scrubbed or journal.stat().st_size:
            raise StoreBusy(
                msg("The store has to be upgraded, but another console has it open."),
                safe=msg("Nothing was changed."),
                todo=msg("Close the other console and start again."),
            )
        upgrade_copy.make(file, found)


def _put_in_place(draft: Path, file: Path) -> None:
    """Give a finished store its name, never over another. Errors: `StoreExists`."""
    try:
        if os.name == "posix":
            file.hardlink_to(draft)  # unlike a rename, this fails if the file exists
        else:
            draft.rename(file)
    except FileExistsError:
        raise _exists(file) from None


def _exists(file: Path) -> StoreExists:
    return StoreExists(
        msg("There already is a store: {place}", place=str(file)),
        safe=msg("It was not touched."),
        todo=msg("Start `helpdesk` to use it, or set HELPDESK_HOME to another folder."),
    )


def _no_store(file: Path) -> StoreDamaged:
    return StoreDamaged(
        msg("There is no store in this file: {place}", place=str(file)),
        safe=msg("It was not changed."),
        todo=msg("Restore the last backup. If it never held anything, remove it and run `helpdesk init`."),
    )


def _missing(place: object) -> StoreMissing:
    return StoreMissing(
        msg("There is no store yet: {place}", place=place),
        todo=msg("Create one with `helpdesk init`, or look around first with `helpdesk demo`."),
    )
