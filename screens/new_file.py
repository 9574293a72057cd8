"""A file that the console writes: a new one, for its owner alone. Clause: P1, P4."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import msg


def write_new(name: str, fill: Callable[[BinaryIO], object]) -> None:
    """Have `fill` write a new file that only its owner can read. It blocks: call it in a thread.

    Errors: `HelpdeskError`, also for a file that is there already; no file is left then.
    """
    file = Path(name).expanduser()
    try:
        with open(file, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            try:
                fill(out)
            except BaseException:
                file.unlink(missing_ok=True)
                raise
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or type(error).__name__
        raise HelpdeskError(
            msg("The file can't be written: {problem}.", problem=problem),
            todo=msg("Choose another name; a file that is there is never written over."),
        ) from error
