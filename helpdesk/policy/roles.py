"""Who among the technicians needs what for their work. Clause: B1."""

from __future__ import annotations

from enum import StrEnum

from helpdesk.domain.ladder_steps import StepKind
from helpdesk.domain.records import dataclass
from helpdesk.policy.texts import Text


class Job(StrEnum):
    """Something that a role may be allowed to do. Clause: B1."""

    FIND = "find"
    OPEN = "open"
    CHANGE = "change"
    CREATE = "create"
    CONSENT = "consent"
    IMPORT = "import"
    EXPORT = "export"
    AUDIT = "audit"
    POLICY = "policy"
    SERVICES = "services"
    UNPAID = "unpaid"
    RETENTION = "retention"
    LEGAL_CLAIM = "legal-claim"
    REMOTE = "remote"
    LEDGER = "ledger"
    TICKETS = "tickets"
    UNSOLICITED = "unsolicited"
    COMPLAINTS = "complaints"
    REQUESTS = "requests"
    APPROVE = "approve"
    DISCLOSE = "disclose"
    TECHNICIANS = "technicians"
    MEASURES = "measures"
    BREACHES = "breaches"
    DECIDE_BREACHES = "decide-breaches"


@dataclass(frozen=True, slots=True)
class Role:
    """What a group of technicians needs for its work: purposes and jobs. Clause: B1."""

    id: str
    name: Text
    purposes: tuple[str, ...]
    jobs: tuple[Job, ...]


def jobs_to_decide(kind: StepKind) -> tuple[Job, ...]:
    """The jobs of who may decide a step: what is handed over is disclosed as well. Clause: A1, P4, B1."""
    return (Job.UNPAID, Job.DISCLOSE) if kind is StepKind.COLLECTION else (Job.UNPAID,)
