"""paramiko's transport, made strict, silent, and quick to notice that nobody is there any more.

This is the only module that uses paramiko's internals, and it loads paramiko: import it late. Clause: B4 (strong
algorithms only), B6 (nothing of it in a log or on the screen).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from queue import SimpleQueue
from threading import Event
from time import monotonic
from typing import Any, cast

import paramiko
from paramiko.auth_handler import AuthHandler
from paramiko.common import cMSG_GLOBAL_REQUEST, cMSG_USERAUTH_INFO_RESPONSE
from paramiko.message import Message as Packet

CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr")
DIGESTS = (
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha2-256",
    "hmac-sha2-512",
)
SIGNATURES = {
    "ssh-ed25519": ("ssh-ed25519",),
    "ecdsa-sha2-nistp256": ("ecdsa-sha2-nistp256",),
    "ecdsa-sha2-nistp384": ("ecdsa-sha2-nistp384",),
    "ecdsa-sha2-nistp521": ("ecdsa-sha2-nistp521",),
    "ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256"),
}
"""The accepted signatures for each kind of host key. None is SHA-1."""

MOST_PROMPTS = 16
"""More than any server asks at once; a count of four billion is not believed."""

# By default, paramiko's thread prints the traceback of a broken connection over the screen.
_log = logging.getLogger("paramiko")
_log.addHandler(logging.NullHandler())
_log.setLevel(logging.CRITICAL + 1)
_log.propagate = False


class LineSilent(ConnectionResetError):
    """Nothing came back for too long."""


class Watch:
    """A socket, or a channel through a jump host, that notices when nothing comes back.

    Args:
        sock: what is wrapped; paramiko reads and writes it with a short time-out, and checks its state at each.
        keepalive: seconds of silence after which the other side is asked for a sign of life.
        silence: seconds of silence after which the line counts as broken.
    """

    def __init__(self, sock: Any, keepalive: float, silence: float) -> None:
        self._sock = sock
        self._keepalive, self._silence = keepalive, silence
        self._asked = 0.0
        self._send_waits = False
        self.ask: Callable[[], None] | None = None
        """Asks for a sign of life; while it is `None`, silence is never too long."""
        self.heard = monotonic()
        """When something last came from the other side."""
        self.received = 0
        self.ended = False
        """Whether the other side is gone: it closed the connection, broke it, or fell silent."""

    def arm(self, ask: Callable[[], None]) -> None:
        """From now on, check for silence."""
        self.heard = self._asked = monotonic()
        self.ask = ask

    def recv(self, size: int) -> bytes:
        """Like a socket's; silence is noticed at a time-out."""
        try:
            data: bytes = self._sock.recv(size)
        except TimeoutError:
            self._look_around()
            raise
        except OSError:
            self.ended = True
            raise
        self.heard = monotonic()
        self.received += len(data)
        self.ended = self.ended or not data
        return data

    def send(self, data: bytes) -> int:
        """Like a socket's; nothing else is sent while it waits, or the packet would be torn."""
        try:
            sent: int = self._sock.send(data)
        except TimeoutError:
            self._send_waits = True
            self._end_if_silent()
            raise
        except OSError:
            self.ended = True
            raise
        self._send_waits = False
        return sent

    def _look_around(self) -> None:
        self._end_if_silent()
        now = monotonic()
        if self.ask and not self._send_waits and now - max(self.heard, self._asked) >= self._keepalive:
            self._asked = now
            self.ask()

    def _end_if_silent(self) -> None:
        if self.ask and monotonic() - self.heard >= self._silence:
            self.ended = True
            raise LineSilent(0, "nothing came back")

    def settimeout(self, seconds: float | None) -> None:
        """Like a socket's."""
        self._sock.settimeout(seconds)

    def close(self) -> None:
        """Like a socket's."""
        self._sock.close()

    @property
    def _closed(self) -> bool:
        return bool(self._sock._closed)


class Transport(paramiko.Transport):
    """One hop's connection, with strong algorithms only.

    Args:
        watch: the socket.
        known: the kinds of keys by which the host is known; these are asked for first, so that a host with several
            keys shows the one that can be compared.
    """

    def __init__(self, watch: Watch, known: Iterable[str] = ()) -> None:
        # Our own steps have their own time limits; paramiko's only have to be longer.
        super().__init__(cast(Any, watch))
        self.banner_timeout = self.handshake_timeout = self.channel_timeout = 3600
        self.watch = watch
        self.service_granted = False
        self.offered: dict[str, list[str]] = {}
        """The algorithms of the other side, by paramiko's names for the lists."""
        options = self.get_security_options()
        options.ciphers, options.digests = CIPHERS, DIGESTS
        first = [kind for kind in SIGNATURES if kind in set(known)]
        kinds = first + [kind for kind in SIGNATURES if kind not in first]
        options.key_types = tuple(name for kind in kinds for name in SIGNATURES[kind])

    @property
    def preferred_keys(self) -> tuple[str, ...]:
        """Host keys that are asked for: no certificates, which nobody would check."""
        return tuple(self.get_security_options().key_types)

    def run(self) -> None:
        """The thread. Whatever ends it goes to `get_exception`, not to the screen."""
        try:
            super().run()
        except Exception as error:  # a fault in paramiko's own cleanup
            self.saved_exception = error
            self.active = False
        finally:
            # Its timer would delay the end of the program.
            self.packetizer.complete_handshake()

    def keep_watch(self) -> None:
        """From now on, keep the line alive and notice when it breaks."""
        self.watch.arm(self._ask_for_life)

    def _ask_for_life(self) -> None:
        """Ask for an answer as OpenSSH does: any answer will do. paramiko's own keep-alives ask for none."""
        if not self.clear_to_send.is_set():
            return  # nothing else may be sent during a key exchange; silence is noticed all the same
        packet = Packet()
        packet.add_byte(cMSG_GLOBAL_REQUEST)
        packet.add_string("keepalive@openssh.com")
        packet.add_boolean(True)
        self._send_message(packet)  # type: ignore[attr-defined]  # the stubs leave out what is private

    def _really_parse_kex_init(self, packet: Packet, ignore_first_byte: bool = False) -> dict[str, Any]:
        parsed: dict[str, Any] = super()._really_parse_kex_init(  # type: ignore[misc]  # private
            packet, ignore_first_byte
        )
        self.offered = {name: list(value) for name, value in parsed.items() if isinstance(value, list)}
        return parsed

    def hang_up(self) -> None:
        """End the connection at once."""
        self.packetizer.complete_handshake()
        self.close()
        self.watch.close()


class Question:
    """What the other side asks during sign-in (keyboard-interactive); untrusted text, as received."""

    def __init__(self, title: str, instructions: str, prompts: tuple[tuple[str, bool], ...]) -> None:
        self.title, self.instructions, self.prompts = title, instructions, prompts


class Authentication(AuthHandler):
    """One attempt to sign in. Questions wait in a queue for the thread that signs in, not in the transport's."""

    def __init__(self, transport: Transport) -> None:
        super().__init__(transport)
        self._ours = transport
        self.done = Event()
        self.questions: SimpleQueue[Question] = SimpleQueue()
        self.must_change = False
        """The password is right, but must be changed first."""
        transport.auth_handler = self

    def answer(self, answers: Iterable[str]) -> None:
        """Answer a question."""
        given = tuple(answers)
        packet = Packet()
        packet.add_byte(cMSG_USERAUTH_INFO_RESPONSE)
        packet.add_int(len(given))
        for each in given:
            packet.add_string(each)
        self._ours._send_message(packet)  # type: ignore[attr-defined]  # private

    def forget(self) -> None:
        """Forget the secrets. Clause: B6."""
        self.password = self.private_key = None

    def _request_auth(self) -> None:
        """Ask for the service once per connection: some appliances hang up at the second time."""
        if not self._ours.service_granted:
            super()._request_auth()  # type: ignore[misc]  # private
            return
        granted = Packet()
        granted.add_string("ssh-userauth")
        granted.rewind()
        self._parse_service_accept(granted)

    def _parse_service_accept(self, packet: Packet) -> None:
        self._ours.service_granted = True
        super()._parse_service_accept(packet)  # type: ignore[misc]  # private

    def _parse_userauth_info_request(self, packet: Packet) -> None:
        if self.auth_method == "password":  # this number means that the password has expired
            self.must_change = True
            self.done.set()
            return
        if self.auth_method != "keyboard-interactive":
            raise paramiko.SSHException("a question that nothing led up to")
        title, instructions, _language = (_text(packet) for _ in range(3))
        count = packet.get_int()
        if count > MOST_PROMPTS:
            raise paramiko.SSHException("more questions than anybody would answer")
        prompts = tuple((_text(packet), packet.get_boolean()) for _ in range(count))
        self.questions.put(Question(title, instructions, prompts))


def _text(packet: Packet) -> str:
    return packet.get_binary().decode("utf-8", "replace")
