"""The guard's refusals in words, and who may do it instead. Clause: P2, B1."""

from __future__ import annotations

from helpdesk.domain.consent import ConsentEventKind, ConsentState
from helpdesk.domain.decision import Decision
from helpdesk.domain.messages import Message, msg
from helpdesk.policy.model import Policy, Purpose, Role, Text, joined


def unknown_role(role: str) -> Decision:
    """A role that is not in the policy may do nothing. Clause: B1."""
    return Decision(False, "B1", msg("The policy knows no role “{id}”.", id=role))


def unknown_purpose(purpose: str) -> Decision:
    """Nothing is opened for a purpose that is not in the policy. Clause: P2."""
    return Decision(False, "P2", msg("The policy knows no purpose “{id}”.", id=purpose))


def role_without_purpose(policy: Policy, role: Role, purpose: Purpose) -> Decision:
    """A role without the purpose; the refusal says who has it. Clause: B1."""
    others = [one for one in policy.roles.values() if purpose.id in one.purposes]
    reason = msg("The role {role} may not use {purpose}.", role=role.name, purpose=purpose.name)
    return Decision(False, "B1", reason, remedy=ask_others(others))


def why_no_consent(policy: Policy, purpose: Text, state: ConsentState) -> Message:
    """Why a consent does not allow what is based on it. GDPR art. 7(3)."""
    day = policy.today(state.since) if state.since else None
    match state.kind:
        case ConsentEventKind.WITHDRAWN:
            return msg("The consent for {purpose} was withdrawn on {day}.", purpose=purpose, day=day)
        case ConsentEventKind.REVOKED:
            return msg("The company ended the consent for {purpose} on {day}.", purpose=purpose, day=day)
        case ConsentEventKind.REFUSED:
            return msg("Consent for {purpose} was refused on {day}.", purpose=purpose, day=day)
        case ConsentEventKind.REQUESTED:
            return msg(
                "Consent for {purpose} was asked for on {day}; no answer yet.", purpose=purpose, day=day
            )
        case ConsentEventKind.GIVEN | ConsentEventKind.RENEWED | ConsentEventKind.EXPIRED if (
            state.valid_until
        ):
            day = policy.today(state.valid_until)
            return msg("The consent for {purpose} expired on {day}.", purpose=purpose, day=day)
        case ConsentEventKind.EXPIRED:
            return msg("The consent for {purpose} expired on {day}.", purpose=purpose, day=day)
        case _:
            return msg("Consent for {purpose} was never given.", purpose=purpose)


def ask_others(roles: list[Role]) -> Message:
    """Whom to ask: roles that may, or nobody."""
    if not roles:
        return msg("No role may do this; only a change of the policy can allow it.")
    return msg("Ask somebody whose role may: {roles}.", roles=joined(role.name for role in roles))
