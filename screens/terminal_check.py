"""Can this terminal show the console? Asked before the first byte is drawn, and before Textual is imported.

Textual draws on standard error and reads standard input, so both must be a terminal; it speaks UTF-8 on both,
whatever the locale says.
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Mapping
from typing import TextIO

from helpdesk.domain.messages import Message, msg

DUMB = ("dumb", "unknown")
SMALLEST = (60, 15)
"""Columns and rows below which only the size that is needed is shown."""


def unusable(
    stdin: TextIO | None = sys.__stdin__,
    stderr: TextIO | None = sys.__stderr__,
    environ: Mapping[str, str] = os.environ,
) -> Message | None:
    """Why the console can't be shown here and what to do instead, or `None` where it can."""
    if stdin is None or not stdin.isatty():
        return msg(
            "The console needs a keyboard: standard input is not a terminal. In a script, use the commands; "
            "see helpdesk --help."
        )
    if stderr is None or not stderr.isatty():
        return msg(
            "The console is drawn on standard error, which is not a terminal. In a script, use the "
            "commands; see helpdesk --help."
        )
    if environ.get("TERM", "") in DUMB:
        return msg(
            "This terminal (TERM={term}) can't place text on the screen. "
            "Use another terminal, or the commands; see helpdesk --help.",
            term=environ.get("TERM", ""),
        )
    if not _speaks_utf8(stderr):
        return msg(
            "The console needs a UTF-8 locale and this one is {encoding}. Try: LC_ALL=C.UTF-8 helpdesk",
            encoding=stderr.encoding,
        )
    return None


def _speaks_utf8(stream: TextIO) -> bool:
    try:
        return codecs.lookup(stream.encoding).name == "utf-8"
    except LookupError:
        return False


def too_small(width: int, height: int) -> bool:
    """Whether a window of so many columns and rows is too small to work in."""
    return width < SMALLEST[0] or height < SMALLEST[1]
