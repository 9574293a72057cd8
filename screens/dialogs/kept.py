"""A question whose answer is kept while it is still there: nothing typed is lost where that can't be done."""

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
"""Keeps what was given; `None` where that could not be done and was told. Errors: `Invalid`."""


class KeptDialog(Dialog[Result]):
    """A form that goes once what it asks for was kept. What is wrong is said beneath each field."""

    _keeping = False

    async def keep(self, keep: Keep[Given, Result], given: Given) -> None:
        """Keep it, once, and answer with what came of it; for a worker of the dialog."""
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
