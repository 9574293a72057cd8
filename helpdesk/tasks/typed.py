"""What somebody types in a case, as it is kept. Clause: B6."""

from __future__ import annotations


def typed(text: str) -> str:
    """The text without what looks like a secret in it: nobody is asked, for what is told of a case needs none. B6."""
    if not text.strip():
        return text
    from helpdesk.domain.secrets import removed, spot  # all that it knows would be read at every start

    return removed(text, spot(text))
