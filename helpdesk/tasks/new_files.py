"""A new file for the technician, such as an attachment, readable by its owner only. Clause: P1, P4."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from helpdesk.documents.new_file import new_file
from helpdesk.domain.paths import typed_path


def write_new(name: str, fill: Callable[[BinaryIO], object]) -> bool:
    """Have `fill` write a new file, and say that it is there; it blocks.

    Errors: those of `new_file`, and then no file is left.
    """
    with new_file(typed_path(name)) as file:
        fill(file)
    return True
