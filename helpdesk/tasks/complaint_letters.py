"""The letters of a complaint, each written in one transaction with its step. Clause: C1, C2, G8, K1.

The answer names the supervisory authority.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from helpdesk.documents.case_facts import complaint_answered, complaint_received
from helpdesk.documents.letter import letter_language
from helpdesk.domain.complaints import Answer, Complaint, ComplaintState, ComplaintView
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.letters import Addressee, KeptLetter, Letter, LetterKind
from helpdesk.domain.messages import msg
from helpdesk.policy.model import Job
from helpdesk.tasks import complaints, letters
from helpdesk.tasks.typed import typed

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def draft_acknowledgement(work: UnitOfWork, complaint_id: int) -> Letter:
    """The letter that confirms receipt and says when it will be answered. Errors: those of `letters.draft`."""
    found = work.complaints.insist(complaint_id, Action.VIEW)
    return _draft(work, found, LetterKind.ACKNOWLEDGEMENT, complaint_received(work.policy, found))


def language(work: UnitOfWork, complaint_id: int) -> str:
    """The language of its letters: the customer's, or else the company's.

    Errors: `Refused` without the job `complaints`, `NotFound`. Clause: G8.
    """
    work.require(Job.COMPLAINTS)
    found = work.complaints.one(complaint_id)
    theirs = work.customers.language(found.customer.id) if found.customer else None
    return letter_language(work.policy, theirs)


def draft_answer(work: UnitOfWork, complaint_id: int, given: Answer) -> Letter:
    """The letter of an answer, as it would be written now. Errors: `Invalid` without a text; as `letters.draft`."""
    found = work.complaints.insist(complaint_id, Action.VIEW)
    if not given.text.strip():
        raise Invalid((Fault("text", msg("What is your answer?")),))
    kept = replace(given, text=typed(given.text), measure=typed(given.measure))
    return _draft(work, found, LetterKind.ANSWER, complaint_answered(work.policy, found, kept))


def acknowledge(work: UnitOfWork, complaint_id: int, version: int, note: str = "") -> ComplaintView:
    """Acknowledge a complaint by a letter, which is kept with it; without one if nobody is left to write to.

    Errors: as `complaints.step` and `letters.write`.
    """
    view = complaints.step(work, complaint_id, version, ComplaintState.ACKNOWLEDGED, note)
    found = view.complaint
    if found.has_addressee:
        _write(work, found, LetterKind.ACKNOWLEDGEMENT, complaint_received(work.policy, found))
    return view


def answer(work: UnitOfWork, complaint_id: int, version: int, given: Answer) -> ComplaintView:
    """Answer a complaint by a letter, which is kept with it; without one if nobody is left to write to.

    Errors: as `complaints.answer` and `letters.write`.
    """
    view = complaints.answer(work, complaint_id, version, given)
    found = view.complaint
    if found.has_addressee:
        kept = replace(given, text=view.answer, measure=view.measure)
        _write(work, found, LetterKind.ANSWER, complaint_answered(work.policy, found, kept))
    return view


def anew(work: UnitOfWork, kept: KeptLetter) -> Letter:
    """An acknowledgement as it would be written now, under its number. Errors: those of `letters.draft`. Clause: C1."""
    found = work.complaints.by_number(kept.case)
    return _draft(work, found, kept.letter.kind, complaint_received(work.policy, found), kept.letter.number)


def of_complaint(work: UnitOfWork, found: Complaint) -> tuple[KeptLetter, ...]:
    """The letters of a complaint, oldest first. Errors: `FileNotOpen`, `Refused`."""
    return letters.of_case(work, _customer(found), found.number)


def _customer(found: Complaint) -> str:
    return found.customer.id if found.customer else ""


def _to(found: Complaint) -> Addressee | None:
    """Whom it goes to; a customer's address is looked up."""
    return None if found.customer else Addressee(found.person)


def _draft(
    work: UnitOfWork, found: Complaint, kind: LetterKind, facts: Mapping[str, object], number: str = ""
) -> Letter:
    return letters.draft(work, _customer(found), kind, facts, to=_to(found), number=number)


def _write(work: UnitOfWork, found: Complaint, kind: LetterKind, facts: Mapping[str, object]) -> KeptLetter:
    return letters.write(work, _customer(found), kind, facts, to=_to(found))
