"""What was disclosed about customers, newest first. Clause: P4, T1, T2.

The technician sees when, whose data, to whom, which categories and who approved it; Enter shows the rest: ground,
reference, article, and whom we called back. `n` records one, `a` approves a legal order as the second person, `X`
withdraws one that waits, with a reason. Nothing leaves under a disclosure that is waiting or withdrawn.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.disclosures import Disclosure
from helpdesk.domain.display import dotted, visible
from helpdesk.domain.errors import HelpdeskError
from helpdesk.i18n import _, language, show_moment
from helpdesk.policy.model import Job, Policy
from helpdesk.tasks import disclosures
from helpdesk.tasks.access_words import recipient
from screens.customer_words import is_there, say_category, say_channel, say_ref
from screens.jobs import has_job
from screens.open_page import ASKS, tell_failure
from screens.opening import in_hand
from screens.register import view_keys
from screens.register_page import RegisterPage
from screens.widgets.bars import OF_ROW
from screens.widgets.columns import Column
from screens.widgets.prose import Said, labelled

if TYPE_CHECKING:
    from helpdesk.desk import Desk

LABEL = 13
"""The width of labels, in cells."""


class Disclosures(RegisterPage[Disclosure]):
    """The register of disclosures, of all customers or of one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", _("New disclosure"), id="disclosures.new"),
        Binding("a", "approve", _("Approve"), id="disclosures.approve", group=OF_ROW),
        Binding("X", "withdraw", _("Withdraw"), id="disclosures.withdraw", group=OF_ROW),
        Binding("o", "customer", _("Customer"), id="disclosures.customer", group=OF_ROW),
        *view_keys("disclosures"),
    ]

    def __init__(self, desk: Desk, customer: CustomerRef | None = None, *, at: int | None = None) -> None:
        """Make the list, of one customer if given; the cursor starts on the disclosure with the given id."""
        super().__init__(desk)
        self.title = _("Disclosures")
        self._customer = customer
        if at is not None:
            self.go_to(at)

    def columns(self) -> Sequence[Column[Disclosure]]:
        """When what of whom went to whom."""
        return (
            Column(_("When"), lambda one: show_moment(one.at), width=17),
            Column(_("Customer"), lambda one: say_ref(one.customer), flex=3),
            Column(_("Recipient"), lambda one: visible(say_recipient(self.desk.policy, one)), flex=4),
            Column(_("What"), lambda one: " ".join(one.categories), flex=2),
            Column(_("Approved by"), say_approved, flex=2),
        )

    def store_changed(self) -> None:
        """Viewing this is recorded, so it is only read when somebody comes here."""

    def help_text(self) -> str:
        """What stands here."""
        return _(
            "Before a customer's data goes to somebody else it is recorded here: to whom, on what ground, "
            "under which reference, and what. A police order needs its reference and article, a call back "
            "to a number that you looked up yourself, and a second person. Until then it can be withdrawn, with "
            "a reason, by whoever recorded it or may approve it. Registering a domain name or a certificate adds "
            "one automatically. Viewing this page is recorded."
        )

    async def read(self, after: Disclosure | None) -> Sequence[Disclosure]:
        """The newest on top; reading is recorded."""
        subject = self._customer.id if self._customer else ""
        return await self.desk.run(lambda work: work.disclosures.all(subject))

    def said_above(self, count: int) -> Content:
        """Whose they are."""
        who = _("Of {who}").format(who=say_ref(self._customer)) if self._customer else _("Of all customers")
        return Content(who)

    def nothing(self) -> str:
        """How to add one."""
        return _("Nothing was disclosed to anybody.\n\nn  records a disclosure")

    def facts(self, row: Disclosure) -> Iterable[Said]:
        """All of it."""
        return (Content(row.number).stylize("bold"), *labelled(_facts(self.desk.policy, row), LABEL))

    def briefly(self, row: Disclosure) -> str:
        """Its ground, and why nothing may leave, or ever did."""
        return dotted(row.number, visible(row.ground), visible(row.reference), _why_not(row))

    def customer_of(self, row: Disclosure) -> CustomerRef | None:
        """Whose data it is, while they exist."""
        return row.customer if is_there(row.customer) else None

    def open(self, row: Disclosure) -> None:
        """Show all of it."""
        from screens.dialogs.notice import Notice

        self.app.push_screen(Notice(row.number, *labelled(_facts(self.desk.policy, row), LABEL)))

    def action_new(self) -> None:
        """Record one, before anything leaves."""
        from screens.disclosure_form import DisclosureForm

        self.app.push_screen(DisclosureForm(self.desk, self._customer or in_hand(self.app)), self._made)

    def _made(self, made: Disclosure | None) -> None:
        """Put the cursor on the new one, once it is read."""
        if made is not None:
            self.go_to(made.id)

    def action_approve(self) -> None:
        """Be the second person for a legal order."""
        self._settle(self._approve)

    def action_withdraw(self) -> None:
        """Withdraw a legal order that waits."""
        self._settle(self._withdraw)

    def _settle(self, settled: Callable[[Disclosure], Awaitable[str]]) -> None:
        if (row := self.row) is not None:
            self.app.run_worker(self._settled(row, settled), group=ASKS)

    async def _settled(self, row: Disclosure, settled: Callable[[Disclosure], Awaitable[str]]) -> None:
        """Approve or withdraw one, say so, and show what it is now; a refusal is told."""
        try:
            if not (said := await settled(row)):
                return
            self.app.notify(said)
        except HelpdeskError as error:
            tell_failure(self.app, self.desk.policy, error)
        self.read_again()

    async def _approve(self, row: Disclosure) -> str:
        """Ask, once it is known that this technician may; whoever recorded it is told at once that another must."""
        from screens.dialogs.confirm import Confirm

        row = await self.desk.run(disclosures.begin_approval, row.id)
        question = Confirm(
            _("Approve {number}?").format(number=row.number),
            *labelled(_facts(self.desk.policy, row), LABEL),
            yes=_("Approve"),
            no=_("Leave it"),
            weighs=True,
        )
        if not await self.app.push_screen_wait(question):
            return ""
        await self.desk.run(disclosures.approve, row.id)
        return _("{number} is approved; the data may go.").format(number=row.number)

    async def _withdraw(self, row: Disclosure) -> str:
        """Ask why, once it is known that this technician may."""
        from screens.dialogs.line import Line

        row = await self.desk.run(disclosures.begin_withdrawal, row.id)
        title = _("Withdraw {number}").format(number=row.number)
        said = [_("It stays in the list as withdrawn, with your name and the reason. Nothing goes.")]
        why = await self.app.push_screen_wait(Line(title, _("Why"), _("Withdraw"), said=said))
        if why is None:
            return ""
        await self.desk.run(disclosures.withdraw, row.id, why)
        return _("{number} is withdrawn; nothing goes.").format(number=row.number)

    @property
    def _waits(self) -> bool:
        return self.row is not None and self.row.waits

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what this technician may do, and what fits the one under the cursor."""
        match action:
            case "new":
                return has_job(self.desk, Job.DISCLOSE)
            case "approve":
                return self._waits and has_job(self.desk, Job.APPROVE)
            case "withdraw":
                is_mine = self.row is not None and self.row.by == self.desk.technician.login
                may = has_job(self.desk, Job.APPROVE) or (is_mine and has_job(self.desk, Job.DISCLOSE))
                return self._waits and may
        return super().check_action(action, parameters)


def say_recipient(policy: Policy, one: Disclosure) -> str:
    """Who got it, in the reader's language; by the name at the time if the policy has renamed them."""
    named = recipient(policy, one.recipient, one.recipient_name)
    return named if isinstance(named, str) else named.say(language())


def say_approved(one: Disclosure) -> str:
    """Who approved it: for most recipients, whoever recorded it."""
    if one.withdrawn is not None:
        return _("withdrawn")
    if not one.may_go:
        return _("lapsed") if one.is_lapsed else _("waits")
    return visible(one.approved_name or one.by_name)


def _why_not(one: Disclosure) -> str:
    """Why nothing may leave, or ever did; `""` if it may."""
    if one.withdrawn is not None:
        return _("withdrawn, nothing went: {why}").format(why=visible(one.withdrawn_why))
    if one.is_lapsed:
        return _("the customer was removed before it was approved: nothing went")
    return _("waits for a second person: nothing may leave yet") if one.waits else ""


def _facts(policy: Policy, one: Disclosure) -> Iterator[tuple[str, str]]:
    yield _("When"), show_moment(one.at)
    yield _("Customer"), say_ref(one.customer)
    yield _("Recipient"), say_recipient(policy, one)
    yield _("What"), ", ".join(say_category(policy, category) for category in one.categories)
    yield _("Ground"), one.ground
    yield _("Reference"), one.reference
    yield _("Article"), one.article
    yield _("Called back"), one.called_back
    yield _("How"), say_channel(policy, one.how)
    yield _("Recorded by"), one.by_name
    if one.withdrawn is None:
        yield _("Approved by"), say_approved(one)
        return
    yield _("Withdrawn by"), f"{one.withdrawn_name}, {show_moment(one.withdrawn)}"
    yield _("Why"), one.withdrawn_why
