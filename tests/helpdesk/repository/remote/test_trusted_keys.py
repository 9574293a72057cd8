"""Host keys on every store: trusted, refused, replaced and forgotten. Clause: B4, G6."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.remote import WEB, add_system, begun, ed25519, events, trusted_keys

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Invalid, NotFound, Refused
from helpdesk.domain.remote import (
    Ended,
    KeyStanding,
    System,
)
from helpdesk.remote.host_keys import Verdict, verdict
from helpdesk.tasks import host_keys, sessions, systems

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL


def test_a_first_key_is_trusted_and_a_changed_one_is_not(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: B4."""
    first, other = ed25519(web.host, seed=1), ed25519(web.host, seed=2)
    with workplace.as_() as work:
        session = begun(work, anna, web)
        assert host_keys.known(work, session.id, web.host, web.port) == ()
        trusted = host_keys.trust(work, session.id, first)
        assert host_keys.trust(work, session.id, first) == trusted
        assert host_keys.known(work, session.id, web.host, web.port) == (first,)
    with pytest.raises(Refused) as refused, workplace.as_() as work:
        host_keys.trust(work, session.id, other)
    assert refused.value.decision.clause == "B4"
    with workplace.as_() as work:
        assert trusted_keys(work, anna.id, web.id) == (trusted,)
    assert "host-key:trusted" in events(workplace, anna.id)


@pytest.mark.stores("embedded", "postgresql")
def test_replacing_a_key_needs_a_reason_and_is_on_record(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: B4."""
    first, other = ed25519(web.host, seed=1), ed25519(web.host, seed=2)
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        host_keys.replace(work, anna.id, other, " ")
    assert {fault.field for fault in invalid.value.faults} == {"reason", "key"}
    with workplace.as_() as work:
        host_keys.trust(work, begun(work, anna, web).id, first)
        replaced = host_keys.replace(work, anna.id, other, "new server, told by Anna on the phone")
        assert trusted_keys(work, anna.id, web.id) == (replaced,)
        assert (replaced.key, replaced.trusted_by) == (other, "The technician")
        host_keys.forget(work, anna.id, replaced.id, "the disk was stolen")
        assert trusted_keys(work, anna.id, web.id) == ()
        (kept,) = host_keys.of_system(work, anna.id, web.id)
        assert (kept.standing, kept.reason) == (KeyStanding.FORGOTTEN, "the disk was stolen")
        with pytest.raises(NotFound):
            host_keys.forget(work, anna.id, replaced.id, "once more")
    assert events(workplace, anna.id)[:2] == ["file:read", "file:read"]
    assert {"host-key:replaced", "host-key:forgotten"} <= set(events(workplace, anna.id))


def test_forgetting_a_key_needs_a_reason(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: B4."""
    with workplace.as_() as work:
        trusted = host_keys.trust(work, begun(work, anna, web).id, ed25519(web.host))
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        host_keys.forget(work, anna.id, trusted.id, " ")
    assert [fault.field for fault in invalid.value.faults] == ["reason"]
    with workplace.as_() as work:
        assert trusted_keys(work, anna.id, web.id) == (trusted,)


@pytest.mark.parametrize("way", ["forget", "remove", "move", "another name", "known_hosts", "trust"])
def test_a_refused_key_gets_in_only_by_replacing(
    workplace: Any, anna: CustomerRef, web: System, way: str
) -> None:
    """Clause: B4. Forgetting the known one, another system of the host, a file: none of it makes it a stranger."""
    first, other = ed25519(web.host, seed=1), ed25519(web.host, seed=2)
    with workplace.as_() as work:
        trusted = host_keys.trust(work, begun(work, anna, web).id, first)
        refused = begun(work, anna, web)
        host_keys.remember_refused(work, refused.id, other)
        host_keys.remember_refused(work, refused.id, other)
        sessions.end(work, refused.id, Ended.HOST_KEY_REFUSED)
        there, offered = web, other
        match way:
            case "forget":
                host_keys.forget(work, anna.id, trusted.id, "it leaked")
            case "remove":
                systems.remove(work, anna.id, web.id)
                there = systems.add(work, anna.id, WEB)
            case "move":
                systems.change(work, anna.id, web.id, 1, {**WEB, "host": "other.example.org"})
                there = systems.change(work, anna.id, web.id, 2, WEB)
            case "another name":
                there = systems.add(work, anna.id, {**WEB, "name": "alias", "host": "203.0.113.9"})
                offered = ed25519("203.0.113.9", seed=2)
            case "known_hosts":
                host_keys.forget(work, anna.id, trusted.id, "it leaked")
                line = f"{web.host} ssh-ed25519 {other.key}"
                assert host_keys.import_known_hosts(work, line).changed_refused == 1
    with pytest.raises(Refused), workplace.as_() as work:
        session = begun(work, anna, there)
        known = host_keys.known(work, session.id, offered.host, offered.port)
        assert verdict(known, offered) is Verdict.CHANGED
        host_keys.trust(work, session.id, offered)
    with workplace.as_() as work:
        replaced = host_keys.replace(work, anna.id, other, "new machine, told by Anna on the phone")
        assert trusted_keys(work, anna.id, there.id if way != "another name" else web.id) == (replaced,)
        known = host_keys.known(work, begun(work, anna, there).id, offered.host, offered.port)
        assert verdict(known, offered) is (Verdict.UNKNOWN if way == "another name" else Verdict.KNOWN)


def test_replacing_a_key_changes_nothing_for_other_hosts(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: B4. One of them may have the same key, and what another showed stays refused."""
    first, new, foreign = (ed25519(web.host, seed=seed) for seed in (1, 2, 3))
    with workplace.as_() as work:
        twin = systems.add(work, anna.id, {**WEB, "name": "twin", "host": "twin.example.org"})
        session = begun(work, anna, twin)
        same = host_keys.trust(work, session.id, ed25519(twin.host, seed=2))
        host_keys.remember_refused(work, session.id, ed25519(twin.host, seed=3))
        host_keys.trust(work, begun(work, anna, web).id, first)
        host_keys.replace(work, anna.id, new, "new machine, told by Anna on the phone")
        assert trusted_keys(work, anna.id, twin.id) == (same,)
        assert [one.key for one in work.host_keys.refused(anna.id)] == [foreign.key]
    with pytest.raises(Refused), workplace.as_() as work:
        host_keys.trust(work, begun(work, anna, web).id, foreign)


def test_what_is_no_key_is_trusted_by_no_way(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: B4."""
    none = replace(ed25519(web.host), key="AAAA")
    with workplace.as_() as work:
        session = begun(work, anna, web)
        with pytest.raises(Invalid) as first:
            host_keys.trust(work, session.id, none)
        host_keys.trust(work, session.id, ed25519(web.host))
        with pytest.raises(Invalid) as instead:
            host_keys.replace(work, anna.id, none, "new machine, told by Anna on the phone")
        assert [fault.field for fault in (*first.value.faults, *instead.value.faults)] == ["key", "key"]
        assert [one.key for one in trusted_keys(work, anna.id, web.id)] == [ed25519(web.host)]


@pytest.mark.stores("embedded", "postgresql")
def test_a_host_whose_key_was_forgotten_is_a_stranger_to_a_known_hosts_file_no_more(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: B4. The file would trust without anybody being asked."""
    key = ed25519(web.host)
    with workplace.as_() as work:
        trusted = host_keys.trust(work, begun(work, anna, web).id, key)
        host_keys.forget(work, anna.id, trusted.id, "it leaked")
        assert host_keys.import_known_hosts(work, f"{web.host} ssh-ed25519 {key.key}").changed_refused == 1
        assert trusted_keys(work, anna.id, web.id) == ()


def test_two_customers_may_have_hosts_of_one_address(
    workplace: Any, anna: CustomerRef, bram: CustomerRef
) -> None:
    """Clause: B4."""
    with workplace.as_() as work:
        for seed, customer in enumerate((anna, bram), 1):
            there = add_system(work, customer, host="192.168.1.1")
            session = begun(work, customer, there)
            host_keys.trust(work, session.id, ed25519("192.168.1.1", seed=seed))
            known = host_keys.known(work, session.id, "192.168.1.1", 22)
            assert known == (ed25519("192.168.1.1", seed=seed),)


def test_a_key_is_trusted_only_for_a_host_on_the_way(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: B4."""
    with pytest.raises(Refused), workplace.as_() as work:
        host_keys.trust(work, begun(work, anna, web).id, ed25519("elsewhere.example.org"))


def test_keys_go_with_the_last_system_of_their_host(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: P3, B4."""
    with workplace.as_() as work:
        host_keys.trust(work, begun(work, anna, web).id, ed25519(web.host))
        twin = systems.add(work, anna.id, {**WEB, "name": "twin", "user": "root"})
        systems.remove(work, anna.id, web.id)
        assert len(trusted_keys(work, anna.id, twin.id)) == 1
        systems.change(work, anna.id, twin.id, 1, {**WEB, "host": "other.example.org"})
        assert work.host_keys.of(anna.id, web.host, web.port) == ()


def test_a_known_hosts_file_is_taken_for_the_systems_there_are(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: B4."""
    first, other = ed25519(web.host, seed=1), ed25519(web.host, seed=2)
    line = f"{web.host} ssh-ed25519 {first.key}"
    stranger = f"elsewhere.example.org,further.example.org ssh-ed25519 {other.key}"
    with workplace.as_() as work:
        added = host_keys.import_known_hosts(
            work, f"# mine\n{line}\n{stranger}\n@revoked * ssh-rsa AAAA\n*.x y z\n"
        )
        assert (added.added, added.known, added.changed_refused, added.strangers) == (1, 0, 0, 2)
        assert [number for number, _ in added.skipped] == [4, 5]
        for text, told in ((line, (0, 1, 0)), (f"{web.host} ssh-ed25519 {other.key}", (0, 0, 1))):
            again = host_keys.import_known_hosts(work, text)
            assert (again.added, again.known, again.changed_refused) == told
        assert [one.key for one in trusted_keys(work, anna.id, web.id)] == [first]
    with pytest.raises(Refused), workplace.as_("read-only") as work:
        host_keys.import_known_hosts(work, line)
