"""Systems of customers on every store: who sees them, and what they may be. Clause: D5, D6, G4."""

from __future__ import annotations

from typing import Any

import pytest
from support.remote import WEB, add_system, events, request

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import FileNotOpen, Invalid, NotFound, Refused
from helpdesk.domain.remote import (
    SignIn,
    System,
    SystemChanged,
)
from helpdesk.tasks import host_keys, sessions, systems


def test_a_system_comes_back_as_it_was_saved(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: D5, D6, G4."""
    with workplace.as_() as work:
        service = work.services.of(work.services.seq_of(anna.id))[0].id
        typed = {**WEB, "name": "db01", "host": "2001:DB8::17", "port": "2222", "sign_in": "key-file"}
        typed |= {"secret_at": "~/.ssh/klanten", "jump": str(web.id), "service": service}
        database = systems.add(work, anna.id, typed)
        assert systems.systems(work, anna.id) == (database, web)
    assert database == System(
        database.id,
        "db01",
        "2001:db8::17",
        2222,
        "beheer",
        SignIn.KEY_FILE,
        "~/.ssh/klanten",
        web.id,
        service,
    )
    assert web == System(web.id, "web01", "web01.example.org", 22, "beheer")
    assert events(workplace, anna.id)[:2] == ["file:read", "system:changed"]


def test_systems_are_seen_only_for_a_purpose_that_needs_them(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: P2, D6."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3",))
    for job in (systems.systems, sessions.propose, sessions.of_customer):
        with pytest.raises(Refused) as refused, workplace.as_() as work:
            job(work, anna.id)
        assert refused.value.decision.needs in (("G4", "G6"), ("G4",), ("G1", "G2", "G4", "G5", "G6"))
    with workplace.as_() as work:
        work.open_files.close(anna.id)
    with pytest.raises(FileNotOpen), workplace.as_() as work:
        systems.systems(work, anna.id)


def test_all_faults_of_a_system_are_named_at_once(workplace: Any, anna: CustomerRef, web: System) -> None:
    typed = {"name": " ", "host": "-oProxyCommand=x", "port": "70000", "user": "a b", "sign_in": "telepathy"}
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        systems.add(work, anna.id, {**typed, "jump": "999999", "service": "none"})
    assert {fault.field for fault in invalid.value.faults} == {
        "name", "host", "port", "user", "sign_in", "jump", "service",
    }  # fmt: skip


@pytest.mark.parametrize("sign_in", ["key-file", "keepass"])
def test_only_where_a_secret_is_can_be_stored(
    workplace: Any, anna: CustomerRef, web: System, sign_in: str
) -> None:
    """Clause: B6."""
    for secret_at in ("", "wachtwoord: Zomer2024!", "-----BEGIN OPENSSH PRIVATE KEY-----"):
        with pytest.raises(Invalid) as invalid, workplace.as_() as work:
            systems.add(work, anna.id, {**WEB, "sign_in": sign_in, "secret_at": secret_at})
        assert [fault.field for fault in invalid.value.faults] == ["secret_at"]


@pytest.mark.parametrize(
    "place",
    [
        "~/keys/klant-1/id_ed25519_2026",
        "~/sleutels/klant-2026-11/id_ed25519",
        "C:/key/web01/2026-11/id_rsa",
    ],
)
def test_a_file_in_a_folder_of_keys_is_a_place_and_no_key(
    workplace: Any, anna: CustomerRef, web: System, place: str
) -> None:
    """Clause: B6."""
    with workplace.as_() as work:
        made = systems.add(work, anna.id, {**WEB, "name": "db01", "sign_in": "key-file", "secret_at": place})
    assert made.secret_at == place


def test_the_second_to_change_a_system_is_shown_the_first_ones_version(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    with workplace.as_() as work:
        changed = systems.change(work, anna.id, web.id, web.version, {**WEB, "port": "2200"})
        assert (changed.port, changed.version) == (2200, 2)
    with pytest.raises(SystemChanged) as first, workplace.as_() as work:
        systems.change(work, anna.id, web.id, web.version, {**WEB, "port": "2201"})
    assert first.value.theirs == changed


def test_jump_hosts_may_not_go_round_or_on_for_ever(workplace: Any, anna: CustomerRef, web: System) -> None:
    with workplace.as_() as work:
        last = web
        for number in range(4):
            last = systems.add(work, anna.id, {**WEB, "name": f"hop{number}", "jump": last.id})
    for typed in ({"name": "far", "jump": last.id}, {"name": "self", "jump": web.id}):
        with pytest.raises(Invalid) as invalid, workplace.as_() as work:
            if typed["name"] == "far":
                systems.add(work, anna.id, {**WEB, **typed})
            else:
                systems.change(work, anna.id, web.id, web.version, {**WEB, "jump": last.id})
        assert [fault.field for fault in invalid.value.faults] == ["jump"]


def test_a_jump_host_of_others_can_not_be_removed(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Its systems would be dialled directly, at an address that is another machine's there."""
    with workplace.as_() as work:
        behind = systems.add(work, anna.id, {**WEB, "name": "db01", "host": "10.0.0.5", "jump": web.id})
    with pytest.raises(Invalid, match="another look"), workplace.as_() as work:
        systems.remove(work, anna.id, web.id)
    with workplace.as_() as work:
        assert len(systems.systems(work, anna.id)) == 2
        systems.remove(work, anna.id, behind.id)
        systems.remove(work, anna.id, web.id)
        assert systems.systems(work, anna.id) == ()


def test_another_customers_system_is_not_there(
    workplace: Any, anna: CustomerRef, bram: CustomerRef, web: System
) -> None:
    with workplace.as_() as work:
        add_system(work, bram)
    for job in (host_keys.of_system, systems.remove):
        with pytest.raises(NotFound), workplace.as_() as work:
            job(work, bram.id, web.id)
    with pytest.raises(Invalid), workplace.as_() as work:
        sessions.begin(work, request(bram, web))
