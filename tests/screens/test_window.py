"""The view of a list always holds its cursor after a move, and never leaves the list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from screens.widgets.window import Window


@given(
    st.integers(0, 500), st.integers(1, 60), st.lists(st.tuples(st.integers(-5, 600), st.integers(-60, 60)))
)
def test_the_cursor_is_in_view_and_no_line_is_wasted(
    count: int, room: int, moves: list[tuple[int, int]]
) -> None:
    window = Window(room=room)
    for at, scroll in moves:
        window.show(count, at)
        window.keep(scroll)
        if count:
            assert window.top <= window.at < min(window.top + room, count)
        assert 0 <= window.top <= max(count - room, 0)


def test_scrolling_leaves_the_cursor_and_stops_at_the_ends() -> None:
    window = Window(count=100, room=20)
    assert window.scroll(3)
    assert (window.top, window.at) == (3, 0)
    assert window.scroll(200)
    assert window.top == 80
    assert not window.scroll(1)


def test_a_cursor_that_leaves_the_view_comes_back_in_its_middle() -> None:
    window = Window(count=100, room=20, at=19)
    assert not window.keep()
    window.at = 20
    assert window.keep()
    assert window.top == 10
