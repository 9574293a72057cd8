"""The references in this folder, made from what they describe: `make docs`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from helpdesk import i18n

FOLDER = Path(__file__).parent
MADE = "<!-- Made by `make docs` from the program itself: change it there. -->"


def references() -> dict[str, str]:
    """The text of each reference, by file name."""
    i18n.install("en", {})  # before the screens are imported, which fixes their language
    from command_reference import command_reference
    from key_reference import key_reference
    from policy_reference import policy_reference

    made = {"policy.md": policy_reference(), "keys.md": key_reference(), "commands.md": command_reference()}
    return {name: f"{MADE}\n\n{text}" for name, text in made.items()}


def show() -> None:
    """Print the references as JSON, by file name, without writing files."""
    json.dump(references(), sys.stdout)


if __name__ == "__main__":
    for name, text in references().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
