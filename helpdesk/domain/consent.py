"""Consent as a record of events, and what those amount to at a moment.

Nothing in the record is ever changed or removed: a consent *is* the fold of its events. Clause: G9; GDPR art. 7,
record after ISO/IEC TS 27560.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass


class ConsentEventKind(StrEnum):
    """What happened to a consent. The customer gives, refuses, renews or withdraws it; the company revokes it."""

    REQUESTED = "requested"
    GIVEN = "given"
    REFUSED = "refused"
    RENEWED = "renewed"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"

    @property
    def words(self) -> Message:
        """What people are told."""
        return _KINDS[self]


_KINDS: Mapping[ConsentEventKind, Message] = {
    ConsentEventKind.REQUESTED: msg("asked"),
    ConsentEventKind.GIVEN: msg("given"),
    ConsentEventKind.REFUSED: msg("refused"),
    ConsentEventKind.RENEWED: msg("renewed"),
    ConsentEventKind.WITHDRAWN: msg("withdrawn"),
    ConsentEventKind.REVOKED: msg("ended by us"),
    ConsentEventKind.EXPIRED: msg("expired"),
}


ALLOWING = frozenset({ConsentEventKind.GIVEN, ConsentEventKind.RENEWED})
"""The events after which processing is allowed, as long as the consent has not expired."""


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One event of one customer's consent for one purpose.

    `at` is when it happened (aware), not when it was typed; `how` is the channel's id, `recorded_by` the technician's
    login and `recorded_by_name` their name, `evidence` where the proof is kept. Only *given* and *renewed* set
    `valid_until` (aware): the first moment at which the consent no longer counts, `None` if it has no end.

    Raises `ValueError` when a moment has no time zone.
    """

    id: str
    customer_id: str
    purpose: str
    kind: ConsentEventKind
    at: datetime
    how: str
    recorded_by: str
    evidence: str
    text_version: str
    text_language: str
    valid_until: datetime | None = None
    recorded_by_name: str = ""

    def __post_init__(self) -> None:
        for moment in (self.at, self.valid_until):
            if moment is not None and moment.utcoffset() is None:
                raise ValueError("a consent event needs moments with a time zone")


@dataclass(frozen=True, slots=True)
class ConsentState:
    """What a customer's consent for one purpose amounts to, with the events that made it, oldest first.

    `kind` is the deciding event, `None` if there is none yet; `since` is when it happened. A consent whose end has
    passed has been *expired* since then.
    """

    purpose: str
    kind: ConsentEventKind | None = None
    since: datetime | None = None
    valid_until: datetime | None = None
    events: tuple[ConsentEvent, ...] = ()

    def allows(self, moment: datetime) -> bool:
        """Whether it allows processing at `moment` (aware). Clause: G9."""
        if self.kind not in ALLOWING or self.since is None or moment < self.since:
            return False
        return self.valid_until is None or moment < self.valid_until


def fold(events: Iterable[ConsentEvent], moment: datetime) -> Mapping[str, ConsentState]:
    """The state of every purpose that has events, at `moment` (aware).

    `events` belong to one customer. They count in the order in which they happened, those of one moment in the order
    given; events after `moment` don't count yet.
    """
    past: dict[str, list[ConsentEvent]] = {}
    for event in sorted(events, key=lambda event: event.at):
        if event.at <= moment:
            past.setdefault(event.purpose, []).append(event)
    return {purpose: _state(purpose, tuple(its_events), moment) for purpose, its_events in past.items()}


def transitions(state: ConsentState) -> tuple[ConsentEventKind, ...]:
    """The events that a person may record now.

    Withdrawing is offered whenever there is something to withdraw, and needs no reason. *Expired* is never recorded by
    hand: it follows from the calendar. Clause: G9; GDPR art. 7(3).
    """
    return _NEXT[state.kind]


def _state(purpose: str, events: tuple[ConsentEvent, ...], moment: datetime) -> ConsentState:
    deciding: ConsentEvent | None = None
    for event in events:
        # Asking to renew a consent that is still valid does not end it.
        asked_meanwhile = (
            event.kind is ConsentEventKind.REQUESTED and deciding and _stands(deciding, event.at)
        )
        if not asked_meanwhile:
            deciding = event
    if deciding is None:
        return ConsentState(purpose, events=events)
    if deciding.kind in ALLOWING and not _stands(deciding, moment):
        ended = deciding.valid_until
        return ConsentState(purpose, ConsentEventKind.EXPIRED, ended, ended, events)
    valid_until = deciding.valid_until if deciding.kind in ALLOWING else None
    return ConsentState(purpose, deciding.kind, deciding.at, valid_until, events)


def _stands(event: ConsentEvent, moment: datetime) -> bool:
    return event.kind in ALLOWING and (event.valid_until is None or moment < event.valid_until)


_ASKING = (ConsentEventKind.REQUESTED, ConsentEventKind.GIVEN, ConsentEventKind.REFUSED)
_STANDING = (
    ConsentEventKind.WITHDRAWN,
    ConsentEventKind.RENEWED,
    ConsentEventKind.REVOKED,
    ConsentEventKind.REQUESTED,
)
_NEXT: Mapping[ConsentEventKind | None, tuple[ConsentEventKind, ...]] = {
    None: _ASKING,
    ConsentEventKind.REQUESTED: _ASKING,
    ConsentEventKind.GIVEN: _STANDING,
    ConsentEventKind.RENEWED: _STANDING,
    ConsentEventKind.REFUSED: (ConsentEventKind.REQUESTED, ConsentEventKind.GIVEN),
    ConsentEventKind.WITHDRAWN: _ASKING,
    ConsentEventKind.REVOKED: _ASKING,
    ConsentEventKind.EXPIRED: _ASKING,
}
