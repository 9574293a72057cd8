"""The screen of a recording: what a terminal would show, whatever a program wrote."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpdesk.remote.replay_screen import HIGHEST, WIDEST, ReplayScreen, Run


def shown(*texts: str, columns: int = 20, rows: int = 4) -> list[str]:
    return rows_of(screen(*texts, columns=columns, rows=rows))


def screen(*texts: str, columns: int = 20, rows: int = 4) -> ReplayScreen:
    made = ReplayScreen(columns, rows)
    for text in texts:
        made.feed(text)
    return made


def rows_of(made: ReplayScreen) -> list[str]:
    return ["".join(run.text for run in row).rstrip() for row in made.rows()]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("one\r\ntwo", ["one", "two", "", ""]),
        ("a\r\nb\r\nc\r\nd\r\ne", ["b", "c", "d", "e"]),
        ("x" * 25, ["x" * 20, "x" * 5, "", ""]),
        ("\x1b[?7l" + "abcde" * 5 + "!", ["abcde" * 3 + "abcd!", "", "", ""]),
        ("ab\b\bc", ["cb", "", "", ""]),
        ("a\tb", ["a       b", "", "", ""]),
        ("one\x1bEtwo", ["one", "two", "", ""]),
        ("\x1b[2;3Hx\x1b[Hy", ["y", "  x", "", ""]),
        ("abcdef\x1b[3D\x1b[K", ["abc", "", "", ""]),
        ("abcdef\x1b[3D\x1b[1K", ["    ef", "", "", ""]),
        ("a\x1b[5b", ["aaaaaa", "", "", ""]),
        ("a\r\nb\r\nc\x1b[S", ["b", "c", "", ""]),
        ("a\r\nb\r\nc\x1b[2T", ["", "", "a", "b"]),
        ("a\tb\t\x1b[Z\x1b[Zc", ["c       b", "", "", ""]),
        ("\x1b(0lqk\x1b(B!", ["┌─┐!", "", "", ""]),
        ("\x1b)0\x0eq\x0fq", ["─q", "", "", ""]),
        ("first\x1b[?1049h\x1b[Hvim\x1b[?1049l!", ["first!", "", "", ""]),
        ("\x1b[?1049hvim", ["     vim"[5:], "", "", ""]),
        ("日本", ["日本", "", "", ""]),
        ("e\u0301🙂\ufe0f!\u200bx", ["é🙂!x", "", "", ""]),
        ("\x1b]0;title\x07\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", ["link", "", "", ""]),
        ("\x1bPq#0;2;0;0;0\x1b\\a", ["a", "", "", ""]),
        ("\x1b[?4m\x1b[>1u\x1b[6n\x1b[c\x1b[2 q\x1b[?2026$pa", ["a", "", "", ""]),
        ("a\x1bcb", ["b", "", "", ""]),
    ],
)
def test_programs_look_as_they_did(text: str, rows: list[str]) -> None:
    assert shown(text) == rows
    assert shown(*text) == rows  # letter by letter


@pytest.mark.parametrize(
    ("colour", "fg", "bg"),
    [
        ("31", "red", "default"),
        ("91;45", "brightred", "magenta"),
        ("105", "default", "brightmagenta"),
        ("38;5;196", "ff0000", "default"),
        ("38;2;1;2;255;48;5;21", "0102ff", "0000ff"),
        ("38:2::1:2:255", "0102ff", "default"),
        ("38:5:196", "ff0000", "default"),
        ("58:2::9:9:9", "default", "default"),
        ("38;2;999;1;1", "default", "default"),
        ("38;5;999", "default", "default"),
        ("38;5", "default", "default"),
    ],
)
def test_colours_are_names_or_six_digits(colour: str, fg: str, bg: str) -> None:
    run = screen(f"\x1b[{colour}mx").rows()[0][0]
    assert (run.text.rstrip(), run.fg, run.bg) == ("x", fg, bg)


def test_letters_that_look_alike_are_together() -> None:
    row = screen("\x1b[1;4mab\x1b[0;7mc\x1b[m").rows()[0]
    assert row[0] == Run("ab", "default", "default", True, False, True, False, False)
    assert (row[1].text, row[1].reverse) == ("c", True)
    assert "".join(run.text for run in row) == "abc" + " " * 17


def test_the_cursor_is_where_it_was_unless_it_is_hidden() -> None:
    made = screen("\x1b[3;5Habc")
    assert made.place() == (7, 2)
    made.feed("\x1b[?25l")
    assert made.place() is None
    assert screen("x" * 20).place() == (19, 0)


def test_another_size_keeps_what_there_is_room_for() -> None:
    made = screen("one\r\ntwo\r\nthree\x1b[?1049h", columns=20, rows=4)
    made.resize_to(10, 2)
    made.feed("\x1b[?1049l")
    assert len(rows_of(made)) == 2
    made.resize_to(100_000, 0)
    assert (made.columns, made.lines) == (WIDEST, 2)
    made.resize_to(80, 100_000)
    assert made.lines == HIGHEST


def test_what_was_kept_can_be_put_back() -> None:
    made = screen("one\x1b[31m\x1b[?1049h\x1b[Htwo\x1b[1;2r")
    kept, before, place = made.keep(), made.rows(), made.place()
    made.feed("\x1b[?1049l\x1b[2Jmore\x1b[0m")
    made.resize_to(40, 10)
    made.put_back(kept)
    assert (made.rows(), made.place()) == (before, place)
    made.feed("\x1b[?1049lx")
    assert rows_of(made)[0] == "onex"


@given(
    st.lists(
        st.sampled_from(["a line of text", "é", "日", "\t", "", "\x1b[31m", "\x1b[0m", "x" * 50]), max_size=60
    ),
    st.sampled_from(["", "\x1b[3;2H", "\x1b[2;3r", "\x1b[41m", "abc\x1b[2J"]),
)
def test_a_flood_that_is_cut_short_looks_the_same(lines: list[str], before: str) -> None:
    text = "".join(f"{line}\r\n" for line in lines) + "end"
    whole, cut = screen(before), screen(before)
    cut.feed(text)
    for letter in text:
        whole.feed(letter)
    assert cut.rows() == whole.rows()
    assert cut.place() == whole.place()


def test_a_flood_takes_no_time() -> None:
    made = screen(columns=80, rows=24)
    flood = "".join(f"line {number} of a large file, as cat shows it\r\n" for number in range(100_000))
    begin = time.process_time()
    made.feed(flood)
    assert time.process_time() - begin < 2
    assert rows_of(made)[-2] == "line 99999 of a large file, as cat shows it"


PIECES = [
    "\x1b[", "\x1b", "?", ";", ":", "1", "9999999999", "0", "m", "H", "h", "l", "r", "L", "M", "P", "@", "X", "J", "K",
    "b", "S", "T", "Z", "d", "g", "7", "8", "\x1b7", "\x1b8", "\x1bM", "\x1bD", "\x1bc", "\x1bH", "\x1b(0", "\x1b[?6h",
    "\x1b[?1049h", "\x1b[?1049l", "\x1b[4h", "\x1b[?5h", "\x1b[?3h", "\x1b[1;2;3;4H", "\x1b[38;5m", "\x1b#8", "\x1b%G",
    "\x1b]0;x", "\x07", "\x1b\\", "\x1bP", "\x18", "日", "e\u0301", "\u0301" * 50, "\u202e", "\u200b", "text", "\r\n",
    "\x00", "\x85", "\x9b", "\x0e", "\x0f", "\x7f", "\t",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.lists(st.text(max_size=5), max_size=3))
@example("\x1b[?6h\x1b[5d", [])
@example("\x1b[20C\x1b[1K\x1b[?6h\x1b[2;3r\x1b[9999999999b", [])
def test_nothing_that_was_written_breaks_it(text: str, more: list[str]) -> None:
    made = screen(text, *more)
    for row in made.rows():
        assert all(letter.isprintable() or letter == " " for run in row for letter in run.text)
        assert not {"\u202e", "\u200b", "\x1b"} & set("".join(run.text for run in row))


def test_a_hostile_program_does_not_make_it_grow() -> None:
    begin = time.process_time()
    made = screen(
        "\x1b7" * 20_000, "e" + "\u0301" * 20_000, "\x1b[99999b" * 50, "\x1b[9999L" * 200, "\x1b[9999S" * 200
    )
    assert time.process_time() - begin < 5
    assert len(made.savepoints) == 1
    assert all(len(run.text) <= 20 * 6 for row in made.rows() for run in row)
