"""Restrictions of the machine on a program: permissions that bind, and full disks. For any account.

Root may read and write every file, so for root a test of permissions would prove nothing; and only root may mount a
small disk. Both are achieved here in ways that need neither.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BIND = """
import ctypes, os, sys
if os.geteuid() == 0:
    for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: passing over the rights on files
        if ctypes.CDLL(None).prctl(24, right, 0, 0, 0):  # PR_CAPBSET_DROP
            sys.exit("the rights on files can't be made to bind here")
os.execvp(sys.argv[1], sys.argv[1:])
"""
_LIMIT = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execvp(sys.argv[2], sys.argv[2:])
"""


def bound_by_rights(*argv: str) -> list[str]:
    """The command of a program that file permissions bind, even if root starts it."""
    return [sys.executable, "-c", _BIND, *argv]


def with_files_up_to(size: int, *argv: str) -> list[str]:
    """The command of a program whose files can't grow beyond a number of bytes."""
    return [sys.executable, "-c", _LIMIT, str(size), *argv]


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """In this block no file of this process can grow beyond a number of bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """In this block a folder has room for a number of bytes; if mounting is impossible, each file in it."""
    folder.mkdir(exist_ok=True)
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if (
        mount
        and os.geteuid() == 0
        and not subprocess.run([mount, *options], capture_output=True, check=False).returncode
    ):
        try:
            yield
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
    else:
        with files_up_to(size):
            yield
