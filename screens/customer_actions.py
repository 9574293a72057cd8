"""What is done to an open file, each after a question of its own. Clause: P2, G2, G9.

The app owns the work, so leaving the screen loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpdesk.domain.customer import CustomerFile
from helpdesk.i18n import _, language
from helpdesk.tasks import consents, customers, files, services
from screens.customer_consents import ConsentList
from screens.customer_services import ServiceList
from screens.customer_time import ASKS, FilePage
from screens.customer_words import say_consent

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


class FileActions(FilePage):
    """Adds purposes, edits, records consents, adds and ends services."""

    @property
    def category(self) -> str:
        """The category under the cursor, if any."""
        return ""

    def action_add_purpose(self) -> None:
        """Show more, for another purpose."""
        self.app.run_worker(self._add_purpose(self.category), group=ASKS)

    async def _add_purpose(self, category: str) -> None:
        from screens.dialogs.add_purpose import AddPurpose

        dialog = AddPurpose(self.desk.policy, self.desk.technician.role, self._file, category)
        if purpose := await self.app.push_screen_wait(dialog):
            await self.write(files.add_purpose, self._file.ref.id, purpose)

    def action_close_file(self) -> None:
        """Done with this customer before the time is over: close the file, and leave it."""
        self.app.run_worker(self._close_file(), group=ASKS)

    async def _close_file(self) -> None:
        customer = self._file.ref.id
        await self.desk.run(files.close_file, customer)
        self.app.notify(_("The file is closed."))
        if self.is_mounted:
            self.dismiss()

    def on_details_edit(self) -> None:
        """Open the form."""
        self.edit()

    def edit(self) -> None:
        """Open the form over this file."""
        self.app.run_worker(self._edit(), group=ASKS)

    async def _edit(self) -> None:
        from screens.customer_form import CustomerForm

        if not await self.write(customers.begin_change, self._file.ref.id):
            return
        self._asking = True
        try:
            saved = await self.app.push_screen_wait(CustomerForm(self.desk, self._file))
        finally:
            self._asking = False
        # The form may have opened the file anew, when its time was over while somebody typed.
        if saved is not None or self.desk.clock() >= self._file.opened.expires:
            await self.write(files.read_file, self._file.ref.id)

    def on_consent_list_record(self, event: ConsentList.Record) -> None:
        """Ask how, and record it."""
        self.app.run_worker(self._record(event), group=ASKS)

    async def _record(self, event: ConsentList.Record) -> None:
        from screens.dialogs.consent import ConsentDialog

        if await self.attempt(consents.begin, self._file.ref.id) is None:
            return
        dialog = ConsentDialog(self.desk.policy, self._file, event.purpose, event.kind)
        given = await self.app.push_screen_wait(dialog)
        if given is not None and await self.write(
            _recorded,
            self._file.ref.id,
            event.purpose,
            event.kind,
            how=given.how,
            evidence=given.evidence,
            language=given.language,
        ):
            name = self.desk.policy.purposes[event.purpose].label(language())
            said = _("On record for {purpose}: {what}.").format(purpose=name, what=say_consent(event.kind))
            self.app.notify(said)

    def on_service_list_new(self) -> None:
        """Ask which service, and add it."""
        self.app.run_worker(self._new_service(), group=ASKS)

    async def _new_service(self) -> None:
        from screens.dialogs.service import NewService

        customer = self._file.ref.id
        if await self.attempt(services.begin, customer) is None:
            return
        today = self.desk.policy.today(self.desk.clock())
        if given := await self.app.push_screen_wait(NewService(self.desk.policy, today)):
            await self.write(services.add, customer, given.product, given.detail, given.day)

    def on_service_list_end(self, event: ServiceList.End) -> None:
        """Ask on what day, and end it."""
        self.app.run_worker(self._end_service(event), group=ASKS)

    async def _end_service(self, event: ServiceList.End) -> None:
        from screens.dialogs.service import EndService

        customer = self._file.ref.id
        if await self.attempt(services.begin, customer) is None:
            return
        today = self.desk.policy.today(self.desk.clock())
        if day := await self.app.push_screen_wait(EndService(event.service, today)):
            await self.write(services.end, customer, event.service.id, day)


def _recorded(work: UnitOfWork, customer_id: str, *args: Any, **kwargs: Any) -> CustomerFile:
    """Record a consent, and read the file as it stands then, in one transaction."""
    consents.record(work, customer_id, *args, **kwargs)
    return files.read_file(work, customer_id)
