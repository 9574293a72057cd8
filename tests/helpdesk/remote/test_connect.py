"""Connecting to real servers (clauses G4, B4, D6): who is reached, jump hosts, and what is said when nobody is."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.answers import Answers, KeyRing, sign_in, system_at
from support.ssh_keys import KeyFile
from support.ssh_lines import BANNER, KEX_INIT, KEY_EXCHANGE, NOTHING, Line
from support.ssh_servers import CHANNEL, KINDS, SHELL, SIGN_IN, USER, User, asyncssh_server, each

from helpdesk.domain.errors import StoreBusy
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import Ended, SignIn
from helpdesk.remote.asking import ConnectFailed, Reached
from helpdesk.remote.connect import Connection


def shell_output(connection: Connection, typed: bytes) -> tuple[bytes, int | None]:
    """What a shell says to what is typed, and its exit status."""
    line = connection.terminal("xterm-256color", 80, 24)
    try:
        while typed:
            typed = typed[line.send(typed) :]
        output = b""
        while data := line.recv(65536):
            output += data
        return output, line.exit_status
    finally:
        line.close()


def failure(*args: Any, **options: Any) -> ConnectFailed:
    """What comes of a connection that must fail."""
    with pytest.raises(ConnectFailed) as caught:
        sign_in(*args, **options).terminal("xterm", 80, 24)
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_shell_runs_at_the_true_peer_address(kind: str, host: str, tmp_path: Path, key: KeyFile) -> None:
    seen: list[Reached] = []
    with each(kind, tmp_path, authorized=[key.public], host=host) as server:
        system = system_at(server, SignIn.KEY_FILE, secret_at=str(key.path))
        connection = sign_in(system, keys=KeyRing(server), reached=seen.append)
        output, status = shell_output(connection, b"echo here''-i-am; exit 7\n")
    assert b"here-i-am" in output
    assert status == 7
    assert seen == list(connection.reached) == [Reached(system, host, True)]


def test_the_peer_address_is_the_socket_s_and_not_what_was_typed(key: KeyFile) -> None:
    """Clause D6: the ledger holds the true address."""
    with asyncssh_server(authorized=[key.public]) as server:
        system = system_at(server, SignIn.KEY_FILE, secret_at=str(key.path), host="localhost")
        connection = sign_in(system)
        connection.close()
        assert connection.reached[0].peer == "127.0.0.1"
        assert server.seen.peers[0][0] == "127.0.0.1"


def test_a_hop_is_told_before_anything_is_said_to_it(key: KeyFile) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        asking = Answers()
        seen: list[str] = []

        def reached(where: Reached) -> None:
            seen.append(where.peer)
            asking.stop.set()

        with asyncssh_server() as server:
            system = system_at(server, port=nobody.getsockname()[1])
            assert failure(system, asking=asking, reached=reached).how is Ended.CANCELLED
        connection, _ = nobody.accept()
        with connection:
            connection.settimeout(2)
            assert connection.recv(100) in (b"", b"SSH-2.0-paramiko_5.1.0\r\n")
    assert seen == ["127.0.0.1"]


def test_what_can_not_be_put_on_record_is_not_spoken_to() -> None:
    """Clause: D6, G6. The address is in the ledger before the first byte, or there is no first byte."""

    def reached(where: Reached) -> None:
        raise StoreBusy(msg("The store is busy."))

    with socket.create_server(("127.0.0.1", 0)) as nobody, asyncssh_server() as server:
        system = system_at(server, port=nobody.getsockname()[1])
        with pytest.raises(StoreBusy):
            sign_in(system, reached=reached)
        connection, _ = nobody.accept()
        with connection:
            connection.settimeout(5)
            assert connection.recv(100) == b"", "closed, with nothing said"


@pytest.mark.parametrize("jump_kind", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_way_leads_through_a_jump_host(jump_kind: str, kind: str, tmp_path: Path, key: KeyFile) -> None:
    """Clause D6: both hops are told, and only the first address is read from our own socket."""
    authorized = [key.public]
    with (
        each(jump_kind, tmp_path, authorized=authorized, host_keys=[("ed25519", 1)]) as jump,
        each(kind, tmp_path, authorized=authorized, host_keys=[("ecdsa", 0)]) as server,
    ):
        first = system_at(jump, SignIn.KEY_FILE, secret_at=str(key.path))
        last = system_at(server, SignIn.KEY_FILE, secret_at=str(key.path), host="localhost")
        asking, keys = Answers(), KeyRing(jump)
        connection = sign_in(first, last, asking=asking, keys=keys)
        output, status = shell_output(connection, b"echo over''-there; exit 3\n")
    assert b"over-there" in output and status == 3
    assert connection.reached == (Reached(first, "127.0.0.1", True), Reached(last, "localhost", False))
    assert [(offered.host, offered.algorithm) for offered in asking.offered] == [
        ("localhost", "ecdsa-sha2-nistp256")
    ]


def test_three_hops_are_as_good_as_two(key: KeyFile) -> None:
    authorized = [key.public]
    with (
        asyncssh_server(authorized=authorized) as one,
        asyncssh_server(authorized=authorized) as two,
        asyncssh_server(authorized=authorized) as three,
    ):
        hops = [system_at(each, SignIn.KEY_FILE, secret_at=str(key.path)) for each in (one, two, three)]
        output, _ = shell_output(sign_in(*hops), b"echo th''ere; exit\n")
        assert b"there" in output
        assert one.seen.forwarded == [("127.0.0.1", two.port)]
        assert two.seen.forwarded == [("127.0.0.1", three.port)]


def test_a_jump_host_that_forwards_nothing_is_named(key: KeyFile) -> None:
    with asyncssh_server(authorized=[key.public], forward=False) as jump:
        first = system_at(jump, SignIn.KEY_FILE, secret_at=str(key.path))
        failed = failure(first, system_at(jump))
    assert failed.how is Ended.UNREACHABLE
    assert "jump host does not let us through" in str(failed.what)


@pytest.mark.parametrize("kind", KINDS)
def test_a_system_that_the_jump_host_can_t_reach(kind: str, tmp_path: Path, key: KeyFile) -> None:
    with each(kind, tmp_path, authorized=[key.public]) as jump, closed_port() as port:
        first = system_at(jump, SignIn.KEY_FILE, secret_at=str(key.path))
        failed = failure(first, system_at(jump, port=port))
    assert failed.how is Ended.UNREACHABLE
    assert "can't reach" in str(failed.what)


def test_a_failure_at_the_jump_host_says_that_it_was_there(key: KeyFile) -> None:
    with asyncssh_server(authorized=[]) as jump:
        first = system_at(jump, SignIn.KEY_FILE, secret_at=str(key.path))
        failed = failure(first, system_at(jump))
    assert failed.how is Ended.SIGN_IN_FAILED
    assert "jump host" in str(failed.safe)


def test_nobody_listens(key: KeyFile) -> None:
    with asyncssh_server() as server, closed_port() as port:
        failed = failure(system_at(server, port=port))
    assert failed.how is Ended.UNREACHABLE
    assert "nothing listens" in str(failed.what)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EACCES, "does not allow the connection"),
        (errno.EPERM, "does not allow the connection"),
        (errno.ENETUNREACH, "can't be reached from here"),
    ],
)
def test_why_nobody_is_reached_is_told(code: int, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect_ex", lambda *_: code)
    with asyncssh_server() as server:
        failed = failure(system_at(server))
    assert failed.how is Ended.UNREACHABLE
    assert words in str(failed.what)
    assert failed.todo


def test_there_is_no_such_name() -> None:
    with asyncssh_server() as server:
        failed = failure(system_at(server, host="no-such-machine.invalid"))
    assert failed.how is Ended.UNREACHABLE
    assert "name" in str(failed.what)


def test_the_second_address_of_a_name_is_tried_too(key: KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    with asyncssh_server(authorized=[key.public]) as server, closed_port() as port:
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port)),
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        system = system_at(server, SignIn.KEY_FILE, secret_at=str(key.path), host="two.example.com")
        sign_in(system).close()


@pytest.mark.parametrize(
    "greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 mail.example.com ESMTP\r\n", b"\xff\xfe\n"]
)
def test_what_does_not_speak_ssh_is_called_that(greeting: bytes) -> None:
    with answering(greeting) as port, asyncssh_server() as server:
        failed = failure(system_at(server, port=port))
    assert failed.how is Ended.FAILED
    assert "does not speak SSH" in str(failed.what)


def test_what_greets_like_ssh_and_then_says_something_else_may_be_reached_by_the_systems_ssh() -> None:
    with answering(b"SSH-2.0-Odd_1.0\r\n" + b"x" * 64) as port, asyncssh_server() as server:
        failed = failure(system_at(server, port=port))
    assert failed.how is Ended.FAILED
    assert str(failed.what) == "The other side does not follow the SSH protocol."
    assert str(failed.todo) == "Try this computer's own ssh for this system."


def test_a_text_without_end_in_the_place_of_a_greeting_is_not_waited_for() -> None:
    from helpdesk.remote.steps import TimeLimits

    with answering(b"x" * 4096, endless=True) as port, asyncssh_server() as server:
        failed = failure(system_at(server, port=port), limits=TimeLimits(banner=0.5))
    assert failed.how is Ended.TIMED_OUT


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", [NOTHING, BANNER, KEX_INIT, KEY_EXCHANGE])
def test_a_server_that_closes_in_the_middle_is_said_to_have(
    kind: str, part: str, tmp_path: Path, key: KeyFile
) -> None:
    with each(kind, tmp_path, authorized=[key.public]) as server, Line(server.port, close=part) as line:
        system = system_at(server, SignIn.KEY_FILE, secret_at=str(key.path), port=line.port)
        failed = failure(system)
    assert failed.how is Ended.FAILED
    assert "closed the connection" in str(failed.what)


@pytest.mark.parametrize("step", [SIGN_IN, CHANNEL, SHELL])
def test_a_server_that_closes_during_and_after_the_sign_in(step: str, key: KeyFile) -> None:
    with asyncssh_server(authorized=[key.public], close_at=step) as server:
        failed = failure(system_at(server, SignIn.KEY_FILE, secret_at=str(key.path)))
    assert failed.how is Ended.FAILED
    assert "closed the connection" in str(failed.what)


def test_a_user_without_a_terminal_is_told_so(key: KeyFile) -> None:
    with asyncssh_server(authorized=[key.public], allow_pty=False) as server:
        failed = failure(system_at(server, SignIn.KEY_FILE, secret_at=str(key.path)))
    assert failed.how is Ended.FAILED
    assert "no terminal" in str(failed.what)


def test_no_failure_names_a_host_in_what_may_reach_a_log(key: KeyFile) -> None:
    """Clause P1: `str()` of an error holds no personal data."""
    with closed_port() as port, asyncssh_server() as server:
        for system in (
            system_at(server, host="no-such-machine.invalid"),
            system_at(server, port=port),
            system_at(server, SignIn.KEY_FILE, secret_at=str(key.path)),
        ):
            assert system.host not in str(failure(system))


def test_the_greeting_of_a_system_is_made_visible() -> None:
    banner = "Only for staff\x1b]0;pwned\x07\nof the office\u202e"
    with asyncssh_server(users={USER: User(password="geheim-1")}, banner=banner) as server:
        connection = sign_in(
            system_at(server, SignIn.ASK), asking=Answers(secrets=["geheim-1"], answers=[("geheim-1",)])
        )
        connection.close()
    assert connection.banner == "Only for staff␛]0;pwned␇\nof the office⟪RLO⟫"


@contextmanager
def closed_port() -> Iterator[int]:
    """A port at which nobody listens, and that nobody else gets meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@contextmanager
def answering(greeting: bytes, *, endless: bool = False) -> Iterator[int]:
    """Something that says this to whoever connects, and then closes, or goes on."""
    import threading

    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            client, _ = listener.accept()
            with client:
                client.sendall(greeting)
                while endless:
                    client.sendall(greeting)
                client.shutdown(socket.SHUT_WR)
                client.recv(1000)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        yield listener.getsockname()[1]
