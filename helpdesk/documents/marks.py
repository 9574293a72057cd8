"""The mark that stands in the place of what was removed. Clause: D9."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from helpdesk.domain.messages import msg
from helpdesk.domain.unsolicited import kind_words
from helpdesk.i18n import reader


def mark_in(language: str) -> Callable[[Sequence[str]], str]:
    """Makes `[removed: BSN]` from kinds, in one language.

    That is the company's own. A mark is stored in the text, once, for all who read it later, also in another console
    or in a copy for the customer; whose language the reader speaks is not known when it is written.
    """
    speaker = reader(language)
    return lambda kinds: speaker.tell(msg("[removed: {kinds}]", kinds=tuple(map(kind_words, kinds))))
