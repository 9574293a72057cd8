"""Lines to other machines never make the console slow: they wait in threads of their own."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from support.answers import Answers, sign_in, system_at
from support.files import add_anna, opened, until_shown
from support.ssh_keys import key_file
from support.ssh_servers import asyncssh_server
from textual.pilot import Pilot

from helpdesk.domain.remote import SignIn
from helpdesk.remote.asking import ConnectFailed
from helpdesk.remote.steps import TimeLimits

SESSIONS = 20
KEYS = 24


async def seconds_a_key(pilot: Pilot[None]) -> float:
    """How long a key takes until the console is at rest again, at the median."""
    took = []
    for number in range(KEYS):
        before = time.perf_counter()
        await pilot.press("down" if number % 8 < 4 else "up")
        took.append(time.perf_counter() - before)
    return median(took)


@pytest.mark.slow
async def test_twenty_sessions_and_a_slow_name_delay_no_key(
    desk: Any, console: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: G4."""
    key = key_file(tmp_path, "ed25519")
    over = threading.Event()
    look_up = socket.getaddrinfo

    def slow(host: Any, *rest: Any, **more: Any) -> Any:
        if host == "slow.example.org":
            over.wait(30)
            raise socket.gaierror(socket.EAI_AGAIN, "later")
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, add_anna(desk), "G3", "G4"))
        await until_shown(pilot, "open until")
        alone = await seconds_a_key(pilot)
        with asyncssh_server(authorized=[key.public], silent=True) as server, ExitStack() as stack:
            system = system_at(server, SignIn.KEY_FILE, secret_at=str(key.path))
            for _ in range(SESSIONS):
                connection = sign_in(system, limits=TimeLimits(keepalive=0.5, silence=30))
                stack.callback(connection.close)
                connection.terminal("xterm", 80, 24)
            waits = threading.Thread(target=_look_up, args=(system_at(server, host="slow.example.org"),))
            waits.start()
            stack.callback(over.set)
            together = await seconds_a_key(pilot)
            assert waits.is_alive()
        waits.join()
    assert together <= 1.5 * alone + 0.03


def _look_up(system: Any) -> None:
    with pytest.raises(ConnectFailed):
        sign_in(system, asking=Answers())
