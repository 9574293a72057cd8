"""Whole sessions of the real console on a real terminal with a real server, as a person has them."""

from __future__ import annotations

import re
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from support.remote_home import RemoteHome
from support.ssh_keys import KeyFile
from support.ssh_servers import KINDS, Server, each, openssh_server
from support.terminal import Terminal

from helpdesk.domain.remote import Ended
from helpdesk.tasks.today import today

pytestmark = pytest.mark.slow

PROMPT = re.compile(r"^\$ ?$", re.MULTILINE)
WAIT = 240.0
"""Seconds; generous, for a busy machine."""


@pytest.fixture
def place(tmp_path: Path, server: Server, key: KeyFile) -> RemoteHome:
    return RemoteHome(tmp_path / "home", server, key)


def open_customer(terminal: Terminal) -> None:
    """Find Sanne Vos, and open her file for work on her systems."""
    terminal.wait_for("Nothing waits for you today", WAIT)
    terminal.press("slash")
    terminal.wait_for("Number, name, company")
    terminal.press(*"sanne")
    terminal.wait_for("1 customer")
    terminal.press("enter")
    terminal.wait_for("For what?")
    terminal.press("4")
    terminal.wait_for("This will show")
    terminal.press("enter")
    terminal.wait_for("open until")


def sign_in(terminal: Terminal) -> None:
    """With `r`, Enter, and `y` for the host key, until the prompt stands there."""
    terminal.press("r")
    terminal.wait_for("Remote support ─")
    terminal.press("enter")
    terminal.wait_for("Is this the right machine?", WAIT)
    terminal.press("y")
    terminal.wait_for(PROMPT, WAIT)


@pytest.mark.parametrize("kind", KINDS)
def test_from_the_customer_to_a_shell_and_back_to_the_ledger(kind: str, tmp_path: Path, key: KeyFile) -> None:
    """Clause: G4, D6, G6, B4, R1."""
    with each(kind, tmp_path, authorized=[key.public]) as server:
        place = RemoteHome(tmp_path / "home", server, key)
        with place.console() as terminal:
            open_customer(terminal)
            sign_in(terminal)
            assert "! 127.0.0.1 is a new address for this customer." in terminal.screen()
            terminal.type("echo he''llo; stty size\r")
            terminal.wait_for("hello\n24 80")
            terminal.resize(100, 30)
            terminal.type("while [ \"$(stty size)\" != '30 100' ]; do :; done; echo res''ized\r")
            terminal.wait_for("resized")
            terminal.type("~.")
            terminal.wait_for("Session over")
            assert "resized" not in terminal.screen()
            terminal.press(*"reboot", "enter")
            terminal.wait_gone("Session over")
            terminal.press("5")
            screen = terminal.wait_for("! 127.0.0.1")
            assert max(map(len, screen.splitlines())) > 90  # the console knows the new size too
            assert "SSH: web01" in screen
            assert "Noor de Wit" in screen
            terminal.press("ctrl+q")
            assert terminal.exit_status() == 0
            assert "hello" not in terminal.screen()
    (row,) = place.rows()
    assert (row.how, row.exit_status, row.follow_up) == (Ended.NORMALLY, None, "reboot")
    assert (row.peer, row.peer_is_true, row.new_address, row.purposes) == ("127.0.0.1", True, True, ("G4",))


def test_an_old_appliance_is_reached_by_this_computers_own_ssh(tmp_path: Path, key: KeyFile) -> None:
    """Clause: G4, B4, D6. Once the technician says so, in the same terminal; its key is known from then on."""
    if "sshd" not in KINDS:
        return
    strange = "KexAlgorithms sntrup761x25519-sha512@openssh.com"  # which ssh speaks, and we do not
    with openssh_server(tmp_path, authorized=[key.public], extra=strange) as server:
        place = RemoteHome(tmp_path / "home", server, key)
        with place.console() as terminal:
            open_customer(terminal)
            terminal.press("r")
            terminal.wait_for("Remote support ─")
            terminal.press("enter")
            terminal.wait_for("Use this computer's ssh", WAIT)
            terminal.press("y")
            terminal.wait_for("(yes/no", WAIT)
            assert "With this computer's own ssh" in terminal.screen()
            terminal.type("yes\r")
            terminal.wait_for(PROMPT, WAIT)
            terminal.type("echo he''llo; stty size\r")
            terminal.wait_for("hello\n24 80")
            terminal.type("exit 3\r")
            terminal.wait_for("Session over")
            assert "hello" not in terminal.screen()
            terminal.press("escape")
            terminal.wait_gone("Session over")
            terminal.press("4")
            terminal.wait_for("web01")
            terminal.press("k")
            terminal.wait_for("trusted by")
    old, row = sorted(place.rows(), key=lambda row: row.id)
    assert old.how is Ended.NO_COMMON_ALGORITHM
    assert (row.how, row.exit_status, row.peer) == (Ended.NORMALLY, 3, "127.0.0.1")


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_a_session_closes_it_and_gives_the_terminal_back(
    sig: signal.Signals, place: RemoteHome
) -> None:
    """Clause: D6."""
    with place.console() as terminal:
        before = terminal.settings()
        open_customer(terminal)
        sign_in(terminal)
        terminal.type("printf '\\033[?1000h\\033[?1049h\\033[?25lfull-scr''een'\r")
        terminal.wait_for("full-screen")
        terminal.kill(sig)
        assert terminal.exit_status() == 128 + sig
        raw = terminal.raw
        assert terminal.settings() == before
    for switched_on, off in ((b"\x1b[?1049h", b"\x1b[?1049l"), (b"\x1b[?1000h", b"\x1b[?1000l")):
        assert raw.rfind(off) > raw.rfind(switched_on)
    assert raw.rfind(b"\x1b[?25h") > raw.rfind(b"\x1b[?25l")
    (row,) = place.rows()
    assert row.how is Ended.CONSOLE_ENDED
    assert row.ended is not None


def test_a_session_of_a_console_that_was_killed_ends_at_its_last_sign_of_life(place: RemoteHome) -> None:
    """Clause: D6. Today says so."""
    with place.console() as terminal:
        open_customer(terminal)
        sign_in(terminal)
        terminal.kill(signal.SIGKILL)
        assert terminal.exit_status() == -signal.SIGKILL
    assert place.rows()[0].ended is None
    (row,) = place.rows(later=120)
    assert (row.how, row.ended) == (Ended.CONSOLE_ENDED, row.alive)
    assert row.lasted < timedelta(seconds=90)
    duties = place.asked(lambda desk: [str(duty.what) for duty in desk.do(today)], later=120)
    assert "A session was cut off when the console ended: say how it went" in duties


def test_a_line_that_is_cut_brings_the_console_back(place: RemoteHome, server: Server) -> None:
    """Clause: D6."""
    with place.console() as terminal:
        open_customer(terminal)
        sign_in(terminal)
        server.end_connections()
        terminal.wait_for("web01: line lost")
        terminal.wait_for("Esc Later")
        terminal.press("escape")
        terminal.wait_gone("Session over")
        terminal.press("r")
        terminal.wait_for("Remote support ─")
    assert place.rows()[0].how is Ended.LINE_LOST
