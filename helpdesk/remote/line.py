"""What the terminal needs of a connection: a line to a program on the other side, in a pseudo-terminal there."""

from __future__ import annotations

from typing import Protocol


class Line(Protocol):
    """Bytes there and back. What is said here of an SSH channel holds for any other line (the system's `ssh`).

    `send` and `resize` may wait and are called from a thread of their own; everything else from another one.
    """

    def fileno(self) -> int:
        """A descriptor that `select` finds readable when `recv` would not wait: output is there, or the end."""

    def recv(self, size: int) -> bytes:
        """Output of the other side, at most `size` bytes; `b""` when there will be no more.

        Raises:
            OSError: the line broke.
        """

    def send(self, data: bytes) -> int:
        """Send input; how many bytes of it were taken.

        Waits while the other side takes nothing, for as long as that lasts or until the line is closed.

        Raises:
            OSError: the line broke, or was closed.
        """

    def resize(self, columns: int, rows: int) -> None:
        """Tell the other side the size of our terminal, without waiting for an answer.

        Raises:
            OSError: the line broke, or was closed.
        """

    def quiet(self) -> float:
        """Seconds since anything at all came from the other side.

        Answers to keep-alives count, and so does output that nobody took from here yet.
        """

    @property
    def alive(self) -> bool:
        """Whether the line still stands: false once the connection broke.

        After the other side said goodbye it does not matter.
        """

    @property
    def exit_status(self) -> int | None:
        """The exit status of the program on the other side; `None` where it told none.

        Asked for after `recv` gave `b""`; waits a moment for it, because it may come last.
        """

    def close(self) -> None:
        """Hang up. May be called from any thread and more than once; a `send` that waits is over."""
