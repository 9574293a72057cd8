"""Completes the path of a file while it is typed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual.suggester import Suggester

from helpdesk.domain.paths import typed_path

MOST = 5_000
"""Entries of a folder that are looked at."""


class PathSuggester(Suggester):
    """Suggests the first folder, or file with one of some endings, that begins with what was typed."""

    def __init__(self, *endings: str) -> None:
        """Make one of endings such as `.csv`; without any it suggests folders alone."""
        super().__init__(use_cache=False, case_sensitive=True)
        self._endings = endings

    async def get_suggestion(self, value: str) -> str | None:
        """What was typed with the rest of a name, or `None`."""
        return await asyncio.to_thread(_completed, value, self._endings) if value else None


def as_path(typed: str) -> Path:
    """A path as people type or drop it: with `~`, in quotes, with escaped spaces."""
    text = typed.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return typed_path(text[1:-1])
    path = typed_path(text)
    return path if path.exists() else typed_path(text.replace("\\ ", " "))


def _completed(value: str, endings: tuple[str, ...]) -> str | None:
    folder, slash, begun = value.rpartition("/")
    try:
        names = []
        for place, entry in enumerate(typed_path(f"{folder}{slash}" or ".").iterdir()):
            if place >= MOST:
                break
            if entry.name.startswith(begun) and (begun or not entry.name.startswith(".")):
                if entry.is_dir():
                    names.append(f"{entry.name}/")
                elif entry.suffix.lower() in endings:
                    names.append(entry.name)
    except OSError:
        return None
    return f"{folder}{slash}{min(names)}" if names else None
