"""The console at a fake desk, to be run in a terminal: `python -m support.fake_console KIND`.

`plain` has a box to type in, whose draft goes to the file DRAFT; `hostile` shows hostile names in every kind of
widget; `slow` takes a second to keep a draft; `broken` fails as its box says.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from support.fake_desk import FakeDesk, FakeToday, console
from support.screen_grid import HOSTILE
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Checkbox, DataTable, Input, Label, OptionList, Static, Tree

from screens.dialogs.notice import Notice
from screens.widgets.columns import Column
from screens.widgets.controls import Chooser, TextBox, Tick
from screens.widgets.fields import Form, FormRow
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose


class Drafts(FakeToday):
    """Stores its draft in a file."""

    AUTO_FOCUS = "#box"
    SECONDS = 0.0

    async def save_draft(self) -> None:
        await asyncio.sleep(self.SECONDS)
        draft = Path(os.environ["DRAFT"])
        await asyncio.to_thread(draft.write_text, self.query_one("#box", Input).value, encoding="utf-8")


class SlowDrafts(Drafts):
    SECONDS = 1.0


class Hostile(FakeToday):
    """One hostile name after another, in every widget that shows it."""

    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("n", "next", "Next", id="hostile.next"),
        Binding("d", "dialog", "Dialog", id="hostile.dialog"),
    ]
    at = -1

    def body(self) -> ComposeResult:
        yield VerticalScroll(id="all")

    async def action_next(self) -> None:
        self.at += 1
        name = HOSTILE[self.at]
        self.title, self.sub_title = name, name
        place = self.query_one("#all", VerticalScroll)
        await place.remove_children()
        await place.mount(Static(f"name {self.at} of {len(HOSTILE)}"), *self._widgets(name))
        self.app.notify(name, title=name, timeout=60)

    def _widgets(self, name: str) -> list[Static]:
        box = Input(name.replace("\n", " "), placeholder=name)
        box.border_title, box.border_subtitle = Content(name), Content(name)
        box.tooltip = Content(name)
        listing = Listing[str]([Column[str](name, lambda row: row)], empty=name)
        listing.call_after_refresh(listing.show_rows, [name, name])
        listing.styles.height = 3
        table: DataTable[object] = DataTable()
        from rich.text import Text

        table.add_column(Text(name))
        table.add_row(Text(name))
        tree: Tree[None] = Tree(Text(name))
        tree.root.add_leaf(Text(name))
        return [
            Static(Content(name)),
            Label(name, markup=False),
            Prose(name),
            box,
            TextBox(name),
            listing,
            table,
            tree,
            OptionList(Content(name)),
            Button(Content(name)),
            Checkbox(Content(name)),
            Form(FormRow("x", name, Chooser({"a": name}), hint=name), FormRow("y", name, Tick(text=name))),
        ]

    def action_dialog(self) -> None:
        name = HOSTILE[self.at]
        self.app.push_screen(Notice(name, name, Content(name)))

    async def save_draft(self) -> None: ...


class Broken(Drafts):
    """Fails in an unforeseen way, with a name in its variables."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        name = f"Sanne Vos {event.value}"
        if event.value == "worker":
            self.run_worker(self._fail(name))
        elif event.value == "render":
            self.query_one(Static).render = lambda: self._raise(name)
            self.query_one(Static).refresh()
        elif event.value == "timer":
            self.set_timer(0.01, lambda: self._raise(name))
        else:
            self._raise(name)

    async def _fail(self, name: str) -> None:
        self._raise(name)

    def _raise(self, name: str) -> Content:
        raise ValueError(name)


KINDS = {"plain": Drafts, "slow": SlowDrafts, "hostile": Hostile, "broken": Broken}

if __name__ == "__main__":
    app = console(
        FakeDesk(log_file=Path(os.environ.get("LOG", os.devnull))), places={"today": KINDS[sys.argv[1]]}
    )
    app.run()
    sys.exit(app.return_code or 0)
