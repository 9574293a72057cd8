"""The recording of a session, played again. Clause: G4, P2, P3; R1 (what was done can be shown while it is kept).

The technician sees what the other side showed, never what was typed. Space plays and pauses, the arrows go five
seconds on or back, Page Up and Page Down a minute, `+` and `-` change the speed, `/` searches what was shown and `n`
goes to the next place, `x` writes the recording to a file for asciinema. Long pauses are skipped; `i` shows them whole.
A screen that is larger than the window follows its cursor; the arrows up and down, with Shift also aside, move about.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, BinaryIO, ClassVar, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from helpdesk.domain.display import visible
from helpdesk.domain.errors import FileNotOpen, HelpdeskError, StoreError
from helpdesk.domain.remote import Session
from helpdesk.i18n import _, ngettext, show_moment, show_number
from helpdesk.tasks import sessions
from helpdesk.tasks.new_files import write_new
from screens.page import Page
from screens.waiting import busy
from screens.widgets.cast_view import CastView

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.remote.player import Cast, Player

T = TypeVar("T")

STEP, MINUTE, FAR = 5, 60, 1_000_000_000
"""Seconds that a key goes on or back; the last goes to an end."""

SMOOTH = 0.05
"""Seconds between two pictures at least: more would only keep a slow line busy."""

LONGEST_PAUSE = 2.0
"""Seconds in which nothing happens that are watched; longer pauses are skipped."""


class Replay(Page[None]):
    """The recording of one session, as it was on the screen; not a byte of it is obeyed. Clause: B6, P1."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "turn", _("Play/pause"), id="replay.turn"),
        Binding("left", f"go({-STEP})", _("-5 s"), id="replay.back", priority=True),
        Binding("right", f"go({STEP})", _("+5 s"), id="replay.on", priority=True),
        Binding(
            "pageup", f"go({-MINUTE})", _("Back a minute"), id="replay.minute-back", show=False, priority=True
        ),
        Binding(
            "pagedown",
            f"go({MINUTE})",
            _("Forward a minute"),
            id="replay.minute-on",
            show=False,
            priority=True,
        ),
        Binding("home", f"go({-FAR})", _("Beginning"), id="replay.begin", show=False, priority=True),
        Binding("end", f"go({FAR})", _("End of it"), id="replay.end", show=False, priority=True),
        Binding("plus,equals_sign", "faster(1)", _("Faster"), id="replay.faster"),
        Binding("minus", "faster(-1)", _("Slower"), id="replay.slower"),
        Binding("slash,s", "search", _("Find text"), id="replay.search"),
        Binding("n", "next", _("Next place"), id="replay.next"),
        Binding("i", "pauses", _("Skip pauses or not"), id="replay.pauses", show=False),
        Binding("x", "export", _("Export"), id="replay.export"),
    ]

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self.title = _("Recording")
        self._where = visible(" · ".join((session.system, show_moment(session.started))))
        self.sub_title = self._where
        self._session = session
        self._cast: Cast | None = None
        self._player: Player | None = None
        self._one_at_a_time = asyncio.Lock()
        self._opening = False
        self._steps = 0.0
        self._places: tuple[float, ...] = ()
        self._skips = True
        self._timer: Timer | None = None

    def body(self) -> ComposeResult:
        """The screen that was recorded, and where we are."""
        yield CastView(id="replay-screen")
        yield Static(id="replay-status")

    def fill(self) -> None:
        """Read the recording; that is on record."""
        self._read()

    def help_text(self) -> str:
        """What can be seen here."""
        return _(
            "A recording holds what the other side showed, never what was typed. It is kept as long as the "
            "policy says and then removed. Viewing or exporting it is recorded."
        )

    @work(exclusive=True, group="replay")
    async def _read(self) -> None:
        from helpdesk.remote.player import Cast, Player

        try:
            with busy(self, self._where):
                parts = await self._in_time(lambda: self.desk.run(sessions.parts, self._session.id))
                self._cast = await asyncio.to_thread(Cast, parts)
                player = await asyncio.to_thread(Player, self._cast)
        except HelpdeskError as error:
            from screens.dialogs.notice import Notice

            await self.app.push_screen_wait(Notice.of(error))
            self.dismiss()
            return
        self._player = player
        player.play()
        self.query_one(CastView).focus()
        self.refresh_bindings()
        await self._with_player(lambda: None)

    async def _in_time(self, job: Callable[[], Awaitable[T]]) -> T:
        """Do a job that needs the customer's file; where that is not open, ask what for and do it then."""
        try:
            return await job()
        except FileNotOpen:
            from screens.opening import for_what

            self._opening = True
            try:
                customer, purposes = self._session.customer, self._session.purposes
                if await for_what(self.app, self.desk, customer, purposes) is None:
                    raise
            finally:
                self._opening = False
            self._look_whether_readable()
            return await job()

    # Playing. The player is used from one thread at a time; going far back or on may take a second.

    def action_turn(self) -> None:
        """Play, or pause."""
        if (player := self._player) is not None:
            self._do(player.pause if player.playing else player.play)

    def action_go(self, seconds: float) -> None:
        """Some seconds on or back; keys that come while one is carried out are taken together."""
        if (player := self._player) is not None:
            self._steps += seconds
            self._do(lambda: self._go(player))

    def _go(self, player: Player) -> None:
        steps, self._steps = self._steps, 0.0
        if steps:
            player.seek(player.at + steps)

    def action_faster(self, steps: int) -> None:
        """Play faster or slower."""
        if (player := self._player) is not None:
            self._do(lambda: _faster(player, steps))

    def action_pauses(self) -> None:
        """Skip long pauses, or show them whole."""
        self._skips = not self._skips
        self._do(lambda: None)

    @work(exclusive=True, group="replay")
    async def action_search(self) -> None:
        """Ask for a text and go to the first place after this one where it was shown."""
        from screens.dialogs.line import Line

        cast = self._cast
        text = await self.app.push_screen_wait(Line(_("Search the recording"), _("Text"), _("Search")))
        if cast is None or not text:
            return
        with busy(self, self._where):
            self._places = await asyncio.to_thread(cast.find, text)
        self.refresh_bindings()
        count = len(self._places)
        said = ngettext("Shown at {count} place.", "Shown at {count} places.", count)
        self.app.notify(said.format(count=show_number(count)))
        self.action_next()

    def action_next(self) -> None:
        """The next place where the text was shown; after the last one the first."""
        player, places = self._player, self._places
        if player is not None and places:
            self._do(lambda: _go_to_next(player, places))

    def store_changed(self) -> None:
        """It may have become one that may not be seen any more."""
        self._look_whether_readable()

    def store_changed_beneath(self) -> None:
        """The same, with a dialog before it."""
        self._look_whether_readable()

    @work(exclusive=True, group="replay-seen")
    async def _look_whether_readable(self) -> None:
        """Close it, with the reason, where it may not be seen any more; beneath a dialog, hide it. Clause: P2, R5."""
        if self._player is None and not self._opening:
            return  # what reads it asks, and says what is in the way
        try:
            await self.desk.read(sessions.insist_seen, self._session.id)
        except StoreError:
            return  # whatever is done next says so
        except HelpdeskError as error:
            self.add_class("-over")
            if self._opening or not self.is_active:
                return  # it is looked at again once the file is open, or nothing stands before it
            from screens.dialogs.notice import show_error

            self.dismiss()
            show_error(self.app, error)
        else:
            self.remove_class("-over")

    def on_screen_resume(self) -> None:
        """It may have been hidden beneath a dialog."""
        if self.has_class("-over"):
            self._look_whether_readable()

    def on_screen_suspend(self) -> None:
        """Nobody looks: stop."""
        if (player := self._player) is not None and player.playing:
            self._do(player.pause)

    @work(group="replay-player")
    async def _do(self, work: Callable[[], None]) -> None:
        await self._with_player(work)

    async def _with_player(self, work: Callable[[], None]) -> None:
        """Do something with the player, then show what is due and come back when something else is."""
        player = self._player
        if player is None:
            return
        async with self._one_at_a_time:
            await asyncio.shield(asyncio.to_thread(self._carried_out, player, work))
        if not self.is_here:
            return
        screen = player.screen
        self.query_one(CastView).show(screen.rows(), screen.columns, screen.place())
        self._say(player)
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if (due := player.due_in()) is not None:
            self._timer = self.set_timer(max(min(due, 1.0), SMOOTH), lambda: self._do(lambda: None))

    def _carried_out(self, player: Player, work: Callable[[], None]) -> None:
        work()
        player.tick()
        due = player.due_in()
        if self._skips and due is not None and due > LONGEST_PAUSE:
            player.seek(player.at + (due - LONGEST_PAUSE / 2) * player.speed)

    def _say(self, player: Player) -> None:
        cast = self._cast
        whole = _clock(cast.seconds) if cast else ""
        state = _("playing") if player.playing else _("paused")
        cut_off = "" if cast is None or cast.whole else _("cut off: the console was killed")
        pauses = "" if self._skips else _("pauses in full")
        parts = (f"{_clock(player.at)} / {whole}", state, f"{player.speed:g}×", pauses, cut_off)
        self.query_one("#replay-status", Static).update(Content("  ".join(part for part in parts if part)))

    # Exporting

    @work(exclusive=True, group="replay")
    async def action_export(self) -> None:
        """Ask whom it is for, and write it to a file, on record; an existing file is never written over."""
        from screens.asking_whom import ask_for_whom
        from screens.dialogs.save_as import save

        if whom := await ask_for_whom(self.app, self.desk):
            await save(
                self.app,
                _("Export the recording"),
                _("Export"),
                f"session-{self._session.id}.cast",
                lambda given: self._in_time(lambda: asyncio.to_thread(self._exported, given, whom)),
            )

    def _exported(self, name: str, whom: str) -> bool:
        """Write it to a new file that only its owner can read. Errors: `HelpdeskError`; no file is left then."""
        from helpdesk.remote.player import export

        def write(out: BinaryIO) -> None:
            export(self.desk.do(sessions.export_recording, self._session.id, whom), out)

        return write_new(name, write)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The next place only after a search that found one."""
        if action == "next":
            return bool(self._places)
        return super().check_action(action, parameters)


def _faster(player: Player, steps: int) -> None:
    from helpdesk.remote.player import SPEEDS

    place = SPEEDS.index(player.speed) + steps
    player.speed = SPEEDS[min(max(place, 0), len(SPEEDS) - 1)]


def _go_to_next(player: Player, places: tuple[float, ...]) -> None:
    player.pause()
    player.seek(next((place for place in places if place > player.at), places[0]))


def _clock(seconds: float) -> str:
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
