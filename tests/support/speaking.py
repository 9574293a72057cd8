"""Another language for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from helpdesk import i18n


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything inside in a language."""
    before = i18n._installed.reader
    i18n.install(language)
    try:
        yield
    finally:
        i18n._installed.reader = before
