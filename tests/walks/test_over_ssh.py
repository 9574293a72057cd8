"""The console over `ssh -t` to a real sshd: it works there as it does here, and leaves the terminal as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.command_line import OWNER, add_customer
from support.home import PROGRAM, Home
from support.ssh_keys import key_file
from support.ssh_servers import SSHD, openssh_server
from support.stores import MadeHomes
from support.technician import EMPTY_DAY, Technician
from support.terminal import Terminal

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SSHD or not shutil.which("ssh"), reason="there is no OpenSSH on this machine"),
]


def test_start_find_open_and_quit(tmp_path: Path, made_homes: MadeHomes) -> None:
    """Clause: P2, B4."""
    home, key = Home(tmp_path / "home"), key_file(tmp_path, "ed25519")
    made_homes.copy(home.folder, login=OWNER, name="Noor de Wit")
    desk = home.desk()
    add_customer(desk)
    desk.shut()
    with openssh_server(tmp_path, authorized=[key.public]) as server:
        (tmp_path / "known").write_text(server.known_hosts)
        there = f"HELPDESK_HOME={home.folder} HELPDESK_LANG=en LOGNAME={OWNER} exec {' '.join(PROGRAM)}"
        command = [
            "ssh", "-t", "-q", "-F", "none", "-i", str(key.path), "-p", str(server.port),
            "-o", f"UserKnownHostsFile={tmp_path / 'known'}", "-o", "StrictHostKeyChecking=yes",
            "-o", "IdentitiesOnly=yes", f"{server.user}@{server.host}", there,
        ]  # fmt: skip
        with Terminal(command) as terminal:
            before = terminal.settings()
            noor = Technician(terminal, "Noor de Wit")
            noor.see(EMPTY_DAY)
            noor.open_customer("sanne", "Sanne Vos", "4")
            noor.terminal.wait_for("Lindelaan")
            terminal.resize(100, 30)
            terminal.wait_until(lambda screen: "Noor de Wit" in screen[80:102], "the wider title")
            noor.quit()
            assert terminal.settings() == before
            raw = terminal.raw
    assert raw.rfind(b"\x1b[?1049l") > raw.rfind(b"\x1b[?1049h")
    assert raw.rfind(b"\x1b[?25h") > raw.rfind(b"\x1b[?25l")
