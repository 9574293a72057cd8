"""Imports run one way: as they are written, and as they happen."""

from __future__ import annotations

import getpass
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from support.project import ROOT, python
from support.stores import MadeHomes

SCREEN = ("textual", "rich")
STORE = ("sqlalchemy", "sqlcipher3", "alembic", "psycopg")
HEAVY = (
    *STORE,
    "paramiko",
    "cryptography",
    "phonenumbers",
    "email_validator",
    "stdnum",
    "holidays",
    "dateutil",
    "typst",
    "pyzipper",
    "Cryptodome",
)

LOADED = """
import sys
print(*sorted({{name.partition(".")[0] for name in sys.modules}} & set({names!r})))
"""


def loaded_by(code: str, names: tuple[str, ...], home: Path) -> str:
    """Which of `names` are loaded after `code`."""
    return python(code + LOADED.format(names=names), {"HELPDESK_HOME": str(home)}).splitlines()[-1]


def command(*arguments: str) -> str:
    return f"""
import contextlib, io
from helpdesk.cli import main
with contextlib.redirect_stdout(io.StringIO()) as said:
    code = main({list(arguments)!r})
assert code == 0, said.getvalue()
"""


def test_the_contracts_between_the_packages_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_command_loads_a_screen(tmp_path: Path) -> None:
    """Not one of these, nor the program without a command where there is no terminal for the console."""
    asked = (
        ["--version"],
        ["--help"],
        ["init", "--yes"],
        ["find", "jansen"],
        ["doctor"],
        ["policy", "check"],
        ["policy", "print"],
        ["audit", "verify"],
    )
    code = "".join(command(*arguments) for arguments in asked) + "assert main([]) == 2\n"
    assert loaded_by(code, (*SCREEN, "styles"), tmp_path) == ""


def test_what_starts_and_what_writes_letters_waits_for_no_heavy_library(tmp_path: Path) -> None:
    """Neither the version nor the first paint loads a store, nor a letter what sets and encrypts it."""
    modules = (
        "screens.app",
        "helpdesk.desk",
        "helpdesk.policy.loader",
        "helpdesk.tasks.letters",
        "helpdesk.tasks.copies",
    )
    code = command("--version") + f"import {', '.join(modules)}"
    assert loaded_by(code, HEAVY, tmp_path) == ""


def test_the_first_paint_loads_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    names = (
        *HEAVY,
        "helpdesk.commands.call",
        "helpdesk.commands.output",
        "helpdesk.commands.parser",
        "helpdesk.domain.audit",
        "helpdesk.domain.customer",
        "helpdesk.domain.decision",
        "helpdesk.policy",
        "helpdesk.repository",
        "helpdesk.tasks",
        "screens.cover",
        "screens.dialogs",
        "screens.find",
        "screens.lock",
        "hashlib",
        "json",
        "tomllib",
        "zoneinfo",
    )
    assert loaded_by_the_console("painted", names, tmp_path) == set()


def test_filling_today_loads_no_more_than_the_embedded_store(tmp_path: Path, made_homes: MadeHomes) -> None:
    made_homes.copy(tmp_path, login=getpass.getuser(), name="Noor de Wit")
    names = (
        *(name for name in HEAVY if name not in ("sqlalchemy", "sqlcipher3", "dateutil")),
        "helpdesk.documents",
        "email",
        "helpdesk.domain.spotting",
        "helpdesk.remote",
        "helpdesk.repository.complaints",
        "helpdesk.repository.customers",
        "helpdesk.repository.removal",
        "helpdesk.repository.requests",
        "helpdesk.repository.tickets",
        "helpdesk.repository.unsolicited",
        "screens.find",
        "sqlalchemy.dialects.postgresql",
        "sqlalchemy.orm",
    )
    assert loaded_by_the_console("filled", names, tmp_path) == set()


def test_every_register_is_loaded_when_it_is_asked_for_or_before_if_there_is_time() -> None:
    code = """
import sys
from helpdesk.repository.unit_of_work import UnitOfWork, _MODULES, load_registers
modules = {f"helpdesk.repository.{module}" for module in _MODULES.values()}
assert modules.isdisjoint(sys.modules)
load_registers()
assert modules <= sys.modules.keys()
work = UnitOfWork(None, None, None, None)
made = [getattr(work, name) for name, kind in UnitOfWork.__annotations__.items() if kind in _MODULES]
assert sorted(type(one).__name__ for one in made) == sorted(_MODULES)
assert not hasattr(work, "connection")
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_put_off_is_whole_once_it_is_used() -> None:
    """The store has it loaded late, for itself and for all that imports it afterwards."""
    code = """
import sys, helpdesk.repository.store
from importlib import metadata
import importlib.metadata as same
assert metadata.version("sqlalchemy") == same.version("sqlalchemy")
import importlib.metadata
assert importlib.metadata is sys.modules["importlib.metadata"]
assert importlib.metadata.__file__ and "importlib.metadata._meta" in sys.modules
from sqlalchemy.util import compat
assert compat.importlib_metadata.entry_points
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def loaded_by_the_console(moment: str, names: Sequence[str], home: Path) -> set[str]:
    """Which of `names` are loaded by a start of the console, when it has `painted` or has `filled` Today."""
    code = f"""
import asyncio, os, sys
import helpdesk.cli
from helpdesk import config
from helpdesk.desk import Desk
from screens.app import HelpdeskApp

class Watched(HelpdeskApp):
    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        if {moment!r} == "painted" or getattr(screen, "_filled", False):
            print("loaded:", *(set({tuple(names)!r}) & set(sys.modules)))
            sys.stdout.flush()
            os._exit(0)

app = Watched(Desk(config.load({{}}, os.environ)))
asyncio.run(app.run_async(headless=True, size=(80, 24)))
"""
    return set(python(code, {"HELPDESK_HOME": str(home)}).splitlines()[-1].split()[1:])


def test_rules_and_jobs_can_be_imported_without_a_store(tmp_path: Path) -> None:
    code = """
import importlib, pkgutil
for name in ("helpdesk.domain", "helpdesk.policy", "helpdesk.tasks"):
    for module in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
        importlib.import_module(module.name)
"""
    assert loaded_by(code, (*STORE, *SCREEN, "paramiko"), tmp_path) == ""
