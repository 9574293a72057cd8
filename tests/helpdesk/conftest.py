"""A desk on a real, encrypted store of its own."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.clock import Clock
from support.command_line import OWNER, Outcome, Run, add_customer
from support.home import Home
from support.stores import MadeHomes, sample

from helpdesk import config
from helpdesk.cli import main
from helpdesk.desk import Desk

if TYPE_CHECKING:
    from support.ssh_keys import KeyFile


@pytest.fixture
def turned_clock() -> Clock:
    return Clock()


@pytest.fixture
def make_desk(tmp_path: Path, turned_clock: Clock) -> Iterator[Callable[..., Desk]]:
    """Desks on one store under `tmp_path`, each to be made or opened by the test."""
    desks: list[Desk] = []

    def make(login: str = "kim") -> Desk:
        settings = config.load({"home": str(tmp_path / "home")}, {})
        desks.append(Desk(settings, sample(), login=login, clock=turned_clock))
        return desks[-1]

    yield make
    for desk in desks:
        desk.shut()


@pytest.fixture
def desk(make_desk: Callable[..., Desk], made_homes: MadeHomes, tmp_path: Path) -> Desk:
    """An open desk of the store's owner."""
    made_homes.copy(tmp_path / "home", login="kim", name="Kim")
    made = make_desk()
    made.open()
    return made


@pytest.fixture
def cheap_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pass phrase opens a key at once, and not in a quarter of a second; what it costs is shown with the key file."""
    monkeypatch.setattr("helpdesk.repository.keyfile._COST", 1024)


@pytest.fixture(scope="session")
def furnished_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one customer, Sanne Vos, to be copied."""
    folder = tmp_path_factory.mktemp("furnished") / "home"
    desk = Desk(config.load({"home": folder}, {}), sample(), login=OWNER)
    desk.create(name="Noor de Wit")
    add_customer(desk)
    desk.shut()
    return folder


@pytest.fixture
def furnished(furnished_once: Path, tmp_path: Path) -> Iterator[Home]:
    """The home of a store with one customer, Sanne Vos, in which the program can be run."""
    home = Home(shutil.copytree(furnished_once, tmp_path / "home"))
    yield home
    for folder in (home.folder, home.database.parent, home.key.parent):
        folder.chmod(0o700)


@pytest.fixture
def key(tmp_path: Path) -> KeyFile:
    """What a technician signs in with."""
    from support.ssh_keys import key_file

    return key_file(tmp_path, "ed25519", number=7)


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program in a home, in this process: for what does not hang on how one starts or ends."""

    def run(*arguments: str, home: Path, **environ: str) -> Outcome:
        with monkeypatch.context() as patch:
            for name, value in {"HELPDESK_HOME": str(home), "LOGNAME": OWNER, **environ}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.StringIO())
            code = main(arguments)
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return run
