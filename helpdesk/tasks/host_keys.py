"""The host keys that identify a customer's systems: first trusted, refused, replaced, forgotten. Clause: B4, D6.

During one's own session, only hosts on its way are concerned; otherwise the guard must allow changes to D6.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from helpdesk.domain import contact
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.errors import Fault, Invalid, NotFound, Refused
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import HostKey, KeyStanding, TrustedKey
from helpdesk.policy.model import Job
from helpdesk.remote.host_keys import Verdict, check_key, read_known_hosts, verdict
from helpdesk.tasks.sessions import route

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class KnownHostsImported:
    """What became of a known_hosts file: how many keys were added, known already, or refused.

    `changed_refused` counts keys that differ from those trusted for the host: they are never adopted silently.
    `strangers` counts keys of hosts that are no system here. `skipped` says, by line number from 1, why a line was
    left out. Clause: B4.
    """

    added: int
    known: int
    changed_refused: int
    strangers: int
    skipped: tuple[tuple[int, Message], ...]


def of_system(work: UnitOfWork, customer_id: str, system_id: int) -> tuple[TrustedKey, ...]:
    """All stored host keys of a system: trusted, refused and forgotten ones, oldest first.

    Errors: `Refused`, `FileNotOpen`, `NotFound`. Clause: B4.
    """
    work.systems.of(customer_id)
    system = work.systems.one(customer_id, system_id)
    return work.host_keys.kept(customer_id, system.host, system.port)


def known(work: UnitOfWork, session_id: int, host: str, port: int) -> tuple[HostKey, ...]:
    """The keys that are trusted for a host of the session's customer (two customers may both have a 192.168.1.1).

    Keys `refused` at any host of theirs come last. Clause: B4.
    """
    customer = work.sessions.own(session_id).customer
    trusted = (one.key for one in work.host_keys.of(customer.id, host, port))
    return (*trusted, *work.host_keys.refused(customer.id))


def forgotten(work: UnitOfWork, session_id: int, host: str, port: int) -> tuple[TrustedKey, ...]:
    """The keys of a host that are no longer trusted, oldest first; none once another is trusted. Clause: B4."""
    kept = work.host_keys.kept(work.sessions.own(session_id).customer.id, host, port)
    if any(one.standing is KeyStanding.TRUSTED for one in kept):
        return ()
    return tuple(one for one in kept if one.standing is KeyStanding.FORGOTTEN)


def trust(work: UnitOfWork, session_id: int, key: HostKey) -> TrustedKey:
    """Trust the first key of a host on the way of one's own running session.

    Errors: `Refused` if another is trusted already, or for a host that is not on the way; `Invalid` for an invalid
    key. Clause: B4.
    """
    customer = work.sessions.own_running(session_id).customer
    known = work.host_keys.of(customer.id, key.host, key.port)
    refused = work.host_keys.refused(customer.id)
    on_the_way = any((hop.host, hop.port) == (key.host, key.port) for hop in route(work, session_id).hops)
    match verdict((*(one.key for one in known), *refused), key):
        case Verdict.KNOWN:
            return next(one for one in known if one.key.key == key.key)
        case Verdict.UNKNOWN if on_the_way:
            pass
        case Verdict.UNKNOWN:
            raise Refused(_not_on_the_way(), subject=customer.id, doing="host-key")
        case Verdict.CHANGED:
            raise Refused(_changed_key(), subject=customer.id, doing="host-key")
    if faults := _faults(key):
        raise Invalid(faults)
    trusted = work.host_keys.add(customer.id, key)
    work.audit.record(AuditEvent.HOST_KEY_TRUSTED, subject=customer.id, key=trusted.id, session=session_id)
    return trusted


def remember_refused(work: UnitOfWork, session_id: int, key: HostKey) -> None:
    """A known host on the way of one's own running session showed this key instead of its own. Clause: B4."""
    customer = work.sessions.own_running(session_id).customer
    if not any(one.key.key == key.key for one in work.host_keys.kept(customer.id, key.host, key.port)):
        work.host_keys.add(customer.id, key, standing=KeyStanding.REFUSED)


def replace(work: UnitOfWork, customer_id: str, key: HostKey, reason: str) -> TrustedKey:
    """Trust another key in place of all those a host of this customer has. A separate, reasoned, recorded act.

    Errors: `Invalid` without a reason, for an invalid key, or if nothing is trusted yet and it was not refused;
    `Refused`, `FileNotOpen`. Clause: B4.
    """
    _insist_on_keys(work, customer_id)
    reason, faults = _reason(reason, msg("Say why: who confirmed the new key, and how?"))
    kept = work.host_keys.kept(customer_id, key.host, key.port)
    known = [one for one in kept if one.standing is KeyStanding.TRUSTED]
    refused = any(one.key.key == key.key for one in kept if one.standing is KeyStanding.REFUSED)
    if not known and not refused:
        faults.append(Fault("key", msg("No key of this host is trusted yet.")))
    faults += _faults(key)
    if faults:
        raise Invalid(tuple(faults))
    work.host_keys.drop_for(customer_id, key)
    trusted = work.host_keys.add(customer_id, key, reason)
    work.audit.record(
        AuditEvent.HOST_KEY_REPLACED, subject=customer_id, key=trusted.id, replaced=[one.id for one in known]
    )
    return trusted


def forget(work: UnitOfWork, customer_id: str, key_id: int, reason: str) -> None:
    """Stop trusting a host key: the next connection asks again. A separate, reasoned, recorded act.

    A key that was refused meanwhile stays refused: only `replace` allows it. Errors: `Invalid` without a reason,
    `Refused`, `FileNotOpen`, `NotFound`. Clause: B4.
    """
    _insist_on_keys(work, customer_id)
    reason, faults = _reason(reason, msg("Say why this key can no longer be trusted."))
    if faults:
        raise Invalid(tuple(faults))
    key = work.host_keys.one(customer_id, key_id)
    if key.standing is not KeyStanding.TRUSTED:
        raise NotFound(msg("This host key no longer exists."))
    work.host_keys.forget(key, reason)
    work.audit.record(AuditEvent.HOST_KEY_FORGOTTEN, subject=customer_id, key=key_id)


def import_known_hosts(work: UnitOfWork, text: str) -> KnownHostsImported:
    """Trust the keys of a known_hosts file for existing systems, line by line.

    A host with a trusted key keeps it: the file can't add a different one. Nor does it allow a key that was refused,
    or replace one that was forgotten: those need a person's decision. Errors: `Refused`. Clause: B4.
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
    """Trust a key if the host had none before this file; what became of it."""
    if any(one.key.key == key.key for one in before if one.standing is KeyStanding.TRUSTED):
        return "known"
    if before or any(one.key == key.key for one in work.host_keys.refused(customer_id)):
        return "changed"
    work.host_keys.add(customer_id, key, "known_hosts")
    return "added"


def _insist_on_keys(work: UnitOfWork, customer_id: str) -> None:
    """A host key is data of D6, just as the host is. Clause: P2, R5."""
    work.require(Job.REMOTE, customer_id)
    opened = work.open_files.current(customer_id)
    decisions = work.customers.decisions(work.standings.of(customer_id), opened.purposes, Action.CHANGE)
    work.insist(decisions["D6"], customer_id, "D6")


def _reason(text: str, missing: Message) -> tuple[str, list[Fault]]:
    """A reason as stored, and what is wrong with it."""
    try:
        reason = contact.parse_text(text)
    except contact.BadValue as bad:
        return "", [Fault("reason", bad.message)]
    return reason, [] if reason else [Fault("reason", missing)]


def _faults(key: HostKey) -> tuple[Fault, ...]:
    """Why a key can't be trusted."""
    try:
        check_key(key.algorithm, key.key)
    except contact.BadValue as bad:
        return (Fault("key", bad.message),)
    return ()


def _changed_key() -> Decision:
    return Decision(
        False,
        "B4",
        msg("This host is known by another key."),
        remedy=msg("Have the customer confirm the new key, and replace the old one with a reason."),
    )


def _not_on_the_way() -> Decision:
    return Decision(False, "B4", msg("This host is not on the way to the session's system."))
