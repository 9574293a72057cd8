"""`find`, `show` and `consent`: one customer, through the same jobs and guard as the console.

Clause: P2, B1, G9.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import add_purposes, count, declare, purposes_named, some_words, words
from helpdesk.commands.call import Call, Commands, ask, bad_argument
from helpdesk.commands.customer_text import file_lines
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import columns, complain, refused, say, say_json, table
from helpdesk.domain.consent import ConsentEventKind, ConsentState
from helpdesk.domain.customer import CUSTOMER, CustomerFile, CustomerRef, Found
from helpdesk.domain.display import dotted
from helpdesk.domain.findings import Findings
from helpdesk.domain.messages import choose
from helpdesk.i18n import _, language, show_moment, tell

if TYPE_CHECKING:
    from helpdesk.policy.model import Category
    from helpdesk.repository.unit_of_work import UnitOfWork


def add(commands: Commands) -> None:
    """Declare the three commands."""
    finding = declare(commands, "find", find, _("find customers"), opens=True, lists=True)
    finding.add_argument(
        "text", type=some_words, help=_("part of a number, name, company, e-mail, phone or address")
    )
    finding.add_argument("--limit", type=count, default=50, metavar="N", help=_("at most this many (50)"))

    showing = declare(commands, "show", show, _("open a customer for a purpose"), opens=True, lists=True)
    showing.add_argument("number", type=words, help=_("customer number"))
    add_purposes(showing, _("what for, by clause: G3 or G3,G7"))

    consenting = declare(
        commands, "consent", consent, _("record what a customer said about a purpose"), opens=True, lists=True
    )
    consenting.add_argument("number", type=words, help=_("customer number"))
    consenting.add_argument(
        "purpose", type=words, help=_("a purpose that rests on consent, such as G9-newsletter")
    )
    kinds = [str(kind) for kind in ConsentEventKind if kind is not ConsentEventKind.EXPIRED]
    consenting.add_argument("--event", required=True, choices=kinds, help=_("what happened"))
    consenting.add_argument(
        "--evidence", type=words, default="", metavar="TEXT", help=_("where the proof is kept")
    )
    consenting.add_argument("--how", metavar="CHANNEL", help=_("by which channel of the policy"))


def find(call: Call) -> int:
    """List customers that match a fragment, best first; the least that tells them apart. Clause: P2."""
    from helpdesk.tasks import files

    def job(work: UnitOfWork) -> Findings[Found]:
        found = files.find(work, call.arguments.text, call.arguments.limit)
        files.record_search(work, len(found))
        return found

    with call.desk() as desk:
        found = desk.do(job)
    refs = [one.ref for one in found]
    if call.arguments.json:
        say_json(
            [
                {"number": ref.number, "name": ref.name, "company": ref.company, "city": ref.city}
                for ref in refs
            ]
        )
    elif refs:
        headers = (_("Number"), _("Name"), _("Company"), _("City"))
        say(*table(headers, [(ref.number, ref.name, ref.company, ref.city) for ref in refs]))
    else:
        say(_("Nobody was found."))
    if found.more:
        complain(_("There may be more; type more or use --limit to see others."))
    return Exit.DONE


def show(call: Call) -> int:
    """Open a customer's file for purposes, print what they show, and close it; all on record. Clause: P2."""
    from helpdesk.tasks import files

    purposes = purposes_named(call)

    def job(work: UnitOfWork) -> CustomerFile:
        return files.look(work, files.by_number(work, call.arguments.number).id, purposes)

    with call.desk() as desk:
        file = desk.do(job)
        moment = desk.clock()
    policy = call.policy
    flags = file.standing.flags(moment, policy.today(moment))
    if call.arguments.json:
        say_json(
            {
                "number": file.ref.number,
                "for": list(file.opened.purposes),
                "flags": [str(flag) for flag in flags],
                "categories": {
                    category.id: _category(file, category) for category in policy.categories.values()
                },
            }
        )
        return Exit.DONE
    names = ", ".join(f"{one} {policy.purposes[one].name.say(language())}" for one in file.opened.purposes)
    say(dotted(file.ref.name, file.ref.company, file.ref.number))
    say(_("For: {purposes}").format(purposes=names))
    if flags:
        say(_("Mind: {flags}").format(flags=", ".join(map(tell, flags))))
    say(*file_lines(file, policy))
    return Exit.DONE


def consent(call: Call) -> int:
    """Record an event of a consent; it takes effect at once. Clause: G9; GDPR art. 7."""
    from helpdesk.tasks import consents, files

    arguments, channels, purpose = call.arguments, tuple(call.policy.channels), _meant(call)
    how = arguments.how or channels[0]
    if how not in channels:
        raise bad_argument("--how", choose(channels))

    def job(work: UnitOfWork) -> tuple[CustomerRef, ConsentState]:
        customer, kind = files.by_number(work, arguments.number), ConsentEventKind(arguments.event)
        return customer, consents.record(
            work, customer.id, purpose, kind, how=how, evidence=arguments.evidence
        )

    with call.desk() as desk:
        customer, state = desk.do(job)
    if arguments.json:
        say_json(
            {
                "number": customer.number,
                "purpose": state.purpose,
                "state": state.kind,
                "since": state.since,
                "valid_until": state.valid_until,
            }
        )
        return Exit.DONE
    moment = show_moment(state.since) if state.since else ""
    known = call.policy.purposes.get(state.purpose)
    name = f"{state.purpose} {known.name.say(language())}" if known else state.purpose
    event = tell(state.kind.words) if state.kind else ""
    say(_("{purpose}: {event}, {moment}").format(purpose=name, event=event, moment=moment))
    if state.valid_until:
        say(_("It is valid until {moment}.").format(moment=show_moment(state.valid_until)))
    return Exit.DONE


def _meant(call: Call) -> str:
    """The purpose that was meant. An id that stands for several is asked about, if somebody can answer."""
    given: str = call.arguments.purpose
    choices = [one for one in call.policy.consent_purposes() if one.clause == given]
    if len(choices) < 2 or call.arguments.json or not sys.stdin.isatty():
        return given
    complain(_("{id} stands for several purposes:").format(id=given))
    complain(*(f"  {line}" for line in columns([(one.id, one.name.say(language())) for one in choices])))
    return ask(_("Which one? [{id}] ").format(id=given)).strip() or given


def _category(file: CustomerFile, category: Category) -> Mapping[str, object]:
    """One category as JSON; without fields here it says where the data is kept, if anywhere. Clause: D8, D9."""
    decision, fields = file.decisions[category.id], CUSTOMER.of_category(category.id)
    content = (
        {field.name: file.values[field.name] for field in fields} if decision.allowed else refused(decision)
    )
    if fields:
        return content
    kept_in = category.kept_in.say(language()) if category.kept_in else None
    return {**content, "kept": False, "kept_in": kept_in}
