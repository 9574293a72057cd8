"""What a ticket has to do with other things: its customer, other tickets, sessions, files. Clause: G3, R7, D9, G4."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType

from helpdesk.domain.complaints import Complaint
from helpdesk.domain.display import visible
from helpdesk.domain.tickets import Direction, LinkedTo, TicketLink, TicketMessage, TicketView
from helpdesk.i18n import _, show_moment
from helpdesk.policy.model import Job
from helpdesk.tasks import complaints, senders, sessions, tickets
from screens.complaint_opening import open_complaint_by_id
from screens.finding import customers_by, tickets_by
from screens.remote_support import RemoteSupport
from screens.request_opening import may_handle, open_request
from screens.session_words import say_what
from screens.ticket_actions import TicketActions
from screens.ticket_facts import say_link
from screens.ticket_opening import open_ticket_number
from screens.ticket_selection import Selection
from screens.ticket_words import say_customer_whole, say_subject

if TYPE_CHECKING:
    from screens.handing_over import HandingOverApp

NEW = "new"


class TicketLinks(TicketActions):
    """Says whose a ticket is, links, moves and merges, saves attachments, and helps from a distance."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "whose", _("Whose is it?"), id="ticket.whose"),
        Binding("l", "link", _("Links"), id="ticket.link"),
        Binding("m", "move", _("Move message"), id="ticket.move"),
        Binding("v", "merge", _("Merge"), id="ticket.merge"),
        Binding("o", "customer", _("Customer"), id="ticket.customer"),
        Binding("n", "complaint", _("Make a complaint of it"), id="ticket.complaint"),
        Binding("V", "request", _("Rights request of it"), id="ticket.request", show=False),
        Binding("f8,R", "remote", _("Remote support"), id="ticket.remote"),
    ]

    @cached_property
    def support(self) -> RemoteSupport:
        """Who makes the connections."""
        return RemoteSupport(cast("HandingOverApp", self.app), self.desk)

    @property
    def selection(self) -> Selection | None:
        """What the cursor is on."""
        return None

    # Whose

    def action_whose(self) -> None:
        """Say whose the ticket of an unknown sender is."""
        self.do(self._whose())

    async def _whose(self) -> None:
        """Ask whose it is; the customer of whom the sender is a registered contact point is proposed. Clause: R7."""
        from screens.dialogs.pick_customer import PickCustomer

        proposed = await self.desk.read(senders.whose, self.ticket.sender)
        said = (
            _("The sender is a registered contact point of the first one.")
            if proposed
            else _("The sender is nobody's registered address or number: make sure who it is.")
        )
        question = PickCustomer(_("Whose ticket is it?"), customers_by(self.desk, proposed), said)
        ref = await self.app.push_screen_wait(question)
        if ref is None:
            return
        if await self.change(tickets.set_customer, ref.id) is None:
            return
        if proposed is None or proposed.id != ref.id:
            await self._offer_to_register()
        self.read_again()

    async def _offer_to_register(self) -> None:
        """Ask whether the sender is to be a registered contact point from now on; never by itself. Clause: R7."""
        from screens.dialogs.confirm import Confirm

        sender = visible(self.ticket.sender)
        question = Confirm(
            _("Register this address?"),
            _("{sender} is no registered contact point of {customer}.").format(
                sender=sender, customer=say_customer_whole(self.ticket)
            ),
            _("Who writes from a registered address counts as the customer: be sure that it is theirs."),
            yes=_("Register it"),
            no=_("Don't register"),
            weighs=True,
        )
        register = await self.app.push_screen_wait(question) if self.ticket.sender else False
        if register:
            await self.desk.run(senders.register_sender, self.ticket.id)
            self.app.notify(_("Registered, and on record."))

    # Links

    def action_link(self) -> None:
        """Go to what is linked, or link something."""
        self.do(self._link())

    async def _link(self) -> None:
        from screens.dialogs.choice import Choice, Option

        options: list[Option[LinkedTo | TicketLink]] = [
            Option(one, say_link(one), _("go there, or take the link away")) for one in self.view.links
        ]
        options += [
            Option(TicketLink.TICKET, _("Link a ticket")),
            Option(TicketLink.SESSION, _("Link a remote session")),
        ]
        chosen = await self.app.push_screen_wait(Choice(_("Links"), options))
        if isinstance(chosen, LinkedTo):
            await self._linked(chosen)
        elif chosen is TicketLink.TICKET:
            await self._link_ticket()
        elif chosen is TicketLink.SESSION:
            await self._link_session()

    async def _linked(self, link: LinkedTo) -> None:
        from screens.dialogs.choice import Choice, Option

        options = [Option("go", _("Go there")), Option("drop", _("Take the link away"))]
        chosen = await self.app.push_screen_wait(Choice(say_link(link), options))
        if chosen == "drop":
            self._shown(await self.in_time(lambda: self.desk.run(tickets.unlink, self.ticket.id, link.id)))
        elif chosen == "go" and link.kind is TicketLink.TICKET:
            open_ticket_number(self.app, self.desk, link.number)
        elif chosen == "go" and link.kind is TicketLink.COMPLAINT:
            open_complaint_by_id(self.app, self.desk, link.other)
        elif chosen == "go" and link.kind is TicketLink.REQUEST:
            open_request(self.app, self.desk, link.other)
        elif chosen == "go":
            from screens.dialogs.session_details import SessionDetails

            session = await self.desk.read(sessions.session, link.other)
            self.app.push_screen(SessionDetails(self.desk.policy, session))

    async def _link_ticket(self) -> None:
        if (other := await self._other_ticket(_("Link which ticket?"))) is not None:
            await self._linked_to(TicketLink.TICKET, other)

    async def _link_session(self) -> None:
        from screens.dialogs.choice import Choice, Option

        ref = self.ticket.customer
        if ref is None:
            return
        found = await self.in_time(lambda: self.desk.run(sessions.of_customer, ref.id))
        if found is None:
            return
        options = [
            Option(one.id, f"{one.id}  {show_moment(one.started)}", say_what(self.desk.policy, one))
            for one in found
        ]
        said = () if options else (_("There are no sessions of this customer."),)
        session = await self.app.push_screen_wait(Choice(_("Link which session?"), options, *said))
        if session is not None:
            await self._linked_to(TicketLink.SESSION, session)

    async def _linked_to(self, kind: TicketLink, other: int) -> None:
        self._shown(await self.in_time(lambda: self.desk.run(tickets.link, self.ticket.id, kind, other)))

    def _shown(self, view: TicketView | None) -> None:
        if view is not None and self.is_mounted and view.ticket.id == self.ticket.id:
            self.show(view)

    async def _other_ticket(self, title: str, *said: str) -> int | None:
        from screens.dialogs.pick_ticket import PickTicket

        other = await self.app.push_screen_wait(PickTicket(title, tickets_by(self.desk, self.ticket), *said))
        return other.id if other is not None else None

    # Moving and merging

    def action_move(self) -> None:
        """Move the message under the cursor to another ticket."""
        if (here := self.selection) is not None:
            self.do(self._move(here.message.id))

    async def _move(self, message: int) -> None:
        to = await self._other_ticket(_("Move this message to which ticket?"))
        if to is None:
            return
        moved = await self.in_time(lambda: self.desk.run(tickets.move_message, message, to))
        if moved is not None:
            self.app.notify(_("Moved to {number}.").format(number=moved.ticket.number))
            self.read_again()

    def action_merge(self) -> None:
        """Move all there is to another ticket, and close this one."""
        self.do(self._merge())

    async def _merge(self) -> None:
        from screens.dialogs.confirm import Confirm

        into = await self._other_ticket(
            _("Merge into which ticket?"), _("Its messages and links go there; this ticket closes.")
        )
        if into is None:
            return
        target = await self.desk.read(lambda work: work.tickets.shown(into))
        question = Confirm(
            _("Merge {one} into {other}?").format(one=self.ticket.number, other=target.number),
            f"{say_customer_whole(target)}: {say_subject(target)}",
            _("This can't be undone, but messages can be moved."),
            yes=_("Merge"),
            no=_("Leave it"),
            weighs=True,
        )
        if not await self.app.push_screen_wait(question):
            return
        seen = self.ticket
        view = await self.in_time(lambda: self.desk.run(tickets.merge, seen.id, seen.version, into))
        if view is not None and self.is_mounted:
            self.app.notify(_("Merged into {number}.").format(number=view.ticket.number))
            self.show(view)

    # A complaint

    def sounds_like_a_complaint(self, message: TicketMessage) -> str:
        """The word by which what came in sounds like a complaint; `""` where none does, and once there is one."""
        linked = any(one.kind is TicketLink.COMPLAINT for one in self.view.links)
        if linked or message.direction is not Direction.IN or not self._may_complain:
            return ""
        return complaints.sounds_like_one(self.desk.policy, message.text)

    @property
    def _may_complain(self) -> bool:
        role = self.desk.policy.roles.get(self.desk.technician.role)
        return role is not None and Job.COMPLAINTS in role.jobs

    def action_complaint(self) -> None:
        """Make a complaint of it, with what is known filled in; nothing is registered before that is looked at."""
        self.do(self._complaint())

    async def _complaint(self) -> None:
        from screens.complaint_form import ComplaintForm

        page = ComplaintForm(self.desk, self.ticket, self._what_was_said())
        made: Complaint | None = await self.app.push_screen_wait(page)
        if made is not None:
            self.read_again()

    def _what_was_said(self) -> TicketMessage | None:
        """The message under the cursor, where it came in, else the first that did."""
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
        """Help from a distance; the session says for which ticket."""
        self.do(self._remote())

    async def _remote(self) -> None:
        ref, number = self.ticket.customer, self.ticket.number
        if ref is not None:
            await self.in_time(lambda: self.support.begin(ref.id, ticket=number))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with this ticket now."""
        match action:
            case "whose":
                return self.ticket.customer is None and not self.view.merged_into
            case "customer":
                return self.ticket.customer is not None
            case "remote":
                return self.ticket.customer is not None and bool(self.view.writing)
            case "move":
                return self.selection is not None and len(self.view.messages) > 1
            case "complaint":
                return self._may_complain and not self.view.merged_into
            case "request":
                return may_handle(self.desk) and not self.view.merged_into
            case "merge":
                return not self.view.merged_into
        return super().check_action(action, parameters)
