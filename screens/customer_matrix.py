"""The table of purposes and categories: the guard's decision about each, in words. Clause: P2, G1–G9, D1–D9."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from helpdesk.domain.decision import Decision
from helpdesk.i18n import _, language
from helpdesk.policy.model import Policy
from screens.explain import Why, short_word
from screens.widgets.mouse import do_own

NAME, LEAST_NAME = 32, 10
"""The width for the name of a purpose before cells get wider, and what a narrow window leaves of it."""

NARROWEST = 5
"""The width for `yes` and `no`, even when chosen; the rest goes to the names."""

SHORTEST = 12
"""From this width on a decision is written out; narrower cells say yes or no."""


class Matrix(Widget, can_focus=True):
    """A purpose per line, a category per column; the arrow keys move over the cells, `[ ]` marks the chosen one.

    `·` means that a purpose does not need a category, `●` marks the purposes that the file is open for.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"matrix--titles", "matrix--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1, 0)", _("Down"), id="matrix.down", show=False, system=True),
        Binding("up,k", "move(-1, 0)", _("Up"), id="matrix.up", show=False, system=True),
        Binding("left", "move(0, -1)", _("Left"), id="matrix.left", show=False, system=True),
        Binding("right", "move(0, 1)", _("Right"), id="matrix.right", show=False, system=True),
        Binding("enter", "screen.why", _("Why?"), id="matrix.why", show=False),
    ]

    class Moved(Message):
        """Another cell is chosen."""

    def __init__(self, policy: Policy, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._policy = policy
        self._purposes = list(policy.purposes)
        self._categories = list(policy.categories)
        self._decisions: Mapping[tuple[str, str], Decision] = {}
        self._open: tuple[str, ...] = ()
        self._row = self._column = 0

    def show(self, decisions: Mapping[tuple[str, str], Decision], open_for: tuple[str, ...]) -> None:
        """Show the decision for each (purpose, category), and what the file is open for."""
        self._decisions, self._open = decisions, open_for
        self.refresh()

    @property
    def purpose(self) -> str:
        """The purpose of the chosen cell."""
        return self._purposes[self._row]

    @property
    def category(self) -> str:
        """The category of the chosen cell."""
        return self._categories[self._column]

    @property
    def why(self) -> Why | None:
        """What the guard decided about the chosen cell."""
        return self.of(self.purpose, self.category)

    def of(self, purpose: str, category: str) -> Why | None:
        """The guard's decision about a purpose and a category; `None` before anything is shown."""
        decision = self._decisions.get((purpose, category))
        if decision is None:
            return None
        for_what = self._policy.purposes[purpose].label(language())
        of_what = f"{category} {self._policy.categories[category].name.say(language())}"
        return Why(f"{for_what} × {of_what}", decision, category)

    def action_move(self, rows: int, columns: int) -> None:
        """Go to an adjacent cell."""
        before = self._row
        self._row = min(max(self._row + rows, 0), len(self._purposes) - 1)
        self._column = min(max(self._column + columns, 0), len(self._categories) - 1)
        width = self.size.width
        self.refresh(Region(0, before + 1, width, 1), Region(0, self._row + 1, width, 1))
        self.post_message(self.Moved())

    def on_click(self, event: events.Click) -> None:
        """Go to the cell that is clicked; a second click explains it."""
        cells, names = self._shares(self.size.width)
        row, column = event.y - 1, (event.x - names) // cells
        if not (0 <= row < len(self._purposes) and 0 <= column < len(self._categories)):
            return
        if event.chain == 2 and (row, column) == (self._row, self._column):
            do_own(self, "enter")
        self.action_move(row - self._row, column - self._column)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """A line of titles and one for each purpose."""
        return len(self._purposes) + 1

    def render_line(self, y: int) -> Strip:
        """One purpose, or the titles."""
        width = self.size.width
        cells, names = self._shares(width)
        style = self.rich_style
        if y == 0:
            titles = "".join(set_cell_size(f" {name}", cells) for name in self._categories)
            text, style = " " * names + titles, self.get_component_rich_style("matrix--titles")
            return Strip([Segment(text, style)]).adjust_cell_length(width, style)
        if y > len(self._purposes):
            return Strip.blank(width, style)
        purpose = self._purposes[y - 1]
        segments = [Segment(self._name_of(purpose, names), style)]
        for place, category in enumerate(self._categories):
            chosen = y - 1 == self._row and place == self._column
            text = self._cell(purpose, category, cells, chosen=chosen)
            own = self.get_component_rich_style("matrix--cursor") if chosen else style
            segments.append(Segment(text, own))
        return Strip(segments).adjust_cell_length(width, style)

    def _shares(self, width: int) -> tuple[int, int]:
        """The width of a cell, and that of the names."""
        count = max(len(self._categories), 1)
        cells = max((width - NAME) // count, NARROWEST)
        return cells, max(width - cells * count, LEAST_NAME)

    def _name_of(self, purpose: str, width: int) -> str:
        """A purpose's name, with a mark if the file is open for it."""
        mark = "●" if purpose in self._open else " "
        name = f"{mark} {self._policy.purposes[purpose].label(language())}"
        if cell_len(name) > width - 1:
            name = set_cell_size(name, width - 2) + "…"
        return set_cell_size(name, width)

    def _cell(self, purpose: str, category: str, cells: int, *, chosen: bool) -> str:
        decision = self._decisions.get((purpose, category))
        if decision is None:
            word = ""
        elif category not in self._policy.purposes[purpose].categories:
            word = "·"
        elif cells >= SHORTEST:
            word = short_word(decision)
        else:
            word = _("yes") if decision.allowed else _("no")
        if chosen:
            return set_cell_size(f"[{set_cell_size(word, min(cell_len(word), cells - 2))}]", cells)
        return set_cell_size(f" {set_cell_size(word, min(cell_len(word), cells - 1))}", cells)
