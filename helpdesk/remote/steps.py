"""The steps of a connection: how long each may take, and waits that the technician can end at any moment."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import TypeVar

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import Ended
from helpdesk.remote.asking import Asking, ConnectFailed

T = TypeVar("T")

MOST_TRIES = 3
"""How often somebody may try a secret."""

PAUSE = 0.05
"""Seconds between checks whether somebody gave up."""


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long each step of a connection may take, in seconds.

    Time in which a person is asked does not count. Once signed in, the other side is asked for a sign of life after
    `keepalive` seconds of silence, and the line counts as broken after `silence`.
    """

    resolve: float = 10
    connect: float = 15
    banner: float = 15
    key_exchange: float = 15
    sign_in: float = 60
    terminal: float = 15
    keepalive: float = 10
    silence: float = 30


def cancelled() -> ConnectFailed:
    """The technician gave up."""
    return ConnectFailed(Ended.CANCELLED, msg("You stopped this."))


def not_right(number: int) -> Message:
    """Says that the last attempt was wrong, and which one this is."""
    return msg("That was not right. Attempt {number} of {most}.", number=number, most=MOST_TRIES)


def asked_again(asked: Message, number: int) -> Message:
    """The same question, for a further attempt."""
    return msg("{again} {asked}", again=not_right(number), asked=asked)


class Step:
    """One step, announced as it starts. Every wait in it ends when its time is over or the technician gives up.

    Args:
        asking: is told, and says whether to continue.
        what: what happens now.
        seconds: how long it may take.
        late: what went wrong if it takes longer.
    """

    def __init__(
        self, asking: Asking, what: Message, seconds: float, late: Callable[[], ConnectFailed]
    ) -> None:
        self._asking, self._late = asking, late
        self._until = 0.0
        self.next(what, seconds)

    def next(self, what: Message, seconds: float) -> None:
        """The step continues with something else, with its own time."""
        self._what = what
        self._until = monotonic() + seconds
        self._asking.step(what, seconds)

    @property
    def left(self) -> float:
        """Seconds that are left, never below zero."""
        return max(self._until - monotonic(), 0.0)

    def say(self, what: Message) -> None:
        """Report something else; the clock keeps running."""
        self._what = what
        self._asking.step(what, self.left)

    def check(self) -> None:
        """Raise `ConnectFailed` if the technician gave up or the time is over."""
        if self._asking.cancelled():
            raise cancelled()
        if self._until <= monotonic():
            raise self._late()

    def wait(self, event: Event) -> bool:
        """Wait a moment for an event; says whether it came. Call it until something has happened."""
        self.check()
        return event.wait(PAUSE)

    def run(self, work: Callable[[], T]) -> T:
        """Do blocking work in its own thread, which is abandoned if it takes too long.

        Whatever `work` raises is raised here.
        """
        future: Future[T] = Future()

        def do() -> None:
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)

        self.check()
        Thread(target=do, name="ssh-step", daemon=True).start()
        while not wait_for((future,), PAUSE).done:
            self.check()
        return future.result()

    def secrets(self, asked: Message) -> Iterator[str]:
        """A secret, asked for again as long as it is not right, up to `MOST_TRIES` times.

        Raises:
            ConnectFailed: the technician gave up.
        """
        for number in range(1, MOST_TRIES + 1):
            with self.person() as person:
                secret = person.secret(asked if number == 1 else asked_again(asked, number))
            if secret is None:
                raise cancelled()
            yield secret

    @contextmanager
    def person(self) -> Iterator[Asking]:
        """Ask a person something; the clock is paused meanwhile."""
        self.check()
        left, self._until = self.left, math.inf
        yield self._asking
        self._until = monotonic() + left
        self.check()
        self._asking.step(self._what, left)
