"""The policy's part `[ladder]`: what happens when an invoice is not paid. Clause: A1; GDPR art. 22(3)."""

from __future__ import annotations

import re
from collections.abc import Collection
from types import MappingProxyType

from helpdesk.domain.ladder_steps import Step, StepKind
from helpdesk.domain.messages import msg
from helpdesk.policy.model import Ladder
from helpdesk.policy.reading import Table

BEFORE_COLLECTION = 14
"""How many days the law gives after a reminder before collection may cost anything. Civil Code art. 6:96(6)."""

_NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"


def ladder(table: Table, purposes: Collection[str]) -> Ladder:
    """The part `[ladder]`. Anything wrong is noted.

    Steps are taken in the order of the file. Before each step that a person decides comes a reminder, because it asks
    for the customer's view.
    """
    known = table.some_of("purposes", purposes)
    steps: dict[str, Step] = {}
    for one in table.tables("steps"):
        before = next(reversed(steps.values()), None)
        steps[one.id] = step = _step(one)
        _check_place(one, step, before)
        if step.kind.is_decided and any(
            other.kind is step.kind for other in steps.values() if other is not step
        ):
            one.note("kind", msg("“{value}” is there twice.", value=step.kind))
    table.close()
    return Ladder(known, MappingProxyType(steps))


def _step(table: Table) -> Step:
    if not re.fullmatch(_NAME, table.id):
        problem = msg(
            "“{value}” can't be a name here. Write it like {example}.",
            value=table.id,
            example="first-reminder",
        )
        table.faults.add(table.path, problem)
    kind = StepKind(table.one_of("kind", tuple(StepKind)) or StepKind.REMINDER)
    after = table.period("after", by_the_clock=False)
    view = table.period("view", by_the_clock=False) if kind.is_decided or "view" in table.data else None
    if view is not None and not kind.is_decided:
        table.note("view", msg("Only a step that a person decides can wait for the customer's view."))
    if view is not None and kind is StepKind.COLLECTION and view.about < BEFORE_COLLECTION:
        table.note(
            "view",
            msg(
                "The law gives {days} days before a collection agency may cost anything.",
                days=BEFORE_COLLECTION,
            ),
        )
    table.close()
    return Step(table.id, kind, after, view)


def _check_place(table: Table, step: Step, before: Step | None) -> None:
    if step.kind.is_decided and (before is None or before.kind.is_decided):
        table.note("kind", msg("Put a reminder before this step: it asks for the customer's view."))
    if before is not None and step.after.about <= before.after.about:
        table.note("after", msg("This is not later than the step before it."))
