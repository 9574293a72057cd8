"""What can be done with a customer's systems and sessions, each after a question of its own. Clause: G4, D6, B4."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from helpdesk.domain.display import visible
from helpdesk.domain.remote import HostKey, Session, System, TrustedKey
from helpdesk.i18n import _
from helpdesk.tasks import host_keys, systems
from screens.customer_systems import Systems
from screens.file_page import FilePage
from screens.remote_support import RemoteSupport

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


class FileRemote:
    """Signs in to systems and manages them, for the page that shows a file. Runs in a worker of the app.

    Errors: those of the jobs.
    """

    def __init__(self, page: FilePage) -> None:
        self._page = page
        self._desk = page.desk

    @cached_property
    def support(self) -> RemoteSupport:
        """Makes the connections; the app lends it the terminal."""
        return RemoteSupport(self._page.console, self._desk)

    @property
    def _customer(self) -> str:
        return self._page.file.ref.id

    # Sessions

    async def clocks(self) -> tuple[Session, ...]:
        """What this technician has running for this customer in a way other than SSH."""
        return await self.support.running(self._customer)

    async def help(self, system: System | None) -> None:
        """Sign in to a system, help in another way, or stop what is running."""
        if not await self.support.stops(self._customer):
            await self._page.in_time(lambda: self.support.begin(self._customer, system))

    # Systems

    async def test(self, system: System) -> None:
        """Sign in, and no more."""
        await self._page.in_time(lambda: self.support.begin(self._customer, system, only_test=True))

    async def form(self, system: System | None) -> None:
        """Ask for a system's details, once it is known that this technician may manage systems."""
        from screens.dialogs.system import SystemForm

        customer, file = self._customer, self._page.file
        others = await self._page.in_time(lambda: self._desk.run(systems.begin, customer))
        if others is None:
            return

        async def save(raw: Mapping[str, str], version: int) -> System:
            if system is None:
                return await self._desk.run(systems.add, customer, raw)
            return await self._desk.run(systems.change, customer, system.id, version, raw)

        question = SystemForm(save, system, others=others, services=file.several("services"))
        saved = await self._page.app.push_screen_wait(question)
        if saved is not None and self._page.is_here:
            self._page.query_one(Systems).go_to(saved)

    async def remove(self, system: System) -> None:
        """Remove a system, after confirmation."""
        from screens.dialogs.confirm import Confirm

        question = Confirm(
            _("Remove {name}?").format(name=visible(system.name)),
            _("Its host keys go too, unless one was refused. When it was used stays on record."),
            yes=_("Remove"),
            no=_("Keep it"),
            weighs=True,
        )
        if await self._page.app.push_screen_wait(question):
            await self._desk.run(systems.remove, self._customer, system.id)

    async def keys(self, system: System) -> None:
        """Show its host keys; one can be replaced or forgotten, with a reason."""
        from screens.dialogs.host_keys import HostKeys

        customer = self._customer
        kept = await self._desk.run(host_keys.of_system, customer, system.id)
        chosen = await self._page.app.push_screen_wait(HostKeys(system.name, kept))
        if isinstance(chosen, HostKey):
            await self._replace(customer, chosen)
        elif chosen is not None:
            await self._forget(customer, chosen)

    async def _replace(self, customer: str, offered: HostKey) -> None:
        from screens.dialogs.host_keys import ReplaceKey

        async def keep(reason: str) -> TrustedKey | None:
            return await self._page.kept(host_keys.replace, customer, offered, reason)

        if await self._page.app.push_screen_wait(ReplaceKey(offered, keep)):
            self._page.app.notify(_("Replaced, and on record."))

    async def _forget(self, customer: str, trusted: TrustedKey) -> None:
        from screens.dialogs.host_keys import ForgetKey

        async def keep(reason: str) -> bool | None:
            return await self._page.kept(_forgotten, customer, trusted.id, reason)

        if await self._page.app.push_screen_wait(ForgetKey(trusted.key, keep)):
            self._page.app.notify(_("No longer trusted, and recorded; the next connection asks."))


def _forgotten(work: UnitOfWork, customer: str, key: int, reason: str) -> bool:
    host_keys.forget(work, customer, key, reason)
    return True
