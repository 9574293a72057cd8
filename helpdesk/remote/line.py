"""What the terminal needs of a connection: a line to a program in a pseudo-terminal on the other side."""

from __future__ import annotations

from typing import Protocol


class Line(Protocol):
    """Bytes there and back. What is said here about an SSH channel holds for any other line (the system's `ssh`).

    `send` and `resize` may wait and are called from a thread of their own; everything else from another one.
    """

    def fileno(self) -> int:
        """A descriptor that `select` finds readable when `recv` would not wait: there is output, or the end."""

    def recv(self, size: int) -> bytes:
        """Output of the other side, at most `size` bytes; `b""` when there will be no more.

        Raises:
            OSError: the line broke.
        """

    def send(self, data: bytes) -> int:
        """Send input; returns how many bytes were accepted.

        Waits while the other side accepts nothing, until the line is closed.

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

        Answers to keep-alives count, and so does output that has not been read yet.
        """

    @property
    def alive(self) -> bool:
        """Whether the line still exists: false once the connection broke.

        After a goodbye from the other side it does not matter.
        """

    @property
    def exit_status(self) -> int | None:
        """The exit status of the program on the other side; `None` if it gave none.

        Asked for after `recv` returned `b""`; waits a moment, because it may come last.
        """

    def close(self) -> None:
        """Hang up. May be called from any thread and repeatedly; a waiting `send` ends."""
