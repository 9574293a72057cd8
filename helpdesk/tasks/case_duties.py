"""What there is to do in complaints, rights requests and data breaches. Clause: R1–R7, C1; GDPR art. 33, 34."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from helpdesk.domain.breaches import About, Breach
from helpdesk.domain.calendar import add, end_of
from helpdesk.domain.deadlines import left, time_left
from helpdesk.domain.duties import Duty
from helpdesk.domain.letters import KeptLetter, LetterKind
from helpdesk.domain.messages import Message, msg, msgn
from helpdesk.domain.rights import Right
from helpdesk.policy.model import Job

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

MOST_CASES = 50
"""How many open cases of a kind Today shows."""

MOST_LETTERS = 50
"""How many unsent letters Today shows; the oldest."""


def complaints_open(work: UnitOfWork) -> Iterator[Duty]:
    """Complaints to acknowledge or answer, by day. Clause: C1."""
    if not work.may(Job.COMPLAINTS):
        return
    today = work.today
    for one in work.complaints.due(MOST_CASES):
        days = left(one.day, today)
        what = (
            msg("Complaint {number}: answer it ({left})", number=one.number, left=days)
            if one.is_acknowledged
            else msg("Complaint {number}: acknowledge it ({left})", number=one.number, left=days)
        )
        due = end_of(one.day, work.policy.company.time_zone)
        yield Duty(due, what, "complaint", one.customer, key=str(one.id), person=one.person)


def requests_open(work: UnitOfWork) -> Iterator[Duty]:
    """Rights requests to answer, by day. GDPR art. 12(3)."""
    if not work.may(Job.REQUESTS):
        return
    today = work.today
    for one in work.request_days.due(MOST_CASES):
        days = left(one.day, today)
        what = (
            msg("Rights request {number}: a second person approves it ({left})", number=one.number, left=days)
            if one.waits_for_me
            else msg("Rights request {number}: answer it ({left})", number=one.number, left=days)
        )
        due = end_of(one.day, work.policy.company.time_zone)
        yield Duty(due, what, "request", one.customer, key=str(one.id), person=one.person)


def breaches_open(work: UnitOfWork) -> Iterator[Duty]:
    """Data breaches to decide on within the hours of the law, or to close. GDPR art. 33, 34.

    They are everybody's who may note one: if nobody who decides is there, somebody has to fetch them.
    """
    if work.may(Job.BREACHES):
        may_decide = work.may(Job.DECIDE_BREACHES)
        for one in work.breaches.open():
            what = _to_do(one, work.clock()) if may_decide else _to_fetch(one, work.clock())
            due = None if one.undecided is None else one.tell_by
            yield Duty(due, what, "breach", key=str(one.id))


def _to_do(breach: Breach, now: datetime) -> Message:
    """What is next in a breach, for whoever decides."""
    number = breach.number
    if breach.undecided is About.AUTHORITY:
        hours = time_left(breach.tell_by, now)
        return msg(
            "Data breach {number}, {left}: tell the authority, or say why not", number=number, left=hours
        )
    if breach.undecided is About.PEOPLE:
        return msg("Data breach {number}: tell the people concerned, or say why not", number=number)
    return msg("Data breach {number}: complete it, and close it", number=number)


def _to_fetch(breach: Breach, now: datetime) -> Message:
    """The same for anybody else."""
    if breach.undecided is About.AUTHORITY:
        return msg(
            "Data breach {number}, {left}: see that whoever decides knows of it",
            number=breach.number,
            left=time_left(breach.tell_by, now),
        )
    return msg("Data breach {number}: still open", number=breach.number)


def in_force(work: UnitOfWork) -> Iterator[Duty]:
    """Objections to decide within the month of their request, and restrictions, which somebody has to end.

    The customer is told before a restriction is lifted. Clause: R5, R6; GDPR art. 12(3), 18(3), 21(1).
    """
    if not (work.may(Job.REQUESTS) and work.may(Job.LEGAL_CLAIM)):
        return
    found = work.standings.waiting(MOST_CASES)
    objections = [one.request for one in found if one.kind == Right.OBJECTION and one.request is not None]
    days = work.request_days.last(objections) if objections else {}
    for one in found:
        since, due = work.policy.today(one.since), None
        what = msg("Restricted since {day}: tell the customer before it is lifted", day=since)
        if one.kind == Right.OBJECTION:
            what = msg("Decide on the objection of {day}", day=since)
            day = days.get(one.request) if one.request is not None else None
            due = end_of(day, work.policy.company.time_zone) if day is not None else None
        leads_to, key = ("request", str(one.request)) if one.request is not None else ("customer", "")
        if one.request is not None or one.customer is not None:
            yield Duty(due, what, leads_to, one.customer, key, one.since.isoformat())


def notices_to_go_out(work: UnitOfWork) -> Iterator[Duty]:
    """Notices to recipients of what was rectified, restricted or erased. GDPR art. 19."""
    if not work.may(Job.REQUESTS):
        return
    notices = work.letters.to_go_out()
    requests = work.requests.ids({one.case for one in notices})
    for one in notices:
        if one.case in requests:
            to = ", ".join(one.letter.to)
            what = msg("Send notice {number} to {recipient}", number=one.letter.number, recipient=to)
            due = add(work.policy.requests.notices, one.at)
            yield Duty(due, what, "request", key=str(requests[one.case]), part=one.letter.number)


def letters_to_send(work: UnitOfWork) -> Iterator[Duty]:
    """Letters that were written but not sent, by case; an extension's is due in the first month."""
    waiting = work.letters.unsent(MOST_LETTERS)
    cases = tuple(dict.fromkeys(one.case for one in waiting))
    for job, leads_to, register in (
        (Job.REQUESTS, "request", work.requests),
        (Job.COMPLAINTS, "complaint", work.complaints),
        (Job.UNPAID, "invoice", work.unpaid),
    ):
        ids = register.ids(cases) if cases and work.may(job) else {}
        for case in filter(ids.get, cases):
            kept = [one for one in waiting if one.case == case]
            numbers = ", ".join(one.letter.number for one in kept)
            what = msgn(
                "Send letter {numbers} of {case}",
                "Send {count} letters of {case}: {numbers}",
                len(kept),
                case=work.unpaid.one(ids[case]).invoice.number if leads_to == "invoice" else case,
                numbers=numbers,
            )
            customer = work.customers.ref(kept[0].customer) if kept[0].customer else None
            yield Duty(_letter_due(work, kept, ids[case]), what, leads_to, customer, key=str(ids[case]))


def _letter_due(work: UnitOfWork, kept: list[KeptLetter], request: int) -> datetime | None:
    """An extension only counts if its letter went out within the first month. GDPR art. 12(3)."""
    if all(one.letter.kind is not LetterKind.EXTENSION for one in kept):
        return None
    first = work.requests.one(request).clock.first_month.day
    return end_of(first, work.policy.company.time_zone)


def erasures_pending(work: UnitOfWork) -> Iterator[Duty]:
    """Erasures of which another console still reads the old bytes; the console retries automatically. Clause: R4."""
    if not work.may(Job.REQUESTS):
        return
    waiting = work.erasing.waiting()
    requests = work.requests.ids(waiting)
    for case in waiting:
        if case in requests:
            what = msg("Erased, but another console still reads the old bytes: {number}", number=case)
            yield Duty(None, what, "request", key=str(requests[case]))


def disclosures_waiting(work: UnitOfWork) -> Iterator[Duty]:
    """Disclosures that wait for this technician as the second person. Clause: P4, T1, B1."""
    if not work.may(Job.APPROVE):
        return
    for one in work.disclosures.waiting():
        if one.by != work.technician.login:
            what = msg("Disclosure {number} waits for a second person", number=one.number)
            yield Duty(one.at, what, "disclosure", one.customer, key=str(one.id))
