"""The command line: reads what was asked, assembles what is needed, and ends the program.

This is the composition root, and the only place in `helpdesk` that starts the screens, lazily. Without a command the
console starts: it imports no command, so that it paints at once.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from helpdesk import config as settings
from helpdesk import i18n
from helpdesk.commands.exits import Exit, NoTerminal, exit_of
from helpdesk.domain.errors import HelpdeskError, Invalid, NotFound
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.os_faults import is_full, why_not
from helpdesk.i18n import _

if TYPE_CHECKING:
    from helpdesk.config import Config
    from helpdesk.desk import Desk


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out the command line; returns the exit code (see `helpdesk --help`)."""
    _prepare_streams()
    try:
        code = _run(sys.argv[1:] if argv is None else argv, os.environ)
        sys.stdout.flush()
    except BrokenPipeError:
        _say_no_more()
        return Exit.NOBODY_READS
    except OSError as error:  # what was printed went to a file, on a disk that is full
        if not is_full(error):
            raise
        _say_no_more()
        from helpdesk.commands.output import complain_of

        complain_of(
            HelpdeskError(
                msg("What is printed can't be written: {problem}.", problem=why_not(error)),
                todo=msg("Make room there, or write it to another disk."),
            )
        )
        return Exit.BAD_INPUT
    except (KeyboardInterrupt, EOFError):
        _complain("")
        return Exit.INTERRUPTED
    return code


def _say_no_more() -> None:
    """Nobody can read what is printed: the interpreter must not complain about that at exit either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    misconfigured: Invalid | None = None
    config: Config | None = None
    i18n.install(None, environ)
    flags, command = _flags(argv)
    asked_for = flags.get("lang") or environ.get("HELPDESK_LANG")
    if asked_for in i18n.LANGUAGES:  # even faults in the settings are reported in this language
        i18n.install(str(asked_for), environ)
    try:
        config = settings.load(flags, environ)
        i18n.install(config.language, environ)
    except Invalid as error:
        misconfigured = error
    try:
        run = _command(argv) if command else _console
    except SystemExit as leaving:  # argparse has said what is wrong, or shown what was asked for
        return leaving.code if isinstance(leaving.code, int) else Exit.USAGE
    try:
        if config is None:
            raise misconfigured or AssertionError
        return int(run(config))
    except HelpdeskError as error:
        from helpdesk.commands.output import complain_of

        complain_of(error)
        return exit_of(error)
    except (BrokenPipeError, EOFError):
        raise
    except OSError as error:
        if is_full(error) and error.filename is None:
            raise
        if error.filename is None:
            return _unexpected(error, config)
        from helpdesk.commands.output import complain_of

        complain_of(_file_trouble(error))
        return Exit.BAD_INPUT
    except Exception as error:
        return _unexpected(error, config)


def _flags(argv: Sequence[str]) -> tuple[Mapping[str, object], Sequence[str]]:
    """The flags that determine settings and language, read before the help texts exist; and the other arguments."""
    if not argv:
        return {}, argv
    from argparse import ArgumentError

    from helpdesk.commands.arguments import overrides

    parser = overrides()
    parser.exit_on_error = False
    try:
        flags, others = parser.parse_known_args(argv)
    except ArgumentError:
        return {}, argv
    return vars(flags), others


def _command(argv: Sequence[str]) -> Callable[[Config], int]:
    """The call for a command line that has more than settings; `SystemExit` if there is nothing left to do."""
    from helpdesk.commands.arguments import see
    from helpdesk.commands.call import Call, Front
    from helpdesk.commands.parser import parsed

    arguments = parsed(argv, lambda call: _console(call.config))
    front = Front(_show, _terminal_fault)

    def run(config: Config) -> int:
        try:
            return int(arguments.run(Call(arguments, config, front)))
        except NotFound as error:
            raise see(error, arguments) from None

    return run


def _console(config: Config) -> int:
    """Start the console, if this terminal can show it."""
    fault = _terminal_fault()
    if fault is not None:
        raise NoTerminal(fault)
    from helpdesk.desk import Desk

    return _show(Desk(config))


def _show(desk: Desk) -> int:
    gc.disable()  # what the start creates stays; the app collects again once the desk is open
    from screens.app import HelpdeskApp

    app = HelpdeskApp(desk)
    app.run()
    if app.unusable is not None:
        raise app.unusable
    return app.return_code or Exit.DONE


def _terminal_fault() -> Message | None:
    from screens.terminal_check import unusable

    return unusable()


def _file_trouble(error: OSError) -> HelpdeskError:
    return HelpdeskError(
        msg(
            "A file can't be read or written: {file} ({problem})",
            file=str(error.filename),
            problem=why_not(error),
        ),
        todo=msg("Check its name, the permissions on its folder, and the disk."),
    )


def _unexpected(error: Exception, config: Config | None) -> int:
    """Say little and log where it happened; a traceback may contain personal data. Clause: P1."""
    from helpdesk.faultlog import record

    _complain(_("helpdesk: something unexpected went wrong ({kind}).").format(kind=type(error).__name__))
    safe = _("What was saved is safe.")
    _complain(f"  {safe}")
    if config is not None and record(error, config.log_file):
        text = _("Where it went wrong is recorded, without personal data, in {file}")
        _complain(f"  {text.format(file=config.log_file)}")
    return Exit.INTERNAL


def _complain(line: str) -> None:
    from helpdesk.commands.output import complain

    complain(line)


def _prepare_streams() -> None:
    """Characters that the terminal's encoding lacks are shown as escapes, not raised as errors."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
