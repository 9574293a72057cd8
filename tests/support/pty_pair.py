"""The two ends of a pseudo-terminal in this process: one for the code under test, one for a simulated typist."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from types import TracebackType


class PtyPair:
    """A typist at a terminal: types each text once its cue appears.

    Args:
        typed: pairs of a cue and the text to type, in order.
    """

    def __init__(self, *typed: tuple[str, str]) -> None:
        self._master, self.terminal = os.openpty()
        """`terminal` is the descriptor for keyboard and screen."""
        self._typed = list(typed)
        self._seen = bytearray()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> PtyPair:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        os.close(self.terminal)
        os.close(self._master)

    @property
    def seen(self) -> str:
        """Everything that was shown."""
        return self._seen.decode("utf-8", "replace")

    def _run(self) -> None:
        new = bytearray()
        while not self._over.is_set():
            if not select.select([self._master], [], [], 0.02)[0]:
                continue
            with contextlib.suppress(OSError):
                data = os.read(self._master, 65536)
                self._seen += data
                new += data
            if b"\x1b[5n" in new:
                new = bytearray(new.replace(b"\x1b[5n", b""))
                os.write(self._master, b"\x1b[0n")
            if self._typed and self._typed[0][0].encode() in new:
                new.clear()
                os.write(self._master, self._typed.pop(0)[1].encode())
