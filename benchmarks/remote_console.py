"""`python -m benchmarks.remote_console PORT KEY [--record|--store]`: a session like the console's, for timing.

`--record` discards the recording, `--store` keeps it in an encrypted store as the console does. It prints `imported`
when Python has loaded everything, and signs in to this machine right after that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

from helpdesk.config import load as settings
from helpdesk.desk import Desk
from helpdesk.domain.messages import Message
from helpdesk.domain.remote import SSH, HostKey, RecordingPart, Request, SignIn, System
from helpdesk.policy.loader import load
from helpdesk.remote import channel, handshake, sign_in  # noqa: F401  # what a console has loaded at its second session
from helpdesk.remote.asking import Prompt, Route
from helpdesk.remote.connect import Errand, connect
from helpdesk.remote.pump import pump
from helpdesk.remote.recorder import Recorder
from helpdesk.tasks import customers, files, sessions, systems


class Trusting:
    """Trusts anybody: it is our own server."""

    def step(self, what: Message, seconds: float) -> None:
        """Is not shown."""

    def cancelled(self) -> bool:
        """Never."""
        return False

    def trust(self, offered: HostKey) -> bool:
        """Always."""
        return True

    def secret(self, what: Message) -> str | None:
        """None is needed."""
        return None

    def answers(self, title: str, instructions: str, prompts: tuple[Prompt, ...]) -> tuple[str, ...] | None:
        """None are needed."""
        return None


def main(port: int, key: str, *, record: bool, store: bool) -> None:
    """Sign in and stay until the session ends."""
    with ExitStack() as stack:
        sink = _in_a_store(stack) if store else (lambda part: None) if record else None
        print("imported", flush=True)
        _session(port, key, sink)


def _in_a_store(stack: ExitStack) -> Callable[[RecordingPart], None]:
    """Keeps parts of a recording in a store of its own, in a running session."""
    folder = stack.enter_context(TemporaryDirectory())
    desk = Desk(settings({"home": folder}, {}), load(None), login="bench")
    stack.callback(desk.shut)
    desk.create(name="Bench")
    customer = desk.do(customers.create, {"kind": "company", "company_name": "Bench"}).id
    desk.do(files.open_file, customer, ("G4",))
    raw = {"name": "bench", "host": "127.0.0.1", "port": "22", "user": "bench", "sign_in": "ask"}
    system = desk.do(systems.add, customer, raw)
    session = desk.do(sessions.begin, Request(customer, SSH, system.id, "bench", "phone", record=True))

    def keep(part: RecordingPart) -> None:
        desk.do(sessions.keep_part, session.id, part)

    return keep


def _session(port: int, key: str, sink: Callable[[RecordingPart], None] | None) -> None:
    system = System(1, "Bench", "127.0.0.1", port, os.environ["USER"], SignIn.KEY_FILE, key)
    errand = Errand(lambda host, port: (), lambda key: None, lambda where: None, Trusting())
    connection = connect(Route((system,)), errand)
    size, term = os.get_terminal_size(0), os.environ["TERM"]
    with ExitStack() as stack:
        stack.callback(connection.close)
        witness = None
        if sink is not None:
            witness = stack.enter_context(
                Recorder(
                    sink, columns=size.columns, rows=size.lines, term=term,
                    started=datetime.now(UTC), required=True,
                )
            )  # fmt: skip
        pump(connection.terminal(term, *size), 0, 1, help_text="", witness=witness)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], record="--record" in sys.argv, store="--store" in sys.argv)
