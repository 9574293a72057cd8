"""Consents: what the customer agreed to, and withdrew. Clause: G9; GDPR art. 7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain import contact
from helpdesk.domain.calendar import add
from helpdesk.domain.consent import ALLOWING, ConsentEvent, ConsentEventKind, ConsentState, transitions
from helpdesk.domain.customer import OpenFile
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import choose, msg
from helpdesk.policy.guard import restricted

if TYPE_CHECKING:
    from helpdesk.domain.calendar import Period
    from helpdesk.repository.unit_of_work import UnitOfWork


_ENDS = (ConsentEventKind.WITHDRAWN, ConsentEventKind.REVOKED)
"""The events that only stop a use."""


def begin(work: UnitOfWork, customer_id: str, kind: ConsentEventKind) -> OpenFile:
    """Refuse, before anything is typed, what `record` would refuse. Clause: B1, R5.

    Errors: `Refused`, on record, `FileNotOpen`.
    """
    work.require("consent", customer_id)
    _insist_on_asking(work, customer_id, kind)
    return work.open_files.current(customer_id)


def record(
    work: UnitOfWork,
    customer_id: str,
    purpose: str,
    kind: ConsentEventKind,
    *,
    how: str,
    evidence: str = "",
    language: str | None = None,
) -> ConsentState:
    """Record what the customer said about a purpose based on consent; it takes effect at once.

    `how` is a channel of the policy; giving and renewing need evidence, withdrawing needs nothing. The version and the
    end of validity come from the policy's text. Returns the new state.

    Under a restriction the customer is not asked, because asking uses their data (GDPR art. 18(2)); so `requested` is
    refused then. Everything they say themselves is stored, and withdrawing is as easy as giving (art. 7(3)). Giving
    consent lifts no restriction. That the company ends a consent only stops a use.

    Errors: `Invalid` for a purpose without consent, an event that does not fit the present state, or missing evidence;
    `Refused`, on record, for a question under a restriction. Clause: G9, R5.
    """
    version, valid = _text_of(work, customer_id, purpose, kind)
    _insist_on_asking(work, customer_id, kind)
    _insist_on_what_may_follow(work, customer_id, purpose, kind, how)
    gives, at = kind in ALLOWING, work.clock()
    work.consents.record(
        ConsentEvent(
            id="",
            customer_id=customer_id,
            purpose=purpose,
            kind=kind,
            at=at,
            how=how,
            recorded_by=work.technician.login,
            evidence=_proof_of(evidence, needed=gives),
            text_version=version,
            text_language=language or work.policy.language,
            valid_until=add(valid, at) if gives and valid else None,
        )
    )
    return work.standings.of(customer_id).consents[purpose]


def _insist_on_what_may_follow(
    work: UnitOfWork, customer_id: str, purpose: str, kind: ConsentEventKind, how: str
) -> None:
    if kind not in transitions(work.standings.of(customer_id).consent(purpose)):
        raise Invalid((Fault("event", msg("This can't follow the consent as it is now.")),))
    if how not in work.policy.channels:
        raise Invalid((Fault("how", choose(work.policy.channels)),))


def _proof_of(evidence: str, *, needed: bool) -> str:
    """Where the proof of a consent is kept, as stored. Errors: `Invalid` if it is needed and missing."""
    try:
        said = contact.parse_text(evidence, 500)
    except contact.BadValue as bad:
        raise Invalid((Fault("evidence", bad.message),)) from bad
    if needed and not said:
        raise Invalid((Fault("evidence", msg("Say where the proof of this consent is kept.")),))
    return said


def _text_of(
    work: UnitOfWork, customer_id: str, purpose: str, kind: ConsentEventKind
) -> tuple[str, Period | None]:
    """The version of what a customer agrees to for a purpose, and for how long that holds.

    What they agreed to before is taken back whatever the policy says of it now. Errors: `Invalid` where the purpose
    rests on no consent. GDPR art. 7(3).
    """
    policy, text = work.policy, work.policy.consent_text(purpose) if purpose in work.policy.purposes else None
    if text is not None:
        return text.version, text.valid
    if kind in _ENDS and (given := work.standings.of(customer_id).consent(purpose).events):
        return given[-1].text_version, None
    if purpose not in policy.purposes:
        known = tuple(msg("{id} ({name})", id=one.id, name=one.name) for one in policy.consent_purposes())
        fault = msg(
            "The policy knows no purpose “{id}”. Based on consent are: {known}.", id=purpose, known=known
        )
        raise Invalid((Fault("purpose", fault),))
    raise Invalid((Fault("purpose", msg("{purpose} is not based on consent.", purpose=purpose)),))


def _insist_on_asking(work: UnitOfWork, customer_id: str, kind: ConsentEventKind) -> None:
    """Nobody is asked for consent while the use of their data is restricted. Clause: R5; GDPR art. 18(2)."""
    if kind is ConsentEventKind.REQUESTED:
        decision = restricted(work.standings.of(customer_id), work.clock())
        if decision is not None:
            work.insist(decision, customer_id, f"consent:{kind}")
