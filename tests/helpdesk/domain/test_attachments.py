"""Which attachments are read as text, and how. Clause: D9."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.attachments import MOST_TEXT, is_text, text_of


@pytest.mark.parametrize(
    ("name", "media_type", "size", "readable"),
    [
        ("lijst.csv", "text/csv", 10, True),
        ("lijst.csv", "application/vnd.ms-excel", 10, True),
        ("LOG.TXT", "application/octet-stream", 10, True),
        ("log", "text/plain; charset=utf-8", 10, True),
        ("lang.txt", "text/plain", MOST_TEXT, True),
        ("lang.txt", "text/plain", MOST_TEXT + 1, False),
        ("lijst.xlsx", "application/vnd.ms-excel", 10, False),
        ("paspoort.jpg", "image/jpeg", 10, False),
        ("plaatje.txt", "image/png", 10, False),
        ("bericht.html", "text/html", 10, False),
    ],
)
def test_short_texts_are_read_and_nothing_else(name: str, media_type: str, size: int, readable: bool) -> None:
    assert is_text(name, media_type, size) is readable


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_as_it_was_written(encoding: str) -> None:
    assert text_of("Coördinatie: café".encode(encoding)) == "Coördinatie: café"


@given(st.binary(max_size=300))
def test_every_file_can_be_read_somehow(content: bytes) -> None:
    assert isinstance(text_of(content), str)
