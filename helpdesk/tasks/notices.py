"""Notices to recipients about somebody who was erased, which must not undo the erasure. Clause: R4, P3; GDPR art. 19.

A notice is kept until it is sent, for a month at most (the policy says how long), and read by whoever handles
requests. Then it is removed; that somebody was told, and when, stays with the case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.calendar import add
from helpdesk.domain.letters import KeptLetter

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

DRAFTED = "notice:drafted"
SENT = "notice:sent"
EXPIRED = "notice:expired"
"""What became of a notice, as a step of its case."""


def let_go(work: UnitOfWork, kept: KeptLetter, what: str) -> None:
    """Remove a notice, and record with its case what became of it. The caller has the desk finish that."""
    work.letters.let_go(kept)
    work.requests.add_step_to(kept.case, what, f"{kept.letter.number} · {', '.join(kept.letter.to)}")
    work.erasing.more_went(kept.case)


def past(work: UnitOfWork) -> tuple[KeptLetter, ...]:
    """Notices that were not sent in time: what they say may no longer be kept."""
    period, now = work.policy.requests.notices, work.clock()
    return tuple(one for one in work.letters.to_go_out() if one.is_of_erased and add(period, one.at) <= now)
