"""The program of `support.remote_console`; it imports nothing of the tests, so that it starts quickly."""

# ruff: noqa: T201  # it is a program
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import termios
import threading
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from helpdesk.domain.messages import Message
from helpdesk.domain.remote import HostKey, RecordingPart, SignIn, System
from helpdesk.remote.asking import Prompt, Route
from helpdesk.remote.connect import Errand, connect
from helpdesk.remote.host_keys import host_key
from helpdesk.remote.pump import Left, pump
from helpdesk.remote.recorder import Recorder
from helpdesk.remote.steps import TimeLimits
from helpdesk.remote.system_ssh import run


class _Nobody:
    """Is asked nothing."""

    def step(self, what: Message, seconds: float) -> None:
        pass

    def cancelled(self) -> bool:
        return False

    def trust(self, offered: HostKey) -> bool:
        return False

    def secret(self, what: Message) -> str | None:
        return None

    def answers(self, title: str, instructions: str, prompts: tuple[Prompt, ...]) -> tuple[str, ...] | None:
        return None


class _Crash:
    """A witness that fails in an unforeseen way."""

    def __init__(self, how: str) -> None:
        self._how = how

    def output(self, data: bytes) -> None:
        if b"crash-now" in data:
            if self._how == "exit":
                raise SystemExit(3)
            raise ZeroDivisionError

    def resized(self, columns: int, rows: int) -> None:
        pass


def _main(orders: dict[str, Any]) -> None:
    before = termios.tcgetattr(0)
    stopped = threading.Event()
    if orders["in_thread"]:
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
        worker = threading.Thread(target=_in_thread, args=(orders, stopped))
        worker.start()
        worker.join()
    else:
        _tell(_session(orders, stopped))
    print("as before" if termios.tcgetattr(0) == before else "changed", flush=True)
    print(f"typed {input()!r}", flush=True)


def _in_thread(orders: dict[str, Any], stopped: threading.Event) -> None:
    try:
        _tell(_session(orders, stopped))
    except BaseException as error:
        print(f"crashed {type(error).__name__}", flush=True)


def _tell(left: Left) -> None:
    print(f"left {left.how.name} {left.exit_status} {left.error or ''}", flush=True)


def _session(orders: dict[str, Any], stopped: threading.Event) -> Left:
    host, port = orders["host"], orders["port"]
    system = System(1, "Server", host, port, orders["user"], SignIn.KEY_FILE, orders["key"])
    size = os.get_terminal_size(0)
    limits = TimeLimits(keepalive=orders["keepalive"], silence=orders["silence"])

    def known(host: str, port: int) -> tuple[HostKey, ...]:
        return tuple(host_key(host, port, *line.split()) for line in orders["known"])

    print("connecting", flush=True)
    with ExitStack() as stack:
        witness: Any = _Crash(orders["crash"]) if orders["crash"] else None
        if orders["record"]:
            witness = stack.enter_context(_recorder(orders, size))
        if orders["system_ssh"]:
            errand = Errand(
                known,
                lambda key: print("trusted", key.fingerprint, flush=True),
                lambda where: print("reached", where.peer, where.true, flush=True),
                _Nobody(),
                limits,
            )
            return run(
                Route((system,)),
                errand,
                0,
                1,
                term=os.environ["TERM"],
                witness=witness,
                stopped=stopped.is_set,
            )
        errand = Errand(known, lambda key: None, lambda where: None, _Nobody(), limits)
        connection = connect(Route((system,)), errand)
        stack.callback(connection.close)
        return pump(
            connection.terminal(os.environ["TERM"], *size), 0, 1, help_text="This is the help.\nIt has lines.\n",
            witness=witness, stopped=stopped.is_set, silence=orders["silence"],
        )  # fmt: skip


def _recorder(orders: dict[str, Any], size: os.terminal_size) -> Recorder:
    file = Path(orders["record"]).open("ab")  # noqa: SIM115  # it lives as long as the program

    def sink(part: RecordingPart) -> None:
        if orders["full_after"] and part.number > orders["full_after"]:
            raise OSError(28, "No space left on device")
        file.write(json.dumps([part.number, part.first, part.last, part.lines, part.content.hex()]).encode())
        file.write(b"\n")
        file.flush()

    return Recorder(
        sink, columns=size.columns, rows=size.lines, term=os.environ["TERM"],
        started=datetime.now(UTC), required=orders["required"],
    )  # fmt: skip


if __name__ == "__main__":
    subprocess.run(["stty", "sane"], check=True)
    _main(json.loads(sys.argv[1]))
