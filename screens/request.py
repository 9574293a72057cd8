"""One rights request: who asks, the legal deadline, and what each right means for them. Clause: R1–R7.

The list says for each right, category by category and record by record, what goes now, what is held until when and
why, and what is not this right; `w` explains the line under the cursor. `i` finds out who is asking; before that
nothing can be carried out. `g` carries out the right under the cursor, `a` approves it as the second person, `x`
refuses it. `e` extends it by two months, `d` shows and writes letters, `X` is for a customer who takes it back, `l`
lifts a restriction, `b` decides on an objection, `C` turns it into a complaint and `z` goes there. Tab goes to what
was said and to the steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.display import capital, dotted, visible
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.mentions import Mentions
from helpdesk.domain.requests import Effect, RequestState, RequestView, RightAsked
from helpdesk.domain.rights import Right
from helpdesk.i18n import _, show_date, show_moment, show_number, tell
from helpdesk.policy.step_words import request_step
from helpdesk.tasks import request_letters, rights
from helpdesk.tasks.effects import effects, whose
from screens.case_words import say_handler
from screens.customer_words import say_category
from screens.request_actions import RequestActions
from screens.request_identity import Identifying
from screens.request_page import Meaning
from screens.request_rights import CarryingOut
from screens.request_turning import Turning
from screens.request_words import (
    can_write_to,
    facts,
    mentioned_in,
    say_clocks,
    say_effect,
    say_erasure,
    say_identity_whole,
    say_kind,
    say_right,
    say_rights,
    say_rules,
    say_state,
    say_whose,
    why,
)
from screens.ticket_text import paragraphs_of
from screens.widgets.case_header import CaseHeader, HeaderPart
from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose, Words
from screens.widgets.timeline import Entry, Line, Piece, Timeline

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


class Meanings(Listing[Meaning]):
    """What each right means for this customer; Enter explains."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", _("Why?"), id="request.explain"),
    ]


class RequestScreen(RequestActions, Turning, CarryingOut, Identifying):
    """A request that was opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "why", _("Why?"), id="request.why", show=False),
    ]

    def __init__(self, desk: Desk, view: RequestView) -> None:
        """Make the screen of a request, already read as `view`."""
        super().__init__(desk, view)
        self._effects: dict[Right, tuple[Effect, ...]] = {}
        self._named = Mentions()

    def body(self) -> ComposeResult:
        """The header, what each right means, in a wide window all facts beside it, and the steps."""
        yield CaseHeader()
        with Horizontal(id="request-body", classes="case-body"):
            yield Meanings(
                [
                    Column(_("Right asked for"), self._what),
                    Column("", _category, width=3),
                    Column(_("Count"), _count, width=6, align="right"),
                    Column(_("What it means"), self._means),
                ],
                id="request-rights",
            )
            with VerticalScroll(id="request-side", classes="case-side", can_focus=False):
                yield Prose(id="request-facts")
        yield Words(id="request-here", classes="case-here")
        yield Timeline(id="request-timeline")

    def fill(self) -> None:
        """Show what was read when the request was opened."""
        self._list.focus()
        self.show(self.view)
        self.query_one("#request-timeline", Timeline).move_to(0)

    def help_text(self) -> str:
        """What this is for."""
        return _(
            "Each right is carried out separately, once it is known who is asking. The legal month runs "
            "from receipt; it is paused while identity is outstanding, and both days are shown. An "
            "extension needs a letter within the first month, a refusal a letter that names the authority "
            "and the court. After an erasure, what the law requires to be kept is removed automatically on "
            "its day. A restriction holds on every screen and every console until it is lifted, and the "
            "customer is told before that."
        )

    @property
    def _list(self) -> Listing[Meaning]:
        return self.query_one("#request-rights", Listing)

    @property
    def row(self) -> Meaning | None:
        """What the cursor is on."""
        return self._list.row if self.is_here else None

    # Showing

    def show(self, view: RequestView) -> None:
        """Show a request as it is now; what each right means follows."""
        super().show(view)
        self.title = view.request.number
        self.sub_title = say_rights(view.request)
        self.show_header()
        self._show_rows()
        self._show_steps()
        now = self.desk.clock()
        self.query_one("#request-facts", Prose).say(*facts(self.desk.policy, view.request, now))
        self._read_effects()
        self.refresh_bindings()

    def header(self) -> Iterable[Iterable[HeaderPart]]:
        """Whose data it is, both clocks, and whether identity is confirmed."""
        request = self.request
        behalf = _("ASKED BY: {who}").format(who=visible(self.view.agent)) if self.view.agent else ""
        who = say_whose(request, self.view.contact)
        yield Content(who).stylize("bold"), say_state(request), behalf
        yield say_clocks(self.desk.policy, request, self.desk.clock())
        yield (
            _("identity: {said}").format(said=say_identity_whole(request)),
            _("handler: {name}").format(name=say_handler(request)),
            _("same as {number}").format(number=request.duplicate_of) if request.duplicate_of else "",
            _("was {number}").format(number=self.view.turned_from) if self.view.turned_from else "",
        )

    @work(exclusive=True, group="request-effects")
    async def _read_effects(self) -> None:
        """What each open right means now, read in the background."""
        request = self.request
        asked = tuple(one.right for one in request.rights if one.result is None)
        if not can_write_to(request) or not request.state.is_open:
            asked = ()

        def job(work: UnitOfWork) -> dict[Right, tuple[Effect, ...]]:
            theirs = whose(work, request)
            return {right: effects(work, theirs, right) for right in asked}

        try:
            self._effects = await self.desk.read(job)
            if asked and request.is_without_file:
                self._named = await self.desk.read(rights.mentions, request.id)
                self._show_steps()
        except HelpdeskError as error:
            self.told(error)
            return
        self._show_rows()

    def _show_rows(self) -> None:
        rows = [
            row
            for one in self.request.rights
            for row in (Meaning(one), *(Meaning(one, effect) for effect in self._effects.get(one.right, ())))
        ]
        self._list.show_rows(rows, same=lambda row: (row.asked.right, row.effect))

    def _show_steps(self) -> None:
        self.query_one("#request-timeline", Timeline).show(list(self._entries()))

    def _entries(self) -> Iterator[Entry]:
        """What was said and corrected, every step, newest first, and the rules behind the day."""
        view, request = self.view, self.request
        body: list[Line] = list(paragraphs_of(view.words))
        if view.authority:
            said = _("{who} asks for them, allowed by: {authority}")
            text = said.format(who=visible(view.agent), authority=visible(view.authority))
            body.append((Piece(text, "quiet"),))
        links = (*view.tickets, *view.duplicates)
        if links:
            body.append((Piece(_("Linked to {tickets}.").format(tickets=", ".join(links)), "quiet"),))
        yield Entry(
            -1, (Piece(_("Asked {when}").format(when=show_date(request.received)), "head"),), tuple(body)
        )
        if self._named and request.state.is_open and request.is_without_file:
            lines = tuple((Piece(line),) for line in mentioned_in(self._named))
            yield Entry(
                -3 - len(view.corrections), (Piece(_("Also mentioned in other records"), "head"),), lines
            )
        for place, one in enumerate(view.corrections, start=1):
            text = f"{tell(CUSTOMER[one.field].label)}: {visible(one.old)} → {visible(one.new)}"
            head = " · ".join((show_moment(one.at), _("corrected"), self.name_of(one.by)))
            yield Entry(-2 - place, (Piece(head, "head"),), ((Piece(text),),))
        for place, step in reversed(tuple(enumerate(view.steps))):
            head = f"{show_moment(step.at)} · {tell(request_step(step.what))} · {visible(step.by_name)}"
            yield Entry(place, (Piece(head, "head"),), tuple(paragraphs_of(step.note)))
        rules = (Piece(say_rules(request.clock.due)),)
        yield Entry(-2, (Piece(_("Why this day"), "head"),), (rules,))

    @on(Listing.Highlighted, "#request-rights")
    def _highlighted(self, event: Listing.Highlighted[Meaning]) -> None:
        event.stop()
        self.query_one("#request-here", Words).update(Content(self._here(event.row)))
        self.refresh_bindings()

    def _here(self, row: Meaning | None) -> str:
        """What to do next about the right under the cursor."""
        if self.view.erasure is not None and not self.request.state.is_open:
            return _("Erased: {said}.").format(said=say_erasure(self.view.erasure))
        if self.request.state is RequestState.UNCONFIRMED and can_write_to(self.request):
            return _("It closed automatically. The letter that tells the customer is under d.")
        if self.request.turned_into:
            return _("It continues as complaint {number}; z goes there.").format(
                number=self.request.turned_into
            )
        if row is not None and row.asked.is_done and can_write_to(self.request):
            return self._in_force(row.asked.right)
        if row is None or row.asked.result is not None or not self.request.state.is_open:
            return ""
        if row.effect is not None:
            category = say_category(self.desk.policy, row.effect.category)
            kind = say_kind(self.desk.policy, row.effect)
            said = f"{kind}, {category}" if kind.casefold() not in category.casefold() else category
            return f"{said}: {say_effect(row.asked.right, row.effect)}"
        if self.request.state is not RequestState.CONFIRMED and self.view.known_by:
            who = ", ".join(map(self.name_of, self.view.known_by))
            return _("{who} knows them in person. A second one of us has to say so too: i.").format(who=who)
        if self.request.state is not RequestState.CONFIRMED:
            return _("First find out who is asking: i. Nothing is carried out before that.")
        return self._waits_for(row.asked)

    def _waits_for(self, asked: RightAsked) -> str:
        """Who must do what with a right that may be carried out, as far as this technician can know. Clause: B1."""
        if self.check_action("approve", ()):
            return _("It waits for a second person, who may be you: a approves it.")
        if asked.right in self.view.approvals:
            return _("A second person has to approve this first: a, at their console.")
        if asked.approved_by == self.desk.technician.login:
            return _("You approved it: somebody else carries it out.")
        return _("g carries it out, x refuses it.")

    def _in_force(self, right: Right) -> str:
        """What this request put in force, how that ends, and how the customer is told. Clause: R5, R6."""
        if right is Right.RESTRICTION and self.is_in_force(right):
            return _("In force: everything is only stored, until it is lifted (l). d tells the customer.")
        if right is Right.OBJECTION and self.is_in_force(right):
            return _("In force, until it is decided (b). d tells the customer.")
        if right not in request_letters.carried_out(self.request, self.view.steps):
            return _("The objection was rejected. The letter that says why is under d.")
        return _("d tells the customer what was done, in a letter.")

    @on(Listing.Selected, "#request-rights")
    def _selected(self, event: Listing.Selected[Meaning]) -> None:
        event.stop()
        self.action_why()

    def action_why(self) -> None:
        """Explain the line under the cursor."""
        if (row := self.row) is not None:
            self.explain(why(self.desk.policy, row.asked.right, row.effect))

    def _means(self, row: Meaning) -> str:
        asked = row.asked
        if row.effect is not None:
            return say_effect(asked.right, row.effect)
        if asked.result is not None:
            parts = (tell(asked.result.words), self.name_of(asked.by), visible(asked.reason))
            return dotted(*parts)
        if asked.approved_by:
            return _("approved by {who}, to be carried out").format(who=self.name_of(asked.approved_by))
        return _("to be carried out") if self.request.state.is_open else _("not carried out")

    def _what(self, row: Meaning) -> str:
        if row.effect is None:
            return capital(say_right(row.asked.right))
        return f"  {say_kind(self.desk.policy, row.effect)}"


def _category(row: Meaning) -> str:
    known = row.effect is not None and row.effect.category[:1] == "D"
    return row.effect.category if known and row.effect is not None else ""


def _count(row: Meaning) -> str:
    return show_number(row.effect.records) if row.effect is not None else ""
