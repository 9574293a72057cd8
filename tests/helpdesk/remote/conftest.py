"""The servers that a technician signs in to: one in this process, and a real sshd."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.ssh_keys import KeyFile
from support.ssh_servers import KINDS, Server, each


@pytest.fixture(params=KINDS)
def server(request: pytest.FixtureRequest, tmp_path: Path, key: KeyFile) -> Iterator[Server]:
    """A server of each kind, which lets `key` in."""
    with each(request.param, tmp_path, authorized=[key.public]) as running:
        yield running
