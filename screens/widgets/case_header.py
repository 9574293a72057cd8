"""The header of a case or file: who it is about, where it stands, its deadline, and who handles it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from screens.widgets.wrapping import breaks

BETWEEN = Content(" · ")
MOST = 3
"""How many rows one line may take, so that an endless name leaves room for the deadline; cut text ends in "…"."""

HeaderPart = Content | str
"""A few words that belong together; empty ones are left out."""


class CaseHeader(Widget):
    """Lines of parts; a line that is too long continues in the next row, breaking between parts if possible."""

    _lines: tuple[tuple[Content, ...], ...] = ()

    def say(self, *lines: Iterable[HeaderPart]) -> None:
        """Set the contents. They are sent to the terminal again only if they changed."""
        now = tuple(tuple(_content(part) for part in line if part) for line in lines)
        if not _is_same(now, self._lines):
            self._lines = now
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of rows for a width."""
        return len(self._rows(width))

    def render(self) -> Content:
        """The rows."""
        return Content("\n").join(self._rows(self.content_size.width))

    def _rows(self, width: int) -> list[Content]:
        return [row for line in self._lines for row in _fitted(line, width)] if width else []


def _content(part: HeaderPart) -> Content:
    return part if isinstance(part, Content) else Content(part)


def _is_same(lines: tuple[tuple[Content, ...], ...], others: tuple[tuple[Content, ...], ...]) -> bool:
    one, other = ([part for line in each for part in (*line, BETWEEN)] for each in (lines, others))
    return len(one) == len(other) and all(a.is_same(b) for a, b in zip(one, other, strict=True))


def _fitted(line: Iterable[Content], width: int) -> list[Content]:
    """The rows of one line."""
    rows = list(_broken(line, width))
    if len(rows) > MOST:
        rows[MOST - 1 :] = [rows[MOST - 1].truncate(width - 1) + Content("…")]
    return rows


def _broken(line: Iterable[Content], width: int) -> Iterator[Content]:
    row = Content("")
    for part in line:
        longer = row + BETWEEN + part if row else part
        if longer.cell_length <= width:
            row = longer
            continue
        if row:
            yield row
        *whole, row = (part[start:end] for start, end in breaks(part.plain, width))
        yield from whole
    if row:
        yield row
