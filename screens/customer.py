"""A customer's file, open for purposes. Clause: P2, D1–D9, G9, R5, R6, B1.

The technician sees who it is, what everybody should know (restricted, objected, services blocked, payment
overdue, contract ended), and what the file is open for and until when. Four tabs: Details (1), Purposes &
consents (2), Services (3), History (4). What the purposes don't need is masked; `a` adds a purpose, `w`
answers why about what the cursor is on. When its time is over the file asks again what for; nothing that was
typed is lost.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import ContentSwitcher, Static

from helpdesk.domain.customer import CustomerFile
from helpdesk.domain.decision import Decision
from helpdesk.domain.errors import FileNotOpen, HelpdeskError, Refused
from helpdesk.i18n import _
from helpdesk.tasks import consents, files, services
from screens.customer_consents import ConsentList, Consents
from screens.customer_details import Details
from screens.customer_header import header, next_change, titled
from screens.customer_history import History
from screens.customer_services import ServiceList, Services
from screens.explain import Why, explained
from screens.page import Page
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")

ASKS = "customer-asks"
"""The group of workers that put a question."""

TABS = ("details", "consents", "services", "history")


class CustomerScreen(Page[None]):
    """One customer's file."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012  # as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "tab('details')", _("Details"), id="customer.details", show=False),
        Binding("2", "tab('consents')", _("Purposes & consents"), id="customer.consents", show=False),
        Binding("3", "tab('services')", _("Services"), id="customer.services", show=False),
        Binding("4", "tab('history')", _("History"), id="customer.history", show=False),
        Binding("left", "turn(-1)", _("Previous tab"), id="customer.previous", show=False),
        Binding("right", "turn(1)", _("Next tab"), id="customer.next", show=False),
        Binding("w", "why", _("Why?"), id="customer.why"),
        Binding("a", "add_purpose", _("Add purpose"), id="customer.add-purpose"),
    ]

    def __init__(self, desk: Desk, file: CustomerFile) -> None:
        """Make the screen of a file that was opened."""
        super().__init__(desk)
        self._file = file
        self._timer: Timer | None = None
        self._asking = False

    @property
    def file(self) -> CustomerFile:
        """What is shown."""
        return self._file

    def body(self) -> ComposeResult:
        """The header, the tabs, what is under the chosen one, and beside it (in a wide window) why."""
        policy = self.desk.policy
        yield Static(id="customer-header")
        yield Static(id="customer-tabs")
        with Horizontal(id="customer-body"):
            with ContentSwitcher(initial=TABS[0], id="customer-panes"):
                yield Details(policy)
                yield Consents(policy, self.desk.technician.role)
                yield Services(policy)
                yield History(policy)
            with VerticalScroll(id="customer-side", can_focus=False):
                yield Prose(id="customer-why")

    def fill(self) -> None:
        """Show what was read when the file was opened."""
        self.show(self._file)
        self._focus_tab()

    def help_text(self) -> str:
        """What this is for."""
        return _(
            "A file is open for a purpose and shows what that purpose needs. Masked data is not even read; "
            "adding a purpose shows more and is put on record. The table under 2 says for each purpose and kind "
            "of data what the guard decides; a dot stands where the purpose does not need it."
        )

    def show(self, file: CustomerFile) -> None:
        """Show a file as it is now."""
        self._file = file
        self.title, self.sub_title = titled(file)
        moment = self.desk.clock()
        self.query_one(Details).show(file)
        self.query_one(Consents).show(file, moment)
        self.query_one(Services).show(file, self.desk.policy.today(moment))
        self.remove_class("-over")
        self.look_at_the_clock()
        self._show_tab()

    def on_screen_resume(self) -> None:
        """Back from a form or a dialog: its time may be over."""
        if self._timer is not None:
            self.look_at_the_clock()

    # Its time

    def look_at_the_clock(self) -> None:
        """Say how long the file stays open; once its time is over, hide it and ask again what for."""
        moment = self.desk.clock()
        self.query_one("#customer-header", Static).update(header(self.desk.policy, self._file, moment))
        if self._timer is not None:
            self._timer.stop()
        if moment < self._file.opened.expires:
            self._timer = self.set_timer(next_change(self._file, moment) + 0.05, self.look_at_the_clock)
            return
        self.add_class("-over")
        if self.is_current and not self._asking:
            self.app.run_worker(self.open_again(), group=ASKS)

    async def open_again(self) -> bool:
        """Ask what for, and open the file for that; where nothing was chosen the screen closes.

        Runs in a worker of the app.
        """
        from screens.opening import for_what

        self._asking = True
        try:
            file = await for_what(self.app, self.desk, self._file.ref)
        finally:
            self._asking = False
        if not self.is_mounted:
            return False
        if file is None:
            self.dismiss()
            return False
        self.show(file)
        return True

    # Tabs

    def action_tab(self, name: str) -> None:
        """Go to a tab."""
        self.query_one("#customer-panes", ContentSwitcher).current = name
        self._show_tab()
        self._focus_tab()

    def action_turn(self, steps: int) -> None:
        """Go to the tab beside this one."""
        self.action_tab(TABS[(TABS.index(self.tab) + steps) % len(TABS)])

    @property
    def tab(self) -> str:
        """The tab that is shown."""
        return self.query_one("#customer-panes", ContentSwitcher).current or TABS[0]

    def _pane(self) -> Details | Consents | Services | History:
        pane = self.query_one(f"#{self.tab}")
        assert isinstance(pane, Details | Consents | Services | History)  # noqa: S101  # what `body` put there
        return pane

    def _focus_tab(self) -> None:
        pane = self._pane()
        target = pane if pane.can_focus else next((one for one in pane.query("*") if one.focusable), None)
        if target is not None:
            target.focus()

    def _show_tab(self) -> None:
        names = (_("Details"), _("Purposes & consents"), _("Services"), _("History"))
        line = Content("  ").join(
            Content(f"[{place} {name}]").stylize("bold") if tab == self.tab else Content(f" {place} {name} ")
            for place, (tab, name) in enumerate(zip(TABS, names, strict=True), start=1)
        )
        self.query_one("#customer-tabs", Static).update(line)
        if self.tab == "history":
            self._read_history()
        self._show_why()

    # Why?

    @on(Listing.Highlighted)
    def _another_row(self, event: Listing.Highlighted[Any]) -> None:
        event.stop()
        self.refresh_bindings()
        self._show_why()

    def on_descendant_focus(self) -> None:
        """Another list of the tab may have the focus now."""
        self._show_why()

    def _show_why(self) -> None:
        why = self._pane().why
        said = Content("") if why is None else explained(self.desk.policy, why)
        self.query_one("#customer-why", Prose).say(said)

    def action_why(self) -> None:
        """Explain what the cursor is on."""
        if (why := self._pane().why) is not None:
            self._explain(why)

    def _explain(self, why: Why) -> None:
        from screens.dialogs.why import WhyDialog

        self.app.push_screen(WhyDialog(self.desk.policy, why))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Why only where there is something to explain."""
        if action == "why":
            return self.is_mounted and self._pane().why is not None
        return super().check_action(action, parameters)

    # What is done

    def _read_history(self, before: int | None = None) -> None:
        self.app.run_worker(self._history(before), exclusive=True, group="customer-history")

    async def _history(self, before: int | None) -> None:
        job = files.history
        records = await self._in_time(lambda: self.desk.read(job, self._file.ref.id, before))
        if records is not None and self.is_mounted:
            self.query_one(History).show(records, follow=before is not None)

    def on_history_older(self, event: History.Older) -> None:
        """Read further back."""
        self._read_history(event.before)

    def action_add_purpose(self) -> None:
        """Show more, for another purpose."""
        self.app.run_worker(self._add_purpose(self._pane().category), group=ASKS)

    async def _add_purpose(self, category: str) -> None:
        from screens.dialogs.add_purpose import AddPurpose

        dialog = AddPurpose(self.desk.policy, self.desk.technician.role, self._file, category)
        if purpose := await self.app.push_screen_wait(dialog):
            await self._write(files.add_purpose, self._file.ref.id, purpose)

    def on_details_edit(self) -> None:
        """Open the form."""
        self.edit()

    def edit(self) -> None:
        """Open the form over this file."""
        self.app.run_worker(self._edit(), group=ASKS)

    async def _edit(self) -> None:
        from screens.customer_form import CustomerForm

        self._asking = True
        try:
            saved = await self.app.push_screen_wait(CustomerForm(self.desk, self._file))
        finally:
            self._asking = False
        # The form may have opened the file anew, when its time was over while somebody typed.
        if saved is not None or self.desk.clock() >= self._file.opened.expires:
            await self._write(files.read_file, self._file.ref.id)

    def on_consent_list_record(self, event: ConsentList.Record) -> None:
        """Ask how, and record it."""
        self.app.run_worker(self._record(event), group=ASKS)

    async def _record(self, event: ConsentList.Record) -> None:
        from screens.dialogs.consent import ConsentDialog

        dialog = ConsentDialog(self.desk.policy, self._file, event.purpose, event.kind)
        if (given := await self.app.push_screen_wait(dialog)) is not None:
            await self._write(
                _recorded,
                self._file.ref.id,
                event.purpose,
                event.kind,
                how=given.how,
                evidence=given.evidence,
                language=given.language,
            )

    def on_service_list_new(self) -> None:
        """Ask which service, and add it."""
        self.app.run_worker(self._new_service(), group=ASKS)

    async def _new_service(self) -> None:
        from screens.dialogs.service import NewService

        today = self.desk.policy.today(self.desk.clock())
        if given := await self.app.push_screen_wait(NewService(self.desk.policy, today)):
            await self._write(services.add, self._file.ref.id, given.product, given.detail, given.day)

    def on_service_list_end(self, event: ServiceList.End) -> None:
        """Ask on what day, and end it."""
        self.app.run_worker(self._end_service(event), group=ASKS)

    async def _end_service(self, event: ServiceList.End) -> None:
        from screens.dialogs.service import EndService

        today = self.desk.policy.today(self.desk.clock())
        if day := await self.app.push_screen_wait(EndService(event.service, today)):
            await self._write(services.end, self._file.ref.id, event.service.id, day)

    async def _write(
        self, job: Callable[Concatenate[UnitOfWork, P], CustomerFile], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Do a job and show the file as it is then; leaving the screen loses nothing, for the app owns it."""
        try:
            file = await self._in_time(lambda: self.desk.run(job, *args, **kwargs))
        except Refused as refused:
            self._explain(Why(_("Not allowed"), refused.decision, _category(refused.decision)))
        except HelpdeskError as error:
            from screens.dialogs.notice import show_error

            show_error(self.app, error)
        else:
            if file is not None and self.is_mounted:
                self.show(file)

    async def _in_time(self, job: Callable[[], Awaitable[T]]) -> T | None:
        """Do a job; where the time of the file is over, ask again what for and do it then."""
        try:
            return await job()
        except FileNotOpen:
            return await job() if await self.open_again() else None


def _recorded(work: UnitOfWork, customer_id: str, *args: Any, **kwargs: Any) -> CustomerFile:
    """Record a consent, and read the file as it stands then, in one transaction."""
    consents.record(work, customer_id, *args, **kwargs)
    return files.read_file(work, customer_id)


def _category(decision: Decision) -> str:
    return decision.clause if decision.clause.startswith("D") else ""
