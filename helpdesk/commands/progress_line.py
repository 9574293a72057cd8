"""One line on standard error that says how far a long job is, where somebody looks on."""

from __future__ import annotations

import sys


class ProgressLine:
    """A line that is written over and over. Into a file or a pipe nothing is written."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._width = 0

    def write(self, text: str) -> None:
        """Say this in the place of what was said before."""
        if self._shown:
            sys.stderr.write(f"\r{text:<{self._width}}")
            sys.stderr.flush()
            self._width = len(text)

    def clear(self) -> None:
        """Take the line away."""
        if self._width:
            sys.stderr.write(f"\r{'':<{self._width}}\r")
