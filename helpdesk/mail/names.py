"""Names of mail attachments, made safe to write: bare names that no system reads as anything else.

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
    """The last part of the sender's file name, never invisible, hidden, a device or empty.

    Args:
        asked: any text: a path of any system, or `""`.
        media_type: what the file is, for a name if none is left.
        number: the position among the mail's attachments, from 1.
    """
    name = _FORBIDDEN.sub("_", ticket_values.file_name(asked[-4_000:]))
    if not name:
        return f"attachment-{number}{_ENDINGS.get(media_type, '')}"
    return f"_{name}" if _DEVICE.match(name) else name
