"""A new disclosure: to whom what of a customer goes, on what ground, before it goes. Clause: P4, T1, T2.

F8 finds the customer. An order of the law asks for more: its article, and whom we called back; all that is missing is
said at once. Ctrl+S puts it on record. Escape leaves: what was typed is kept as a draft, or thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.disclosures import ORDER, Disclosure, NewDisclosure
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import msg
from helpdesk.i18n import _, language
from helpdesk.tasks import disclosures
from screens.customer_words import channel_names, known_as, say_category
from screens.form_page import FormPage
from screens.widgets.controls import Chooser, TextBox, Tick
from screens.widgets.fields import Form, FormRow

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.policy.model import Recipient

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

    def filled_in(self) -> Iterable[Widget]:
        """The rows."""
        policy = self.desk.policy
        recipients = {one.id: one.name.say(language()) for one in policy.recipients.values()}
        yield Form(
            FormRow("recipient", _("Recipient"), Chooser(recipients)),
            FormRow("ground", _("Ground"), TextBox(placeholder=_("why they get it, in words"))),
            FormRow("reference", _("Reference"), TextBox(placeholder=_("theirs"))),
            FormRow(
                "article", _("Article"), TextBox(placeholder=_("of an order: the article it is based on"))
            ),
            FormRow(
                "called_back",
                _("Called back"),
                TextBox(placeholder=_("of an order: whom, on a number you looked up")),
            ),
            FormRow("how", _("How"), Chooser(channel_names(policy))),
            *(FormRow(one, "", Tick(text=say_category(policy, one))) for one in self._categories),
        )

    def help_text(self) -> str:
        """How the form works."""
        return _(
            "The recipients, and what each of them may get, are set by the policy. The customer's file must "
            "be open for the data to be given. A police order is not obeyed on the telephone: look up their "
            "number yourself, call back, and note whom you spoke to; a second person then approves it."
        )

    def whose(self) -> str:
        """Who is to be found."""
        return _("Whose data is it about?")

    def say_whose(self) -> str:
        """Whose data it is."""
        who = known_as(self.customer, _("nobody yet (F8 finds the customer)"))
        return _("Whose data: {who}").format(who=who)

    @on(FormRow.Changed)
    def _changed(self, event: FormRow.Changed) -> None:
        event.stop()
        if event.row.field == "recipient":
            self.say_more()

    @property
    def _recipient(self) -> Recipient | None:
        return self.desk.policy.recipients.get(str(self.form["recipient"].value))

    @property
    def _offered(self) -> tuple[str, ...]:
        """What this recipient may get."""
        recipient = self._recipient
        return tuple(one for one in self._categories if recipient is not None and one in recipient.categories)

    def say_more(self, faults: Iterable[Fault] = ()) -> None:
        """Offer what this recipient may get and nothing else, and say the rest."""
        offered = self._offered
        for one in self._categories:
            row = self.form[one]
            row.display = one in offered
            row.call_it(_("They get") if one in offered[:1] else "")
        super().say_more(faults)

    def notes(self) -> Iterable[str]:
        """Why this recipient gets anything, and what."""
        recipient = self._recipient
        if recipient is not None:
            yield f"{recipient.why.say(language())}: {' '.join(recipient.categories)}"
            if recipient.clause == ORDER:
                yield _("An order needs its reference, article, a call back and a second person.")

    # Drafts

    @property
    def draft_name(self) -> str:
        """The name by which the draft is kept."""
        return NEW

    # Putting on record

    async def register(self) -> None:
        """Put it on record, and say whether the data may go."""
        if self.customer is None:
            raise Invalid((Fault("customer", msg("Say whose data it is about; F8 finds the customer.")),))
        made = await self.make(disclosures.record, self._new(self.customer))
        if made is None or not self.is_here:
            return
        said = _("{number} is on record; the data may go.")
        if not made.may_go:
            said = _("{number} is recorded, and waits for a second person. Nothing may leave before.")
        self.app.notify(said.format(number=made.number))
        self.dismiss(made)

    def show_faults(self, faults: tuple[Fault, ...]) -> None:
        """Say all that is wrong; of the categories beneath the first of them."""
        first = next(iter(self._offered), "")
        shown = [Fault(first, one.message) if one.field == "categories" else one for one in faults]
        super().show_faults(tuple(shown))

    def _new(self, customer: CustomerRef) -> NewDisclosure:
        typed = self.typed()
        words = {name: str(typed[name]).strip() for name in ("ground", "reference", "article", "called_back")}
        return NewDisclosure(
            customer.id,
            str(typed["recipient"]),
            tuple(one for one in self._offered if typed[one]),
            how=str(typed["how"]),
            **words,
        )
