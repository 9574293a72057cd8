"""The system's own `ssh` in the technician's terminal, with our host keys (clauses B4, B6, D6)."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.answers import KeyRing, system_at
from support.remote_console import parts_in, remote_console
from support.ssh_keys import KeyFile, key_file
from support.ssh_servers import Server, asyncssh_server
from support.terminal_state import TerminalState

from helpdesk.domain.remote import HostKey, SignIn, System
from helpdesk.remote.asking import ConnectFailed, Route
from helpdesk.remote.connect import Errand
from helpdesk.remote.host_keys import host_key
from helpdesk.remote.player import Cast
from helpdesk.remote.steps import TimeLimits
from helpdesk.remote.system_ssh import Orders, command, configuration

PROMPT = re.compile(r"\$ ?$", re.MULTILINE)
ORDERS = Orders(Path("/run/helpdesk/known_hosts"), Path("/run/helpdesk/signed in"), TimeLimits())
KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIB3dDbxTJZx/Yy8rt8OhsW+3Xjnc5QiG8e3R8jWbHikq"


def system(host: str, **values: Any) -> System:
    return System(1, "Server", host, **({"user": "beheer"} | values))


def understood(route: Route, folder: Path, known: tuple[HostKey, ...] = (), hop: int = -1) -> dict[str, str]:
    """What the real `ssh` makes of the configuration for the last hop, or another one."""
    file = folder / "config"
    addresses = ["192.0.2.1", *(each.host for each in route.hops[1:])]
    file.write_text(configuration(route, addresses, lambda host, port: known, ORDERS))
    alias = command(route, file)[-1] if hop == -1 else route.hops[hop].host
    said = subprocess.run(
        ["ssh", "-G", "-F", file, "--", alias], capture_output=True, text=True, check=True
    ).stdout
    return dict(line.partition(" ")[::2] for line in said.splitlines())


def test_ssh_understands_where_to_go_and_whom_to_trust(tmp_path: Path) -> None:
    """Clause B4: only our own host keys count, and nothing is forwarded."""
    route = Route((system("server.example.com", port=2222),))
    known = (HostKey("server.example.com", 2222, "ssh-ed25519", KEY, "SHA256:x"),)
    heard = understood(route, tmp_path, known)
    wanted = {
        "hostname": "192.0.2.1", "port": "2222", "user": "beheer", "hostkeyalias": "[server.example.com]:2222",
        "stricthostkeychecking": "true", "userknownhostsfile": "/run/helpdesk/known_hosts",
        "globalknownhostsfile": "/dev/null", "forwardagent": "no", "forwardx11": "no", "controlmaster": "false",
        "updatehostkeys": "false", "clearallforwardings": "yes", "serveraliveinterval": "10",
        "serveralivecountmax": "2", "connecttimeout": "15", "requesttty": "true", "permitlocalcommand": "yes",
        "localcommand": "touch '/run/helpdesk/signed in'",
    }  # fmt: skip
    assert {name: heard.get(name) for name in wanted} == wanted
    assert understood(route, tmp_path)["stricthostkeychecking"] == "ask"


def test_ssh_understands_the_way_through_jump_hosts(tmp_path: Path) -> None:
    first, second = system("192.0.2.1", user="jump"), system("2001:db8::17", port=2200)
    route = Route((first, second, system("192.0.2.1", port=2201)))
    heard = understood(route, tmp_path)
    assert heard["proxyjump"] == "beheer@[2001:db8::17]"
    assert (heard["hostname"], heard["port"], heard["hostkeyalias"]) == (
        "192.0.2.1",
        "2201",
        "[192.0.2.1]:2201",
    )
    heard = understood(route, tmp_path, hop=1)
    assert heard["proxyjump"] == "jump@[192.0.2.1]" and heard["port"] == "2200"
    assert heard["permitlocalcommand"] == "no"
    heard = understood(route, tmp_path, hop=0)
    assert "proxyjump" not in heard and heard["port"] == "22" and heard["user"] == "jump"


def test_the_technician_s_own_configuration_holds_only_where_it_is_not_about_trust(
    home: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.write_text(
        "UseKeychain yes\nHost oud.example.com\n    HostName elsewhere.example.com\n    Port 1\n    User other\n"
        "    KexAlgorithms +diffie-hellman-group14-sha1\n    StrictHostKeyChecking no\n    ForwardAgent yes\n"
        "    UserKnownHostsFile /dev/null\n    ProxyCommand nc %h %p\n    LocalCommand rm -rf ~\n"
        "    RemoteCommand evil\n    ControlPath /run/shared\n    KnownHostsCommand /bin/echo\n"
    )
    file = tmp_path / "config"
    route = Route((system("oud.example.com"),))
    made = configuration(route, ["192.0.2.1"], lambda host, port: (), ORDERS)
    file.write_text(made.replace("Include ~/.ssh/config", f"Include {own}"))
    said = subprocess.run(
        ["ssh", "-G", "-F", file, "oud.example.com"], capture_output=True, text=True, check=True
    )
    assert "diffie-hellman-group14-sha1" in said.stdout
    heard = dict(line.partition(" ")[::2] for line in said.stdout.splitlines())
    assert (heard["hostname"], heard["port"], heard["user"]) == ("192.0.2.1", "22", "beheer")
    assert heard["stricthostkeychecking"] == "ask" and heard["userknownhostsfile"].startswith(
        "/run/helpdesk/"
    )
    assert heard["forwardagent"] == "no" and heard["localcommand"].startswith("touch")
    for name in ("proxycommand", "remotecommand", "controlpath", "knownhostscommand"):
        assert heard.get(name, "none") == "none", name


def test_nothing_but_the_host_stands_on_the_command_line() -> None:
    """Clause B6: other users of this machine see command lines."""
    route = Route((system("server.example.com", sign_in=SignIn.KEY_FILE, secret_at="/people/ans/.ssh/id"),))
    assert command(route, Path("/run/helpdesk/config")) == [
        "ssh", "-F", "/run/helpdesk/config", "--", "server.example.com"
    ]  # fmt: skip


def test_a_key_file_is_used_alone_whatever_its_name(tmp_path: Path) -> None:
    route = Route((system("server.example.com", sign_in=SignIn.KEY_FILE, secret_at="/people/ans/50%u key"),))
    heard = understood(route, tmp_path)
    assert heard["identityfile"] == "/people/ans/50%%u key" and heard["identitiesonly"] == "yes"


@pytest.mark.parametrize("name", ['a"b', "a\nProxyCommand evil", "a\\b"])
def test_a_key_file_s_name_gives_no_orders(name: str) -> None:
    route = Route((system("server.example.com", sign_in=SignIn.KEY_FILE, secret_at=name),))
    with pytest.raises(ConnectFailed):
        configuration(route, ["192.0.2.1"], lambda host, port: (), ORDERS)


def test_a_session_by_the_system_s_ssh(server: Server, key: KeyFile, tmp_path: Path) -> None:
    file = tmp_path / "parts"
    with remote_console(server, key, system_ssh=True, record=file, size=(97, 31)) as terminal:
        terminal.wait_for("reached 127.0.0.1 False")
        terminal.wait_for(PROMPT)
        terminal.type("stty size; echo het''-werkt\r")
        terminal.wait_for("31 97\nhet-werkt")
        terminal.resize(120, 40)
        terminal.type("while [ \"$(stty size)\" != '40 120' ]; do :; done; echo res''ized\r")
        terminal.wait_for("resized")
        terminal.type("printf '\\033]0;mine\\007\\033[?1000h\\033[?2004h\\033]52;c;AAAA\\007'; exit 7\r")
        terminal.wait_for("left NORMALLY 7")
        screen = terminal.wait_for("as before")
        state = TerminalState.after(terminal.raw)
    assert "trusted" not in screen
    assert state.at_rest, state.disturbed()
    assert "het-werkt" in "".join(event.text for event in Cast(parts_in(file)).events())


def test_an_unknown_host_is_asked_about_and_then_trusted_here(server: Server, key: KeyFile) -> None:
    offered = host_key(server.host, server.port, *server.host_keys[0].split())
    with remote_console(server, key, system_ssh=True, trust=False) as terminal:
        terminal.wait_for(offered.fingerprint[:40])
        terminal.wait_for("(yes/no")
        terminal.type("yes\r")
        terminal.wait_for(PROMPT)
        terminal.type("exit\r")
        terminal.wait_for(f"trusted {offered.fingerprint}")
        terminal.wait_for("left NORMALLY 0")


def test_a_changed_host_key_is_refused(key: KeyFile) -> None:
    """Clause B4: no key press gets past it."""
    with asyncssh_server(authorized=[key.public], host_keys=[("ed25519", 1)]) as server:
        with asyncssh_server(authorized=[key.public], host_keys=[("ed25519", 2)]) as other:
            changed = Server(server.host, server.port, server.user, other.host_keys)
            with remote_console(changed, key, system_ssh=True) as terminal:
                terminal.wait_for("left HOST_KEY_REFUSED None")
        assert not server.seen.tries


def _has_asked(times: int, screen: str) -> bool:
    return screen.count("password:") >= times


def test_a_refused_sign_in_is_told_apart(server: Server, tmp_path: Path) -> None:
    stranger = key_file(tmp_path, "ed25519", number=8)
    with remote_console(server, stranger, system_ssh=True) as terminal:
        screen = terminal.wait_for(re.compile("left SIGN_IN_FAILED|password:"))
        if "password:" in screen:
            for asked in range(1, 4):
                # What comes before the question is let go.
                terminal.wait_until(partial(_has_asked, asked), "the question")
                terminal.type("wrong\r")
            terminal.wait_for("left SIGN_IN_FAILED None")


def test_its_own_escape_leaves_it(server: Server, key: KeyFile) -> None:
    with remote_console(server, key, system_ssh=True) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("\r~.")
        terminal.wait_for("left NORMALLY None")
        terminal.wait_for("as before")


def test_a_lost_line_is_told_apart(server: Server, key: KeyFile) -> None:
    with remote_console(server, key, system_ssh=True) as terminal:
        terminal.wait_for(PROMPT)
        server.end_connections()
        terminal.wait_for("left LINE_LOST None")


def test_it_is_gone_when_the_console_leaves(server: Server, key: KeyFile) -> None:
    with remote_console(server, key, system_ssh=True) as terminal:
        terminal.wait_for(PROMPT)
        children = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text().split()
        terminal.kill(signal.SIGTERM)
        assert terminal.exit_status() == 143
        assert children and not any(Path("/proc", child).exists() for child in children)


def test_nothing_is_left_behind(server: Server, key: KeyFile, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    with remote_console(server, key, system_ssh=True, env={"TMPDIR": str(folder)}) as terminal:
        terminal.wait_for(PROMPT)
        made = list(folder.iterdir())
        assert len(made) == 1 and made[0].stat().st_mode & 0o777 == 0o700
        terminal.type("exit\r")
        terminal.wait_for("as before")
    assert not list(folder.iterdir())


def test_a_machine_without_ssh_says_so(monkeypatch: pytest.MonkeyPatch, key: KeyFile) -> None:
    from helpdesk.remote.system_ssh import run

    monkeypatch.setenv("PATH", os.devnull)
    with asyncssh_server() as server, pytest.raises(ConnectFailed) as caught:
        nobody: Any = None
        errand = Errand(KeyRing(server).known, nobody, nobody, nobody)
        run(Route((system_at(server),)), errand, 0, 1, term="xterm")
    assert "no ssh" in str(caught.value)
