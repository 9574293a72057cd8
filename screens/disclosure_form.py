"""A new disclosure: to whom what of a customer goes, on what ground, before it goes. Clause: P4, T1, T2.

F8 finds the customer. An order of the law asks for more: its article, and whom we called back; all that is missing is
said at once. Ctrl+S puts it on record. Escape leaves: what was typed is kept as a draft, or thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.disclosures import ORDER, Disclosure, NewDisclosure
from helpdesk.domain.errors import Fault, FileNotOpen, Invalid
from helpdesk.domain.messages import msg
from helpdesk.i18n import _, language, tell
from helpdesk.tasks import disclosures
from screens.form_page import FormPage
from screens.opening import for_what
from screens.request_words import say_category, say_ref
from screens.widgets.controls import Chooser, TextBox, Tick
from screens.widgets.fields import Form, FormRow

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork

NEW = "disclosure:new"
"""The draft of a disclosure that is not on record yet."""


class DisclosureForm(FormPage[Disclosure]):
    """Dismisses itself with the disclosure that was put on record, or with `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Put on record"), id="disclosure-form.save", priority=True),
        Binding("f8", "customer", _("Whose data?"), id="disclosure-form.customer"),
    ]

    def __init__(self, desk: Desk, customer: CustomerRef | None = None) -> None:
        """Make the form, of a customer where that is known."""
        super().__init__(desk, customer)
        self.title = _("New disclosure")
        self._categories = tuple(
            sorted({one for recipient in desk.policy.recipients.values() for one in recipient.categories})
        )

    def body(self) -> ComposeResult:
        """Whose data, and the rows."""
        policy = self.desk.policy
        recipients = {one.id: one.name.say(language()) for one in policy.recipients.values()}
        channels = {name: words.say(language()) for name, words in policy.channels.items()}
        yield Static(id="disclosure-form-customer", classes="editor-said")
        yield Form(
            FormRow("recipient", _("Recipient"), Chooser(recipients)),
            FormRow("ground", _("Ground"), TextBox(placeholder=_("why they get it, in words"))),
            FormRow("reference", _("Reference"), TextBox(placeholder=_("theirs"))),
            FormRow("article", _("Article"), TextBox(placeholder=_("of an order: on which it rests"))),
            FormRow(
                "called_back",
                _("Called back"),
                TextBox(placeholder=_("of an order: whom, on a number you looked up")),
            ),
            FormRow("how", _("How"), Chooser(channels)),
            *(
                FormRow(one, "" if place else _("They get"), Tick(text=say_category(policy, one)))
                for place, one in enumerate(self._categories)
            ),
            id="disclosure-form-fields",
        )
        yield Static(id="disclosure-form-said", classes="editor-said")

    def help_text(self) -> str:
        """How the form works."""
        return _(
            "The recipients, and what each of them may get, are those of the policy. The customer's file must be open "
            "for what is given. An order of the police is not obeyed on the telephone: look up their number yourself, "
            "call back, and say whom you spoke; a second person then approves it."
        )

    def whose(self) -> str:
        """Who is to be found."""
        return _("Whose data is it about?")

    def show_customer(self) -> None:
        """Say whose data it is."""
        who = say_ref(self.customer) if self.customer else _("nobody yet (F8 finds the customer)")
        said = Content(_("Whose data: {who}").format(who=who))
        self.query_one("#disclosure-form-customer", Static).update(said)

    @on(FormRow.Changed)
    def _changed(self, event: FormRow.Changed) -> None:
        event.stop()
        if event.row.field == "recipient":
            self.say_more()

    def say_more(self, faults: Iterable[Fault] = ()) -> None:
        """Why this recipient gets anything, and what; and what is wrong with what has no row."""
        said = [f"↑ {tell(fault.message)}" for fault in faults]
        recipient = self.desk.policy.recipients.get(str(self.form["recipient"].value))
        if recipient is not None:
            said.append(f"{recipient.why.say(language())}: {' '.join(recipient.categories)}")
            if recipient.clause == ORDER:
                said.append(_("An order: reference, article, call back and a second person are needed."))
        self.query_one("#disclosure-form-said", Static).update(Content("\n".join(said)))

    # Drafts

    @property
    def draft_name(self) -> str:
        """The name by which the draft is kept."""
        return NEW

    # Putting on record

    async def register(self) -> None:
        """Put it on record, and say whether the data may go."""
        made = await self._made()
        if made is None or not self.is_mounted:
            return
        said = _("{number} is on record; the data may go.")
        if not made.may_go:
            said = _("{number} is on record, and waits for a second person. Nothing may leave before.")
        self.app.notify(said.format(number=made.number))
        self.dismiss(made)

    async def _made(self) -> Disclosure | None:
        """Put it on record; where the customer's file is not open, ask what for and do it then."""
        ref = self.customer
        if ref is None:
            raise Invalid((Fault("customer", msg("Say whose data it is about; F8 finds the customer.")),))
        new = self._new(ref)
        try:
            return await self.desk.run(_recorded, new)
        except FileNotOpen:
            opened = await for_what(self.app, self.desk, ref)
            return await self.desk.run(_recorded, new) if opened is not None else None

    def show_faults(self, faults: tuple[Fault, ...]) -> None:
        """Say all that is wrong; of the categories beneath the first of them."""
        first = self._categories[0] if self._categories else ""
        shown = [Fault(first, one.message) if one.field == "categories" else one for one in faults]
        self.say_more(self.form.show_faults(shown))

    def _new(self, customer: CustomerRef) -> NewDisclosure:
        typed = self.typed()
        words = {name: str(typed[name]).strip() for name in ("ground", "reference", "article", "called_back")}
        return NewDisclosure(
            customer.id,
            str(typed["recipient"]),
            tuple(one for one in self._categories if typed[one]),
            how=str(typed["how"]),
            **words,
        )


def _recorded(work: UnitOfWork, new: NewDisclosure) -> Disclosure:
    """Put it on record, and forget the draft, in one transaction."""
    made = disclosures.record(work, new)
    work.drafts.drop(NEW)
    return made
