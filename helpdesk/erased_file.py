"""The file beside the store that remembers who was erased, so that no backup brings them back. Clause: R4."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


class ErasedFile:
    """The random ids of everybody who was erased, one per line, readable by this account only.

    For somebody without a file it has the numbers of the removed tickets and letters, each with its moment.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> frozenset[str]:
        """All of them. `helpdesk doctor` erases again whoever a backup brought back."""
        return frozenset(self._path.read_text("ascii").split()) if self._path.exists() else frozenset()

    def add(self, subjects: Iterable[str]) -> None:
        """Record that these are gone for good."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="ascii") as lines:
            lines.writelines(f"{subject}\n" for subject in subjects)
