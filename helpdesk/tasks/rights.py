"""Carrying out a right, once it is known who is asking. Clause: R1–R7; GDPR art. 7(3), 15–21."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.consent import ALLOWING, ConsentEventKind
from helpdesk.domain.customer import CUSTOMER, CustomerFile
from helpdesk.domain.decision import Decision
from helpdesk.domain.disclosures import ORDER, Disclosure
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.mentions import Mentions
from helpdesk.domain.messages import msg
from helpdesk.domain.proofs import Erased, ErasureProof, Held
from helpdesk.domain.records import dataclass
from helpdesk.domain.requests import Correction, Effect, Fate, Recipients, Request, Result
from helpdesk.domain.rights import OBJECTION_REJECTED, OBJECTION_UPHELD, Right
from helpdesk.domain.tickets import TicketLink
from helpdesk.policy.model import Job, Text
from helpdesk.tasks import access, consents, customers, erasure_gates
from helpdesk.tasks.effects import effects, holds, of_request, whose
from helpdesk.tasks.requests import confirmed, settle
from helpdesk.tasks.typed import typed

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """A right that was carried out. `tell` are the disclosures whose recipients get a notice (GDPR art. 19)."""

    request: Request
    tell: tuple[Disclosure, ...] = ()


def approve(work: UnitOfWork, request_id: int, version: int, right: Right) -> Request:
    """Be the second person for a right: whoever approves does not carry it out. Needs the job `approve`. Clause: B1.

    Errors: `Refused` without the job, before identity is confirmed, and for whoever handles the request.
    """
    work.require(Job.APPROVE)
    found = confirmed(work, request_id, right)
    if found.handler == work.technician.login:
        reason = msg("You handle this request, so somebody else has to approve it.")
        work.insist(Decision(False, "B1", reason), found.subject or None, f"approve:{right}")
    work.request_rights.settle(found, right, approved_by=work.technician.login)
    return work.requests.change(found, version, f"{right}:approved")


def restrict(work: UnitOfWork, request_id: int, version: int, ground: str) -> CarriedOut:
    """Restrict everything but storage, from now on and on every console. Clause: R5; GDPR art. 18.

    Errors: `Refused` before identity is confirmed, `Invalid` without a ground, `CaseChanged`.
    """
    found = _begin_on_file(work, request_id, Right.RESTRICTION)
    _insist_on_ground(ground)
    work.standings.restrict(found.subject, typed(ground), found.number, by_request=True)
    return _done(work, found, version, Right.RESTRICTION)


def object_to(work: UnitOfWork, request_id: int, version: int, ground: str) -> CarriedOut:
    """Stop everything based on legitimate interest until it is decided. Clause: R6.

    Errors: as `restrict`.
    """
    found = _begin_on_file(work, request_id, Right.OBJECTION)
    _insist_on_ground(ground)
    work.standings.object(found.subject, typed(ground), reference=found.number, by_request=True)
    return _done(work, found, version, Right.OBJECTION)


def lift(work: UnitOfWork, request_id: int, version: int) -> Request:
    """Lift the restriction of a request, once the letter that tells the customer has gone out.

    A restriction from another request stays in force. Errors: `Invalid` if the customer was not told, `Refused`
    without the job `legal-claim`. Clause: R5; GDPR art. 18(3).
    """
    found = work.requests.one(request_id)
    if not work.letters.has(found.number, LetterKind.RESTRICTION_LIFTED, is_sent=True):
        problem = msg("First send the letter that tells the customer that the restriction is lifted.")
        raise Invalid((Fault("letter", problem),))
    if not work.standings.lift(found.subject, Right.RESTRICTION, found.number):
        raise Invalid((Fault("", msg("No restriction that this request asked for is in force.")),))
    return work.requests.change(found, version, "restriction:lifted")


def decide_objection(
    work: UnitOfWork, request_id: int, version: int, reason: str, *, upheld: bool
) -> Request:
    """Decide on the objection of a request: upheld, it stops that use for good; otherwise the use may go on.

    Objections of other requests wait for their own decision. Errors: `Invalid` without a reason, `Refused` without the
    job `legal-claim`, `CaseChanged`.

    Clause: R6; GDPR art. 21(1).
    """
    found = work.requests.one(request_id)
    if not reason.strip():
        raise Invalid((Fault("reason", msg("Say why you decide this.")),))
    work.require(Job.LEGAL_CLAIM, found.subject)
    ended = (
        work.standings.uphold(found.subject, found.number)
        if upheld
        else work.standings.lift(found.subject, Right.OBJECTION, found.number)
    )
    if not ended:
        raise Invalid((Fault("", msg("This objection was decided already.")),))
    decided = OBJECTION_UPHELD if upheld else OBJECTION_REJECTED
    return work.requests.change(found, version, decided, typed(reason))


def rectify(
    work: UnitOfWork, request_id: int, version: int, seen: CustomerFile, raw: Mapping[str, Any]
) -> CarriedOut:
    """Correct fields over the file that was seen; old and new values are kept with the case.

    The customer's file is open for purposes that show the fields. Errors: those of `customers.change`; `Invalid` if
    nothing changes; `Refused` before identity is confirmed. Clause: R2; GDPR art. 16, 19.
    """
    found = _begin_on_file(work, request_id, Right.RECTIFICATION)
    if seen.ref.id != found.subject:
        raise Invalid((Fault("", msg("This is the file of somebody else.")),))
    now = customers.change(work, seen, raw)
    at, by = work.clock(), work.technician.login
    changed = [
        name for name in raw if name in seen.values and str(seen.values[name]) != str(now.values[name])
    ]
    if not changed:
        raise Invalid((Fault("", msg("Nothing was changed.")),))
    work.request_rights.correct(
        found,
        (Correction(name, _text(seen.values[name]), _text(now.values[name]), at, by) for name in changed),
    )
    categories = {CUSTOMER[name].category for name in changed}
    return _done(work, found, version, Right.RECTIFICATION, categories)


def recipients(work: UnitOfWork, found: Request, categories: Collection[str] | None = None) -> Recipients:
    """Who got data of some categories, or with `None` of any; to be asked before an erasure. GDPR art. 19."""
    if found.is_without_file:
        return Recipients()
    gone = tuple(
        one
        for one in work.disclosures.gone_to(found.subject)
        if categories is None or set(categories) & set(one.categories)
    )
    told = tuple(one for one in gone if one.clause != ORDER)
    return Recipients(told, tuple(one for one in gone if one.clause == ORDER))


def preview_erasure(work: UnitOfWork, request_id: int) -> tuple[Effect, ...]:
    """What an erasure would do, before anybody confirms it: what goes, and what is held until when and why.

    Errors: `Refused`, on record, while something else must end first, as in `erase`. Clause: R4.
    """
    found = work.requests.one(request_id)
    erasure_gates.insist(work, found)
    return of_request(work, found, Right.ERASURE)


def mentions(work: UnitOfWork, request_id: int) -> Mentions:
    """Where an erasure leaves the customer's name in other people's records; to be looked at before. Clause: R4."""
    found = work.requests.one(request_id)
    if found.is_without_file:
        return work.naming.of_stranger(found.person, work.requests.said(found.id).contact)
    return work.naming.of(found.subject)


def erase(work: UnitOfWork, request_id: int, version: int) -> ErasureProof:
    """Erase the customer: what may go is removed now, what the law holds automatically on its day. Clause: R4, P3.

    Of somebody without a file the tickets go that came from where they are reached, and our letters to them.
    The caller has the desk finish it (`Desk.traces`), so that no byte is left, and then reads the proof again.
    Whatever other request of theirs asks for it too is done with. Errors: `Refused`, on record, before identity is
    confirmed, without the second person whom the policy asks for, and by `erasure_gates.insist`; `CaseChanged`.
    """
    found = _begin(work, request_id, Right.ERASURE)
    erasure_gates.insist(work, found)
    theirs = whose(work, found)
    is_held = any(one.fate is Fate.HELD for one in effects(work, theirs, Right.ERASURE))
    result = Result.PARTLY if is_held else Result.FULFILLED
    settle(work, found, version, Right.ERASURE, result)
    for other in erasure_gates.others(work, found):
        settle(work, other, other.version, Right.ERASURE, result, found.number)
    # Once the request is closed, it is known until when that is kept.
    told = effects(work, theirs, Right.ERASURE)
    tell = recipients(work, found).told
    proof = _proof(work, found, told, tuple(dict.fromkeys(one.recipient_name for one in tell)))
    if isinstance(theirs, str):
        work.erasing.erase(theirs, found.number, holds(work, theirs))
    else:
        work.strangers.erase(theirs, found.number)
    proof = replace(proof, audit=str(work.audit.head()))
    work.erasing.keep_proof(proof)
    return proof


def _proof(
    work: UnitOfWork, found: Request, effects_of_it: Sequence[Effect], told: tuple[str, ...]
) -> ErasureProof:
    """The proof of an erasure that is done now, without the hash of the audit; `told` are recipients by name."""
    return ErasureProof(
        case=found.number,
        subject=found.subject,
        requested=work.policy.today(found.received),
        done=work.clock(),
        erased=tuple(
            Erased(one.what, one.category, one.records) for one in effects_of_it if one.fate is not Fate.HELD
        ),
        held=tuple(
            Held(one.what, one.category, one.records, one.until, _words(one.why))
            for one in effects_of_it
            if one.fate is Fate.HELD
        ),
        audit="",
        is_scrubbed=False,
        told=told,
        language=access.language(work, found.id),
    )


def erase_again(work: UnitOfWork, subjects: Collection[str]) -> int:
    """Erase again anybody who is back in the store after a backup was restored; how many. Clause: R4.

    What the law holds is held again. The caller has the desk finish it. Errors: `Refused` without the job `requests`.
    """
    back = work.erasing.come_back(subjects)
    for subject in back:
        work.erasing.erase_again(subject, holds(work, subject))
    return len(back)


def erase_tickets_again(work: UnitOfWork, known: Collection[str]) -> int:
    """Erase again tickets and letters of somebody without a file that a backup brought back; how many. Clause: R4.

    `known` is what `UnitOfWork.erased` stored of them. Errors, and what the caller does: as `erase_again`.
    """
    back = work.strangers.come_back(known)
    count = sum(map(len, back.values()))
    if count:
        work.strangers.erase_again(back)
    return count


def withdraw_consent(work: UnitOfWork, request_id: int, version: int) -> CarriedOut:
    """Withdraw all consents; it never asks why. Clause: G9; GDPR art. 7(3).

    Somebody without a file has none on record, so there is nothing to withdraw and it just succeeds.
    """
    found = _begin(work, request_id, Right.WITHDRAWAL)
    consented = {} if found.is_without_file else work.standings.of(found.subject).consents
    for purpose in [each for each, state in consented.items() if state.kind in ALLOWING]:
        consents.record(work, found.subject, purpose, ConsentEventKind.WITHDRAWN, how=found.channel)
    return _done(work, found, version, Right.WITHDRAWAL)


def handed_over(work: UnitOfWork, request_id: int, version: int, right: Right) -> CarriedOut:
    """The copy of an access or portability request was handed over; the right is fulfilled. Clause: R1, R3."""
    return _done(work, _begin(work, request_id, right), version, right, set())


def _begin(work: UnitOfWork, request_id: int, right: Right) -> Request:
    """An open request that has passed its gates: identity, and the second person if the policy asks for one."""
    work.require(Job.REQUESTS)
    found = confirmed(work, request_id, right)
    asked = found.asked_for(right)
    approved_by = asked.approved_by if asked else ""
    if right in work.policy.requests.second_person and approved_by in ("", work.technician.login):
        work.insist(needs_approval(), found.subject or None, f"right:{right}")
    return found


def _begin_on_file(work: UnitOfWork, request_id: int, right: Right) -> Request:
    """The same for a right that works on a file. Errors: also `Invalid` if there is none."""
    found = _begin(work, request_id, right)
    if found.is_without_file:
        raise Invalid((Fault("", NEEDS_FILE),))
    return found


NEEDS_FILE = msg("There is no file to do this to. Say first whose data it is about.")
"""Why a right is not carried out for somebody without a file about whom something is held."""


def without_file(work: UnitOfWork, request_id: int, right: Right) -> Decision:
    """Why a right that works on a file is not carried out for somebody without one, and what to do instead.

    If nothing that is held falls under it, it is refused; no file is made for that. Clause: R2, R3, R5, R6.
    """
    found = work.requests.one(request_id)
    if any(one.fate is Fate.NOW for one in of_request(work, found, right)):
        remedy = msg(
            "Find their file or create one, and say that it is theirs (F8); or refuse the right, with the reason (x)."
        )
        return Decision(False, "R7", NEEDS_FILE, remedy=remedy)
    reason = msg("Nothing that is held about them falls under this right.")
    remedy = msg("Refuse it (x): the letter gives the reason, and names the authority and the court.")
    return Decision(False, "C2", reason, remedy=remedy)


def answer_nothing_held(work: UnitOfWork, request_id: int, version: int) -> Request:
    """Settle every open right of somebody about whom nothing is held but this request: it only has to be said.

    `request_letters.tell_nothing_held` writes the letter; nothing is done that a second person would have to approve.
    Errors: `Refused` before it is known who is asking, `Invalid` if something is held, `CaseChanged`. Clause: R1, R7;
    GDPR art. 12(3), 15(1).
    """
    now = work.requests.one(request_id)
    if not is_nothing_held(work, now):
        raise Invalid((Fault("", msg("Something is held about them: look at what each right does to it.")),))
    for asked in now.rights:
        if asked.result is None:
            found = confirmed(work, request_id, asked.right)
            now = _done(work, found, version, asked.right, set()).request
            version = now.version
    return now


def is_nothing_held(work: UnitOfWork, found: Request) -> bool:
    """Whether somebody has no file here, and nothing is held about them but this request and what was said about it."""
    if not found.is_without_file:
        return False
    held = whose(work, found)
    if isinstance(held, str):
        return False
    asked_in = work.ticket_links.to(TicketLink.REQUEST, found.id)
    others = (
        set(held["tickets"]).difference(asked_in),
        set(held["rights_requests"]).difference((found.id,)),
        held["complaints"],
    )
    return not any(others)


def needs_approval() -> Decision:
    """The refusal of a right that still needs a second person. Clause: B1."""
    reason = msg("A second person has to approve this first.")
    return Decision(
        False, "B1", reason, remedy=msg("It is now on Today for everybody else whose role may approve it.")
    )


def _done(
    work: UnitOfWork, found: Request, version: int, right: Right, categories: set[str] | None = None
) -> CarriedOut:
    tell = recipients(work, found, categories).told
    request = settle(work, found, version, right, Result.FULFILLED)
    work.audit.record(
        AuditEvent.RIGHT_CARRIED_OUT, subject=found.subject or None, request=found.number, right=str(right)
    )
    return CarriedOut(request, tell)


def _insist_on_ground(ground: str) -> None:
    if not ground.strip():
        raise Invalid((Fault("ground", msg("On what ground?")),))


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(getattr(one, "value", one)) for one in value)
    return "" if value is None else str(value)


def _words(why: object) -> Mapping[str, str]:
    return dict(why.words) if isinstance(why, Text) else {"en": str(why)}
