"""An outgoing letter as a mail (RFC 5322): headers that nobody can inject into, a text of any length. Clause: G3."""

from __future__ import annotations

import re
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage

from helpdesk.domain import contact
from helpdesk.domain.mail import Letter, ticket_subject

MOST_REFERENCES = 20

# One line per header: folding an identifier longer than a line would encode it, and break the thread.
_WIDE = 990
_IDENTIFIER = re.compile(r"[!-;=?-~]{3,250}")


class BadAddress(Exception):
    """No mail can be sent to, or from, an address written like this."""


def message(letter: Letter) -> EmailMessage:
    """The mail. Errors: `BadAddress`."""
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = _address(letter.sender, letter.sender_name)
    made["To"] = [_address(each) for each in letter.recipients]
    subject = ticket_subject(letter.ticket, letter.subject) if letter.ticket else letter.subject
    made["Subject"] = contact.clean(subject)
    made["Date"] = letter.date
    made["Message-ID"] = f"<{letter.message_id}>"
    known = [f"<{each}>" for each in letter.references if _IDENTIFIER.fullmatch(each)][-MOST_REFERENCES:]
    if known:
        made["In-Reply-To"] = known[-1]
        made["References"] = " ".join(known)
    made.set_content(f"{letter.text.rstrip()}\n", charset="utf-8", cte="quoted-printable")
    for file in letter.attachments:
        kind, _, form = file.media_type.partition("/")
        made.add_attachment(file.content, maintype=kind, subtype=form, filename=file.name)
    return made


def as_bytes(made: EmailMessage) -> bytes:
    """The mail as sent or written to a file. An address with non-ASCII letters keeps them (RFC 6532)."""
    return made.as_bytes(
        policy=(policy.SMTP if is_ascii(made) else policy.SMTPUTF8).clone(max_line_length=_WIDE)
    )


def is_ascii(made: EmailMessage) -> bool:
    """Whether every address of a mail is ASCII."""
    return all(one.addr_spec.isascii() for name in ("from", "to") for one in made[name].addresses)


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    if not local or not domain or re.search(r"[\s<>,;\x00-\x1f]", address):
        raise BadAddress
    try:
        return Address(contact.clean(name), local, _ascii_domain(domain))
    except (ValueError, IndexError):
        raise BadAddress from None


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise BadAddress from None
