"""Paths as people type them."""

from __future__ import annotations

import os
from pathlib import Path


def typed_path(text: str) -> Path:
    """The path that was typed, with `~` filled in; of somebody who is not there it stays as it is, as in a shell."""
    try:
        return Path(os.path.expanduser(text))  # noqa: PTH111  # Path raises for somebody who is not there
    except ValueError:  # nobody has a name with a null in it
        return Path(text)
