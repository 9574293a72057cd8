"""One call of one command: its arguments, the settings, and the desk that is opened for it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from helpdesk.config import Config
from helpdesk.desk import Desk, policy_of
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.os_faults import why_not
from helpdesk.i18n import _, tell

if TYPE_CHECKING:
    from helpdesk.policy.model import Policy

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where a group adds its commands; argparse has no public name for it."""


@dataclass(frozen=True)
class Front:
    """What only the composition root knows: the console, and whether this terminal can show it.

    `show` runs the console on a desk and returns the exit code; `fault` says why it can't be shown here.
    """

    show: Callable[[Desk], int]
    fault: Callable[[], Message | None]


@dataclass(frozen=True)
class Call:
    """What a command gets. A `Command` takes it and returns the exit code."""

    arguments: argparse.Namespace
    config: Config
    front: Front

    @cached_property
    def policy(self) -> Policy:
        """The policy in use; sets the company's time zone. Errors: `PolicyFaults`."""
        return policy_of(self.config)

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The desk, open while the block runs. Errors: the `StoreError`s, `Refused`. Clause: B1."""
        desk = Desk(self.config, self.policy)
        try:
            desk.open(self.passphrase(desk))
            yield desk
        finally:
            desk.shut()

    def passphrase(self, desk: Desk) -> str | None:
        """The current pass phrase of the store: given, asked for if somebody can answer, or `None`."""
        given = given_passphrase(self.arguments)
        if given is not None or not (self.config.store_exists and desk.has_passphrase):
            return given
        return ask_secret(_("Pass phrase: ")) if sys.stdin.isatty() else None


Command = Callable[[Call], int]


def given_passphrase(arguments: argparse.Namespace, flag: str = "--passphrase-file") -> str | None:
    """The first line of the file that a flag names, or of standard input for `-`; `None` without the flag.

    A pass phrase is never on the command line, where every user of the machine could read it. Errors: `Invalid`.
    Clause: P1.
    """
    file: str | None = getattr(arguments, flag[2:].replace("-", "_"))
    if file is None:
        return None
    try:
        line = sys.stdin.readline() if file == "-" else Path(file).read_text("utf-8").partition("\n")[0]
    except UnicodeDecodeError:
        raise bad_argument(flag, msg("It is not UTF-8 text.")) from None
    except OSError as error:
        raise bad_argument(flag, msg("The file can't be read: {problem}.", problem=why_not(error))) from None
    phrase = line.rstrip("\r\n")
    if not phrase:
        raise bad_argument(flag, msg("A pass phrase can't be empty."))
    return phrase


def bad_argument(name: str, message: Message) -> Invalid:
    """An argument that is not accepted."""
    return Invalid((Fault(name, message),), msg("This command can't be carried out."))


def ask(prompt: str) -> str:
    """Ask for a line on the terminal. The question goes to standard error, so that the output stays clean."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def ask_secret(prompt: str) -> str:
    """Ask for a pass phrase on the terminal, without showing it."""
    import getpass

    return getpass.getpass(prompt)


def asked_on_terminal(question: Message) -> str | None:
    """A secret, asked for if somebody is there to answer, or `None`."""
    return ask_secret(f"{tell(question)}: ") if sys.stdin.isatty() else None
