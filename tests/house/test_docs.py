"""What the documents say is there, is there."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest
from support.project import ROOT

from helpdesk import cli

DOCUMENTS = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md")]
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)


def code_of(document: Path) -> str:
    """What a document sets as code."""
    return "\n".join(block or word for block, word in CODE.findall(document.read_text(encoding="utf-8")))


def commands() -> set[str]:
    """The commands of the command line, `policy check` among them."""
    found: set[str] = set()
    todo: list[tuple[str, argparse.ArgumentParser]] = [("", cli._parser())]
    for before, parser in todo:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, child in action.choices.items():
                    found.add(f"{before} {name}".strip())
                    todo.append((f"{before} {name}".strip(), child))
    return found


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
    known = commands() | {""}
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


def test_the_architecture_fits_on_a_page_or_two() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_the_version_has_its_place_in_the_changelog() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
