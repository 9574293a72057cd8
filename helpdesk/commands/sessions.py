"""`sessions list|show|export` and `known-hosts import`: when we used whose IP address, and trusted host keys.

Clause: D6, R1, B4.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import (
    add_days,
    add_for,
    count,
    days_named,
    declare,
    gather,
    insist_on_technician,
    number,
    words,
)
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import complain, labelled, say, say_json, table
from helpdesk.documents.ledger import csv_writer, json_writer, session_data
from helpdesk.domain.paths import typed_path
from helpdesk.domain.remote import Filter, Session
from helpdesk.i18n import _, ngettext, show_moment, show_number, tell

if TYPE_CHECKING:
    from helpdesk.policy.model import Policy
    from helpdesk.repository.unit_of_work import UnitOfWork


def add(commands: Commands) -> None:
    """Declare both groups."""
    inner = gather(commands, "sessions", _("when we used whose IP address"))
    listing = declare(inner, "list", list_sessions, _("list sessions, newest first"), opens=True, lists=True)
    _add_filter(listing)
    listing.add_argument("--limit", type=count, default=50, metavar="N", help=_("at most this many (50)"))
    showing = declare(inner, "show", show, _("show everything about a session"), opens=True, lists=True)
    showing.add_argument("id", type=number, metavar="ID", help=_("as shown by `sessions list`"))
    exporting = declare(inner, "export", export, _("write sessions to a file"), opens=True, lists=True)
    exporting.add_argument(
        "file", metavar="FILE", help=_("CSV, or JSON lines if it ends in .json; - for standard output")
    )
    add_for(exporting)
    _add_filter(exporting)
    taking = declare(
        inner,
        "recording",
        export_recording,
        _("write a session's recording to a file"),
        opens=True,
        lists=False,
    )
    taking.add_argument("id", type=number, metavar="ID", help=_("as shown by `sessions list`"))
    taking.add_argument("file", metavar="FILE", help=_("a new file, in asciinema's format"))
    add_for(taking, _("customer, ourselves, or the number of a disclosure"))
    keys = gather(commands, "known-hosts", _("the host keys that are trusted"))
    importing = declare(
        keys, "import", import_known_hosts, _("trust the keys of a known_hosts file"), opens=True, lists=True
    )
    importing.add_argument("file", metavar="FILE", help=_("a known_hosts file, as ssh keeps it"))


def _add_filter(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--customer", type=words, default="", metavar="NUMBER", help=_("of this customer"))
    parser.add_argument("--technician", type=words, default="", metavar="LOGIN", help=_("by this technician"))
    add_days(parser)
    parser.add_argument(
        "--address",
        type=words,
        default="",
        metavar="ADDRESS",
        help=_("an IP address or a network (10.1.0.0/16)"),
    )


def list_sessions(call: Call) -> int:
    """List sessions, newest first; on record. Clause: D6, R1."""
    from helpdesk.tasks import sessions

    wanted, limit = _filter(call), call.arguments.limit

    def job(work: UnitOfWork) -> list[Session]:
        _check(work, wanted)
        found: list[Session] = []
        while len(found) < limit and (page := sessions.ledger(work, wanted, found[-1] if found else None)):
            found += page
        sessions.record_ledger(work, wanted, len(found[:limit]))
        return found[:limit]

    with call.desk() as desk:
        found = desk.do(job)
    if call.arguments.json:
        say_json([session_data(one) for one in found])
    elif not found:
        say(
            _("There are no sessions yet: “helpdesk remote” signs in to a customer's system.")
            if wanted == Filter()
            else _("No session fits that. Without options all sessions are listed.")
        )
    else:
        headers = (
            _("Id"), _("When"), _("Customer"), _("Who"), _("Address"), _("Through"), _("System"), _("Ended"),
        )  # fmt: skip
        say(*table(headers, [_row(desk.policy, one) for one in found]))
    return Exit.DONE


def show(call: Call) -> int:
    """Show one row of the ledger; on record. Clause: D6, R1."""
    from helpdesk.tasks import sessions

    def job(work: UnitOfWork) -> Session:
        one = sessions.session(work, call.arguments.id)
        sessions.record_ledger(work, Filter(customer=one.customer.id), 1)
        return one

    with call.desk() as desk:
        one = desk.do(job)
    if call.arguments.json:
        say_json(session_data(one))
        return Exit.DONE
    from helpdesk.words.sessions import told

    say(*labelled([(_("Number"), one.id), *told(desk.policy, one)]))
    return Exit.DONE


def export(call: Call) -> int:
    """Write sessions to a new file that only its owner can read, or to standard output; on record. Clause: R1, P4."""
    from helpdesk.tasks import sessions

    wanted, name, whom = _filter(call), call.arguments.file, call.arguments.whom

    def job(work: UnitOfWork) -> int:
        _check(work, wanted)
        if name != "-":
            return sessions.export_to(work, wanted, name, whom)
        writer = json_writer if call.arguments.json else csv_writer
        return sessions.export(work, wanted, writer(sys.stdout), whom)

    with call.desk() as desk:
        written = desk.do(job)
    if name != "-":
        text = ngettext("{count} session written to {file}.", "{count} sessions written to {file}.", written)
        complain(text.format(count=show_number(written), file=name))
    return Exit.DONE


def export_recording(call: Call) -> int:
    """Write a recording to a new file that only its owner can read; recorded, and for whom. Clause: P4, T1, T2."""
    from helpdesk.documents.new_file import new_file
    from helpdesk.remote.player import export
    from helpdesk.tasks import sessions

    name = call.arguments.file
    with call.desk() as desk, new_file(typed_path(name)) as file:
        export(desk.do(sessions.export_recording, call.arguments.id, call.arguments.whom), file)
    complain(_("Written to {file}.").format(file=name))
    return Exit.DONE


def import_known_hosts(call: Call) -> int:
    """Trust the keys of a known_hosts file for existing systems; says what was left out. Clause: B4."""
    from helpdesk.tasks import host_keys

    text = typed_path(call.arguments.file).read_text("utf-8", errors="replace")
    with call.desk() as desk:
        done = desk.do(host_keys.import_known_hosts, text)
    is_useless = bool(done.skipped) and not (done.added or done.known or done.strangers)
    end = Exit.FOUND if done.changed_refused or is_useless else Exit.DONE
    if call.arguments.json:
        say_json(
            {
                "added": done.added,
                "known": done.known,
                "changed": done.changed_refused,
                "strangers": done.strangers,
                "skipped": [{"line": line, "reason": tell(why)} for line, why in done.skipped],
            }
        )
        return end
    say(
        _("Added: {added}. Known already: {known}. Not the host of any system here: {strangers}.").format(
            added=show_number(done.added),
            known=show_number(done.known),
            strangers=show_number(done.strangers),
        )
    )
    if done.changed_refused:
        text = _(
            "Refused, because the host is known by another key: {count}. Replace such a key in the console."
        )
        complain(text.format(count=show_number(done.changed_refused)))
    complain(*(_("Line {line}: {why}").format(line=line, why=tell(why)) for line, why in done.skipped))
    return end


def _filter(call: Call) -> Filter:
    arguments = call.arguments
    return Filter(arguments.customer, arguments.technician, *days_named(call), arguments.address)


def _check(work: UnitOfWork, wanted: Filter) -> None:
    """An unknown customer or technician is an error, not an empty list."""
    if wanted.customer:
        work.customers.by_number(wanted.customer)
    insist_on_technician(work, wanted.technician)


def _row(policy: Policy, one: Session) -> tuple[object, ...]:
    from helpdesk.words.customers import numbered
    from helpdesk.words.sessions import say_way

    mark = " *" if one.new_address else ""
    return (
        one.id,
        show_moment(one.started),
        numbered(one.customer),
        one.technician,
        f"{one.peer}{mark}",
        one.through,
        one.system or say_way(policy, one.way),
        tell(one.how.words) if one.how else _("running"),
    )
