"""Arguments that several commands share."""

from __future__ import annotations

import argparse
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from helpdesk.domain.days import whole_days
from helpdesk.domain.disclosures import CUSTOMER, OURSELVES
from helpdesk.domain.messages import msg
from helpdesk.i18n import _

if TYPE_CHECKING:
    from helpdesk.commands.call import Call, Command, Commands
    from helpdesk.domain.errors import NotFound
    from helpdesk.repository.unit_of_work import UnitOfWork

_DISCLOSURE = re.compile(r"[A-Za-z]\d{4}-\d+")


def overrides() -> argparse.ArgumentParser:
    """The flags that override the settings file and the environment, anywhere in a call."""
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
        commands: where to add it.
        name: what is typed.
        run: what carries it out.
        about: one line of help.
        opens: whether it opens the store, and so may need the pass phrase.
        lists: whether it has JSON output.
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
    """Add a name for a group of commands; returns where to add these."""
    parser = commands.add_parser(
        name, help=about, description=about, parents=[overrides()], allow_abbrev=False
    )
    add_json(parser)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    parser.set_defaults(group=name, of_group=commands.choices)
    return commands


def add_json(parser: argparse.ArgumentParser) -> None:
    """Accept `--json` anywhere in a call; the top-level parser sets the default."""
    help_text = _("JSON instead of text")
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=help_text)


def count(text: str) -> int:
    """A whole number from 1 to 1,000; for argparse, which names the argument if this raises."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
    if not 1 <= number <= 1_000:
        raise argparse.ArgumentTypeError(_("a number from 1 to 1000"))
    return number


def number(text: str) -> int:
    """A number that identifies something."""
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise argparse.ArgumentTypeError(_("a number"))
    return int(text)


def words(text: str) -> str:
    """Text without surrounding blanks; bytes that are not text are rejected."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(_("this is not text in the terminal's encoding")) from None
    return text.strip()


def some_words(text: str) -> str:
    """Text to search for: an empty one is an error, rather than no results."""
    if not (said := words(text)):
        raise argparse.ArgumentTypeError(_("say what to look for"))
    return said


def see(error: NotFound, arguments: argparse.Namespace) -> NotFound:
    """The error, with how to see what there is, unless it says that itself."""
    if error.todo is None and "list" in getattr(arguments, "of_group", ()):
        error.todo = msg("See what there is with “{command}”.", command=f"helpdesk {arguments.group} list")
    return error


def add_purposes(parser: argparse.ArgumentParser, what_for: str, *, required: bool = True) -> None:
    """Take the purposes for which a customer's file is opened; see `purposes_named`. Clause: P2."""
    parser.add_argument(
        "--for",
        dest="purposes",
        type=words,
        required=required,
        default="",
        metavar="PURPOSE[,PURPOSE]",
        help=what_for,
    )


def purposes_named(call: Call, *, some: bool = True) -> tuple[str, ...]:
    """The purposes given with `--for`, each once. Errors: `Invalid` for an unknown one, or if `some` and none given."""
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
            _("customer, ourselves, or the number of a disclosure, such as V2026-0001")
        )
    return whom


def add_for(parser: argparse.ArgumentParser, who: str = "") -> None:
    """Add `--for` to an export; `who` says whom it can be for. Clause: P4, T1, T2."""
    parser.add_argument(
        "--for",
        dest="whom",
        type=_whom,
        required=True,
        metavar="WHOM",
        help=who or _("customer (with --customer), ourselves, or the number of a disclosure"),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(_("a day, such as 2026-05-01")) from None


def add_days(parser: argparse.ArgumentParser) -> None:
    """Take the days between which something lies; see `days_named`."""
    parser.add_argument("--since", type=_day, metavar="DAY", help=_("from this day on, such as 2026-05-01"))
    parser.add_argument("--until", type=_day, metavar="DAY", help=_("up to and including this day"))


def days_named(call: Call) -> tuple[datetime | None, datetime | None]:
    """The moments at which the period of `--since` and `--until` begins and is over, in the company's time zone."""
    return whole_days(call.arguments.since, call.arguments.until, call.policy.company.time_zone)


def insist_on_technician(work: UnitOfWork, login: str) -> None:
    """A technician who is not there is said, and not answered with an empty list. Errors: `Invalid`."""
    from helpdesk.commands.call import bad_argument

    if login and work.technicians.by_login(login) is None:
        raise bad_argument("--technician", msg("There is no such technician."))
