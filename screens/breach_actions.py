"""What can be done in an open data breach, each after a question of its own if needed. GDPR art. 33, 34."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.breaches import About, Breach, BreachView, NewDecision
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.display import visible
from helpdesk.i18n import _, language
from helpdesk.policy.model import Job
from helpdesk.tasks import breaches
from screens.case_page import CasePage
from screens.customer_words import say_ref
from screens.dialogs.choice import Choice, Option
from screens.finding import customers_by
from screens.jobs import has_job

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


class BreachActions(CasePage[BreachView]):
    """Completes it, says whom it concerns, decides on telling, closes, reopens and reports it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "here", _("Go there"), id="breach.here"),
        Binding("e", "complete", _("Complete"), id="breach.complete"),
        Binding("a", "decide('authority')", _("Tell the authority"), id="breach.authority"),
        Binding("p", "decide('people')", _("People concerned"), id="breach.people"),
        Binding("l", "customers", _("Customers"), id="breach.customers"),
        Binding("c", "close", _("Close"), id="breach.close"),
        Binding("b", "reopen", _("Reopen"), id="breach.reopen"),
        Binding("x", "report", _("Report"), id="breach.report"),
    ]

    @property
    def stands_for(self) -> str:
        """The breach."""
        return f"breach:{self.breach.id}"

    @property
    def breach(self) -> Breach:
        """The breach as it was last read."""
        return self.view.breach

    async def is_as_seen(self) -> bool:
        """Whether it is the version that was seen."""
        return (await self.desk.read(breaches.seen, self.breach.id)).version == self.breach.version

    async def view_now(self) -> BreachView:
        """The breach read anew."""
        return await self.desk.read(breaches.view, self.breach.id)

    @property
    @abstractmethod
    def place(self) -> CustomerRef | None:
        """The customer under the cursor."""

    # What the keys do

    async def change(self, job: Callable[[UnitOfWork], BreachView]) -> None:
        """Do a job on it and show the result."""
        self.shown(await self.in_time(lambda: self.desk.run(job)))

    def action_here(self) -> None:
        """Open the file of the customer under the cursor."""
        if (ref := self.place) is not None:
            from screens.opening import open_customer

            open_customer(self.app, self.desk, ref)

    def action_complete(self) -> None:
        """Complete or correct what is known."""
        from screens.breach_form import BreachForm

        self.app.push_screen(BreachForm(self.desk, self.view), lambda made: self.read_again())

    def action_decide(self, about: str) -> None:
        """Decide on telling."""
        self.do(self._decide(About(about)))

    async def _decide(self, about: About) -> None:
        from screens.dialogs.breach import BreachDecisionDialog

        async def keep(given: NewDecision) -> BreachView | None:
            return await self.kept(breaches.decide, self.breach.id, self.breach.version, given)

        now = self.desk.clock()
        question = BreachDecisionDialog(self.desk.policy, self.breach, about, now, keep)
        self.shown(await self.app.push_screen_wait(question))

    def action_customers(self) -> None:
        """Attach a customer whom it concerns, or detach one."""
        self.do(self._customers())

    async def _customers(self) -> None:
        from screens.dialogs.pick_customer import PickCustomer

        seen = self.breach.id
        options = [Option(one.id, say_ref(one), _("does not concern them")) for one in self.view.customers]
        options.append(Option("", _("Attach a customer")))
        chosen = await self.app.push_screen_wait(Choice(_("Customers concerned"), options))
        if chosen:
            await self.change(lambda work: breaches.detach(work, seen, chosen))
        elif chosen is not None:
            question = PickCustomer(_("Whom does it concern?"), customers_by(self.desk))
            ref = await self.app.push_screen_wait(question)
            if ref is not None:
                await self.change(lambda work: breaches.attach(work, seen, ref.id))

    def action_close(self) -> None:
        """Close it."""
        self.do(self._close())

    async def _close(self) -> None:
        seen = self.breach
        await self.change(lambda work: breaches.close(work, seen.id, seen.version))

    def action_reopen(self) -> None:
        """Open it again."""
        self.do(self._reopen())

    async def _reopen(self) -> None:
        from screens.dialogs.line import Line

        seen = self.breach
        question = Line(_("Reopen {number}").format(number=seen.number), _("Why"), _("Reopen"))
        why = await self.app.push_screen_wait(question)
        if why is not None:
            await self.change(lambda work: breaches.reopen(work, seen.id, seen.version, why))

    def action_report(self) -> None:
        """Write the report: as PDF, HTML or plain text, by the file's extension."""
        self.do(self._report())

    async def _report(self) -> None:
        from helpdesk.tasks.copies import breach_report, save_paper
        from screens.dialogs.save_as import SaveAs

        async def write(given: str) -> tuple[Path, ...]:
            view = await self.desk.run(breaches.report, self.breach.id)
            paper = breach_report(self.desk.policy, view, language(), self.desk.clock())
            return await self.desk.in_thread(save_paper, paper, given, self.desk.config.letters_folder())

        said = _("A name ending in .pdf makes a PDF, .html a page for a browser, .txt plain text.")
        name = _("data-breach-{number}.pdf").format(number=self.breach.number)
        title, yes = _("Report of the data breach"), _("Write")
        written = await self.app.push_screen_wait(SaveAs(title, yes, name, write, [said]))
        if written is not None:
            self.app.notify(_("Written to {file}.").format(file=visible(", ".join(map(str, written)))))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what fits where it stands, and what this technician may do."""
        breach, decides = self.breach, has_job(self.desk, Job.DECIDE_BREACHES)
        match action:
            case "here":
                return self.place is not None
            case "complete" | "customers":
                return breach.closed is None
            case "decide":
                return breach.closed is None and decides
            case "close":
                return breach.can_close and decides
            case "reopen":
                return breach.closed is not None
        return super().check_action(action, parameters)
