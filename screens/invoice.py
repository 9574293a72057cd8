"""An invoice on its ladder: where it stands, why, what comes next and when, and what a person may decide. Clause: A1.

The technician reads what happened with the arrows or `j` and `k`; Enter reads a letter. `i` notes the customer's view,
`d` decides the next step if that takes a person, `s` stops it until a day, `p` records payment and `u` takes it back,
`f` unblocks services, `c` corrects it, `x` withdraws an invoice noted in error, `t` tells the collection agency what
changed, `o` opens the customer's file. When the time of the file is over it asks again what for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from helpdesk.domain.display import capital
from helpdesk.domain.ladder_words import briefly
from helpdesk.domain.letters import KeptLetter
from helpdesk.i18n import _, show_amount, show_date, tell
from helpdesk.tasks.letter_renewal import what_came
from helpdesk.tasks.unpaid import UnpaidView
from screens.customer_words import known_as
from screens.invoice_actions import InvoiceActions
from screens.invoice_text import Part, parts, say_invoice, say_went
from screens.widgets.case_header import CaseHeader, HeaderPart
from screens.widgets.prose import Words
from screens.widgets.timeline import Timeline

if TYPE_CHECKING:
    from helpdesk.desk import Desk


class InvoiceScreen(InvoiceActions):
    """An invoice that was opened."""

    def __init__(self, desk: Desk, view: UnpaidView) -> None:
        """Make the screen of an invoice, already read as `view`."""
        super().__init__(desk, view)
        self._parts: tuple[Part, ...] = ()

    def body(self) -> ComposeResult:
        """The header, what happened, and what the cursor is on."""
        yield CaseHeader()
        with Horizontal(classes="case-body"):
            yield Timeline(id="invoice-timeline")
        yield Words(classes="case-here")

    def fill(self) -> None:
        """Show what was read when the invoice was opened."""
        self._timeline.focus()
        self.show(self.view)
        self._timeline.move_to(0)

    def help_text(self) -> str:
        """What this is for."""
        return _(
            "When an invoice is not paid, reminders go out automatically, following the ladder in the "
            "policy. Blocking, handing over and ending services wait for somebody here, who has heard the "
            "customer or gave them the time that the letter says. Note what they say, decide with a reason, "
            "or stop it until a day. Payment ends it; what was blocked is then unblocked by a person. "
            "Mistakes are corrected, a payment noted in error is taken back, or the invoice is withdrawn: "
            "whoever was told before is told that too."
        )

    @property
    def _timeline(self) -> Timeline:
        return self.query_one("#invoice-timeline", Timeline)

    def show(self, view: UnpaidView) -> None:
        """Show an invoice as it is now."""
        longer = len(view.owed.invoice.events) > len(self.view.owed.invoice.events)
        super().show(view)
        self.title = capital(say_invoice(view.owed.invoice))
        self.sub_title = tell(briefly(view.stands))
        self._parts = parts(self.desk.policy, view)
        self._timeline.show([part.entry for part in self._parts])
        if longer:
            self._timeline.action_edge(1)
        self._say_here()
        self.look_at_the_file()
        self.show_header()
        self.refresh_bindings()

    def header(self) -> Iterable[Iterable[HeaderPart]]:
        """Who owes it, and what it is about; its state is in the title."""
        invoice = self.owed.invoice
        yield (Content(known_as(self.owed.customer)).stylize("bold"),)
        yield (
            show_amount(invoice.amount),
            _("sent {day}").format(day=show_date(invoice.issued)),
            _("to be paid by {day}").format(day=show_date(invoice.due)),
        )

    def on_timeline_moved(self) -> None:
        """Say what the cursor is on."""
        self._say_here()
        self.refresh_bindings()

    def _say_here(self) -> None:
        kept, said = self.letter, ""
        if kept is not None:
            is_gone = what_came(self.owed.invoice, self.view.stands, kept) is not None
            read = (
                _("letter {number} {sent}. Enter reads it, and says why.")
                if is_gone
                else _("letter {number}, {sent}. Enter reads it; from there you can mail it or save it.")
            )
            said = read.format(number=kept.letter.number, sent=say_went(self.desk.policy, self.view, kept))
        elif self.view.stands.may_free:
            said = _("f frees the services that are still blocked.")
        self.query_one(".case-here", Words).update(Content(said))

    @property
    def letter(self) -> KeptLetter | None:
        """The letter that the cursor is on."""
        timeline = self._timeline if self.is_here else None
        if timeline is None or timeline.index >= len(self._parts):
            return None
        return self._parts[timeline.index].letter
