"""The systems of a customer that we sign in to. Clause: D5, D6, G4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import System
from helpdesk.domain.system_values import jump_fault, parsed_system

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def systems(work: UnitOfWork, customer_id: str) -> tuple[System, ...]:
    """A customer's systems by name, on record. Errors: `FileNotOpen`; `Refused` where D5 or D6 is masked."""
    return work.systems.of(customer_id)


def begin(work: UnitOfWork, customer_id: str) -> tuple[System, ...]:
    """Whether this technician may manage a customer's systems, before anybody types; returns existing ones, on record.

    Errors: `FileNotOpen`, `Refused`.
    """
    work.systems.insist_on_change(customer_id)
    return work.systems.of(customer_id)


def add(work: UnitOfWork, customer_id: str, raw: Mapping[str, Any]) -> System:
    """Add a system from what was typed, by field name of `SYSTEM`; `jump` and `service` are ids or empty.

    Errors: `Invalid` with every fault at once, `Refused`, `FileNotOpen`.
    """
    return work.systems.add(customer_id, _parsed(work, customer_id, None, raw))


def change(
    work: UnitOfWork, customer_id: str, system_id: int, version: int, raw: Mapping[str, Any]
) -> System:
    """Save what was typed over the version that was seen.

    Errors: `Invalid`, `Refused`, `FileNotOpen`, `NotFound`, `SystemChanged` with the version of whoever was first.
    """
    values = _parsed(work, customer_id, system_id, raw)
    changed = work.systems.change(customer_id, system_id, version, values)
    work.host_keys.drop_unused(customer_id)
    return changed


def remove(work: UnitOfWork, customer_id: str, system_id: int) -> None:
    """Remove a system, and the host keys that nothing else needs. Its sessions stay.

    Errors: `Invalid` while another system is reached through it; `Refused`, `FileNotOpen`, `NotFound`.
    """
    behind = [each.name for each in work.systems.unguarded(customer_id) if each.jump == system_id]
    work.systems.remove(customer_id, system_id)
    if behind:  # told to those who may know of it; what was removed is rolled back
        message = msg("Other systems are reached through it: {systems}.", systems=", ".join(behind))
        raise Invalid((Fault("jump", message),))
    work.host_keys.drop_unused(customer_id)


def _parsed(
    work: UnitOfWork, customer_id: str, system_id: int | None, raw: Mapping[str, Any]
) -> dict[str, Any]:
    work.systems.insist_on_change(customer_id)
    others = {each.id: each for each in work.systems.unguarded(customer_id) if each.id != system_id}
    services = work.services.of(work.services.seq_of(customer_id))
    values = parsed_system(raw, others.values(), [service.id for service in services])
    if fault := jump_fault(system_id, values["jump"], others):
        raise Invalid((fault,))
    return values
