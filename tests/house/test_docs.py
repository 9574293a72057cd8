"""What the documents say is there, is there."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.project import PACKAGES, ROOT, files, syntax

from helpdesk.commands.parser import parser

DOCUMENTS = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/guide.md")]
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)


def code_of(document: Path) -> str:
    """What a document sets as code."""
    return "\n".join(block or word for block, word in CODE.findall(document.read_text(encoding="utf-8")))


def parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command of the command line, `policy check` among them, with what reads its arguments."""
    todo = [("", parser(lambda _call: 0))]
    for name, each in todo:
        yield name, each
        for action in each._actions:
            if isinstance(action, argparse._SubParsersAction):
                todo += [(f"{name} {below}".strip(), child) for below, child in action.choices.items()]


def commands() -> set[str]:
    """The names of the commands, and of those under which others stand."""
    return {name for name, _parser in parsers()}


def test_no_flag_takes_the_place_of_what_runs_the_command() -> None:
    """`retention --run` did, and `retention` alone removed what it was to list."""
    kept = {"run", "lists"}
    taken = {(name, action.dest) for name, each in parsers() for action in each._actions}
    assert {(name, dest) for name, dest in taken if dest in kept} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)|(?:src|href)=\"([^\"#]+)\"", text)
    inside = [link for pair in links for link in pair if link and "://" not in link and link[:7] != "mailto:"]
    assert [link for link in inside if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_and_command_exists(document: Path) -> None:
    code = code_of(document)
    targets = set(
        re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(re.findall(r"\bmake ([a-z]+)", code)) <= targets
    known = commands()
    used = {
        name.strip()
        for name in re.findall(r"(?:^|[ /])helpdesk((?: [a-z]+)+)(?=[ \n]|$)", code, re.MULTILINE)
    }
    assert [
        name for name in used if not any(name == each or name.startswith(f"{each} ") for each in known)
    ] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_of_the_project_exists(document: Path) -> None:
    paths = re.findall(
        r"(?<![\w./-])((?:helpdesk|screens|styles|tests|benchmarks)/[\w./-]*\w/?)", code_of(document)
    )
    assert [path for path in paths if not (ROOT / path).exists()] == []


def architecture() -> str:
    """The page of the house without its picture, on one line."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    return " ".join(re.sub(r"```.*?```", "", text, flags=re.DOTALL).split())


def with_the_end(end: str) -> list[Path]:
    """The files of the project with this end of a path; `…` stands for the beginning of a name."""
    wanted = end.removeprefix("…") if end.startswith("…") else f"/{end}"
    return [path for path in files() if path.as_posix().endswith(wanted)]


def test_every_file_and_folder_that_the_architecture_names_is_there() -> None:
    named = set(re.findall(r"`(…?[\w/]+(?:\.(?:py|toml|md)|/))`", architecture()))
    assert {"unit_of_work.py", "repository/removal.py", "…_tables.py", "dialogs/"} <= named
    folders = {f"{folder.as_posix()}/" for path in files() for folder in path.parents}
    gone = {
        name
        for name in named
        if not with_the_end(name) and not any(folder.endswith(f"/{name}") for folder in folders)
    }
    assert gone == set()


def test_what_the_architecture_says_is_in_a_file_is_in_it() -> None:
    named = set(re.findall(r"`(\w+)`[^`.;]{0,40}? (?:in|of) `([\w/]+\.py)`", architecture()))
    assert {("SOURCES", "tasks/today.py"), ("TABLES", "repository/hanging.py")} <= named
    texts = {end: [path.read_text(encoding="utf-8") for path in with_the_end(end)] for _name, end in named}
    assert {
        (name, end) for name, end in named if not any(re.search(rf"\b{name}\b", text) for text in texts[end])
    } == set()


def members(each: ast.ClassDef) -> Iterator[str]:
    """The methods of a class, and what it keeps of itself."""
    for node in ast.walk(each):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name


def test_what_the_architecture_says_a_class_has_it_has() -> None:
    named = set(re.findall(r"`([A-Z]\w+\.[a-z]\w+)`", architecture()))
    assert "Customers.file" in named
    classes = [
        node
        for path in files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in PACKAGES
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ClassDef)
    ]
    defined = {f"{each.name}.{name}" for each in classes for name in members(each)}
    assert named - defined == set()


def test_the_architecture_fits_on_a_page_or_two() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_the_version_has_its_place_in_the_changelog() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
