"""A form about a customer that becomes a row of a register. Clause: P3.

F8 finds the customer. All that is wrong is said at once. What was typed and not saved is kept as a draft, with the
customer, and taken up again.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Fault, FileNotOpen, Invalid
from helpdesk.i18n import _, tell
from screens.dialogs.notice import Notice
from screens.drafting import DraftPage
from screens.finding import customers_by, still_there
from screens.only_kept import only_kept
from screens.open_page import ASKS
from screens.opening import for_what
from screens.waiting import busy
from screens.widgets.fields import Form
from screens.widgets.writing import TextBlock

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork

Made = TypeVar("Made")
New = TypeVar("New")


class FormPage(DraftPage[Made]):
    """A subclass says what is filled in, what is said of the customer, and how it is registered."""

    def __init__(self, desk: Desk, customer: CustomerRef | None = None) -> None:
        super().__init__(desk)
        self.customer = customer
        self._first: dict[str, Any] = {}

    @abstractmethod
    def filled_in(self) -> Iterable[Widget]:
        """The form, and beneath it the block for the words where there is one."""

    @abstractmethod
    def whose(self) -> str:
        """The question to which the customer is the answer."""

    @abstractmethod
    def say_whose(self) -> str:
        """Whose it is."""

    @abstractmethod
    async def register(self) -> None:
        """Make it, and leave.

        Raises:
            Invalid: with all that is wrong.
        """

    def notes(self) -> Iterable[str]:
        """What else is to be known, a line each."""
        return ()

    def body(self) -> ComposeResult:
        """Whose it is, what is filled in, and what else is to be known."""
        yield Static(id="form-customer", classes="editor-said")
        yield from self.filled_in()
        yield Static(id="form-said", classes="editor-said")

    @property
    def form(self) -> Form:
        """The rows."""
        return self.query_one(Form)

    @property
    def block(self) -> TextBlock | None:
        """Where the words are typed."""
        return next(iter(self.query(TextBlock)), None)

    def typed(self) -> dict[str, Any]:
        """All that is filled in, as a draft keeps it."""
        words = {"words": self.block.text} if self.block else {}
        return {**self.form.values(), **words, "customer": self.customer.id if self.customer else ""}

    def fill_in(self, kept: dict[str, Any]) -> None:
        """Fill in what a draft kept, but for the customer."""
        if self.block:
            self.block.text = str(kept.get("words", ""))
        self.form.fill_in(kept)

    def fill(self) -> None:
        """Take up the draft that was left, if there is one."""
        self._first = self.typed()
        self.show_customer()
        self.say_more()
        self.take_up_draft()

    def show_customer(self) -> None:
        """Say whose it is."""
        self.query_one("#form-customer", Static).update(Content(self.say_whose()))

    def say_more(self, faults: Iterable[Fault] = ()) -> None:
        """Say what is wrong with what has no row, and what else is to be known."""
        said = [*(f"↑ {tell(fault.message)}" for fault in faults), *self.notes()]
        line = self.query_one("#form-said", Static)
        line.update(Content("\n".join(said)))
        line.display = bool(said)

    def show_faults(self, faults: tuple[Fault, ...]) -> None:
        """Say all that is wrong."""
        self.say_more(self.form.show_faults(faults))

    # Whose

    def action_customer(self) -> None:
        """Find whose it is."""
        self.app.run_worker(self._choose_customer(), group=ASKS)

    async def _choose_customer(self) -> None:
        from screens.dialogs.pick_customer import PickCustomer

        question = PickCustomer(self.whose(), customers_by(self.desk, self.customer))
        ref = await self.app.push_screen_wait(question)
        if ref is not None and self.is_here:
            self.customer = ref
            self.show_customer()
            self.go_on()

    def go_on(self) -> None:
        """Go to what comes next, now that it is known whose it is; as a rule one stays where one was."""

    # Drafts

    def drafted(self) -> str | None:
        """All that was filled in, once something was."""
        typed = self.typed()
        return None if typed == self._first else json.dumps(typed, ensure_ascii=False)

    async def take_up(self, content: str) -> bool:
        """Fill in what was kept; a customer that is gone has to be found again."""
        try:
            kept = dict(json.loads(content).items())
            customer = str(kept.pop("customer", ""))
            self.fill_in(kept)
        except (ValueError, AttributeError, TypeError):
            return False
        self.customer = await still_there(self.desk, customer) if customer else None
        self.show_customer()
        self.say_more()
        self.app.notify(_("What you typed before is back; it is not saved yet."))
        return True

    # Saving

    async def save(self) -> None:
        """Make it, or say all that is wrong."""
        try:
            with busy(self):
                await self.register()
        except Invalid as invalid:
            self.show_faults(invalid.faults)

    async def make(self, job: Callable[[UnitOfWork, New], Made], new: New) -> Made | None:
        """Do the job that makes it, and forget the draft, in one transaction.

        Where the customer's file is not open it asks what for and does it then; `None` where nothing was chosen.
        """
        draft = self.draft_name

        def whole(work: UnitOfWork) -> Made:
            made = job(work, new)
            work.drafts.drop(draft)
            return made

        try:
            return await self.desk.run(whole)
        except FileNotOpen:
            return await self.desk.run(whole) if await self.opened() else None

    async def leave(self, made: Made, said: str, show: Callable[[], object]) -> None:
        """Close, say that it was made, and show it; where it is only kept, say why it is not shown. Clause: R5."""
        kept = await only_kept(self.desk, self.customer.id) if self.customer else None
        self.dismiss(made)
        if kept is None:
            self.app.notify(said)
            show()
        else:
            opens = _("It opens once the restriction is lifted.")
            self.app.push_screen(Notice(_("Kept"), Content(said).stylize("bold"), kept.reason, opens))

    async def opened(self) -> bool:
        """Ask what for, and open the customer's file for that; whether it is open now."""
        why = _("The request is checked against this customer's file, which is not open.")
        if self.customer is None:
            return False
        return await for_what(self.app, self.desk, self.customer, why=why) is not None
