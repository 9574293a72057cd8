"""Reviewing the measures that protect personal data, at the policy's times. Clause: B3, B5; GDPR art. 32(1)(d).

Each review and its outcome is recorded: the audit is the register, so nobody can alter afterwards what was found. A
record has the id of the measure and whether it was in order, and no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from helpdesk.domain.audit import MEASURE, AuditEvent, AuditRecord
from helpdesk.domain.calendar import add
from helpdesk.domain.errors import NotFound
from helpdesk.domain.measures import Check, MeasureState
from helpdesk.domain.messages import msg
from helpdesk.policy.model import Job, Measure

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def measures(work: UnitOfWork) -> tuple[MeasureState, ...]:
    """Every measure of the policy, in its order. Errors: `Refused` without the job `measures`. Clause: B3, B5."""
    work.require(Job.MEASURES)
    names = {one.login: one.name for one in work.technicians.all()}
    begun = work.policy.today(work.audit.began())
    records: dict[str, list[AuditRecord]] = {f"{MEASURE}{one}": [] for one in work.policy.measures}
    for record in work.audit.of_kinds(records, (AuditEvent.MEASURE_CHECKED,)):
        records[str(record.subject)].append(record)
    return tuple(
        _state(work, place, one, records[f"{MEASURE}{one.id}"], names, begun)
        for place, one in enumerate(work.policy.measures.values())
    )


def due(work: UnitOfWork) -> tuple[MeasureState, ...]:
    """Measures to review or fix today or earlier; in the policy's order. Errors: as `measures`."""
    today = work.policy.today(work.clock())
    return tuple(one for one in measures(work) if one.due <= today)


def gone_over(work: UnitOfWork, measure: str, *, is_good: bool) -> MeasureState:
    """Record that a measure was reviewed, and whether it was in order; where it stands now.

    Errors: `Refused` without the job `measures`; `NotFound` for one that is not in the policy. Clause: B3, B5.
    """
    work.require(Job.MEASURES)
    if measure not in work.policy.measures:
        raise NotFound(msg("The policy has no measure “{id}”.", id=measure))
    work.audit.record(AuditEvent.MEASURE_CHECKED, subject=f"{MEASURE}{measure}", good=is_good)
    return next(one for one in measures(work) if one.measure == measure)


def _state(
    work: UnitOfWork,
    place: int,
    measure: Measure,
    records: Sequence[AuditRecord],
    names: Mapping[str, str],
    begun: date,
) -> MeasureState:
    checks = tuple(
        Check(one.at, one.technician, names.get(one.technician, one.technician), one.detail["good"] is True)
        for one in reversed(records)
    )
    day = work.policy.today(checks[0].at) if checks else begun
    is_wanting = bool(checks) and not checks[0].is_good
    return MeasureState(place, measure.id, checks, day if is_wanting else add(measure.every, day))
