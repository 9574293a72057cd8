"""The mark that replaces removed text, in the language of whoever reads it. Clause: D9."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from helpdesk.domain.kinds import Kind
from helpdesk.domain.marks import MARK
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.unsolicited import OTHER, kind_words
from helpdesk.i18n import LANGUAGES, reader, tell


def say_marks(text: str) -> str:
    """A text with its marks in this reader's words; they are stored in the company's language."""
    return MARK.sub(_told, text) if "[" in text else text


def _told(mark: re.Match[str]) -> str:
    """One mark; one with an unknown kind stays as it is."""
    words = mark[0][:-1].partition(": ")[2].split(", ")
    kinds = tuple(_kinds()[word] for word in words if word in _kinds())
    return tell(msg("[removed: {kinds}]", kinds=kinds)) if len(kinds) == len(words) else mark[0]


@cache
def _kinds() -> Mapping[str, Message]:
    """The kinds of data by their names in each language that a mark may be in."""
    readers = [reader(one) for one in LANGUAGES]
    said = [kind_words(kind) for kind in (*Kind, OTHER)]
    return {one.tell(words): words for words in said for one in readers}
