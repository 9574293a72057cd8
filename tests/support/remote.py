"""Made-up systems, host keys and sessions, for the tests of remote support."""

from __future__ import annotations

import base64
import struct
from typing import Any

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.remote import HostKey, KeyStanding, Request, Session, System, TrustedKey
from helpdesk.remote.asking import Reached
from helpdesk.remote.host_keys import host_key
from helpdesk.tasks import host_keys, sessions, systems

WEB: dict[str, Any] = {"name": "web01", "host": "web01.example.org", "user": "beheer", "sign_in": "agent"}
"""A system as it is typed."""


def ed25519(host: str, port: int = 22, seed: int = 1) -> HostKey:
    """A host key without a known private half; each `seed` gives another."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32).public_key().public_bytes_raw()
    packed = b"".join(struct.pack(">I", len(part)) + part for part in (b"ssh-ed25519", public))
    return host_key(host, port, "ssh-ed25519", base64.b64encode(packed).decode())


def add_system(work: Any, customer: CustomerRef, **values: Any) -> System:
    """Open the file for remote support and add a system."""
    work.open_files.open(customer.id, ("G3", "G4"))
    return systems.add(work, customer.id, {**WEB, **values})


def trusted_keys(work: Any, customer_id: str, system_id: int) -> tuple[TrustedKey, ...]:
    """The trusted host keys of a system."""
    kept = host_keys.of_system(work, customer_id, system_id)
    return tuple(one for one in kept if one.standing is KeyStanding.TRUSTED)


def request(customer: CustomerRef, system: System | None, **values: Any) -> Request:
    """What a technician asks for on the telephone."""
    asked = {"way": "ssh" if system else "telephone", "reason": "updates", "agreed": "phone", **values}
    return Request(customer.id, system=system.id if system else None, **asked)


def begun(work: Any, customer: CustomerRef, system: System, peer: str = "", **values: Any) -> Session:
    """A running session, which has reached its system if a `peer` is given."""
    session = sessions.begin(work, request(customer, system, **values))
    return sessions.reached(work, session.id, Reached(system, peer, true=True)) if peer else session


def events(workplace: Any, subject: str | None = None) -> list[str]:
    """The audit's events, of a customer or of all, newest first."""
    with workplace.as_("owner") as work:
        return [record.event for record in work.audit.page(subject=subject)]
