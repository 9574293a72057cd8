"""Paths as people type them."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.domain.paths import typed_path


@pytest.mark.parametrize("typed", ["~nobody-is-called-so/a.pdf", "~\0/a.pdf", "a\0.pdf"])
def test_a_home_of_nobody_stays_as_it_was_typed(typed: str) -> None:
    """What it can't be is said where a file is made of it."""
    assert typed_path(typed) == Path(typed)
