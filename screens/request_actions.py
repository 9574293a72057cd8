"""What else can be done in an open request: extend, refuse, take back, or write its letters.

Clause: R1–R7, C2, G8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.display import capital
from helpdesk.domain.letters import KeptLetter, Letter, LetterKind
from helpdesk.domain.requests import Request, Result
from helpdesk.domain.rights import OBJECTION_REJECTED, OBJECTION_UPHELD, Right
from helpdesk.i18n import _, language, show_moment, tell
from helpdesk.policy.model import Job
from helpdesk.tasks import access, letters, request_letters, requests, rights
from screens.case_words import say_sent
from screens.customer_words import is_there, say_letter_language
from screens.dialogs.choice import Choice, Option
from screens.dialogs.confirm import Confirm
from screens.jobs import has_job
from screens.kept_letters import look_at_letter
from screens.request_page import RequestPage
from screens.request_words import can_write_to, say_right

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


class RequestActions(RequestPage):
    """Only what can follow is offered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "extend", _("Extend"), id="request.extend"),
        Binding("x", "refuse", _("Refuse"), id="request.refuse"),
        Binding("d", "letters", _("Letters"), id="request.letters"),
        Binding("X", "close", _("Taken back"), id="request.close"),
        Binding("l", "lift", _("Lift"), id="request.lift"),
        Binding("b", "decide", _("Decide objection"), id="request.decide"),
        Binding("t", "take", _("Take"), id="request.take", show=False),
        Binding("o", "customer", _("Customer"), id="request.customer", show=False),
    ]

    # Longer, or not at all

    def action_extend(self) -> None:
        """Extend by two months, with the letter that says why."""
        self.do(self._extend())

    async def _extend(self) -> None:
        title = _("Why does it take longer?")
        reason = await self._ask_for_letter(title, _("Reason"), _("Read the letter"))
        if not reason:
            return
        letter = await self._read(lambda work: request_letters.draft_extension(work, self.request.id, reason))
        if letter is None or not await self._sure(letter, _("Extend, and keep the letter")):
            return
        if await self.change(request_letters.extend, reason):
            self.line_done(title)
            self.app.notify(_("Extended by two months. The letter has to go out within the first month (d)."))

    def action_refuse(self) -> None:
        """Refuse the right under the cursor, with the letter that says why."""
        if (right := self.right) is not None:
            self.do(self._refuse(right))

    async def _refuse(self, right: Right) -> None:
        title = _("Refuse: {right}").format(right=say_right(right))
        reason = await self._ask_for_letter(title, _("Reason"), _("Read the letter"))
        if not reason:
            return
        letter = await self._read(
            lambda work: request_letters.draft_refusal(work, self.request.id, right, reason)
        )
        if letter is None or not await self._sure(letter, _("Refuse, and keep the letter")):
            return
        if await self.change(request_letters.refuse, right, reason):
            self.line_done(title)
            self.app.notify(
                _("Refused: {right}. The letter has to go out (d).").format(right=say_right(right))
            )

    async def _ask_for_letter(self, title: str, label: str, yes: str) -> str:
        """Ask for words for a letter; its language is mentioned if it is not the reader's."""
        theirs = await self.desk.read(access.language, self.request.id)
        others = [] if theirs == language() else [say_letter_language(theirs)]
        return await self.ask_line(title, label, yes, *others)

    async def _read(self, job: Callable[[UnitOfWork], Letter]) -> Letter | None:
        return await self.in_time(lambda: self.desk.run(job))

    async def _sure(self, letter: Letter, yes: str) -> bool:
        """Show the letter as it would go out, and ask for confirmation."""
        from screens.dialogs.letter_first import LetterFirst

        sure = await self.app.push_screen_wait(
            LetterFirst(capital(tell(letter.kind.words)), letters.text(letter), yes)
        )
        return bool(sure)

    def action_close(self) -> None:
        """The customer takes back the request."""
        self.do(self._close())

    async def _close(self) -> None:
        question = Confirm(
            _("Taken back?"),
            _("The customer takes back the whole request. It closes; what was carried out stays done."),
            yes=_("Close it"),
            no=_("Leave it open"),
            weighs=True,
        )
        if await self.app.push_screen_wait(question) and (await self.change(requests.withdraw)) is not None:
            self.app.notify(_("{number} is closed.").format(number=self.request.number))

    # Restriction and objection, afterwards

    def action_lift(self) -> None:
        """Lift the restriction; the customer is told first."""
        self.do(self._lift())

    async def _lift(self) -> None:
        told = [one for one in await self._kept() if one.letter.kind is LetterKind.RESTRICTION_LIFTED]
        if not told:
            title = _("Why is the restriction lifted?")
            reason = await self._ask_for_letter(title, _("Reason"), _("Write the letter"))
            job = request_letters.announce_lifting
            told_now = (
                await self.in_time(lambda: self.desk.run(job, self.request.id, reason)) if reason else None
            )
            if told_now is not None:
                self.line_done(title)
                self.app.notify(_("The letter is kept (d). Once it went out, l lifts the restriction."))
            return
        if told[-1].sent is None:
            self.app.notify(
                _("{number} tells the customer; it did not go out yet (d).").format(
                    number=told[-1].letter.number
                ),
                severity="warning",
            )
            return
        question = Confirm(
            _("Lift the restriction?"),
            _("The customer was told on {day}.").format(day=show_moment(told[-1].sent)),
            yes=_("Lift it"),
            no=_("Leave it"),
            weighs=True,
        )
        if await self.app.push_screen_wait(question) and (await self.change(rights.lift)) is not None:
            self.app.notify(await _say_lifted(self.desk, self.request.subject))

    def action_decide(self) -> None:
        """Decide on the objection that was made."""
        self.do(self._decide())

    async def _decide(self) -> None:
        options = [
            Option(True, _("Upheld"), _("that use stops for good")),
            Option(False, _("Rejected"), _("the use may go on")),
        ]
        upheld = await self.app.push_screen_wait(Choice(_("The objection is"), options))
        if upheld is None:
            return
        await (self._uphold() if upheld else self._reject())

    async def _uphold(self) -> None:
        title = _("Why is the objection upheld?")
        reason = await self.ask_line(title, _("Reason"), _("Uphold it"))
        if reason and (await self.change(rights.decide_objection, reason, upheld=True)) is not None:
            self.line_done(title)
            self.app.notify(_("On record: the objection is upheld. d tells the customer."))

    async def _reject(self) -> None:
        """Like a refusal: by a letter that names the roads to the authority and the court. Clause: C2."""
        title = _("Why is the objection rejected?")
        reason = await self._ask_for_letter(title, _("Reason"), _("Read the letter"))
        draft, right = request_letters.draft_refusal, Right.OBJECTION
        letter = (
            await self._read(lambda work: draft(work, self.request.id, right, reason)) if reason else None
        )
        if letter is None or not await self._sure(letter, _("Reject, and keep the letter")):
            return
        if await self.change(request_letters.reject_objection, reason):
            self.line_done(title)
            self.app.notify(_("The objection is rejected. The letter has to go out (d)."))

    # Letters

    def action_letters(self) -> None:
        """Read a letter of this request, or write one."""
        self.do(self._letters())

    async def _kept(self) -> tuple[KeptLetter, ...]:
        found = await self.in_time(lambda: self.desk.read(request_letters.of_request, self.request))
        return found or ()

    async def _letters(self) -> None:
        kept = await self._kept()
        options: list[Option[KeptLetter | LetterKind]] = [
            Option(one, f"{one.letter.number} {tell(one.letter.kind.words)}", say_sent(self.desk.policy, one))
            for one in kept
        ]
        is_known = can_write_to(self.request)
        if self.request.state.is_open and is_known:
            kind = LetterKind.ACKNOWLEDGEMENT
            options.append(Option(kind, _("Write: {letter}").format(letter=tell(kind.words))))
        if is_known and request_letters.carried_out(self.request, self.view.steps):
            options.append(Option(LetterKind.FULFILLED, _("Write: what was done")))
        if not options:
            self.app.notify(_("No letter is kept here, and there is none to write now."))
            return
        chosen = await self.app.push_screen_wait(Choice(_("Letters"), options))
        if isinstance(chosen, KeptLetter):
            await self._look_at(chosen)
        elif chosen is not None:
            await self._write(chosen)

    async def _look_at(self, kept: KeptLetter) -> None:
        """Look at a letter. After it is sent the clock may differ; a notice about somebody erased is then removed."""
        from screens.finishing import finish

        if not await look_at_letter(self, kept):
            return
        if kept.is_of_erased:
            promise = await self.desk.read(lambda work: work.removals.promise)
            finish(self.app, self.desk, promise, self.read_again)
        self.read_again()

    async def _write(self, kind: LetterKind) -> None:
        request = self.request.id
        if kind is LetterKind.ACKNOWLEDGEMENT:
            made = await self.in_time(lambda: self.desk.run(request_letters.acknowledge, request))
        else:
            title = _("What was done?")
            said = await self._ask_for_letter(title, _("In words"), _("Write the letter"))
            job = request_letters.tell_result
            made = await self.in_time(lambda: self.desk.run(job, request, said)) if said else None
            if made is not None:
                self.line_done(title)
        if made is not None:
            await look_at_letter(self, made)

    # Who, and where to

    def action_take(self) -> None:
        """Handle it yourself."""
        self.do(self._take())

    async def _take(self) -> None:
        mine = self.desk.technician.login
        if (await self.change(requests.assign, mine)) is not None:
            self.app.notify(_("{number} is yours.").format(number=self.request.number))

    def action_customer(self) -> None:
        """Open the customer's file."""
        if is_there(self.request.customer):
            from screens.opening import open_customer

            open_customer(self.app, self.desk, self.request.customer)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can follow now."""
        request, today = self.request, self.desk.policy.today(self.desk.clock())
        match action:
            case "extend":
                in_time = not request.clock.first_month.is_late(today)
                return request.state.is_open and not request.extended and in_time
            case "refuse":
                return request.state.is_open and self.right is not None
            case "lift":
                return self.is_in_force(Right.RESTRICTION) and has_job(self.desk, Job.LEGAL_CLAIM)
            case "decide":
                return self.is_in_force(Right.OBJECTION) and has_job(self.desk, Job.LEGAL_CLAIM)
            case "letters":
                return can_write_to(request) or self.view.erasure is not None
            case "customer":
                return is_there(request.customer)
            case "take" if request.handler == self.desk.technician.login:
                return False
            case "close" | "take":
                return request.state.is_open and has_job(self.desk, Job.REQUESTS)
        return super().check_action(action, parameters)

    def is_in_force(self, right: Right) -> bool:
        """Whether a right was carried out, and none of the steps that end it was taken; a request may have both."""
        steps = {one.what for one in self.view.steps}
        return _done(self.request, right) and steps.isdisjoint(_ENDS[right])


_ENDS: Mapping[Right, tuple[str, ...]] = {
    Right.RESTRICTION: ("restriction:lifted",),
    Right.OBJECTION: (OBJECTION_UPHELD, OBJECTION_REJECTED),
}
"""The steps that end what a right put in force."""


async def _say_lifted(desk: Desk, subject: str) -> str:
    """Says that a restriction is lifted; or that another one of the same customer is not."""
    left = (await desk.read(lambda work: work.standings.of(subject))).restricted(desk.clock())
    if left is None:
        return _("The restriction is lifted, on every console.")
    return _("Lifted. The one that {number} asked for is still in force.").format(number=left.reference)


def _done(request: Request, right: Right) -> bool:
    asked = request.asked_for(right)
    return asked is not None and asked.result is Result.FULFILLED and is_there(request.customer)
