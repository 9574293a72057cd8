"""`remote`: sign in to a customer's system from the shell, through the same guard and into the same ledger.

Clause: G4, D6, B4, B6.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import add_purposes, declare, purposes_named, words
from helpdesk.commands.call import Call, Commands, ask, ask_secret, bad_argument
from helpdesk.commands.exits import Exit, NoTerminal
from helpdesk.commands.output import complain, complain_of
from helpdesk.domain.display import visible
from helpdesk.domain.messages import Message, choose, msg
from helpdesk.domain.remote import (
    SSH,
    SSH_PORT,
    Ended,
    HostKey,
    Recording,
    Request,
    Session,
    System,
    TrustedKey,
)
from helpdesk.i18n import _, language, tell
from helpdesk.words.sessions import say_detail

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.remote.asking import Prompt, Reached
    from helpdesk.repository.unit_of_work import UnitOfWork

KEYBOARD, SCREEN = 0, 1


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = declare(commands, "remote", remote, _("sign in to a customer's system over SSH"), opens=True)
    parser.add_argument("number", type=words, help=_("customer number"))
    parser.add_argument("system", type=words, help=_("the system's name or host"))
    add_purposes(parser, _("what for, by clause: G4"))
    parser.add_argument(
        "--agreed",
        type=words,
        required=True,
        metavar="HOW",
        help=_("how the customer agreed, as named in the policy: phone"),
    )
    parser.add_argument("--reason", type=words, metavar="TEXT", help=_("why; if left out, the purposes"))
    parser.add_argument(
        "--ticket", type=words, default="", metavar="NUMBER", help=_("the ticket it belongs to")
    )
    parser.add_argument("--record", action="store_true", help=_("record what is shown, never what is typed"))
    parser.add_argument(
        "--system-ssh",
        action="store_true",
        help=_("use this computer's own ssh, for systems too old for ours"),
    )


def remote(call: Call) -> int:
    """Write the row, connect, and hand over the terminal; ends with the exit status of the remote shell."""
    from helpdesk.support import ConnectFailed, SupportSession

    if not _on_a_terminal():
        raise NoTerminal(msg("A remote session needs a terminal."))
    arguments = call.arguments
    purposes = purposes_named(call)
    with call.desk() as desk:
        request = _request(desk, call, purposes)

        def begin(work: UnitOfWork, wanted: Request) -> Session:
            from helpdesk.tasks import sessions

            with work.open_files.opened_once(wanted.customer, purposes):
                return sessions.begin(work, wanted)

        try:
            with SupportSession(desk, request, TerminalAttendant(), job=begin) as support:
                if arguments.system_ssh:
                    support.work_with_system_ssh(KEYBOARD, SCREEN)
                else:
                    support.connect(SCREEN)
                    support.work(KEYBOARD, SCREEN)
        except ConnectFailed as failed:
            complain_of(failed)
            return Exit.FOUND
    return _told(support.row)


def _on_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _told(row: Session) -> int:
    """Say how it ended if that was not normal; returns the command's exit code."""
    how = row.how or Ended.FAILED
    if how is Ended.NORMALLY:
        return row.exit_status or Exit.DONE
    complain(_("The session ended: {how}.").format(how=tell(how.words)), *filter(None, [say_detail(row)]))
    return Exit.FOUND


def _request(desk: Desk, call: Call, purposes: tuple[str, ...]) -> Request:
    """The request, past the guard; a refusal is recorded as a row of the ledger."""
    from helpdesk.support import propose
    from helpdesk.tasks import files, sessions

    def job(work: UnitOfWork, customer: str, system: int | None) -> sessions.Proposal:
        with work.open_files.opened_once(customer, purposes):
            return sessions.propose(work, customer, system)

    arguments = call.arguments
    customer = desk.do(files.by_number, arguments.number)
    proposal = propose(desk, customer.id, job=job)
    system = _chosen(proposal.systems, arguments.system)
    if arguments.record and proposal.recording is Recording.OFF:
        raise bad_argument("--record", msg("The policy says that sessions are not recorded."))
    return Request(
        customer.id,
        SSH,
        system.id,
        arguments.reason or proposal.reason.say(language()),
        arguments.agreed,
        record=arguments.record,
        ticket=arguments.ticket,
    )


def _chosen(systems: tuple[System, ...], wanted: str) -> System:
    found = [one for one in systems if wanted.casefold() in (one.name.casefold(), one.host)]
    if len(found) == 1:
        return found[0]
    raise bad_argument("SYSTEM", choose([one.name for one in systems] or [_("none")]))


class TerminalAttendant:
    """Asks on the terminal; questions go to standard error."""

    def __init__(self) -> None:
        self._forgotten: tuple[TrustedKey, ...] = ()

    def step(self, what: Message, seconds: float) -> None:
        """Say what happens."""
        complain(tell(what))

    def cancelled(self) -> bool:
        """Ctrl+C ends the program anyway."""
        return False

    def reached(self, where: Reached, row: Session, forgotten: tuple[TrustedKey, ...]) -> None:
        """Say where it is; mark a new address."""
        from helpdesk.support import say_new

        self._forgotten = forgotten
        complain(_("Reached: {address}").format(address=visible(where.peer)), *filter(None, [say_new(row)]))

    def trust(self, offered: HostKey) -> bool:
        """Show the fingerprint; only the full word trusts it."""
        from helpdesk.support import say_forgotten

        host = offered.host if offered.port == SSH_PORT else f"[{offered.host}]:{offered.port}"
        complain(
            _("No key is trusted for {host}. It offers this one:").format(host=host),
            f"  {offered.algorithm} {offered.fingerprint}",
            *filter(None, [say_forgotten(offered, self._forgotten)]),
            _("Compare it with what the machine itself shows, on its own screen or in its papers."),
        )
        word = _("yes")
        return ask(_("Type {word} to trust it: ").format(word=word)).strip().casefold() == word

    def secret(self, what: Message) -> str | None:
        """Ask without showing the input."""
        return ask_secret(f"{tell(what)} ")

    def answers(self, title: str, instructions: str, prompts: tuple[Prompt, ...]) -> tuple[str, ...] | None:
        """Ask the other side's questions; its words are untrusted."""
        complain(*(visible(text) for text in (title, instructions) if text.strip()))
        return tuple(
            (ask if prompt.echo else ask_secret)(visible(f"{prompt.text.rstrip()} ")) for prompt in prompts
        )
