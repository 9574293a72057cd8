"""Why nothing can be removed from a place where there may be copies. Clause: D9."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.domain.unsolicited import Item
from helpdesk.i18n import _
from screens.dialogs.kept import Keep, KeptDialog
from screens.widgets.controls import TextBox
from screens.widgets.fields import Form, FormRow


class Unremovable(KeptDialog[Item]):
    """Asks for the reason."""

    def __init__(self, place: str, why: str, keep: Keep[str, Item]) -> None:
        """Make the question about a place, with any earlier reason; `keep` stores it."""
        super().__init__(
            place, keys=[Binding("enter", "keep", _("Keep"), id="unremovable.keep", priority=True)]
        )
        self._why = why
        self._keep = keep

    def body(self) -> ComposeResult:
        """The reason."""
        yield Form(FormRow("why", _("Why not"), TextBox(self._why), hint=_("in words, without a name")))

    @work(group="unremovable-keep")
    async def action_keep(self) -> None:
        """Keep it."""
        why = str(self.query_one(Form)["why"].value).strip()
        if why:
            await self.keep(self._keep, why)
        else:
            self.query_one(Form).show_faults([Fault("why", msg("Say why."))])
