"""Changes to an open file, each after a question of its own. Clause: P2, G2, G9.

The app owns the work, so leaving the screen loses nothing: each runs in a worker of the app.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import CustomerFile, Invoice, Service
from helpdesk.i18n import _, language
from helpdesk.tasks import consents, customers, files, services, unpaid
from screens.customer_words import say_consent
from screens.file_page import FilePage

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


class FileChanges:
    """Adds purposes, edits, records consents, services and invoices, for the page that shows a file."""

    def __init__(self, page: FilePage) -> None:
        self._page = page
        self._desk = page.desk

    @property
    def _file(self) -> CustomerFile:
        return self._page.file

    async def add_purpose(self, category: str) -> None:
        """Show more, for another purpose; those that show `category` are proposed."""
        from screens.dialogs.add_purpose import AddPurpose

        dialog = AddPurpose(self._desk.policy, self._desk.technician.role, self._file, category)
        if not dialog.offers:
            self._page.app.notify(_("The file is already open for every purpose you may use."))
        elif purpose := await self._page.app.push_screen_wait(dialog):
            await self._page.write(files.add_purpose, self._file.ref.id, purpose)

    async def close(self) -> None:
        """Close this customer's file early, and leave it."""
        with self._page.asking():  # a look at the store before it is left finds the file closed
            await self._desk.run(files.close_file, self._file.ref.id)
            self._page.app.notify(_("The file is closed."))
            if self._page.is_here:
                self._page.dismiss()

    async def edit(self) -> None:
        """Open the form over the file."""
        from screens.customer_form import CustomerForm

        if not await self._page.write(customers.begin_change, self._file.ref.id):
            return
        with self._page.asking():
            saved = await self._page.app.push_screen_wait(CustomerForm(self._desk, self._file))
        # The form may have reopened the file, if its time ran out while somebody typed.
        if saved is not None or self._desk.clock() >= self._file.opened.expires:
            await self._page.write(files.read_file, self._file.ref.id)

    async def record(self, purpose: str, kind: ConsentEventKind) -> None:
        """Ask how a customer said it, and record it."""
        from screens.dialogs.consent import Answer, ConsentDialog

        if await self._page.attempt(consents.begin, self._file.ref.id, kind) is None:
            return

        async def keep(given: Answer) -> CustomerFile | None:
            return await self._page.kept(
                _recorded,
                self._file.ref.id,
                purpose,
                kind,
                how=given.how,
                evidence=given.evidence,
                language=given.language,
            )

        if await self._page.shown(ConsentDialog(self._desk.policy, self._file, purpose, kind, keep)):
            name = self._desk.policy.purposes[purpose].label(language())
            said = _("On record for {purpose}: {what}.").format(purpose=name, what=say_consent(kind))
            self._page.app.notify(said)

    async def new_service(self) -> None:
        """Ask which service, and add it."""
        from screens.dialogs.service import Given, NewService

        customer = self._file.ref.id
        if await self._page.attempt(services.begin, customer) is None:
            return

        async def keep(given: Given) -> CustomerFile | None:
            return await self._page.kept(services.add, customer, given.product, given.detail, given.day)

        await self._page.shown(NewService(self._desk.policy, self._today, keep))

    async def end_service(self, service: Service) -> None:
        """Ask on what day, and end it."""
        from screens.dialogs.service import EndService

        customer = self._file.ref.id
        if await self._page.attempt(services.begin, customer) is None:
            return

        async def keep(day: date) -> CustomerFile | None:
            return await self._page.kept(services.end, customer, service.id, day)

        await self._page.shown(EndService(service, self._today, keep))

    async def new_invoice(self) -> None:
        """Ask which invoice, and note it."""
        from screens.dialogs.invoice import NewInvoice

        customer = self._file.ref.id
        if not await self._may_note(customer):
            return

        async def keep(given: Invoice) -> CustomerFile | None:
            return await self._page.kept(unpaid.add, customer, given)

        await self._page.shown(NewInvoice(self._today, keep))

    async def pay(self, invoice: Invoice) -> None:
        """Ask on what day an invoice was paid, and record that."""
        from screens.dialogs.invoice import Paid

        customer = self._file.ref.id
        if not await self._may_note(customer):
            return

        async def keep(day: date) -> CustomerFile | None:
            return await self._page.kept(unpaid.pay, customer, invoice.id, day)

        await self._page.shown(Paid(invoice, self._today, keep))

    async def _may_note(self, customer: str) -> bool:
        """Whether invoices may be added; if not, that has been reported."""
        return await self._page.attempt(unpaid.begin, customer) is not None

    @property
    def _today(self) -> date:
        return self._desk.policy.today(self._desk.clock())


def _recorded(work: UnitOfWork, customer_id: str, *args: Any, **kwargs: Any) -> CustomerFile:
    """Record a consent, and read the resulting file, in one transaction."""
    consents.record(work, customer_id, *args, **kwargs)
    return files.read_file(work, customer_id)
