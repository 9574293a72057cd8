"""Rules on a ticket's texts, senders, file names and states. Clause: D9, R7."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace

from helpdesk.domain import contact
from helpdesk.domain.contact import BadValue
from helpdesk.domain.incoming import Incoming
from helpdesk.domain.removing import Passage
from helpdesk.domain.tickets import Covered, Ticket, TicketState

LONGEST_SUBJECT = 300
LONGEST_FILE_NAME = 120
ENVELOPE = 40
"""How many characters of a subject a list shows without an open file."""

_SEPARATED = r"[ .\-/]+"
_TELLING = re.compile(rf"\S*@\S*|(?:\+?\d+{_SEPARATED})*\b(?=(?:\w*?\d){{3}})\w+(?:{_SEPARATED}\d\w*)*")
"""An address, or a word with three digits and the words that continue it: numbers are written in groups."""

_MAY_TELL = re.compile(r"[@\d]")
"""What every match of that contains; most subjects have neither, and this check is ten times as fast."""

_NUMBER = re.compile(r"\bT(\d{4,12})\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[\\/:]+")


def envelope(subject: str) -> str:
    """What a list shows of a subject while no file is open: its beginning, without addresses and numbers.

    From a number alone a technician can't choose a ticket, or see that two belong together; but customers put their
    BSN, telephone number or somebody's address in subjects (D9). So the list shows as much as the outside of a letter
    would. Clause: P2, D9.
    """
    return _cut(_between(contact.clean(subject), outside=True))


def without_found(ticket: Ticket, found: Iterable[Passage]) -> Ticket:
    """A ticket without these passages of its subject, which `listed_subject` removes. Clause: D9, B6."""
    subject, covered = listed_subject(ticket.subject, found, outside=False)
    return replace(ticket, subject=subject, covered=covered)


def listed_subject(
    subject: str, found: Iterable[Passage], *, outside: bool
) -> tuple[str, tuple[Covered, ...]]:
    """A subject without some passages, as a list shows it, and what they were; with `outside`, its `envelope`.

    Overlapping passages become one. Clause: D9, B6, P2.
    """
    ordered = sorted(found, key=lambda one: (one.start, -one.end))
    if not ordered:
        return envelope(subject) if outside else subject, ()
    shown, at = "", 0
    covered: list[Covered] = []
    for one in ordered:
        if one.start >= at:
            shown += _between(subject[at : one.start], outside=outside)
            covered.append(Covered(len(shown), one.kind))
            shown += "…"
        at = max(at, one.end)
    shown += _between(subject[at:], outside=outside)
    if outside and len(shown) > ENVELOPE:
        covered = [one for one in covered if one.at < ENVELOPE - 1]
        shown = _cut(shown)
    return shown, tuple(covered)


def _between(text: str, *, outside: bool) -> str:
    return _TELLING.sub("…", text) if outside and _MAY_TELL.search(text) else text


def _cut(text: str) -> str:
    return text if len(text) <= ENVELOPE else f"{text[: ENVELOPE - 1].rstrip()}…"


def body(text: str) -> str:
    """A text as stored: complete, with uniform line ends, without what no store can hold (NUL, lone surrogates)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def line(text: str, limit: int = LONGEST_SUBJECT) -> str:
    """An incoming line, cut to the length that is stored."""
    return contact.clean(body(text))[:limit]


def file_name(name: str) -> str:
    """What a sender called a file, as a bare name: no folders or control characters; the extension survives shortening.

    Empty if nothing of the name is left.
    """
    bare = contact.clean(_BETWEEN.split(body(name))[-1]).strip(". ")
    if len(bare) <= LONGEST_FILE_NAME:
        return bare
    stem, dot, ending = bare.rpartition(".")
    kept = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
    return bare[: LONGEST_FILE_NAME - len(kept)] + kept


def name_and_reach(sender: str, region: str) -> tuple[str, str]:
    """A sender's name, and the address or number where they can be reached; both as they were written.

    `"Jan <jan@example.com>"` gives `("Jan", "jan@example.com")`. Without a name the address serves as one; without an
    address or number the second part is empty. Clause: C1.
    """
    from email.utils import parseaddr

    name, address = parseaddr(sender)
    if "@" in address:
        return name.strip() or address, address
    try:
        contact.parse_phone(sender, region)
    except BadValue:
        return sender, ""
    return sender, sender


def sender_key(sender: str, region: str) -> str:
    """What spellings of one sender have in common: the mail address, the number in E.164, or else the words.

    `"Jan <JAN@example.com>"` gives `jan@example.com`, `06-12345678` in `NL` gives `+31612345678`. Several addresses
    match nobody: a mail that claims two senders must not pass for either. Clause: R7.
    """
    from email.utils import getaddresses

    found = [address for _, address in getaddresses([sender]) if "@" in address]
    if len(found) == 1:
        return contact.email_key(found[0].strip())
    if found:
        return contact.clean(sender).casefold()
    try:
        return contact.parse_phone(sender, region)
    except BadValue:
        return contact.clean(sender).casefold()


def fingerprint(message: Incoming, region: str) -> str:
    """A hash of who sent what when, to recognise the same message when it comes in again."""
    digest = hashlib.sha256()
    parts = (message.channel, sender_key(message.sender, region), message.at.isoformat(), message.subject)
    for part in (*parts, body(message.text)):
        digest.update(part.encode("utf-8", "replace") + b"\0")
    for file in message.files:
        digest.update(hashlib.sha256(file.content).digest())
    return digest.hexdigest()


_GONE = "gone:"


def gone_identity(identity: str) -> str:
    """What stays of a mail's identity once something in it was deleted; a Message-ID may name its sender.

    A hash of the Message-ID still recognises the mail when it comes in again, so deleted data does not return with it.
    Without a Message-ID the identity is a hash of the content, from which a short value could be guessed: then nothing
    stays. Clause: D9.
    """
    if identity.startswith("<"):
        return _GONE + hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()
    return identity if identity.startswith(_GONE) else ""


def quoted_numbers(text: str) -> tuple[str, ...]:
    """The ticket numbers that a text quotes, in order: `Re: [T1042] …` gives `T1042`."""
    return tuple(dict.fromkeys(f"T{found}" for found in _NUMBER.findall(text)))


def after_incoming(state: TicketState) -> TicketState:
    """The state of a ticket after a new message from the customer: waiting or done becomes open again."""
    return TicketState.NEW if state is TicketState.NEW else TicketState.OPEN
