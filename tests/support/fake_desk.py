"""A desk without a store, and plain places to go to: enough for a test of the console's shell."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input, Static

from helpdesk.desk import Desk
from helpdesk.domain.calendar import Period
from helpdesk.domain.errors import HelpdeskError
from screens.app import HelpdeskApp
from screens.idleness import since_boot
from screens.page import Page
from screens.places import FIND, PLACES, SETUP, STATEMENT, TODAY


@dataclass
class FakeDesk:
    """What the shell asks of a desk, and a record of what it asked."""

    log_file: Path = Path(os.devnull) / "helpdesk.log"
    lock_after: Period = field(default_factory=lambda: Period(minutes=15))
    theme: str | None = None
    keymap: Mapping[str, str] = field(default_factory=dict)
    passphrase: str | None = None
    failures: list[HelpdeskError] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    is_open: bool = False
    has_read_on: bool = False

    @property
    def config(self) -> Any:
        return SimpleNamespace(theme=self.theme, keymap=self.keymap, log_file=self.log_file)

    @property
    def policy(self) -> Any:
        limits, ladder = SimpleNamespace(lock_after=self.lock_after), SimpleNamespace(steps={})
        return SimpleNamespace(limits=limits, ladder=ladder, roles={})

    @property
    def technician(self) -> Any:
        return SimpleNamespace(name="Noor de Wit", role="technician")

    @property
    def has_passphrase(self) -> bool:
        return self.passphrase is not None

    async def start(self, passphrase: str | None = None) -> None:
        await asyncio.sleep(0)
        self.asked.append(f"start {passphrase}")
        if self.failures:
            raise self.failures.pop(0)
        self.is_open = True

    async def unlock(self, passphrase: str) -> bool:
        self.asked.append("unlock")
        return self.passphrase is None or passphrase == self.passphrase

    async def read(self, job: Any, /, *args: Any, **kwargs: Any) -> Any:
        """The answers of a store that is empty."""
        return ()

    async def read_on(self) -> None:
        self.has_read_on = True

    async def changed(self) -> bool:
        return False

    async def locked(self) -> None:
        self.asked.append("locked")

    async def close(self) -> None:
        self.asked.append("close")
        self.is_open = False

    def as_desk(self) -> Desk:
        """The same, where a desk is wanted."""
        return cast(Desk, self)


class Plain(Page[None]):
    """A page with a text and a box to type in."""

    NAME = "Plain"
    TEXT = "Personal data of Sanne Vos"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = self.NAME
        self.filled = 0

    def body(self) -> ComposeResult:
        yield Static(self.TEXT, markup=False)
        box = Input(id="box")
        box.cursor_blink = False
        yield box

    def fill(self) -> None:
        self.filled += 1

    def help_text(self) -> str:
        return "What this page is for."

    async def save_draft(self) -> None:
        if text := self.query_one("#box", Input).value:
            cast(FakeDesk, self.desk).drafts.append(text)


class FakeToday(Plain):
    NAME = "Today"
    AUTO_FOCUS = ""


class FakeStatement(Plain):
    NAME = "Statement"
    AUTO_FOCUS = ""


class FakeFind(Plain):
    NAME = "Find"


class FakeSetup(Plain):
    NAME = "Setup"

    def fill(self) -> None:
        self.dismiss(None)


FAKE_PLACES: dict[str, Any] = {
    **dict.fromkeys(PLACES, FakeFind),
    TODAY: FakeToday,
    STATEMENT: FakeStatement,
    FIND: FakeFind,
    SETUP: FakeSetup,
}


def console(
    desk: FakeDesk | None = None, *, places: Mapping[str, Any] | None = None, clock: Any = None
) -> HelpdeskApp:
    """The console at a fake desk."""
    desk = desk or FakeDesk()
    return HelpdeskApp(desk.as_desk(), places={**FAKE_PLACES, **(places or {})}, clock=clock or since_boot)


def top(app: HelpdeskApp) -> Screen[Any]:
    """The open screen, possibly below a cover."""
    return app._screen_stacks[app._beneath if app.covered else app.current_mode][-1]
