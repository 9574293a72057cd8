"""One item of unsolicited data: what it is, what became of it, and where there may be copies. Clause: D9, P3.

The technician sees everything known about it, and below that the places where there may be copies. Space says that
nothing is left at the place under the cursor (and undoes that), `i` that it can't be removed there, and why. `e`
decides what becomes of the item, `o` goes to its ticket, `p` shows the proof, `z` takes it out of the queue while it
is undecided. It closes automatically once it is decided and every place has an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.unsolicited import Answer, Item, Place
from helpdesk.i18n import _, language
from helpdesk.tasks import unsolicited
from helpdesk.words.unsolicited import say_answer, say_kinds, say_place, say_standing, say_who
from screens.page import Page
from screens.unsolicited_deciding import ASKS, Deciding
from screens.unsolicited_words import facts
from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.mouse import do_own
from screens.widgets.prose import Prose, Words

if TYPE_CHECKING:
    from helpdesk.desk import Desk

_MARKS = {Answer.OPEN: "[ ]", Answer.DONE: "[x]", Answer.IMPOSSIBLE: "[!]"}


class Places(Listing[Place]):
    """The places where there may be copies; answered only while `may_answer`.

    Enter does nothing: pressed once too often while opening an item, it would put an answer into the proof.
    """

    may_answer = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "answer", _("Nothing left there"), id="item.done"),
    ]

    def action_answer(self) -> None:
        """Answer for the place under the cursor."""
        self.action_select()

    def clicked_twice(self) -> None:
        """Answer, as the space bar does."""
        do_own(self, "space")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The places of a closed item can't be answered."""
        return (
            self.may_answer and self.count > 0
            if action == "answer"
            else super().check_action(action, parameters)
        )


class ItemScreen(Page[None]):
    """One item of unsolicited data: what it is, where it is, and the decision. Clause: D9."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "decide", _("Decide"), id="item.decide"),
        Binding("i", "impossible", _("Can't be removed"), id="item.impossible"),
        Binding("o", "ticket", _("Ticket"), id="item.ticket"),
        Binding("p", "proof", _("Proof"), id="item.proof"),
        Binding("z", "withdraw", _("Not unsolicited"), id="item.withdraw"),
    ]

    def __init__(self, desk: Desk, item: Item) -> None:
        """Make the screen of an item that was read."""
        super().__init__(desk)
        self._item = item

    @property
    def stands_for(self) -> str:
        """The item."""
        return f"unsolicited:{self._item.id}"

    def body(self) -> ComposeResult:
        """What is known, and the places where there may be copies."""
        yield Prose(id="item-facts")
        yield Words(id="item-copies")
        yield Places(
            [
                Column("", lambda one: _MARKS[one.answer], width=3),
                Column(_("Place"), lambda one: say_place(self.desk.policy, one), flex=4),
                Column(_("Answer"), say_answer, flex=4),
                Column(_("Who"), lambda one: say_who(self._item, one), flex=2, wide_from=90),
            ],
            empty=_("The policy names no places."),
            enter=None,
            id="item-places",
        )

    def fill(self) -> None:
        """Show what was read, and read it again: somebody else may have been quicker."""
        self._places.focus()
        self._show(self._item)
        self._do(lambda work: unsolicited.item(work, self._item.id))

    def help_text(self) -> str:
        """What this is for."""
        return _(
            "Needed: a purpose covers it, and it is kept as ordinary data. Deleted: it is removed for good, "
            "here and now. Partly deleted: some of it stays, and you say why. Technically impossible: you "
            "say why, where it is, and when it is tried again. The proof says who, when, what kind, where "
            "and with what outcome, and holds none of the data."
        )

    def _show(self, item: Item) -> None:
        self._item = item
        now = self.desk.clock()
        self.title = _("Unsolicited data")
        self.sub_title = f"{say_standing(self.desk.policy, item, now)} · {say_kinds(item)}"
        self.query_one("#item-facts", Prose).say(*facts(self.desk.policy, item, now))
        self._places.may_answer = item.closed is None
        self._places.display = self.query_one("#item-copies").display = item.has_copies
        asked = _("There may be copies here too; each place needs an answer:")
        said = asked if item.closed is None else _("Copies were looked for here:")
        self.query_one("#item-copies", Words).update(Content(said))
        self._places.show_rows(item.places, same=lambda one: one.id)
        self.refresh_bindings()

    def on_screen_resume(self) -> None:
        """Back from the ticket: it may have been decided there."""
        if self.desk.is_open:
            self._do(lambda work: unsolicited.item(work, self._item.id))

    def store_changed(self) -> None:
        """Somebody may have decided on it, or checked a place."""
        self.on_screen_resume()

    # What the keys do

    def _do(self, job: Callable[[Any], Item]) -> None:
        self.app.run_worker(self._done(job), group="item-write")

    async def _done(self, job: Callable[[Any], Item]) -> None:
        item = await Deciding(self.app, self.desk).attempt(job)
        if item is not None and self.is_here:
            self._show(item)

    @on(Listing.Selected, "#item-places")
    def _ticked(self, event: Listing.Selected[Place]) -> None:
        event.stop()
        place = event.row
        found = Answer.OPEN if place.answer is Answer.DONE else Answer.DONE
        self._do(lambda work: unsolicited.answer(work, self._item.id, place.id, found))

    def action_impossible(self) -> None:
        """Say why nothing can be removed from the place under the cursor."""
        if (place := self._places.row) is not None:
            self.app.run_worker(self._impossible(place), group=ASKS)

    async def _impossible(self, place: Place) -> None:
        from screens.dialogs.unremovable import Unremovable

        async def keep(why: str) -> Item | None:
            deciding, found = Deciding(self.app, self.desk), Answer.IMPOSSIBLE
            return await deciding.kept(
                lambda work: unsolicited.answer(work, self._item.id, place.id, found, why)
            )

        question = Unremovable(say_place(self.desk.policy, place), place.why, keep)
        item = await self.app.push_screen_wait(question)
        if item is not None and self.is_here:
            self._show(item)

    def action_decide(self) -> None:
        """Say what becomes of it."""
        self.app.run_worker(self._decide(), group=ASKS)

    async def _decide(self) -> None:
        item = await Deciding(self.app, self.desk).decide(self._item)
        if item is not None and self.is_here:
            self._show(item)

    def action_ticket(self) -> None:
        """Go to its ticket."""
        from screens.ticket_opening import open_ticket_number

        open_ticket_number(self.app, self.desk, self._item.ticket)

    def action_proof(self) -> None:
        """Show the proof as it would be printed."""
        self.app.run_worker(self._proof(), group=ASKS)

    async def _proof(self) -> None:
        from screens.dialogs.proof import ProofDialog

        text = await Deciding(self.app, self.desk).attempt(
            lambda work: unsolicited.print_proof(work, self._item.id, language())
        )
        if text is not None:
            await self.app.push_screen_wait(
                ProofDialog(text, _("proof-{number}.txt").format(number=self._item.id))
            )

    def action_withdraw(self) -> None:
        """Take it out of the queue: it is not unsolicited."""
        self.app.run_worker(self._withdraw(), group=ASKS)

    async def _withdraw(self) -> None:
        from screens.dialogs.confirm import Confirm

        question = Confirm(
            _("Not unsolicited"),
            _("This leaves the queue, and stays where it is. The audit keeps that you said so."),
            yes=_("Take it out"),
        )
        if not await self.app.push_screen_wait(question):
            return
        try:
            await self.desk.run(unsolicited.withdraw, self._item.id, self._item.version)
        except HelpdeskError as error:
            Deciding(self.app, self.desk).told(error)
            return
        if self.is_here:
            self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is left to do."""
        item = self._item
        match action:
            case "decide":
                return item.is_open_to_decision
            case "impossible":
                return item.closed is None and bool(item.places)
            case "withdraw":
                return item.outcome is None
            case "ticket":
                return bool(item.ticket)
        return super().check_action(action, parameters)

    @property
    def _places(self) -> Places:
        return self.query_one(Places)
