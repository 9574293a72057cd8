"""What proves an erasure, of nothing personal: what kinds went, how many, what stays until when. Clause: R4, P3."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from helpdesk.domain.messages import Message
from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Erased:
    """Records of one register that went: what they were, their category, and how many. Never what they said."""

    what: Message
    category: str
    records: int


@dataclass(frozen=True, slots=True)
class Held:
    """Records that may not go yet: how many, the first day on which they may, and why (in words by language).

    `until` is `None` where the event that starts the period is still to come.
    """

    what: Message
    category: str
    records: int
    until: date | None
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ErasureProof:
    """One erasure. `case` is the request's number, `subject` the random id that means nothing any more.

    `requested` and `done` are when it was asked and carried out (`done` aware), `audit` the head of the audit chain
    afterwards (`seq:hash`). `is_scrubbed`: no old byte is left in the store; while a reader held them it is not.
    """

    case: str
    subject: str
    requested: date
    done: datetime
    erased: tuple[Erased, ...]
    held: tuple[Held, ...]
    audit: str
    is_scrubbed: bool
