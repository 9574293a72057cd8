"""How urgent a ticket is. Apart from `helpdesk.domain.tickets`, because the policy is read before anything else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from helpdesk.domain.messages import Message, msg


class Priority(StrEnum):
    """How urgent a ticket is; the policy says how soon each must be dealt with."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _PRIORITIES[self]


_PRIORITIES: Mapping[Priority, Message] = {
    Priority.URGENT: msg("urgent"),
    Priority.HIGH: msg("high"),
    Priority.NORMAL: msg("normal"),
    Priority.LOW: msg("low"),
}
