"""Helping a customer remotely: from the question to the note afterwards. Clause: G4, G6, D6, B4, B6.

Everything that waits for the other side runs in its own threads, so the console stays quick; the app owns it, so
leaving a screen ends nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError, Invalid, Refused, StoreError
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import SSH, Ended, Request, Session, System
from helpdesk.i18n import _, tell
from helpdesk.support import ConnectFailed, SupportSession, begin, propose, say_new
from helpdesk.tasks import sessions
from helpdesk.words.sessions import say_way
from screens.asking import ScreenAttendant
from screens.dialogs.connecting import Connecting
from screens.handing_over import in_thread
from screens.open_page import tell_failure
from screens.widgets.bars import key_of

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from screens.dialogs.session_over import Note
    from screens.handing_over import HandingOverApp

KEYBOARD, SCREEN = 0, 2
"""The descriptors of the terminal for a session."""


class RemoteSupport:
    """Starts sessions, works in them and closes them. Every method runs in a worker of the app."""

    def __init__(self, app: HandingOverApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def begin(
        self, customer: str, system: System | None = None, *, only_test: bool = False, ticket: str = ""
    ) -> None:
        """Ask where and why, and begin; with SSH, work until it is over, or only sign in (`only_test`).

        `ticket` is the number of the ticket it is for. Errors: `Refused`, `FileNotOpen`, and any failure not reported
        yet.
        """
        from screens.dialogs.start_session import StartSession

        proposal = await asyncio.to_thread(propose, self._desk, customer, system.id if system else None)

        async def is_new(address: str) -> bool:
            return await self._desk.read(sessions.is_new_address, customer, address)

        question = StartSession(proposal, self._begun, is_new, only_test=only_test, ticket=ticket)
        begun = await self._app.push_screen_wait(question)
        if isinstance(begun, HelpdeskError):
            raise begun
        if isinstance(begun, Attempt):
            await self._carry_out(begun, only_test=only_test)
        elif begun is not None:
            key = key_of(self._app.screen, "remote")
            runs = _("{way} runs. {key} stops it.") if key else _("{way} runs.")
            said = runs.format(way=say_way(self._desk.policy, begun.way), key=key)
            self._app.notify("\n".join(part for part in (said, say_new(begun)) if part))

    async def running(self, customer: str) -> tuple[Session, ...]:
        """What this technician has running for a customer in a way other than SSH."""
        mine = await self._desk.read(sessions.running)
        return tuple(one for one in mine if one.customer.id == customer and one.way != SSH)

    async def stops(self, customer: str) -> bool:
        """If something is running, ask whether to stop it, and do so; returns whether no other session is wanted."""
        from helpdesk.words.sessions import say_lasted
        from screens.dialogs.choice import Choice, Option

        if not (running := await self.running(customer)):
            return False
        now = self._desk.clock()
        options: list[Option[Session | str]] = [
            Option(
                one,
                _("Stop {way}").format(way=say_way(self._desk.policy, one.way)),
                _("runs for {time}").format(time=say_lasted(now - one.started)),
            )
            for one in running
        ]
        options.append(Option("new", _("Start something else")))
        chosen = await self._app.push_screen_wait(Choice(_("Remote support"), options))
        if isinstance(chosen, Session):
            await self.stop(chosen)
        return not isinstance(chosen, str)

    async def stop(self, session: Session) -> None:
        """End a session that the console did not make itself, and ask for a note."""
        await self.note(await self._desk.run(sessions.end, session.id, Ended.NORMALLY))

    async def note(self, session: Session, *, again: bool = False) -> None:
        """Ask how it went and what is left; a secret in that is not stored without asking. Clause: B6.

        Without an answer it stays as it is: Today reminds after a session. A note that can't be stored stays open, and
        as a draft. `again`: it was asked before.
        """
        from screens.dialogs.session_over import SessionOver
        from screens.note_draft import NoteDraft

        draft = NoteDraft(self._desk, session)

        async def noted(note: Note) -> Note | None:
            try:
                await self._noted(session, note)
            except HelpdeskError as error:
                draft.stays = True
                with suppress(HelpdeskError):  # what went wrong before it says more
                    await draft.keep(note)
                if isinstance(error, Invalid):
                    raise
                tell_failure(self._app, self._desk.policy, error)
                return None
            return note

        typed = await draft.load()
        question = SessionOver(self._desk.policy, session, noted, again=again, typed=typed, draft=draft.keep)
        if await self._app.push_screen_wait(question) is not None or not draft.stays:
            await draft.drop()

    async def _noted(self, session: Session, note: Note) -> None:
        spotted = await self._desk.run(sessions.note, session.id, note.text, note.follow_up)
        if spotted:
            kinds = ", ".join(dict.fromkeys(tell(one.kind) for one in spotted))
            remove = await self._ask_to_remove(kinds)
            await self._desk.run(
                sessions.note, session.id, note.text, note.follow_up, keep_secrets=not remove
            )

    async def _ask_to_remove(self, kinds: str) -> bool:
        from screens.dialogs.confirm import Confirm

        question = Confirm(
            _("A secret in the note?"),
            _("This looks like a secret: {kinds}.").format(kinds=kinds),
            _("Secrets belong in the vault. The rest of the note stays."),
            yes=_("Remove it"),
            no=_("It is not one: keep it"),
        )
        remove = await self._app.push_screen_wait(question)
        return bool(remove)

    async def _begun(self, request: Request) -> Attempt | Session | None:
        """Write the row; with SSH, return the attempt to carry out; `None` if it was refused, which was reported.

        Errors: `Invalid`, `FileNotOpen`.
        """
        try:
            if request.way == SSH:
                return await self._attempt(request)
            return await asyncio.to_thread(begin, self._desk, request)
        except Refused as refused:
            tell_failure(self._app, self._desk.policy, refused)
            return None

    async def _attempt(self, request: Request) -> Attempt:
        attempt = Attempt(self._app, self._desk, request)
        await asyncio.to_thread(attempt.support.begin)
        self._app.support_sessions.add(attempt.support)
        return attempt

    async def _carry_out(self, attempt: Attempt, *, only_test: bool) -> None:
        if only_test:
            if row := await self._done(attempt, attempt.test()):
                self._app.notify(_("Signed in to {name} and out again.").format(name=visible(row.system)))
        elif row := await self._done(attempt, attempt.work()):
            await self.note(row)

    async def _done(self, attempt: Attempt, work: Coroutine[Any, Any, None]) -> Session | None:
        """Carry out an attempt and close its row; `None` if there is nothing more to say about it."""
        support = attempt.support
        failed: HelpdeskError | None = None
        try:
            await work
        except HelpdeskError as error:
            failed = error
        except asyncio.CancelledError:
            support.stop()
            raise
        finally:
            row = await asyncio.shield(self._close(support, failed))
        if failed is not None and not support.left:
            await self._told(failed, attempt.request, row)
            return None
        return None if support.left or row.ended is None else row

    async def _close(self, support: SupportSession, failed: HelpdeskError | None) -> Session:
        """Close the row; if the store can't do that now, say so and offer to try again."""
        from screens.dialogs.notice import Notice

        try:
            while True:
                try:
                    return await asyncio.to_thread(support.close, failed)
                except StoreError as error:
                    if support.left or not await self._app.push_screen_wait(
                        Notice.of(_open_row(error), again=True)
                    ):
                        return support.row
        finally:
            self._app.support_sessions.discard(support)

    async def _told(self, failed: HelpdeskError, request: Request, row: Session) -> None:
        """Say what happened; if this computer's own ssh may work, offer that."""
        from screens.dialogs.notice import Notice, said_by

        if isinstance(failed, ConnectFailed):
            if failed.how is Ended.CANCELLED:
                return
            if failed.how is Ended.NO_COMMON_ALGORITHM and await self._ask_for_system_ssh(failed):
                await self._with_system_ssh(request)
                return
        title = _("Not signed in: {name}").format(name=visible(row.system))
        await self._app.push_screen_wait(Notice(title, *said_by(failed)))

    async def _ask_for_system_ssh(self, failed: HelpdeskError) -> bool:
        from screens.dialogs.confirm import Confirm
        from screens.dialogs.notice import said_by

        yes = _("Use this computer's ssh")
        question = Confirm(_("Not signed in"), *said_by(failed), yes=yes, no=_("Leave it"), weighs=True)
        use = await self._app.push_screen_wait(question)
        return bool(use)

    async def _with_system_ssh(self, request: Request) -> None:
        attempt = await self._attempt(request)
        if row := await self._done(attempt, attempt.work_with_system_ssh()):
            await self.note(row)


class Attempt:
    """A session whose row is written and that is about to connect."""

    def __init__(self, app: HandingOverApp, desk: Desk, request: Request) -> None:
        self.request = request
        self._app = app
        self._connecting = Connecting()
        self.support = SupportSession(desk, request, ScreenAttendant(app, self._connecting))

    async def connect(self, screen: int | None) -> None:
        """Connect and sign in, showing the progress. Errors: `ConnectFailed`."""
        self._connecting.where = visible(self.support.row.system)
        self._app.push_screen(self._connecting)
        try:
            await in_thread(lambda: self.support.connect(screen), self.give_up)
        finally:
            self._connecting.answer(None)

    async def test(self) -> None:
        """Sign in and out again. Errors: `ConnectFailed`."""
        await self.connect(None)
        self.support.tested()

    async def work(self) -> None:
        """Sign in and work until it is over. Errors: `ConnectFailed`."""
        await self.connect(SCREEN)
        await self._lend(self.support.work)

    async def work_with_system_ssh(self) -> None:
        """The same with this computer's own ssh. Errors: `ConnectFailed`."""
        await self._lend(self.support.work_with_system_ssh)

    async def _lend(self, work: Callable[[int, int], None]) -> None:
        await self._app.hand_over(
            lambda: work(KEYBOARD, SCREEN), stop=self.support.stop, interrupted=self.give_up
        )

    def give_up(self) -> None:
        """Stop waiting for the other side."""
        self._connecting.given_up.set()


def _open_row(error: StoreError) -> HelpdeskError:
    """What it means that a row can't be closed."""
    return HelpdeskError(
        msg("The session is over, but the ledger can't be written: {why}", why=error.what),
        safe=msg("Otherwise it is closed at the next start, at its last sign of life."),
        todo=error.todo,
    )
