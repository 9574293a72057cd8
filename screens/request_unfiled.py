"""A request of somebody without a file: that nothing is held, or whose data it is after all. Clause: R1, R7."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.display import capital
from helpdesk.domain.rights import Right
from helpdesk.i18n import _, tell
from helpdesk.tasks import letters, request_letters, requests, rights
from screens.customer_words import say_ref
from screens.dialogs.choice import Choice, Option
from screens.explain import Why
from screens.finding import customers_by
from screens.request_page import RequestPage
from screens.request_words import mention_lines, say_right, say_whose

ON_NO_FILE = (Right.ACCESS, Right.ERASURE, Right.WITHDRAWAL)
"""The rights that can be carried out for somebody without a file."""


class Unfiled(RequestPage):
    """Answers that nothing is held, and ties the request to a customer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "whose", _("Whose data?"), id="request.whose"),
    ]

    async def is_answered(self, right: Right) -> bool:
        """Whether nothing more must be asked about a right: nothing is held, or there is no file to do it to."""
        if not self.request.is_without_file:
            return False
        can_be_done = right in ON_NO_FILE
        if await self.desk.read(lambda work: rights.is_nothing_held(work, self.request)):
            only_asked = await self._was_only_asked(right) if can_be_done and self.view.tickets else True
            if only_asked:
                await self._nothing_held()
            return only_asked is not False
        if not can_be_done:
            instead = await self.desk.read(rights.without_file, self.request.id, right)
            self.explain(Why(say_right(right), instead))
        return not can_be_done

    async def _was_only_asked(self, right: Right) -> bool | None:
        """Whether its linked tickets are nothing but the request; `None`: nobody said."""
        tickets = ", ".join(self.view.tickets)
        options = [
            Option(True, _("Answer that nothing is held"), _("they only asked for it there")),
            Option(False, say_right(right), _("of what they wrote there")),
        ]
        said = _("Nothing is held about them except what they wrote in {tickets}.").format(tickets=tickets)
        return await self.app.push_screen_wait(Choice(capital(say_right(right)), options, said))

    async def _nothing_held(self) -> None:
        """Show the letter that says so, after looking where else they are mentioned, and settle what is open."""
        from screens.dialogs.confirm import Confirm
        from screens.dialogs.letter_first import LetterFirst
        from screens.waiting import busy

        with busy(self, self.sub_title or "", _("looking where else they are mentioned …")):
            named = await self.desk.read(rights.mentions, self.request.id)
        if named:
            question = Confirm(
                _("Nothing is held about them. Is that all?"),
                *mention_lines(named),
                yes=_("None of it is theirs"),
                no=_("Look first"),
                weighs=True,
            )
            if not await self.app.push_screen_wait(question):
                return
        letter = await self.in_time(
            lambda: self.desk.run(request_letters.draft_nothing_held, self.request.id)
        )
        if letter is None:
            return
        first = LetterFirst(
            capital(tell(letter.kind.words)), letters.text(letter), _("Answer that, and keep the letter")
        )
        if not await self.app.push_screen_wait(first):
            return
        if await self.change(request_letters.tell_nothing_held):
            self.app.notify(_("Answered: nothing is held. The letter has to go out (d)."))

    def action_whose(self) -> None:
        """Say whose data it is about after all."""
        self.do(self._whose())

    async def _whose(self) -> None:
        from screens.dialogs.confirm import Confirm
        from screens.dialogs.pick_customer import PickCustomer

        proposed = await self.desk.read(requests.proposed, self.request.id)
        said = (
            _("The address they gave is a registered contact point of the first one.")
            if proposed
            else _("The address they gave is not registered to anybody: make sure who it is.")
        )
        question = PickCustomer(_("Whose data is it about?"), customers_by(self.desk, proposed), said)
        ref = await self.app.push_screen_wait(question)
        if ref is None:
            return
        sure = Confirm(
            _("Whose data is it about?"),
            _("Is {who} the customer {customer}?").format(who=say_whose(self.request), customer=say_ref(ref)),
            _("From now on the request is about that file. This can't be undone."),
            _(
                "It has to be confirmed again who is asking, unless that came from a registered contact "
                "point of theirs."
            ),
            yes=_("It is them"),
            no=_("Leave it"),
            weighs=True,
        )
        if not await self.app.push_screen_wait(sure):
            return
        if (await self.change(requests.tie, ref.id)) is not None:
            self.app.notify(_("It is about {customer} now.").format(customer=say_ref(ref)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only for somebody without a file, as long as nothing was done."""
        if action == "whose":
            asked = self.request
            untouched = all(one.result is None for one in asked.rights)
            return asked.is_without_file and asked.state.is_open and untouched
        return super().check_action(action, parameters)
