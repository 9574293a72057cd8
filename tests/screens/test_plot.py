"""Pictures in characters: as large as the numbers, told apart without colours, and with the numbers in words."""

from __future__ import annotations

from rich.cells import cell_len

from screens.widgets.plot import FULL, HALF, SHADES, Bar, Part, bars, columns, grid

THREE = (Part("in time", [4, 0, 1]), Part("late", [2, 0, 0]), Part("no answer", [0, 0, 1]))
FIGURES = {"received": ["6", "·", "2"]}


def drawn(lines: object) -> list[str]:
    return [line.plain.rstrip() for line in lines]  # type: ignore[attr-defined]


def test_a_bar_is_as_long_as_its_number_and_says_it() -> None:
    first, second, third = drawn(bars((Bar("a", 40), Bar("bb", 20), Bar("c", 1)), 30))
    assert first == f"  a   {FULL * 21} 40"
    assert second.count(FULL) + second.count(HALF) / 2 == 10.5
    assert third == f"  c   {HALF} 1"


def test_what_is_nothing_has_no_bar_and_nothing_at_all_no_line() -> None:
    assert drawn(bars((Bar("a", 0), Bar("b", 2)), 20)) == [f"  b  {FULL * 13} 2"]
    assert drawn(bars((Bar("a", 0),), 20)) == []


def test_names_of_others_keep_their_cells_and_their_markup() -> None:
    """Wide letters, an accent on its own, an escape and a bracket. Clause: P1."""
    names = ("日本語の名前", "e\u0301lan", "[/nope]\x1b[31m", "x" * 80)
    lines = drawn(bars((Bar(name, 1) for name in names), 60))
    assert "[/nope]" in lines[2] and "\x1b" not in "".join(lines)
    assert len({cell_len(line.partition(FULL)[0]) for line in lines}) == 1
    assert all(cell_len(line) <= 60 for line in lines)
    assert "…" in lines[3]


def test_columns_stack_their_parts_in_shades_with_the_figures_beneath() -> None:
    legend, *stack, axis, names, received = drawn(columns(["jan", "feb", "mar"], THREE, FIGURES, 40, 6))
    assert legend == "  █ in time 5   ▒ late 2   ░ no answer 1"
    assert [line.split("│")[1][:9].strip()[:1] for line in stack] == ["▒", "▒", "█", "█", "█", "█"]
    assert stack[0].lstrip().startswith("6 │")
    assert axis.strip() == "└" + "─" * 27
    assert names.split() == ["jan", "feb", "mar"]
    assert received.split() == ["received", "6", "·", "2"]


def test_the_smallest_part_is_seen_beside_the_largest() -> None:
    parts = (Part("in time", [996]), Part("late", [3]), Part("no answer", [1]))
    lines = drawn(columns(["jan"], parts, {}, 30, 6))[1:-2]
    assert len(lines) == 6
    assert [line.split("│")[1].strip()[0] for line in lines] == [SHADES[2], SHADES[1], *SHADES[:1] * 4]


def test_a_grid_is_on_one_scale_and_says_its_numbers() -> None:
    lines = drawn(
        grid(
            ["Tickets", "A title that is too long"],
            {"today": [0, 2], "later": [8, 1]},
            {"open": ["8", "3"]},
            44,
        )
    )
    assert "A title that…" in lines[0].replace(" is", "")
    assert lines[1].split() == ["today", "·", FULL * 3 + HALF, "2"]
    assert lines[2].count(FULL) == 14 + 2 and lines[2].endswith(" 1")
    assert lines[-1].split() == ["open", "8", "3"]
