"""Paths as people type them."""

from __future__ import annotations

import os
from pathlib import Path


def typed_path(text: str) -> Path:
    """The typed path with `~` expanded; for an unknown user it stays as it is, as in a shell."""
    try:
        return Path(os.path.expanduser(text))  # noqa: PTH111  # Path raises for somebody who is not there
    except ValueError:  # no user name has a null in it
        return Path(text)
