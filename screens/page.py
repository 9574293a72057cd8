"""What every screen of the console has: a title above, its keys beneath, help of its own, and work that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.reactive import Reactive
from textual.worker import NoActiveWorker, get_current_worker

from screens.console_screen import ConsoleScreen
from screens.widgets.bars import KeyBar, TitleBar

if TYPE_CHECKING:
    from helpdesk.desk import Desk

Result = TypeVar("Result")


@runtime_checkable
class HasDraft(Protocol):
    """A screen on which somebody types what would be a pity to lose."""

    async def save_draft(self) -> None:
        """Keep what was typed so far, by a job of the desk. Called when the console has to leave; it has seconds."""
        ...


@runtime_checkable
class Asks(Protocol):
    """A screen that has a say in being left."""

    async def may_leave(self) -> bool:
        """Whether it may be left now; asks first where something was not saved. Runs in a worker."""
        ...


@runtime_checkable
class Shows(Protocol):
    """What stands before a page and shows data of a customer (by their id), to whom nothing is done there."""

    about: str

    def answer(self, result: None) -> None:
        """Close."""
        ...


class Page(ConsoleScreen[Result]):
    """A screen of the console. Say what is in it in `body`, and read what it shows in `fill`."""

    # The bar above shows these, so the bar is all that is painted anew.
    title = Reactive[str | None](None, compute=False, repaint=False)
    sub_title = Reactive[str | None](None, compute=False, repaint=False)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.behind = False
        """Whether something was written in the store that this page was not told of."""
        self.unchecked = False
        """Whether something was written since it was last looked at what a page beneath a dialog may still show."""
        self._closes_with: tuple[Result | None] | None = None
        """The result with which it closes once nothing stands before it."""

    def compose(self) -> ComposeResult:
        """The two bars, and the body between them."""
        yield TitleBar(self.desk.technician.name if self.desk.is_open else "")
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """What stands between the bars."""
        yield from ()

    def on_mount(self) -> None:
        """Fill the page, or wait for `desk_opened`."""
        if self.desk.is_open:
            self.fill()

    def on_screen_suspend(self) -> None:
        """A dialog stands before it, or another page: its keys do nothing now, and look like it."""
        self._beneath(True)

    def on_screen_resume(self) -> None:
        """In front again, or to be closed now."""
        self._beneath(False)
        if self._closes_with is not None:
            self.dismiss(*self._closes_with)

    def _compositor_refresh(self) -> None:
        # Textual has only the screen in front painted anew, but what stands between shows this page too.
        super()._compositor_refresh()
        stack = self.app.screen_stack
        if self in stack:
            for between in stack[stack.index(self) + 1 : -1]:
                between.refresh()

    def _beneath(self, is_beneath: bool) -> None:
        for bar in self.query(KeyBar):
            bar.set_class(is_beneath, "-beneath")

    def desk_opened(self) -> None:
        """Say who works here, and fill the page; the app calls this when the desk opened after the page was there."""
        for bar in self.query(TitleBar):  # none is left of a page that is being closed
            bar.who = self.desk.technician.name
            self.fill()

    def fill(self) -> None:
        """Read what is shown, in a worker. Called once the page is there and the desk is open."""

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close, with a result; where something stands before it, once that is gone."""
        self.let_go_of_reading()
        if self.is_active:
            return super().dismiss(result)
        self._closes_with = (result,)  # Textual would close what stands before it
        return AwaitComplete()

    def let_go_of_reading(self) -> None:
        """Let go of what is still being read for this page: nothing will be left to show it in."""
        try:
            own = get_current_worker()
        except NoActiveWorker:
            own = None
        for worker in tuple(self.workers):
            if worker.node is self and worker is not own:
                worker.cancel()

    def store_changed(self) -> None:
        """Show what somebody at this store did, without disturbing who reads or types here, and only by reading.

        Called while the page is in front. What is filled in is left alone, so a form has nothing to do.
        """

    def store_changed_beneath(self) -> None:
        """Hide what may not be read any more, while a dialog stands before this page. Clause: R5; GDPR art. 18.

        All else stays as it was: the dialog is about what was seen when it opened.
        """

    @property
    def stands_for(self) -> str:
        """What is shown, of which one page is enough and which can be gone to again; `""` where that is not so."""
        return ""

    @property
    def about_to_open(self) -> bool:
        """Whether a key was pressed that opens something as soon as what it needs was read."""
        return False

    def help_text(self) -> str:
        """A few sentences for the help sheet on what this page is for."""
        return ""
