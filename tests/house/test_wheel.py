"""The wheel holds exactly the three packages with their data, and starts where nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from support.project import PACKAGES, ROOT, files
from support.terminal import Terminal

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the source as it stands."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs' folder of an environment with the wheel, which borrows the libraries of this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    programs = folder / "bin"
    own = Path(
        subprocess.check_output(
            [programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
        ).strip()
    )
    (own / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    install = ["install", "--quiet", "--no-deps", "--no-index", "--ignore-installed", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--python", str(programs / "python"), *install], check=True)
    return programs


def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def test_it_holds_the_three_packages_and_nothing_else(wheel: Path) -> None:
    tops = {PurePosixPath(name).parts[0] for name in contents(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert len(tops) == len(PACKAGES) + 1


def test_it_holds_every_module_and_every_data_file(wheel: Path) -> None:
    ours = [path.relative_to(ROOT) for path in files() if path.relative_to(ROOT).parts[0] in PACKAGES]
    expected = {
        path.with_suffix(".mo" if path.suffix == ".po" else path.suffix).as_posix()
        for path in ours
        if path.name != ".gitkeep"
    }
    assert {name for name in contents(wheel) if ".dist-info/" not in name} == expected
    assert {Path(name).suffix for name in expected} >= {".py", ".toml", ".tcss", ".mo"}


def test_it_carries_its_licence_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        facts = {PurePosixPath(name).name: name for name in archive.namelist() if ".dist-info/" in name}
        assert archive.read(facts["LICENSE"]) == (ROOT / "LICENSE").read_bytes()
        assert b"helpdesk = helpdesk.cli:main" in archive.read(facts["entry_points.txt"])
        assert b"License-Expression: EUPL-1.2" in archive.read(facts["METADATA"])


def run(installed: Path, folder: Path, *command: str) -> str:
    done = subprocess.run(
        [installed / command[0], *command[1:]], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_own_modules_are_used_and_speak_dutch(installed: Path, tmp_path: Path) -> None:
    code = "from helpdesk import i18n; i18n.install('nl'); print(i18n.tell(i18n._YES), i18n.__file__)"
    said, place = run(installed, tmp_path, "python", "-c", code).split(maxsplit=1)
    assert said == "ja"
    assert Path(place.strip()).is_relative_to(installed.parent)


def test_the_command_line_works_in_an_empty_folder(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_HOME", str(tmp_path / "home"))
    assert run(installed, tmp_path, "helpdesk", "--version").startswith("helpdesk ")
    run(installed, tmp_path, "helpdesk", "init", "--yes")
    assert run(installed, tmp_path, "helpdesk", "find", "jansen", "--json").strip() == "[]"
    assert os.listdir(tmp_path) == ["home"]  # noqa: PTH208 - names are compared, not paths


def test_the_console_starts_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    (tmp_path / "empty").mkdir()
    program = [str(installed / "helpdesk"), "demo"]
    with Terminal(program, cwd=tmp_path / "empty", env={"TMPDIR": str(made)}) as terminal:
        terminal.wait_for("Find")
        assert list(made.iterdir())
        terminal.press("ctrl+q")
        assert terminal.exit_status() == 0
    assert not list(made.iterdir())
    assert not list((tmp_path / "empty").iterdir())
