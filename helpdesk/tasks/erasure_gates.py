"""What stands in the way of erasing a customer, and what else an erasure settles. Clause: R4, R5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.decision import Decision
from helpdesk.domain.messages import msg
from helpdesk.domain.requests import Request, RequestState
from helpdesk.domain.rights import Right
from helpdesk.policy.words import RIGHTS

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def insist(work: UnitOfWork, found: Request) -> None:
    """Refuse an erasure while something else must end first; for somebody without a file nothing must.

    Errors: `Refused`, on record: while a session runs on a system of theirs, under a restriction, while a legal order
    about them waits for a second person, and while another answer is due to them.
    """
    if not found.is_without_file:
        _insist_on_no_session(work, found)
        _insist_on_no_restriction(work, found)
        _insist_on_no_order(work, found)
        _insist_on_nothing_else(work, found)


def others(work: UnitOfWork, found: Request) -> tuple[Request, ...]:
    """Other open erasure requests of the same customer: they are settled too."""
    theirs = work.requests.of_customer(found.subject) if found.subject else ()
    asked = (
        (one, one.asked_for(Right.ERASURE)) for one in theirs if one.state.is_open and one.id != found.id
    )
    return tuple(one for one, right in asked if right is not None and right.result is None)


def _insist_on_no_session(work: UnitOfWork, found: Request) -> None:
    if (who := work.erasing.session_of(found.subject)) is not None:
        reason = msg("A remote session by {who} is running on a system of this customer.", who=who)
        remedy = msg("End it or wait until it is over, then erase. Nothing was erased.")
        work.insist(Decision(False, "R4", reason, remedy=remedy), found.subject, "right:erasure")


def _insist_on_no_restriction(work: UnitOfWork, found: Request) -> None:
    restriction = work.standings.of(found.subject).restricted(work.clock())
    if restriction is not None:
        reason = msg(
            "Its use is restricted since {since}: what is held has to stay.", since=restriction.since
        )
        remedy = msg("Lift the restriction first; the customer is told before.")
        work.insist(Decision(False, "R5", reason, remedy=remedy), found.subject, "right:erasure")


def _insist_on_no_order(work: UnitOfWork, found: Request) -> None:
    """Whether the law orders a disclosure is not known while it waits; once they are erased, it can't be obeyed.

    Clause: T1; GDPR art. 17(3)(b).
    """
    if waiting := work.disclosures.waiting(found.subject):
        numbers = tuple(one.number for one in waiting)
        reason = msg(
            "A legal order to disclose their data waits for a second person: {numbers}.", numbers=numbers
        )
        remedy = msg("Have it approved and send the data, or withdraw it (F11); then erase.")
        work.insist(Decision(False, "T1", reason, remedy=remedy), found.subject, "right:erasure")


def _insist_on_nothing_else(work: UnitOfWork, found: Request) -> None:
    """No other right can be carried out for an erased customer, and none for somebody unconfirmed. Clause: R1–R6."""
    open_rights = [
        msg("{case} ({right})", case=one.number, right=RIGHTS[asked.right])
        for one in work.requests.of_customer(found.subject)
        if one.state in (RequestState.RECEIVED, RequestState.CONFIRMED)
        for asked in one.rights
        if asked.result is None and asked.right is not Right.ERASURE
    ]
    if open_rights:
        reason = msg(
            "Something else they asked for is still open, and can't be answered once they are erased: {what}.",
            what=tuple(reversed(open_rights)),
        )
        remedy = msg("Carry that out or refuse it first, then erase.")
        work.insist(Decision(False, "R4", reason, remedy=remedy), found.subject, "right:erasure")
