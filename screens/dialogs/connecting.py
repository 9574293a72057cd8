"""A connection in progress: its current step, how long that may still take, and a way out."""

from __future__ import annotations

from threading import Event
from time import monotonic

from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.messages import Message
from helpdesk.i18n import _, ngettext, tell
from screens.dialogs.dialog import Dialog
from screens.widgets.prose import Prose


class Connecting(Dialog[None]):
    """Shows the steps; Escape gives up. Whoever makes the connection closes it with `answer`."""

    def __init__(self) -> None:
        """Make the dialog; `where` is set before it is shown."""
        super().__init__(
            _("Connecting"), keys=[Binding("escape", "give_up", _("Give up"), id="connecting.give-up")]
        )
        self.where = ""
        self._step = ""
        self._until = 0.0
        self.given_up = Event()

    def body(self) -> ComposeResult:
        """Where it goes, whether its address is new, and the step."""
        yield Prose(_("Signing in to {name}").format(name=self.where))
        yield Prose(id="connecting-mark", classes="heading")
        yield Prose(id="connecting-step")

    def on_mount(self) -> None:
        """Count the seconds."""
        self.query_one("#connecting-mark").display = False
        self.set_interval(1, self._say)

    def show_step(self, what: Message, seconds: float) -> None:
        """A step begins, which may take that many seconds."""
        self._step, self._until = tell(what), monotonic() + seconds
        self._say()

    def show_mark(self, mark: str) -> None:
        """Something to check before continuing, such as a new address."""
        if self.is_here:
            prose = self.query_one("#connecting-mark", Prose)
            prose.say(mark)
            prose.display = bool(mark)

    def action_give_up(self) -> None:
        """Stop as soon as possible."""
        self.given_up.set()
        self._step = _("Giving up …")
        self._until = 0.0
        self._say()

    def _say(self) -> None:
        if not self.is_here or self._answered:
            return
        left = round(self._until - monotonic())
        words = (
            ngettext("at most {count} second more", "at most {count} seconds more", left).format(count=left)
            if left > 0
            else ""
        )
        self.query_one("#connecting-step", Prose).say(self._step, words)
