"""The letters of a rights request, each written in one transaction with its step. Clause: R1–R7, C2.

The law obliges us to write to the customer, so a restriction does not stop these (`owed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from helpdesk.documents import case_facts
from helpdesk.documents.letter_words import SOMEBODY
from helpdesk.domain.calendar import add, retention_end
from helpdesk.domain.complaints import Step
from helpdesk.domain.customer import CUSTOMER, CustomerFile
from helpdesk.domain.disclosures import Disclosure
from helpdesk.domain.display import dotted
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.letters import LETTERS, Addressee, KeptLetter, Letter, LetterKind
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.proofs import ErasureProof
from helpdesk.domain.requests import Correction, Request, clock
from helpdesk.domain.rights import OBJECTION_REJECTED, Right
from helpdesk.policy.guard import may
from helpdesk.policy.model import TICKETS, Job
from helpdesk.tasks import effects, identity, letters, notices, requests, rights
from helpdesk.tasks.typed import typed

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

Facts = Mapping[str, object]

_NAMES = {"D1", "D2"}
"""The categories that name somebody."""


def of_request(work: UnitOfWork, found: Request) -> tuple[KeptLetter, ...]:
    """The letters of a request, oldest first; for a removed customer, the unsent notices.

    Errors: `FileNotOpen`, `Refused`.
    """
    return letters.of_case(work, found.customer.id if found.customer else "", found.number)


def ask_identity(work: UnitOfWork, request_id: int, version: int) -> Request:
    """Ask by a letter who is asking; the clock stands still from now on. Errors: as `identity.ask`, `letters.write`."""
    asked = identity.ask(work, request_id, version)
    _write(work, asked, LetterKind.IDENTITY_ASKED, _identity_asked(work, asked))
    return asked


def anew(work: UnitOfWork, kept: KeptLetter) -> Letter:
    """A letter that named a day already past, as it would be written now, under its number.

    Errors: those of `letters.draft`. Clause: R1–R7, C2.
    """
    found, letter = work.requests.by_number(kept.case), kept.letter
    match letter.kind:
        case LetterKind.IDENTITY_ASKED:
            facts = _identity_asked(work, found)
        case LetterKind.EXTENSION:
            facts = _extension(work, found, letter.reason)
        case LetterKind.RESTRICTION_LIFTED:
            facts = _lifting(work, found, letter.reason)
        case LetterKind.NOTHING_HELD:
            facts = _nothing_held(work, found)
        case _:
            facts = case_facts.request_received(work.policy, found)
    return _draft(work, found, letter.kind, facts, letter.number)


def acknowledge(work: UnitOfWork, request_id: int) -> KeptLetter:
    """Write that it was received. Errors: those of `letters.write`."""
    found = work.requests.one(request_id)
    return _write(work, found, LetterKind.ACKNOWLEDGEMENT, case_facts.request_received(work.policy, found))


def tell_result(work: UnitOfWork, request_id: int, result: str) -> KeptLetter:
    """Write what was done about the rights that were carried out.

    What was corrected stands in it by itself, and after an erasure what is still held, why and until when. An objection
    that was rejected is not in it: a letter of its own says so (`reject_objection`).
    Errors: `Invalid`, those of `letters.write`. Clause: R1–R6, C2; GDPR art. 12(4), 17(3).
    """
    found = work.requests.one(request_id)
    done = carried_out(found, work.requests.steps(request_id))
    if not done or not result.strip():
        raise Invalid((Fault("result", msg("Say what was done about a right that was carried out.")),))
    changes = tuple(map(_change, work.request_rights.corrections(request_id)))
    stays = effects.of_request(work, found, Right.ERASURE) if Right.ERASURE in done else ()
    facts = case_facts.fulfilled(work.policy, found, done, result, stays, changes)
    return _write(work, found, LetterKind.FULFILLED, facts)


def tell_nothing_held(work: UnitOfWork, request_id: int, version: int) -> KeptLetter:
    """Answer a request of somebody about whom nothing is held, in one letter. GDPR art. 12(3), 15(1).

    Errors: those of `rights.answer_nothing_held`, `letters.write`. Clause: R1, C2.
    """
    facts = _nothing_held(work, work.requests.one(request_id))
    now = rights.answer_nothing_held(work, request_id, version)
    return _write(work, now, LetterKind.NOTHING_HELD, facts)


def draft_nothing_held(work: UnitOfWork, request_id: int) -> Letter:
    """That letter, as it would be written now. Errors: those of `letters.draft`."""
    found = work.requests.one(request_id)
    return _draft(work, found, LetterKind.NOTHING_HELD, _nothing_held(work, found))


def _nothing_held(work: UnitOfWork, found: Request) -> Facts:
    """What was searched for, and how long what was written about it is kept."""
    policy, today = work.policy, work.policy.today(work.clock())
    rules = [policy.retention_of("cases")]
    if work.requests.tickets(found.id):
        rules.append(policy.retention_of(TICKETS))
    until = max(retention_end(one, today, policy.company.year_ends) for one in rules)
    rights_asked = [one.right for one in found.rights if one.result is None]
    return case_facts.nothing_held(policy, found, rights_asked, work.requests.said(found.id).contact, until)


def close_unconfirmed(work: UnitOfWork) -> tuple[KeptLetter, ...]:
    """Close requests that nobody confirmed within the policy's period, each with a letter ready to send.

    This is left to a colleague if this technician's role may not open files. Clause: R7, G8.
    """
    role = work.policy.roles.get(work.technician.role)
    if role is None or not role.purposes or not may(work.policy, role.id, Job.OPEN):
        return ()
    purpose = LETTERS if LETTERS in role.purposes else role.purposes[0]
    return tuple(
        _closed_unconfirmed(work, closed, purpose)
        for closed in work.request_identity.close_never_confirmed()
        if closed.customer is not None or closed.is_without_file
    )


def _closed_unconfirmed(work: UnitOfWork, closed: Request, purpose: str) -> KeptLetter:
    """The letter of a request that closed automatically: nobody has the file open then."""
    facts = case_facts.unconfirmed(work.policy, closed)
    if closed.is_without_file:
        return _write(work, closed, LetterKind.CLOSED_UNCONFIRMED, facts)
    with work.open_files.opened_once(closed.subject, (purpose,)):
        return _write(work, closed, LetterKind.CLOSED_UNCONFIRMED, facts)


def draft_extension(work: UnitOfWork, request_id: int, reason: str) -> Letter:
    """The letter that says that it takes longer, as it would be written now. Errors: those of `letters.draft`."""
    found = work.requests.one(request_id)
    return _draft(work, found, LetterKind.EXTENSION, _extension(work, found, reason))


def extend(work: UnitOfWork, request_id: int, version: int, reason: str) -> Request:
    """Extend by two months, with the letter that says why. Errors: those of `requests.extend`, `letters.write`."""
    found = work.requests.one(request_id)
    if reason.strip():
        _write(work, found, LetterKind.EXTENSION, _extension(work, found, reason))
    return requests.extend(work, request_id, version, reason)


def draft_refusal(work: UnitOfWork, request_id: int, right: Right, reason: str) -> Letter:
    """The letter of a refusal, which names the authority and the court. Errors: as `letters.draft`. Clause: C2."""
    found = work.requests.one(request_id)
    return _draft(
        work, found, LetterKind.REFUSAL, case_facts.refusal(work.policy, found, (right,), typed(reason))
    )


def refuse(work: UnitOfWork, request_id: int, version: int, right: Right, reason: str) -> Request:
    """Refuse a right by a letter. Errors: those of `requests.refuse`, `letters.write`. GDPR art. 12(4)."""
    now = requests.refuse(work, request_id, version, right, reason)
    _write(work, now, LetterKind.REFUSAL, case_facts.refusal(work.policy, now, (right,)))
    return now


def reject_objection(work: UnitOfWork, request_id: int, version: int, reason: str) -> Request:
    """Reject an objection, by a letter that names the authority and the court; `draft_refusal` shows it before.

    Errors: those of `rights.decide_objection`, `letters.write`. Clause: R6, C2; GDPR art. 12(4), 21(1).
    """
    now = rights.decide_objection(work, request_id, version, reason, upheld=False)
    facts = case_facts.refusal(work.policy, now, (Right.OBJECTION,), reason)
    _write(work, now, LetterKind.REFUSAL, facts)
    return now


def carried_out(found: Request, steps: Iterable[Step]) -> tuple[Right, ...]:
    """The rights of a request that the customer can be told were carried out."""
    rejected = any(one.what == OBJECTION_REJECTED for one in steps)
    return tuple(
        one.right for one in found.rights if one.is_done and not (rejected and one.right is Right.OBJECTION)
    )


def announce_lifting(work: UnitOfWork, request_id: int, reason: str) -> KeptLetter:
    """Tell the customer that the restriction will be lifted, before it is. Clause: R5; GDPR art. 18(3).

    Errors: `Invalid` without a reason or without a restriction; those of `letters.write`.
    """
    found = work.requests.one(request_id)
    return _write(work, found, LetterKind.RESTRICTION_LIFTED, _lifting(work, found, reason))


def _lifting(work: UnitOfWork, found: Request, reason: str) -> Facts:
    restriction = work.standings.of(found.subject).restricted(work.clock())
    if restriction is None:
        raise Invalid((Fault("", msg("There is no restriction.")),))
    if not reason.strip():
        raise Invalid((Fault("reason", msg("Say why it is lifted.")),))
    policy, today = work.policy, work.policy.today(work.clock())
    return case_facts.restriction_lifted(found.number, policy.today(restriction.since), today, reason)


def restrict(work: UnitOfWork, request_id: int, version: int, ground: str) -> tuple[KeptLetter, ...]:
    """Restrict, with a notice to each recipient. Errors: those of `rights.restrict`, `letters.write`. Clause: R5."""
    done = rights.restrict(work, request_id, version, ground)
    return tuple(
        _notice(work, done.request, Right.RESTRICTION, one, _named(work, one.categories)) for one in done.tell
    )


def rectify(
    work: UnitOfWork, request_id: int, version: int, seen: CustomerFile, raw: Mapping[str, Any]
) -> tuple[KeptLetter, ...]:
    """Rectify, with a notice to each recipient about the old and new data they got. Clause: R2; GDPR art. 19.

    Errors: those of `rights.rectify`, `letters.write`.
    """
    before = len(work.request_rights.corrections(request_id))
    done = rights.rectify(work, request_id, version, seen, raw)
    corrected = work.request_rights.corrections(request_id)[before:]
    return tuple(
        _notice(work, done.request, Right.RECTIFICATION, one, _changes(corrected, one)) for one in done.tell
    )


def erase(work: UnitOfWork, request_id: int, version: int) -> tuple[ErasureProof, tuple[KeptLetter, ...]]:
    """Erase, with a drafted notice to each recipient, which is removed once sent. Clause: R4; GDPR art. 19.

    It names the customer only if the recipient has no reference of their own to find them by. Whom we tell stays on
    record with the case, because the customer may ask. Errors: those of `rights.erase`.
    """
    found = work.requests.one(request_id)
    tell = [(one, _about_erased(work, found, one)) for one in rights.recipients(work, found).told]
    proof = rights.erase(work, request_id, version)
    now = work.requests.one(request_id)
    made = []
    for one, about in tell:
        kept = _notice(work, now, Right.ERASURE, one, _named(work, one.categories), about)
        said = f"{kept.letter.number} · {one.recipient_name} · {one.number}"
        work.requests.add_step(now.id, notices.DRAFTED, said)
        made.append(kept)
    return proof, tuple(made)


def _notice(
    work: UnitOfWork,
    found: Request,
    right: Right,
    one: Disclosure,
    changes: tuple[object, ...],
    about: str | None = None,
) -> KeptLetter:
    """Write a notice to a recipient, kept with the case until it is sent. GDPR art. 19."""
    ref = found.customer
    if about is None:
        about = dotted(ref.number, ref.name, ref.company) if ref else one.number
    facts = case_facts.notice(work.policy, found, one, about, changes, (right,))
    return letters.write(
        work,
        ref.id if ref else "",
        LetterKind.NOTICE,
        facts,
        owed=True,
        to=Addressee("", one.recipient_name),
        language=work.policy.language,
    )


def _named(work: UnitOfWork, categories: Iterable[str]) -> tuple[object, ...]:
    """What a recipient got, by the names of its categories."""
    known = work.policy.categories
    return tuple(known[one].name if one in known else one for one in categories)


def _changes(corrected: Iterable[Correction], one: Disclosure) -> tuple[object, ...]:
    """The old and new values of the fields that a recipient got."""
    return tuple(_change(each) for each in corrected if CUSTOMER[each.field].category in one.categories)


def _change(one: Correction) -> Message:
    return msg(
        "{what}: {old} → {new}", what=CUSTOMER[one.field].label, old=one.old or "–", new=one.new or "–"
    )


def _about_erased(work: UnitOfWork, found: Request, one: Disclosure) -> str:
    """How a recipient identifies somebody who was erased: without a name if they have a reference, or never got it."""
    if one.reference or found.customer is None or not _NAMES & set(one.categories):
        return SOMEBODY.say(work.policy.language).format(number=one.number)
    return dotted(found.customer.name, found.customer.company, one.number)


def _identity_asked(work: UnitOfWork, found: Request) -> Facts:
    closes = work.policy.today(add(work.policy.requests.unconfirmed, found.asked or work.clock()))
    return case_facts.identity_asked(work.policy, found, closes)


def _extension(work: UnitOfWork, found: Request, reason: str) -> Facts:
    policy, now = work.policy, work.clock()
    pauses = work.request_clocks.pauses(found.id)
    received, today = policy.today(found.received), policy.today(now)
    first, later = (
        clock(received, pauses, policy.working_days, today, is_extended=longer).due
        for longer in (False, True)
    )
    until = first if first.is_late(today) else later
    return case_facts.extension(policy, found, first.day, until.day, reason)


def _customer(found: Request) -> str:
    if found.customer is None and not found.is_without_file:
        raise Invalid((Fault("", msg("This customer is gone: there is nobody to write to.")),))
    return found.subject


def _to(found: Request) -> Addressee | None:
    """Whom it goes to; a customer's address is looked up."""
    return Addressee(found.person) if found.is_without_file else None


def _draft(work: UnitOfWork, found: Request, kind: LetterKind, facts: Facts, number: str = "") -> Letter:
    return letters.draft(work, _customer(found), kind, facts, owed=True, to=_to(found), number=number)


def _write(work: UnitOfWork, found: Request, kind: LetterKind, facts: Facts) -> KeptLetter:
    return letters.write(work, _customer(found), kind, facts, owed=True, to=_to(found))
