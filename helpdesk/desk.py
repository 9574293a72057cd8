"""The desk: who works here, on what store, under which policy, by which clock; and the running of jobs.

A job is a function of a unit of work. The console awaits `run` and `read`; the command line and the tests call `do`.
Nothing heavy is imported, and no policy read, before the store is opened, so that the console can paint first.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, Self, TypeVar

from helpdesk.domain.errors import StoreError, StoreMissing, WrongKey
from helpdesk.domain.messages import msg

if TYPE_CHECKING:
    from helpdesk.config import Config
    from helpdesk.domain.decision import Decision
    from helpdesk.domain.technician import Technician
    from helpdesk.policy.model import Policy
    from helpdesk.repository.store import Store
    from helpdesk.repository.unit_of_work import UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4


def now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


def policy_of(config: Config) -> Policy:
    """The policy that the settings name; the company's zone is used from now on. Errors: `PolicyFaults`."""
    from helpdesk.i18n import use_zone
    from helpdesk.policy.loader import load

    policy = load(config.policy)
    use_zone(policy.company.time_zone)
    return policy


class Desk:
    """One technician at work. Make it, `open` (or await `start`) it, run jobs, `close` it.

    Without a `policy` it is the one that the settings name, read at the latest when the desk opens.
    `login` is the account that works here: from the machine, or handed in by whoever signs people in. Clause: B1.
    """

    def __init__(
        self,
        config: Config,
        policy: Policy | None = None,
        *,
        login: str | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.config = config
        self._policy = policy
        self.clock = clock
        self._login = login
        self._store: Store | None = None
        self._technician: Technician | None = None
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="desk")

    @property
    def login(self) -> str:
        """The account that works here. Clause: B1."""
        if self._login is None:
            from getpass import getuser

            self._login = getuser()
        return self._login

    @property
    def policy(self) -> Policy:
        """The policy in force. Errors: `PolicyFaults` where it has to be read first."""
        if self._policy is None:
            self._policy = policy_of(self.config)
        return self._policy

    @property
    def technician(self) -> Technician:
        """Who works here; known once the desk is open."""
        if self._technician is None:
            raise _closed()
        return self._technician

    @property
    def is_open(self) -> bool:
        """Whether jobs can run."""
        return self._store is not None

    @property
    def store_exists(self) -> bool:
        """Whether there is an embedded store to open; on a server this is known only by asking it."""
        file = self.config.database_file
        return file is None or file.exists()

    @property
    def has_passphrase(self) -> bool:
        """Whether the key of the store is wrapped by a pass phrase."""
        from helpdesk.repository import keyfile

        return (
            self.config.embedded
            and self.config.key_file.exists()
            and keyfile.is_wrapped(self.config.key_file)
        )

    def create(self, *, name: str, passphrase: str | None = None, role: str = "owner") -> None:
        """Make the store and its key, and the technician who works here; then the desk is open.

        Errors: `PolicyFaults`; `StoreExists` and the other `StoreError`s. Clause: P1, B1.
        """
        from helpdesk.domain.audit import AuditEvent
        from helpdesk.repository import keyfile
        from helpdesk.repository.store import NOBODY, Store

        policy = self.policy

        def begin(store: Store) -> None:
            with store.unit_of_work(NOBODY, policy, self.clock) as work:
                self._technician = work.technicians.add(self.login, name, role)
                work.audit.record(AuditEvent.STORE_CREATED, owner=self.login)

        key, new_key = None, False
        if self.config.embedded:
            file = self.config.database_file
            if file is not None and file.exists():
                Store.create(self.config.database, None)  # says what is there
            new_key = not self.config.key_file.exists()
            make = keyfile.create if new_key else keyfile.read
            key = make(self.config.key_file, passphrase)
        try:
            self._store = Store.create(self.config.database, key, begin)
        except BaseException:
            if new_key and not self.store_exists:  # it opens nothing
                self.config.key_file.unlink(missing_ok=True)
            raise

    def open(self, passphrase: str | None = None) -> None:
        """Read the policy, open the store, and find out who works here.

        Errors: `PolicyFaults`; the `StoreError`s; `WrongKey` for a wrong or missing pass phrase; `Refused` for
        somebody unknown. Clause: B1.
        """
        if self._store is not None:
            return
        policy = self.policy
        from helpdesk.repository.store import NOBODY, Store

        store, left = Store.open(self.config.database, self._key(passphrase)), _Left()
        try:
            with store.unit_of_work(NOBODY, policy, self.clock, read_only=True) as work:
                self._technician = work.technicians.by_login(self.login)
                if self._technician is not None:
                    work.technician = self._technician
                    left = _Left.found(work)
            if self._technician is None:
                with store.unit_of_work(NOBODY, policy, self.clock) as work:
                    work.insist(_unknown(self.login), None, "sign-in")
        except BaseException:
            store.close()
            raise
        self._store = store
        with suppress(StoreError):  # where that can't be written now, the next start does
            self._see_to(left)

    def _see_to(self, left: _Left) -> None:
        if left.sessions:
            self.do(lambda work: work.sessions.close_left_open())
        if left.removals:
            self.finish_removals(patience=0)
        if left.requests:
            self.do(lambda work: work.requests.close_unconfirmed())

    def do(self, job: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a job in one unit of work, in this thread, and commit it."""
        with self._unit() as work:
            done = job(work, *args, **kwargs)
        if work.erased:
            self._remember(work.erased)
        return done

    async def start(self, passphrase: str | None = None) -> None:
        """`open`, in the desk's threads."""
        await self._in_thread(self.open, passphrase)

    async def run(
        self, job: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a job in the desk's threads. It is finished and committed even where nobody awaits it any more."""
        return await self._in_thread(lambda: self.do(job, *args, **kwargs))

    async def in_pieces(
        self, job: Callable[Concatenate[Callable[..., Any], P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a job of many units of work, which is given `do`, in one of the desk's threads."""
        return await self._in_thread(lambda: job(self.do, *args, **kwargs))

    async def read(
        self, job: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a job that only reads and needs no record. Cancelling it interrupts the running query."""
        unit = self._unit(read_only=True)

        def reading() -> T:
            with unit as work:
                return job(work, *args, **kwargs)

        try:
            return await self._in_thread(reading)
        except asyncio.CancelledError:
            unit.interrupt()
            raise

    async def unlock(self, passphrase: str) -> bool:
        """Whether a pass phrase is the right one; either way it is put on record. Clause: B2."""

        def fits() -> bool:
            try:
                self._key(passphrase)
            except WrongKey:
                return False
            return True

        from helpdesk.domain.audit import AuditEvent

        right = await self._in_thread(fits) if self.has_passphrase else True
        event = AuditEvent.CONSOLE_UNLOCKED if right else AuditEvent.UNLOCK_FAILED
        await self.run(lambda work: work.audit.record(event))
        return right

    async def locked(self) -> None:
        """Put on record that the console was locked. Clause: B2."""
        from helpdesk.domain.audit import AuditEvent

        await self.run(lambda work: work.audit.record(AuditEvent.CONSOLE_LOCKED))

    async def close(self) -> None:
        """Finish what runs, and let go of the store."""
        await asyncio.to_thread(self.shut)

    def shut(self) -> None:
        """`close`, for those without a loop."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        if self._store is not None:
            self._store.close()
            self._store = None

    async def scrub(self) -> bool:
        """`scrub_now`, in the desk's threads."""
        return await self._in_thread(self.scrub_now)

    def scrub_now(self, *, copies: bool = True) -> bool:
        """Leave no byte of what was deleted, nor of it in copies; `False` while another console reads old bytes.

        Clause: P3.
        """
        if self._store is None:
            raise _closed()
        return self._store.scrub(copies=copies)

    async def finish(self) -> bool:
        """`finish_removals`, in the desk's threads."""
        return await self._in_thread(self.finish_removals)

    def finish_removals(self, patience: float | None = None) -> bool:
        """Overwrite the bytes of what was deleted as unsolicited or erased, and put on record that they are gone.

        To be called after each deletion, every now and then while it says `False`, and it is at every start.

        Args:
            patience: how long to wait, in seconds, for a console that reads old bytes; some seconds if not said.

        Returns:
            whether nothing is left to be done; `False` while another console still reads old bytes.

        Errors: `StoreError`s, such as `StoreFull`: what was deleted is gone for every reader, and its bytes wait.
        Clause: D9, R4, P3.
        """
        if self._store is None:
            raise _closed()
        with self._unit(read_only=True) as work:
            items, erasures = work.unsolicited.pending(), work.erasing.pending()
        if not items and not erasures:
            return True
        scrubbed = self._store.scrub() if patience is None else self._store.scrub(patience=patience)
        if scrubbed:
            self.do(_settle, items, erasures)
        return scrubbed

    async def spare_memory(self) -> None:
        """After a long job: give back the memory that it took; what is asked next reads a little more."""
        if self._store is not None:
            await self._in_thread(self._store.spare_memory)

    def erased_before(self) -> frozenset[str]:
        """The random ids of all who were erased, from a file beside the store, which no backup of it takes back.

        `helpdesk doctor` erases again whoever a backup brought back. Clause: R4.
        """
        file = self._erasures_file()
        return frozenset(file.read_text("ascii").split()) if file.exists() else frozenset()

    def _remember(self, erased: list[str]) -> None:
        """Keep outside the store that these are gone for good."""
        file = self._erasures_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="ascii") as lines:
            lines.writelines(f"{subject}\n" for subject in erased)

    def _erasures_file(self) -> Path:
        return self.config.data / "erasures.txt"

    def rejects_folder(self) -> Path:
        """Where rejected rows of an import go when nothing else is said."""
        return self.config.data / "rejects"

    def letters_folder(self) -> Path | None:
        """Where the company's own templates of letters lie: `letters` beside the policy file, if there is one."""
        folder = self.config.policy.parent / "letters" if self.config.policy else None
        return folder if folder and folder.is_dir() else None

    def _key(self, passphrase: str | None) -> bytes | None:
        from helpdesk.repository import keyfile

        if not self.config.embedded:
            return None
        if not self.store_exists:
            raise StoreMissing(
                msg("There is no store yet: {place}", place=str(self.config.database_file)),
                todo=msg("Make one with `helpdesk init`, or look around first with `helpdesk demo`."),
            )
        return keyfile.read(self.config.key_file, passphrase)

    def _unit(self, *, read_only: bool = False) -> UnitOfWork:
        if self._store is None:
            raise _closed()
        return self._store.unit_of_work(self.technician, self.policy, self.clock, read_only=read_only)

    async def _in_thread(self, call: Callable[..., T], *args: object) -> T:
        try:
            running = self._threads.submit(call, *args)
        except RuntimeError:  # the desk was closed meanwhile, so nobody waits for this any more
            raise asyncio.CancelledError from None
        return await asyncio.wrap_future(running)


class _Left(NamedTuple):
    """What a start sees to: sessions and removals of a console that was killed, requests that nobody confirmed."""

    sessions: bool = False
    removals: bool = False
    requests: bool = False

    @classmethod
    def found(cls, work: UnitOfWork) -> Self:
        """What there is of it for a technician."""
        return cls(
            bool(work.sessions.left_open(work.technician.id)),
            bool(work.unsolicited.pending() or work.erasing.pending()),
            bool(work.requests.never_confirmed()),
        )


def _settle(work: UnitOfWork, items: tuple[int, ...], erasures: tuple[int, ...]) -> None:
    work.unsolicited.settle(items)
    work.erasing.settle(erasures)


def _closed() -> StoreMissing:
    return StoreMissing(msg("The store is not open yet."), todo=msg("Wait a moment and try again."))


def _unknown(login: str) -> Decision:
    from helpdesk.domain.decision import Decision

    return Decision(
        False,
        "B1",
        msg("{login} is not a technician of this store.", login=login),
        remedy=msg("Ask the owner to add this account."),
    )
