"""`complaints`, `requests`, `disclosures`: what is open, when it is due, what went to whom, and what does not go.

Clause: C1, R1–R7, T1, T2.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import declare, gather, words
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import labelled, say, say_json, table
from helpdesk.i18n import _, language, show_date, show_moment, tell
from helpdesk.policy.words import RIGHTS

if TYPE_CHECKING:
    from helpdesk.domain.complaints import Complaint
    from helpdesk.domain.customer import CustomerRef
    from helpdesk.domain.deadlines import Deadline
    from helpdesk.domain.disclosures import Disclosure
    from helpdesk.domain.requests import Request, RightAsked
    from helpdesk.policy.model import Policy
    from helpdesk.repository.unit_of_work import UnitOfWork


def add(commands: Commands) -> None:
    """Declare the three groups."""
    inner = gather(commands, "complaints", _("complaints, and when each must be answered"))
    declare(inner, "list", list_complaints, _("open ones, nearest promise first"), opens=True, lists=True)
    showing = declare(
        inner, "show", show_complaint, _("one complaint and its deadlines"), opens=True, lists=True
    )
    showing.add_argument("number", type=words, metavar="NUMBER", help=_("such as C2026-0001"))
    inner = gather(commands, "requests", _("rights requests, and when each must be answered"))
    declare(inner, "list", list_requests, _("open ones, nearest deadline first"), opens=True, lists=True)
    showing = declare(
        inner, "show", show_request, _("one request, its rights and its deadlines"), opens=True, lists=True
    )
    showing.add_argument("number", type=words, metavar="NUMBER", help=_("such as R2026-0001"))
    inner = gather(commands, "disclosures", _("whose data went to whom"))
    listing = declare(inner, "list", list_disclosures, _("newest first; on record"), opens=True, lists=True)
    listing.add_argument("--customer", type=words, default="", metavar="NUMBER", help=_("of this customer"))
    about = _("withdraw one that waits for a second person")
    withdrawing = declare(inner, "withdraw", withdraw_disclosure, about, opens=True, lists=True)
    withdrawing.add_argument("number", type=words, metavar="NUMBER", help=_("such as V2026-0001"))
    withdrawing.add_argument("--reason", type=words, required=True, metavar="TEXT", help=_("why"))


def list_complaints(call: Call) -> int:
    """List open complaints; nothing of what was said. Clause: C1."""
    with call.desk() as desk:
        found, today = desk.do(lambda work: (work.complaints.open(), work.today))
    if call.arguments.json:
        say_json([complaint_data(one) for one in found])
    elif not found:
        say(_("There is no open complaint."))
    else:
        headers = (_("Number"), _("Who"), _("Cause"), _("State"), _("Deadline"), _("Left"))
        say(*table(headers, [_complaint_row(one, today, desk.policy) for one in found]))
    return Exit.DONE


def show_complaint(call: Call) -> int:
    """Show one complaint as in the list, and the rule behind each day. Clause: C1."""
    with call.desk() as desk:
        found = desk.do(lambda work: work.complaints.by_number(call.arguments.number))
    said = (
        *_about(found, found.who),
        (_("Cause"), _cause(desk.policy, found.cause)),
        (_("Handler"), found.handler_name),
        (_("Answered"), _day(found.answered)),
        (_("Outcome"), tell(found.outcome.words) if found.outcome else ""),
        (_("Closed"), _day(found.closed)),
    )
    _show(call, complaint_data(found), said, (found.acknowledge_by, found.answer_by))
    return Exit.DONE


def list_requests(call: Call) -> int:
    """List open rights requests; requests that nobody confirmed in time are closed first. Clause: R1–R7."""
    from helpdesk.tasks.request_letters import close_unconfirmed

    with call.desk() as desk:
        desk.do(close_unconfirmed)
        found, today = desk.do(lambda work: (work.requests.open(), work.today))
    if call.arguments.json:
        say_json([request_data(one) for one in found])
    elif not found:
        say(_("There is no open rights request."))
    else:
        headers = (_("Number"), _("Customer"), _("Rights"), _("State"), _("Deadline"), _("Left"))
        say(*table(headers, [_request_row(one, today) for one in found]))
    return Exit.DONE


def show_request(call: Call) -> int:
    """Show one request, its rights, both clocks, and the rule behind each day. Clause: R1–R7."""
    with call.desk() as desk:
        found = desk.do(lambda work: work.requests.by_number(call.arguments.number))
    said = (
        *_about(found, found.person if found.is_without_file else _whose(found.customer)),
        (_("Rights"), ", ".join(map(_right, found.rights))),
        (_("Identity"), tell(found.way.words) if found.way else _("not confirmed")),
        (_("Handler"), found.handler_name),
        (_("Answer by"), "" if found.closed else show_date(found.clock.due.day)),
        (_("The same as"), found.duplicate_of),
        (_("Closed"), _day(found.closed)),
    )
    _show(call, request_data(found), said, (found.clock.due,))
    return Exit.DONE


def list_disclosures(call: Call) -> int:
    """List what went to whom, newest first; on record. Clause: T1, T2, P4."""
    number = call.arguments.customer

    def job(work: UnitOfWork) -> tuple[Disclosure, ...]:
        return work.disclosures.all(work.customers.by_number(number).id if number else "")

    with call.desk() as desk:
        found = desk.do(job)
    if call.arguments.json:
        say_json([disclosure_data(one) for one in found])
    elif not found:
        say(_("Nothing was disclosed to anybody."))
    else:
        headers = (_("Number"), _("When"), _("Customer"), _("Recipient"), _("Categories"), _("Approved by"))
        say(*table(headers, [_disclosure_row(one, desk.policy) for one in found]))
    return Exit.DONE


def withdraw_disclosure(call: Call) -> int:
    """Withdraw a disclosure that waits, so that nothing goes. Errors: those of `disclosures.withdraw`. Clause: T1."""
    from helpdesk.tasks import disclosures

    def job(work: UnitOfWork) -> Disclosure:
        found = work.disclosures.by_number(call.arguments.number)
        return disclosures.withdraw(work, found.id, call.arguments.reason)

    with call.desk() as desk:
        found = desk.do(job)
    if call.arguments.json:
        say_json(disclosure_data(found))
    else:
        say(_("{number} is withdrawn; nothing goes.").format(number=found.number))
    return Exit.DONE


def complaint_data(one: Complaint) -> dict[str, object]:
    """A complaint for programs."""
    return {
        "number": one.number,
        "customer": one.customer.number if one.customer else None,
        "channel": one.channel,
        "received": one.received.isoformat(),
        "cause": one.cause,
        "state": str(one.state),
        "handler": one.handler,
        "acknowledge_by": one.acknowledge_by.day.isoformat(),
        "answer_by": one.answer_by.day.isoformat(),
        "answered": _iso(one.answered),
        "closed": _iso(one.closed),
        "outcome": str(one.outcome) if one.outcome else None,
    }


def request_data(one: Request) -> dict[str, object]:
    """A rights request for programs."""
    return {
        "number": one.number,
        "customer": one.customer.number if one.customer else None,
        "person": one.person or None,
        "channel": one.channel,
        "received": one.received.isoformat(),
        "state": str(one.state),
        "rights": {str(asked.right): str(asked.result) if asked.result else None for asked in one.rights},
        "due": one.clock.due.day.isoformat(),
        "due_unpaused": one.clock.unpaused.day.isoformat(),
        "paused_days": one.clock.paused_days,
        "paused_since": _iso(one.clock.paused_since),
        "extended": _iso(one.extended),
        "extension_lapsed": one.clock.has_lapsed,
        "confirmed": _iso(one.confirmed),
        "confirmed_by": str(one.way) if one.way else None,
        "closed": _iso(one.closed),
        "duplicate_of": one.duplicate_of or None,
    }


def disclosure_data(one: Disclosure) -> dict[str, object]:
    """A disclosure for programs."""
    return {
        "number": one.number,
        "customer": one.customer.number if one.customer else None,
        "at": one.at.isoformat(),
        "recipient": one.recipient,
        "categories": list(one.categories),
        "ground": one.ground,
        "reference": one.reference,
        "how": one.how,
        "by": one.by,
        "approved": _iso(one.approved),
        "approved_by": one.approved_by,
        "withdrawn": _iso(one.withdrawn),
        "withdrawn_by": one.withdrawn_by,
        "withdrawn_why": one.withdrawn_why,
    }


def _show(
    call: Call, data: dict[str, object], said: Iterable[tuple[str, str]], deadlines: tuple[Deadline, ...]
) -> None:
    """Show a case: as data for programs or in words for people, with the rules behind its days."""
    rules = [tell(rule) for deadline in deadlines for rule in deadline.rules]
    if call.arguments.json:
        say_json({**data, "rules": rules})
    else:
        say(*labelled(said), "", *rules)


def _about(one: Complaint | Request, who: str) -> tuple[tuple[str, str], ...]:
    """The facts that cases of either sort have."""
    return (
        (_("Number"), one.number),
        (_("Customer"), who),
        (_("Received on"), show_moment(one.received)),
        (_("State"), tell(one.state.words)),
    )


def _whose(ref: CustomerRef | None) -> str:
    from helpdesk.words.customers import numbered

    return numbered(ref) if ref else _("a customer who has been removed")


def _right(asked: RightAsked) -> str:
    """A right in the regulation's terms, with what became of it."""
    name = RIGHTS[asked.right].say(language())
    return f"{name} ({tell(asked.result.words)})" if asked.result else name


def _day(moment: datetime | None) -> str:
    return show_moment(moment) if moment else ""


def _complaint_row(one: Complaint, today: date, policy: Policy) -> tuple[object, ...]:
    nearest = one.nearest
    by, left = (show_date(nearest.day), tell(nearest.left(today))) if nearest else ("", "")
    return one.number, one.who, _cause(policy, one.cause), tell(one.state.words), by, left


def _cause(policy: Policy, cause: str) -> str:
    """What a complaint is about, in words; by its id if the policy no longer has it."""
    known = policy.complaints.causes.get(cause)
    return known.name.say(language()) if known else cause


def _request_row(one: Request, today: date) -> tuple[object, ...]:
    due = one.clock.due
    left = _("the clock is paused") if one.clock.paused_since else tell(due.left(today))
    who = one.customer.number if one.customer else one.person or _("a customer who has been removed")
    rights = ", ".join(RIGHTS[asked.right].say(language()) for asked in one.rights)
    return one.number, who, rights, tell(one.state.words), show_date(due.day), left


def _disclosure_row(one: Disclosure, policy: Policy) -> tuple[object, ...]:
    from helpdesk.tasks.access_words import recipient

    named = recipient(policy, one.recipient, one.recipient_name)
    who_got_it = named if isinstance(named, str) else named.say(language())
    approved = one.approved_name or one.by_name
    if one.withdrawn is not None:
        approved = _("withdrawn")
    elif not one.may_go:
        approved = _("lapsed") if one.is_lapsed else _("waits for a second person")
    who = one.customer.number if one.customer else _("a customer who has been removed")
    return one.number, show_moment(one.at), who, who_got_it, " ".join(one.categories), approved


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None
