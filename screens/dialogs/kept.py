"""A question whose answer is stored while it is still open: nothing typed is lost if that fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from helpdesk.domain.errors import Invalid
from helpdesk.i18n import tell
from screens.dialogs.dialog import Dialog
from screens.widgets.fields import Form

Given = TypeVar("Given")
Result = TypeVar("Result")

Keep = Callable[[Given], Awaitable[Result | None]]
"""Stores what was given; `None` if that failed and was reported. Errors: `Invalid`."""


class KeptDialog(Dialog[Result]):
    """A form that closes once its contents were stored. Faults are shown below each field."""

    _keeping = False

    async def keep(self, keep: Keep[Given, Result], given: Given) -> None:
        """Store it, once, and answer with the result; for a worker of the dialog."""
        if self._keeping:
            return
        self._keeping = True
        try:
            if (result := await keep(given)) is not None:
                self.answer(result)
        except Invalid as invalid:
            for fault in self.query_one(Form).show_faults(invalid.faults):
                self.app.notify(tell(fault.message), severity="warning")
        finally:
            self._keeping = False
