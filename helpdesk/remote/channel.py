"""A terminal on the other side, as a `Line`. Loads paramiko."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic

import paramiko
from paramiko.common import cMSG_CHANNEL_REQUEST
from paramiko.message import Message as Packet

from helpdesk.remote.transport import Transport

STATUS_WAIT = 2.0
"""How many seconds an exit status may come after the last output."""
POLITE = 0.3
"""Seconds to send a goodbye in; a broken line accepts none."""

_ERASE, _UTF8, _IN_SPEED, _OUT_SPEED = 3, 42, 128, 129
_MODES = ((_ERASE, 0x7F), (_UTF8, 1), (_IN_SPEED, 38400), (_OUT_SPEED, 38400))


def open_terminal(channel: paramiko.Channel, term: str, columns: int, rows: int) -> None:
    """Request a pseudo-terminal and a shell in it. Blocks until the other side has answered or hung up.

    paramiko's own request does not say that we use UTF-8 and that backspace is DEL, so backspace would delete bytes
    instead of characters on the other side.

    Raises:
        paramiko.SSHException: the other side refuses.
    """
    channel.set_combine_stderr(True)
    packet = Packet()
    packet.add_byte(cMSG_CHANNEL_REQUEST)
    packet.add_int(channel.remote_chanid)
    packet.add_string("pty-req")
    packet.add_boolean(True)
    packet.add_string(term)
    for number in (columns, rows, 0, 0):
        packet.add_int(number)
    packet.add_string(b"".join(bytes([code]) + value.to_bytes(4, "big") for code, value in _MODES) + b"\0")
    channel._event_pending()  # type: ignore[attr-defined]  # as `get_pty` does; the stubs leave it out
    channel.get_transport()._send_user_message(packet)  # type: ignore[attr-defined]  # private
    channel._wait_for_event()  # type: ignore[attr-defined]  # private
    channel.invoke_shell()


class SshLine:
    """The `Line` of an SSH session.

    Args:
        channel: with a shell on the other side.
        transport: the connection to the system itself, not to a jump host.
        hang_up: ends the whole connection.
    """

    def __init__(self, channel: paramiko.Channel, transport: Transport, hang_up: Callable[[], None]) -> None:
        self._channel, self._transport, self._hang_up = channel, transport, hang_up

    def fileno(self) -> int:
        """See `Line.fileno`."""
        return self._channel.fileno()

    def recv(self, size: int) -> bytes:
        """See `Line.recv`."""
        with _as_os_errors():
            data = self._channel.recv(size)
        if not data and self._broken:
            raise ConnectionResetError("the line broke")
        return data

    def send(self, data: bytes) -> int:
        """See `Line.send`."""
        with _as_os_errors():
            sent = self._channel.send(data)
        if not sent:
            raise ConnectionResetError("the line is closed")
        return sent

    def resize(self, columns: int, rows: int) -> None:
        """See `Line.resize`."""
        with _as_os_errors():
            self._channel.resize_pty(columns, rows)

    def quiet(self) -> float:
        """See `Line.quiet`."""
        return monotonic() - self._transport.watch.heard

    @property
    def alive(self) -> bool:
        """See `Line.alive`."""
        return self._transport.is_active() and not self._transport.watch.ended

    @property
    def exit_status(self) -> int | None:
        """See `Line.exit_status`; it may come a moment after the last output."""
        if self.alive:
            self._channel.status_event.wait(STATUS_WAIT)
        return self._channel.exit_status if self._channel.exit_status >= 0 else None

    def close(self) -> None:
        """See `Line.close`: says goodbye if anybody is listening."""
        if self.alive:
            goodbye = Thread(target=self._say_goodbye, name="ssh-goodbye", daemon=True)
            goodbye.start()
            goodbye.join(POLITE)
        self._hang_up()
        self._channel.close()

    def _say_goodbye(self) -> None:
        with _quietly():
            self._channel.close()

    @property
    def _broken(self) -> bool:
        """Whether the output ended without a goodbye from the other side."""
        ended = bool(self._channel.eof_received) or self._channel.exit_status >= 0
        return not ended and self._transport.watch.ended


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """Errors of paramiko about a broken line, as a socket would raise them."""
    try:
        yield
    except (EOFError, paramiko.SSHException):
        raise ConnectionResetError("the line broke") from None


@contextmanager
def _quietly() -> Iterator[None]:
    try:
        yield
    except (EOFError, OSError, paramiko.SSHException):
        return
