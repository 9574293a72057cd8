"""Which attachments can be read as text, and how: no document is opened, no program is run. Clause: D9."""

from __future__ import annotations

import codecs

MOST_TEXT = 1_000_000
"""The largest attachment that is read, in bytes; a longer one counts as unreadable."""

_TEXT_TYPES = frozenset(
    {"text/plain", "text/csv", "text/tab-separated-values", "text/markdown", "text/x-log", "application/csv"}
)
_TEXT_ENDINGS = (".txt", ".csv", ".tsv", ".md", ".log")
_UNSAID = frozenset({"", "application/octet-stream", "application/vnd.ms-excel"})
"""What mail programs call a file of unknown contents; some call every CSV file a spreadsheet."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def is_text(name: str, media_type: str, size: int) -> bool:
    """Whether an attachment is a text short enough to be searched; `size` in bytes."""
    kind = media_type.partition(";")[0].strip().lower()
    named = kind in _UNSAID and name.lower().endswith(_TEXT_ENDINGS)
    return size <= MOST_TEXT and (kind in _TEXT_TYPES or named)


def text_of(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 by its byte order mark, else Windows-1252. It never fails."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
