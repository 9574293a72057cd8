"""`init` creates the store, `passphrase` rewraps its key, `demo` shows a sample company. Clause: P1, B1."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk import config as settings
from helpdesk.commands.arguments import declare, words
from helpdesk.commands.call import Call, Commands, ask, ask_secret, bad_argument, given_passphrase
from helpdesk.commands.exits import Exit, NoTerminal
from helpdesk.commands.output import complain, say
from helpdesk.domain.messages import msg
from helpdesk.domain.paths import typed_path
from helpdesk.i18n import _, language
from helpdesk.settings_file import write_default

if TYPE_CHECKING:
    from helpdesk.desk import Desk

MOST_EXTRA = 1_000_000


def add(commands: Commands) -> None:
    """Declare the commands."""
    making = declare(commands, "init", init, _("create the encrypted store"), opens=True)
    making.add_argument(
        "--yes",
        action="store_true",
        help=_("ask nothing: a key file, and no pass phrase unless one is given"),
    )
    making.add_argument("--name", type=words, metavar="NAME", help=_("your name"))

    changing = declare(
        commands, "passphrase", passphrase, _("set, change or remove the pass phrase of the key"), opens=True
    )
    new = changing.add_mutually_exclusive_group()
    new.add_argument(
        "--new-passphrase-file",
        metavar="FILE",
        help=_("file with the new pass phrase on its first line; - for standard input"),
    )
    new.add_argument(
        "--none", action="store_true", help=_("no pass phrase: whoever has the key file has the key")
    )

    trying = declare(commands, "demo", demo, _("try the console on a sample company"))
    trying.add_argument(
        "--customers", type=_many, default=0, metavar="N", help=_("add N made-up customers to the sample")
    )
    trying.add_argument(
        "--no-console", action="store_true", help=_("only create the store, keep it, and print where it is")
    )


def init(call: Call) -> int:
    """Create the store and its key; whoever runs this becomes its owner."""
    from helpdesk.desk import Desk

    desk = Desk(call.config, call.policy)
    try:
        name, passphrase = _owner(call, desk)
        desk.create(name=name, passphrase=passphrase)
        file = write_default(call.config)
    finally:
        desk.shut()
    say(_("The store is ready: {place}").format(place=call.config.shown_database))
    if call.config.embedded:
        say(
            _("Its key: {file}").format(file=call.config.key_file),
            _("Keep a copy of the key in another place: without it nobody can open the store."),
        )
    say(
        _("Settings: {file}").format(file=file),
        _("Its owner: {name} ({login})").format(name=name, login=desk.login),
        _("Next: helpdesk import FILE, or helpdesk to start the console."),
    )
    return Exit.DONE


def passphrase(call: Call) -> int:
    """Wrap the key with another pass phrase; the store and the key itself do not change."""
    from helpdesk.desk import Desk
    from helpdesk.tasks.passphrase import change

    if not call.config.embedded:
        raise bad_argument(
            "--database", msg("A store on a server has no key of its own, and so no pass phrase.")
        )
    desk = Desk(call.config, call.policy)
    try:
        old = call.passphrase(desk)
        desk.open(old)
        new = _new_passphrase(call)
        if new is None and not desk.has_passphrase:
            say(
                _("The key has no pass phrase, so nothing was changed: {file}").format(
                    file=call.config.key_file
                )
            )
            return Exit.DONE
        desk.do(change, call.config.key_file, old, new)
    finally:
        desk.shut()
    changed = (
        _("The key has a new pass phrase: {file}")
        if new
        else _("The key no longer has a pass phrase: {file}")
    )
    say(
        changed.format(file=call.config.key_file),
        _("Any copy of the key that you keep elsewhere still has the old one; replace that copy too."),
    )
    return Exit.DONE


def demo(call: Call) -> int:
    """Fill a store of its own with the sample, and start the console on it."""
    arguments = call.arguments
    if "database" in arguments:
        raise bad_argument("--database", msg("The demo creates its own store."))
    if not arguments.no_console and (fault := call.front.fault()) is not None:
        raise NoTerminal(fault)
    from helpdesk.desk import Desk
    from helpdesk.tasks.sample.load import sample

    with _demo_home(getattr(arguments, "home", None), keep=arguments.no_console) as home:
        flags = {"home": home, "policy": getattr(arguments, "policy", None), "lang": language()}
        # The log of a failure outlives the demo: it is in its usual place.
        outbox = home / "outbox"  # so that automatic mail can be seen to go out
        outbox.mkdir(parents=True, exist_ok=True)
        config = replace(settings.load(flags, {}), log_file=call.config.log_file, outbox=outbox)
        desk = Desk(config)
        try:
            desk.create(name=_("Demo"))
            desk.do(sample, arguments.customers)
            if not arguments.no_console:
                return call.front.show(desk)
        finally:
            desk.shut()
        say(str(home))
    return Exit.DONE


def _owner(call: Call, desk: Desk) -> tuple[str, str | None]:
    """The owner's name and pass phrase, asked for if they were not given."""
    name: str | None = call.arguments.name
    given = given_passphrase(call.arguments)
    # If there already is a store nothing is asked: creating it will say so.
    if call.arguments.yes or (call.config.embedded and call.config.store_exists):
        return (name or "").strip() or desk.login, given
    if not sys.stdin.isatty() and (name is None or given is None):
        raise NoTerminal(
            msg("Creating a store asks for a name and a pass phrase, but this is not a terminal."),
            todo=msg("Use --yes, with --name and --passphrase-file if you want them."),
        )
    if name is None:
        name = ask(_("Your name [{login}]: ").format(login=desk.login))
    return name.strip() or desk.login, given if given is not None else _ask_passphrase()


def _new_passphrase(call: Call) -> str | None:
    """What to wrap the key with; `None` for nothing."""
    if call.arguments.none:
        return None
    given = given_passphrase(call.arguments, "--new-passphrase-file")
    if given is None and not sys.stdin.isatty():
        raise NoTerminal(
            msg("The new pass phrase has to be typed, but this is not a terminal."),
            todo=msg("Use --new-passphrase-file, or --none for no pass phrase."),
        )
    return given if given is not None else _ask_passphrase()


def _ask_passphrase() -> str | None:
    """A new pass phrase, typed twice; `None` for none."""
    while True:
        phrase = ask_secret(_("Pass phrase for the key (empty for none): "))
        if not phrase:
            return None
        if ask_secret(_("Again: ")) == phrase:
            return phrase
        complain(_("The two are not the same. Try again."))


@contextmanager
def _demo_home(chosen: str | None, *, keep: bool) -> Iterator[Path]:
    """The folder of a demo: the chosen one, or a temporary one that is removed unless it is to be kept."""
    with ExitStack() as stack:
        if chosen is not None:
            yield typed_path(chosen).absolute()
        elif keep:
            yield Path(tempfile.mkdtemp(prefix="helpdesk-demo-"))
        else:
            folder = tempfile.TemporaryDirectory(prefix="helpdesk-demo-", ignore_cleanup_errors=True)
            yield Path(stack.enter_context(folder))


def _many(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
    if not 0 <= number <= MOST_EXTRA:
        raise argparse.ArgumentTypeError(_("a number from 0 to {most}").format(most=MOST_EXTRA))
    return number
