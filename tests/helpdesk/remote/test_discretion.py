"""Nothing of a connection shows where it must not (clauses B6, P1): screen, log or process list."""

from __future__ import annotations

import gc
import logging
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from support.answers import Answers, sign_in, system_at
from support.ssh_keys import key_file
from support.ssh_lines import BANNER, KEX_INIT, NOTHING, Line
from support.ssh_servers import KINDS, SHELL, USER, User, asyncssh_server, each

from helpdesk.domain.remote import SignIn
from helpdesk.remote.asking import ConnectFailed

PASSWORD = "geheim-1-nergens"
CODE = "code-271828-nergens"
PHRASE = "zin-314159-nergens"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", [NOTHING, BANNER, KEX_INIT])
def test_a_broken_connection_prints_nothing_over_the_screen(
    kind: str, part: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """paramiko's thread would print a traceback."""
    with each(kind, tmp_path) as server, Line(server.port, close=part) as line:
        with pytest.raises(ConnectFailed):
            sign_in(system_at(server, port=line.port))
    _wait_for_threads()
    assert capfd.readouterr() == ("", "")


def test_a_line_that_is_cut_prints_nothing_over_the_screen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    key = key_file(tmp_path, "ed25519")
    with asyncssh_server(authorized=[key.public], hang_at=SHELL) as server, Line(server.port) as wire:
        system = system_at(server, SignIn.KEY_FILE, secret_at=str(key.path), port=wire.port)
        connection = sign_in(system)
        wire.cut()
        _wait_for_threads()
        connection.close()
    assert capfd.readouterr() == ("", "")


def test_no_secret_is_logged_printed_or_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Clause B6. The logs are turned up as far as they go."""
    caplog.set_level(logging.DEBUG)
    key = key_file(tmp_path, "ed25519", passphrase=PHRASE)
    steps = ("publickey", "password", "keyboard-interactive")
    user = User(password=PASSWORD, keys=(key.public,), code=CODE, steps=steps)
    asking = Answers(secrets=["wrong", PHRASE, PASSWORD], answers=[(CODE,)])
    with asyncssh_server(users={USER: user}) as server:
        sign_in(system_at(server, SignIn.KEY_FILE, secret_at=str(key.path)), asking=asking).close()
    told = [*capfd.readouterr(), caplog.text, *(text for text, _ in asking.steps), *asking.secrets_asked]
    assert len(asking.secrets_asked) == 3
    for secret in (PASSWORD, CODE, PHRASE):
        assert all(secret not in text for text in told)
    assert not [record for record in caplog.records if record.name.startswith("paramiko")]


def test_no_failure_carries_a_secret(tmp_path: Path) -> None:
    user = User(password=PASSWORD, steps=("password",))
    asking = Answers(secrets=[f"{PASSWORD}-not"] * 3)
    with asyncssh_server(users={USER: user}) as server, pytest.raises(ConnectFailed) as caught:
        sign_in(system_at(server, SignIn.ASK), asking=asking)
    error: BaseException | None = caught.value
    while error is not None:
        assert PASSWORD not in repr(error)
        error = error.__cause__ or error.__context__


def test_a_secret_is_let_go_of_when_it_has_served(tmp_path: Path) -> None:
    password = "".join(["geheim", "-of-", "one-use"])
    asking = Answers(secrets=[password])
    with asyncssh_server(users={USER: User(password=password, steps=("password",))}) as server:
        connection = sign_in(system_at(server, SignIn.ASK), asking=asking)
        handler = connection._hops[0].auth_handler
        assert handler is not None and handler.password is None
        connection.close()


def test_a_connection_starts_no_process_and_loads_paramiko_late() -> None:
    """Clause B6: nothing of it can be on a command line."""
    program = (
        "import sys, helpdesk.remote.connect, helpdesk.remote.host_keys, helpdesk.domain.hosts\n"
        "heavy = ('paramiko', 'pykeepass', 'cryptography', 'idna', 'subprocess')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_end_of_the_program_waits_for_no_connection(tmp_path: Path) -> None:
    """Also when a host hangs in the middle of a handshake."""
    program = (
        "import sys, threading\n"
        "from support.answers import *\n"
        "from support.ssh_servers import Server\n"
        "asking = Answers()\n"
        "threading.Timer(0.3, asking.stop.set).start()\n"
        "try:\n"
        "    sign_in(system_at(Server('127.0.0.1', int(sys.argv[1]), 'ans', ())), asking=asking)\n"
        "except Exception as error:\n"
        "    print(error)\n"
    )
    with asyncssh_server() as server, Line(server.port, hold=BANNER) as line:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", program, str(line.port)],
            capture_output=True,
            text=True,
            timeout=10,
            env={"PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin:/bin"},
            check=True,
        )
    assert (done.stdout, done.stderr) == ("You stopped this.\n", "")


def _wait_for_threads() -> None:
    for thread in threading.enumerate():
        if type(thread).__name__ == "Transport":
            thread.join(5)
    gc.collect()
