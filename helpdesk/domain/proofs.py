"""The proof of an erasure, without personal data: what kinds went, how many, what stays until when. Clause: R4, P3."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from helpdesk.domain.messages import Message
from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Erased:
    """Erased records of one register: what they were, their category, and how many. Never what they said."""

    what: Message
    category: str
    records: int


@dataclass(frozen=True, slots=True)
class Held:
    """Records that may not be removed yet: how many, the first day on which they may, and why (in words by language).

    `until` is `None` while the event that starts the period is yet to come.
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
    `told` are the names of the recipients to whom a notice goes (GDPR art. 19). `language` is that in which the
    customer was written to; `""` for a proof of before that was kept.
    """

    case: str
    subject: str
    requested: date
    done: datetime
    erased: tuple[Erased, ...]
    held: tuple[Held, ...]
    audit: str
    is_scrubbed: bool
    told: tuple[str, ...] = ()
    language: str = ""


def packed(proof: ErasureProof) -> str:
    """A proof as stored; whether the store was scrubbed is stored beside it."""
    return json.dumps(
        {
            "requested": proof.requested.isoformat(),
            "erased": [
                [one.what.id, dict(one.what.params), one.category, one.records] for one in proof.erased
            ],
            "held": [
                [
                    one.what.id,
                    dict(one.what.params),
                    one.category,
                    one.records,
                    _iso(one.until),
                    dict(one.reason),
                ]
                for one in proof.held
            ],
            "audit": proof.audit,
            "told": list(proof.told),
            "language": proof.language,
        },
        ensure_ascii=False,
    )


def unpacked(text: str, *, case: str, subject: str, done: datetime, is_scrubbed: bool) -> ErasureProof | None:
    """The proof that `packed` stored; `None` for an erasure without one."""
    told = json.loads(text)
    if "audit" not in told:
        return None
    return ErasureProof(
        case=case,
        subject=subject,
        requested=date.fromisoformat(told["requested"]),
        done=done,
        erased=tuple(
            Erased(Message(words, params), category, records)
            for words, params, category, records in told["erased"]
        ),
        held=tuple(
            Held(Message(words, params), category, records, date.fromisoformat(day) if day else None, reason)
            for words, params, category, records, day, reason in told["held"]
        ),
        audit=told["audit"],
        is_scrubbed=is_scrubbed,
        told=tuple(told["told"]),
        language=told.get("language", ""),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
