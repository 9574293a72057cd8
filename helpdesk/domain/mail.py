"""A mail as it was read: plain values, clean enough to be stored and shown, and what could not be read of it.

A mail may hold anything, also what nobody asked for. Clause: D9, G3, R7.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from helpdesk.domain.messages import Message

TICKET_NUMBER = re.compile(r"\[(T[0-9]{1,12})\]")
"""How the subject of a mail names its ticket: `[T1042]`."""


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that came along. `name` is a bare file name that is safe to write, never `""`."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, read. Texts hold nothing that a terminal would obey; addresses are bare (`jan@example.com`).

    `sender` is `""` where nobody is named, and all the addresses with commas where several are: that is nobody's
    address, so such a mail is never taken for a customer's (R7). `date` is aware, `None` where it is missing or can't
    be read. `message_id`, `in_reply_to` and `references` are without angle brackets. `ticket` is the number that the
    subject quotes, `""` for none; anybody can write one. `faults` say what could not be read. Clause: D9, G3, R7.
    """

    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    date: datetime | None
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    ticket: str
    text: str
    attachments: tuple[MailFile, ...] = ()
    faults: tuple[Message, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A hash of all that was sent, the same for the same mail however it was wrapped on its way."""
        digest = hashlib.sha256()
        parts = [self.sender, self.subject, self.date.isoformat() if self.date else "", self.text]
        for part in parts:
            digest.update(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest())
        for file in self.attachments:
            digest.update(hashlib.sha256(file.content).digest())
        return digest.hexdigest()


def quoted_ticket(subject: str) -> str:
    """The ticket number that a subject quotes, `""` for none."""
    found = TICKET_NUMBER.search(subject)
    return found[1] if found else ""


def ticket_subject(number: str, subject: str) -> str:
    """A subject that names its ticket, once: `Re: [T1042] no mail`."""
    if quoted_ticket(subject) == number:
        return subject
    bare = re.sub(r"^(?:(?:re|aw|antw|fwd?|doorst)\s?:\s*){1,9}", "", subject.strip(), flags=re.IGNORECASE)
    return f"Re: [{number}] {bare}".rstrip()
