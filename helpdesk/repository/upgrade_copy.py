"""The copy of an embedded store that is made before its schema is upgraded.

If the new version does not work out, the older program and this copy are the way back. It has everything the store
had, so it must not outlive what is forgotten since: it is removed at the first start `KEPT` after it was made, and
before that with every erasure. A server has none: its backups are up to whoever runs it.

Clause: P3, R4; GDPR art. 17.
"""

from __future__ import annotations

import os
import shutil
import time
from datetime import timedelta
from glob import escape
from pathlib import Path

from helpdesk.domain.errors import StoreError
from helpdesk.domain.messages import msg
from helpdesk.domain.os_faults import why_not

KEPT = timedelta(days=7)
"""How long a copy is kept if nothing is erased."""


def make(file: Path, schema: str) -> Path:
    """Copy the file of a store that nobody is writing to, completely or not at all, for its owner only.

    Errors: `StoreError` without room or permission to write.
    """
    copy = file.with_name(f"{file.stem}.{schema}.backup")
    part = copy.with_name(f"{copy.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        shutil.copyfile(file, part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(copy)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(
            msg(
                "The store has to be upgraded, but no copy of it could be made first ({reason}).",
                reason=why_not(error),
            ),
            safe=msg("Nothing was changed."),
            todo=msg("Make room on the disk, or check the permissions on the folder, and start again."),
        ) from None
    return copy


def sweep(file: Path, older_than: timedelta = timedelta()) -> None:
    """Remove copies of a store that are at least this old, complete or not.

    Errors: `StoreError` if one can't be removed.
    """
    for copy in file.parent.glob(f"{escape(file.stem)}.*.backup*"):
        try:
            if time.time() - copy.stat().st_mtime >= older_than.total_seconds():
                copy.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                msg(
                    "The copy from before the last upgrade can't be removed: {path} ({reason})",
                    path=str(copy),
                    reason=why_not(error),
                ),
                safe=msg("The store itself is fine."),
                todo=msg("Remove this file by hand: it may hold data that has been erased since."),
            ) from None
