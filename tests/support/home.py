"""A home with a store, and the program run there as a shell runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from support.command_line import OWNER
from support.stores import sample

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.tasks import files

PROGRAM = (sys.executable, "-m", "helpdesk")


@dataclass(frozen=True)
class Home:
    """Where a store is, or will be."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "data" / "helpdesk.db"

    @property
    def key(self) -> Path:
        return self.folder / "keys" / "store.key"

    @property
    def policy(self) -> Path:
        """Where a policy of its own would be; without one the sample is used."""
        return self.folder / "policy.toml"

    def run(
        self, *arguments: str, within: Callable[..., list[str]] = lambda *argv: list(argv), said: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run the program as a shell does, `within` something that restricts it."""
        command = within(*PROGRAM, *arguments)
        return subprocess.run(
            command,
            input=said,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env=self.environment,
        )

    @property
    def environment(self) -> dict[str, str]:
        own = {"HELPDESK_HOME": str(self.folder), "LOGNAME": OWNER, "HELPDESK_LANG": "en"}
        policy = {"HELPDESK_POLICY": str(self.policy)} if self.policy.exists() else {}
        return {**os.environ, **own, **policy}

    def desk(self) -> Desk:
        """The owner's desk, open."""
        desk = Desk(config.load({"home": self.folder}, {}), sample(), login=OWNER)
        desk.open()
        return desk

    def content(self) -> list[bytes]:
        """The store's contents on disk, without what opening it leaves beside it."""
        return [self.database.read_bytes(), self.key.read_bytes() if self.key.exists() else b""]

    def numbers(self, text: str) -> list[str]:
        """The customers found by a text, at a desk that does not record its reading."""
        desk = self.desk()
        try:
            return [found.ref.number for found in desk.do(files.find, text)]
        finally:
            desk.shut()
