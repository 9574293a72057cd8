"""The operating system's errors about files, in words for people."""

from __future__ import annotations

import errno

from helpdesk.domain.messages import Message, msg

_WORDS = {
    errno.EEXIST: msg("there is a file of that name already"),
    errno.ENOENT: msg("there is no such file or folder"),
    errno.ENOTDIR: msg("a part of its path is no folder"),
    errno.EISDIR: msg("it is a folder"),
    errno.EACCES: msg("you have no right to that"),
    errno.EPERM: msg("you have no right to that"),
    errno.EROFS: msg("nothing can be written there"),
    errno.ENOSPC: msg("the disk is full"),
    errno.EDQUOT: msg("there is no room left for you"),
    errno.EFBIG: msg("it becomes too large"),
    errno.ENAMETOOLONG: msg("its name is too long"),
    errno.EMFILE: msg("too many files are open"),
    errno.ENFILE: msg("too many files are open"),
    errno.EIO: msg("the disk does not answer as it should"),
}


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: BaseException) -> bool:
    """Whether there is no room left where something is to be written."""
    return isinstance(error, OSError) and error.errno in _FULL


def why_not(error: Exception) -> Message | str:
    """Why a file could not be read or written; the system's own message if there are no words here."""
    if isinstance(error, OSError):
        return _WORDS.get(error.errno or 0) or error.strerror or type(error).__name__
    return msg("no file can have such a name")
