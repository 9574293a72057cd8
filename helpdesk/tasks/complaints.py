"""Complaints, from receipt to closing, and the picture of a year. Clause: C1, C2, G5."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from statistics import median
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from helpdesk.domain.complaints import (
    Answer,
    Complaint,
    ComplaintState,
    ComplaintView,
    NewComplaint,
    Outcome,
    YearPicture,
)
from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import Message, choose, msg
from helpdesk.domain.pictures import MonthPicture
from helpdesk.domain.tickets import TicketLink
from helpdesk.policy.model import Job, Policy
from helpdesk.tasks.typed import typed

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def register(work: UnitOfWork, new: NewComplaint) -> Complaint:
    """Register a complaint; its promised days are set at once.

    Needs the job `complaints`, and no open file: people complain on the telephone. Errors: `Invalid` with every fault
    at once, `Refused` without the job, `NotFound`. Clause: C1.
    """
    work.require(Job.COMPLAINTS, new.customer or None)
    if faults := tuple(_faults(work, new)):
        raise Invalid(faults)
    made = work.complaints.add(replace(new, words=typed(new.words), wish=typed(new.wish)))
    for ticket in new.tickets:
        work.ticket_links.add(ticket, TicketLink.COMPLAINT, made.id)
    return made


def view(work: UnitOfWork, complaint_id: int) -> ComplaintView:
    """A complaint with everything that was said and done, on record.

    Errors: `Refused`, `FileNotOpen` if the customer's file is not open for complaints, `NotFound`. Clause: G5, P2.
    """
    found = work.complaints.insist(complaint_id, Action.VIEW)
    work.complaints.record_read(found)
    return _view(work, found)


def seen(work: UnitOfWork, complaint_id: int) -> Complaint:
    """A complaint that is shown already, as it is now; nothing that was said is read, so nothing is recorded.

    Errors: those of `view`: on any of them, the caller must hide what it shows. Clause: P2, R5.
    """
    return work.complaints.insist(complaint_id, Action.VIEW)


def step(
    work: UnitOfWork, complaint_id: int, version: int, state: ComplaintState, note: str = ""
) -> ComplaintView:
    """Move a complaint to one of `ComplaintView.next`, except `answered`, for which there is `answer`.

    Errors: `Invalid` for a step that is not offered, `CaseChanged` if somebody else took one first, `Refused`,
    `FileNotOpen`, `NotFound`. Clause: C1.
    """
    found = work.complaints.insist(complaint_id, Action.CHANGE)
    if state is ComplaintState.ANSWERED:
        raise _impossible(found, state)
    _insist_on_step(found, version, state)
    now = work.clock()
    values: dict[str, object] = {"state": state}
    if state is ComplaintState.ACKNOWLEDGED:
        values["acknowledged"] = now
    elif state is ComplaintState.CLOSED:
        values["closed"] = now
    elif state is ComplaintState.REOPENED:
        values |= {"closed": None, "answered": None, "outcome": None}
    return _view(work, work.complaints.change(found, version, state, typed(note), **values))


def answer(work: UnitOfWork, complaint_id: int, version: int, given: Answer) -> ComplaintView:
    """Answer a complaint. Nobody answers one about themselves: a second pair of eyes does (C1).

    Errors: `Refused`, on record, for the technician it is about; `Invalid` without a text, for a step that is not
    offered and for a withdrawal, for which there is `withdraw`; otherwise as `step`.
    """
    found = work.complaints.insist(complaint_id, Action.CHANGE)
    insist_on_other_eyes(work, found, "answer")
    _insist_on_step(found, version, ComplaintState.ANSWERED)
    if not given.text.strip():
        raise Invalid((Fault("text", msg("What is your answer?")),))
    if given.outcome is Outcome.WITHDRAWN:
        raise Invalid((Fault("outcome", msg("Only the customer can withdraw it.")),))
    changed = work.complaints.change(
        found,
        version,
        ComplaintState.ANSWERED,
        "",
        state=ComplaintState.ANSWERED,
        answered=work.clock(),
        outcome=given.outcome,
        answer=typed(given.text),
        measure=typed(given.measure),
        lesson=typed(given.lesson),
    )
    return _view(work, changed)


def withdraw(work: UnitOfWork, complaint_id: int, version: int, note: str = "") -> ComplaintView:
    """The customer takes an open complaint back; it is closed. Whom it is about does not take that down.

    Errors: as `step`; `Refused`, on record, for the technician whom it is about.
    """
    found = work.complaints.insist(complaint_id, Action.CHANGE)
    insist_on_other_eyes(work, found, "withdraw")
    if not found.state.is_open and found.version == version:
        raise _impossible(found, ComplaintState.CLOSED)
    values = {"state": ComplaintState.CLOSED, "closed": work.clock(), "outcome": Outcome.WITHDRAWN}
    return _view(work, work.complaints.change(found, version, Outcome.WITHDRAWN, typed(note), **values))


def assign(work: UnitOfWork, complaint_id: int, version: int, login: str) -> ComplaintView:
    """Give a complaint to a technician, or with `""` to nobody. Errors: `Invalid`, otherwise as `step`."""
    found = work.complaints.insist(complaint_id, Action.CHANGE)
    if login and work.technicians.by_login(login) is None:
        raise Invalid((Fault("handler", msg("There is no such technician.")),))
    return _view(work, work.complaints.change(found, version, "assigned", login, handler=login))


def set_about(work: UnitOfWork, complaint_id: int, version: int, login: str) -> ComplaintView:
    """Say which technician a complaint is about, or with `""` none: that person does not answer it (C1).

    Errors: `Refused`, on record, for technicians who remove themselves; `Invalid`, otherwise as `step`.
    """
    found = work.complaints.insist(complaint_id, Action.CHANGE)
    if login and work.technicians.by_login(login) is None:
        raise Invalid((Fault("about", msg("There is no such technician.")),))
    if login != found.about:
        insist_on_other_eyes(work, found, "about")
    return _view(work, work.complaints.change(found, version, "about", login, about=login))


def note(work: UnitOfWork, complaint_id: int, text: str) -> ComplaintView:
    """Add a note among ourselves, in any state. Errors: `Invalid` for an empty one, otherwise as `view`."""
    found = work.complaints.insist(complaint_id, Action.CHANGE)
    if not text.strip():
        raise Invalid((Fault("note", msg("This note is empty.")),))
    work.complaints.add_step(found.id, "note", typed(text))
    return _view(work, found)


def year(work: UnitOfWork, of: int) -> YearPicture:
    """The picture of the complaints received in one of the company's years. Needs the job. Clause: C1."""
    zone = ZoneInfo(work.policy.company.time_zone)
    start, end = (datetime.combine(date(one, 1, 1), time(), zone) for one in (of, of + 1))
    received = work.complaints.of_year(start, end)
    whole = _month(work.policy, received)
    months: list[list[Complaint]] = [[] for _ in range(12)]
    for one in received:
        months[work.policy.today(one.received).month - 1].append(one)
    return YearPicture(
        year=of,
        total=whole.received,
        by_cause=dict(Counter(one.cause for one in received).most_common()),
        by_outcome=dict(Counter(one.outcome for one in received if one.outcome)),
        median_days=whole.median_days,
        in_time=whole.in_time,
        late=whole.late,
        open=sum(one.state.is_open for one in received),
        months=tuple(_month(work.policy, month) for month in months),
    )


def _month(policy: Policy, received: Sequence[Complaint]) -> MonthPicture:
    """The picture of those received in a period."""
    answered = [(one, policy.today(one.answered)) for one in received if one.answered]
    took = [(day - policy.today(one.received)).days for one, day in answered]
    late = sum(one.answer_by.is_late(day) for one, day in answered)
    middle = float(median(took)) if took else None
    return MonthPicture(len(received), len(answered) - late, late, middle)


def sounds_like_one(policy: Policy, text: str) -> str:
    """The first word of the policy by which a text sounds like a complaint; `""` if there is none.

    It only suggests: nothing becomes a complaint automatically. Whole words count, in any case.
    """
    folded = text.casefold()
    for word in policy.complaints.words:
        if re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", folded):
            return word
    return ""


_ASK_ANOTHER = msg("Ask somebody it is not about to answer it.")


def _view(work: UnitOfWork, found: Complaint) -> ComplaintView:
    said = work.complaints.said(found.id)
    return ComplaintView(
        complaint=found,
        contact=said.contact,
        words=said.words,
        wish=said.wish,
        answer=said.answer,
        measure=said.measure,
        lesson=said.lesson,
        steps=work.complaints.steps(found.id),
        tickets=work.complaints.tickets(found.id),
        sessions=work.complaints.sessions(found.id),
        next=found.next,
        why_not_answer=_why_not_answer(work, found),
        turned_from=work.complaints.turned_from(found.number),
    )


def _why_not_answer(work: UnitOfWork, found: Complaint) -> Message | None:
    """Why this technician may not answer a complaint."""
    if work.policy.complaints.second_person and found.about and found.about == work.technician.login:
        return msg("This complaint is about you, so a second pair of eyes answers it.")
    return None


def insist_on_other_eyes(work: UnitOfWork, found: Complaint, doing: str) -> None:
    """Nobody ends a complaint about themselves. Errors: `Refused`, on record. Clause: C1, B1."""
    if why := _why_not_answer(work, found):
        subject = found.customer.id if found.customer else None
        work.insist(Decision(False, "C1", why, remedy=_ASK_ANOTHER), subject, f"complaint:{doing}")


def _insist_on_step(found: Complaint, version: int, state: ComplaintState) -> None:
    if found.version == version and state not in found.next:
        raise _impossible(found, state)


def _impossible(found: Complaint, state: ComplaintState) -> Invalid:
    problem = msg("A complaint that is {now} can't become {then}.", now=found.state.words, then=state.words)
    return Invalid((Fault("state", problem),))


def _faults(work: UnitOfWork, new: NewComplaint) -> Iterator[Fault]:
    policy = work.policy
    if new.customer:
        work.customers.ref(new.customer)
    elif not new.person.strip():
        yield Fault("person", msg("Who complains?"))
    if not new.words.strip():
        yield Fault("words", msg("What is the customer unhappy about?"))
    if new.cause not in policy.complaints.causes:
        yield Fault("cause", msg("What is it about?"))
    if new.channel not in policy.channels:
        yield Fault("channel", choose(policy.channels))
    if new.received > work.clock():
        yield Fault("received", msg("This is in the future."))
    for field, login in (("about", new.about), ("handler", new.handler)):
        if login and work.technicians.by_login(login) is None:
            yield Fault(field, msg("There is no such technician."))
