"""KeePass files for tests."""

from __future__ import annotations

from pathlib import Path

from pykeepass import PyKeePass
from pykeepass.pykeepass import BLANK_DATABASE_LOCATION, BLANK_DATABASE_PASSWORD


def new_vault(file: Path, master: str) -> PyKeePass:
    """A new KeePass file, not saved yet, that opens in a millisecond instead of a second: tests open it often."""
    made = PyKeePass(BLANK_DATABASE_LOCATION, BLANK_DATABASE_PASSWORD)
    effort = made.kdbx.header.value.dynamic_header.kdf_parameters.data.dict
    effort["I"].value, effort["M"].value = 1, 1 << 20
    made.filename, made.password = str(file), master
    return made
