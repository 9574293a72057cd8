"""What every screen of the console has: a title above, its keys below, its own help, and preserved work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar, cast, runtime_checkable

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.reactive import Reactive
from textual.worker import NoActiveWorker, get_current_worker

from screens.console_screen import ConsoleScreen
from screens.widgets.bars import KeyBar, TitleBar

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from screens.app import HelpdeskApp

Result = TypeVar("Result")


@runtime_checkable
class HasDraft(Protocol):
    """A screen with text that would be a pity to lose."""

    async def save_draft(self) -> None:
        """Keep the text so far, by a job of the desk. Called when the console must be left; there are only seconds."""
        ...


@runtime_checkable
class WarnsOfQuitting(Protocol):
    """A screen with text that is kept nowhere, unless it has a draft (`HasDraft`)."""

    def may_quit(self) -> bool:
        """Whether the console may be left now; says first what would be lost."""
        ...


@runtime_checkable
class Asks(Protocol):
    """A screen that decides whether it may be left."""

    async def may_leave(self) -> bool:
        """Whether it may be left now; asks first if something is unsaved. Runs in a worker."""
        ...


@runtime_checkable
class Shows(Protocol):
    """A screen in front of a page that only shows a customer's data (by their id)."""

    about: str

    def answer(self, result: None) -> None:
        """Close."""
        ...


class Page(ConsoleScreen[Result]):
    """A screen of the console. Define its contents in `body`, and read its data in `fill`."""

    # The bar above shows these, so only the bar is repainted.
    title = Reactive[str | None](None, compute=False, repaint=False)
    sub_title = Reactive[str | None](None, compute=False, repaint=False)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.behind = False
        """Whether something was written to the store that this page was not told about."""
        self.unchecked = False
        """Whether something was written since it was last checked what a page below a dialog may still show."""
        self._closes_with: tuple[Result | None] | None = None
        """The result with which it closes once nothing is in front."""

    @property
    def console(self) -> HelpdeskApp:
        """The app that shows it, as what it is."""
        return cast("HelpdeskApp", self.app)

    def compose(self) -> ComposeResult:
        """The two bars, and the body between them."""
        yield TitleBar(self.desk.technician.name if self.desk.is_open else "")
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """The contents between the bars."""
        yield from ()

    def on_mount(self) -> None:
        """Fill the page, or wait for `desk_opened`."""
        if self.desk.is_open:
            self.fill()

    def on_screen_suspend(self) -> None:
        """A dialog or another page is in front: its keys do nothing now, and look like it."""
        self._beneath(True)

    def on_screen_resume(self) -> None:
        """In front again, or about to close."""
        self._beneath(False)
        if self._closes_with is not None:
            self.dismiss(*self._closes_with)

    def _compositor_refresh(self) -> None:
        # Textual repaints only the screen in front, but whatever is in between shows this page too.
        super()._compositor_refresh()
        stack = self.app.screen_stack
        if self in stack:
            for between in stack[stack.index(self) + 1 : -1]:
                between.refresh()

    def _beneath(self, is_beneath: bool) -> None:
        for bar in self.query(KeyBar):
            bar.set_class(is_beneath, "-beneath")

    def desk_opened(self) -> None:
        """Say who works here, and fill the page; the app calls this if the desk opened after the page was shown."""
        for bar in self.query(TitleBar):  # a page that is being closed has none left
            bar.who = self.desk.technician.name
            self.fill()

    def fill(self) -> None:
        """Read the data, in a worker. Called once the page is there and the desk is open."""

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close, with a result; if something is in front, once that is gone."""
        self.let_go_of_reading()
        if self.is_active:
            return super().dismiss(result)
        self._closes_with = (result,)  # Textual would close whatever is in front of it
        return AwaitComplete()

    def let_go_of_reading(self) -> None:
        """Abandon what is still being read for this page: there will be nowhere to show it."""
        try:
            own = get_current_worker()
        except NoActiveWorker:
            own = None
        for worker in tuple(self.workers):
            if worker.node is self and worker is not own:
                worker.cancel()

    def store_changed(self) -> None:
        """Show what somebody did in this store, without disturbing the reader or writer here, and only by reading.

        Called while the page is in front. Filled-in values are left alone, so a form has nothing to do.
        """

    def store_changed_beneath(self) -> None:
        """Hide what may no longer be read, while a dialog is in front of this page. Clause: R5; GDPR art. 18.

        Everything else stays as it was: the dialog is about what was seen when it opened.
        """

    @property
    def stands_for(self) -> str:
        """Identifies the contents if one page for them is enough and can be returned to; otherwise `""`."""
        return ""

    @property
    def about_to_open(self) -> bool:
        """Whether a key was pressed that opens something once its data has been read."""
        return False

    def help_text(self) -> str:
        """A few sentences for the help sheet on what this page is for."""
        return ""
