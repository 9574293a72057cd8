"""The real program on a real store: every command runs through `main`, as it would from a shell."""

from __future__ import annotations

import io
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command_line import OWNER, Outcome, Run, add_customer
from support.stores import sample

from helpdesk import config
from helpdesk.cli import main
from helpdesk.commands import parser
from helpdesk.commands.call import Command
from helpdesk.desk import Desk
from helpdesk.i18n import language


@pytest.fixture(autouse=True, scope="session")
def parsers_of_all() -> Iterator[None]:
    """The parser of a language is made once: making it takes longer than many a command."""
    made: dict[str, ArgumentParser] = {}
    make = parser.parser

    def made_once(console: Command) -> ArgumentParser:
        if (spoken := language()) not in made:
            made[spoken] = make(console)
        made[spoken].set_defaults(run=console)
        return made[spoken]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "parser", made_once)
        yield


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of the store; the account that works here is `OWNER`."""
    monkeypatch.setenv("HELPDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOGNAME", OWNER)
    return tmp_path / "home"


@pytest.fixture
def helpdesk(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command, with an optional text on standard input, which is no terminal."""

    def run(*arguments: str, stdin: str = "") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = main(arguments)
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a store that `init --yes` has made, to be copied."""
    folder = tmp_path_factory.mktemp("made") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOGNAME", OWNER)
        assert main(["init", "--yes", "--name", "Noor de Wit", "--home", str(folder)]) == 0
    return folder


@pytest.fixture
def store(made: Path, place: Path) -> Path:
    """The home of a new store."""
    return shutil.copytree(made, place)


@pytest.fixture
def desk(store: Path) -> Iterator[Desk]:
    """The owner's desk on that store, to put things into it."""
    desk = Desk(config.load({"home": store}, {}), sample(), login=OWNER)
    desk.open()
    yield desk
    desk.shut()


@pytest.fixture
def sanne(desk: Desk) -> str:
    """The number of a customer."""
    return add_customer(desk)


@pytest.fixture
def reader(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody of the role `read-only` works here from now on."""
    desk.do(lambda work: work.technicians.add("reader-login", "Reader", "read-only"))
    monkeypatch.setenv("LOGNAME", "reader-login")
    return "reader-login"
