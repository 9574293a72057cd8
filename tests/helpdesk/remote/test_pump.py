"""Sessions on real servers, driven through real pseudo-terminals as a technician would (clauses G4, B4, D6)."""

from __future__ import annotations

import hashlib
import re
import shutil
import signal
import tempfile
import termios
from pathlib import Path

import pytest
from support.remote_console import parts_in, remote_console, unwatched_console
from support.ssh_keys import KeyFile
from support.ssh_lines import Line
from support.ssh_servers import SSHD, Server, asyncssh_server, openssh_server
from support.terminal import Terminal
from support.terminal_state import TerminalState

from helpdesk.remote.player import Cast

BRACKETED = b"\x1b[?2004h"
PROMPT = re.compile(r"\$ ?$", re.MULTILINE)

# As much as a full-screen program may leave switched on, and more.
DISORDER = (
    b"\x1b[?1049h\x1b[?1h\x1b=\x1b[?1000h\x1b[?1002h\x1b[?1003h\x1b[?1006h\x1b[?1015h\x1b[?1004h\x1b[?2004h\x1b[?25l"
    b"\x1b[?7l\x1b[?5h\x1b[?69h\x1b[?2031h\x1b[?2048h\x1b[4h\x1b[20h\x1b[5;10r\x1b(0\x0e\x1b[>1u\x1b[=5u\x1b[>4;2m"
    b"\x1b[3 q\x1b[1;31;44m\x1b[3g\x1b]11;#102030\x07\x1b]8;;https://example.org\x07\x1b[?2026h"
    b"\x1b]0;mine\x07\x1b]52;c;AAAA\x07\x1b[8;9;9t"
)


def printed(data: bytes) -> str:
    """How a shell prints these bytes."""
    return "printf '" + "".join(f"\\{byte:03o}" for byte in data) + "'"


def after_session(terminal: Terminal) -> str:
    """The screen once the session is over, the terminal is as before, and a line can be typed."""
    terminal.wait_for("as before")
    terminal.type("normal line\r")
    return terminal.wait_for("typed 'normal line'")


def test_a_session_from_prompt_to_exit_status(server: Server, key: KeyFile) -> None:
    with remote_console(server, key) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("echo het''-werkt; exit 7\r")
        screen = after_session(terminal)
    assert "het-werkt" in screen
    assert "left NORMALLY 7" in screen


def test_the_remote_side_knows_the_terminal_and_hears_when_it_changes(server: Server, key: KeyFile) -> None:
    with remote_console(server, key, size=(97, 31)) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("stty size; echo $TERM\r")
        terminal.wait_for("31 97")
        terminal.wait_for("xterm-256color")
        terminal.resize(120, 40)
        terminal.type("while [ \"$(stty size)\" != '40 120' ]; do :; done; echo res''ized\r")
        terminal.wait_for("resized")


def test_a_tilde_and_a_dot_leave_the_session_after_a_new_line_only(server: Server, key: KeyFile) -> None:
    with remote_console(server, key) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("echo a~.b~?\r")
        terminal.wait_for("a~.b~?\n")
        terminal.type("~?")
        terminal.wait_for("This is the help.\nIt has lines.")
        terminal.type("\r~~.\r")
        terminal.wait_for("not found")
        terminal.type("~.")
        assert "left NORMALLY None" in after_session(terminal)


def test_utf_8_goes_both_ways(server: Server, key: KeyFile) -> None:
    with remote_console(server, key) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("cat\r")
        terminal.type("één €5 ☺ žluťoučký\r")
        terminal.wait_for("één €5 ☺ žluťoučký\néén €5 ☺ žluťoučký\n")


@pytest.mark.skipif(not SSHD, reason="the other server heeds no settings of a terminal")
def test_a_backspace_takes_a_whole_letter(tmp_path: Path, key: KeyFile) -> None:
    with openssh_server(tmp_path, authorized=[key.public]) as server, remote_console(server, key) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("od -An -tx1\r")
        terminal.type("xé\x7fy\r\x04")
        terminal.wait_for("78 79 0a")


def test_a_large_paste_arrives_byte_for_byte(server: Server, key: KeyFile) -> None:
    paste = bytes(byte for byte in range(256)) * 4_000
    with remote_console(server, key) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(f"stty raw -echo; echo rea''dy; head -c {len(paste)} | sha256sum; stty sane\r")
        terminal.wait_for("ready")
        for begin in range(0, len(paste), 65_536):
            terminal.send(paste[begin : begin + 65_536])
        terminal.wait_for(hashlib.sha256(paste).hexdigest()[:60])


def test_a_marked_paste_is_left_alone(server: Server, key: KeyFile) -> None:
    with remote_console(server, key) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(f"{printed(BRACKETED)}; stty -echo; echo rea''dy; cat -v\r")
        terminal.wait_for("ready")
        terminal.paste("first\r~.\rlast")
        terminal.type("\r")
        terminal.wait_for("^[[200~first\n~.\nlast^[[201~")


@pytest.mark.slow
def test_a_flood_arrives_whole(server: Server, key: KeyFile) -> None:
    lines = 100_000
    with unwatched_console(server, key) as terminal:
        terminal.wait_for_end(b"$ ")
        terminal.type(f"seq -f 'line-%08.0f-{'x' * 60}' {lines}; exit 3\r")
        raw = terminal.wait_for_end(b"left NORMALLY 3")
    found = re.findall(rb"line-(\d{8})-x{60}\r\n", raw)
    assert len(raw) > 7_000_000
    assert [int(number) for number in found] == list(range(1, lines + 1))


@pytest.mark.slow
def test_a_flood_can_be_stopped_and_left(server: Server, key: KeyFile) -> None:
    with remote_console(server, key) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("yes abcdefghijklmnopqrstuvwxyz\r")
        terminal.wait_for("abcdefghijklmnopqrstuvwxyz\nabcdefghijklmnopqrstuvwxyz")
        terminal.type("\x03")
        terminal.settle()
        terminal.type("echo st''opped\r")
        terminal.wait_for("stopped")
        terminal.type("yes\r")
        terminal.wait_for("y\ny\ny\n")
        terminal.type("\r~.")
        assert "left NORMALLY" in after_session(terminal)


@pytest.mark.parametrize("lines", [8_000, pytest.param(40_000, marks=pytest.mark.slow)])
def test_what_a_server_sends_before_it_leaves_is_shown_to_the_last_byte(key: KeyFile, lines: int) -> None:
    send = [b"x" * 79 + b"\r\n"] * lines + [b"the very end"]
    with asyncssh_server(authorized=[key.public], send=send, exit_status=9) as server:
        with unwatched_console(server, key) as terminal:
            raw = terminal.wait_for_end(b"left NORMALLY 9")
    assert b"".join(send) in raw


@pytest.mark.parametrize("in_thread", [False, True])
def test_a_program_that_leaves_everything_on_disturbs_nobody_after_it(
    server: Server, key: KeyFile, in_thread: bool
) -> None:
    with remote_console(server, key, in_thread=in_thread) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(f"{printed(DISORDER)}; exit\r")
        after_session(terminal)
        state = TerminalState.after(terminal.raw)
    assert state.at_rest, state.disturbed()


@pytest.mark.parametrize(
    ("end", "in_thread"),
    [
        ("exception", False),
        ("exit", False),
        (signal.SIGTERM, False),
        (signal.SIGHUP, False),
        ("exception", True),
        ("exit", True),
        (signal.SIGTERM, True),
    ],
)
def test_the_terminal_is_put_back_however_the_console_ends(
    key: KeyFile, end: str | signal.Signals, in_thread: bool
) -> None:
    with asyncssh_server(authorized=[key.public]) as server:
        crash = end if isinstance(end, str) else ""
        with remote_console(server, key, crash=crash, in_thread=in_thread) as terminal:
            terminal.wait_for(PROMPT)
            terminal.type(f"{printed(DISORDER)}; stty -echo; echo rea''dy\r")
            terminal.wait_for("ready")
            if isinstance(end, str):
                terminal.type("echo crash''-now\r")
            else:
                terminal.kill(end)
            status = terminal.exit_status() if not in_thread else after_session(terminal)
            state = TerminalState.after(terminal.raw)
            iflag, oflag, _, lflag, *_ = terminal.settings()
    assert state.at_rest, state.disturbed()
    assert iflag & termios.ICRNL and oflag & termios.OPOST
    assert lflag & termios.ECHO and lflag & termios.ICANON and lflag & termios.ISIG
    if not in_thread:
        assert status == {"exception": 1, "exit": 3, signal.SIGTERM: 143, signal.SIGHUP: 129}[end]


def test_answers_that_come_late_are_not_taken_for_keys(server: Server, key: KeyFile) -> None:
    """The terminal is asked a lot in the last moment; the next line that is read holds nothing of it."""
    with remote_console(server, key) as terminal:
        terminal.wait_for(PROMPT)
        questions = b"\x1b[6n\x1b[c\x1b[>c\x1b[5n\x1b[?2004$p" * 30
        terminal.type(f"stty -echo; {printed(questions)}; exit\r")
        after_session(terminal)
        assert TerminalState.after(terminal.raw).asked[-1] == b"\x1b[5n"


def test_the_remote_side_reaches_neither_clipboard_nor_title(server: Server, key: KeyFile) -> None:
    with remote_console(server, key) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(f"{printed(DISORDER)}; reset; echo do''ne\r")
        terminal.wait_for("done")
        raw = terminal.raw
    assert b"\x1b]52" not in raw and b"\x1b]0;" not in raw and b"\x1b[8;9;9t" not in raw


@pytest.mark.skipif(not shutil.which("vim"), reason="vim is not on this machine")
def test_vim_works(server: Server, key: KeyFile) -> None:
    folder = Path(tempfile.mkdtemp())
    file = folder / "brief.txt"
    file.write_text("\n".join(f"regel {number}" for number in range(1, 100)))
    with remote_console(server, key) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(f"vim -u NONE -i NONE -c 'set mouse=a ttymouse=sgr' {file}\r")
        terminal.wait_for("regel 1")
        terminal.settle()
        terminal.send(b"\x1b[<0;3;5M\x1b[<0;3;5m")
        terminal.type("A geklikt")
        terminal.wait_for("regel 5 geklikt")
        terminal.resize(100, 40)
        terminal.wait_for("regel 38")
        terminal.press("escape")
        terminal.type(":wq\r")
        terminal.wait_gone("regel 38")
        terminal.type("exit\r")
        screen = after_session(terminal)
        state = TerminalState.after(terminal.raw)
    assert "left NORMALLY 0" in screen
    assert "regel 5 geklikt" in file.read_text()
    assert state.at_rest, state.disturbed()


@pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not on this machine")
def test_tmux_works(server: Server, key: KeyFile, tmp_path: Path) -> None:
    settings = tmp_path / "tmux.conf"
    settings.write_text("set -g assume-paste-time 0\n")  # a test types as fast as others paste
    with remote_console(server, key) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(f"tmux -f {settings} -S {tmp_path}/s new-session -n werk sh\r")
        terminal.wait_for(re.compile(r"\[0\] 0:werk"))
        terminal.type("echo in''side\r")
        terminal.wait_for("inside")
        terminal.type("\x02d")
        terminal.wait_for("detached")
        terminal.type(f"tmux -S {tmp_path}/s kill-server; exit\r")
        assert "left NORMALLY" in after_session(terminal)


@pytest.mark.parametrize("typing", [False, True])
def test_a_dead_line_is_noticed(server: Server, key: KeyFile, typing: bool) -> None:
    with Line(server.port) as line:
        through = Server(server.host, line.port, server.user, server.host_keys)
        with remote_console(through, key, silence=4.0, keepalive=0.5) as terminal:
            terminal.wait_for(PROMPT)
            line.freeze()
            if typing:
                for _ in range(40):
                    terminal.send(b"x" * 65_536)
            terminal.wait_for("left LINE_LOST None")
            after_session(terminal)


def test_one_can_leave_while_the_other_side_takes_nothing(server: Server, key: KeyFile) -> None:
    with Line(server.port) as line:
        through = Server(server.host, line.port, server.user, server.host_keys)
        with remote_console(through, key) as terminal:
            terminal.wait_for(PROMPT)
            line.freeze()
            terminal.send(b"x" * 400_000)
            terminal.resize(100, 30)
            terminal.type("\r~.")
            assert "left NORMALLY" in after_session(terminal)


def test_a_quiet_line_that_answers_is_not_dead(server: Server, key: KeyFile) -> None:
    with remote_console(server, key, silence=4.0, keepalive=0.3) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("sleep 5; echo still''-here\r")
        terminal.wait_for("still-here")


def test_a_cut_line_is_said(server: Server, key: KeyFile) -> None:
    with Line(server.port) as line:
        through = Server(server.host, line.port, server.user, server.host_keys)
        with remote_console(through, key) as terminal:
            terminal.wait_for(PROMPT)
            line.cut()
            terminal.wait_for("left LINE_LOST None")
            after_session(terminal)


def test_a_server_that_dies_is_a_lost_line(server: Server, key: KeyFile) -> None:
    with remote_console(server, key) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("echo bef''ore\r")
        terminal.wait_for("before")
        server.end_connections()
        assert "left LINE_LOST None" in after_session(terminal)


def test_a_recording_holds_what_was_shown_and_never_what_was_typed(
    server: Server, key: KeyFile, tmp_path: Path
) -> None:
    """Clause B6: a pass phrase that is typed leaves no trace."""
    file = tmp_path / "parts"
    with remote_console(server, key, record=file) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("stty -echo; echo rea''dy; read geheim; stty echo; echo sh''own\r")
        terminal.wait_for("ready")
        terminal.type("wachtwoord-123\r")
        terminal.wait_for("shown")
        terminal.resize(100, 30)
        terminal.type("while [ \"$(stty size)\" != '30 100' ]; do :; done; exit\r")
        after_session(terminal)
    cast = Cast(parts_in(file))
    events = list(cast.events())
    shown = "".join(event.text for event in events if event.kind == "o")
    assert "shown" in shown and "wachtwoord" not in shown
    assert [event.text for event in events if event.kind == "r"] == ["100x30"]
    assert cast.whole and (cast.columns, cast.rows) == (80, 24)


def test_a_session_that_must_be_recorded_ends_when_it_can_t_be(
    server: Server, key: KeyFile, tmp_path: Path
) -> None:
    with remote_console(server, key, record=tmp_path / "parts", full_after=1) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("while :; do echo still-going; sleep 0.2; done\r")
        screen = after_session(terminal)
    assert "left NOT_RECORDED" in screen and "can't be recorded" in screen


def test_a_session_that_need_not_be_recorded_goes_on(server: Server, key: KeyFile, tmp_path: Path) -> None:
    file = tmp_path / "parts"
    with remote_console(server, key, record=file, full_after=1, required=False) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("sleep 3; echo go''es-on; sleep 1; echo and''-on; exit 4\r")
        assert "left NORMALLY 4" in after_session(terminal)
    assert not Cast(parts_in(file)).whole
