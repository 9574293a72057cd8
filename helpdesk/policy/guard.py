"""The guard: may this be done with this category of a customer's data, and why?

A chain of rules, asked in order; the first with an answer decides. It is a pure function of the policy, the customer's
standing, the technician's role, the purpose, the category, the action and the moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.messages import msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.register import Keeping
from helpdesk.domain.standing import Standing
from helpdesk.policy.model import BasisId, Category, Job, Policy, Purpose, Role
from helpdesk.policy.refusals import (
    ask_others,
    role_without_purpose,
    unknown_purpose,
    unknown_role,
    why_no_consent,
)

_JOB_FOR = {
    Action.CHANGE: Job.CHANGE,
    Action.EXPORT: Job.EXPORT,
    Action.DISCLOSE: Job.EXPORT,
    Action.LEGAL_CLAIM: Job.LEGAL_CLAIM,
    Action.REMOTE: Job.REMOTE,
}
_CLAUSE_OF_JOB = {Job.EXPORT: "P4"}


def decide(
    policy: Policy,
    standing: Standing,
    role: str,
    purpose: str,
    category: str,
    action: Action,
    moment: datetime,
) -> Decision:
    """May somebody with `role` do `action` with `category` for `purpose` at `moment` (aware)?

    A refusal names in `needs` the purposes for which the answer would be yes. Ids that the policy does not
    know are refused. Clause: P2, P3, P4, B1, D1–D9, G1–G9, R4–R6.
    """
    decision = _judge(policy, standing, role, purpose, category, action, moment)[1]
    if decision.allowed:
        return decision
    return replace(decision, needs=_needs(policy, standing, role, category, action, moment))


def decide_for(
    policy: Policy,
    standing: Standing,
    role: str,
    purposes: Iterable[str],
    category: str,
    action: Action,
    moment: datetime,
) -> Decision:
    """The same for a file that is open for several purposes: the first that allows it, in the order given.

    If none does, the refusal of the purpose that came closest to allowing it. Clause: P2.
    """
    nearest = (
        -1,
        Decision(
            False,
            "P2",
            msg("The file is not open for any purpose."),
            remedy=msg("Open the file and say what for."),
        ),
    )
    for purpose in purposes:
        judged = _judge(policy, standing, role, purpose, category, action, moment)
        if judged[1].allowed:
            return judged[1]
        nearest = max(nearest, judged, key=lambda one: one[0])
    return replace(nearest[1], needs=_needs(policy, standing, role, category, action, moment))


def matrix(
    policy: Policy, standing: Standing, role: str, moment: datetime
) -> Mapping[tuple[str, str], Decision]:
    """Who may look: the decision for every (purpose, category) at `moment` (aware), in the policy's order."""
    needs = {
        category: _needs(policy, standing, role, category, Action.VIEW, moment)
        for category in policy.categories
    }
    decisions: dict[tuple[str, str], Decision] = {}
    for purpose in policy.purposes:
        for category in policy.categories:
            decision = _judge(policy, standing, role, purpose, category, Action.VIEW, moment)[1]
            decisions[purpose, category] = (
                decision if decision.allowed else replace(decision, needs=needs[category])
            )
    return decisions


def may(policy: Policy, role: str, job: str) -> Decision:
    """May somebody with `role` do a job at all? Clause: B1; for exports P4."""
    known = policy.roles.get(role)
    if known is None:
        return unknown_role(role)
    clause = _CLAUSE_OF_JOB.get(Job(job), "B1") if job in set(Job) else "B1"
    if job in known.jobs:
        return Decision(True, clause, msg("The role {role} may do this.", role=known.name))
    others = [one for one in policy.roles.values() if job in one.jobs]
    return Decision(
        False, clause, msg("The role {role} may not do this.", role=known.name), remedy=ask_others(others)
    )


def may_use(policy: Policy, role: str, purpose: str) -> Decision:
    """May somebody with `role` open a file for a purpose at all? Clause: B1."""
    known_role, known_purpose = policy.roles.get(role), policy.purposes.get(purpose)
    if known_role is None:
        return unknown_role(role)
    if known_purpose is None:
        return unknown_purpose(purpose)
    if purpose in known_role.purposes:
        reason = msg(
            "The role {role} may open a file for {purpose}.", role=known_role.name, purpose=known_purpose.name
        )
        return Decision(True, known_purpose.clause, reason)
    return role_without_purpose(policy, known_role, known_purpose)


@dataclass(frozen=True, slots=True)
class _Question:
    """One question to the guard, with its ids already looked up in the policy."""

    policy: Policy
    standing: Standing
    role: Role
    purpose: Purpose
    category: Category
    action: Action
    moment: datetime

    @property
    def contract_over(self) -> bool:
        """Whether the last contract is over at that moment."""
        return self.standing.contract_ended is not None and self.standing.contract_over(
            self.policy.today(self.moment)
        )

    @property
    def basis(self) -> str | None:
        """The id of the basis on which the purpose uses the category at that moment, if there still is one."""
        return self.policy.basis_of(self.purpose, self.category, contract_over=self.contract_over)


def _judge(
    policy: Policy,
    standing: Standing,
    role: str,
    purpose: str,
    category: str,
    action: Action,
    moment: datetime,
) -> tuple[int, Decision]:
    """How far down the rules the question got, and the decision, still without `needs`."""
    if role not in policy.roles:
        return 0, unknown_role(role)
    if purpose not in policy.purposes:
        return 0, unknown_purpose(purpose)
    known = policy.category(category)
    if known is None:
        return 0, Decision(False, "P2", msg("The policy knows no category “{id}”.", id=category))
    question = _Question(
        policy,
        standing,
        policy.roles[role],
        policy.purposes[purpose],
        known,
        action,
        moment,
    )
    for step, rule in enumerate(_RULES, start=1):
        decision = rule(question)
        if decision is not None:
            return step, decision
    return len(_RULES) + 1, _allowed(question)


def _needs(
    policy: Policy, standing: Standing, role: str, category: str, action: Action, moment: datetime
) -> tuple[str, ...]:
    return tuple(
        purpose.id
        for purpose in policy.purposes.values()
        if policy.needs(purpose, category)
        and _judge(policy, standing, role, purpose.id, category, action, moment)[1].allowed
    )


def _storage(question: _Question) -> Decision | None:
    """Data may be stored until its period is over. Clause: P3; GDPR art. 18(2)."""
    if question.action is not Action.STORE:
        return None
    rule = question.category.retention
    reason = msg("It is kept for {period}: {reason}.", period=rule.period, reason=rule.reason)
    return Decision(True, "P3", reason, basis=question.basis)


def _legal_claim(question: _Question) -> Decision | None:
    """A legal claim is possible during a restriction, but only for roles that handle claims. GDPR art. 18(2), 21(1)."""
    if question.action is not Action.LEGAL_CLAIM or Job.LEGAL_CLAIM not in question.role.jobs:
        return None
    return Decision(
        True,
        "R5",
        msg("Data may be used for a legal claim, also while its use is restricted."),
        basis=BasisId.LEGITIMATE_INTEREST,
    )


def _erased(question: _Question) -> Decision | None:
    """What is kept of an erased customer is kept for the law only. Clause: R4; GDPR art. 17(3)(b)."""
    if not question.standing.erased:
        return None
    reason = msg(
        "This customer was erased. What the law requires to be kept is only stored, and is removed "
        "automatically after its period."
    )
    return Decision(False, "R4", reason, remedy=msg("There is nothing to be done; a legal claim may go on."))


def _restriction(question: _Question) -> Decision | None:
    return restricted(question.standing, question.moment)


def restricted(standing: Standing, moment: datetime) -> Decision | None:
    """Refuses everything but storage during a restriction, deletion included. Clause: R5; GDPR art. 18."""
    restriction = standing.restricted(moment)
    if restriction is None:
        return None
    reason = msg(
        "Its use is restricted since {since}: it may only be stored.",
        since=restriction.since,
    )
    return Decision(
        False, "R5", reason, remedy=msg("Wait until the restriction is lifted; a legal claim may go on.")
    )


def _job(question: _Question) -> Decision | None:
    correspondence = question.category.id == Keeping.CORRESPONDENCE
    job = Job.TICKETS if correspondence else _JOB_FOR.get(question.action)
    if job is None or job in question.role.jobs:
        return None
    return may(question.policy, question.role.id, job)


def _purpose_of_role(question: _Question) -> Decision | None:
    if question.purpose.id in question.role.purposes:
        return None
    return role_without_purpose(question.policy, question.role, question.purpose)


def _no_purpose(question: _Question) -> Decision | None:
    """Unsolicited data serves no purpose, so no purpose shows it. Clause: D9."""
    if question.category.basis != BasisId.NONE:
        return None
    reason = msg(
        "Nothing may be done with {category}: there is no legal basis.", category=question.category.name
    )
    return Decision(False, question.category.id, reason, BasisId.NONE, msg("Delete it."))


def _not_needed(question: _Question) -> Decision | None:
    if question.policy.needs(question.purpose, question.category.id):
        return None
    return Decision(
        False,
        "P2",
        msg(
            "{purpose} does not need {category}.",
            purpose=question.purpose.name,
            category=question.category.name,
        ),
        remedy=msg("Add a purpose that needs it; that is recorded."),
    )


def _not_for_remote(question: _Question) -> Decision | None:
    """Only the purposes that the policy lists allow signing in to a customer's systems. Clause: G4."""
    allowed = question.policy.remote.purposes
    if question.action is not Action.REMOTE or question.purpose.id in allowed:
        return None
    purposes = question.policy.named(allowed)
    remedy = msg("Add a purpose that is: {purposes}.", purposes=purposes) if allowed else None
    reason = msg("{purpose} is no reason to sign in to a customer's systems.", purpose=question.purpose.name)
    return Decision(False, "G4", reason, remedy=remedy)


def _no_basis_left(question: _Question) -> Decision | None:
    if question.basis is not None and not (question.action is Action.REMOTE and question.contract_over):
        return None
    reason = msg(
        "The contract ended on {day}, and with it the basis of {purpose}.",
        day=question.standing.contract_ended,
        purpose=question.purpose.name,
    )
    clause = question.purpose.clause if question.purpose.basis else question.category.id
    return Decision(
        False, clause, reason, BasisId.CONTRACT, msg("Record a service if there is a new contract.")
    )


def _no_consent(question: _Question) -> Decision | None:
    if question.basis != BasisId.CONSENT:
        return None
    state = question.standing.consent(question.purpose.id)
    if state.allows(question.moment):
        return None
    return Decision(
        False,
        question.purpose.clause,
        why_no_consent(question.policy, question.purpose.name, state),
        BasisId.CONSENT,
        msg("Ask the customer for consent and record the answer."),
    )


def _objection(question: _Question) -> Decision | None:
    if question.basis != BasisId.LEGITIMATE_INTEREST:
        return None
    objection = question.standing.objected(question.purpose.id, question.moment)
    if objection is None:
        return None
    reason = msg(
        "On {since} the customer objected to use based on legitimate interest, which {purpose} relies on here.",
        since=objection.since,
        purpose=question.purpose.name,
    )
    remedy = msg("Wait for the decision on the objection.") if objection.decided is None else None
    return Decision(False, "R6", reason, BasisId.LEGITIMATE_INTEREST, remedy)


_RULES: tuple[Callable[[_Question], Decision | None], ...] = (
    _storage,
    _legal_claim,
    _erased,
    _restriction,
    _purpose_of_role,
    _job,
    _no_purpose,
    _not_needed,
    _not_for_remote,
    _no_basis_left,
    _no_consent,
    _objection,
)


def _allowed(question: _Question) -> Decision:
    basis = question.policy.bases[question.basis or BasisId.NONE]
    reason = msg(
        "{purpose} needs {category}; basis: {basis}.",
        purpose=question.purpose.name,
        category=question.category.name,
        basis=basis.name,
    )
    return Decision(True, question.purpose.clause, reason, basis.id)
