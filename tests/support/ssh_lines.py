"""A line between a client and a server that can be stalled, cut or slowed down.

    with Line(server.port, hold="banner") as line:
        connect to line.port: the server's banner comes through, and then nothing any more

Works in front of any server, and counts the server's packets until these are encrypted.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from types import TracebackType

NOTHING, BANNER, KEX_INIT, KEY_EXCHANGE = "nothing", "banner", "kex-init", "key-exchange"
"""How far the server may get: not even its banner, only that, its algorithms too, everything before encryption."""

_PACKETS = {KEX_INIT: 1, KEY_EXCHANGE: 3}


class Line:
    """Forwards connections to `target` on loopback.

    Args:
        target: the port of the server.
        host: the address of both ends, `127.0.0.1` or `::1`.
        hold: the part of the server's greeting after which nothing comes through; `""` never.
        close: the same, and then the connection is closed.
    """

    def __init__(self, target: int, *, host: str = "127.0.0.1", hold: str = "", close: str = "") -> None:
        self._target = (host, target)
        self._stop_after, self._close = hold or close, bool(close)
        self._frozen = threading.Event()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._ended = False
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self.port: int = self._listener.getsockname()[1]
        self.from_client = 0
        """The bytes that the client sent."""
        self.last_from_client = time.monotonic()

    def __enter__(self) -> Line:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        self._listener.close()
        self.cut()

    def freeze(self) -> None:
        """Let nothing through in either direction, without telling anybody: a broken line."""
        self._frozen.set()

    def thaw(self) -> None:
        """Let the stalled data through after all."""
        self._frozen.clear()

    def cut(self) -> None:
        """Both sides see the connection reset."""
        for pair in self._pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def _accept(self) -> None:
        while not self._ended:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
            except OSError:
                return
            self._pairs.append((client, server))
            threading.Thread(target=self._forward, args=(client, server), daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        gate = _Gate(self._stop_after)
        with contextlib.suppress(OSError, ValueError), client, server:
            while not self._ended:
                if self._frozen.is_set():
                    time.sleep(0.01)
                    continue
                for end in select.select([client, server], [], [], 0.02)[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    if end is client:
                        self.from_client += len(data)
                        self.last_from_client = time.monotonic()
                        server.sendall(data)
                    elif passed := gate.let_through(data):
                        client.sendall(passed)
                if gate.shut and self._close:
                    return


class _Gate:
    """Lets the beginning of a server's output through, up to a given part."""

    def __init__(self, stop_after: str) -> None:
        self._stop_after = stop_after
        self._held = b""
        self._banner_seen = False
        self._packets = 0
        self.shut = stop_after == NOTHING

    def let_through(self, data: bytes) -> bytes:
        if not self._stop_after:
            return data
        self._held += data
        passed = b""
        while not self.shut and (length := self._part()):
            passed, self._held = passed + self._held[:length], self._held[length:]
            if not self._banner_seen:
                self._banner_seen = True
                self.shut = self._stop_after == BANNER
            else:
                self._packets += 1
                self.shut = self._packets == _PACKETS[self._stop_after]
        return passed

    def _part(self) -> int:
        """The length of the next complete part, 0 while it is incomplete."""
        if not self._banner_seen:
            return self._held.find(b"\n") + 1
        length = 4 + int.from_bytes(self._held[:4], "big")
        return length if 4 < length <= len(self._held) else 0
