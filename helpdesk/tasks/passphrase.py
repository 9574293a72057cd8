"""The pass phrase around the store's key. Clause: P1, B2."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.domain.audit import AuditEvent

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def change(work: UnitOfWork, key_file: Path, old: str | None, new: str | None) -> None:
    """Wrap the store's key with another pass phrase, or with none, on record; the key itself does not change.

    Errors: `WrongKey`; `Invalid` for an empty one; `StoreError`s if the key file can't be written. Clause: P1.
    """
    from helpdesk.repository import keyfile

    work.audit.record(AuditEvent.KEY_REWRAPPED)
    keyfile.rewrap(key_file, old, new)
