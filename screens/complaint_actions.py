"""What can be done in an open complaint, each after a question of its own if needed. Clause: C1, C2, G5, G8."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.complaints import Complaint, ComplaintState, ComplaintView
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.decision import Decision
from helpdesk.domain.letters import KeptLetter
from helpdesk.domain.messages import msg
from helpdesk.i18n import _
from helpdesk.policy.model import Job
from helpdesk.tasks import complaint_letters, complaint_links, complaints, requests, sessions
from screens.case_page import CasePage
from screens.colleagues import ask_colleague
from screens.complaint_opening import opened_for
from screens.complaint_step import ComplaintStep, Taken
from screens.complaint_text import Linked
from screens.dialogs.choice import Choice, Option
from screens.explain import Why
from screens.finding import tickets_of
from screens.jobs import has_job
from screens.kept_letters import look_at_letter
from screens.owned import latest
from screens.request_opening import open_request
from screens.ticket_opening import open_ticket_number

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


class ComplaintPage(CasePage[ComplaintView]):
    """A screen on an open complaint, and how things are done to it."""

    def __init__(self, desk: Desk, view: ComplaintView) -> None:
        """Make the screen of a complaint that was opened."""
        super().__init__(desk, view)
        self.letters: tuple[KeptLetter, ...] = ()
        self.step_taken = False
        """Whether the last step was just taken here, so that the newest is shown."""

    @property
    def complaint(self) -> Complaint:
        """The complaint as it was last read."""
        return self.view.complaint

    @property
    def stands_for(self) -> str:
        """The complaint."""
        return f"complaint:{self.complaint.id}"

    @property
    def customer(self) -> CustomerRef | None:
        """Whose complaint it is."""
        return self.complaint.customer

    async def opened_for(self, ref: CustomerRef) -> bool:
        """Ask what for, and open a customer's file for that."""
        return await opened_for(self.app, self.desk, ref)

    async def is_as_seen(self) -> bool:
        """Whether it is the version that was seen."""
        now = await self.desk.read(complaints.seen, self.complaint.id)
        return now.version == self.complaint.version

    async def view_now(self) -> ComplaintView:
        """The complaint read anew."""
        return await self.desk.run(complaints.view, self.complaint.id)

    def show_letters(self, found: Sequence[KeptLetter]) -> None:
        """Show its letters as they are now."""
        self.letters = tuple(found)

    def read_letters(self) -> None:
        """Read its letters, in the background."""
        latest(self.app, "complaint-letters", self._read_letters)

    async def _read_letters(self) -> None:
        seen = self.complaint
        found = await self.in_time(lambda: self.desk.read(complaint_letters.of_complaint, seen))
        if found is not None and self.is_here:
            self.show_letters(found)
        self.step_taken = False

    def shown(self, view: ComplaintView | None) -> None:
        """Show it if it was read and the screen is still there; its letters follow."""
        super().shown(view)
        if view is not None and self.is_here:
            self.read_letters()

    async def change(self, job: Callable[[UnitOfWork], ComplaintView]) -> ComplaintView | None:
        """Do a job on it and show the result; `None` if it failed."""
        view = await self.in_time(lambda: self.desk.run(job))
        self.shown(view)
        return view


class ComplaintActions(ComplaintPage):
    """Takes steps, says who handles it and whom it is about, links, and turns it into a rights request."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "here", _("Go there"), id="complaint.here"),
        Binding("a", "take_step('acknowledge')", _("Acknowledge"), id="complaint.acknowledge"),
        Binding("e", "take_step('investigate')", _("Investigate"), id="complaint.investigate"),
        Binding("r", "take_step('answer')", _("Answer"), id="complaint.answer"),
        Binding("r", "say_what_first", _("What comes first"), id="complaint.not-yet", show=False),
        Binding("c", "take_step('close')", _("Close"), id="complaint.close"),
        Binding("b", "take_step('reopen')", _("Reopen"), id="complaint.reopen"),
        Binding("i", "take_step('note')", _("Note"), id="complaint.note"),
        Binding("t", "take", _("Take"), id="complaint.take"),
        Binding("l", "link", _("Links"), id="complaint.link"),
        Binding("o", "customer", _("Customer"), id="complaint.customer"),
        Binding("p", "about", _("Whom it is about"), id="complaint.about"),
        Binding("T", "assign", _("Give to"), id="complaint.assign", show=False),
        Binding("X", "take_step('withdraw')", _("Taken back"), id="complaint.withdraw", show=False),
        Binding("V", "turn", _("It is a rights request"), id="complaint.turn", show=False),
        Binding("z", "other", _("The rights request"), id="complaint.other"),
    ]

    @property
    @abstractmethod
    def place(self) -> Linked | None:
        """The link under the cursor."""

    # Steps

    def action_take_step(self, step: str) -> None:
        """Take a step, on a page of its own."""
        self.take_step(Taken(step))

    def take_step(self, step: Taken) -> None:
        """Take a step where that is allowed; whom a complaint is about neither answers it nor takes it back."""
        why = self.view.why_not_answer
        if step in (Taken.ANSWER, Taken.WITHDRAW) and why is not None:
            remedy = msg("Ask somebody it is not about to answer it.")
            self.explain(Why(self.complaint.number, Decision(False, "C1", why, remedy=remedy)))
        else:
            self.do(self._step_taken(step))

    def action_say_what_first(self) -> None:
        """Say what comes before an answer, which is what somebody who opened a complaint is after."""
        self.app.notify(
            _("First acknowledge it (a) and look into it (e); then it can be answered.")
            if self._may_follow(Taken.ACKNOWLEDGE)
            else _("First look into it (e); then it can be answered.")
        )

    async def _step_taken(self, step: Taken) -> None:
        page = ComplaintStep(self.desk, self.complaint, step)
        view: ComplaintView | None = await self.app.push_screen_wait(page)
        self.step_taken = view is not None
        self.shown(view)

    # Who

    def action_take(self) -> None:
        """Handle it yourself."""
        self.do(self._take())

    async def _take(self) -> None:
        mine, seen = self.desk.technician.login, self.complaint
        if await self.change(lambda work: complaints.assign(work, seen.id, seen.version, mine)):
            self.app.notify(_("{number} is yours.").format(number=seen.number))

    def action_assign(self) -> None:
        """Give it to a colleague, or to nobody."""
        self.do(self._assign())

    async def _assign(self) -> None:
        seen = self.complaint
        title, job = _("Who handles it?"), Job.COMPLAINTS
        login = await ask_colleague(self.app, self.desk, job, title, seen.handler)
        if login is not None:
            await self.change(lambda work: complaints.assign(work, seen.id, seen.version, login))

    def action_about(self) -> None:
        """Say which colleague it is about: a second pair of eyes then answers it."""
        self.do(self._about())

    async def _about(self) -> None:
        seen = self.complaint
        said = _("The person a complaint is about does not answer it: a second pair of eyes does.")
        title, job = _("Whom is it about?"), Job.COMPLAINTS
        login = await ask_colleague(self.app, self.desk, job, title, seen.about, said)
        if login is not None:
            await self.change(lambda work: complaints.set_about(work, seen.id, seen.version, login))

    # Where the cursor leads

    def action_here(self) -> None:
        """Open what the cursor is on: a ticket, a session, a letter."""
        place = self.place
        if isinstance(place, str) and place in (self.complaint.turned_into, self.view.turned_from):
            self.do(self._request(place))
        elif isinstance(place, str):
            open_ticket_number(self.app, self.desk, place)
        elif isinstance(place, KeptLetter):
            self.do(self._letter(place))
        elif place is not None:
            self.do(self._session(place))

    @property
    def other(self) -> str:
        """The number of the rights request that it became, or came from; `""` for most."""
        return self.complaint.turned_into or self.view.turned_from

    def action_other(self) -> None:
        """Go to the rights request that it became, or came from."""
        self.do(self._request(self.other))

    async def _request(self, number: str) -> None:
        found = await self.desk.read(lambda work: work.requests.by_number(number))
        open_request(self.app, self.desk, found.id)

    async def _session(self, session: int) -> None:
        from screens.dialogs.session_details import SessionDetails

        found = await self.desk.read(sessions.session, session)
        self.app.push_screen(SessionDetails(self.desk.policy, found))

    async def _letter(self, kept: KeptLetter) -> None:
        try:
            await look_at_letter(self, kept)
        finally:
            self.read_letters()

    # Links

    def action_link(self) -> None:
        """Link a ticket, or remove a link."""
        self.do(self._link())

    async def _link(self) -> None:
        options = [Option(one, one, _("remove the link")) for one in self.view.tickets]
        options.append(Option("", _("Link a ticket")))
        chosen = await self.app.push_screen_wait(Choice(_("Links"), options))
        seen = self.complaint.id
        if chosen:
            await self.change(lambda work: complaint_links.unlink_ticket(work, seen, chosen))
        elif chosen is not None:
            await self._link_ticket(seen)

    async def _link_ticket(self, seen: int) -> None:
        from screens.dialogs.pick_ticket import PickTicket

        search = tickets_of(self.desk, self.customer, self.view.tickets)
        ticket = await self.app.push_screen_wait(PickTicket(_("Link which ticket?"), search))
        if ticket is not None:
            await self.change(lambda work: complaint_links.link_ticket(work, seen, ticket.id))

    def action_customer(self) -> None:
        """Open the customer's file."""
        if self.customer is not None:
            from screens.opening import open_customer

            open_customer(self.app, self.desk, self.customer)

    # Another case

    def action_turn(self) -> None:
        """It is about somebody's rights: close it here, and register a rights request instead."""
        self.do(self._turn())

    async def _turn(self) -> None:
        from screens.dialogs.which_rights import WhichRights

        seen = self.complaint
        rights = await self.app.push_screen_wait(WhichRights(seen.number))
        if not rights:
            return
        job = requests.from_complaint
        made = await self.in_time(lambda: self.desk.run(job, seen.id, seen.version, rights))
        if made is not None:
            said = _("{number} continues as rights request {request}.")
            self.app.notify(said.format(number=seen.number, request=made.number))
            self.read_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can follow now."""
        complaint, over = self.complaint, bool(self.complaint.turned_into)
        match action:
            case "take_step":
                return self._may_follow(Taken(str(parameters[0])))
            case "say_what_first":
                return self._may_follow(Taken.ACKNOWLEDGE) or self._may_follow(Taken.INVESTIGATE)
            case "take" if complaint.handler == self.desk.technician.login:
                return False
            case "take" | "assign" | "about":
                return complaint.state is not ComplaintState.CLOSED and not over
            case "turn":
                is_somebodys = bool(complaint.customer or complaint.person)
                is_open = complaint.state.is_open and not over
                return is_open and is_somebodys and has_job(self.desk, Job.REQUESTS)
            case "other":
                return bool(self.other) and has_job(self.desk, Job.REQUESTS)
            case "here":
                return self.place is not None
            case "customer":
                return complaint.customer is not None
        return super().check_action(action, parameters)

    def _may_follow(self, step: Taken) -> bool:
        """Only the steps that are offered; a note is always possible."""
        if step is Taken.WITHDRAW:
            return self.complaint.state.is_open and not self.complaint.turned_into
        return step is Taken.NOTE or step.leads_to in self.view.next
