"""Who works here."""

from __future__ import annotations

from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody who works with the console; `login` is their account on the machine, `role` an id of the policy.

    Clause: B1.
    """

    id: int
    login: str
    name: str
    role: str
