"""Messages are kept as they are, to be told in whatever language they are read in."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from helpdesk.domain.messages import kept_words, msg, packed, unpacked


def test_a_message_that_was_kept_is_as_it_was() -> None:
    inner = msg("until {day}", day=date(2026, 5, 4))
    moment = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    whole = msg(
        "{what}, {count} times since {moment}, says {who}", what=inner, count=3, moment=moment, who='[["'
    )
    assert unpacked(packed([whole, inner])) == (whole, inner)
    assert kept_words(packed([whole])) == whole
    assert (packed([]), unpacked("")) == ("", ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "connection lost",
        '[["',
        '[["a"]]',
        '[["a", []]]',
        '[["a", {}], ["b", {}]]',
        '[["a", {}], 1]',
        '[["a", 1]]',
    ],
)
def test_text_that_only_looks_like_a_message_stays_as_it_is(text: str) -> None:
    """Clause: P1. The other side of a session may say anything."""
    assert kept_words(text) == text
