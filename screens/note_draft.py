"""The note of a session while it is being typed: if the console dies, it survives. Clause: B6, P3."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from helpdesk.domain.remote import Session
from screens.dialogs.session_over import Note

if TYPE_CHECKING:
    from helpdesk.desk import Desk

KIND = "session"
"""The prefix of such drafts."""


class NoteDraft:
    """Keeps what is typed about a session, until it is stored or discarded."""

    def __init__(self, desk: Desk, session: Session) -> None:
        self._desk = desk
        self._name = f"{KIND}:{session.id}"
        self._customer = session.customer.id
        self._over = False
        self.stays = False
        """Whether it could not be stored, and is kept for later."""

    async def load(self) -> Note | None:
        """What was typed earlier, if anything."""
        content = await self._desk.read(lambda work: work.drafts.load(self._name))
        try:
            kept = json.loads(content or "")
            return Note(str(kept["note"]), bool(kept["follow_up"]))
        except (ValueError, KeyError, TypeError):
            return None

    async def keep(self, note: Note) -> None:
        """Keep the current text. Errors: `HelpdeskError`."""
        content = json.dumps({"customer": self._customer, "note": note.text, "follow_up": note.follow_up})
        await self._desk.run(lambda work: work.drafts.save(self._name, content))
        if self._over:  # stored or discarded while it was being kept
            await self.drop()

    async def drop(self) -> None:
        """Forget it: it was stored, or nobody wants it. Errors: `HelpdeskError`."""
        self._over = True
        await self._desk.run(lambda work: work.drafts.drop(self._name))
