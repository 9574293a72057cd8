"""After a run with `--cov`: how much of each package the tests ran, and the functions they never reached."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from tempfile import NamedTemporaryFile
from typing import Any

from coverage import Coverage

_RUN = ("covered_lines", "covered_branches")
_ALL = ("num_statements", "num_branches")
_WHOLE = "all of it"


def main() -> None:
    """Print the table, the least covered package last, and the functions by file."""
    files = _measured()
    for line in (*_table(files), *_unreached(files)):
        sys.stdout.write(f"  {line}\n")


def _table(files: Mapping[str, Any]) -> Iterator[str]:
    run, whole = Counter[str](), Counter[str]()
    for path, one in files.items():
        for package in (f"{PurePath(path).parent}/", _WHOLE):
            run[package] += sum(one["summary"][kind] for kind in _RUN)
            whole[package] += sum(one["summary"][kind] for kind in _ALL)
    shares = {package: run[package] / whole[package] for package in whole if whole[package]}
    for package in sorted(shares, key=lambda one: (one == _WHOLE, -shares[one])):
        yield f"{package:38} {shares[package]:7.1%}"


def _unreached(files: Mapping[str, Any]) -> Iterator[str]:
    for path, one in files.items():
        names = [
            name
            for name, function in one["functions"].items()
            if name and function["summary"]["num_statements"] and not function["executed_lines"]
        ]
        if names:
            yield f"no test reaches in {path}: {', '.join(names)}"


def _measured() -> dict[str, Any]:
    """The coverage of each file's lines, branches and functions, from `coverage json`."""
    measured = Coverage(messages=False)
    measured.load()
    with NamedTemporaryFile(suffix=".json") as made:
        measured.json_report(outfile=made.name)
        files: dict[str, Any] = json.load(made)["files"]
    return files


if __name__ == "__main__":
    main()
