"""Mail: an incoming one as read, an outgoing one as written, and what became of it.

A mail may contain anything, including what nobody asked for. Clause: D9, G3, R7.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.tickets import Delivery


@dataclass(frozen=True, slots=True)
class MailFile:
    """An attached file. `name` is a bare file name that is safe to write, never `""`."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """An incoming mail, read. Texts have nothing a terminal would obey; addresses are bare (`jan@example.com`).

    `sender` is `""` if nobody is named. If several are, it is all their addresses with commas: that matches nobody's
    address, so such a mail is never taken for a customer's (R7). `date` is aware, `None` if it is missing or
    unreadable. `message_id`, `in_reply_to` and `references` are without angle brackets. `ticket` is the number that
    the subject quotes, `""` for none; anybody can write one. `faults` say what could not be read. Clause: D9, G3, R7.
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
    def sender_line(self) -> str:
        """The sender as a mail program shows it. A name that looks like an address is put in quotes."""
        if not self.sender_name or "," in self.sender:
            return self.sender
        name = self.sender_name.replace('"', "'").replace("\\", "/")[:100]
        plain = re.fullmatch(r"[\w '.-]*", name) and "." not in name
        return f"{name} <{self.sender}>" if plain else f'"{name}" <{self.sender}>'


@dataclass(frozen=True, slots=True)
class Letter:
    """An outgoing mail. `id` is the message it carries; identifiers are without angle brackets. Clause: G3, G8.

    `ticket` is `""` if it belongs to no ticket: then it carries the letter with the number `reference`.
    """

    id: int
    ticket: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    date: datetime
    message_id: str
    references: tuple[str, ...] = ()
    attachments: tuple[MailFile, ...] = ()
    reference: str = ""

    @property
    def file_name(self) -> str:
        """The name of a file for it, without extension; always the same."""
        return self.reference or f"{self.ticket}-{self.id}"


def ticket_subject(number: str, subject: str) -> str:
    """A subject that names its ticket, exactly once: `Re: [T1042] no mail`."""
    if f"[{number}]" in subject:
        return subject
    bare = re.sub(r"^(?:(?:re|aw|antw|fwd?|doorst)\s?:\s*){1,9}", "", subject.strip(), flags=re.IGNORECASE)
    return f"Re: [{number}] {bare}".rstrip()


class Tls(StrEnum):
    """How the connection to a mail server is encrypted. Clause: B4."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"  # only on this machine


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server for outgoing mail. `secret` says where the password is (`env:NAME`, `file:PATH`, `keepass:ENTRY`).

    The password itself is never part of it. Clause: B4, B6.
    """

    host: str
    port: int
    tls: Tls = Tls.STARTTLS
    user: str = ""
    secret: str = ""

    @property
    def is_asked_for(self) -> bool:
        """Whether getting its password means asking somebody: for the master password of a vault."""
        return self.secret.startswith("keepass:")

    @property
    def is_loopback(self) -> bool:
        """Whether it is on this machine, by an address that can't lead anywhere else."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


class Undelivered(StrEnum):
    """Why a mail was not delivered, or not to everybody."""

    ON_ITS_WAY = "on-its-way"  # being sent now, or the program ended meanwhile
    FOLDER = "folder"
    UNREACHABLE = "unreachable"
    NO_TLS = "no-tls"
    CERTIFICATE = "certificate"
    UNPROVEN = "unproven"
    SIGN_IN = "sign-in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    SOME_RECIPIENTS = "some-recipients"
    REFUSED = "refused"
    HUNG = "hung"
    VANISHED = "vanished"
    NOT_ALLOWED = "not-allowed"

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _REASONS[self]

    @property
    def maybe_arrived(self) -> bool:
        """Whether the mail may have arrived all the same."""
        return self in (Undelivered.ON_ITS_WAY, Undelivered.HUNG, Undelivered.VANISHED)


_REASONS: Mapping[Undelivered, Message] = {
    Undelivered.ON_ITS_WAY: msg(
        "It is being handed on, or was when the program ended. Whether it arrived is unknown."
    ),
    Undelivered.FOLDER: msg("The folder for outgoing mail can't be written."),
    Undelivered.UNREACHABLE: msg("The mail server can't be reached, or does not answer."),
    Undelivered.NO_TLS: msg("The mail server offers no encrypted connection, so nothing was sent."),
    Undelivered.CERTIFICATE: msg("The certificate of the mail server can't be trusted, so nothing was sent."),
    Undelivered.UNPROVEN: msg("There is no password for the mail server."),
    Undelivered.SIGN_IN: msg("The mail server does not accept the user and password."),
    Undelivered.SENDER: msg("The mail server does not accept mail from the company's address."),
    Undelivered.RECIPIENT: msg("The mail server does not accept mail for this address."),
    Undelivered.SOME_RECIPIENTS: msg("The mail server accepted it, but not for all of the addresses."),
    Undelivered.REFUSED: msg("The mail server does not accept this mail."),
    Undelivered.HUNG: msg("The mail server stopped answering. Whether the mail arrived is unknown."),
    Undelivered.VANISHED: msg(
        "The connection to the mail server broke. Whether the mail arrived is unknown."
    ),
    Undelivered.NOT_ALLOWED: msg("The customer may no longer be written to."),
}


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of an outgoing mail. `code` is the server's number (`550 5.1.1`), never its words: they name people.

    `detail` is this as one word for the store; `reason` reads it.
    """

    delivery: Delivery
    why: Undelivered | None = None
    code: str = ""

    @property
    def detail(self) -> str:
        """The reason as stored, `""` if all is well."""
        return f"{self.why} {self.code}".rstrip() if self.why else ""

    @property
    def reason(self) -> Message | None:
        """The reason in words."""
        return reason(self.detail)


def cause(detail: str) -> Undelivered | None:
    """What went wrong according to a stored reason, `None` if all is well."""
    try:
        return Undelivered(detail.partition(" ")[0])
    except ValueError:
        return None


def reason(detail: str) -> Message | None:
    """A stored reason in words, `None` if there is none."""
    why, code = cause(detail), detail.partition(" ")[2]
    if why is None or not code:
        return why.words if why else None
    return msg("{reason} (It said {code}.)", reason=why.words, code=code)
