"""Notices to recipients about somebody who was erased: they may not undo the erasure. Clause: R4, P3; GDPR art. 19.

One is kept until it went out, for a month at most (the policy says how long), and read by whoever handles requests.
Then it goes; that somebody was told, and when, stays with the case.
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
    """Remove a notice, and keep with its case what became of it. The caller has the desk finish that."""
    work.letters.let_go(kept)
    work.requests.add_step_to(kept.case, what, f"{kept.letter.number} · {', '.join(kept.letter.to)}")
    work.erasing.more_went(kept.case)


def past(work: UnitOfWork) -> tuple[KeptLetter, ...]:
    """Those that did not go out in time: what they say may stay no longer."""
    period, now = work.policy.requests.notices, work.clock()
    return tuple(one for one in work.letters.to_go_out() if one.is_of_erased and add(period, one.at) <= now)
