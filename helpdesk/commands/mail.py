"""`intake` and `deliver`: incoming mail becomes tickets, and what waits is mailed. Clause: D9, G3, R7, B4, A1."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import declare
from helpdesk.commands.call import Call, Commands, asked_on_terminal, bad_argument
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import complain, complain_of, say, say_json
from helpdesk.commands.progress_line import ProgressLine
from helpdesk.domain.errors import StoreBusy, StoreUnreachable
from helpdesk.domain.messages import msg
from helpdesk.domain.paths import typed_path
from helpdesk.i18n import _, show_number, tell
from helpdesk.words.delivery import say_reminders_failed, say_replies_failed

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.tasks.intake import IntakeResult, Progress

SHOWN = 10
EVERY = 5


def add(commands: Commands) -> None:
    """Declare the commands."""
    parser = declare(
        commands,
        "intake",
        take_in,
        _("take in mail from files, mailboxes and folders"),
        opens=True,
        lists=True,
    )
    parser.epilog = _(
        "A mail that can't be read does not stop the others. It is counted; the exit code is 0 if any mail "
        "was taken in or known already, and 1 if none was. A watched folder is checked until the command is "
        "stopped with SIGTERM or Ctrl+C."
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help=_(".eml, mbox, Maildir, or a folder of them")
    )
    parser.add_argument(
        "--watch", metavar="FOLDER", help=_("take in what appears in this folder, and move it to taken/")
    )
    parser.add_argument(
        "--every",
        type=_seconds,
        default=EVERY,
        metavar="SECONDS",
        help=_("how often to check the folder"),
    )
    declare(
        commands,
        "deliver",
        deliver,
        _("send the replies and reminders that are waiting"),
        opens=True,
        lists=True,
    )


def take_in(call: Call) -> int:
    """Take in mails, search them, report, and keep watching if asked."""
    from helpdesk.mail.mailboxes import mails
    from helpdesk.tasks.intake import take_all

    arguments = call.arguments
    if not arguments.paths and not arguments.watch:
        raise bad_argument("PATH", msg("Name files or folders, or a folder to watch."))
    folder = typed_path(arguments.watch).absolute() if arguments.watch else None
    if folder is not None and not folder.is_dir():
        raise bad_argument("--watch", msg("There is no such folder."))
    with call.desk() as desk:
        code = Exit.DONE
        if arguments.paths:
            line = ProgressLine()
            try:
                paths = [typed_path(each) for each in arguments.paths]
                result = take_all(desk.do, mails(paths), lambda progress: line.write(_taken(progress)))
            finally:
                line.clear()
            _tell(call, result, _searched(desk))
            code = Exit.FOUND if result.unread and not result.taken + result.known else Exit.DONE
        if folder is not None:
            _watch(call, desk, folder)
            code = Exit.DONE
    return code


def deliver(call: Call) -> int:
    """Send what waits, in the way that the settings name; reminders that are due are made first."""
    from helpdesk.tasks import reminders
    from helpdesk.tasks.delivery import DeliveryResult, deliver_all, password_of

    way = call.config.way_for_mail
    if way is None:
        raise bad_argument(
            "outbox", msg("The settings name neither a folder nor a server for outgoing mail.")
        )
    with call.desk() as desk:
        password = password_of(way, os.environ, call.config.keepass, asked_on_terminal)
        replies = deliver_all(desk.do, way, password)
        reminders.remind_all(desk.do)
        reminded = reminders.send_all(desk.do, way, password, call.config.letters_folder())
        result = DeliveryResult(replies.done + reminded.done, replies.failed + reminded.failed)
    if call.arguments.json:
        say_json(result)
    else:
        say(
            _("Handed on: {count}").format(count=show_number(result.done)),
            _("Failed: {count}").format(count=show_number(result.failed)),
        )
    if replies.failed:
        complain(say_replies_failed(replies.failed))
    if reminded.failed:
        complain(say_reminders_failed(reminded.failed))
    return Exit.FOUND if result.failed else Exit.DONE


def _watch(call: Call, desk: Desk, folder: Path) -> None:
    from helpdesk.tasks.intake import IntakeResult
    from helpdesk.tasks.watched_folder import WatchedFolder

    watched = WatchedFolder(folder)
    with _stopped() as stop:
        complain(_("Watching {folder}").format(folder=folder))
        while not stop.is_set():
            try:
                result = watched.look(desk.do)
                if result != IntakeResult():
                    _tell(call, result, _searched(desk))
                    sys.stdout.flush()
            except (StoreBusy, StoreUnreachable) as error:  # the next look tries again
                complain_of(error)
            stop.wait(call.arguments.every)


def _searched(desk: Desk) -> int:
    """Search new messages for data that nobody asked for; returns the number of findings. Clause: D9, R7."""
    from helpdesk.tasks.scanning import scan_waiting

    return scan_waiting(desk.do).findings


@contextmanager
def _stopped() -> Iterator[threading.Event]:
    """An event that is set when the command is told to stop; it first finishes its current work."""
    stop = threading.Event()
    before = {
        number: signal.signal(number, lambda *_ignored: stop.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(call: Call, result: IntakeResult, findings: int) -> None:
    """Print the counts, and the first problems; programs use `--json`."""
    if call.arguments.json:
        say_json(
            {
                "taken": result.taken,
                "joined": result.joined,
                "known": result.known,
                "with_faults": result.with_faults,
                "unread": result.unread,
                "findings": findings,
                "troubles": [
                    {"file": str(one.path), "mail": one.number, "reason": one.reason}
                    for one in (*result.troubles, *result.in_the_way)
                ],
            }
        )
        return
    counts = (
        (_("Taken in: {count}"), result.taken),
        (_("Of those, added to an existing ticket: {count}"), result.joined),
        (_("Known already: {count}"), result.known),
        (_("Only partly readable: {count}"), result.with_faults),
        (_("Not readable: {count}"), result.unread),
        (_("Looks like data that nobody asked for: {count}"), findings),
    )
    say(*(text.format(count=show_number(count)) for text, count in counts))
    for one in result.troubles[:SHOWN]:
        say(f"  {one.path.name} ({one.number}): {tell(one.reason)}")
    for one in result.in_the_way[:SHOWN]:
        say(f"  {one.path.name}: {tell(one.reason)}")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0.05 <= seconds <= 3_600:
        raise argparse.ArgumentTypeError(_("a number of seconds up to 3600"))
    return seconds


def _taken(progress: Progress) -> str:
    return _("{mails} mails, {size} MB").format(
        mails=show_number(progress.mails), size=show_number(progress.size // 1_000_000)
    )
