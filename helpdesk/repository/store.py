"""The store: made once, opened at every start, upgraded when it is behind."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from helpdesk.domain.errors import StoreBusy, StoreExists, StoreMissing
from helpdesk.domain.messages import msg
from helpdesk.domain.technician import Technician
from helpdesk.policy.model import Policy
from helpdesk.repository import erasure, migrations
from helpdesk.repository.engine import open_engine
from helpdesk.repository.faults import translated
from helpdesk.repository.unit_of_work import UnitOfWork

NOBODY = Technician(0, "console", "", "owner")
"""Who acts before a technician is known: the making and the upgrading of a store."""


class Store:
    """An open store, embedded or on PostgreSQL. Clause: P1."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def create(cls, url: str, key: bytes | None) -> Store:
        """Make a store with an empty schema. Errors: `StoreExists`, and the other `StoreError`s."""
        file = _file_of(url)
        if file is not None and file.exists():
            raise StoreExists(
                msg("There is a store already: {place}", place=str(file)),
                safe=msg("It was not touched."),
                todo=msg("Start `helpdesk` to use it, or set HELPDESK_HOME to another folder."),
            )
        engine = open_engine(url, key)
        with translated(), engine.connect() as connection:
            found = migrations.version(connection)
        if found is not None:
            engine.dispose()
            raise StoreExists(
                msg("There is a store in this database already."),
                safe=msg("It was not touched."),
                todo=msg("Start `helpdesk` to use it."),
            )
        with translated():
            migrations.upgrade(engine)
        return cls(engine)

    @classmethod
    def open(cls, url: str, key: bytes | None) -> Store:
        """Open a store, upgraded after a backup copy where it is behind. Errors: `StoreError`s."""
        file = _file_of(url)
        if file is not None and not file.exists():
            raise _missing(str(file))
        engine = open_engine(url, key, create=False)
        try:
            with translated(), engine.connect() as connection:
                found = migrations.version(connection.execution_options(ro=True))
            if found is None:
                raise _missing(str(file) if file else msg("the database server"))
            if not migrations.check(found):
                if file is not None:
                    if not erasure.scrub(engine):  # what is still in the journal would be missing in the copy
                        raise StoreBusy(
                            msg("The store has to be brought up to date, but another console has it open."),
                            safe=msg("Nothing was changed."),
                            todo=msg("Close the other console and start again."),
                        )
                    shutil.copy2(file, file.with_suffix(f".{found}.backup"))
                with translated():
                    migrations.upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

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

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _file_of(url: str) -> Path | None:
    return Path(url.partition(":///")[2]) if url.startswith("sqlite") else None


def _missing(place: object) -> StoreMissing:
    return StoreMissing(
        msg("There is no store yet: {place}", place=place),
        todo=msg("Make one with `helpdesk init`, or look around first with `helpdesk demo`."),
    )
