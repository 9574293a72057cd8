"""The command line: what was asked is read here, what is needed is put together here, and here it ends.

This is the composition root, and the only place of `helpdesk` that starts the screens, late.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from helpdesk import config as settings
from helpdesk import i18n
from helpdesk.commands import audit, customers, doctor, imports, policy, retention, store
from helpdesk.commands.arguments import overrides
from helpdesk.commands.call import Call, Front
from helpdesk.commands.exits import Exit, NoTerminal, exit_of
from helpdesk.commands.output import complain, complain_of
from helpdesk.domain.errors import HelpdeskError, Invalid
from helpdesk.domain.messages import Message, msg
from helpdesk.i18n import _

if TYPE_CHECKING:
    from helpdesk.config import Config
    from helpdesk.desk import Desk

GROUPS = (store, imports, customers, retention, policy, audit, doctor)
"""The groups of commands, in the order in which somebody new needs them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks; returns the exit code (see `helpdesk --help`)."""
    _prepare_streams()
    try:
        code = _run(sys.argv[1:] if argv is None else argv, os.environ)
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads any more; the interpreter must not complain about that at its end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.NOBODY_READS
    except (KeyboardInterrupt, EOFError):
        complain("")
        return Exit.INTERRUPTED
    return code


def _run(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    misconfigured: Invalid | None = None
    config: Config | None = None
    i18n.install(None, environ)
    try:
        config = settings.load(_flags(argv), environ)
        i18n.install(config.language, environ)
    except Invalid as error:
        misconfigured = error
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as leaving:  # argparse has said what is wrong, or has shown what was asked for
        return leaving.code if isinstance(leaving.code, int) else Exit.USAGE
    try:
        if config is None:
            raise misconfigured or AssertionError
        return int(arguments.run(Call(arguments, config, Front(_show, _terminal_fault))))
    except HelpdeskError as error:
        complain_of(error)
        return exit_of(error)
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is None:
            return _unexpected(error, config)
        complain_of(_file_trouble(error))
        return Exit.BAD_INPUT
    except Exception as error:
        return _unexpected(error, config)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="helpdesk",
        description=_(
            "The console in which a company's privacy statement runs. Without a command it starts."
        ),
        epilog=_epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[overrides()],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help=_("show the version and leave"))
    parser.set_defaults(run=_console)
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND")
    for group in GROUPS:
        group.add(commands)
    return parser


class _Version(argparse.Action):
    """Looks the version up only when somebody asks."""

    def __call__(self, parser: argparse.ArgumentParser, *_ignored: object) -> None:
        print(f"helpdesk {doctor.program_version()}")
        parser.exit()


def _flags(argv: Sequence[str]) -> Mapping[str, object]:
    """The flags that decide on settings and language, read before the others are put into words."""
    parser = overrides()
    parser.exit_on_error = False
    try:
        return vars(parser.parse_known_args(argv)[0])
    except argparse.ArgumentError:
        return {}


def _console(call: Call) -> int:
    """Start the console, if this terminal can show it."""
    fault = _terminal_fault()
    if fault is not None:
        raise NoTerminal(fault)
    from helpdesk.desk import Desk

    return _show(Desk(call.config, call.policy))


def _show(desk: Desk) -> int:
    from screens.app import HelpdeskApp

    app = HelpdeskApp(desk)
    app.run()
    return app.return_code or Exit.DONE


def _terminal_fault() -> Message | None:
    from screens.terminal_check import unusable

    return unusable()


def _file_trouble(error: OSError) -> HelpdeskError:
    return HelpdeskError(
        msg(
            "A file can't be read or written: {file} ({problem})",
            file=str(error.filename),
            problem=error.strerror or type(error).__name__,
        ),
        todo=msg("Check its name, the rights on its folder, and the disk."),
    )


def _unexpected(error: Exception, config: Config | None) -> int:
    """Say little and write down where it happened; a traceback may hold personal data. Clause: P1."""
    from helpdesk.faultlog import record

    complain(
        _("helpdesk: something went wrong that was not foreseen ({kind}).").format(kind=type(error).__name__)
    )
    complain(f"  {_('What was saved is safe.')}")
    if config is not None and record(error, config.log_file):
        text = _("Where it went wrong, without personal data, is in {file}")
        complain(f"  {text.format(file=config.log_file)}")
    return Exit.INTERNAL


def _prepare_streams() -> None:
    """A character that the terminal's encoding does not have is shown as an escape, not as an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _epilog() -> str:
    codes = (
        (Exit.DONE, _("done")),
        (Exit.FOUND, _("a check found something, or no row of an import could be used")),
        (Exit.USAGE, _("the command was not understood, or needs a terminal")),
        (Exit.BAD_INPUT, _("bad input: a file, a value, the policy, the settings")),
        (Exit.REFUSED, _("refused: the policy or your role says no")),
        (Exit.STORE, _("the store can't be used")),
        (Exit.NOT_FOUND, _("no such customer")),
        (Exit.INTERNAL, _("an unexpected failure; see the log file")),
        (Exit.INTERRUPTED, _("interrupted")),
        (Exit.NOBODY_READS, _("whoever read the output stopped reading")),
    )
    lines = [_("exit codes:"), *(f"  {code:>3}  {text}" for code, text in codes)]
    return "\n".join(lines)
