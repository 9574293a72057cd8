"""The command line's grammar: every command, its help, and the exit codes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from helpdesk.commands import (
    audit,
    breaches,
    cases,
    customers,
    doctor,
    imports,
    invoices,
    letters,
    mail,
    measures,
    policy,
    remote,
    retention,
    scanning,
    sessions,
    store,
    technicians,
    tickets,
    unsolicited,
)
from helpdesk.commands.arguments import add_json, overrides
from helpdesk.commands.call import Command
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import say
from helpdesk.i18n import _

GROUPS = (
    store,
    technicians,
    imports,
    invoices,
    customers,
    tickets,
    mail,
    scanning,
    unsolicited,
    cases,
    letters,
    remote,
    sessions,
    retention,
    policy,
    measures,
    breaches,
    audit,
    doctor,
)
"""The groups of commands, in the order in which a newcomer needs them."""


def parsed(argv: Sequence[str], console: Command) -> argparse.Namespace:
    """The parsed command line; `SystemExit` if it was not understood, or there is nothing left to do."""
    whole = parser(console)
    arguments = whole.parse_args(argv)
    if arguments.json and not arguments.lists:
        whole.error(_("this command has no JSON output"))
    return arguments


def parser(console: Command) -> argparse.ArgumentParser:
    """The parser of the command line; without a command, `console` runs."""
    whole = argparse.ArgumentParser(
        prog="helpdesk",
        description=_(
            "A console that puts a company's privacy statement to work. Without a command it starts the console."
        ),
        epilog=_epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[overrides()],
        allow_abbrev=False,
    )
    whole.add_argument("--version", action=_Version, nargs=0, help=_("show the version and exit"))
    add_json(whole)
    whole.set_defaults(run=console, json=False, lists=False)
    commands = whole.add_subparsers(title=_("commands"), metavar="COMMAND")
    for group in GROUPS:
        group.add(commands)
    return whole


class _Version(argparse.Action):
    """Looks up the version only on request."""

    def __call__(self, parser: argparse.ArgumentParser, *_ignored: object) -> None:
        say(f"helpdesk {doctor.program_version()}")
        parser.exit()


def _epilog() -> str:
    codes = (
        (Exit.DONE, _("done, even if some rows of an import were rejected")),
        (Exit.FOUND, _("a check found something, no row of an import could be used, or a session failed")),
        (Exit.USAGE, _("the command was not understood, or needs a terminal")),
        (Exit.BAD_INPUT, _("bad input: a file, a value, the policy, the settings")),
        (Exit.REFUSED, _("refused: the policy or your role says no")),
        (Exit.STORE, _("the store can't be used")),
        (Exit.NOT_FOUND, _("no such customer")),
        (Exit.INTERNAL, _("an unexpected failure; see the log file")),
        (Exit.INTERRUPTED, _("interrupted")),
        (Exit.NOBODY_READS, _("whoever was reading the output stopped")),
    )
    lines = [_("exit codes:"), *(f"  {code:>3}  {text}" for code, text in codes)]
    return "\n".join(lines)
