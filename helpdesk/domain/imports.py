"""A run of the import, as stored."""

from __future__ import annotations

from datetime import datetime

from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One run: its counts, and where the rejected rows are. `id` is 0 before it is stored."""

    at: datetime
    technician: str
    file_name: str
    imported: int
    unchanged: int
    rejected: int
    rejects_file: str = ""
    id: int = 0
