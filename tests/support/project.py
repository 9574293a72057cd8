"""The project's own files, for tests that examine the project itself."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
PACKAGES = ("helpdesk", "screens", "styles")
_MADE = {"__pycache__", "build", "dist", "node_modules"}


def files() -> Iterator[Path]:
    """Every file of the project, except generated or fetched ones."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _MADE and not name.endswith(".egg-info") and (name == ".ci" or name[0] != ".")
        )
        for name in sorted(names):
            path = Path(folder, name)
            is_made = path.suffix in {".mo", ".part", ".pyc"} or name.startswith(".coverage")
            if not is_made and name != ".git":  # a file in a second work tree
                yield path


@cache
def syntax(path: Path) -> ast.Module:
    """The syntax tree of a source, parsed once; nobody may change it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project, with its text."""
    for path in files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture
            continue


def python(code: str, environ: Mapping[str, str] | None = None) -> str:
    """The output of a few lines of Python, in an interpreter of its own.

    Coverage is not measured: most ask what is loaded, and measuring loads something too.
    """
    around = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**around, **(environ or {})},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def load_module(path: Path) -> ModuleType:
    """A module from its file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
