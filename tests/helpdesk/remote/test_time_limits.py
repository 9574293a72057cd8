"""Each step has its time, is announced with it, and can be stopped at any moment (clauses G4, B4)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from support.answers import Answers, sign_in, system_at
from support.ssh_agents import NEVER, agent
from support.ssh_keys import key_file, private_key, public_line
from support.ssh_lines import BANNER, KEX_INIT, NOTHING, Line
from support.ssh_servers import CHANNEL, KINDS, SHELL, SIGN_IN, USER, User, asyncssh_server, each

from helpdesk.domain.remote import Ended, SignIn, System
from helpdesk.remote.asking import ConnectFailed
from helpdesk.remote.steps import TimeLimits

SOON = 0.3
"""Seconds that a step gets where it must be over, and within which a stop must be heard."""
BUSY = 5.0
"""What a busy machine may add."""


@dataclass
class Stuck:
    """A way to a server that does not get further than a step."""

    systems: tuple[System, ...]
    words: str
    limit: str
    how: Ended


Stuckness = Callable[[Path, pytest.MonkeyPatch, ExitStack], Stuck]


def slow_name(folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> Stuck:
    over = threading.Event()
    stack.callback(over.set)

    def getaddrinfo(*_: Any, **__: Any) -> Any:
        over.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    server = stack.enter_context(asyncssh_server())
    return Stuck((system_at(server, host="slow.example.com"),), "Looking up", "resolve", Ended.UNREACHABLE)


def nobody_answers(folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> Stuck:
    port = stack.enter_context(full_port())
    server = stack.enter_context(asyncssh_server())
    return Stuck((system_at(server, port=port),), "Connecting", "connect", Ended.UNREACHABLE)


def held(kind: str, part: str, words: str, limit: str) -> Stuckness:
    def stuck(folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> Stuck:
        server = stack.enter_context(each(kind, folder))
        line = stack.enter_context(Line(server.port, hold=part))
        return Stuck((system_at(server, port=line.port),), words, limit, Ended.TIMED_OUT)

    return stuck


def hanging(step: str, words: str, limit: str) -> Stuckness:
    def stuck(folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> Stuck:
        key = key_file(folder, "ed25519")
        server = stack.enter_context(asyncssh_server(authorized=[key.public], hang_at=step))
        system = system_at(server, SignIn.KEY_FILE, secret_at=str(key.path))
        return Stuck((system,), words, limit, Ended.TIMED_OUT)

    return stuck


def silent_agent(folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> Stuck:
    listener = stack.enter_context(socket.socket(socket.AF_UNIX))
    listener.bind(str(folder / "agent"))
    listener.listen()
    monkeypatch.setenv("SSH_AUTH_SOCK", str(folder / "agent"))
    server = stack.enter_context(asyncssh_server(users={USER: User(keys=("none",))}))
    return Stuck((system_at(server, SignIn.AGENT),), "Signing in", "sign_in", Ended.TIMED_OUT)


def untouched_key(folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> Stuck:
    key = private_key("ed25519")
    monkeypatch.setenv("SSH_AUTH_SOCK", stack.enter_context(agent("ours", [key], signs=NEVER)))
    server = stack.enter_context(asyncssh_server(authorized=[public_line(key)]))
    return Stuck((system_at(server, SignIn.AGENT),), "Signing in", "sign_in", Ended.TIMED_OUT)


def behind_a_jump_host(folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> Stuck:
    key = key_file(folder, "ed25519")
    jump = stack.enter_context(asyncssh_server(authorized=[key.public]))
    port = stack.enter_context(full_port())
    first = system_at(jump, SignIn.KEY_FILE, secret_at=str(key.path))
    return Stuck((first, replace(first, port=port)), "through the jump host", "connect", Ended.UNREACHABLE)


STUCK: dict[str, Stuckness] = {
    "name": slow_name,
    "connection": nobody_answers,
    **{f"greeting-{kind}": held(kind, NOTHING, "answer", "banner") for kind in KINDS},
    **{f"key-exchange-{kind}": held(kind, BANNER, "Exchanging", "key_exchange") for kind in KINDS},
    **{f"late-key-exchange-{kind}": held(kind, KEX_INIT, "Exchanging", "key_exchange") for kind in KINDS},
    "sign-in": hanging(SIGN_IN, "Signing in", "sign_in"),
    "agent": silent_agent,
    "touch": untouched_key,
    "channel": hanging(CHANNEL, "terminal", "terminal"),
    "shell": hanging(SHELL, "terminal", "terminal"),
    "jump": behind_a_jump_host,
}


@pytest.fixture(params=STUCK)
def stuck(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stuck]:
    with ExitStack() as stack:
        yield STUCK[request.param](tmp_path, monkeypatch, stack)


def test_a_step_that_takes_too_long_is_given_up(stuck: Stuck) -> None:
    asking = Answers()
    limits = replace(TimeLimits(), **{stuck.limit: SOON})
    began: list[float] = []
    asking.on_step = lambda what: began.append(time.monotonic()) if stuck.words in what else None
    with pytest.raises(ConnectFailed) as caught:
        sign_in(*stuck.systems, asking=asking, limits=limits).terminal("xterm", 80, 24)
    assert caught.value.how is stuck.how
    assert caught.value.todo
    assert SOON - 0.05 <= time.monotonic() - began[-1] < SOON + BUSY
    assert any(stuck.words in what and seconds == SOON for what, seconds in asking.steps)
    assert_nothing_is_left()


def test_a_step_can_be_stopped_at_once(stuck: Stuck) -> None:
    asking = Answers()
    stopped: list[float] = []

    def stop() -> None:
        stopped.append(time.monotonic())
        asking.stop.set()

    def on_step(what: str) -> None:
        if stuck.words in what:
            timer = threading.Timer(0.15, stop)
            timer.daemon = True
            timer.start()

    asking.on_step = on_step
    with pytest.raises(ConnectFailed) as caught:
        sign_in(*stuck.systems, asking=asking).terminal("xterm", 80, 24)
    assert time.monotonic() - stopped[0] < SOON + BUSY
    assert caught.value.how is Ended.CANCELLED
    assert_nothing_is_left()


def test_the_time_in_which_a_person_is_asked_does_not_count() -> None:
    """The clock stands still, and what was left is announced again afterwards."""
    asking = Answers(secrets=["wrong", "geheim-1"], slowly=0.5)
    user = User(password="geheim-1", steps=("password",))
    with asyncssh_server(users={USER: user}) as server:
        sign_in(
            system_at(server, SignIn.ASK), asking=asking, limits=TimeLimits(sign_in=0.45, key_exchange=0.45)
        ).close()
    announced = [seconds for what, seconds in asking.steps if "Signing in" in what]
    assert announced == sorted(announced, reverse=True)
    assert announced[0] == 0.45 and 0 < announced[-1] < 0.45


def test_whoever_is_asked_can_stop_by_not_answering() -> None:
    with asyncssh_server(users={USER: User(password="x", steps=("password",))}) as server:
        asking = Answers(secrets=[None])
        with pytest.raises(ConnectFailed) as caught:
            sign_in(system_at(server, SignIn.ASK), asking=asking)
    assert caught.value.how is Ended.CANCELLED
    assert_nothing_is_left()


def assert_nothing_is_left() -> None:
    """No connection lives on, and nothing holds up the end of the program."""
    end = time.monotonic() + 3
    while True:
        left = [
            thread
            for thread in threading.enumerate()
            if type(thread).__name__ == "Transport"
            or not (thread.daemon or thread is threading.main_thread() or "asyncio" in thread.name)
        ]
        if not left:
            return
        assert time.monotonic() < end, left
        time.sleep(0.02)


@contextmanager
def full_port() -> Iterator[int]:
    """A port that lets nobody in any more: who connects waits for an answer that does not come."""
    with socket.socket() as listener, ExitStack() as stack:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        time.sleep(0.05)
        yield listener.getsockname()[1]
