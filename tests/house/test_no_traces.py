"""The project carries no traces of the machine or the registry it was made with, and nothing half done."""

from __future__ import annotations

import re

from support.project import ROOT, texts

REGISTRIES = re.compile(
    r"py" r"pi\.org|python" r"hosted|npm" r"js\.|ghcr\.io|docker\.io|index-" r"url|find-" r"links",
    re.IGNORECASE,
)
PLACES = re.compile(r"(?<![\w.~$}\]-])/(?:home|root|work|Users|tmp|mnt|srv)/[\w.]")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")


def findings(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path, text in texts()
        if path.name != "LICENSE"
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_lock_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|--(?!hash=)\w", lock)


def test_every_locked_package_has_a_hash_and_every_dependency_is_locked() -> None:
    import tomllib

    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==.*((?:\n    --hash=.*)+)", lock, re.MULTILINE))
    assert len(locked) == len(re.findall(r"^\S+==", lock, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    assert {re.split(r"[\[<>=~! ]", each)[0] for each in wanted} <= set(locked)


def test_no_file_names_a_registry() -> None:
    assert findings(REGISTRIES) == []


def test_no_file_names_a_place_of_somebodys_machine() -> None:
    assert findings(PLACES) == []


def test_nothing_is_left_for_later() -> None:
    assert findings(UNFINISHED) == []
