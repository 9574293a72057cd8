"""Passwords from a KeePass file, opened for one entry and closed at once. pykeepass is optional. Clause: B6."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from helpdesk.domain.messages import Message, msg, msgn
from helpdesk.domain.remote import Ended
from helpdesk.remote.asking import ConnectFailed
from helpdesk.remote.steps import MOST_TRIES, Step


class WrongPassword(Exception):
    """The master password does not open the file."""


def password_of(entry: str, vault: Path | None, step: Step) -> str:
    """The password of an entry; the master password is asked for up to three times.

    A key file of the same name (`.keyx` or `.key`) beside the KeePass file is used too.

    Args:
        entry: its title, or its path through the groups: `Customers/Vos/router`.
        vault: the KeePass file.
        step: the step in which this happens.

    Raises:
        ConnectFailed: there is no such file, entry or password.
    """
    if vault is None:
        raise _failed(
            msg("The console does not know where the KeePass file is."),
            msg("Set keepass in the settings of this console."),
        )
    _available()
    for master in step.secrets(msg("Master password of the KeePass file {name}", name=vault.name)):
        try:
            return step.run(partial(look_up, entry, vault, master))
        except WrongPassword:
            continue
    raise _failed(
        msgn("The master password was wrong.", "The master password was wrong {count} times.", MOST_TRIES)
    )


def _available() -> None:
    try:
        import pykeepass  # noqa: F401 - whether it is there
    except ImportError:
        raise _failed(
            msg("KeePass is not installed with this console."),
            msg("Install helpdesk-console[keepass], or choose another way to sign in."),
        ) from None


def look_up(entry: str, vault: Path, master: str) -> str:
    """The password of an entry, once the master password was asked for. Errors: `WrongPassword`, `ConnectFailed`."""
    _available()
    from pykeepass import PyKeePass
    from pykeepass.exceptions import CredentialsError

    beside = (vault.with_suffix(suffix) for suffix in (".keyx", ".key"))
    key_file = next((str(path) for path in beside if path.is_file()), None)
    try:
        opened = PyKeePass(str(vault), password=master, keyfile=key_file)
    except CredentialsError:
        raise WrongPassword from None
    except FileNotFoundError:
        raise _failed(msg("The KeePass file is not there."), msg("Check its path in the settings.")) from None
    except Exception:  # whatever a parser says about unknown bytes
        raise _failed(msg("The KeePass file can't be read.")) from None
    return _password(opened, entry)


def _password(opened: Any, entry: str) -> str:
    """The password of the one matching entry. Entries are compared, never searched for by pattern."""
    bin_path = opened.recyclebin_group.path if opened.recyclebin_group else None
    found = []
    for each in opened.entries or ():
        path = [part or "" for part in each.path]
        if bin_path and path[: len(bin_path)] == bin_path:
            continue
        if entry in (each.title, "/".join(path)):
            found.append(each)
    if not found:
        raise _failed(
            msg("There is no such entry in the KeePass file."),
            msg("Check its title or path in this system's details."),
        )
    if len(found) > 1:
        raise _failed(
            msg("{count} entries of the KeePass file have that title.", count=len(found)),
            msg("Give the path of the entry, such as Customers/Vos/router."),
        )
    password = found[0].deref("password")
    if not password:
        raise _failed(msg("That KeePass entry has no password."))
    return str(password)


def _failed(what: Message, todo: Message | None = None) -> ConnectFailed:
    return ConnectFailed(
        Ended.SIGN_IN_FAILED, what, todo=todo or msg("Check the KeePass entry of this system.")
    )
