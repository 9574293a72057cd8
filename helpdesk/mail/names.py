"""Names of files that came with a mail, made safe to write: a bare name that no system reads as anything else.

Clause: P1.
"""

from __future__ import annotations

import re

from helpdesk.domain import ticket_values

_FORBIDDEN = re.compile(r'[<>"|?*]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
_ENDINGS = {
    "application/ms-tnef": ".dat",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
}


def file_name(asked: str, media_type: str, number: int) -> str:
    """The last part of what the sender called a file, without what is invisible, hidden or a device; never empty.

    Args:
        asked: any text; a path in the way of any system, `""`.
        media_type: what the file is, for a name where none is left.
        number: which attachment of its mail it is, from 1.
    """
    name = _FORBIDDEN.sub("_", ticket_values.file_name(asked[-4_000:]))
    if not name:
        return f"attachment-{number}{_ENDINGS.get(media_type, '')}"
    return f"_{name}" if _DEVICE.match(name) else name
