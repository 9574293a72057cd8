"""Bytes of a mail as text. Clause: P1."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from functools import lru_cache

from helpdesk.domain.display import visible
from helpdesk.domain.messages import Message, msg

_TEXT_CODECS = re.compile(
    r"ascii|utf-(?:7|8|8-sig|16(?:-[bl]e)?|32(?:-[bl]e)?)|iso8859-\d{1,2}|cp\d{3,5}|koi8-[rut]|mac-\w+"
    r"|kz1048|ptcp154|tis-620|gb2312|gbk|gb18030|hz|big5(?:hkscs)?|shift_ji\w+|euc_\w+|iso2022_\w+|johab|hp-roman8"
)
"""Text encodings. Python knows others under names that a mail may give, and some of those take minutes."""
_NOT_AS_NAMED = msg("Some letters are not in the encoding that the mail names.")
_NOT_NAMED = msg("Some letters can't be read: the mail does not name their encoding.")
_AS_BROWSERS_DO = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}


def decoded(content: bytes, charset: str) -> tuple[str, Message | None]:
    """The text, and what is wrong with its encoding; undecodable bytes are replaced.

    Args:
        content: any bytes.
        charset: what the mail says they are, `""` for nothing.
    """
    codec = _codec(charset) if charset else "ascii"
    if codec is None:
        fault = msg("The text is in an unknown encoding ({charset}).", charset=shown(charset))
        return _guessed(content), fault
    if codec in ("utf-8", "utf-8-sig", "ascii", "iso8859-1"):
        # Half of everything labelled Latin or not at all is UTF-8, and other text is never valid UTF-8 by chance.
        with suppress(UnicodeDecodeError):
            return content.decode("utf-8-sig"), None
    if codec in ("utf-8", "utf-8-sig"):
        return _guessed(content), _NOT_AS_NAMED
    codec = _AS_BROWSERS_DO.get(codec, codec)
    try:
        return content.decode(codec), None
    except UnicodeError:
        return content.decode(codec, "replace"), _NOT_AS_NAMED if charset else _NOT_NAMED


def clean_line(text: str, longest: int) -> str:
    """One line of untrusted text, shortened, with single spaces and nothing that a terminal would obey."""
    return visible(" ".join(text[:longest].split()))


def shown(text: str) -> str:
    """A short untrusted word in a sentence of ours."""
    return clean_line(text, 40)


@lru_cache(maxsize=256)
def _codec(charset: str) -> str | None:
    """Python's name for a text encoding, `None` if it is not one."""
    try:
        name = codecs.lookup(charset[:40]).name
    except (LookupError, ValueError):
        return None
    return name if _TEXT_CODECS.fullmatch(name) else None


def _guessed(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
