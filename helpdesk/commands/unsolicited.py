"""`unsolicited list|show|proof|export`: unsolicited data, and the proof of what became of it.

Clause: D9, P3, P4.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import add_for, count, declare, gather, number, words
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import complain, labelled, say, say_json, table
from helpdesk.documents.unsolicited import csv_writer, item_data, json_writer
from helpdesk.domain.unsolicited import ITEM_PAGE, Item, Proof, kind_words
from helpdesk.i18n import _, language, ngettext, show_date, show_number, tell

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def add(commands: Commands) -> None:
    """Declare the group."""
    inner = gather(commands, "unsolicited", _("what customers sent that nobody asked for"))
    listing = declare(
        inner, "list", list_items, _("list what is open, earliest due first"), opens=True, lists=True
    )
    _add_filter(listing)
    listing.add_argument("--limit", type=count, default=50, metavar="N", help=_("at most this many (50)"))
    for name, run, what in (
        ("show", show, _("show an item, with its checklist")),
        ("proof", proof, _("the proof of one item, and whether it is still intact")),
    ):
        one = declare(inner, name, run, what, opens=True, lists=True)
        one.add_argument("id", type=number, metavar="ID", help=_("as shown by `unsolicited list`"))
    exporting = declare(
        inner, "export", export, _("write the whole queue to a file, on record"), opens=True, lists=True
    )
    exporting.add_argument(
        "file", metavar="FILE", help=_("CSV, or JSON lines if it ends in .json; - for standard output")
    )
    add_for(exporting)
    _add_filter(exporting)


def _add_filter(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help=_("include closed items"))
    parser.add_argument(
        "--customer",
        type=words,
        default="",
        metavar="NUMBER",
        help=_("of this customer; if removed, use the reference from the audit"),
    )


def list_items(call: Call) -> int:
    """List items, the open ones first. Clause: D9."""
    with call.desk() as desk:
        found = desk.do(lambda work: list(_items(work, call, call.arguments.limit)))
    if call.arguments.json:
        say_json([item_data(one) for one in found])
    elif not found:
        say(
            _("There is no unsolicited data on record.")
            if call.arguments.all
            else _("No unsolicited data is waiting. With --all closed items are listed too.")
        )
    else:
        headers = (_("Id"), _("Due"), _("Kinds"), _("Customer"), _("Ticket"), _("Outcome"))
        say(*table(headers, map(_row, found)))
    return Exit.DONE


def show(call: Call) -> int:
    """Show one item with its checklist. Clause: D9."""
    from helpdesk.tasks import unsolicited

    with call.desk() as desk:
        item, now = desk.do(unsolicited.item, call.arguments.id), desk.clock()
    if call.arguments.json:
        say_json(item_data(item))
        return Exit.DONE
    from helpdesk.words.unsolicited import say_answer, say_bytes, say_place, told

    policy = desk.policy
    say(*labelled([(_("Number"), item.id), *told(policy, item, now)]), *say_bytes(item))
    if item.has_copies:
        say("", _("Places where there may be copies:"))
        say(*(f"  {say_place(policy, one)}: {say_answer(one)}" for one in item.places))
    return Exit.DONE


def proof(call: Call) -> int:
    """Print the proof of an item; the exit code says whether it is intact. Clause: D9, P3."""
    from helpdesk.tasks import unsolicited

    def job(work: UnitOfWork) -> tuple[Item, Proof, str]:
        item = call.arguments.id
        text = unsolicited.print_proof(work, item, language())
        return unsolicited.item(work, item), unsolicited.check(work, item), text

    with call.desk() as desk:
        item, found, text = desk.do(job)
    if call.arguments.json:
        say_json({**item_data(item), "holds": found is Proof.HOLDS, "proven": found.value})
    else:
        say(text.rstrip("\n"))
    return Exit.DONE if found in (Proof.HOLDS, Proof.OPEN) else Exit.FOUND


def export(call: Call) -> int:
    """Write items to a new file that only its owner can read, or to standard output; on record. Clause: P4."""
    from helpdesk.tasks import unsolicited

    whom = call.arguments.whom
    name, only_open = call.arguments.file, not (call.arguments.all or call.arguments.customer)

    def job(work: UnitOfWork) -> int:
        subject = _subject(work, call)
        if name != "-":
            return unsolicited.export_to(work, name, open_only=only_open, subject=subject, whom=whom)
        writer = json_writer if call.arguments.json else csv_writer
        take = writer(sys.stdout)
        return unsolicited.export(work, take, open_only=only_open, subject=subject, whom=whom)

    with call.desk() as desk:
        written = desk.do(job)
    if name != "-":
        text = ngettext("{count} item written to {file}.", "{count} items written to {file}.", written)
        complain(text.format(count=show_number(written), file=name))
    return Exit.DONE


def _items(work: UnitOfWork, call: Call, limit: int) -> Iterator[Item]:
    from helpdesk.tasks import unsolicited

    subject, last = _subject(work, call), None
    while limit > 0:
        page = unsolicited.items(
            work, open_only=not call.arguments.all, subject=subject, after=last, limit=min(limit, ITEM_PAGE)
        )
        if not page:
            return
        yield from page
        limit, last = limit - len(page), page[-1]


def _subject(work: UnitOfWork, call: Call) -> str | None:
    from helpdesk.tasks import unsolicited

    return unsolicited.history(work, call.arguments.customer) if call.arguments.customer else None


def _row(item: Item) -> tuple[object, ...]:
    return (
        item.id,
        show_date(item.next_try or item.due),
        ", ".join(tell(kind_words(kind)) for kind in item.kinds),
        tell(item.customer.shown_number) if item.customer else "",
        item.ticket or item.where,
        tell(item.outcome.words) if item.outcome else "",
    )
