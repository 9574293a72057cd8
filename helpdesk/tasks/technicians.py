"""Who works here, and in which role. Clause: B1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.contact import clean
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.technician import Technician
from helpdesk.policy.guard import may
from helpdesk.policy.model import Job

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def add(work: UnitOfWork, login: str, name: str, role: str) -> Technician:
    """Let an account of the machine, or of the server, work here. Needs the job `technicians`; on record.

    Errors: `Refused`; `Invalid` with every fault named. Clause: B1.
    """
    work.require(Job.TECHNICIANS)
    login, name = clean(login), clean(name)
    if faults := (*_faults(work, login, name), *_unknown_role(work, role)):
        raise Invalid(faults)
    added = work.technicians.add(login, name, role)
    work.audit.record(AuditEvent.TECHNICIAN_ADDED, login=login, role=role)
    return added


def set_role(work: UnitOfWork, login: str, role: str) -> Technician:
    """Give somebody who works here another role. Needs the job `technicians`; on record.

    Errors: `Refused`; `NotFound`; `Invalid` for an unknown role, or if nobody would be left who may do this. Clause:
    B1.
    """
    work.require(Job.TECHNICIANS)
    found = work.technicians.by_login(login)
    if found is None:
        raise NotFound(msg("Nobody with this login works here."))
    if faults := tuple(_unknown_role(work, role)):
        raise Invalid(faults)
    able = {one.id for one in work.policy.roles.values() if Job.TECHNICIANS in one.jobs}
    others = any(one.role in able for one in work.technicians.all() if one.login != login)
    if role not in able and not others:
        raise Invalid((Fault("role", msg("Nobody would be left who may change roles.")),))
    work.audit.record(AuditEvent.TECHNICIAN_CHANGED, login=login, role=role)
    return work.technicians.set_role(found, role)


def colleagues(work: UnitOfWork, job: Job) -> tuple[Technician, ...]:
    """Who can do a job, by name: whoever's role has it. Errors: `Refused` without it. Clause: B1."""
    work.require(job)
    return tuple(one for one in work.technicians.all() if may(work.policy, one.role, job))


def _faults(work: UnitOfWork, login: str, name: str) -> Iterator[Fault]:
    if not login:
        yield Fault("login", msg("Whose account is it?"))
    elif work.technicians.by_login(login) is not None:
        yield Fault("login", msg("Somebody with this login works here already."))
    if not name:
        yield Fault("name", msg("What is their name?"))


def _unknown_role(work: UnitOfWork, role: str) -> Iterator[Fault]:
    if role not in work.policy.roles:
        known = ", ".join(work.policy.roles)
        yield Fault("role", msg("The policy knows no such role; it knows {roles}.", roles=known))
