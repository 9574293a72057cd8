"""Which jobs this technician's role has, so that only possible actions are offered. Clause: B1.

This only spares them a refusal: the guard asks again, in the repository.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpdesk.desk import Desk


def has_job(desk: Desk, *jobs: str) -> bool:
    """Whether this technician has one of these jobs (`policy.model.Job`); nobody has before the desk is open."""
    role = desk.policy.roles.get(desk.technician.role) if desk.is_open else None
    return role is not None and any(job in role.jobs for job in jobs)
