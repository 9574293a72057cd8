"""Letters: what one says, to whom, and which facts each kind needs. Clause: G8, K1, C2, W1."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.tickets import Delivery


class LetterKind(StrEnum):
    """What a letter is for. A policy may give each its own words."""

    ACKNOWLEDGEMENT = "acknowledgement"  # a complaint or a request was received
    ANSWER = "answer"  # to a complaint
    IDENTITY_ASKED = "identity-asked"  # R7
    EXTENSION = "extension"  # GDPR art. 12(3)
    REFUSAL = "refusal"  # GDPR art. 12(4)
    FULFILLED = "fulfilled"
    RESTRICTION_LIFTED = "restriction-lifted"  # GDPR art. 18(3)
    NOTICE = "notice"  # to a recipient of what was rectified, erased or restricted; GDPR art. 19
    CLOSED_UNCONFIRMED = "closed-unconfirmed"  # identity was asked for and never confirmed
    NOTHING_HELD = (
        "nothing-held"  # somebody without a file asked, and nothing is held about them; GDPR art. 15(1)
    )
    REMINDER = "reminder"  # of an invoice; sent automatically. A1
    INVOICE_WRONG = "invoice-wrong"  # to whoever was reminded of an invoice noted wrongly. GDPR art. 16
    AGENCY = "agency"  # to the collection agency: what changed about an invoice that it has. A1; GDPR art. 19

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _KINDS[self]


_KINDS: Mapping[LetterKind, Message] = {
    LetterKind.ACKNOWLEDGEMENT: msg("acknowledgement of receipt"),
    LetterKind.ANSWER: msg("answer to a complaint"),
    LetterKind.IDENTITY_ASKED: msg("question who is asking"),
    LetterKind.EXTENSION: msg("extension of the period"),
    LetterKind.REFUSAL: msg("refusal"),
    LetterKind.FULFILLED: msg("request fulfilled"),
    LetterKind.RESTRICTION_LIFTED: msg("restriction to be lifted"),
    LetterKind.NOTICE: msg("notice to a recipient"),
    LetterKind.CLOSED_UNCONFIRMED: msg("closed, identity not confirmed"),
    LetterKind.NOTHING_HELD: msg("nothing is held"),
    LetterKind.REMINDER: msg("reminder"),
    LetterKind.INVOICE_WRONG: msg("invoice noted wrongly"),
    LetterKind.AGENCY: msg("notice to the collection agency"),
}

OF_INVOICES = (LetterKind.REMINDER, LetterKind.INVOICE_WRONG, LetterKind.AGENCY)
"""The kinds that are about an invoice, and give its number."""

TO_OTHERS = (LetterKind.NOTICE, LetterKind.AGENCY)
"""The kinds that go to a recipient of somebody's data, whose address is not kept here."""

LETTERS = "G8"
"""The purpose that letters serve."""

UNTIL_CLOSED = (LetterKind.ACKNOWLEDGEMENT, LetterKind.IDENTITY_ASKED, LetterKind.EXTENSION)
"""The kinds that promise an answer; once the case is closed they have nothing left to say."""

_CASE = ("case", "received")
NEEDED: Mapping[str, tuple[str, ...]] = {
    LetterKind.ACKNOWLEDGEMENT: (*_CASE, "until"),
    LetterKind.ANSWER: (*_CASE, "outcome", "answer"),
    LetterKind.IDENTITY_ASKED: (*_CASE, "rights"),
    LetterKind.EXTENSION: (*_CASE, "rights", "was", "until", "reason"),
    LetterKind.REFUSAL: (*_CASE, "rights", "reason"),
    LetterKind.FULFILLED: (*_CASE, "rights", "result"),
    LetterKind.RESTRICTION_LIFTED: ("case", "since", "until", "reason"),
    LetterKind.NOTICE: ("case", "about", "shared", "rights", "changes"),
    LetterKind.CLOSED_UNCONFIRMED: (*_CASE, "rights", "asked"),
    LetterKind.NOTHING_HELD: (*_CASE, "rights", "about", "until"),
    LetterKind.REMINDER: ("case", "invoice", "issued", "due", "amount"),
    LetterKind.INVOICE_WRONG: ("case", "invoice", "told", "amount"),
    LetterKind.AGENCY: ("case", "invoice", "about", "shared"),
}
"""The facts that each kind of letter needs.

`case` is its number; `received`, `until`, `was`, `since`, `asked`, `shared`, `issued`, `due`, `told`, `paid`,
`unpaid`, `stopped` and `withdrawn` are dates; `amount`, `open` and `costs` are euros, `invoice` the number of one;
`rights`, `outcome`, `then` and `agency` are words of the policy or messages; `answer`, `reason` and `result` are text,
with paragraphs separated by empty lines; `changes` and `held` are lists of texts or messages; `about` says in a few
words what or whom it is about.
"""

_OPTIONAL: Mapping[str, tuple[str, ...]] = {
    LetterKind.ACKNOWLEDGEMENT: ("about", "rights"),
    LetterKind.ANSWER: ("about", "measure"),
    LetterKind.FULFILLED: ("changes", "held"),
    LetterKind.IDENTITY_ASKED: ("until",),
    LetterKind.REMINDER: ("open", "then", "until", "costs"),
    LetterKind.INVOICE_WRONG: ("withdrawn", "changes", "agency"),
    LetterKind.AGENCY: ("paid", "unpaid", "stopped", "open", "withdrawn", "changes"),
}
FACTS: Mapping[str, tuple[str, ...]] = {
    kind: ("company", *needed, *_OPTIONAL.get(kind, ())) for kind, needed in NEEDED.items()
}
"""The facts that the words of a kind may use; a sentence whose fact is missing is left out."""

_FACT = re.compile(r"\{(\w+)\}")


def facts_in(words: str) -> tuple[str, ...]:
    """The facts that a text uses, such as `{received}`."""
    return tuple(dict.fromkeys(_FACT.findall(words)))


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter goes to. Every part may be empty; `country` is an ISO code. Clause: D1, D2."""

    name: str
    company: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """The company as shown on a letter: its address, and how to reach it by label and value. Clause: K1."""

    name: str
    address: tuple[str, ...]
    details: tuple[tuple[str, str], ...]


Paragraph = str | tuple[str, ...]
"""Running text, or a list of items."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it goes out, in its reader's language. It does not change with the policy.

    `to` are the lines of the address; `references` the lines below the date, by label and value; `note` is small
    print, such as the one on links to other companies' sites (W1). `good_until` is the last day on which what it says
    is true, `None` if it names no day; `reason` is what was typed for this letter only, so that it can be rewritten.
    Clause: G8, K1, C2, W1.
    """

    kind: LetterKind
    language: str
    number: str
    day: date
    sender: Sender
    to: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    subject: str
    salutation: str
    paragraphs: tuple[Paragraph, ...]
    closing: tuple[str, ...]
    note: str = ""
    good_until: date | None = None
    reason: str = ""

    @property
    def about(self) -> str:
        """The number of its case or invoice, as printed; the last of its references."""
        return self.references[-1][1]


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter in the store. `case` is the number of its case, `by` a login.

    `customer` is a customer's random id, `""` for somebody without a file. `sent` is when and `how` by which channel
    (an id) it went out; `None` while it has not. `delivery` is the result of the last of `attempts` by mail,
    `delivery_detail` the reason (read by `helpdesk.domain.mail.reason`), and `recipient` the address.
    """

    id: int
    customer: str
    case: str
    by: str
    at: datetime
    letter: Letter
    sent: datetime | None = None
    how: str = ""
    delivery: Delivery = Delivery.NONE
    delivery_detail: str = ""
    attempts: int = 0
    recipient: str = ""

    def is_outdated(self, today: date) -> bool:
        """Whether it has yet to go out, and names a day that is past."""
        last = self.letter.good_until
        return self.sent is None and last is not None and last < today

    @property
    def is_of_erased(self) -> bool:
        """Whether it tells a recipient about somebody who was erased: it is removed once it went out. Clause: R4."""
        return self.letter.kind is LetterKind.NOTICE and not self.customer


def packed(letter: Letter) -> str:
    """A letter as one text to store."""
    last = letter.good_until
    days = {"day": letter.day.isoformat(), "good_until": last.isoformat() if last else None}
    return json.dumps({**asdict(letter), **days}, ensure_ascii=False)


def unpacked(content: str) -> Letter:
    """What `packed` made, as it was."""
    told = json.loads(content)
    sender = told["sender"]
    return Letter(
        **{
            **told,
            "kind": LetterKind(told["kind"]),
            "day": date.fromisoformat(told["day"]),
            "good_until": date.fromisoformat(last) if (last := told.get("good_until")) else None,
            "sender": Sender(sender["name"], tuple(sender["address"]), _pairs(sender["details"])),
            "to": tuple(told["to"]),
            "references": _pairs(told["references"]),
            "paragraphs": tuple(tuple(one) if isinstance(one, list) else one for one in told["paragraphs"]),
            "closing": tuple(told["closing"]),
        }
    )


def _pairs(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for label, value in pairs)
