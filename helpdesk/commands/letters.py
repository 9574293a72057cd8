"""`letters`: list unsent ones, show one as text, send one by mail; through the same guard as the console's `m`.

Clause: G8, D3, R5, B4, B6, P2.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from helpdesk.commands.arguments import declare, gather, words
from helpdesk.commands.call import Call, Commands, asked_on_terminal, bad_argument
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import complain, say, say_json, table
from helpdesk.domain.letters import LETTERS, KeptLetter
from helpdesk.domain.messages import msg
from helpdesk.domain.paths import typed_path
from helpdesk.i18n import _, show_date, tell

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork
    from helpdesk.tasks.delivery import Way
    from helpdesk.tasks.intake import Do
    from helpdesk.tasks.letter_mail import ForMail

T = TypeVar("T")


def add(commands: Commands) -> None:
    """Declare the group."""
    inner = gather(commands, "letters", _("letters to customers, as text and by mail"))
    declare(inner, "list", list_letters, _("list letters that have yet to go out"), opens=True, lists=True)
    showing = declare(inner, "show", show, _("show a letter as text"), opens=True, lists=True)
    sending = declare(inner, "send", send, _("send a letter by mail, with its PDF"), opens=True, lists=True)
    renewing = declare(
        inner, "renew", renew, _("rewrite a letter that names a day already past"), opens=True, lists=True
    )
    for parser in (showing, sending, renewing):
        parser.add_argument("number", type=words, metavar="NUMBER", help=_("such as L2026-0001"))
    sending.add_argument(
        "--to", type=words, default="", metavar="ADDRESS", help=_("which of the registered addresses")
    )
    sending.add_argument(
        "--folder",
        metavar="FOLDER",
        help=_("write a file for a mail program to this folder, whatever the settings say"),
    )
    sending.add_argument(
        "--again", action="store_true", help=_("even if it was sent, or may have been sent, before")
    )


def list_letters(call: Call) -> int:
    """List unsent letters, of the cases that this technician handles. Clause: G8."""
    from helpdesk.tasks import letters

    with call.desk() as desk:
        found = desk.do(letters.waiting)
    if call.arguments.json:
        say_json([letter_data(one) for one in found])
    elif not found:
        say(_("There are no letters to send."))
    else:
        headers = (_("Number"), _("Kind"), _("Case"), _("Written"))
        rows = [
            (
                one.letter.number,
                tell(one.letter.kind.words),
                one.letter.about,
                show_date(call.policy.today(one.at)),
            )
            for one in found
        ]
        say(*table(headers, rows))
    return Exit.DONE


def show(call: Call) -> int:
    """Print one letter as it goes out; its customer's file is open for letters meanwhile."""
    from helpdesk.tasks import letter_renewal, letters

    with call.desk() as desk:
        letter, customer = desk.do(lambda work: work.letters.whose(call.arguments.number))
        kept = _opened(desk, customer)(partial(letters.one, letter_id=letter))
        overtaken = desk.do(letter_renewal.overtaken, kept)
    text = letters.text(kept.letter)
    if call.arguments.json:
        say_json({**letter_data(kept), "text": text})
    else:
        say(text.rstrip("\n"))
        if overtaken is not None:
            complain(" ".join(map(tell, overtaken.in_short)))
    return Exit.DONE


def send(call: Call) -> int:
    """Send a letter, once, to an address of its addressee. Errors: those of `letter_mail.send`."""
    from helpdesk.tasks import letter_mail
    from helpdesk.tasks.delivery import password_of

    way = _way(call)
    with call.desk() as desk:
        letter, customer = desk.do(lambda work: work.letters.whose(call.arguments.number))
        do = _opened(desk, customer)
        chosen = do(partial(letter_mail.open_for_mail, letter_id=letter))
        _insist_on_once(call, chosen.kept)
        address = _address(call, chosen)
        file = letter_mail.attached(chosen.kept.letter, call.config.letters_folder())
        password = password_of(way, os.environ, call.config.keepass, asked_on_terminal)
        kept = letter_mail.send(do, chosen, address, file, way, password)
    if call.arguments.json:
        say_json(letter_data(kept))
    else:
        said = _("{number} went out to {address}, with {file}.")
        say(said.format(number=kept.letter.number, address=address, file=file.name))
    return Exit.DONE


def renew(call: Call) -> int:
    """Rewrite a letter whose day has passed before it was sent; any other stays as it is. Clause: G8."""
    from helpdesk.tasks import letter_renewal

    with call.desk() as desk:
        letter, customer = desk.do(lambda work: work.letters.whose(call.arguments.number))
        do = _opened(desk, customer)
        before = do(lambda work: work.letters.to_send(letter)[0])
        kept = do(partial(letter_renewal.renew, letter_id=letter))
    if call.arguments.json:
        say_json(letter_data(kept))
    else:
        still = _("{number} is still correct; it stays as it is.")
        said = still if kept == before else _("{number} was rewritten.")
        say(said.format(number=kept.letter.number))
    return Exit.DONE


def letter_data(one: KeptLetter) -> dict[str, object]:
    """A letter for programs, without its text."""
    return {
        "number": one.letter.number,
        "kind": str(one.letter.kind),
        "case": one.case,
        "written": one.at.isoformat(),
        "sent": one.sent.isoformat() if one.sent else None,
        "how": one.how,
        "delivery": str(one.delivery),
        "attempts": one.attempts,
        "good_until": one.letter.good_until.isoformat() if one.letter.good_until else None,
    }


def _opened(desk: Desk, customer: str) -> Do:
    """Do jobs with a customer's file open for letters, each on record; somebody without a file has none to open."""
    if not customer:
        return desk.do

    def do(job: Callable[[UnitOfWork], T]) -> T:
        def whole(work: UnitOfWork) -> T:
            with work.open_files.opened_once(customer, (LETTERS,)):
                return job(work)

        return desk.do(whole)

    return do


def _way(call: Call) -> Way:
    if call.arguments.folder:
        return typed_path(call.arguments.folder).absolute()
    way = call.config.way_for_mail
    if way is None:
        raise bad_argument(
            "--folder",
            msg("The settings name neither a folder nor a server for outgoing mail: name a folder here."),
        )
    return way


def _insist_on_once(call: Call, kept: KeptLetter) -> None:
    """Nobody gets a letter twice by accident; a mail that failed may have arrived after all."""
    if not call.arguments.again and (kept.sent is not None or kept.attempts):
        problem = msg("It was sent before, or an attempt was made. Ask whether it arrived, then use --again.")
        raise bad_argument("--again", problem)


def _address(call: Call, chosen: ForMail) -> str:
    given = call.arguments.to
    if not given and len(chosen.addresses) == 1:
        return chosen.addresses[0]
    fitting = [one for one in chosen.addresses if one.casefold() == given.casefold()]
    if not fitting:
        offered = ", ".join(chosen.addresses)
        raise bad_argument("--to", msg("Say which address: {addresses}.", addresses=offered))
    return fitting[0]
