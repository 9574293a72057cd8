"""`python -m benchmarks.remote_console PORT KEY [--record]`: one session as the console makes it, to be timed.

It says `imported` when Python has loaded everything, and signs in to this machine right after that.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from datetime import UTC, datetime

from helpdesk.domain.messages import Message
from helpdesk.domain.remote import HostKey, SignIn, System
from helpdesk.remote import channel, handshake, sign_in  # noqa: F401  # what a console has loaded at its second session
from helpdesk.remote.asking import Prompt, Route
from helpdesk.remote.connect import connect
from helpdesk.remote.pump import pump
from helpdesk.remote.recorder import Recorder


class Trusting:
    """Trusts whoever is there: it is our own server."""

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


def main(port: int, key: str, *, record: bool) -> None:
    """Sign in and stay until the session ends."""
    print("imported", flush=True)
    system = System(1, "Bench", "127.0.0.1", port, os.environ["USER"], SignIn.KEY_FILE, key)
    connection = connect(
        Route((system,)), known=lambda host, port: (), trusted=lambda key: None, reached=lambda where: None,
        asking=Trusting(),
    )  # fmt: skip
    size, term = os.get_terminal_size(0), os.environ["TERM"]
    with ExitStack() as stack:
        stack.callback(connection.close)
        witness = None
        if record:
            witness = stack.enter_context(
                Recorder(
                    lambda part: None, columns=size.columns, rows=size.lines, term=term,
                    started=datetime.now(UTC), required=True,
                )
            )  # fmt: skip
        pump(connection.terminal(term, *size), 0, 1, help_text="", witness=witness)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], record="--record" in sys.argv)
