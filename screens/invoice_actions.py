"""What can be done about an unpaid invoice, each after a question of its own. Clause: A1; GDPR art. 22(3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.customer import CustomerFile, CustomerRef, Owed
from helpdesk.domain.display import capital, visible
from helpdesk.domain.errors import Refused
from helpdesk.domain.ladder import SETTLED, State
from helpdesk.domain.ladder_steps import StepKind
from helpdesk.domain.letters import KeptLetter
from helpdesk.i18n import _, language, show_date, tell
from helpdesk.policy.model import Job
from helpdesk.policy.roles import jobs_to_decide
from helpdesk.tasks import unpaid
from helpdesk.tasks.agency import is_written
from helpdesk.tasks.unpaid import UnpaidView
from screens.case_page import CasePage
from screens.customer_words import channel_names
from screens.dialogs.confirm import Confirm
from screens.invoice_errors import correct, reopen, tell_agency, withdraw
from screens.invoice_opening import opened_for
from screens.invoice_text import loses, say_blocked, say_service, warned_of_costs
from screens.jobs import has_job
from screens.kept_letters import look_at_letter

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork
    from screens.dialogs.unpaid import Decided, Stopped


class InvoicePage(CasePage[UnpaidView]):
    """A screen on an invoice, and how things are done to it."""

    @property
    def owed(self) -> Owed:
        """The invoice as it was last read."""
        return self.view.owed

    @property
    def stands_for(self) -> str:
        """The invoice."""
        return f"invoice:{self.owed.invoice.id}"

    @property
    def customer(self) -> CustomerRef | None:
        """Who owes it."""
        return self.owed.customer

    async def opened_for(self, ref: CustomerRef) -> bool:
        """Ask what for, and open a customer's file for that."""
        return await opened_for(self.app, self.desk, ref)

    async def is_as_seen(self) -> bool:
        """Whether nothing has happened to the invoice since."""
        return await self.desk.read(unpaid.seen, self.owed.invoice.id) == self.owed

    async def view_now(self) -> UnpaidView:
        """The invoice read anew."""
        return await self.desk.run(unpaid.view, self.owed.invoice.id)

    async def change(self, job: Callable[[UnitOfWork, int], UnpaidView]) -> UnpaidView | None:
        """Do a job on it and show the result; `None` if it needs a purpose that was not added. Errors: as the job's.

        If the file is open for purposes that do not show all that the job needs, it offers those that do.
        """
        while True:
            try:
                view = await self.in_time(lambda: self.desk.run(job, self.owed.invoice.id))
            except Refused as refused:
                if not refused.decision.needs:
                    raise
                if not await self._purpose_added(refused):
                    return None
            else:
                self.shown(view)
                return view

    async def _purpose_added(self, refused: Refused) -> bool:
        from screens.opening import purpose_added

        needed, said = refused.decision.needs, tell(refused.what)
        return await purpose_added(self.app, self.desk, self.owed.customer, needed, said)


class InvoiceActions(InvoicePage):
    """Hears the customer, decides, stops, unblocks, records payment or takes it back, and corrects it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "here", _("Read the letter"), id="invoice.here"),
        Binding("i", "hear", _("Customer's view"), id="invoice.hear"),
        Binding("d", "decide", _("Decide"), id="invoice.decide"),
        Binding("t", "tell", _("Tell the agency"), id="invoice.tell"),
        Binding("s", "stop", _("Stop"), id="invoice.stop"),
        Binding("p", "pay", _("Paid"), id="invoice.pay"),
        Binding("u", "reopen", _("Not paid"), id="invoice.reopen"),
        Binding("f", "free", _("Free services"), id="invoice.free"),
        Binding("c", "correct", _("Set right"), id="invoice.correct"),
        Binding("x", "withdraw", _("Noted in error"), id="invoice.withdraw"),
        Binding("o", "customer", _("Customer"), id="invoice.customer"),
    ]

    @property
    def letter(self) -> KeptLetter | None:
        """The letter that the cursor is on."""
        return None

    def action_here(self) -> None:
        """Read the letter: from there it can be mailed or saved."""
        if self.letter is not None:
            self.do(self._look(self.letter))

    async def _look(self, kept: KeptLetter) -> None:
        try:
            await look_at_letter(self, kept)
        finally:
            self.read_again()

    def action_hear(self) -> None:
        """Note what the customer says about what comes next."""
        self.do(self._hear())

    async def _hear(self) -> None:
        from screens.dialogs.unpaid import Hear

        async def keep(said: str) -> UnpaidView | None:
            return await self.kept(unpaid.hear, self.owed.invoice.id, said)

        self.shown(await self.app.push_screen_wait(Hear(keep)))

    def action_stop(self) -> None:
        """Let nothing happen for a while."""
        self.do(self._stop())

    async def _stop(self) -> None:
        from screens.dialogs.unpaid import Stop

        async def keep(given: Stopped) -> UnpaidView | None:
            return await self.kept(unpaid.stop, self.owed.invoice.id, given.until, given.reason)

        view = await self.app.push_screen_wait(Stop(self._today, keep))
        self.shown(view)
        if view is not None and view.stands.stopped is not None and view.stands.stopped.until is not None:
            day = show_date(view.stands.stopped.until)
            self.app.notify(_("On record: nothing happens before {day}.").format(day=day))

    def action_decide(self) -> None:
        """Decide the next step, if that is allowed; otherwise say why not."""
        self.do(self._decide())

    async def _decide(self) -> None:
        from screens.dialogs.unpaid import Decision

        view = await self.change(unpaid.begin_decision)
        if view is None or view.stands.next is None:
            return
        policy, kind = self.desk.policy, view.stands.next.kind

        async def keep(given: Decided) -> UnpaidView | None:
            sure = not loses(kind) or await self._sure(kind, view, given)
            return await self._decided(kind, given) if sure else None

        names = {one.id: say_service(policy, one) for one in view.running}
        gets = await self._gets() if kind is StepKind.COLLECTION else ""
        asked = Decision(
            view, kind, self._today, keep, names=names, channels=channel_names(policy), gets=gets
        )
        done = await self.app.push_screen_wait(asked)
        self.shown(done)
        if done is not None:
            said = _("On record: {what}.").format(what=tell(kind.words))
            left = _("Carry it out too: nothing is switched off or sent from here.")
            self.app.notify(f"{said}\n{left}")

    async def _sure(self, kind: StepKind, view: UnpaidView, given: Decided) -> bool:
        """Whether what can't be taken back is meant; what would be refused of it is said first. Errors: `Invalid`."""
        weighed = await self.kept(
            unpaid.weigh, view.owed.invoice.id, kind, given.reason, given.services, given.day
        )
        return weighed is not None and await self.app.push_screen_wait(_asked_again(kind, view)) is True

    async def _decided(self, kind: StepKind, given: Decided) -> UnpaidView | None:
        invoice = self.owed.invoice.id
        if kind is StepKind.BLOCK:
            return await self.kept(unpaid.block, invoice, given.services, given.reason)
        if kind is StepKind.COLLECTION:
            return await self.kept(unpaid.hand_over, invoice, given.how, given.reason)
        return await self.kept(unpaid.terminate, invoice, given.services, given.day, given.reason)

    async def _gets(self) -> str:
        """What the agency gets, according to the policy."""
        agency = await self.desk.read(unpaid.collector)
        known = self.desk.policy.categories
        return ", ".join(f"{known[one].name.say(language())} ({one})" for one in agency.categories)

    def action_free(self) -> None:
        """Unblock what was blocked for this invoice."""
        self.do(self._free())

    async def _free(self) -> None:
        blocked = say_blocked(self.desk.policy, self.view)
        asked = Confirm(
            _("Free these services?"), *blocked, yes=_("Free them"), no=_("Leave them blocked"), weighs=True
        )
        if not await self.app.push_screen_wait(asked) or (view := await self.change(unpaid.free)) is None:
            return
        freed = view.owed.invoice.events[-1].services
        if all(one in view.elsewhere for one in freed):
            said = _("On record. The services stay blocked: another invoice has them blocked too.")
        elif any(one in view.elsewhere for one in freed):
            said = _("On record: the services are freed, except what another invoice has blocked.")
        else:
            said = _("On record: the services are freed.")
        self.app.notify(said)

    def action_pay(self) -> None:
        """Record that it was paid."""
        self.do(self._pay())

    async def _pay(self) -> None:
        from screens.dialogs.invoice import Paid

        owed = self.owed

        async def keep(day: date) -> CustomerFile | None:
            return await self.kept(unpaid.pay, owed.customer.id, owed.invoice.id, day)

        if await self.app.push_screen_wait(Paid(owed.invoice, self._today, keep)) is not None:
            self.read_again()

    def action_reopen(self) -> None:
        """Take back a payment noted in error."""
        self.do(reopen(self))

    def action_correct(self) -> None:
        """Correct what was noted wrongly."""
        self.do(correct(self))

    def action_withdraw(self) -> None:
        """Withdraw an invoice noted in error."""
        self.do(withdraw(self))

    def action_tell(self) -> None:
        """Tell the collection agency what changed."""
        self.do(tell_agency(self))

    def action_customer(self) -> None:
        """Open the customer's file."""
        from screens.opening import open_customer

        open_customer(self.app, self.desk, self.owed.customer)

    @property
    def _today(self) -> date:
        return self.desk.policy.today(self.desk.clock())

    def _may_decide(self, kind: StepKind) -> bool:
        return kind.is_decided and all(has_job(self.desk, job) for job in jobs_to_decide(kind))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what fits its state, and what this technician may do."""
        stands, decides = self.view.stands, has_job(self.desk, Job.UNPAID)
        match action:
            case "here":
                return self.letter is not None
            case "hear" | "stop":
                return decides and stands.next is not None
            case "decide":
                return stands.next is not None and self._may_decide(stands.next.kind)
            case "free":
                return decides and bool(stands.blocked)
            case "pay":
                return stands.state not in SETTLED and has_job(self.desk, Job.SERVICES)
            case "reopen":
                return stands.state is State.PAID and has_job(self.desk, Job.SERVICES)
            case "correct" | "withdraw":
                return stands.withdrawn is None and has_job(self.desk, Job.SERVICES)
            case "tell":
                waits = bool(stands.tell) and not is_written(self.owed.invoice, stands)
                return waits and has_job(self.desk, Job.DISCLOSE)
        return super().check_action(action, parameters)


def _asked_again(kind: StepKind, view: UnpaidView) -> Confirm:
    """Asks once more before what can't be taken back."""
    said = (
        _("The agency gets the data that you saw. What it has can't be called back.")
        if kind is StepKind.COLLECTION
        else _("When the last service ends, so does the contract; the data is then kept for a limited time.")
    )
    title, warned = capital(tell(kind.words)), warned_of_costs(view)
    return Confirm(f"{title}?", *warned, visible(said), yes=_("Decide"), no=_("Not yet"), weighs=True)
