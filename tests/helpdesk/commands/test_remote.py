"""Signing in to a customer's system from the shell: the same guard, the same ledger, and ssh's own exit status."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command_line import Run
from support.remote_home import RemoteHome
from support.ssh_keys import KeyFile
from support.ssh_servers import USER, Question, Server, User, asyncssh_server

from helpdesk.commands.exits import Exit
from helpdesk.domain.remote import Ended

PROMPT = re.compile(r"^\$ ?$", re.MULTILINE)
AS_ASKED = ("--for", "G4", "--agreed", "phone")


@pytest.fixture
def server(key: KeyFile) -> Iterator[Server]:
    with asyncssh_server(authorized=[key.public], banner="Only for authorised users\n") as running:
        yield running


@pytest.fixture
def there(tmp_path: Path, server: Server, key: KeyFile) -> RemoteHome:
    return RemoteHome(tmp_path / "there", server, key)


@pytest.mark.slow
def test_a_session_from_the_shell_ends_with_the_exit_status_of_the_other_side(there: RemoteHome) -> None:
    """Clause: G4, D6, G6, B4."""
    number = there.customer.number
    with there.console("remote", number, "WEB01", *AS_ASKED, "--ticket", "T-12") as terminal:
        terminal.wait_for("Type yes to trust it:")
        assert "Reached: 127.0.0.1" in terminal.screen()
        assert "! 127.0.0.1 is a new address for this customer." in terminal.screen()
        assert "SHA256:" in terminal.screen()
        terminal.type("yes\r")
        terminal.wait_for(PROMPT)
        assert "Only for authorised users" in terminal.screen()
        terminal.type("~?")
        terminal.wait_for("end this session")
        terminal.type("\rexit 7\r")
        assert terminal.exit_status() == 7
        assert terminal.settings()[3]  # it echoes again
    (row,) = there.rows()
    assert (row.how, row.exit_status, row.ticket) == (Ended.NORMALLY, 7, "T-12")
    assert (row.reason, row.agreed, row.purposes) == ("work on your systems", "phone", ("G4",))
    with there.console("remote", number, "web01", *AS_ASKED) as terminal:
        terminal.wait_for(PROMPT)
        terminal.kill(signal.SIGTERM)
        assert terminal.exit_status() == 128 + signal.SIGTERM
    assert there.rows()[0].ended is not None


@pytest.mark.slow
def test_a_key_that_is_not_trusted_ends_it_and_ctrl_c_stops_it(there: RemoteHome) -> None:
    """Clause: B4, D6."""
    number = there.customer.number
    with there.console("remote", number, "web01", *AS_ASKED) as terminal:
        terminal.wait_for("Type yes to trust it:")
        terminal.type("y\r")
        assert terminal.exit_status() == Exit.FOUND
        assert "was not trusted" in terminal.screen()
    with there.console("remote", number, "web01", *AS_ASKED) as terminal:
        terminal.wait_for("Type yes to trust it:")
        terminal.press("ctrl+c")
        assert terminal.exit_status() == Exit.INTERRUPTED
    assert [row.how for row in there.rows()] == [Ended.CANCELLED, Ended.HOST_KEY_REFUSED]


@pytest.mark.slow
def test_a_password_is_asked_for_unseen_and_the_hosts_own_question_as_it_says(tmp_path: Path) -> None:
    """Clause: B4, B6. What the host says is untrusted, so its codes are shown and not obeyed."""
    user = User(password="geheim-1", code="123456", steps=("password", "keyboard-interactive"))
    question = Question(title="Second \x1b[31mstep", prompt="One-time code:", echo=True)
    with asyncssh_server(users={USER: user}, question=question) as server:
        there = RemoteHome(tmp_path / "there", server)
        with there.console("remote", there.customer.number, "web01", *AS_ASKED) as terminal:
            terminal.wait_for("Type yes to trust it:")
            terminal.type("yes\r")
            terminal.wait_for(re.compile("[Pp]assword"))
            terminal.type("geheim-1\r")
            screen = terminal.wait_for("One-time code:")
            assert "Look at your telephone." in screen
            assert "Second " in screen and "[31mstep" in screen
            terminal.type("123456")
            terminal.wait_for("One-time code: 123456")
            terminal.type("\r")
            terminal.wait_for(PROMPT)
            assert "geheim-1" not in terminal.screen()
            terminal.type("exit\r")
            assert terminal.exit_status() == 0
    assert [row.how for row in there.rows()] == [Ended.NORMALLY]


@pytest.fixture
def here(there: RemoteHome, monkeypatch: pytest.MonkeyPatch) -> RemoteHome:
    """The same home for commands that run in this process, on what they take for a terminal."""
    for name, value in there.home.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("helpdesk.commands.remote._on_a_terminal", lambda: True)
    return there


def test_without_a_terminal_there_is_no_session(
    here: RemoteHome, helpdesk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpdesk.commands.remote._on_a_terminal", lambda: False)
    monkeypatch.setenv("HELPDESK_HOME", str(here.home.folder))
    done = helpdesk("remote", here.customer.number, "web01", *AS_ASKED)
    assert (done.code, here.rows()) == (Exit.USAGE, ())


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        (("--for", "G3"), Exit.REFUSED, "P2"),
        (("--agreed", "never"), Exit.BAD_INPUT, "phone"),
        (("--record",), Exit.BAD_INPUT, "not recorded"),
    ],
)
def test_what_is_not_allowed_is_refused_before_anything_is_sent(
    here: RemoteHome,
    helpdesk: Run,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    changed: tuple[str, ...],
    code: Exit,
    said: str,
) -> None:
    """Clause: G4, P2, B6."""
    monkeypatch.setenv("HELPDESK_HOME", str(here.home.folder))
    if changed == ("--record",):
        from helpdesk.policy.loader import DEFAULT

        text = DEFAULT.read_text(encoding="utf-8").replace('recording = "ask"', 'recording = "off"')
        here.home.policy.write_text(text, encoding="utf-8")
        monkeypatch.setenv("HELPDESK_POLICY", str(here.home.policy))
    done = helpdesk("remote", here.customer.number, "web01", *AS_ASKED, *changed)
    assert done.code == code
    assert said in done.err
    assert server.seen.peers == []
    assert {row.how for row in here.rows()} == ({Ended.REFUSED} if code is Exit.REFUSED else set())


def test_a_system_that_is_not_there_names_those_that_are(
    here: RemoteHome, helpdesk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_HOME", str(here.home.folder))
    done = helpdesk("remote", here.customer.number, "nas", *AS_ASKED)
    assert done.code == Exit.BAD_INPUT
    assert "web01" in done.err


def test_a_system_that_does_not_answer_ends_with_words_and_a_row(
    here: RemoteHome, helpdesk: Run, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    """Clause: D6."""
    import socket

    monkeypatch.setenv("HELPDESK_HOME", str(here.home.folder))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

    def elsewhere(desk: object) -> None:
        from sqlalchemy import text

        statement = text("update systems set port = :port")
        desk.do(lambda work: work.connection.execute(statement, {"port": port}))

    here.asked(elsewhere)
    done = helpdesk("remote", here.customer.number, "web01", *AS_ASKED)
    assert done.code == Exit.FOUND
    assert "nothing listens on that port" in done.err
    assert here.rows()[0].how is Ended.UNREACHABLE
