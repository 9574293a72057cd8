"""What is done with a customer's systems and sessions, each after a question of its own. Clause: G4, D6, B4."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.binding import Binding, BindingType

from helpdesk.domain.customer import Service
from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.remote import SSH, HostKey, Session, System
from helpdesk.i18n import _
from helpdesk.tasks import sessions, systems
from screens.customer_actions import FileActions
from screens.customer_ip_use import IpUse
from screens.customer_systems import Systems
from screens.customer_time import ASKS
from screens.remote_support import RemoteSupport

if TYPE_CHECKING:
    from screens.handing_over import HandingOverApp


class RemoteActions(FileActions):
    """Signs in to systems, keeps them, and shows when the customer's address was used."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "remote", _("Remote support"), id="customer.remote"),
    ]

    @cached_property
    def support(self) -> RemoteSupport:
        """Who makes the connections."""
        return RemoteSupport(self.host_app, self.desk)

    @property
    def host_app(self) -> HandingOverApp:
        """The app, which lends the terminal to sessions."""
        return cast("HandingOverApp", self.app)

    @property
    def chosen_system(self) -> System | None:
        """The system under the cursor, if any."""
        return None

    def read_remote(self) -> None:
        """Read the systems and sessions that are shown again."""

    def read_running(self) -> None:
        """Look whether a clock runs at this customer."""
        self.app.run_worker(self._read_running(), exclusive=True, group="customer-running")

    async def _read_running(self) -> None:
        clocks = await self._clocks()
        if self.is_mounted:
            self.show_running(clocks)

    async def _clocks(self) -> tuple[Session, ...]:
        """What runs at this customer in another way than SSH, begun by this technician."""
        mine = await self.desk.read(sessions.running)
        return tuple(one for one in mine if one.customer.id == self._file.ref.id and one.way != SSH)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it in a worker of the app; what is refused is explained. One at a time: a second key changes nothing."""
        if self._doing:
            work.close()
            return
        self._doing = True
        self.app.run_worker(self._done(work), group=ASKS)

    async def _done(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except HelpdeskError as error:
            self.told(error)
        finally:
            self._doing = False
        if self.is_mounted:
            self.read_remote()
            self.read_running()
            self.look_at_the_clock()

    _doing = False

    # Sessions

    def action_remote(self) -> None:
        """Sign in to the system under the cursor, help in another way, or stop what runs."""
        self._do(self._remote(self.chosen_system))

    async def _remote(self, system: System | None) -> None:
        if clocks := await self._clocks():
            stop, session = await self._asked_to_stop(clocks)
            if stop and session is not None:
                await self.support.stop(session)
            if stop:
                return
        await self.in_time(lambda: self.support.begin(self._file.ref.id, system))

    async def _asked_to_stop(self, clocks: Sequence[Session]) -> tuple[bool, Session | None]:
        """Whether something that runs is to stop (or nothing at all is to be done), and what."""
        from screens.dialogs.choice import Choice, Option
        from screens.session_words import say_lasted, say_way

        now = self.desk.clock()
        options: list[Option[Session | str]] = [
            Option(
                one,
                _("Stop {way}").format(way=say_way(self.desk.policy, one.way)),
                _("runs for {time}").format(time=say_lasted(now - one.started)),
            )
            for one in clocks
        ]
        options.append(Option("new", _("Begin something else")))
        chosen = await self.app.push_screen_wait(Choice(_("Remote support"), options))
        if chosen == "new":
            return False, None
        return True, chosen if isinstance(chosen, Session) else None

    def on_ip_use_asked(self, event: IpUse.Asked) -> None:
        """Show all of a session, its recording, or what was noted."""
        match event.what:
            case "details":
                from screens.dialogs.session_details import SessionDetails

                self.app.push_screen(SessionDetails(self.desk.policy, event.session))
            case "replay":
                from screens.replay import Replay

                self.app.push_screen(Replay(self.desk, event.session))
            case _:
                self._do(self.support.note(event.session, again=True))

    # Systems

    def on_systems_asked(self, event: Systems.Asked) -> None:
        """Add, change, test or remove a system, or show its host keys."""
        system = event.system
        if event.what == "new" or system is None:
            self._do(self._form(None))
        elif event.what == "change":
            self._do(self._form(system))
        elif event.what == "test":
            self._do(self._test(system))
        elif event.what == "keys":
            self._do(self._keys(system))
        else:
            self._do(self._remove(system))

    async def _test(self, system: System) -> None:
        await self.in_time(lambda: self.support.begin(self._file.ref.id, system, only_test=True))

    async def _form(self, system: System | None) -> None:
        """Ask for a system, once it is known that this technician may keep it."""
        from screens.dialogs.system import SystemForm

        customer = self._file.ref.id
        others = await self.in_time(lambda: self.desk.run(systems.begin, customer))
        if others is None:
            return

        async def save(raw: Mapping[str, str], version: int) -> System:
            if system is None:
                return await self.desk.run(systems.add, customer, raw)
            return await self.desk.run(systems.change, customer, system.id, version, raw)

        services = cast(
            "tuple[Service, ...]", self._file.values["services"] if self._file.seen("services") else ()
        )
        saved = await self.app.push_screen_wait(SystemForm(save, system, others=others, services=services))
        if saved is not None and self.is_mounted:
            self.query_one(Systems).go_to(saved)

    async def _remove(self, system: System) -> None:
        from screens.dialogs.confirm import Confirm

        question = Confirm(
            _("Remove {name}?").format(name=visible(system.name)),
            _("Its host keys go too, unless one was refused. When it was used stays on record."),
            yes=_("Remove"),
            no=_("Keep it"),
            weighs=True,
        )
        if await self.app.push_screen_wait(question):
            await self.desk.run(systems.remove, self._file.ref.id, system.id)

    async def _keys(self, system: System) -> None:
        from screens.dialogs.host_keys import ForgetKey, HostKeys, ReplaceKey

        customer = self._file.ref.id
        kept = await self.desk.run(systems.host_keys, customer, system.id)
        chosen = await self.app.push_screen_wait(HostKeys(system.name, kept))
        if isinstance(chosen, HostKey):
            if reason := await self.app.push_screen_wait(ReplaceKey(chosen)):
                await self.desk.run(systems.replace_key, customer, chosen, reason)
                self.app.notify(_("Replaced, and on record."))
        elif chosen is not None and (reason := await self.app.push_screen_wait(ForgetKey(chosen.key))):
            await self.desk.run(systems.forget_key, customer, chosen.id, reason)
            self.app.notify(_("Trusted no longer, and on record; the next connection asks."))
