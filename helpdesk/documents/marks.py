"""The mark that replaces removed text. Clause: D9."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from helpdesk.domain.messages import msg
from helpdesk.domain.unsolicited import kind_words
from helpdesk.i18n import reader


def mark_in(language: str) -> Callable[[Sequence[str]], str]:
    """Makes `[removed: BSN]` from kinds, in one language.

    That is the company's own. A mark is stored in the text, once, for everybody who reads it later, also in another
    console or in a copy for the customer; their language is not known when it is written.
    """
    speaker = reader(language)
    return lambda kinds: speaker.tell(msg("[removed: {kinds}]", kinds=tuple(map(kind_words, kinds))))
