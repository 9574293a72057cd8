"""One remote support session, from the request to the closed row of the ledger. Clause: D6, G4, G6, B4, P2.

The console and the command line both use this. All of it blocks: call it in its own thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError, Refused
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.remote import SSH, Ended, HostKey, Request, Session, TrustedKey
from helpdesk.i18n import _, show_moment
from helpdesk.remote.asking import Asking, ConnectFailed, Prompt, Reached, Route
from helpdesk.tasks import host_keys, sessions
from helpdesk.tasks.sessions import Proposal

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.remote.connect import Connection, Errand
    from helpdesk.remote.line import Line
    from helpdesk.remote.pump import Left
    from helpdesk.remote.recorder import Recorder
    from helpdesk.remote.steps import TimeLimits
    from helpdesk.repository.unit_of_work import UnitOfWork

__all__ = ["Attendant", "ConnectFailed", "Prompt", "Reached", "SupportSession", "begin", "propose", "say_new"]


SIGN_OF_LIFE = 10.0
"""Seconds between signs of life of a session without a terminal."""

Propose = Callable[["UnitOfWork", str, int | None], Proposal]
"""The job that asks the guard and gathers what a session needs."""

Begin = Callable[["UnitOfWork", Request], Session]
"""The job that asks the guard and writes the row."""


class Attendant(Asking, Protocol):
    """The technician while a session is being made: answers questions, and is told where it goes."""

    def reached(self, where: Reached, row: Session, forgotten: tuple[TrustedKey, ...]) -> None:
        """A hop was reached and recorded; nothing was sent to it yet. Clause: D6, G6.

        `forgotten`: earlier keys of this host that are no longer trusted. Clause: B4.
        """


def propose(
    desk: Desk, customer: str, system: int | None = None, *, job: Propose = sessions.propose
) -> Proposal:
    """The values for the question before a session.

    Errors: `FileNotOpen`, `NotFound`, `Refused` (also written as a row). Clause: G4, R5.
    """
    try:
        return desk.do(job, customer, system)
    except Refused as refused:
        desk.do(sessions.refuse, Request(customer, SSH, system, "", ""), refused.decision)
        raise


def begin(desk: Desk, request: Request, *, job: Begin = sessions.begin) -> Session:
    """Ask the guard and write the row. Errors: `Refused` (also written as a row), `Invalid`, `FileNotOpen`."""
    try:
        return desk.do(job, request)
    except Refused as refused:
        desk.do(sessions.refuse, request, refused.decision)
        raise


def say_new(row: Session) -> str:
    """Says that this customer was never reached at this address before; `""` if they were. Clause: G6."""
    if not row.new_address:
        return ""
    return _("! {address} is a new address for this customer.").format(address=visible(row.peer))


def say_forgotten(offered: HostKey, forgotten: tuple[TrustedKey, ...]) -> str:
    """What is known of a host that is no longer trusted, beside the key it shows now; `""` for a new host."""
    if not forgotten:
        return ""
    same = [one for one in forgotten if one.key.key == offered.key]
    last = (same or list(forgotten))[-1]
    text = (
        _("! {who} stopped trusting this key on {when}: {reason}")
        if same
        else _("! It was known by another key, which {who} stopped trusting on {when}: {reason}")
    )
    return text.format(
        who=visible(last.trusted_by), when=show_moment(last.trusted_at), reason=visible(last.reason)
    )


class SupportSession:
    """Use it with `with`: the row is in the ledger before the first byte goes out, and is closed however it ends.

    Call `connect` and then `work`, or `work_with_system_ssh` instead of both. `row` is the ledger's row as it is now.
    Errors on entering: as `begin`; on leaving: `StoreError` if the row can't be closed now (calling `close` again
    closes it with the same outcome, otherwise the next start does).
    """

    row: Session

    def __init__(
        self,
        desk: Desk,
        request: Request,
        attendant: Attendant,
        *,
        job: Begin = sessions.begin,
        limits: TimeLimits | None = None,
    ) -> None:
        self._desk = desk
        self._request = request
        self._attendant = attendant
        self._job = job
        self._limits = limits
        self._connection: Connection | None = None
        self._line: Line | None = None
        self._outcome: tuple[Ended, int | None, Message | str] | None = None
        self._living: Thread | None = None
        self._at_work = Event()
        self._left = Event()
        self._forbidden: Refused | None = None
        self._closed = Event()

    def __enter__(self) -> Self:
        self.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(error)

    def begin(self) -> Session:
        """Write the row. Errors: as this module's `begin`."""
        self.row = begin(self._desk, self._request, job=self._job)
        self._living = Thread(target=self._live, name="sign-of-life", daemon=True)
        self._living.start()
        return self.row

    def close(self, error: BaseException | None = None) -> Session:
        """Hang up, and close the row if it is not closed yet; `error` is what ended it. Repeating it changes nothing.

        Errors: `StoreError`.
        """
        try:
            self._at_the_terminal()
            if self._connection is not None:
                self._connection.close()
            if self.row.ended is None:
                self._outcome = self._outcome or self._judged(error)
                self.row = self._desk.do(sessions.end, self.row.id, *self._outcome)
            return self.row
        finally:
            self._closed.set()

    def _judged(self, error: BaseException | None) -> tuple[Ended, int | None, Message | str]:
        """The outcome of a session that did not end by itself."""
        if isinstance(error, ConnectFailed):
            return error.how, None, error.what
        if self._left.is_set() and self._line is not None:
            return Ended.CONSOLE_ENDED, None, ""
        stopped = error is None or isinstance(error, KeyboardInterrupt)
        return Ended.CANCELLED if stopped else Ended.FAILED, None, ""

    @property
    def left(self) -> bool:
        """Whether the console is being left."""
        return self._left.is_set()

    def stop(self) -> None:
        """End it from another thread because the console is being left."""
        self._left.set()
        if self._connection is not None:
            self._connection.close()

    def leave(self) -> None:
        """The same; returns once the row is closed, or can't be."""
        self.stop()
        self._closed.wait()

    def connect(self, screen: int | None = None) -> None:
        """Connect and sign in; with a `screen` (a descriptor) also get a terminal of its size there.

        Errors: `ConnectFailed`, whose reason is stored in the ledger.
        """
        from helpdesk.remote.connect import connect

        try:
            self._connection = connect(self._route(), self._errand())
        except ConnectFailed as failed:
            if failed.known and failed.offered is not None:
                self._desk.do(host_keys.remember_refused, self.row.id, failed.offered)
            raise
        if screen is not None:
            self._line = self._connection.terminal(_term(), *os.get_terminal_size(screen))

    def tested(self) -> None:
        """Signed in, and that was all: it ended normally."""
        self._outcome = Ended.NORMALLY, None, sessions.TESTED

    def work(self, keyboard: int, screen: int) -> None:
        """Hand over the terminal (file descriptors) until the session ends; `close` then writes its outcome.

        Errors: `ConnectFailed` if the session must be recorded and can't be: nothing was shown or typed then.
        """
        from helpdesk.remote.pump import pump

        if self._line is None or self._connection is None:
            raise RuntimeError("connect(screen) comes first")
        self._at_the_terminal()
        with ExitStack() as recording:
            witness = self._recorder(recording, screen)
            _write(screen, self._heading(_("{escape}. ends it, {escape}? shows more.")))
            if greeting := self._connection.banner:
                _write(screen, greeting)
                if witness is not None:
                    witness.output(greeting.replace("\n", "\r\n").encode() + b"\r\n")
            left = pump(
                self._line,
                keyboard,
                screen,
                help_text=_escape_help(),
                witness=witness,
                sign_of_life=self._sign_of_life,
                stopped=lambda: self._has_to_end,
            )
        self._over(left)

    def work_with_system_ssh(self, keyboard: int, screen: int) -> None:
        """The same with this computer's own `ssh`, for systems too old for ours. Errors: `ConnectFailed`."""
        from helpdesk.remote.system_ssh import run

        self._at_the_terminal()
        with ExitStack() as recording:
            witness = self._recorder(recording, screen)
            _write(screen, self._heading(_("With this computer's own ssh; {escape}. ends it.")))
            left = run(
                self._route(),
                self._errand(),
                keyboard,
                screen,
                term=_term(),
                witness=witness,
                sign_of_life=self._sign_of_life,
                stopped=lambda: self._has_to_end,
            )
        self._over(left)

    def _over(self, left: Left) -> None:
        if self._forbidden is not None:
            self._outcome = Ended.STOPPED, left.exit_status, self._forbidden.what
            return
        hung_up = self._left.is_set() and left.how is Ended.LINE_LOST  # by ourselves
        how = Ended.CONSOLE_ENDED if hung_up else left.how
        self._outcome = how, left.exit_status, left.error.what if left.error else ""

    def _heading(self, how: str) -> str:
        """Printed above the other side's first words: where this is, and how to leave it."""
        where = " ".join(part for part in (self.row.system, self.row.peer) if part)
        recorded = _("It is being recorded.") if self.row.recorded else ""
        said = " ".join(
            part for part in (f"[{visible(where)}]", how.format(escape=_escape()), recorded) if part
        )
        return "\n".join(part for part in (said, say_new(self.row)) if part)

    def _recorder(self, recording: ExitStack, screen: int) -> Recorder | None:
        """A started recorder, if the session is recorded. Errors: `ConnectFailed` if it can't be."""
        if not self.row.recorded:
            return None
        from helpdesk.remote.recorder import Recorder, RecordingFailed

        columns, rows = os.get_terminal_size(screen)
        recorder = Recorder(
            lambda part: self._desk.do(sessions.keep_part, self.row.id, part),
            columns=columns,
            rows=rows,
            term=_term(),
            started=self.row.started,
            required=True,
        )
        try:
            return recording.enter_context(recorder)
        except RecordingFailed as failed:
            raise ConnectFailed(
                Ended.NOT_RECORDED,
                failed.what,
                safe=msg("It has to be recorded, so the session did not start."),
                todo=failed.todo,
            ) from failed

    def _live(self) -> None:
        """Give signs of life until the pump does: connecting may wait for a person, and the terminal for a lock."""
        while not self._at_work.wait(SIGN_OF_LIFE):
            with suppress(HelpdeskError):  # the store is unavailable for a moment: the next one may succeed
                self._sign_of_life()

    def _at_the_terminal(self) -> None:
        """From here on the pump gives the signs of life."""
        self._at_work.set()
        if self._living is not None:
            self._living.join()

    def _sign_of_life(self) -> None:
        """Give a sign of life; a restriction that began meanwhile ends the session. Clause: R5."""
        try:
            self._desk.do(sessions.alive, (self.row.id,))
        except Refused as refused:
            self._forbidden = refused
            if self._connection is not None:
                self._connection.close()

    @property
    def _has_to_end(self) -> bool:
        return self._left.is_set() or self._forbidden is not None

    def _errand(self) -> Errand:
        from helpdesk.remote.connect import Errand
        from helpdesk.remote.steps import TimeLimits

        limits, vault = self._limits or TimeLimits(), self._desk.config.keepass
        return Errand(self._known, self._trusted, self._reached, self._attendant, limits, vault)

    def _route(self) -> Route:
        return self._desk.do(sessions.route, self.row.id)

    def _known(self, host: str, port: int) -> tuple[HostKey, ...]:
        return self._desk.do(host_keys.known, self.row.id, host, port)

    def _trusted(self, key: HostKey) -> None:
        self._desk.do(host_keys.trust, self.row.id, key)

    def _reached(self, where: Reached) -> None:
        self.row = self._desk.do(sessions.reached, self.row.id, where)
        hop = where.system
        forgotten = self._desk.do(host_keys.forgotten, self.row.id, hop.host, hop.port)
        self._attendant.reached(where, self.row, forgotten)


def _term() -> str:
    """The kind of terminal here, as told to the other side."""
    return os.environ.get("TERM") or "xterm"


def _write(screen: int, text: str) -> None:
    """Write lines to a terminal in its normal mode."""
    with open(screen, "w", encoding="utf-8", errors="replace", closefd=False) as out:
        out.write(f"{text}\n")


def _escape() -> str:
    """What to type before `.` and `?`: if the console itself is reached by `ssh`, that takes the first `~`."""
    return "~~" if os.environ.get("SSH_CONNECTION") else "~"


def _escape_help() -> str:
    """What `~?` shows."""
    escape = _escape()
    lines = (
        (f"{escape}.", _("end this session")),
        (escape * 2, _("send a ~ to the other side")),
        (f"{escape}?", _("this")),
    )
    title = _("Keys of helpdesk, at the beginning of a line:")
    return "\n".join((title, *(f"  {keys:4}  {does}" for keys, does in lines)))
