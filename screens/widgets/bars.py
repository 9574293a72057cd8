"""The two bars of every screen: where we are, and which keys work here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.app import App
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.keys import format_key
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from helpdesk.i18n import _

HELP = "help"
"""The id of the key that shows all the others; it keeps its place when the bar is full."""

OF_ROW = Binding.Group("row")
"""The group of keys that only some rows of a list have.

They are shown beside help, so that keys that come and go as the cursor moves shift no other.
"""


ARROWS = frozenset({"up", "down", "left", "right"})
"""Keys that are written as one character, but type none."""


class Command(NamedTuple):
    """An action that is available here, and its key."""

    key: str
    active: ActiveBinding

    @property
    def description(self) -> str:
        """What it does, in a word or two."""
        return self.active.binding.description


def commands(screen: Screen[Any], *, shown: bool = False, moving: bool = False) -> Iterator[Command]:
    """The actions available on a screen now, nearest to the focus first, each with its first key.

    Only bindings with an id count: those are the console's own, and can be remapped.

    Args:
        screen: the screen.
        shown: only those for the bar.
        moving: also those that only move (bindings marked `system`).
    """
    told: set[tuple[int, str]] = set()
    for key, active in screen.active_bindings.items():
        binding = active.binding
        what = (id(active.node), binding.action)
        if binding.id is None or not active.enabled or what in told:
            continue
        if (shown and not binding.show) or (binding.system and not moving):
            continue
        if _typed(screen, key, active) or _kept(screen, key, active):
            continue
        told.add(what)
        yield Command(screen.app.get_key_display(binding), active)


def _typed(screen: Screen[Any], key: str, active: ActiveBinding) -> bool:
    """Whether a key is text for the focused box; Textual forgets this for `slash` and the like."""
    focused, character = screen.focused, format_key(key)
    if focused is None or active.node is focused or len(character) > 1 or key in ARROWS:
        return False
    return not active.binding.priority and focused.check_consume_key(key, character)


def _kept(screen: Screen[Any], key: str, active: ActiveBinding) -> bool:
    """Whether a key of the console means something else on this page that can't be done now.

    Then it does neither (`HelpdeskApp.run_action` says so), and another key of the console's action is shown.
    """
    if active.node is not screen.app or key == "escape":
        return False
    below = (node for node in (screen.focused or screen).ancestors_with_self if node is not screen.app)
    return any(one.id for node in below for one in node._bindings.key_to_bindings.get(key, ()))


class TitleBar(Widget):
    """One line: the screen's title and subtitle on the left, who works here on the right."""

    who: reactive[str] = reactive("")

    def __init__(self, who: str = "") -> None:
        super().__init__()
        self.set_reactive(TitleBar.who, who)

    def on_mount(self) -> None:
        """Follow the titles."""
        for name in ("title", "sub_title"):
            self.watch(self.screen, name, self._changed, init=False)

    def _changed(self) -> None:
        self.refresh()

    def render(self) -> Content:
        """The line, cut to the width; without room the right side is dropped first."""
        title, more, right = self.screen.title or "", self.screen.sub_title or "", self.who
        width = self.size.width
        left = f"{title}  {more}" if more else title
        if cell_len(left) + cell_len(right) + 2 > width:
            right = ""
        line = set_cell_size(left, width - cell_len(right)) + right
        return Content(line).stylize("bold", 0, min(len(title), len(line)))


class KeyBar(Widget):
    """One line with the keys that work on this screen now, as many as fit, and help; a click does what its key does."""

    def on_mount(self) -> None:
        """Follow the bindings."""
        self._line: list[tuple[str, str, bool]] = []
        self._written = ""
        self._will_look = False
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[Any]) -> None:
        if not self._will_look:
            self._will_look = self.call_later(self._look)

    def _look(self) -> None:
        """Repaint only if the keys have changed."""
        self._will_look = False
        if self.is_attached and self._line != (line := self._keys()):
            self._line = line
            self.refresh()

    def _keys(self) -> list[tuple[str, str, bool]]:
        """Each key, what it does, and whether it belongs to a row."""
        if not self.screen.is_active:
            return self._line
        return [
            (one.key, one.description, one.active.binding.group is OF_ROW)
            for one in commands(self.screen, shown=True)
            if one.active.binding.id != HELP
        ]

    def render(self) -> Content:
        """The keys in bold before their actions."""
        self._line = self._keys()
        last = self._help()
        room = self.size.width - cell_len("".join(last)) - 3
        of_row = tuple(_fitting(((key, does) for key, does, is_of_row in self._line if is_of_row), room))
        end = Content.assemble(_told(of_row), (last[0], "bold"), f" {last[1]}")
        always = ((key, does) for key, does, is_of_row in self._line if not is_of_row)
        shown = _told(_fitting(always, self.size.width - end.cell_length - 2))
        gap = " " * max(self.size.width - shown.cell_length - end.cell_length, 0)
        line = Content.assemble(shown, gap, end)
        self._written = line.plain
        return line

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        at = event.get_content_offset(self)
        if at is None:
            return
        for one in commands(self.screen, shown=True):
            does = _("more") if one.active.binding.id == HELP else one.description
            before, written, _after = self._written.partition(f"{one.key} {does}")
            if written and 0 <= at.x - cell_len(before) < cell_len(written):
                self.app.simulate_key(one.active.binding.key)
                return

    def _help(self) -> tuple[str, str]:
        for one in commands(self.screen):
            if one.active.binding.id == HELP:
                return one.key, _("more")
        return "", ""


def _told(line: Iterable[tuple[str, str]]) -> Content:
    """Keys in bold before their actions."""
    return Content.assemble(*(part for key, does in line for part in ((key, "bold"), f" {does}  ")))


def _fitting(line: Iterable[tuple[str, str]], room: int) -> Iterator[tuple[str, str]]:
    """The first keys, as long as another one fits completely."""
    for key, description in line:
        room -= cell_len(key) + cell_len(description) + 3
        if room < 0:
            return
        yield key, description


def show_key(app: App[Any], key: str) -> str:
    """A key, by Textual's name, as the bar writes it: `^l`, `f1`, `?`."""
    return app.get_key_display(Binding(key, ""))


def key_of(screen: Screen[Any], action: str) -> str:
    """The key of an action that is available on a screen now, as the bar writes it; empty if there is none."""
    return next((one.key for one in commands(screen) if one.active.binding.action == action), "")
