"""A connection's questions, put to the technician on the screen; the connection waits in its own thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Waiting
from typing import TYPE_CHECKING, TypeVar

from helpdesk.domain.hosts import display_host
from helpdesk.domain.messages import Message
from helpdesk.domain.remote import HostKey, Session, TrustedKey
from helpdesk.support import Prompt, Reached, say_forgotten, say_new
from screens.dialogs.connecting import Connecting
from screens.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from screens.handing_over import HandingOverApp

Answer = TypeVar("Answer")

PATIENCE = 0.1
"""How often, in seconds, a waiting thread checks whether the console is still there."""


class ScreenAttendant:
    """Answers through dialogs in front of the one that shows the connection being made."""

    def __init__(self, app: HandingOverApp, connecting: Connecting) -> None:
        self._app = app
        self._connecting = connecting
        self._host = ""
        self._new = ""
        self._forgotten: tuple[TrustedKey, ...] = ()

    def step(self, what: Message, seconds: float) -> None:
        """Show the step."""
        self._tell(self._connecting.show_step, what, seconds)

    def reached(self, where: Reached, row: Session, forgotten: tuple[TrustedKey, ...]) -> None:
        """Remember who is asking from now on, and mark a new address. Clause: G6."""
        self._host = display_host(where.system.host)
        self._new = say_new(row)
        self._forgotten = forgotten
        self._tell(self._connecting.show_mark, self._new)

    def cancelled(self) -> bool:
        """Whether the technician gave up, or the console is being left."""
        return self._connecting.given_up.is_set() or self._app.leaving

    def trust(self, offered: HostKey) -> bool:
        """Ask whether it is the right machine."""
        from screens.dialogs.host_key import TrustHost

        marks = (self._new, say_forgotten(offered, self._forgotten))
        trusted = self._ask(lambda: TrustHost(offered, *filter(None, marks)))
        return bool(trusted)

    def secret(self, what: Message) -> str | None:
        """Ask for a pass phrase or password."""
        from screens.dialogs.secret import Secret

        return self._ask(lambda: Secret(what, self._host))

    def answers(self, title: str, instructions: str, prompts: tuple[Prompt, ...]) -> tuple[str, ...] | None:
        """Ask the other side's questions."""
        from screens.dialogs.secret import Answers

        asked = [(prompt.text, prompt.echo) for prompt in prompts]
        return self._ask(lambda: Answers(title, instructions, asked, self._host))

    def _tell(self, show: Callable[..., None], *what: object) -> None:
        if not self.cancelled():
            self._app.call_from_thread(show, *what)

    def _ask(self, make: Callable[[], Dialog[Answer]]) -> Answer | None:
        """Show a dialog and wait for its answer; `None` if nobody is left to give one."""
        return answer_to(self._app, make, self.cancelled)


def answer_to(
    app: HandingOverApp, make: Callable[[], Dialog[Answer]], cancelled: Callable[[], bool]
) -> Answer | None:
    """Show a dialog and wait for its answer, in a thread; `None` if nobody is left to give one."""
    answered: Future[Answer | None] = Future()
    if not cancelled():
        app.call_from_thread(lambda: app.push_screen(make(), answered.set_result))
    while not cancelled():
        try:
            return answered.result(PATIENCE)
        except Waiting:
            continue
    return None
