"""What is done to an open file, each after a question of its own. Clause: P2, G2, G9.

The app owns the work, so leaving the screen loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpdesk.domain.customer import CustomerFile
from helpdesk.tasks import consents, files, services
from screens.customer_consents import ConsentList
from screens.customer_services import ServiceList
from screens.customer_time import ASKS, FilePage

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
            await self.write(files.read_file, self._file.ref.id)

    def on_consent_list_record(self, event: ConsentList.Record) -> None:
        """Ask how, and record it."""
        self.app.run_worker(self._record(event), group=ASKS)

    async def _record(self, event: ConsentList.Record) -> None:
        from screens.dialogs.consent import ConsentDialog

        dialog = ConsentDialog(self.desk.policy, self._file, event.purpose, event.kind)
        if (given := await self.app.push_screen_wait(dialog)) is not None:
            await self.write(
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
            await self.write(services.add, self._file.ref.id, given.product, given.detail, given.day)

    def on_service_list_end(self, event: ServiceList.End) -> None:
        """Ask on what day, and end it."""
        self.app.run_worker(self._end_service(event), group=ASKS)

    async def _end_service(self, event: ServiceList.End) -> None:
        from screens.dialogs.service import EndService

        today = self.desk.policy.today(self.desk.clock())
        if day := await self.app.push_screen_wait(EndService(event.service, today)):
            await self.write(services.end, self._file.ref.id, event.service.id, day)


def _recorded(work: UnitOfWork, customer_id: str, *args: Any, **kwargs: Any) -> CustomerFile:
    """Record a consent, and read the file as it stands then, in one transaction."""
    consents.record(work, customer_id, *args, **kwargs)
    return files.read_file(work, customer_id)
