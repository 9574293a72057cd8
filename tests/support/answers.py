"""Answers a connection's questions as told beforehand, and remembers what was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.ssh_servers import Server

from helpdesk.domain.messages import Message
from helpdesk.domain.remote import HostKey, SignIn, System
from helpdesk.remote.asking import Prompt, Reached, Route
from helpdesk.remote.connect import Connection, Errand, connect
from helpdesk.remote.host_keys import host_key
from helpdesk.remote.steps import TimeLimits


@dataclass(frozen=True)
class Asked:
    """The questions that the other side asked at once."""

    title: str
    instructions: str
    prompts: tuple[Prompt, ...]


class Answers:
    """An `Asking` that knows its answers.

    Args:
        trust: whether an unknown host key is trusted.
        secrets: pass phrases and passwords, in order; `None` among them gives up.
        answers: to questions of the other side, in order; `None` gives up.
        slowly: seconds before each answer of a person.
    """

    def __init__(
        self,
        *,
        trust: bool = True,
        secrets: Iterable[str | None] = (),
        answers: Iterable[tuple[str, ...] | None] = (),
        slowly: float = 0.0,
    ) -> None:
        self._trust, self._secrets, self._answers, self._slowly = trust, list(secrets), list(answers), slowly
        self.stop = threading.Event()
        self.steps: list[tuple[str, float]] = []
        self.offered: list[HostKey] = []
        self.secrets_asked: list[str] = []
        self.asked: list[Asked] = []
        self.on_step: Callable[[str], None] = lambda what: None

    def step(self, what: Message, seconds: float) -> None:
        self.steps.append((str(what), seconds))
        self.on_step(str(what))

    def cancelled(self) -> bool:
        return self.stop.is_set()

    def trust(self, offered: HostKey) -> bool:
        time.sleep(self._slowly)
        self.offered.append(offered)
        return self._trust

    def secret(self, what: Message) -> str | None:
        time.sleep(self._slowly)
        self.secrets_asked.append(str(what))
        return self._secrets.pop(0)

    def answers(self, title: str, instructions: str, prompts: tuple[Prompt, ...]) -> tuple[str, ...] | None:
        time.sleep(self._slowly)
        self.asked.append(Asked(title, instructions, prompts))
        return self._answers.pop(0)


class KeyRing:
    """Trusted host keys, kept in memory."""

    def __init__(self, *servers: Server) -> None:
        self.keys: list[HostKey] = [key for server in servers for key in keys_of(server)]
        self.added: list[HostKey] = []

    def known(self, host: str, port: int) -> tuple[HostKey, ...]:
        return tuple(key for key in self.keys if (key.host, key.port) == (host, port))

    def trusted(self, key: HostKey) -> None:
        self.added.append(key)
        self.keys.append(key)


def keys_of(server: Server) -> tuple[HostKey, ...]:
    """The host keys of a server, as stored."""
    lines = (line.split() for line in server.host_keys)
    return tuple(host_key(server.host, server.port, algorithm, key) for algorithm, key in lines)


def system_at(server: Server, sign_in: SignIn = SignIn.AGENT, **over: Any) -> System:
    """A system that is this server."""
    values: dict[str, Any] = {"host": server.host, "port": server.port, "user": server.user, **over}
    return System(id=1, name="Server", sign_in=sign_in, **values)


def sign_in(
    *systems: System,
    asking: Answers | None = None,
    keys: KeyRing | None = None,
    limits: TimeLimits | None = None,
    vault: Path | None = None,
    reached: Callable[[Reached], None] = lambda where: None,
) -> Connection:
    """Connect along these systems, with the tests' settings."""
    ring, asked = keys or KeyRing(), asking or Answers()
    errand = Errand(ring.known, ring.trusted, reached, asked, limits or TimeLimits(), vault)
    return connect(Route(systems), errand)
