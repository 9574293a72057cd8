"""One line on standard error that shows the progress of a long job, on a terminal."""

from __future__ import annotations

import sys


class ProgressLine:
    """A line that is overwritten again and again. Nothing is written to a file or pipe."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._width = 0

    def write(self, text: str) -> None:
        """Replace what the line said."""
        if self._shown:
            sys.stderr.write(f"\r{text:<{self._width}}")
            sys.stderr.flush()
            self._width = len(text)

    def clear(self) -> None:
        """Remove the line."""
        if self._width:
            sys.stderr.write(f"\r{'':<{self._width}}\r")
