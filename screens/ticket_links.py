"""A ticket's relations: its customer, other tickets, sessions, files. Clause: G3, R7, D9, G4."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.complaints import Complaint
from helpdesk.domain.tickets import Direction, TicketLink, TicketMessage
from helpdesk.i18n import _
from helpdesk.policy.model import Job
from helpdesk.tasks import complaints, tickets
from screens.jobs import has_job
from screens.remote_support import RemoteSupport
from screens.ticket_actions import TicketPage
from screens.ticket_linking import link, other_ticket
from screens.ticket_sender import ask_whose
from screens.ticket_words import say_customer_whole, say_subject, say_whose_then

NEW = "new"


class TicketLinks(TicketPage):
    """Says whose a ticket is, links, moves and merges, saves attachments, and helps remotely."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "whose", _("Whose is it?"), id="ticket.whose"),
        Binding("l", "link", _("Links"), id="ticket.link"),
        Binding("m", "move", _("Move message"), id="ticket.move"),
        Binding("v", "merge", _("Merge"), id="ticket.merge"),
        Binding("o", "customer", _("Customer"), id="ticket.customer"),
        Binding("C", "complaint", _("Make a complaint of it"), id="ticket.complaint"),
        Binding("V", "request", _("Rights request of it"), id="ticket.request", show=False),
        Binding("f8,R", "remote", _("Remote support"), id="ticket.remote"),
    ]

    @cached_property
    def support(self) -> RemoteSupport:
        """Makes the connections."""
        return RemoteSupport(self.console, self.desk)

    # Whose

    def action_whose(self) -> None:
        """Say which customer a ticket of an unknown sender belongs to."""
        self.do(ask_whose(self))

    # Links

    def action_link(self) -> None:
        """Go to what is linked, or link something."""
        self.do(link(self))

    # Moving and merging

    def action_move(self) -> None:
        """Move the message under the cursor to another ticket; the only message is merged instead."""
        if len(self.view.messages) == 1:
            self.app.notify(_("This is its only message: v merges the whole ticket with another."))
        elif (here := self.selection) is not None:
            self.do(self._move(here.message.id))

    async def _move(self, message: int) -> None:
        to = await other_ticket(self, _("Move this message to which ticket?"))
        if to is None or not await self._sure_of_whose(to):
            return
        moved = await self.in_time(lambda: self.desk.run(tickets.move_message, message, to))
        if moved is not None:
            self.app.notify(_("Moved to {number}.").format(number=moved.ticket.number))
            self.read_again()

    async def _sure_of_whose(self, to: int) -> bool:
        """Asks before a message goes where it would become somebody else's. Clause: P2."""
        from screens.dialogs.confirm import Confirm

        target = await self.desk.read(lambda work: work.tickets.shown(to))
        warned = say_whose_then(self.ticket, target)
        if not warned:
            return True
        question = Confirm(
            _("Move it to {number}?").format(number=target.number),
            *warned,
            yes=_("Move it"),
            no=_("Leave it"),
            weighs=True,
        )
        sure = await self.app.push_screen_wait(question)
        return bool(sure)

    def action_merge(self) -> None:
        """Move everything to another ticket, and close this one."""
        self.do(self._merge())

    async def _merge(self) -> None:
        from screens.dialogs.confirm import Confirm

        into = await other_ticket(
            self, _("Merge into which ticket?"), _("Its messages and links go there; this ticket closes.")
        )
        if into is None:
            return
        target = await self.desk.read(lambda work: work.tickets.shown(into))
        question = Confirm(
            _("Merge {one} into {other}?").format(one=self.ticket.number, other=target.number),
            f"{say_customer_whole(target)}: {say_subject(target)}",
            *say_whose_then(self.ticket, target),
            _("This can't be undone, but messages can be moved."),
            yes=_("Merge"),
            no=_("Leave it"),
            weighs=True,
        )
        if not await self.app.push_screen_wait(question):
            return
        seen = self.ticket
        view = await self.in_time(lambda: self.desk.run(tickets.merge, seen.id, seen.version, into))
        if view is not None and self.is_here:
            self.app.notify(_("Merged into {number}.").format(number=view.ticket.number))
            self.show(view)

    # A complaint

    def sounds_like_a_complaint(self, message: TicketMessage) -> str:
        """The word by which an incoming message sounds like a complaint; `""` if none does, or once there is one."""
        linked = any(one.kind is TicketLink.COMPLAINT for one in self.view.links)
        if linked or message.direction is not Direction.IN or not has_job(self.desk, Job.COMPLAINTS):
            return ""
        return complaints.sounds_like_one(self.desk.policy, message.text)

    def action_complaint(self) -> None:
        """Make a complaint of it, with what is known filled in; nothing is registered before somebody checks that."""
        self.do(self._complaint())

    async def _complaint(self) -> None:
        from screens.complaint_form import ComplaintForm

        page = ComplaintForm(self.desk, self.ticket, self._what_was_said())
        made: Complaint | None = await self.app.push_screen_wait(page)
        if made is not None:
            self.read_again()

    def _what_was_said(self) -> TicketMessage | None:
        """The message under the cursor if it came in, else the first that did."""
        here = self.selection
        said = [one for one in self.view.messages if one.direction is Direction.IN]
        return here.message if here is not None and here.message in said else next(iter(said), None)

    # A rights request

    def action_request(self) -> None:
        """Make a rights request of it, with what is known filled in."""
        self.do(self._request())

    async def _request(self) -> None:
        from screens.request_form import RequestForm

        page = RequestForm(self.desk, self.ticket, self._what_was_said())
        if await self.app.push_screen_wait(page) is not None:
            self.read_again()

    # The customer

    def action_customer(self) -> None:
        """Open the customer's file."""
        if self.ticket.customer is not None:
            from screens.opening import open_customer

            open_customer(self.app, self.desk, self.ticket.customer)

    def action_remote(self) -> None:
        """Help remotely, or stop what is running; the session refers to the ticket."""
        self.do(self._remote())

    async def _remote(self) -> None:
        ref, number = self.ticket.customer, self.ticket.number
        if ref is not None and not await self.support.stops(ref.id):
            await self.in_time(lambda: self.support.begin(ref.id, ticket=number))
            self.read_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with this ticket now."""
        match action:
            case "whose":
                return self.ticket.customer is None and not self.view.merged_into
            case "customer" | "remote":
                return self.ticket.customer is not None
            case "move":
                return self.selection is not None
            case "complaint":
                return has_job(self.desk, Job.COMPLAINTS) and not self.view.merged_into
            case "request":
                return has_job(self.desk, Job.REQUESTS) and not self.view.merged_into
            case "merge":
                return not self.view.merged_into
        return super().check_action(action, parameters)
