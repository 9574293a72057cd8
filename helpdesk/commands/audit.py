"""`audit list` and `audit verify`. Clause: P1, B1, B3."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import count, declare, gather
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import complain, say, say_json, table
from helpdesk.domain.audit import ChainHead
from helpdesk.i18n import _, show_moment, tell

if TYPE_CHECKING:
    from helpdesk.tasks.audit import Entry

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def add(commands: Commands) -> None:
    """Declare the group."""
    inner = gather(commands, "audit", _("who looked at what and why"))
    listing = declare(inner, "list", list_records, _("list the newest records"), opens=True, lists=True)
    listing.add_argument("--limit", type=count, default=50, metavar="N", help=_("at most this many (50)"))
    listing.add_argument("--before", type=int, metavar="SEQ", help=_("only records before this number"))
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


def list_records(call: Call) -> int:
    """List records, newest first. They hold references; whom these mean is looked up, as far as it is still there."""
    from helpdesk.tasks import audit

    with call.desk() as desk:
        entries = desk.do(audit.page, call.arguments.before, call.arguments.limit)
        policy = desk.policy
    if call.arguments.json:
        say_json([_as_data(entry) for entry in entries])
        return Exit.DONE
    from helpdesk.words.ids import say_event
    from helpdesk.words.records import say_detail

    headers = (
        _("Number"), _("When"), _("Who"), _("What"), _("Customer"), _("Purposes"), _("Detail"),
    )  # fmt: skip
    say(
        *table(
            headers,
            [
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
            ],
        )
    )
    return Exit.DONE


def verify(call: Call) -> int:
    """Walk the chain: the head to keep elsewhere, or the first bad record and exit code 1."""
    from helpdesk.tasks import audit

    with call.desk() as desk:
        head, fault = desk.do(audit.verify, call.arguments.expect)
    if call.arguments.json:
        problem = {"record": fault.seq, "problem": tell(fault.problem)} if fault else {}
        say_json({"ok": fault is None, "head": str(head), **problem})
    elif fault is None:
        say(_("The audit is whole, up to record {count}.").format(count=head.seq), str(head))
    else:
        complain(_("The audit is not as it was written."), f"  {tell(fault.problem)}")
    return Exit.FOUND if fault else Exit.DONE


def _as_data(entry: Entry) -> dict[str, object]:
    """A record as it was written, and the names behind its references."""
    known = {"technician_name": entry.who, "customer_number": entry.number or None}
    return {field.name: getattr(entry.record, field.name) for field in fields(entry.record)} | known


def _head(text: str) -> ChainHead:
    found = _HEAD.fullmatch(text.strip())
    if not found:
        raise argparse.ArgumentTypeError(_("a number and a hash, as `audit verify` prints them"))
    return ChainHead(int(found[1]), found[2])
