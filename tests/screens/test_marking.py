"""What was searched for is marked in what is shown."""

from __future__ import annotations

import pytest

from screens.marking import marked


@pytest.mark.parametrize(
    ("text", "searched", "parts"),
    [
        ("Zoë van der Berg", "zoe", ["Zoë"]),
        ("Zoe\u0301 Berg", "zoé", ["Zoe"]),
        ("Jansen en Jansen", "jan", ["Jan", "Jan"]),
        ("Straße", "SS", ["ß"]),
        ("Jan Smit", "smit jan", ["Jan", "Smit"]),
        ("Jan", "x", []),
        ("", "x", []),
    ],
)
def test_every_word_is_marked_without_regard_to_case_and_accents(
    text: str, searched: str, parts: list[str]
) -> None:
    spans = sorted((span.start, span.end) for span in marked(text, searched).spans)
    assert [text[start:end] for start, end in spans] == parts


def test_markup_in_a_name_stays_text() -> None:
    """Clause: P1."""
    assert marked("[red]Jan[/nope]", "jan").plain == "[red]Jan[/nope]"
