"""Where a customer stands: what the guard must know about them before it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from types import MappingProxyType

from helpdesk.domain.consent import ConsentState
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Restriction:
    """A stop on everything but storage. Clause: R5; GDPR art. 18.

    `since` and `until` are aware; with `until=None` it lasts until somebody lifts it. `ground` says why, `reference`
    which request asked for it.
    """

    since: datetime
    ground: str
    reference: str
    until: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether it is in force at `moment` (aware)."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection to use based on legitimate interest. Clause: R6; GDPR art. 21.

    `purposes` are purpose ids; empty means all. It stops them from `since` until `decided` (both aware), and for good
    if it was `upheld`.
    """

    since: datetime
    purposes: frozenset[str] = frozenset()
    decided: datetime | None = None
    upheld: bool = False

    def holds(self, moment: datetime) -> bool:
        """Whether it stops anything at `moment` (aware)."""
        return self.since <= moment and (self.upheld or self.decided is None or moment < self.decided)

    def stops(self, purpose: str, moment: datetime) -> bool:
        """Whether it bars `purpose` from relying on legitimate interest at `moment` (aware)."""
        return self.holds(moment) and (not self.purposes or purpose in self.purposes)


@dataclass(frozen=True, slots=True)
class Standing:
    """One customer's consents by purpose id, restriction, objections and contract.

    `contract_ended` is the last day of the last contract, in the company's zone; `None` while one is running or being
    made. `erased`: nothing is left of the customer except what the law requires to be kept.
    """

    consents: Mapping[str, ConsentState] = field(default_factory=lambda: MappingProxyType({}))
    restriction: Restriction | None = None
    objections: tuple[Objection, ...] = ()
    contract_ended: date | None = None
    services_blocked: bool = False
    overdue: bool = False
    erased: bool = False

    def consent(self, purpose: str) -> ConsentState:
        """The consent for a purpose; without events if nobody ever asked."""
        return self.consents.get(purpose) or ConsentState(purpose)

    def restricted(self, moment: datetime) -> Restriction | None:
        """The restriction in force at `moment` (aware), if any. Clause: R5."""
        return self.restriction if self.restriction and self.restriction.holds(moment) else None

    def objected(self, purpose: str, moment: datetime) -> Objection | None:
        """The first objection that stops `purpose` at `moment` (aware), if any. Clause: R6."""
        return next((one for one in self.objections if one.stops(purpose, moment)), None)

    def contract_over(self, today: date) -> bool:
        """Whether the last contract is over on `today`, a day in the company's zone."""
        return self.contract_ended is not None and self.contract_ended < today

    def flags(self, moment: datetime, today: date) -> tuple[Message, ...]:
        """What everybody who opens the file should know, in a word or two each, most serious first."""
        raised = (
            (self.erased, msg("erased")),
            (self.restricted(moment) is not None, msg("restricted")),
            (any(one.holds(moment) for one in self.objections), msg("objected")),
            (self.services_blocked, msg("services blocked")),
            (self.overdue, msg("payment overdue")),
            (self.contract_over(today), msg("contract ended")),
        )
        return tuple(flag for up, flag in raised if up)
