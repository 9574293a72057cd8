"""Remote support against OpenSSH's own client, on the same server in the same run: connecting, output, typing."""

from __future__ import annotations

import getpass
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.pty_rig import Program
from benchmarks.table import Figure, ratio
from helpdesk.domain.remote import RecordingPart
from helpdesk.remote.recorder import Recorder

RUNS = 7
"""How often each is measured, alternating; other work on the machine then slows both."""

KEYS = 150
"""Keys typed for the echo, one at a time."""

FLOOD = 20_000_000
"""Bytes of `cat`."""

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
PROMPT = "bench$ "

CONNECT = ("SSH: connect to prompt (ours without import)", "<= 1.5 x ssh")
OUTPUT = ("SSH: 20 MB of cat", ">= 0.5 x the speed of ssh")
RECORDED = ("SSH: 20 MB of cat, recorded", ">= 0.5 x the speed of ssh")
STORED = ("SSH: 20 MB of cat, recorded in the store", ">= 0.5 x the speed of ssh")
ECHO = ("SSH: echo of a typed key, median", "<= 2 ms more than ssh")
HOUR = ("recording of a busy hour: memory; size", "<= 2 MiB")


def figures(folder: Path) -> Iterator[Figure]:
    """The figures; without OpenSSH's server only those that don't need it."""
    if SSHD is None or shutil.which("ssh") is None:
        for what, aim in (CONNECT, OUTPUT, RECORDED, STORED, ECHO):
            yield Figure(what, "no sshd here", "", "", aim)
    else:
        with _server(folder) as (ssh, ours):
            yield from _connecting(ssh, ours)
            yield from _output(ssh, ours, folder)
            yield _echo(ssh, ours)
    yield _busy_hour()


def _connecting(ssh: list[str], ours: list[str]) -> Iterator[Figure]:
    floors, times = [], []
    for _ in range(RUNS):
        with Program(ssh) as program:
            floors.append((program.wait_for(PROMPT) - program.started) * 1000)
        with Program(ours) as program:
            begin = program.wait_for("imported")
            times.append((program.wait_for(PROMPT) - begin) * 1000)
    mine, floor = statistics.median(times), statistics.median(floors)
    yield Figure(CONNECT[0], f"{mine:.0f} ms", f"{floor:.0f} ms", ratio(mine, floor), CONNECT[1])


def _output(ssh: list[str], ours: list[str], folder: Path) -> Iterator[Figure]:
    line = b"what a customer's log says, a line of some eighty bytes, over and over again\n"
    flood = folder / "flood"
    flood.write_bytes(line * (FLOOD // len(line)))
    programs = (ssh, ours, [*ours, "--record"], [*ours, "--store"])
    rates = [[_rate(argv, flood) for argv in programs] for _ in range(3)]
    floor, *measured = (statistics.median(each) for each in zip(*rates, strict=True))
    for (what, aim), mine in zip((OUTPUT, RECORDED, STORED), measured, strict=True):
        yield Figure(what, f"{mine:.1f} MB/s", f"{floor:.1f} MB/s", ratio(mine, floor), aim)


def _rate(argv: list[str], flood: Path) -> float:
    """Megabytes per second while a file is shown, from its first byte to its last."""
    with Program(argv) as program:
        program.wait_for(PROMPT)
        program.type(f"cat {flood}\r".encode())
        program.wait_for("what a customer")
        begin, before = time.perf_counter(), len(program.output)
        while not program.output.endswith(PROMPT.encode()):
            program.read(1.0)
        return (len(program.output) - before) / (time.perf_counter() - begin) / 1e6


def _echo(ssh: list[str], ours: list[str]) -> Figure:
    """Keys are typed in both alternately, so that both have the same machine."""
    with Program(ssh) as theirs, Program(ours) as mine:
        times: tuple[list[float], list[float]] = ([], [])
        for program in (theirs, mine):
            program.wait_for(PROMPT)
            program.type(b"cat\r")
            program.quiet(0.3)
        for number in range(KEYS):
            for program, taken in zip((theirs, mine), times, strict=True):
                begin = time.perf_counter()
                program.type(b"\x15" if number % 60 == 59 else b"x")
                came = program.read(1.0) or begin
                program.quiet(0.005)
                if number % 60 != 59:
                    taken.append((came - begin) * 1000)
    floor, our = (statistics.median(each) for each in times)
    return Figure(ECHO[0], f"{our:.2f} ms", f"{floor:.2f} ms", f"{our - floor:+.2f} ms", ECHO[1])


def _busy_hour() -> Figure:
    """An hour of a full screen every second, like `top` in colour, through a recorder."""
    sizes: list[int] = []

    def sink(part: RecordingPart) -> None:
        sizes.append(len(part.content))

    screens = _screens()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    recorder = Recorder(
        sink, columns=120, rows=36, term="xterm-256color", started=datetime.now(UTC), required=True
    )
    with recorder:
        for second in range(3_600):
            recorder.output(next(screens))
            if second % 10 == 9:
                time.sleep(0.005)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    memory, stored = (peak - before) / 2**20, sum(sizes) / 2**20
    return Figure(HOUR[0], f"{memory:.1f} MiB; {stored:.1f} MiB", "", "", HOUR[1])


def _screens() -> Iterator[bytes]:
    chance = random.Random(1)
    while True:
        rows = (
            f"\x1b[{row};1H\x1b[3{row % 8}m{chance.randint(1, 99_999):>7} ans \x1b[1m{chance.random() * 100:5.1f}"
            f"\x1b[m {chance.randint(1, 9_999_999):>9} S /usr/bin/program --number={row}\x1b[K"
            for row in range(1, 37)
        )
        yield "".join(rows).encode()


@contextmanager
def _server(folder: Path) -> Iterator[tuple[list[str], list[str]]]:
    """A server of our own, and how `ssh` and we sign in to it."""
    home = folder / "sshd"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700)
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / name], check=True)
    shutil.copy(home / "user.pub", home / "authorized")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (home / "known").write_text(f"[127.0.0.1]:{port} {(home / 'host.pub').read_text()}")
    (home / "config").write_text(
        f"HostKey {home}/host\nListenAddress 127.0.0.1:{port}\nAuthorizedKeysFile {home}/authorized\nStrictModes no\n"
        "UsePAM no\nPidFile none\nPermitRootLogin yes\nPrintMotd no\nPrintLastLog no\nUseDNS no\n"
        f"ForceCommand exec env PS1='{PROMPT}' /bin/sh\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    assert SSHD is not None
    process = subprocess.Popen([SSHD, "-D", "-f", home / "config"], stderr=subprocess.DEVNULL)
    user = getpass.getuser()
    os.environ.setdefault("USER", user)
    try:
        _until(lambda: socket.create_connection(("127.0.0.1", port), 1).close())
        yield (
            ["ssh", "-tt", "-F", "none", "-o", f"UserKnownHostsFile={home}/known", "-o", "IdentitiesOnly=yes",
             "-i", str(home / "user"), "-p", str(port), f"{user}@127.0.0.1"],
            [sys.executable, "-m", "benchmarks.remote_console", str(port), str(home / "user")],
        )  # fmt: skip
    finally:
        process.terminate()
        process.wait(10)


def _until(works: Callable[[], None]) -> None:
    for _ in range(500):
        with suppress(OSError):
            return works()
        time.sleep(0.02)
    raise RuntimeError("the server does not answer")
