"""Every test is isolated from the machine it runs on; a real PostgreSQL server is one fixture away."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

# Otherwise every program and worker compiles everything it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
gc.disable()  # until all tests are collected, which creates no garbage

import pytest  # noqa: E402
from _pytest.unraisableexception import gc_collect_iterations_key  # noqa: E402
from hypothesis import settings  # noqa: E402
from support.postgres import Postgres, server  # noqa: E402
from support.stores import EmbeddedStore, MadeHomes, compiled_once, policies_read_once  # noqa: E402
from support.turns import long_ones_first  # noqa: E402

from helpdesk import i18n  # noqa: E402

_HOMES = count()
_MACHINE = dict(os.environ)
_LEFT_OUT = ("HELPDESK_", "XDG_", "LC_", "TEXTUAL", "PG", "LANGUAGE", "NO_COLOR", "COLORTERM", "SSH_", "TMUX")

# Signals ignored by a background run would be inherited by every program under test.
for ignored in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(ignored) is signal.SIG_IGN:
        signal.signal(ignored, signal.default_int_handler if ignored is signal.SIGINT else signal.SIG_DFL)


def _in_memory(place: str = "/dev/shm", room: int = 4 << 30) -> None:
    """Keep what tests write in memory if there is enough: elsewhere each commit of a store waits for a disk."""
    with suppress(OSError):
        found = os.statvfs(place)
        if found.f_bavail * found.f_frsize > room and not found.f_flag & (os.ST_NOEXEC | os.ST_RDONLY):
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", place)


_in_memory()
settings.register_profile("house", deadline=None, database=None, max_examples=60, print_blob=True)
settings.register_profile("quick", settings.get_profile("house"), max_examples=20)


def pytest_configure(config: pytest.Config) -> None:
    """Fewer examples when the slow proofs are left out."""
    settings.load_profile("quick" if config.option.markexpr == "not slow" else "house")
    # Once at the end, over everything left: five times took seconds.
    config.stash[gc_collect_iterations_key] = 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need a server are slow, as each worker starts one; long ones go first, or all wait for them."""
    for item in items:
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")
    items[:] = long_ones_first(items, int(_MACHINE.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def pytest_collection_finish() -> None:
    """Let the collector skip what stays until the end: examining it is a sixth of a screen's test."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What share of the time the slow proofs took."""
    took = {True: 0.0, False: 0.0}
    for reports in terminalreporter.stats.values():
        for one in reports:
            if isinstance(one, pytest.TestReport):
                took["slow" in one.keywords] += one.duration
    if all(took.values()):
        share = took[True] / sum(took.values())
        terminalreporter.write_line(
            f"{share:.0%} of this went to the slow proofs, which `make quick` leaves out."
        )


@pytest.fixture(autouse=True)
def shut_off(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home of its own, a fixed locale, English, and a cursor that does not blink."""
    home = tmp_path_factory.getbasetemp() / "homes" / str(next(_HOMES))
    home.mkdir(parents=True)
    for name in os.environ:
        if name.startswith(_LEFT_OUT):
            monkeypatch.delenv(name)
    for name, value in {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "TEXTUAL_ANIMATIONS": "none",
    }.items():
        monkeypatch.setenv(name, value)
    _still_cursor(monkeypatch)
    i18n.install("en")
    i18n.use_zone(i18n.COMPANY_ZONE)
    yield
    i18n.install("en")


def _still_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    if "textual" not in sys.modules:
        return
    from textual.widgets import Input, TextArea

    for widget in (Input, TextArea):
        monkeypatch.setattr(widget.cursor_blink, "_default", False)


@pytest.fixture(autouse=True, scope="session")
def statements_compiled_once() -> Iterator[None]:
    """SQLAlchemy's compiled statements serve every test of a worker."""
    with compiled_once():
        yield


@pytest.fixture(autouse=True, scope="session")
def policies_of_all() -> Iterator[None]:
    """Policies parsed from a text serve every test of a worker."""
    with policies_read_once():
        yield


@pytest.fixture
def home(shut_off: None) -> Path:
    """The home folder of the test."""
    return Path(os.environ["HOME"])


@pytest.fixture(scope="session")
def made_homes(tmp_path_factory: pytest.TempPathFactory) -> MadeHomes:
    """Homes with a store, to be copied."""
    own = tmp_path_factory.getbasetemp()
    return MadeHomes((own.parent if "PYTEST_XDIST_WORKER" in _MACHINE else own) / "made")


@pytest.fixture(scope="session")
def plain_store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """A store without a key, of which every byte can be read."""
    return EmbeddedStore(tmp_path_factory.mktemp("plain"), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, one for each worker of the test run."""
    with server(_MACHINE) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """The URL of the server's maintenance database; tests make databases of their own."""
    return postgres.url


@pytest.fixture
def postgres_database(postgres: Postgres) -> Iterator[str]:
    """The URL of an empty database that is dropped after the test."""
    url = postgres.create()
    yield url
    postgres.drop(url)
