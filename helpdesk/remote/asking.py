"""What a connection asks of the technician, and reports while it is being made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import Message
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import Ended, HostKey, System


@dataclass(frozen=True, slots=True)
class Route:
    """The way to a system: the jump hosts in order, then the system itself."""

    hops: tuple[System, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question of the other side (keyboard-interactive); `echo` says whether the answer may be visible."""

    text: str
    echo: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a hop turned out to be.

    `peer` is the address at the other end of our own socket (`true`), or behind a jump host the host as it was told to
    the jump host (not `true`: only the jump host knows). Clause: D6.
    """

    system: System
    peer: str
    true: bool


class Asking(Protocol):
    """Whoever answers while a connection is made. Called from the connecting thread; each call may wait for a person.

    `None` as an answer, or `cancelled()`, ends the attempt. Answers are never kept, logged or recorded. Clause: B6.
    """

    def step(self, what: Message, seconds: float) -> None:
        """A step begins, which takes at most this many seconds."""

    def cancelled(self) -> bool:
        """Whether the technician gave up; asked several times a second."""

    def trust(self, offered: HostKey) -> bool:
        """Whether to trust the key of an unknown host. Clause: B4."""

    def secret(self, what: Message) -> str | None:
        """A pass phrase or password."""

    def answers(self, title: str, instructions: str, prompts: tuple[Prompt, ...]) -> tuple[str, ...] | None:
        """Answers to what the other side asks; its texts are untrusted and may be hostile."""


KnownKeys = Callable[[str, int], tuple[HostKey, ...]]
"""The trusted keys of a host and port (none for an unknown host), and those `refused` anywhere."""


class ConnectFailed(HelpdeskError):
    """The connection failed. `how` is for the ledger; `offered` is the refused key, if any."""

    def __init__(
        self,
        how: Ended,
        what: Message,
        *,
        safe: Message | None = None,
        todo: Message | None = None,
        offered: HostKey | None = None,
        known: tuple[HostKey, ...] = (),
    ) -> None:
        super().__init__(what, safe=safe, todo=todo)
        self.how = how
        self.offered = offered
        self.known = known
