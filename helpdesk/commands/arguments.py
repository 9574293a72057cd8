"""Arguments that several commands share."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from helpdesk.domain.disclosures import CUSTOMER, OURSELVES
from helpdesk.domain.messages import msg
from helpdesk.i18n import _

if TYPE_CHECKING:
    from helpdesk.commands.call import Call, Command, Commands
    from helpdesk.domain.errors import NotFound

_DISCLOSURE = re.compile(r"[A-Za-z]\d{4}-\d+")


def overrides() -> argparse.ArgumentParser:
    """The flags that go before the config file and the environment, wherever they stand in a call."""
    parser = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS, allow_abbrev=False)
    group = parser.add_argument_group(_("settings"))
    group.add_argument("--home", metavar="DIR", help=_("folder in which everything is kept (HELPDESK_HOME)"))
    group.add_argument("--database", metavar="URL", help=_("address of the store (HELPDESK_DATABASE)"))
    group.add_argument(
        "--policy", metavar="FILE", help=_("the policy file, the statement as data (HELPDESK_POLICY)")
    )
    group.add_argument("--lang", metavar="nl|en", help=_("language (HELPDESK_LANG)"))
    return parser


def declare(
    commands: Commands, name: str, run: Command, about: str, *, opens: bool = False, lists: bool = False
) -> argparse.ArgumentParser:
    """Add a command.

    Args:
        commands: where it is added.
        name: what is typed.
        run: what does it.
        about: one line of help.
        opens: it opens the store, so it may need the pass phrase.
        lists: it can speak JSON.
    """
    parser = commands.add_parser(
        name, help=about, description=about, parents=[overrides()], allow_abbrev=False
    )
    parser.set_defaults(run=run, lists=lists)
    if opens:
        parser.add_argument(
            "--passphrase-file",
            metavar="FILE",
            help=_("file with the pass phrase of the store on its first line; - for standard input"),
        )
    if lists:
        add_json(parser)
    return parser


def gather(commands: Commands, name: str, about: str) -> Commands:
    """Add a name under which commands stand; returns where these are added."""
    parser = commands.add_parser(
        name, help=about, description=about, parents=[overrides()], allow_abbrev=False
    )
    add_json(parser)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    parser.set_defaults(group=name, of_group=commands.choices)
    return commands


def add_json(parser: argparse.ArgumentParser) -> None:
    """Take `--json`, wherever it stands in a call; the whole command line says what holds without it."""
    help_text = _("JSON instead of text")
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=help_text)


def count(text: str) -> int:
    """A whole number from 1 to 1,000; for argparse, which names the argument when this raises."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= 1_000:
        raise argparse.ArgumentTypeError(_("a number from 1 to 1000"))
    return number


def number(text: str) -> int:
    """A number by which something goes."""
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise argparse.ArgumentTypeError(_("a number"))
    return int(text)


def words(text: str) -> str:
    """Text without blanks around it; bytes that are no text are not understood."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(_("this is not text in the terminal's encoding")) from None
    return text.strip()


def some_words(text: str) -> str:
    """Text to look for: a command that is given none says so, and not that nothing was found."""
    if not (said := words(text)):
        raise argparse.ArgumentTypeError(_("say what to look for"))
    return said


def see(error: NotFound, arguments: argparse.Namespace) -> NotFound:
    """The error with where one sees what there is, unless it says that itself."""
    if error.todo is None and "list" in getattr(arguments, "of_group", ()):
        error.todo = msg("See what there is with “{command}”.", command=f"helpdesk {arguments.group} list")
    return error


def purposes_named(call: Call, *, some: bool = True) -> tuple[str, ...]:
    """The purposes that `--for` names, each once. Errors: `Invalid` for an unknown one, or for none of `some`."""
    from helpdesk.commands.call import bad_argument

    if not call.arguments.purposes and not some:
        return ()
    known = call.policy.purposes
    named = tuple(dict.fromkeys(part.strip() for part in call.arguments.purposes.split(",")))
    if any(one not in known for one in named):
        raise bad_argument("--for", msg("Choose one or more of: {choices}.", choices=", ".join(known)))
    return named


def _whom(text: str) -> str:
    whom = words(text)
    if whom not in (CUSTOMER, OURSELVES) and not _DISCLOSURE.fullmatch(whom):
        raise argparse.ArgumentTypeError(
            _("customer, ourselves, or the number of a disclosure, such as D2026-0001")
        )
    return whom


def add_for(parser: argparse.ArgumentParser, who: str = "") -> None:
    """Ask of an export whom it is for; `who` says who that can be. Clause: P4, T1, T2."""
    parser.add_argument(
        "--for",
        dest="whom",
        type=_whom,
        required=True,
        metavar="WHOM",
        help=who or _("customer (with --customer), ourselves, or the number of a disclosure"),
    )
