"""Today: what needs doing, nearest deadline first. The first screen.

The technician sees a list: when it is due in words, what it is, and which customer it is about. Enter opens it: the
customer, the unsaved form, or the rejected rows of an import, which `s` marks as dealt with. `/` finds a customer, `n`
creates one, `q` shows the tickets, `c` the complaints, `v` the rights requests, `b` the data breaches, `y` how long
cases have been open, `i` imports a list, `a` shows the audit to those who may read it, `r` reads again. An empty day
says so, and suggests what to do next.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from helpdesk.i18n import _, language, ngettext, show_date, show_number, show_time, tell
from screens.forms import new_customer
from screens.jobs import has_job
from screens.left_at import come_back
from screens.page import Page
from screens.places import BREACHES, COMPLAINTS, FIND, LEDGER, REQUESTS, TICKETS, UNSOLICITED
from screens.waiting import busy
from screens.widgets.bars import OF_ROW
from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.prose import Words

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.domain.customer import CustomerRef
    from helpdesk.domain.duties import Duty
    from helpdesk.policy.model import Policy
    from helpdesk.tasks.retention import Expired
    from screens.dialogs.confirm import TypedConfirm


SHOWN = 8
"""How many customers the question before a removal names."""


class Today(Page[None]):
    """The duties of this technician."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,f4", f"app.show({FIND!r})", _("Find"), id="today.find"),
        Binding("s", "settle", _("Dealt with"), id="today.settle", group=OF_ROW),
        Binding("n,f6", "new", _("New customer"), id="today.new"),
        Binding("q,f9", f"app.show({TICKETS!r})", _("Tickets"), id="today.tickets"),
        Binding("c,f12", f"app.show({COMPLAINTS!r})", _("Complaints"), id="today.complaints"),
        Binding("v,f10", f"app.show({REQUESTS!r})", _("Rights requests"), id="today.requests"),
        Binding("x,f7", f"app.show({UNSOLICITED!r})", _("Unsolicited data"), id="today.unsolicited"),
        Binding("b", f"app.show({BREACHES!r})", _("Data breaches"), id="today.breaches"),
        Binding("i", "import", _("Import"), id="today.import"),
        Binding("u,f5", f"app.show({LEDGER!r})", _("IP use"), id="today.ip-use"),
        Binding("y", "ages", _("Open cases"), id="today.ages"),
        Binding("a", "audit", _("Audit"), id="today.audit"),
        Binding("m", "measures", _("Measures"), id="today.measures"),
        Binding("r", "refresh", _("Refresh"), id="today.refresh", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Today")
        self._begun = self._filled = False
        """Whether the duties have been or are being read; whether they were shown."""
        self._rejects: dict[int, str] = {}

    def body(self) -> ComposeResult:
        """The list, and a line about what the cursor is on."""
        duties: Listing[Duty] = Listing(
            [
                Column(_("Due"), lambda duty: self._due(duty.due), width=16),
                Column(_("What"), _what, flex=3),
                Column(_("Customer"), _of_whom, flex=2),
            ],
            id="today-list",
        )
        yield duties
        yield Words(id="today-more")

    def fill(self) -> None:
        """Read the duties."""
        self._begun = True
        self._read()

    def on_screen_resume(self) -> None:
        """Back from elsewhere: something may have been done."""
        if self._filled:
            self._read()

    def store_changed(self) -> None:
        """Somebody may have done something that was waiting here, or did while it was being read."""
        if self._begun:
            self._read()

    def help_text(self) -> str:
        """What stands here."""
        return _(
            "This is what waits for you, the nearest deadline first: tickets that are due or nobody's; "
            "complaints, rights requests, data breaches, disclosures and unpaid invoices that need "
            "somebody; unsolicited data; letters and replies that did not go out; files left open; consents "
            "that end soon; sessions that run or need a note; data past its retention period; measures to "
            "review; imports with rejected rows; and what you typed and did not save. Enter opens it."
        )

    @work(exclusive=True, group="today")
    async def _read(self) -> None:
        from helpdesk.tasks.today import today
        from screens.finishing import finish_what_waits

        with busy(self, show_date(self.desk.clock())):
            duties = await self.desk.read(today)
        listing = self._list
        listing.empty = _(
            "Nothing waits for you today.\n\n/  finds a customer\nn  creates a new one\ni  imports a list "
            "of customers, or of invoices"
        )
        listing.show_rows(duties, same=lambda duty: duty.known_by)
        self._filled = True
        self.refresh_bindings()
        self.call_after_refresh(finish_what_waits, self.app, self.desk, self._finished)

    def _finished(self) -> None:
        """Old bytes were overwritten: messages about them no longer apply."""
        if self.is_here:
            self._read()

    @property
    def _list(self) -> Listing[Duty]:
        return self.query_one("#today-list", Listing)

    def _due(self, due: datetime | None) -> str:
        """How far away, in words."""
        from helpdesk.words.days import say_day_off  # not needed before the first paint

        if due is None:
            return ""
        policy, now = self.desk.policy, self.desk.clock()
        day, today = policy.today(due), policy.today(now)
        return _("today {time}").format(time=show_time(due)) if day == today else say_day_off(day, today)

    @on(Listing.Highlighted, "#today-list")
    def _highlighted(self, event: Listing.Highlighted[Duty]) -> None:
        event.stop()
        duty = event.row
        more = _what(duty) if duty else ""
        if duty is not None and duty.leads_to == "retention":
            more += "\n" + _("Enter shows what would be removed, and asks first.")
        if duty is not None and duty.leads_to == "import":
            hint = _(
                "Enter shows where the rejected rows are; i imports them, once corrected; s: done, their file goes."
            )
            more += "\n" + self._rejects.get(int(duty.key), hint)
        if duty is not None and duty.leads_to == "session":
            more += "\n" + _("Enter shows the session: r stops one that runs, i notes how it went.")
        if duty is not None and duty.leads_to == "draft" and duty.due is not None:
            from helpdesk.domain.calendar import add

            goes = self._due(add(self.desk.policy.limits.draft_kept, duty.due))
            more += "\n" + _("Enter continues with it. It is removed automatically: {when}.").format(
                when=goes
            )
        self.query_one("#today-more", Words).update(Content(more))
        self.refresh_bindings()

    @on(Listing.Selected, "#today-list")
    def _selected(self, event: Listing.Selected[Duty]) -> None:
        event.stop()
        duty = event.row
        if duty.leads_to == "import":
            self._show_rejects(int(duty.key))
        elif duty.leads_to == "retention":
            self._forget()
        else:
            from screens.duty_opening import open_duty

            open_duty(self.app, self.desk, duty)

    @work(group="retention")
    async def _forget(self) -> None:
        """Say what is past its retention period, and remove it after confirmation. Clause: P3."""
        from helpdesk.tasks import proofs, retention
        from screens.finishing import finish

        due = await self.desk.read(retention.expired)
        if not await self.app.push_screen_wait(
            _removal(self.desk.policy, due, await self.desk.read(proofs.past))
        ):
            return
        with busy(self, doing=_("removing")):
            for one in due:
                await self.desk.run(retention.forget, one.subject)
            await self.desk.run(proofs.forget)
        promise = await self.desk.read(lambda work: work.removals.promise)
        finish(self.app, self.desk, promise, overwrite=self.desk.traces.leave_none)
        self._read()

    @work(exclusive=True, group="rejects")
    async def _show_rejects(self, run: int) -> None:
        from helpdesk.domain.display import visible

        file = await _rejects_file(self.desk, run)
        if file is None:
            return
        text = _("The file with the rejected rows was not kept.")
        if file:
            said = _("The rejected rows, each with its fault, are in {file}")
            text = said.format(file=visible(file))
        self._rejects[run] = text
        self.query_one("#today-more", Words).update(Content(text))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what fits the row under the cursor, and what this technician may do."""
        if action == "settle":
            duty = self._list.row if self.is_here else None
            return duty is not None and duty.leads_to == "import"
        if action == "ages":
            return self.desk.is_open
        if action in ("new", "import", "audit", "measures"):
            return has_job(self.desk, "create" if action == "new" else action)
        return super().check_action(action, parameters)

    def action_refresh(self) -> None:
        """Read the duties again."""
        if self.desk.is_open:
            self._read()

    def action_new(self) -> None:
        """A new customer."""
        new_customer(self.app, self.desk)

    def action_import(self) -> None:
        """Import a list of customers, or of invoices; on rejected rows that list, once it was mended."""
        duty = self._list.row
        if duty is not None and duty.leads_to == "import":
            self._import_mended(int(duty.key))
        else:
            self._import()

    @work(exclusive=True, group="go")
    async def _import_mended(self, run: int) -> None:
        self._import(await _rejects_file(self.desk, run) or "")

    def _import(self, path: str = "") -> None:
        from screens.imports import ImportPlace, Imports

        imports = Imports(self.desk)
        imports.place = ImportPlace(path)
        come_back(self.app, "import", imports, anew=bool(path))
        self.app.push_screen(imports)

    def action_ages(self) -> None:
        """How long open cases have been open."""
        from screens.case_ages import CaseAges

        self.app.push_screen(CaseAges(self.desk))

    def action_audit(self) -> None:
        """Who looked at what, and why."""
        from screens.audit import Audit

        records = Audit(self.desk)
        come_back(self.app, "audit", records)
        self.app.push_screen(records)

    def action_measures(self) -> None:
        """What keeps personal data safe, and when it was reviewed."""
        from screens.measures import Measures

        self.app.push_screen(Measures(self.desk))

    def action_settle(self) -> None:
        """The rejected rows of this import have been dealt with."""
        duty = self._list.row
        if duty is not None and duty.leads_to == "import":
            self.app.run_worker(self._settle(int(duty.key)), group="settle")

    async def _settle(self, run: int) -> None:
        from helpdesk.tasks.today import settle_import

        await self.desk.run(settle_import, run, self.desk.config.rejects_folder)
        if self.is_here:
            self._read()


async def _rejects_file(desk: Desk, run: int) -> str | None:
    """Where the rejected rows of an import lie; `None` where somebody dealt with them meanwhile."""
    runs = await desk.read(lambda work: work.imports.unsettled())
    return next((one.rejects_file for one in runs if one.id == run), None)


def _what(duty: Duty) -> str:
    """What to do, capitalised."""
    from helpdesk.domain.display import capital

    return capital(tell(duty.what))


def _of_whom(duty: Duty) -> str:
    if duty.customer is not None or not duty.person:
        return _who(duty.customer)
    from helpdesk.domain.display import visible

    return visible(duty.person)


def _who(customer: CustomerRef | None) -> str:
    if customer is None:
        return ""
    from helpdesk.words.customers import numbered

    return numbered(customer)


def _removal(policy: Policy, due: tuple[Expired, ...], proofs: int) -> TypedConfirm:
    from helpdesk.domain.display import visible
    from screens.dialogs.confirm import TypedConfirm

    nobody = _("of no customer")
    lines = [
        f"{visible(_who(one.customer) or nobody)}: {say_what_goes(policy, one)}"
        + ("" if not one.held else "  " + _("(held: {what})").format(what=_held(policy, one)))
        for one in due[:SHOWN]
    ]
    if len(due) > SHOWN:
        lines.append(_("and {count} more").format(count=show_number(len(due) - SHOWN)))
    if proofs:
        text = ngettext("the proof of {count} removal", "the proof of {count} removals", proofs)
        lines.append(text.format(count=show_number(proofs)))
    return TypedConfirm(
        _("Past the retention period"),
        _("These categories are removed for good. It can't be undone; the proof keeps no personal data."),
        "\n".join(lines),
        word=_("remove"),
        yes=_("Remove"),
    )


def say_what_goes(policy: Policy, one: Expired) -> str:
    """What of somebody is past its period: the categories, and how many records that are removed one by one."""
    parts = [policy.categories[category].name.say(language()) for category in one.goes]
    if one.sessions:
        parts.append(ngettext("{count} session", "{count} sessions", one.sessions).format(count=one.sessions))
    if one.recordings:
        counted = ngettext("{count} recording", "{count} recordings", one.recordings)
        parts.append(counted.format(count=one.recordings))
    if one.tickets:
        parts.append(ngettext("{count} ticket", "{count} tickets", one.tickets).format(count=one.tickets))
    if one.released:
        counted = ngettext("{count} record held until now", "{count} records held until now", one.released)
        parts.append(counted.format(count=one.released))
    if one.cases:
        parts.append(ngettext("{count} case", "{count} cases", one.cases).format(count=one.cases))
    if one.notices:
        counted = ngettext("{count} notice not sent", "{count} notices not sent", one.notices)
        parts.append(counted.format(count=one.notices))
    if one.consents:
        counted = ngettext("{count} consent", "{count} consents", one.consents)
        parts.append(counted.format(count=show_number(one.consents)))
    if one.records:
        counted = ngettext("{count} audit record", "{count} audit records", one.records)
        parts.append(counted.format(count=show_number(one.records)))
    return ", ".join(parts)


def _held(policy: Policy, one: Expired) -> str:
    names = {category: policy.categories[category].name.say(language()) for category in one.held}
    until = _("{what} until {day}")
    return ", ".join(
        until.format(what=names[category], day=show_date(day)) for category, day in one.held.items()
    )
