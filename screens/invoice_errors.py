"""Correcting an invoice, withdrawing it or its payment, and telling the agency. Clause: A1, D7; GDPR art. 16, 19."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.letters import LetterKind
from helpdesk.i18n import _
from helpdesk.tasks import agency, invoice_errors
from helpdesk.tasks.unpaid import UnpaidView
from screens.customer_words import channel_names
from screens.dialogs.choice import Choice, Option
from screens.dialogs.confirm import Confirm

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpdesk.domain.customer import Owed
    from helpdesk.repository.unit_of_work import UnitOfWork
    from screens.dialogs.invoice_errors import Corrected
    from screens.dialogs.kept import Keep, KeptDialog
    from screens.invoice_actions import InvoicePage


async def correct(page: InvoicePage) -> None:
    """Ask what it should have said, and show the invoice that then applies."""
    from screens.dialogs.invoice_errors import CorrectInvoice

    owed = await page.in_time(lambda: page.desk.run(invoice_errors.begin, page.owed.invoice.id))
    if owed is None:
        return

    async def keep(given: Corrected) -> UnpaidView | None:
        right, customer = given.owed.invoice, given.customer
        return await page.kept(
            invoice_errors.correct, owed.invoice.id, right, given.reason, customer=customer
        )

    view = await page.app.push_screen_wait(CorrectInvoice(owed, keep))
    if view is not None:
        page.shown(view)
        _say_done(page, view, _("On record: the invoice is set right."))


async def withdraw(page: InvoicePage) -> None:
    """Ask why it is withdrawn, and show the result."""
    from screens.dialogs.invoice_errors import WithdrawInvoice

    view = await _noted_in_error(page, WithdrawInvoice, invoice_errors.withdraw)
    if view is not None:
        _say_done(page, view, _("On record: the invoice was noted in error."))


async def reopen(page: InvoicePage) -> None:
    """Ask why a payment was noted in error, and show the invoice as it is owed again."""
    from screens.dialogs.invoice_errors import NotPaid

    if await _noted_in_error(page, NotPaid, invoice_errors.reopen) is not None:
        page.app.notify(_("On record: the invoice was not paid after all."))


async def _noted_in_error(
    page: InvoicePage,
    ask: Callable[[Owed, Keep[str, UnpaidView]], KeptDialog[UnpaidView]],
    job: Callable[[UnitOfWork, int, str], UnpaidView],
) -> UnpaidView | None:
    """Ask why something was noted in error, do the job with that reason, and show the result, if there is one."""
    owed = await page.in_time(lambda: page.desk.run(invoice_errors.begin, page.owed.invoice.id))
    if owed is None:
        return None

    async def keep(reason: str) -> UnpaidView | None:
        return await page.kept(job, owed.invoice.id, reason)

    view = await page.app.push_screen_wait(ask(owed, keep))
    page.shown(view)
    return view


async def tell_agency(page: InvoicePage) -> None:
    """Say what the agency gets, ask how it is sent, and write the letter."""
    if await page.in_time(lambda: page.desk.run(agency.begin, page.owed.invoice.id)) is None:
        return
    asked = Confirm(
        _("Tell the collection agency?"),
        _("A letter is written that says what changed: it names the customer, the invoice, and no more."),
        _(
            "It is a disclosure, and recorded as one. The agency counts as told once you say that the "
            "letter went out."
        ),
        yes=_("Write it"),
        no=_("Not yet"),
    )
    if not await page.app.push_screen_wait(asked):
        return
    options = [Option(channel, name) for channel, name in channel_names(page.desk.policy).items()]
    how = await page.app.push_screen_wait(Choice(_("How is it sent?"), options))
    if how is not None:
        await page.change(lambda work, invoice: agency.tell(work, invoice, how))


def _say_done(page: InvoicePage, view: UnpaidView, said: str) -> None:
    """Say that it is done, and that a letter waits for somebody to send it."""
    waiting = [
        one.letter.number
        for one in view.letters
        if one.letter.kind is LetterKind.INVOICE_WRONG and not one.sent
    ]
    if waiting:
        said = " ".join((said, _("Letter {number} tells the customer: send it.").format(number=waiting[-1])))
    page.app.notify(said)
