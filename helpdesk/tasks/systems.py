"""The systems of a customer that we sign in to, and the host keys by which they are known. Clause: D5, D6, G4, B4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from helpdesk.domain import contact
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import HostKey, KeyStanding, System, TrustedKey
from helpdesk.domain.system_values import jump_fault, parsed_system
from helpdesk.policy.model import Job
from helpdesk.remote.host_keys import check_key, read_known_hosts

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class KnownHostsImported:
    """What became of a known_hosts file: how many keys were added, were known already, or were refused.

    `changed_refused` counts keys that differ from those that are trusted for the host: they are never taken over in
    silence. `strangers` counts keys of hosts that are no system here. `skipped` says, by line number from 1, why a
    line was left out. Clause: B4.
    """

    added: int
    known: int
    changed_refused: int
    strangers: int
    skipped: tuple[tuple[int, Message], ...]


def systems(work: UnitOfWork, customer_id: str) -> tuple[System, ...]:
    """A customer's systems by name, on record. Errors: `FileNotOpen`; `Refused` where D5 or D6 is masked."""
    return work.systems.of(customer_id)


def begin(work: UnitOfWork, customer_id: str) -> tuple[System, ...]:
    """Whether this technician may keep a customer's systems, before anybody types; gives those there are, on record.

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
    if behind:  # said to those who may know of it; what was removed is rolled back
        message = msg("Other systems are reached through it: {systems}.", systems=", ".join(behind))
        raise Invalid((Fault("jump", message),))
    work.host_keys.drop_unused(customer_id)


def host_keys(work: UnitOfWork, customer_id: str, system_id: int) -> tuple[TrustedKey, ...]:
    """All host keys that are kept of a system: trusted, refused and forgotten ones, oldest first.

    Errors: `Refused`, `FileNotOpen`, `NotFound`. Clause: B4.
    """
    work.systems.of(customer_id)
    system = work.systems.one(customer_id, system_id)
    return work.host_keys.kept(customer_id, system.host, system.port)


def replace_key(work: UnitOfWork, customer_id: str, key: HostKey, reason: str) -> TrustedKey:
    """Trust another key in the place of all that a host of this customer has. A separate, reasoned, recorded act.

    Errors: `Invalid` without a reason, for a key that is none, or where nothing is trusted yet and it was not refused;
    `Refused`, `FileNotOpen`. Clause: B4.
    """
    _insist_on_keys(work, customer_id)
    reason, faults = _reason(reason, msg("Say why: who confirmed the new key, and how?"))
    kept = work.host_keys.kept(customer_id, key.host, key.port)
    known = [one for one in kept if one.standing is KeyStanding.TRUSTED]
    refused = any(one.key.key == key.key for one in kept if one.standing is KeyStanding.REFUSED)
    if not known and not refused:
        faults.append(Fault("key", msg("No key of this host is trusted yet.")))
    faults += _key_faults(key)
    if faults:
        raise Invalid(tuple(faults))
    work.host_keys.drop_for(customer_id, key)
    trusted = work.host_keys.add(customer_id, key, reason)
    work.audit.record(
        AuditEvent.HOST_KEY_REPLACED, subject=customer_id, key=trusted.id, replaced=[one.id for one in known]
    )
    return trusted


def forget_key(work: UnitOfWork, customer_id: str, key_id: int, reason: str) -> None:
    """Trust a host key no longer: the next connection asks again. A separate, reasoned, recorded act.

    A key that was refused in the meantime stays refused: only `replace_key` lets it in.
    Errors: `Invalid` without a reason, `Refused`, `FileNotOpen`, `NotFound`. Clause: B4.
    """
    _insist_on_keys(work, customer_id)
    reason, faults = _reason(reason, msg("Say why this key can't be trusted any longer."))
    if faults:
        raise Invalid(tuple(faults))
    key = work.host_keys.one(customer_id, key_id)
    if key.standing is not KeyStanding.TRUSTED:
        raise NotFound(msg("This host key is not there any more."))
    work.host_keys.forget(key, reason)
    work.audit.record(AuditEvent.HOST_KEY_FORGOTTEN, subject=customer_id, key=key_id)


def import_known_hosts(work: UnitOfWork, text: str) -> KnownHostsImported:
    """Trust the keys of a known_hosts file for the systems that there are, line by line.

    A host with a trusted key keeps it: the file can add nothing to it that differs. Nor does it let in a key that was
    refused, or take the place of one that was forgotten: those a person decides on. Errors: `Refused`. Clause: B4.
    """
    work.require(Job.REMOTE)
    owners: dict[tuple[str, int], list[str]] = {}
    for customer_id, host, port in work.systems.hosts():
        owners.setdefault((host, port), []).append(customer_id)
    read = read_known_hosts(text, owners)
    counts = Counter[str]()
    before = {
        (customer_id, host, port): work.host_keys.kept(customer_id, host, port)
        for (host, port), customers in owners.items()
        for customer_id in customers
    }
    for key in read.entries:
        for customer_id in owners.get((key.host, key.port), ()):
            counts[_take(work, customer_id, key, before[customer_id, key.host, key.port])] += 1
    strangers = sum((key.host, key.port) not in owners for key in read.entries)
    work.audit.record(
        AuditEvent.HOST_KEYS_IMPORTED, added=counts["added"], known=counts["known"], changed=counts["changed"]
    )
    return KnownHostsImported(counts["added"], counts["known"], counts["changed"], strangers, read.skipped)


def _take(work: UnitOfWork, customer_id: str, key: HostKey, before: tuple[TrustedKey, ...]) -> str:
    """Trust a key where the host had none before this file; what became of it."""
    if any(one.key.key == key.key for one in before if one.standing is KeyStanding.TRUSTED):
        return "known"
    if before or any(one.key == key.key for one in work.host_keys.refused(customer_id)):
        return "changed"
    work.host_keys.add(customer_id, key, "known_hosts")
    return "added"


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


def _insist_on_keys(work: UnitOfWork, customer_id: str) -> None:
    """A host key is data of D6 as the host itself is. Clause: P2, R5."""
    work.require(Job.REMOTE, customer_id)
    opened = work.open_files.current(customer_id)
    decisions = work.customers.decisions(work.standings.of(customer_id), opened.purposes, Action.CHANGE)
    work.insist(decisions["D6"], customer_id, "D6")


def _reason(text: str, missing: Message) -> tuple[str, list[Fault]]:
    """A reason as it is kept, and what is wrong with it."""
    try:
        reason = contact.parse_text(text)
    except contact.BadValue as bad:
        return "", [Fault("reason", bad.message)]
    return reason, [] if reason else [Fault("reason", missing)]


def _key_faults(key: HostKey) -> list[Fault]:
    try:
        check_key(key.algorithm, key.key)
    except contact.BadValue as bad:
        return [Fault("key", bad.message)]
    return []
