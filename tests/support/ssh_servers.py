"""Real SSH servers on loopback: asyncssh's, always available, and OpenSSH's sshd if it is installed.

    with asyncssh_server(users={"ans": User(password="geheim-1")}) as server:
        ... server.port, server.host_keys, server.seen.tries

    with each(kind, tmp_path, authorized=(key.public,)) as server:   # for kind in KINDS: the same test on both
        ... sign in as server.user

For a line that is slow, cut or stalled at a given step, put a `support.ssh_lines.Line` in front of either.
"""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh
from support.ssh_keys import private_key, public_line
from support.ssh_shells import Echo, Seen, Sending, Session, Shell, Silent, Unanswered

USER = "ans"
SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin:/sbin")
KINDS = ("asyncssh", "sshd") if SSHD else ("asyncssh",)
"""The servers of this machine, for `pytest.mark.parametrize("kind", KINDS)` and `each(kind, …)`."""

SIGN_IN, CHANNEL, SHELL = "sign-in", "channel", "shell"
"""Where asyncssh's server can hang or close: no answer to the authentication, to the opening of a channel, to the
request for a shell. Earlier steps: `support.ssh_lines`."""


@dataclass(frozen=True)
class User:
    """Who may sign in, and how: by any of what is given, or by the `steps` in this order.

    `expired` is a password that must be changed first; `keys` are public keys, or those of who signs certificates;
    `code` is what a keyboard-interactive question wants to hear; `steps` are names of methods, such as
    `("publickey", "keyboard-interactive")`.
    """

    password: str = ""
    expired: str = ""
    keys: tuple[str, ...] = ()
    code: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What a keyboard-interactive server asks; all of it may be hostile."""

    title: str = "Second step"
    instructions: str = "Look at your telephone."
    prompt: str = "One-time code: "
    echo: bool = False


@dataclass
class Server:
    """A server that runs. `host_keys` are lines `algorithm base64`; `user` may sign in with the `authorized` keys."""

    host: str
    port: int
    user: str
    host_keys: tuple[str, ...]
    seen: Seen = field(default_factory=Seen)
    end_connections: Callable[[], None] = lambda: None
    """Cut every connection from the server's side."""

    @property
    def known_hosts(self) -> str:
        """The lines for a known_hosts file."""
        return "".join(f"[{self.host}]:{self.port} {line}\n" for line in self.host_keys)


def each(kind: str, folder: Path, **options: Any) -> contextlib.AbstractContextManager[Server]:
    """The server `kind` of `KINDS` with options both know: `authorized`, `host_keys`, `host`."""
    if kind == "sshd":
        return openssh_server(folder, **options)
    return asyncssh_server(**options)


@contextlib.contextmanager
def asyncssh_server(
    *,
    users: Mapping[str, User] | None = None,
    authorized: Iterable[str] = (),
    host_keys: Iterable[tuple[str, int]] = (("ed25519", 0),),
    host: str = "127.0.0.1",
    port: int = 0,
    hang_at: str = "",
    close_at: str = "",
    send: bytes | Iterable[bytes] | None = None,
    exit_status: int = 0,
    echo: bool = False,
    silent: bool = False,
    forward: bool = True,
    banner: str = "",
    question: Question = Question(),
    **options: Any,
) -> Iterator[Server]:
    """asyncssh's server in a thread of its own.

    Args:
        users: who may sign in; with `authorized` alone, `USER` may with these public keys.
        authorized: public lines of `USER`.
        host_keys: kinds and numbers of `support.ssh_keys.private_key`.
        host: `127.0.0.1` or `::1`.
        port: 0 for a free one.
        hang_at: `SIGN_IN`, `CHANNEL` or `SHELL`: never answers there.
        close_at: the same, and closes the connection.
        send: what the shell sends before it ends with `exit_status`; without it, a real `/bin/sh`.
        exit_status: see `send`.
        echo: the shell sends back what it gets.
        silent: the shell says nothing.
        forward: whether it is a jump host.
        banner: what is said before the sign-in.
        question: what is asked of users with a `code`.
        options: of `asyncssh.listen`, such as `kex_algs`, `encryption_algs`, `mac_algs`.
    """
    people = dict(users or {USER: User(keys=tuple(authorized))})
    seen = Seen()

    def shell() -> Session:
        if send is not None:
            return Sending(seen, (send,) if isinstance(send, bytes) else send, exit_status)
        return Echo(seen) if echo else Silent(seen) if silent else Shell(seen)

    plan = _Plan(people, question, banner, hang_at, close_at, forward, shell, seen)
    keys = [private_key(kind, number) for kind, number in host_keys]
    with _loop() as loop:

        async def listen() -> asyncssh.SSHAcceptor:
            return await asyncssh.listen(
                host, port, server_factory=lambda: _Owner(plan), server_host_keys=keys, encoding=None,
                line_editor=False, login_timeout=0, **options,
            )  # fmt: skip

        acceptor = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)

        def end_connections() -> None:
            for connection in list(plan.connections):
                loop.call_soon_threadsafe(connection.abort)

        try:
            yield Server(
                host,
                acceptor.get_port(),
                next(iter(people)),
                tuple(map(public_line, keys)),
                seen,
                end_connections,
            )
        finally:
            end_connections()
            asyncio.run_coroutine_threadsafe(_closed(acceptor, end_connections), loop).result(10)


async def _closed(acceptor: asyncssh.SSHAcceptor, end_connections: Callable[[], None]) -> None:
    """Accept no more, and end what was accepted at the last moment, which becomes a connection some turns later."""
    acceptor.close()
    await acceptor.wait_closed()
    for _turn in range(5):
        await asyncio.sleep(0)
    end_connections()
    await asyncio.sleep(0)


@contextlib.contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="asyncssh", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(_finish(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _finish() -> None:
    """Let closing connections finish, and end those that hang on purpose."""
    await asyncio.sleep(0.01)
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()


@dataclass
class _Plan:
    users: Mapping[str, User]
    question: Question
    banner: str
    hang_at: str
    close_at: str
    forward: bool
    shell: Callable[[], Session]
    seen: Seen
    connections: set[asyncssh.SSHServerConnection] = field(default_factory=set)


class _Owner(asyncssh.SSHServer):
    """One connection to the server."""

    def __init__(self, plan: _Plan) -> None:
        self._plan, self._seen = plan, plan.seen
        self._done: list[str] = []
        self._method = ""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._plan.connections.add(conn)
        self._seen.peers.append(conn.get_extra_info("peername")[:2])
        self._succeed = conn.send_userauth_success
        conn.send_userauth_success = self._step_done  # type: ignore[method-assign]  # it knows no second steps

    def connection_lost(self, exc: Exception | None) -> None:
        self._plan.connections.discard(self._connection)

    async def begin_auth(self, username: str) -> bool:
        self._name, self._user = username, self._plan.users.get(username)
        if self._plan.banner:
            self._connection.send_auth_banner(self._plan.banner)
        await self._perhaps_stop(SIGN_IN)
        return True

    def public_key_auth_supported(self) -> bool:
        return self._next_is("publickey", bool(self._user and self._user.keys))

    def password_auth_supported(self) -> bool:
        return self._next_is(
            "password", self._user is None or bool(self._user.password or self._user.expired)
        )

    def kbdint_auth_supported(self) -> bool:
        return self._next_is("keyboard-interactive", bool(self._user and self._user.code))

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        self._try(username, "publickey")
        return self._user is not None and public_line(key) in self._user.keys

    def validate_ca_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return self.validate_public_key(username, key)

    def validate_password(self, username: str, password: str) -> bool:
        self._try(username, "password")
        if self._user is not None and password == self._user.expired:
            raise asyncssh.PasswordChangeRequired("Your password has expired.")
        return self._user is not None and password == self._user.password

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        self._try(username, "keyboard-interactive")
        asked = self._plan.question
        return asked.title, asked.instructions, "en", [(asked.prompt, asked.echo)]

    def validate_kbdint_response(self, username: str, responses: Any) -> bool:
        return self._user is not None and list(responses) == [self._user.code]

    async def session_requested(self) -> Session:
        await self._perhaps_stop(CHANNEL)
        if self._plan.hang_at == SHELL:
            return Unanswered(self._seen)
        if self._plan.close_at == SHELL:
            return Unanswered(self._seen, self._connection.abort)
        return self._plan.shell()

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> bool:
        self._seen.forwarded.append((dest_host, dest_port))
        if not self._plan.forward:
            raise asyncssh.ChannelOpenError(asyncssh.OPEN_ADMINISTRATIVELY_PROHIBITED, "no forwarding here")
        return True

    def _try(self, username: str, method: str) -> None:
        self._method = method
        self._seen.tries.append((username, method))

    def _next_is(self, method: str, offered: bool) -> bool:
        steps = self._user.steps if self._user else ()
        return method == steps[len(self._done)] if steps else offered

    async def _step_done(self) -> None:
        self._done.append(self._method)
        if self._user and len(self._done) < len(self._user.steps):
            self._connection.send_userauth_failure(True)
            return
        self._seen.signed_in.append(self._name)
        await self._succeed()

    async def _perhaps_stop(self, step: str) -> None:
        if self._plan.close_at == step:
            self._connection.abort()
        if step in (self._plan.hang_at, self._plan.close_at):
            await asyncio.sleep(3600)


@contextlib.contextmanager
def openssh_server(
    folder: Path,
    *,
    authorized: Iterable[str] = (),
    host_keys: Iterable[tuple[str, int]] = (("ed25519", 0),),
    host: str = "127.0.0.1",
    extra: str = "",
) -> Iterator[Server]:
    """OpenSSH's sshd under our own account, on a free port, with a configuration and keys of its own.

    Only the account that runs the tests can sign in, by one of the `authorized` keys; its shell is `/bin/sh`. `extra`
    are lines for sshd_config, taken before ours.
    """
    assert SSHD, "OpenSSH's server is not on this machine; look at KINDS first"
    home = folder / f"sshd-{_free_port(host)}"
    home.mkdir()
    keys = [private_key(kind, number) for kind, number in host_keys]
    for number, key in enumerate(keys):
        path = home / f"host_{number}"
        key.write_private_key(path)
        path.chmod(0o600)
    (home / "authorized").write_text("".join(f"{line}\n" for line in authorized))
    if os.geteuid() == 0:  # its own service makes this folder before it starts
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    port = _free_port(host)
    listen = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    (home / "config").write_text(
        f"{extra}\n"
        + "".join(f"HostKey {home}/host_{number}\n" for number in range(len(keys)))
        + f"ListenAddress {listen}\nAuthorizedKeysFile {home}/authorized\n"
        "StrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\nPrintMotd no\nPrintLastLog no\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nUseDNS no\nLogLevel VERBOSE\n"
        "MaxStartups 100\nAllowTcpForwarding yes\nPermitUserRC no\n"
        'ForceCommand cd / && exec env -i TERM="$TERM" PATH="$PATH" PS1="\\$ " HOME=/ LC_ALL=C.UTF-8'
        ' /bin/sh ${SSH_ORIGINAL_COMMAND:+-c "$SSH_ORIGINAL_COMMAND"}\n'
    )
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", home / "config"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        _wait_for_port(host, port, process, home / "log")
        yield Server(
            host, port, getpass.getuser(), tuple(map(public_line, keys)), end_connections=_children(process)
        )
    finally:
        _children(process)()
        process.terminate()
        process.wait(10)


def _children(process: subprocess.Popen[bytes]) -> Callable[[], None]:
    """Ends the processes that sshd started, one for each connection."""

    def end() -> None:
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
            for child in children.split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(child), signal.SIGKILL)

    return end


def _free_port(host: str) -> int:
    with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as found:
        port: int = found.getsockname()[1]
        return port


def _wait_for_port(host: str, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 15
    while True:
        with contextlib.suppress(OSError):
            socket.create_connection((host, port), 1).close()
            return
        assert process.poll() is None, f"sshd ended at once:\n{log.read_text(errors='replace')}"
        assert time.monotonic() < end, f"sshd does not answer:\n{log.read_text(errors='replace')}"
        time.sleep(0.02)
