"""Text of others is shown, never obeyed and never hidden. Clause: P1."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpdesk.domain.display import MOST_MARKS, visible

ANYTHING = st.text(st.characters(codec=None, categories=None))
NEVER = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(ANYTHING)
@example("\ud800\udfff")
@example("\x00\x1b\x7f\x85\x9b\u202e\u2066\u200d\ufeff\u00ad\U000e0041")
def test_one_line_holds_nothing_that_is_obeyed_or_hidden(text: str) -> None:
    """Clause: P1."""
    shown = visible(text)
    assert not {unicodedata.category(character) for character in shown} & NEVER
    assert shown.isprintable()


@given(ANYTHING)
def test_lines_hold_nothing_else_but_line_breaks(text: str) -> None:
    shown = visible(text, lines=True)
    assert all(line.isprintable() for line in shown.split("\n"))


@given(ANYTHING)
def test_what_was_made_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(ANYTHING)
def test_no_letter_carries_more_marks_than_people_write(text: str) -> None:
    run = 0
    for character in visible(text):
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        assert run <= MOST_MARKS


NAMES = "Jan de Vries,Zoë van der Berg,Łukasz Żółć,Nguyễn Thị Ánh,Σωκράτης,Иван,محمد,שרה,王小明,O’Neill–Bos"


@pytest.mark.parametrize("name", NAMES.split(","))
def test_names_of_every_script_stay_as_they_are(name: str) -> None:
    assert visible(name) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;owned\x07", "␛]0;owned␇"),
        ("nul\x00", "nul␀"),
        ("del\x7f", "del␡"),
        ("c1\x9b31m", "c1⟪9B⟫31m"),
        ("gn\u202eirts", "gn⟪RLO⟫irts"),
        ("jan\u200dsen", "jan⟪ZWJ⟫sen"),
        ("tab\there\u00a0and", "tab here and"),
        ("one\ntwo", "one␊two"),
        ("lone\ud800", "lone�"),
        ("\u3164", "⟪3164⟫"),
        ("\u0301x", "◌\u0301x"),
        ("e" + "\u0301" * 100, "e" + "\u0301" * MOST_MARKS),
        ("", ""),
    ],
)
def test_what_has_no_glyph_gets_a_mark(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_joiners_that_belong_in_a_word_are_not_marked() -> None:
    assert visible("👩\u200d💻") == "👩💻"
    assert visible("می\u200cخواهم") == "میخواهم"


def test_every_kind_of_line_break_is_one_in_a_text_of_lines() -> None:
    assert visible("a\r\nb\rc\u2028d\u0085e\n", lines=True) == "a\nb\nc\nd\ne\n"
