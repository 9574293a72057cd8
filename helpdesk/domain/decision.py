"""What the guard answers, and what takes the place of data that may not be seen."""

from __future__ import annotations

from enum import StrEnum

from helpdesk.domain.messages import Message
from helpdesk.domain.records import dataclass


class Action(StrEnum):
    """What somebody wants to do with one category of a customer's data."""

    VIEW = "view"
    CHANGE = "change"
    CONTACT = "contact"
    EXPORT = "export"
    DISCLOSE = "disclose"
    STORE = "store"
    LEGAL_CLAIM = "legal-claim"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something may be done, and why (the answer to the "why?" key).

    `clause` is the deciding clause of the statement (`P2`, `R5`, …), `basis` the id of the legal basis if one applies,
    `remedy` what would lift a refusal, `needs` the purposes that would allow it, in the policy's order.
    """

    allowed: bool
    clause: str
    reason: Message
    basis: str | None = None
    remedy: Message | None = None
    needs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, slots=True)
class Masked:
    """Takes the place of a value that the guard refused. It carries the refusal, never the value.

    Clause: P2.
    """

    decision: Decision
