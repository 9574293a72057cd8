"""Which jobs the role of who works here has, so that only what can be done is offered. Clause: B1.

It only spares somebody a refusal: the guard asks again, in the repository.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpdesk.desk import Desk


def has_job(desk: Desk, *jobs: str) -> bool:
    """Whether who works here has one of these jobs (`policy.model.Job`); nobody has before the desk is open."""
    role = desk.policy.roles.get(desk.technician.role) if desk.is_open else None
    return role is not None and any(job in role.jobs for job in jobs)
