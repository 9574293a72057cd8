"""Names of files that came with a mail, made safe to write: a bare name that no system reads as anything else.

Clause: P1.
"""

from __future__ import annotations

import re

from helpdesk.domain.contact import clean

LONGEST_NAME = 120
LONGEST_SUFFIX = 12

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
_SUFFIXES = {
    "application/msword": ".doc",
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
    "text/x-vcard": ".vcf",
}


def file_name(asked: str, media_type: str, number: int) -> str:
    """The last part of what the sender called a file, without what is invisible, hidden or a device.

    Args:
        asked: any text; a path in the way of any system, `""`.
        media_type: what the file is, for a name where none is left.
        number: which attachment of its mail it is, from 1.
    """
    bare = re.split(r"[/\\]", asked[-4_000:])[-1]
    name = _FORBIDDEN.sub("_", clean(bare)).strip(". ")
    if not name:
        return f"attachment-{number}{_SUFFIXES.get(media_type, '')}"
    if _DEVICE.match(name):
        name = f"_{name}"
    stem, dot, suffix = name.rpartition(".")
    if len(name) <= LONGEST_NAME:
        return name
    if not dot or len(suffix) > LONGEST_SUFFIX:
        return name[:LONGEST_NAME].strip(". ")
    return f"{stem[: LONGEST_NAME - len(suffix) - 1].strip()}.{suffix}"
