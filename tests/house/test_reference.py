"""The references in docs/ say what the program is now."""

from __future__ import annotations

import json
from functools import cache

import pytest
from support.project import ROOT, python

from helpdesk.commands.exits import Exit
from helpdesk.policy.model import Job

REFERENCES = ("policy.md", "keys.md", "commands.md")


@cache
def made() -> dict[str, str]:
    """The references as they would be written now; in a process of its own, for its screens speak English."""
    code = "import sys; sys.path.insert(0, 'docs'); from make_reference import show; show()"
    texts: dict[str, str] = json.loads(python(code, {"HELPDESK_LANG": "nl"}))
    return texts


def committed(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REFERENCES)
def test_a_reference_is_as_the_program_is(name: str) -> None:
    assert made()[name] == committed(name), "make docs"


def test_every_reference_is_looked_at() -> None:
    assert set(made()) == set(REFERENCES)


def test_the_reference_of_the_policy_knows_keys_that_the_default_file_leaves_out() -> None:
    text = committed("policy.md")
    assert all(f"| `{key}` |" in text for key in ("website", "texts.NAME.subject"))
    assert all(f"`{job}`" in text for job in Job)


def test_the_reference_of_the_keys_knows_those_that_a_dialog_makes_when_it_asks() -> None:
    text = committed("keys.md")
    assert all(
        f"| `{key}` |" in text for key in ("find", "list.open", "tickets.mine", "confirm.yes", "notice.again")
    )


def test_the_reference_of_the_command_line_knows_every_exit_code() -> None:
    text = committed("commands.md")
    assert all(f"| `{code.value}` | " in text for code in Exit)
