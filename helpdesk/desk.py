"""The desk: who works here, on which store, under which policy, by which clock; it runs jobs.

A job is a function of a unit of work. The console awaits `run` and `read`; the command line and the tests call `do`.
Nothing heavy is imported, and no policy read, before the store is opened, so that the console can paint first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from helpdesk.domain.errors import StoreError, StoreMissing, WrongKey
from helpdesk.domain.messages import msg
from helpdesk.erased_file import ErasedFile
from helpdesk.traces import Traces

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
    """The policy that the settings name; sets the company's time zone. Errors: `PolicyFaults`."""
    from helpdesk.i18n import use_zone
    from helpdesk.policy.loader import load

    policy = load(config.policy)
    use_zone(policy.company.time_zone)
    return policy


def key_of(config: Config, passphrase: str | None) -> bytes | None:
    """The key that the settings name; `None` for a server. Errors: `StoreMissing`, `WrongKey`. Clause: P1, B2."""
    from helpdesk.repository import keyfile

    if not config.embedded:
        return None
    if not config.store_exists:
        raise StoreMissing(
            msg("There is no store yet: {place}", place=str(config.database_file)),
            todo=msg("Create one with `helpdesk init`, or look around first with `helpdesk demo`."),
        )
    return keyfile.read(config.key_file, passphrase)


class Desk:
    """One technician at work. Create it, `open` (or await `start`) it, run jobs, `close` it.

    Without a `policy`, the one in the settings is read, at the latest when the desk opens. `login` is the account that
    works here: the machine's, or given by whoever signs people in. Clause: B1.
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
        self.erased = ErasedFile(config.data / "erasures.txt")
        """The ids of everybody who was erased: no backup of the store brings them back."""
        self.traces = Traces(self)
        """Overwrites what was deleted."""
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
        """The policy in use. Errors: `PolicyFaults` if it has to be read first."""
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
    def store(self) -> Store:
        """The store, once the desk is open. Errors: `StoreMissing` before."""
        if self._store is None:
            raise _closed()
        return self._store

    @property
    def is_open(self) -> bool:
        """Whether jobs can run."""
        return self._store is not None

    @property
    def has_passphrase(self) -> bool:
        """Whether the key of the store is protected by a pass phrase."""
        from helpdesk.repository import keyfile

        return (
            self.config.embedded
            and self.config.key_file.exists()
            and keyfile.is_wrapped(self.config.key_file)
        )

    def create(self, *, name: str, passphrase: str | None = None, role: str = "owner") -> None:
        """Create the store and its key, and the technician who works here; then the desk is open.

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
            if self.config.store_exists:
                Store.create(self.config.database, None)  # reports what is there
            new_key = not self.config.key_file.exists()
            make = keyfile.create if new_key else keyfile.read
            key = make(self.config.key_file, passphrase)
        try:
            self._store = Store.create(self.config.database, key, begin)
        except BaseException:
            if new_key and not self.config.store_exists:  # it opens nothing
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
        from helpdesk.leftovers import Leftovers
        from helpdesk.repository.store import NOBODY, Store

        left = Leftovers.beside(self.config.database_file)
        store = Store.open(self.config.database, key_of(self.config, passphrase))
        try:
            with store.unit_of_work(NOBODY, policy, self.clock, read_only=True) as work:
                self._technician = work.technicians.by_login(self.login)
                if self._technician is not None:
                    work.technician = self._technician
                    left = left.found(work)
            if self._technician is None:
                with store.unit_of_work(NOBODY, policy, self.clock) as work:
                    work.insist(_unknown(self.login), None, "sign-in")
        except BaseException:
            store.close()
            raise
        self._store = store
        with suppress(StoreError):  # if that can't be written now, the next start does it
            left.see_to(self)

    def do(self, job: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a job in one unit of work, in this thread, and commit it."""
        with self.unit() as work:
            done = job(work, *args, **kwargs)
        if work.erased:
            self.erased.add(work.erased)
        if work.drafts_went or self.traces.drafts_wait:
            self.traces.drafts()
        return done

    async def start(self, passphrase: str | None = None) -> None:
        """`open`, in the desk's threads."""
        await self.in_thread(self.open, passphrase)

    async def read_on(self) -> None:
        """Load what the start could do without, in the desk's threads, while nobody is waiting."""
        from helpdesk.repository.unit_of_work import load_registers

        await self.in_thread(load_registers)

    async def run(
        self, job: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a job in the desk's threads. It finishes and commits even if nobody awaits it any more."""
        return await self.in_thread(lambda: self.do(job, *args, **kwargs))

    async def in_pieces(
        self, job: Callable[Concatenate[Callable[..., Any], P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a job of many units of work, which gets `do`, in one of the desk's threads."""
        return await self.in_thread(lambda: job(self.do, *args, **kwargs))

    async def read(
        self, job: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a job that only reads and is not recorded. Cancelling it interrupts the running query."""
        unit = self.unit(read_only=True)

        def reading() -> T:
            with unit as work:
                return job(work, *args, **kwargs)

        try:
            return await self.in_thread(reading)
        except asyncio.CancelledError:
            unit.interrupt()
            raise

    async def changed(self) -> bool:
        """Whether anybody, this desk included, wrote to the store since this was last asked; the first answer is yes.

        It costs next to nothing, so it can be asked all day. If somebody did, the technician is looked up again: a new
        role, given by a colleague meanwhile, applies from then on. Errors: `StoreError`s. Clause: B1.
        """
        return await self.in_thread(self._changed)

    def _changed(self) -> bool:
        changed = self.store.changed()
        if changed:
            with suppress(StoreError), self.unit(read_only=True) as work:
                self._technician = work.technicians.by_login(self.technician.login) or self._technician
        return changed

    async def unlock(self, passphrase: str) -> bool:
        """Whether a pass phrase is right; recorded either way. Clause: B2."""

        def fits() -> bool:
            try:
                key_of(self.config, passphrase)
            except WrongKey:
                return False
            return True

        from helpdesk.domain.audit import AuditEvent

        right = await self.in_thread(fits) if self.has_passphrase else True
        event = AuditEvent.CONSOLE_UNLOCKED if right else AuditEvent.UNLOCK_FAILED
        await self.run(lambda work: work.audit.record(event))
        return right

    async def locked(self) -> None:
        """Record that the console was locked. Clause: B2."""
        from helpdesk.domain.audit import AuditEvent

        await self.run(lambda work: work.audit.record(AuditEvent.CONSOLE_LOCKED))

    async def close(self) -> None:
        """Finish what runs, and close the store."""
        await asyncio.to_thread(self.shut)

    def shut(self) -> None:
        """`close`, for callers without a loop."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        if self._store is not None:
            self._store.close()
            self._store = None

    async def spare_memory(self) -> None:
        """After a long job: give back the memory it took; the next queries read a little more."""
        if self._store is not None:
            await self.in_thread(self._store.spare_memory)

    def unit(self, *, read_only: bool = False) -> UnitOfWork:
        """A unit of work of this technician; use it with `with`. Leaving it commits."""
        return self.store.unit_of_work(self.technician, self.policy, self.clock, read_only=read_only)

    async def in_thread(self, call: Callable[..., T], *args: object) -> T:
        """Call something slow in one of the desk's threads."""
        try:
            running = self._threads.submit(call, *args)
        except RuntimeError:  # the desk was closed meanwhile, so nobody is waiting for this any more
            raise asyncio.CancelledError from None
        return await asyncio.wrap_future(running)


def _closed() -> StoreMissing:
    return StoreMissing(msg("The store is not open yet."), todo=msg("Wait a moment and try again."))


def _unknown(login: str) -> Decision:
    from helpdesk.domain.decision import Decision

    return Decision(
        False,
        "B1",
        msg("{login} is not a technician of this store.", login=login),
        remedy=msg(
            "Ask the owner to add this account: helpdesk technicians add {login} --name NAME", login=login
        ),
    )
