"""Whether a secret in a file is only its owner's. Clause: B6."""

from __future__ import annotations

import os
import stat


def is_open_to_others(about: os.stat_result) -> bool:
    """Whether others on this machine may do something with a file or folder; on Windows this can't be told."""
    return os.name == "posix" and bool(about.st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def is_ours_and_open(about: os.stat_result) -> bool:
    """Whether we leave a file of ours open to others; what somebody else keeps for us is theirs to judge."""
    return is_open_to_others(about) and about.st_uid == os.getuid()
