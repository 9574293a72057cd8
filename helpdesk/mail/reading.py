"""One mail from its bytes. Nothing in it raises; what can't be read is reported, and the rest is read.

Clause: D9, P1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from helpdesk.domain.mail import Mail
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.ticket_values import quoted_numbers
from helpdesk.mail import MOST_BYTES
from helpdesk.mail.addresses import addresses
from helpdesk.mail.charsets import clean_line
from helpdesk.mail.headers import Headers, head
from helpdesk.mail.parts import Body, read_body

MOST_FAULTS = 20
MOST_REFERENCES = 100

_ID = re.compile(r"<([^<>\s]{1,995})>")
_ENVELOPE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:>?From [^\r\n]*\r?\n)?", re.DOTALL)


def read(raw: bytes, faults: Iterable[Message] = ()) -> Mail:
    """Read one mail.

    Args:
        raw: the mail as it was sent, any bytes at all.
        faults: what was already found wrong with it.
    """
    said = list(faults)
    if len(raw) > MOST_BYTES:
        raw = raw[:MOST_BYTES]
        said.append(msg("The mail is too large; only its first {size} MB were read.", size=MOST_BYTES >> 20))
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    envelope = _ENVELOPE.match(raw[: 64 * 1024])
    start = envelope.end() if envelope else 0
    headers, at, found = head(raw, start, len(raw))
    body = read_body(raw, headers, at)
    said += [*found, *body.faults]
    return _mail(headers, body, said)


def _mail(headers: Headers, body: Body, faults: list[Message]) -> Mail:
    senders = addresses(",".join(headers.all("from")))
    if not senders:
        faults.append(msg("The mail does not say who it is from."))
    elif len(senders) > 1:
        faults.append(msg("The mail names several senders; it is treated as having none."))
    subject = headers.text("subject")
    date = _date(headers.raw("date"))
    if date is None:
        faults.append(msg("The mail does not say when it was written."))
    ids = _ids(headers.raw("references"))
    return Mail(
        sender=", ".join(one.address for one in senders),
        sender_name=senders[0].name if len(senders) == 1 else "",
        recipients=tuple(
            one.address for one in addresses(",".join((*headers.all("to"), *headers.all("cc"))))
        ),
        subject=subject,
        date=date,
        message_id=next(iter(_ids(headers.raw("message-id"))), ""),
        in_reply_to=next(iter(_ids(headers.raw("in-reply-to"))), ""),
        references=ids[-MOST_REFERENCES:],
        ticket=next(iter(quoted_numbers(subject)), ""),
        text=body.text,
        attachments=body.files,
        faults=_different(faults),
    )


def _ids(value: str) -> tuple[str, ...]:
    """The identifiers in a header; without angle brackets, a bare word counts too."""
    found = _ID.findall(value)
    if not found and value.strip() and not re.search(r"\s", value.strip()):
        found = [value.strip("<> ")[:995]]
    return tuple(clean_line(one, 995) for one in found)


def _date(value: str) -> datetime | None:
    """The moment that a header names, in UTC; `None` if it is impossible."""
    try:
        moment = parsedate_to_datetime(clean_line(value, 100))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _different(faults: Iterable[Message]) -> tuple[Message, ...]:
    """The faults without repeats, and only the first if there are many."""
    different: list[Message] = []
    for fault in faults:
        if fault not in different and len(different) < MOST_FAULTS:
            different.append(fault)
    return tuple(different)
