"""The line to a shell on a real server: whole, both ways, and never silently broken (clauses G4, B4)."""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from support.answers import sign_in, system_at
from support.ssh_keys import KeyFile
from support.ssh_lines import Line as Wire
from support.ssh_servers import KINDS, Server, asyncssh_server, each

from helpdesk.domain.remote import SignIn
from helpdesk.remote.line import Line
from helpdesk.remote.steps import TimeLimits

IMPATIENT = TimeLimits(keepalive=0.3, silence=1.2)
BUSY = 10.0
"""Seconds that a busy machine may add."""


@contextmanager
def line_to(server: Server, key: KeyFile, **over: Any) -> Iterator[Line]:
    """A line to a shell; `over` are the limits and whatever else differs of the system."""
    limits = over.pop("limits", None)
    system = system_at(server, SignIn.KEY_FILE, secret_at=str(key.path), **over)
    line = sign_in(system, limits=limits).terminal("xterm-256color", 80, 24)
    try:
        yield line
    finally:
        line.close()


def read_until(line: Line, words: bytes) -> bytes:
    output = b""
    while words not in output:
        data = line.recv(65536)
        assert data, output
        output += data
    return output


def read_all(line: Line) -> bytes:
    output = bytearray()
    while data := line.recv(1 << 20):
        output += data
    return bytes(output)


def seconds_until_broken(line: Line) -> float:
    began = time.monotonic()
    with pytest.raises(OSError, match="broke"):
        while True:
            line.recv(65536)
    return time.monotonic() - began


@pytest.mark.parametrize("kind", KINDS)
def test_the_terminal_is_what_was_asked_for_and_is_resized(kind: str, tmp_path: Path, key: KeyFile) -> None:
    with each(kind, tmp_path, authorized=[key.public]) as server, line_to(server, key) as line:
        read_until(line, b"$ ")
        line.send(b"stty size; echo $TERM\n")
        assert b"24 80\r\nxterm-256color" in read_until(line, b"256color\r\n")
        line.resize(132, 43)
        line.send(b"stty size\n")
        read_until(line, b"43 132")


def test_backspace_removes_a_letter_and_not_a_byte(tmp_path: Path, key: KeyFile) -> None:
    """The other side is told that we speak UTF-8; asyncssh's server does not pass that on, OpenSSH's does."""
    if "sshd" not in KINDS:
        return
    with each("sshd", tmp_path, authorized=[key.public]) as server, line_to(server, key) as line:
        read_until(line, b"$ ")
        line.send("cat | od -c\né\x7f!\n\x04".encode())
        assert b"!  \\n" in read_until(line, b"0000002")


@pytest.mark.parametrize("kind", KINDS)
def test_the_exit_status_comes_back(kind: str, tmp_path: Path, key: KeyFile) -> None:
    with each(kind, tmp_path, authorized=[key.public]) as server, line_to(server, key) as line:
        line.send(b"exit 42\n")
        read_all(line)
        assert line.exit_status == 42


@pytest.mark.parametrize("kind", KINDS)
def test_a_shell_that_is_killed_has_no_exit_status(kind: str, tmp_path: Path, key: KeyFile) -> None:
    with each(kind, tmp_path, authorized=[key.public]) as server, line_to(server, key) as line:
        line.send(b"kill -9 $$\n")
        # Now and then a server hangs up before it says that the output ended.
        with suppress(ConnectionResetError):
            read_all(line)
        assert line.exit_status is None


def test_every_byte_passes_both_ways(key: KeyFile) -> None:
    data = bytes(range(256)) * 512
    with asyncssh_server(authorized=[key.public], echo=True) as server, line_to(server, key) as line:
        sender = threading.Thread(target=_send_all, args=(line, data))
        sender.start()
        received = b""
        while len(received) < len(data):
            received += line.recv(65536)
        sender.join()
    assert received == data == bytes(server.seen.typed)


def test_twenty_megabytes_arrive_whole(key: KeyFile) -> None:
    part = bytes(range(256)) * 256
    with (
        asyncssh_server(authorized=[key.public], send=[part] * 320, exit_status=5) as server,
        line_to(server, key) as line,
    ):
        output = read_all(line)
        assert line.exit_status == 5
    assert sha256(output).digest() == sha256(part * 320).digest()


def test_select_finds_output_and_the_end(key: KeyFile) -> None:
    with asyncssh_server(authorized=[key.public], echo=True) as server, line_to(server, key) as line:
        assert not select.select([line], [], [], 0)[0]
        line.send(b"x")
        assert select.select([line], [], [], 5)[0]
        assert line.recv(100) == b"x"
        assert not select.select([line], [], [], 0.05)[0]
        server.end_connections()
        assert select.select([line], [], [], 5)[0]
        with pytest.raises(OSError, match="broke"):
            line.recv(100)


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_that_falls_silent_is_noticed_in_time(kind: str, tmp_path: Path, key: KeyFile) -> None:
    with (
        each(kind, tmp_path, authorized=[key.public]) as server,
        Wire(server.port) as wire,
        line_to(server, key, port=wire.port, limits=IMPATIENT) as line,
    ):
        read_until(line, b"$ ")
        assert line.alive
        wire.freeze()
        assert seconds_until_broken(line) < IMPATIENT.silence + BUSY
        assert line.quiet() >= IMPATIENT.silence
        assert not line.alive


def test_a_silent_line_is_noticed_by_whoever_types_too(key: KeyFile) -> None:
    """Also while the buffers are full and `send` waits."""
    with (
        asyncssh_server(authorized=[key.public], echo=True) as server,
        Wire(server.port) as wire,
        line_to(server, key, port=wire.port, limits=IMPATIENT) as line,
    ):
        wire.freeze()
        began = time.monotonic()
        with pytest.raises(OSError, match=r"broke|closed"):
            while True:
                line.send(b"x" * 30_000)
        assert time.monotonic() - began < IMPATIENT.silence + BUSY


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_on_which_nothing_happens_stays(kind: str, tmp_path: Path, key: KeyFile) -> None:
    """The answers to keep-alives are signs of life."""
    limits = TimeLimits(keepalive=0.2, silence=0.7)
    with (
        each(kind, tmp_path, authorized=[key.public]) as server,
        Wire(server.port) as wire,
        line_to(server, key, port=wire.port, limits=limits) as line,
    ):
        read_until(line, b"$ ")
        sent = wire.from_client
        end = time.monotonic() + 3 * limits.silence
        while time.monotonic() < end:
            assert line.alive and line.quiet() < limits.silence
            time.sleep(0.05)
        assert wire.from_client > sent
        line.send(b"exit 9\n")
        read_all(line)
        assert line.exit_status == 9


def test_a_short_hold_up_loses_nothing(key: KeyFile) -> None:
    with (
        asyncssh_server(authorized=[key.public], echo=True) as server,
        Wire(server.port) as wire,
        line_to(server, key, port=wire.port, limits=TimeLimits(keepalive=0.2, silence=5)) as line,
    ):
        wire.freeze()
        line.send(b"still here")
        time.sleep(0.8)
        wire.thaw()
        assert line.recv(100) == b"still here"


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_that_is_cut_is_noticed_at_once(kind: str, tmp_path: Path, key: KeyFile) -> None:
    with (
        each(kind, tmp_path, authorized=[key.public]) as server,
        Wire(server.port) as wire,
        line_to(server, key, port=wire.port) as line,
    ):
        read_until(line, b"$ ")
        wire.cut()
        assert seconds_until_broken(line) < BUSY
        assert not line.alive and line.exit_status is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_goes_down_breaks_the_line(kind: str, tmp_path: Path, key: KeyFile) -> None:
    with each(kind, tmp_path, authorized=[key.public]) as server, line_to(server, key) as line:
        read_until(line, b"$ ")
        server.end_connections()
        assert seconds_until_broken(line) < BUSY


def test_a_line_through_a_jump_host_is_watched_too(key: KeyFile) -> None:
    with (
        asyncssh_server(authorized=[key.public]) as jump,
        asyncssh_server(authorized=[key.public], echo=True) as server,
        Wire(server.port) as wire,
    ):
        hops = [
            system_at(jump, SignIn.KEY_FILE, secret_at=str(key.path)),
            system_at(server, SignIn.KEY_FILE, secret_at=str(key.path), port=wire.port),
        ]
        line = sign_in(*hops, limits=IMPATIENT).terminal("xterm", 80, 24)
        line.send(b"over there")
        assert line.recv(100) == b"over there"
        wire.freeze()
        assert seconds_until_broken(line) < IMPATIENT.silence + BUSY
        line.close()


def test_hanging_up_ends_a_send_that_waits(key: KeyFile) -> None:
    with asyncssh_server(authorized=[key.public], silent=True) as server, Wire(server.port) as wire:
        with line_to(server, key, port=wire.port) as line:
            wire.freeze()
            ended: list[type[BaseException]] = []

            def send() -> None:
                try:
                    while True:
                        line.send(b"x" * 30_000)
                except OSError as error:
                    ended.append(type(error))

            sender = threading.Thread(target=send)
            sender.start()
            time.sleep(0.3)
            began = time.monotonic()
            line.close()
            assert time.monotonic() - began < BUSY
            sender.join(BUSY)
            assert ended


def test_hanging_up_twice_is_hanging_up(tmp_path: Path, key: KeyFile) -> None:
    with asyncssh_server(authorized=[key.public]) as server, line_to(server, key) as line:
        line.close()
        line.close()
        assert not line.alive
        assert server.seen.left.wait(5)
        with pytest.raises(OSError, match=r"closed|broke"):
            line.send(b"x")
        with pytest.raises(OSError, match="broke"):
            line.resize(80, 25)


def _send_all(line: Line, data: bytes) -> None:
    while data:
        data = data[line.send(data) :]
