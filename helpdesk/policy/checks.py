"""Faults that only show in the whole policy: what is missing, duplicated, or refers to nothing."""

from __future__ import annotations

from collections.abc import Collection

from helpdesk.domain.ladder_steps import CLAUSE, PAYMENT, StepKind
from helpdesk.domain.messages import msg
from helpdesk.policy.model import TICKETS, BasisId, Policy
from helpdesk.policy.reading import Faults

_OTHERS = {"P": 4, "B": 6, "T": 2, "A": 1, "W": 1, "R": 7, "C": 2, "K": 1}
OTHER_CLAUSES = tuple(f"{letter}{n}" for letter, count in _OTHERS.items() for n in range(1, count + 1))
"""The clauses that a policy words itself, apart from those of its categories and purposes."""

CATEGORIES = tuple(f"D{number}" for number in range(1, 10))
"""The categories that stored fields belong to; a policy may have more."""

IP_ADDRESS = "D6"
"""The category that remote support uses."""

RETENTION = ("recordings", "cases", "consents", "audit")
"""The required retention rules, apart from those of the categories."""

RETENTION_TOO = (*RETENTION, TICKETS, "unsolicited", "withdrawn", "breaches")
"""All the retention rules that a policy may have."""

OWNER = "owner"
"""The role that every policy must have: whoever creates the store gets it."""


def check(policy: Policy, faults: Faults) -> None:
    """Note the faults that building the parts could not see."""
    needed: tuple[tuple[str, Collection[str], Collection[str]], ...] = (
        ("bases", tuple(BasisId), policy.bases),
        ("categories", CATEGORIES, policy.categories),
        ("retention", RETENTION, policy.retention),
        ("clauses", OTHER_CLAUSES, policy.clauses),
        ("roles", (OWNER,), policy.roles),
    )
    for key, wanted, there in needed:
        for missing in (one for one in wanted if one not in there):
            faults.add(f"{key}.{missing}", msg("This table is missing."))
    _check_purposes(policy, faults)
    _check_remote(policy, faults)
    _check_tickets(policy, faults)
    _check_consent_texts(policy, faults)
    _check_ladder(policy, faults)


def _check_purposes(policy: Policy, faults: Faults) -> None:
    by_key: dict[str, str] = {}
    for purpose in policy.purposes.values():
        path = f"purposes.{purpose.id}"
        taken = by_key.setdefault(purpose.key, purpose.id)
        if purpose.key and taken != purpose.id:
            faults.add(
                f"{path}.key", msg("The key “{key}” already picks {purpose}.", key=purpose.key, purpose=taken)
            )
        if purpose.clause not in policy.purposes:
            faults.add(path, msg("There is no purpose {clause} for it to belong to.", clause=purpose.clause))
        for index, category in enumerate(purpose.categories):
            if policy.categories[category].basis == BasisId.NONE:
                faults.add(
                    f"{path}.categories[{index}]",
                    msg("No purpose may use {category}: it has no legal basis.", category=category),
                )


def _check_remote(policy: Policy, faults: Faults) -> None:
    for index, purpose in enumerate(policy.remote.purposes):
        if IP_ADDRESS not in policy.purposes[purpose].categories:
            problem = msg("{purpose} does not need {category}.", purpose=purpose, category=IP_ADDRESS)
            faults.add(f"remote.purposes[{index}]", problem)


def _check_tickets(policy: Policy, faults: Faults) -> None:
    if policy.tickets.purposes and TICKETS not in policy.retention:
        faults.add(f"retention.{TICKETS}", msg("This table is missing."))
    seen: set[str] = set()
    for index, module in enumerate(policy.text_modules):
        if module.id and module.id in seen:
            faults.add(f"text_modules[{index}].id", msg("“{value}” is there twice.", value=module.id))
        seen.add(module.id)


def _check_ladder(policy: Policy, faults: Faults) -> None:
    ladder = policy.ladder
    if ladder.purposes and not any(PAYMENT in policy.purposes[one].categories for one in ladder.purposes):
        faults.add("ladder.purposes", msg("None of these needs {category}.", category=PAYMENT))
    agency = any(one.clause == CLAUSE for one in policy.recipients.values())
    for step in ladder.steps.values():
        if step.kind is StepKind.COLLECTION and not agency:
            faults.add(
                f"ladder.steps.{step.id}.kind",
                msg("There is no recipient with the clause {clause} to hand over to.", clause=CLAUSE),
            )


def _check_consent_texts(policy: Policy, faults: Faults) -> None:
    seen: set[tuple[str, str]] = set()
    for index, text in enumerate(policy.consent_texts):
        if text.purpose and (text.purpose, text.version) in seen:
            faults.add(
                f"consent_texts[{index}].version",
                msg("There are two texts with version “{version}”.", version=text.version),
            )
        seen.add((text.purpose, text.version))
    asked = {text.purpose for text in policy.consent_texts}
    for purpose in policy.consent_purposes():
        if purpose.id not in asked:
            faults.add(f"purposes.{purpose.id}.basis", msg("There is no [[consent_texts]] for this purpose."))
