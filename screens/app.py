"""The console: paints at once, opens the desk afterwards, and handles the keys that work on every screen."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.actions import ActionParseResult
from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import AwaitMount

from helpdesk.domain.errors import HelpdeskError, Invalid
from helpdesk.i18n import _
from screens.idleness import since_boot
from screens.left_at import KeepsPlace, come_back
from screens.page import Asks, Page
from screens.places import (
    BREACHES,
    COMPLAINTS,
    DISCLOSURES,
    FIND,
    LEDGER,
    PLACES,
    REQUESTS,
    SETUP,
    STATEMENT,
    TICKETS,
    TODAY,
    UNSOLICITED,
    Place,
)
from screens.receiving import ReceivingApp
from screens.start import start
from screens.way_back import no_longer_needed
from screens.widgets.bars import HELP, commands
from styles import FIRST, LATER
from styles.themes import THEMES

if TYPE_CHECKING:
    from helpdesk.desk import Desk

CANNOT_START = 1
"""Exit code if the desk could not be opened and nobody wanted to try again."""


READ_ON = 0.5
"""Seconds after the desk has opened before other screens' code is loaded, if Today is filled by then."""

_ONCE_OPEN = frozenset({"show", "go", "lock"})
"""What can be done only once the desk is open."""

KEY_NAMES = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "delete": "Del",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "shift+tab": "Shift+Tab",
    "shift+left": "Shift+←",
    "shift+right": "Shift+→",
    **{f"f{n}": f"F{n}" for n in range(13)},
}


class HelpdeskApp(ReceivingApp, inherit_bindings=False):
    """The console of one technician at one desk."""

    TITLE = "helpdesk"
    CSS_PATH = list(FIRST)  # noqa: RUF012  # as Textual declares it
    DEFAULT_MODE = TODAY
    ENABLE_COMMAND_PALETTE = False  # ours is in the reader's language and does not animate over a slow line
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,f4", f"show({FIND!r})", _("Find"), id="find"),
        Binding("f2", f"go({TODAY!r})", _("Today"), id="today"),
        Binding("f3", f"go({STATEMENT!r})", _("Statement"), id="statement"),
        Binding("u,f5", f"show({LEDGER!r})", _("IP use"), id="ip-use", show=False),
        Binding("q,f9", f"show({TICKETS!r})", _("Tickets"), id="tickets", show=False),
        Binding("x,f7", f"show({UNSOLICITED!r})", _("Unsolicited data"), id="unsolicited", show=False),
        Binding("c,f12", f"show({COMPLAINTS!r})", _("Complaints"), id="complaints", show=False),
        Binding("v,f10", f"show({REQUESTS!r})", _("Rights requests"), id="requests", show=False),
        Binding("f11", f"show({DISCLOSURES!r})", _("Disclosures"), id="disclosures", show=False),
        Binding("b", f"show({BREACHES!r})", _("Data breaches"), id="breaches", show=False),
        Binding("question_mark,f1", "help", _("Help"), id=HELP),
        Binding("ctrl+p", "palette", _("Commands"), id="palette"),
        Binding("ctrl+l", "lock", _("Lock"), id="lock", priority=True),
        Binding("escape", "back", _("Back"), id="back", show=False),
        Binding("ctrl+q", "quit", _("Quit"), id="quit", priority=True),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(
        self,
        desk: Desk,
        *,
        places: Mapping[str, Place] = PLACES,
        clock: Callable[[], float] = since_boot,
    ) -> None:
        """Make the console.

        Args:
            desk: where the work is done; opened after the first paint and closed at the end.
            places: the screens to go to.
            clock: seconds, for locking after idleness.
        """
        super().__init__(desk, clock)
        self.unusable: Invalid | None = None
        """What is wrong with the policy, if the console was left because of that."""
        self.animation_level = "none"
        self._places = places
        self._dress()

    def _dress(self) -> None:
        """Our themes only, and the chosen one, before anything is parsed with another."""
        for name in list(self.available_themes):
            self.unregister_theme(name)
        for theme in THEMES:
            self.register_theme(theme)
        wanted = self.desk.config.theme
        self.set_reactive(App.theme, wanted if wanted in self.available_themes else THEMES[0].name)
        self.stylesheet.set_variables(self.get_css_variables())

    # Starting

    def get_default_screen(self) -> Screen[Any]:
        """Today. As a mode of its own it would parse all style sheets a second time before the first paint."""
        return self._places[TODAY](self.desk)

    def on_mount(self) -> None:
        """Listen to signals; the desk opens once something is painted."""
        for name in (TODAY, STATEMENT):
            self.add_mode(name, partial(self._places[name], self.desk))
        self.set_keymap(dict(self.desk.config.keymap))
        self.listen()
        if (wanted := self.desk.config.theme) not in (None, self.theme):
            themes = ", ".join(theme.name for theme in THEMES)
            self.notify(
                _("There is no theme {wanted}, which the settings name; there are {themes}.").format(
                    wanted=wanted, themes=themes
                )
            )
        self.opening_store = True
        self.call_after_refresh(self._open_desk)

    @work(exclusive=True, group="desk")
    async def _open_desk(self) -> None:
        try:
            is_open = await start(self, self._places[SETUP])
        except Invalid as error:
            # Whoever corrects the policy does so in an editor, with the faults in view.
            self.unusable, is_open = error, False
        if is_open:
            self._desk_opened()
        else:
            self.exit(return_code=CANNOT_START)

    def _desk_opened(self) -> None:
        """Waiting pages can be filled, more keys work, and idleness is limited."""
        _collect_again()
        self.opening_store = False
        self.limit_idleness()
        self.close_what_was_left()
        self.begin_receiving()
        self.begin_keeping_up()
        for page in self.all_screens():
            if isinstance(page, Page) and page.is_here:
                page.desk_opened()
        self.refresh_bindings()
        self.set_timer(READ_ON, self._read_on)

    @work(group="read-on")
    async def _read_on(self) -> None:
        """Load the rest once nobody waits for the page in front any more: on a slow machine that takes longer."""
        in_front = self.screen_stack[-1:]  # none while the console ends
        if any(one.node in in_front for one in self.workers):
            self.set_timer(READ_ON, self._read_on)
            return
        self.read_sheets()
        await self.desk.read_on()

    def read_sheets(self) -> None:
        """Parse the sheets of all other screens: shortly after Today is shown, or before one of them opens."""
        unread = [sheet for sheet in LATER if not self.stylesheet.has_source(sheet)]
        if unread:
            self.stylesheet.read_all([Path(sheet) for sheet in unread])
            self.stylesheet.parse()

    def push_screen(self, *args: Any, **kwargs: Any) -> Any:
        """Open a screen with its sheet parsed, without making the way back longer than necessary."""
        self.read_sheets()
        opened = super().push_screen(*args, **kwargs)
        with self._under_cover():
            for one in no_longer_needed(self._screen_stack):
                self._let_go(one)
        return opened

    def switch_mode(self, mode: str) -> AwaitMount:
        """Go to another place, with its sheet parsed."""
        self.read_sheets()
        return super().switch_mode(mode)

    def get_key_display(self, binding: Binding) -> str:
        """A key as the bars write it, in characters that every terminal has."""
        return KEY_NAMES.get(binding.key) or super().get_key_display(binding)

    # What the keys do

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Carry out a key, on any screen; failures are reported and the console continues."""
        try:
            done = await super().run_action(action, default_namespace, namespaces)
        except HelpdeskError as error:
            self.show_error(error)
            return True
        return done or self._keeps_its_meaning(action, default_namespace)

    def _keeps_its_meaning(self, action: str | ActionParseResult, node: DOMNode | None) -> bool:
        """Whether a page's or tab's key that can't be used now would otherwise mean something else; says so.

        `c` closes a ticket; in a closed one it must not open the complaints.
        """
        if node is None or node is self or self.covered:
            return False
        for key in self._bindings.key_to_bindings:
            of_page = list(node._bindings.key_to_bindings.get(key, ()))
            if [one.action for one in of_page if one.id and key != "escape"] == [action]:
                self.notify(_("“{what}” is not possible here right now.").format(what=of_page[0].description))
                return True
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Back only if there is a screen to go back to; the rest once the desk is open."""
        if action == "back":
            return not self.covered and (len(self.screen_stack) > 1 or self.current_mode == STATEMENT)
        if (
            action == "go"
            and parameters == (STATEMENT,) == (self.current_mode,)
            and len(self.screen_stack) == 1
        ):
            return False  # there already, with nothing on top of it
        if action in _ONCE_OPEN:
            return not self.covered and self.desk.is_open
        return super().check_action(action, parameters)

    def action_show(self, place: str) -> None:
        """Open a place on top of everything; if it is on top already, focus its first field."""
        screen = self._places[place](self.desk)
        if isinstance(self.screen, type(screen)):
            self.screen.set_focus(next(iter(self.screen.focus_chain), None))
        else:
            if isinstance(screen, KeepsPlace):
                come_back(self, place, screen)
            self.push_screen(screen)

    def _let_go(self, beneath: Page[Any]) -> None:
        """Close a page that is covered by others."""
        beneath.let_go_of_reading()
        self._screen_stack.remove(beneath)
        beneath._pop_result_callback()
        self.call_later(self._replace_screen, beneath)

    @work(exclusive=True, group="go")
    async def action_go(self, mode: str) -> None:
        """Go to Today itself, closing everything on top of it; or to the statement, as it was left.

        The statement is often consulted in the middle of work: Escape leads back to that.
        """
        if self.current_mode != mode:
            await self.switch_mode(mode)
            if mode == STATEMENT:
                return
        while len(self.screen_stack) > 1 and await self._may_leave():
            with self.batch_update():  # nobody wants to see the screens in between
                await self._close_the_top()
                while len(self.screen_stack) > 1 and not isinstance(self.screen, Asks):
                    await self._close_the_top()

    async def action_back(self) -> None:
        """Close the screen on top, after asking it."""
        self._back()

    @work(exclusive=True, group="go")
    async def _back(self) -> None:
        if len(self.screen_stack) == 1:
            self.switch_mode(TODAY)  # and to whatever was open there
        elif await self._may_leave():
            await self._close_the_top()

    async def _close_the_top(self) -> None:
        """Close the top screen. The next key cancels the worker that waits for this, but not the closing itself."""
        await asyncio.shield(self.screen.dismiss())

    async def _may_leave(self) -> bool:
        while not (screen := self.screen).is_mounted:  # keys came faster than the screen
            is_there = asyncio.Event()
            screen.call_later(is_there.set)
            await is_there.wait()
        if not isinstance(screen, Asks):
            return True
        return await screen.may_leave() and screen.is_active  # or it closed automatically while it asked

    def action_help(self) -> None:
        """Show the keys of this screen, and what it is for."""
        from screens.dialogs.help_sheet import HelpSheet

        self.push_screen(HelpSheet.of(self.screen))

    @work(exclusive=True, group="palette")
    async def action_palette(self) -> None:
        """List by name what can be done here, and do what is chosen."""
        from screens.dialogs.palette import Entry, Palette

        entries = [
            Entry(one.description, one.key, one.active.binding.action, one.active.node)
            for one in commands(self.screen)
            if one.active.binding.action != "palette"
        ]
        for theme in THEMES:
            name = _("Theme: {name}").format(name=theme.name)
            entries.append(Entry(name, "", f"app.theme({theme.name!r})", self))
        chosen = await self.push_screen_wait(Palette(entries))
        if chosen is not None:
            await self.run_action(chosen.action, chosen.node)

    def action_theme(self, name: str) -> None:
        """Switch to another theme, until the console is left."""
        self.theme = name

    def action_help_quit(self) -> None:
        """Ctrl+C copies; say how to quit."""
        self.notify(_("Ctrl+Q leaves the console."))


def _collect_again() -> None:
    """Resume garbage collection after the start, without examining everything that was imported.

    A screen that is painted makes thousands of objects; Python's own threshold of 700 costs a fifth of its time.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(5_000, 10, 20)
        gc.enable()
