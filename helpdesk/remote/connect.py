"""Connecting to a system over SSH, through its jump hosts. paramiko is loaded for the first connection.

Clause: G4, B4, B6, D6.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpdesk.domain.hosts import display_host
from helpdesk.domain.messages import msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import Ended, HostKey, System
from helpdesk.remote.asking import Asking, ConnectFailed, KnownKeys, Reached, Route
from helpdesk.remote.line import Line
from helpdesk.remote.reach import open_socket, true_peer
from helpdesk.remote.steps import Step, TimeLimits

if TYPE_CHECKING:
    from helpdesk.remote.transport import Transport

_REFUSED_BY_POLICY = 1
"""The answer of a jump host that forwards nothing; other numbers are about the host behind it."""


@dataclass(frozen=True, slots=True)
class Errand:
    """The context of a connection: whom to ask and tell, in the calling thread, and how long each step may take.

    `known` gives the trusted keys of a host and port, and `trusted` is told of a key that the technician now trusts.
    `reached` is told of each hop before anything is sent to it. `asking` answers questions, is told of the steps, and
    can stop it at any moment. `vault` is the KeePass file, for systems whose password is in it.
    """

    known: KnownKeys
    trusted: Callable[[HostKey], None]
    reached: Callable[[Reached], None]
    asking: Asking
    limits: TimeLimits = field(default_factory=TimeLimits)
    vault: Path | None = None


class Connection:
    """Signed in to a system. It ends with `close`, or with the line of its terminal."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._hops: list[Transport] = []
        self.reached: tuple[Reached, ...] = ()
        """Each hop, in order, and where it turned out to be."""
        self.banner = ""
        """What the system says to whoever signs in; untrusted text made visible, lines kept."""

    def terminal(self, term: str, columns: int, rows: int) -> Line:
        """A shell in a pseudo-terminal on the system.

        Args:
            term: the kind of terminal here, such as `xterm-256color`.
            columns: its width.
            rows: its height.

        Raises:
            ConnectFailed: the system gives none; the connection is then closed.
        """
        from helpdesk.remote.channel import SshLine, open_terminal

        last = self._hops[-1]
        errand = self._errand
        step = Step(errand.asking, msg("Opening a terminal…"), errand.limits.terminal, _no_terminal_yet)
        try:
            channel = self._try(step, last.open_session)
            self._try(step, lambda: open_terminal(channel, term, columns, rows))
        except BaseException:
            self.close()
            raise
        return SshLine(channel, last, self.close)

    def close(self) -> None:
        """Hang up, at once and in any state."""
        for transport in reversed(self._hops):
            transport.hang_up()

    def _try(self, step: Step, work: Callable[[], Any]) -> Any:
        import paramiko

        from helpdesk.remote.handshake import hung_up

        try:
            return step.run(work)
        except (paramiko.SSHException, OSError, EOFError):
            if not self._hops[-1].is_active():
                raise hung_up() from None
            raise ConnectFailed(
                Ended.FAILED,
                msg("The system gives this user no terminal."),
                todo=msg("Check what this user may do there."),
            ) from None

    def go_to(self, system: System) -> None:
        """Go one hop further: reach it, verify its identity, and sign in. Raises `ConnectFailed`."""
        from helpdesk.remote.handshake import shake_hands
        from helpdesk.remote.sign_in import SigningIn, sign_in_late

        errand = self._errand
        sock = self._forwarded(system) if self._hops else open_socket(system, errand.asking, errand.limits)
        try:
            here = Reached(system, system.host if self._hops else true_peer(sock), not self._hops)
            self.reached = (*self.reached, here)
            errand.reached(here)
        except BaseException:
            sock.close()
            raise
        transport = shake_hands(sock, system, errand)
        self._hops.append(transport)
        what = msg("Signing in to {host}…", host=display_host(system.host))
        step = Step(errand.asking, what, errand.limits.sign_in, sign_in_late)
        signing_in = SigningIn(transport, system, step, errand.vault)
        signing_in.sign_in()
        transport.keep_watch()
        self.banner = signing_in.banner

    def _forwarded(self, system: System) -> Any:
        """A channel through the last hop to the next one."""
        import paramiko

        from helpdesk.remote.handshake import hung_up

        jump = self._hops[-1]
        step = Step(
            self._errand.asking,
            msg("Connecting to {host} through the jump host…", host=display_host(system.host)),
            self._errand.limits.connect,
            _unreachable_from_jump,
        )
        target = (system.host, system.port)
        try:
            return step.run(lambda: jump.open_channel("direct-tcpip", target, ("127.0.0.1", 0)))
        except paramiko.ChannelException as error:
            raise (
                _jump_refuses() if error.code == _REFUSED_BY_POLICY else _unreachable_from_jump()
            ) from None
        except (paramiko.SSHException, OSError, EOFError):
            raise hung_up() from None


def connect(route: Route, errand: Errand) -> Connection:
    """Connect to the last hop of a route, signing in at each. Blocks, so call it in a thread.

    Raises:
        ConnectFailed: it failed, or the technician gave up. Nothing is left open.
    """
    connection = Connection(errand)
    for number, system in enumerate(route.hops, 1):
        try:
            connection.go_to(system)
        except ConnectFailed as failed:
            connection.close()
            if number < len(route.hops) and failed.safe is None:
                failed.safe = msg("It went wrong at the jump host, {host}.", host=display_host(system.host))
            raise
        except BaseException:
            connection.close()
            raise
    return connection


def _no_terminal_yet() -> ConnectFailed:
    return ConnectFailed(
        Ended.TIMED_OUT,
        msg("You are signed in, but the system opens no terminal."),
        todo=msg("It may be busy or its disk full: try again, or go there another way."),
    )


def _unreachable_from_jump() -> ConnectFailed:
    return ConnectFailed(
        Ended.UNREACHABLE,
        msg("The jump host can't reach the system."),
        todo=msg("Check the host and port of the system, as seen from the jump host."),
    )


def _jump_refuses() -> ConnectFailed:
    return ConnectFailed(
        Ended.UNREACHABLE,
        msg("The jump host does not let us through."),
        todo=msg("It must allow this user to forward connections (AllowTcpForwarding)."),
    )
