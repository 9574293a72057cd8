"""SSH agents for the tests: one of our own, always available, and OpenSSH's if it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import asyncssh

SSH_AGENT = shutil.which("ssh-agent")
AGENTS = ("ours", "openssh") if SSH_AGENT and shutil.which("ssh-add") else ("ours",)

AT_ONCE, REFUSES, NEVER = "at once", "refuses", "never"

_LIST, _KEYS, _SIGN, _SIGNATURE, _FAILURE = 11, 12, 13, 14, 5
_SIGNATURES = {2: "rsa-sha2-256", 4: "rsa-sha2-512"}


@contextlib.contextmanager
def agent(kind: str, keys: Iterable[asyncssh.SSHKey], *, signs: str = AT_ONCE) -> Iterator[str]:
    """An agent of `AGENTS` that holds these keys; yields the path of its socket.

    `signs` is `AT_ONCE`; ours can also be one that `REFUSES`, or that waits for a touch that `NEVER` comes.
    """
    folder = Path(tempfile.mkdtemp(prefix="agent-"))  # a socket's path must be short
    path = folder / "socket"
    try:
        with _openssh(path, keys) if kind == "openssh" else _ours(path, list(keys), signs):
            yield str(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _openssh(path: Path, keys: Iterable[asyncssh.SSHKey]) -> Iterator[None]:
    assert SSH_AGENT
    with subprocess.Popen([SSH_AGENT, "-D", "-a", path], stdout=subprocess.DEVNULL) as process:
        try:
            while not _listens(path):  # its socket is there a moment before that
                assert process.poll() is None
                time.sleep(0.01)
            for key in keys:
                subprocess.run(
                    ["ssh-add", "-q", "-"],
                    input=key.export_private_key("openssh"),
                    env={**os.environ, "SSH_AUTH_SOCK": str(path)},
                    check=True,
                    capture_output=True,
                )
            yield
        finally:
            process.terminate()


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


@contextlib.contextmanager
def _ours(path: Path, keys: list[asyncssh.SSHKey], signs: str) -> Iterator[None]:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    threading.Thread(target=_serve, args=(listener, keys, signs), daemon=True).start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _serve(listener: socket.socket, keys: list[asyncssh.SSHKey], signs: str) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with contextlib.suppress(OSError), connection:
            while request := _request(connection):
                if request[0] == _SIGN and signs == NEVER:
                    continue
                answer = _answer(request, keys, signs)
                connection.sendall(_string(answer))


def _request(connection: socket.socket) -> bytes:
    length = connection.recv(4, socket.MSG_WAITALL)
    return connection.recv(int.from_bytes(length, "big"), socket.MSG_WAITALL) if len(length) == 4 else b""


def _answer(request: bytes, keys: list[asyncssh.SSHKey], signs: str) -> bytes:
    if request[0] == _LIST:
        listed = b"".join(_string(key.public_data) + _string(b"a key") for key in keys)
        return bytes([_KEYS]) + len(keys).to_bytes(4, "big") + listed
    if request[0] == _SIGN and signs == AT_ONCE:
        public, rest = _take(request[1:])
        data, flags = _take(rest)
        for key in keys:
            if key.public_data == public:
                algorithm = _SIGNATURES.get(int.from_bytes(flags[:4], "big"), key.algorithm.decode())
                return bytes([_SIGNATURE]) + _string(key.sign(data, algorithm.encode()))
    return bytes([_FAILURE])


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _take(data: bytes) -> tuple[bytes, bytes]:
    length = int.from_bytes(data[:4], "big")
    return data[4 : 4 + length], data[4 + length :]
