"""`audit list` and `audit verify`. Clause: P1, B1, B3."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import (
    add_days,
    count,
    days_named,
    declare,
    gather,
    insist_on_technician,
    number,
    words,
)
from helpdesk.commands.call import Call, Commands, bad_argument
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import complain, say, say_json, table
from helpdesk.domain.audit import AuditEvent, AuditFilter, ChainHead
from helpdesk.domain.messages import msg
from helpdesk.i18n import _, show_moment, tell

if TYPE_CHECKING:
    from helpdesk.policy.model import Policy
    from helpdesk.repository.unit_of_work import UnitOfWork
    from helpdesk.tasks.audit import Entry

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def add(commands: Commands) -> None:
    """Declare the group."""
    inner = gather(commands, "audit", _("who looked at what and why"))
    listing = declare(inner, "list", list_records, _("list the newest records"), opens=True, lists=True)
    listing.add_argument("--limit", type=count, default=50, metavar="N", help=_("at most this many (50)"))
    listing.add_argument(
        "--before", type=number, metavar="SEQ", help=_("only records with a lower number than this")
    )
    _add_filter(listing)
    verifying = declare(
        inner,
        "verify",
        verify,
        _("prove that no record was altered, removed or inserted"),
        opens=True,
        lists=True,
    )
    verifying.add_argument(
        "--expect",
        type=_head,
        metavar="SEQ:HASH",
        help=_("a head that was printed earlier and kept elsewhere"),
    )


def _add_filter(listing: argparse.ArgumentParser) -> None:
    listing.add_argument(
        "--customer",
        type=words,
        default="",
        metavar="NUMBER",
        help=_(
            "of this customer; of one that is gone, the reference or its beginning; or the id of a measure"
        ),
    )
    listing.add_argument(
        "--kind",
        type=words,
        default="",
        metavar="WORDS",
        help=_("of this kind, such as file, or file:opened"),
    )
    listing.add_argument("--refused", action="store_true", help=_("only what was refused"))
    listing.add_argument(
        "--technician", type=words, default="", metavar="LOGIN", help=_("by this technician")
    )
    add_days(listing)


def list_records(call: Call) -> int:
    """List records, newest first. They have references, which are resolved as far as possible."""
    from helpdesk.tasks import audit

    wanted, before, limit = _filter(call), call.arguments.before, call.arguments.limit

    def job(work: UnitOfWork) -> Sequence[Entry]:
        if wanted == AuditFilter():
            return audit.page(work, before, limit)
        insist_on_technician(work, wanted.technician)
        if before is None:
            return audit.search(work, wanted, limit=limit)
        last = work.audit.page(before=before + 1, limit=1)
        if not last:
            return ()
        return audit.search(work, wanted, last[0] if last[0].seq == before else None, limit)

    with call.desk() as desk:
        entries = desk.do(job)
        policy = desk.policy
    if call.arguments.json:
        say_json([_as_data(entry) for entry in entries])
    elif not entries:
        say(_("No record fits that. Without options the newest records are listed."))
    else:
        say(*_as_table(policy, entries))
    return Exit.DONE


def _as_table(policy: Policy, entries: Sequence[Entry]) -> list[str]:
    from helpdesk.words.ids import say_event
    from helpdesk.words.records import say_detail

    headers = (
        _("Number"), _("When"), _("Who"), _("What"), _("Customer"), _("Purposes"), _("Detail"),
    )  # fmt: skip
    rows = [
        (
            entry.record.seq,
            show_moment(entry.record.at),
            entry.who,
            say_event(entry.record.event),
            entry.customer,
            ",".join(entry.record.purposes),
            say_detail(policy, entry.record),
        )
        for entry in entries
    ]
    return table(headers, rows)


def verify(call: Call) -> int:
    """Verify the chain: print the head to keep elsewhere, or the first bad record and exit code 1."""
    from helpdesk.tasks import audit

    with call.desk() as desk:
        head, fault = desk.do(audit.verify, call.arguments.expect)
    if call.arguments.json:
        problem = {"record": fault.seq, "problem": tell(fault.problem)} if fault else {}
        say_json({"ok": fault is None, "head": str(head), **problem})
    elif fault is None:
        say(_("The audit is intact, up to record {count}.").format(count=head.seq), str(head))
    else:
        complain(_("The audit was altered."), f"  {tell(fault.problem)}")
    return Exit.FOUND if fault else Exit.DONE


def _as_data(entry: Entry) -> dict[str, object]:
    """A record as written, and the names behind its references."""
    known = {"technician_name": entry.who, "customer_number": entry.number or None}
    return {field.name: getattr(entry.record, field.name) for field in fields(entry.record)} | known


def _filter(call: Call) -> AuditFilter:
    """What was asked for. Errors: `Invalid` for a kind of record that there is not."""
    from helpdesk.words.ids import events_named

    arguments = call.arguments
    events = events_named(arguments.kind) if arguments.kind else tuple(AuditEvent)
    if arguments.refused:
        events = tuple(one for one in events if one == AuditEvent.REFUSED)
    if not events:
        raise bad_argument("--kind", msg("No kind of record is called so."))
    some = events if arguments.kind or arguments.refused else ()
    return AuditFilter(arguments.customer, some, arguments.kind, arguments.technician, *days_named(call))


def _head(text: str) -> ChainHead:
    found = _HEAD.fullmatch(text.strip())
    if not found:
        raise argparse.ArgumentTypeError(_("a number and a hash, as printed by `audit verify`"))
    return ChainHead(int(found[1]), found[2])
