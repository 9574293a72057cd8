"""Remote support on every store: systems, host keys, the life of a session, and the ledger. Clause: D6, G4, G6, B4."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from support.remote import WEB, add_system, begun, ed25519, request, trusted_keys

from helpdesk.domain.customer import CustomerRef, KnownAddress
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.errors import FileNotOpen, Invalid, NotFound, Refused
from helpdesk.domain.remote import (
    Ended,
    Filter,
    KeyStanding,
    RecordingPart,
    Session,
    SignIn,
    System,
    SystemChanged,
)
from helpdesk.remote.asking import Reached
from helpdesk.remote.host_keys import Verdict, verdict
from helpdesk.tasks import disclosures, sessions, systems
from helpdesk.tasks.for_whom import CUSTOMER, OURSELVES


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create(
            {"kind": "person", "family_name": "Meulen", "ip_addresses": (KnownAddress("192.0.2.17", "home"),)}
        )
        work.services.add(ref.id, "support", "", date(2024, 1, 1))
    return ref


@pytest.fixture
def bram(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create({"kind": "person", "family_name": "Bos"})
    return ref


@pytest.fixture
def web(workplace: Any, anna: CustomerRef) -> System:
    with workplace.as_() as work:
        return add_system(work, anna)


def events(workplace: Any, subject: str | None = None) -> list[str]:
    with workplace.as_("owner") as work:
        return [record.event for record in work.audit.page(subject=subject)]


# --- systems ---


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
    for job in (systems.host_keys, systems.remove):
        with pytest.raises(NotFound), workplace.as_() as work:
            job(work, bram.id, web.id)
    with pytest.raises(Invalid), workplace.as_() as work:
        sessions.begin(work, request(bram, web))


# --- host keys ---


def test_a_first_key_is_trusted_and_a_changed_one_is_not(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: B4."""
    first, other = ed25519(web.host, seed=1), ed25519(web.host, seed=2)
    with workplace.as_() as work:
        session = begun(work, anna, web)
        assert sessions.known_keys(work, session.id, web.host, web.port) == ()
        trusted = sessions.trust(work, session.id, first)
        assert sessions.trust(work, session.id, first) == trusted
        assert sessions.known_keys(work, session.id, web.host, web.port) == (first,)
    with pytest.raises(Refused) as refused, workplace.as_() as work:
        sessions.trust(work, session.id, other)
    assert refused.value.decision.clause == "B4"
    with workplace.as_() as work:
        assert trusted_keys(work, anna.id, web.id) == (trusted,)
    assert "host-key:trusted" in events(workplace, anna.id)


def test_replacing_a_key_needs_a_reason_and_is_on_record(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: B4."""
    first, other = ed25519(web.host, seed=1), ed25519(web.host, seed=2)
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        systems.replace_key(work, anna.id, other, " ")
    assert {fault.field for fault in invalid.value.faults} == {"reason", "key"}
    with workplace.as_() as work:
        sessions.trust(work, begun(work, anna, web).id, first)
        replaced = systems.replace_key(work, anna.id, other, "new server, told by Anna on the phone")
        assert trusted_keys(work, anna.id, web.id) == (replaced,)
        assert (replaced.key, replaced.trusted_by) == (other, "The technician")
        systems.forget_key(work, anna.id, replaced.id, "the disk was stolen")
        assert trusted_keys(work, anna.id, web.id) == ()
        (kept,) = systems.host_keys(work, anna.id, web.id)
        assert (kept.standing, kept.reason) == (KeyStanding.FORGOTTEN, "the disk was stolen")
        with pytest.raises(NotFound):
            systems.forget_key(work, anna.id, replaced.id, "once more")
    assert events(workplace, anna.id)[:2] == ["file:read", "file:read"]
    assert {"host-key:replaced", "host-key:forgotten"} <= set(events(workplace, anna.id))


def test_forgetting_a_key_needs_a_reason(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: B4."""
    with workplace.as_() as work:
        trusted = sessions.trust(work, begun(work, anna, web).id, ed25519(web.host))
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        systems.forget_key(work, anna.id, trusted.id, " ")
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
        trusted = sessions.trust(work, begun(work, anna, web).id, first)
        refused = begun(work, anna, web)
        sessions.remember_refused(work, refused.id, other)
        sessions.remember_refused(work, refused.id, other)
        sessions.end(work, refused.id, Ended.HOST_KEY_REFUSED)
        there, offered = web, other
        match way:
            case "forget":
                systems.forget_key(work, anna.id, trusted.id, "it leaked")
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
                systems.forget_key(work, anna.id, trusted.id, "it leaked")
                line = f"{web.host} ssh-ed25519 {other.key}"
                assert systems.import_known_hosts(work, line).changed_refused == 1
    with pytest.raises(Refused), workplace.as_() as work:
        session = begun(work, anna, there)
        known = sessions.known_keys(work, session.id, offered.host, offered.port)
        assert verdict(known, offered) is Verdict.CHANGED
        sessions.trust(work, session.id, offered)
    with workplace.as_() as work:
        replaced = systems.replace_key(work, anna.id, other, "new machine, told by Anna on the phone")
        assert trusted_keys(work, anna.id, there.id if way != "another name" else web.id) == (replaced,)
        known = sessions.known_keys(work, begun(work, anna, there).id, offered.host, offered.port)
        assert verdict(known, offered) is (Verdict.UNKNOWN if way == "another name" else Verdict.KNOWN)


def test_a_host_whose_key_was_forgotten_is_a_stranger_to_a_known_hosts_file_no_more(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: B4. The file would trust without anybody being asked."""
    key = ed25519(web.host)
    with workplace.as_() as work:
        trusted = sessions.trust(work, begun(work, anna, web).id, key)
        systems.forget_key(work, anna.id, trusted.id, "it leaked")
        assert systems.import_known_hosts(work, f"{web.host} ssh-ed25519 {key.key}").changed_refused == 1
        assert trusted_keys(work, anna.id, web.id) == ()


def test_two_customers_may_have_hosts_of_one_address(
    workplace: Any, anna: CustomerRef, bram: CustomerRef
) -> None:
    """Clause: B4."""
    with workplace.as_() as work:
        for seed, customer in enumerate((anna, bram), 1):
            there = add_system(work, customer, host="192.168.1.1")
            session = begun(work, customer, there)
            sessions.trust(work, session.id, ed25519("192.168.1.1", seed=seed))
            known = sessions.known_keys(work, session.id, "192.168.1.1", 22)
            assert known == (ed25519("192.168.1.1", seed=seed),)


def test_a_key_is_trusted_only_for_a_host_on_the_way(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: B4."""
    with pytest.raises(Refused), workplace.as_() as work:
        sessions.trust(work, begun(work, anna, web).id, ed25519("elsewhere.example.org"))


def test_keys_go_with_the_last_system_of_their_host(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: P3, B4."""
    with workplace.as_() as work:
        sessions.trust(work, begun(work, anna, web).id, ed25519(web.host))
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
    stranger = f"elsewhere.example.org ssh-ed25519 {other.key}"
    with workplace.as_() as work:
        added = systems.import_known_hosts(
            work, f"# mine\n{line}\n{stranger}\n@revoked * ssh-rsa AAAA\n*.x y z\n"
        )
        assert (added.added, added.known, added.changed_refused, added.strangers) == (1, 0, 0, 1)
        assert [number for number, _ in added.skipped] == [4, 5]
        again = systems.import_known_hosts(work, f"{line}\n{web.host} ssh-ed25519 {other.key}\n")
        assert (again.added, again.known, again.changed_refused) == (0, 1, 1)
        assert [one.key for one in trusted_keys(work, anna.id, web.id)] == [first]
    with pytest.raises(Refused), workplace.as_("read-only") as work:
        systems.import_known_hosts(work, line)


# --- the life of a session ---


def test_a_proposal_holds_what_the_dialog_needs(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: G4, G6."""
    with workplace.as_() as work:
        known = systems.add(work, anna.id, {**WEB, "name": "known", "host": "192.0.2.17"})
        new = systems.add(work, anna.id, {**WEB, "name": "new", "host": "192.0.2.18"})
        proposal = sessions.propose(work, anna.id, web.id)
    assert (proposal.customer, proposal.chosen, proposal.purposes) == (anna, web, ("G4",))
    assert set(proposal.systems) == {web, known, new}
    assert [way.id for way in proposal.ways][:2] == ["ssh", "teamviewer"]
    assert set(proposal.agreements) == {"phone", "standing", "on-site"}
    assert (proposal.recording, str(proposal.reason)) == ("ask", "work on your systems")
    assert proposal.known_addresses == (KnownAddress("192.0.2.17", "home"),)
    assert proposal.new_addresses == {new.id}


def test_the_row_is_there_before_anything_is_reached(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: D6, G4."""
    with workplace.as_() as work:
        begun_row = sessions.begin(work, request(anna, web, ticket="T-12", record=True))
    with workplace.as_() as work:
        (row,) = sessions.running(work)
    assert row == begun_row
    assert row == Session(
        id=row.id, customer=anna, technician="technician-login", way="ssh", system="web01",
        asked_host="web01.example.org", peer="", through="", peer_is_true=False, new_address=False,
        purposes=("G4",), reason="updates", agreed="phone", ticket="T-12", started=workplace.clock(),
        alive=workplace.clock(), recorded=True, technician_name="The technician",
    )  # fmt: skip


def test_a_session_is_closed_once_with_what_it_came_to(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: D6."""
    with workplace.as_() as work:
        session = begun(work, anna, web, peer="198.51.100.4")
        assert (session.peer, session.peer_is_true, session.new_address) == ("198.51.100.4", True, True)
    workplace.clock.pass_by(minutes=20)
    with workplace.as_() as work:
        ended = sessions.end(work, session.id, Ended.NORMALLY, 3, "bye\x1b[31m")
        assert (ended.how, ended.exit_status, ended.lasted) == (Ended.NORMALLY, 3, timedelta(minutes=20))
        assert "\x1b" not in ended.detail
        assert (ended.recorded, ended.follow_up_done) == (False, False)
        assert sessions.end(work, session.id, Ended.FAILED) == ended
        assert sessions.running(work) == ()
    with pytest.raises(NotFound), workplace.as_() as work:
        sessions.reached(work, session.id, Reached(web, "198.51.100.5", true=True))


def test_through_jump_hosts_every_address_is_kept(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: D6, R1."""
    with workplace.as_() as work:
        behind = systems.add(work, anna.id, {**WEB, "name": "db01", "host": "10.0.0.5", "jump": web.id})
        session = begun(work, anna, behind)
        assert [hop.name for hop in sessions.route(work, session.id).hops] == ["web01", "db01"]
        sessions.reached(work, session.id, Reached(web, "::ffff:192.0.2.17", true=True))
        row = sessions.reached(work, session.id, Reached(behind, "10.0.0.5", true=False))
        assert (row.peer, row.through, row.peer_is_true) == ("10.0.0.5", "192.0.2.17", False)
        for address in ("192.0.2.17", "10.0.0.5", "10.0.0.0/8"):
            assert sessions.ledger(work, Filter(address=address)) == (row,)


def test_an_attempt_that_reached_nobody_is_found_by_the_address_that_was_tried(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: D6, R1."""
    with workplace.as_() as work:
        there = systems.add(work, anna.id, {**WEB, "name": "old", "host": "203.0.113.7"})
        session = begun(work, anna, there)
        row = sessions.end(work, session.id, Ended.UNREACHABLE)
        assert (row.peer, row.follow_up_done) == ("", True)
        assert sessions.ledger(work, Filter(address="203.0.113.7")) == (row,)


def test_a_refused_attempt_is_a_row_without_an_address(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: G4, B1."""
    with workplace.as_("privacy-officer") as work:
        work.standings.restrict(anna.id, "accuracy contested")
    with pytest.raises(Refused) as refused, workplace.as_() as work:
        sessions.begin(work, request(anna, web))
    assert refused.value.decision.clause == "R5"
    with workplace.as_() as work:
        row = sessions.refuse(work, request(anna, web), refused.value.decision)
        assert sessions.running(work) == ()
    assert (row.how, row.detail, row.system, row.purposes) == (Ended.REFUSED, "R5", "web01", ("G3", "G4"))
    assert (row.asked_host, row.peer, row.through) == ("", "", "")
    with workplace.as_("owner") as work:
        assert sessions.ledger(work, Filter(address="0.0.0.0/0")) == ()
        assert sessions.ledger(work, Filter()) == (row,)


def test_all_faults_of_a_request_are_named_at_once(workplace: Any, anna: CustomerRef, web: System) -> None:
    bad = request(anna, None, way="pigeon", agreed="never", reason=" ", ticket="x" * 61, address="nowhere")
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        sessions.begin(work, bad)
    assert [fault.field for fault in invalid.value.faults] == ["way", "agreed", "ticket", "address", "reason"]


def test_another_way_has_a_clock_that_runs_until_it_is_stopped(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: G4, D6."""
    with workplace.as_() as work:
        typed = sessions.begin(work, request(anna, None, way="teamviewer", address="::ffff:192.0.2.17"))
        unknown = sessions.begin(work, request(anna, None, way="telephone"))
        assert (typed.peer, typed.peer_is_true, typed.new_address) == ("192.0.2.17", False, False)
        assert (unknown.peer, unknown.recorded) == ("", False)
        with pytest.raises(Invalid):
            sessions.begin(work, request(anna, None, way="telephone", address="192.0.2.17"))
    workplace.clock.pass_by(hours=2)
    with workplace.as_() as work:
        assert sessions.close_left_open(work) == 0
        assert sessions.running(work) == (typed, unknown)
        assert sessions.end(work, unknown.id, Ended.NORMALLY).lasted == timedelta(hours=2)


def test_a_killed_consoles_session_is_closed_at_its_last_sign_of_life(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    with workplace.as_() as work:
        killed, alive = begun(work, anna, web), begun(work, anna, web)
    workplace.clock.pass_by(seconds=45)
    last_sign = workplace.clock()
    with workplace.as_() as work:
        sessions.alive(work, (killed.id, alive.id))
    workplace.clock.pass_by(seconds=50)
    with workplace.as_() as work:
        sessions.alive(work, (alive.id,))
    workplace.clock.pass_by(seconds=30)
    with workplace.as_("owner") as work:
        assert sessions.close_left_open(work) == 0  # somebody else's
    with workplace.as_() as work:
        assert sessions.close_left_open(work) == 1
        row = sessions.session(work, killed.id)
        assert (row.how, row.ended) == (Ended.CONSOLE_ENDED, last_sign)
        assert [one.id for one in sessions.running(work)] == [alive.id]


def test_a_session_taken_for_dead_too_early_runs_again(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """A laptop that slept: its line may still be there when it wakes up."""
    with workplace.as_() as work:
        session = begun(work, anna, web)
    workplace.clock.pass_by(minutes=5)
    with workplace.as_() as work:
        assert sessions.close_left_open(work) == 1
        sessions.alive(work, (session.id,))
        assert [one.id for one in sessions.running(work)] == [session.id]
        assert sessions.end(work, session.id, Ended.LINE_LOST).how is Ended.LINE_LOST


def test_a_session_is_its_technicians_alone(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: B1."""
    with workplace.as_() as work:
        session = begun(work, anna, web)
    with workplace.as_("owner") as work:
        sessions.alive(work, (session.id,))
        for job in (
            lambda: sessions.end(work, session.id, Ended.NORMALLY),
            lambda: sessions.route(work, session.id),
            lambda: sessions.note(work, session.id, "x", follow_up=False),
            lambda: sessions.keep_part(work, session.id, RecordingPart(1, 0, 1, 1, b"")),
        ):
            with pytest.raises(NotFound):
                job()


def test_an_address_is_new_until_somebody_was_signed_in_there(
    workplace: Any, anna: CustomerRef, bram: CustomerRef, web: System
) -> None:
    """Clause: G6."""
    with workplace.as_() as work:
        assert not sessions.is_new_address(work, anna.id, "192.0.2.17")
        assert sessions.is_new_address(work, anna.id, "192.168.1.1")
        failed = begun(work, anna, web, peer="192.168.1.1")
        sessions.end(work, failed.id, Ended.SIGN_IN_FAILED)
        assert sessions.is_new_address(work, anna.id, "192.168.1.1")
        done = begun(work, anna, web, peer="192.168.1.1")
        assert done.new_address
        sessions.end(work, done.id, Ended.NORMALLY)
        assert not sessions.is_new_address(work, anna.id, "192.168.1.1")
        assert not begun(work, anna, web, peer="192.168.1.1").new_address
        work.open_files.open(bram.id, ("G4",))
        assert sessions.is_new_address(work, bram.id, "192.168.1.1")
        with pytest.raises(Invalid):
            sessions.is_new_address(work, anna.id, "nowhere")


def test_a_note_with_a_secret_waits_for_a_decision(workplace: Any, anna: CustomerRef, web: System) -> None:
    """Clause: B6."""
    with workplace.as_() as work:
        session = begun(work, anna, web)
        sessions.end(work, session.id, Ended.NORMALLY)
        text = "Router vervangen, wachtwoord: Zomer2024!"
        (spotted,) = sessions.note(work, session.id, text, follow_up=True)
        assert (str(spotted.kind), text[spotted.start : spotted.end]) == ("password", "Zomer2024!")
        assert sessions.session(work, session.id).follow_up == ""
        assert sessions.note(work, session.id, text, follow_up=True, keep_secrets=False) == ()
        row = sessions.session(work, session.id)
        assert row.follow_up == "Router vervangen, wachtwoord: [removed: password]"
        assert not row.follow_up_done
        assert sessions.note(work, session.id, text, follow_up=False, keep_secrets=True) == ()
        assert sessions.session(work, session.id).follow_up == text
        with pytest.raises(Invalid):
            sessions.note(work, session.id, "x" * 2_001, follow_up=False)


def test_what_is_left_to_do_waits_until_it_is_done(workplace: Any, anna: CustomerRef, web: System) -> None:
    with workplace.as_() as work:
        session = begun(work, anna, web)
        sessions.note(work, session.id, "order a new disk", follow_up=True)
        sessions.end(work, session.id, Ended.NORMALLY)
        assert [one.follow_up for one in work.sessions.to_follow_up()] == ["order a new disk"]
        sessions.follow_up_done(work, session.id)
        assert work.sessions.to_follow_up() == ()


# --- the ledger ---


@pytest.fixture
def year(workplace: Any, anna: CustomerRef, bram: CustomerRef) -> list[Session]:
    """Sessions of two technicians with two customers, an hour apart, oldest first."""
    rows: list[Session] = []
    plan = (
        ("technician", anna, "192.0.2.17"),
        ("owner", anna, "10.1.2.3"),
        ("technician", bram, "10.1.255.255"),
        ("technician", bram, "10.2.0.0"),
        ("owner", bram, "2001:db8:1::5"),
        ("technician", anna, "2001:db8:2::5"),
        ("technician", anna, "10.1.2.3"),
    )
    for role, customer, peer in plan:
        with workplace.as_(role) as work:
            work.open_files.open(customer.id, ("G4",))
            there = systems.add(work, customer.id, {**WEB, "name": peer})
            row = begun(work, customer, there, peer=peer)
            rows.append(sessions.end(work, row.id, Ended.NORMALLY))
        workplace.clock.pass_by(hours=1)
    return rows


def test_the_ledger_is_filtered_exactly(workplace: Any, year: list[Session]) -> None:
    """Clause: D6, R1."""
    for wanted, places in (
        (Filter(), [6, 5, 4, 3, 2, 1, 0]),
        (Filter(address="10.1.2.3"), [6, 1]),
        (Filter(address="10.1.0.0/16"), [6, 2, 1]),
        (Filter(address="10.1.9.9/16"), [6, 2, 1]),
        (Filter(address="10.0.0.0/8"), [6, 3, 2, 1]),
        (Filter(address="0.0.0.0/0"), [6, 3, 2, 1, 0]),
        (Filter(address="::/0"), [5, 4]),
        (Filter(address="2001:db8::/32"), [5, 4]),
        (Filter(address="2001:db8:1::/48"), [4]),
        (Filter(address="10.1.2.0/31"), []),
        (Filter(technician="owner-login"), [4, 1]),
        (Filter(technician="nobody"), []),
        (Filter(customer="9"), []),
        (Filter(technician="owner-login", address="10.0.0.0/8"), [1]),
    ):
        with workplace.as_() as work:
            found = sessions.ledger(work, wanted)
        assert [year.index(one) for one in found] == places, wanted


def test_the_ledger_is_filtered_by_customer_and_period(
    workplace: Any, year: list[Session], anna: CustomerRef
) -> None:
    """Clause: D6, R1."""
    third, sixth = year[2].started, year[5].started
    with workplace.as_() as work:
        for wanted, places in (
            (Filter(customer=anna.id), [6, 5, 1, 0]),
            (Filter(customer=anna.number, address="10.0.0.0/8"), [6, 1]),
            (Filter(customer=anna.id, technician="technician-login"), [6, 5, 0]),
            (Filter(since=third), [6, 5, 4, 3, 2]),
            (Filter(until=third), [1, 0]),
            (Filter(since=third, until=sixth, address="10.0.0.0/8"), [3, 2]),
            (Filter(anna.id, "technician-login", third, None, "10.1.2.3"), [6]),
        ):
            assert [year.index(one) for one in sessions.ledger(work, wanted)] == places


def test_what_many_addresses_match_is_found_too(
    workplace: Any, year: list[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wide network is met with on the way through time; the answer is the same. Clause: R1."""
    monkeypatch.setattr("helpdesk.repository.ledger_search.FEW", 0)
    with workplace.as_() as work:
        for address, places in (("10.0.0.0/8", [6, 3, 2, 1]), ("::/0", [5, 4]), ("10.1.2.3", [6, 1])):
            found = sessions.ledger(work, Filter(address=address))
            assert [year.index(one) for one in found] == places


def test_pages_follow_each_other_without_a_gap(
    workplace: Any, year: list[Session], anna: CustomerRef
) -> None:
    with workplace.as_("owner") as work:
        for wanted in (Filter(), Filter(address="10.0.0.0/8"), Filter(customer=anna.id)):
            whole = sessions.ledger(work, wanted)
            paged: list[Session] = []
            while page := work.ledger.search(wanted, paged[-1] if paged else None, 2):
                assert len(page) <= 2
                paged += page
            assert tuple(paged) == whole


def test_sessions_of_one_moment_are_paged_in_order(workplace: Any, anna: CustomerRef, web: System) -> None:
    with workplace.as_() as work:
        rows = [begun(work, anna, web, peer="192.0.2.17") for _ in range(5)]
        for wanted in (Filter(), Filter(address="192.0.2.17"), Filter(address="192.0.2.0/24")):
            first = work.ledger.search(wanted, None, 3)
            assert [*first, *work.ledger.search(wanted, first[-1], 3)] == rows[::-1]


def test_a_bad_address_is_a_fault_of_the_filter(workplace: Any) -> None:
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        sessions.ledger(work, Filter(address="10.1.0.0/99"))
    assert [fault.field for fault in invalid.value.faults] == ["address"]


def test_reading_it_needs_the_job_and_is_on_record(
    workplace: Any, year: list[Session], anna: CustomerRef
) -> None:
    """Clause: B1, P2."""
    with workplace.as_("privacy-officer") as work:
        sessions.record_ledger(work, Filter(customer=anna.number), 4)
        assert len(sessions.technicians(work)) == 4
        newest = work.audit.page(limit=1)[0]
        assert (newest.event, newest.subject, newest.detail) == ("sessions:read", anna.id, {"shown": 4})
    for job in (sessions.ledger, lambda work, wanted: sessions.session(work, 1)):
        with pytest.raises(Refused), workplace.as_("read-only") as work:
            job(work, Filter())
    with pytest.raises(Refused), workplace.as_() as work:
        sessions.export(work, Filter(), print, OURSELVES)
    with workplace.as_("owner") as work:
        taken: list[Session] = []
        assert sessions.export(work, Filter(), taken.append, OURSELVES) == 7
        assert taken == year[::-1]
        assert work.audit.page(limit=1)[0].event == "sessions:exported"


def test_the_customers_own_tab_is_guarded_and_on_record(
    workplace: Any, year: list[Session], anna: CustomerRef
) -> None:
    """Clause: D6, P2, R1."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G6",))
        shown = sessions.of_customer(work, anna.id)
        assert [year.index(one) for one in shown] == [6, 5, 1, 0]
        assert sessions.of_customer(work, anna.id, shown[1]) == shown[2:]
        reads = [one for one in work.audit.page(subject=anna.id) if one.event == "sessions:read"]
        assert [(one.purposes, one.detail) for one in reads] == [(("G6",), {"shown": 4})]


def test_restricted_customers_are_shown_to_those_who_handle_claims(
    workplace: Any, year: list[Session], anna: CustomerRef
) -> None:
    """Clause: R5."""
    with workplace.as_("privacy-officer") as work:
        work.standings.restrict(anna.id, "accuracy contested")
        assert len(sessions.ledger(work, Filter())) == 7
    with workplace.as_() as work:
        assert [year.index(one) for one in sessions.ledger(work, Filter())] == [4, 3, 2]
        assert [year.index(one) for one in sessions.ledger(work, Filter(address="10.1.0.0/16"))] == [2]
        with pytest.raises(NotFound):
            sessions.session(work, year[0].id)


# --- recordings ---

PARTS = tuple(
    RecordingPart(number, number - 1.0, float(number), 3, bytes([number]) * 10) for number in (1, 2)
)


@pytest.fixture
def recorded(workplace: Any, anna: CustomerRef, web: System) -> Session:
    with workplace.as_() as work:
        session = begun(work, anna, web, record=True)
        for part in PARTS:
            sessions.keep_part(work, session.id, part)
        return sessions.end(work, session.id, Ended.NORMALLY)


def test_a_recording_comes_back_in_order_and_reading_it_is_on_record(
    workplace: Any, anna: CustomerRef, recorded: Session
) -> None:
    """Clause: D6."""
    assert recorded.recorded
    with workplace.as_() as work:
        assert sessions.parts(work, recorded.id) == PARTS
    assert events(workplace, anna.id)[0] == "recording:read"
    with workplace.as_() as work:
        work.open_files.close(anna.id)
    with pytest.raises(FileNotOpen), workplace.as_() as work:
        sessions.parts(work, recorded.id)
    with workplace.as_("privacy-officer") as work:
        assert sessions.export_recording(work, recorded.id, OURSELVES) == PARTS
    assert events(workplace, anna.id)[0] == "recording:exported"


def test_a_recording_goes_to_somebody_else_under_a_disclosure_of_that_customer_alone(
    workplace: Any, anna: CustomerRef, recorded: Session
) -> None:
    """Clause: P4, T1. For whom it went is on record."""
    order = NewDisclosure(
        anna.id, "authorities", ("D6",), "vordering", "PL-1", "letter", "126nd", "meldkamer"
    )
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G4", "G6"))
        made = disclosures.record(work, order)
    with pytest.raises(Refused), workplace.as_("owner") as work:
        sessions.export_recording(work, recorded.id, made.number)
    with workplace.as_("privacy-officer") as work:
        disclosures.approve(work, made.id)
    with workplace.as_("owner") as work:
        assert sessions.export_recording(work, recorded.id, made.number) == PARTS
        assert work.audit.page(subject=anna.id)[0].detail == {"session": recorded.id, "to": made.number}
    with pytest.raises(NotFound), workplace.as_("owner") as work:
        sessions.export_recording(work, recorded.id, "V2026-9999")


def test_exporting_a_recording_needs_the_job(workplace: Any, recorded: Session) -> None:
    """Clause: P4."""
    with pytest.raises(Refused) as refused, workplace.as_() as work:
        sessions.export_recording(work, recorded.id, CUSTOMER)
    assert refused.value.decision.clause == "P4"


def test_a_recording_is_dropped_by_those_who_carry_out_retention(
    workplace: Any, anna: CustomerRef, recorded: Session
) -> None:
    """Clause: P3."""
    with pytest.raises(Refused), workplace.as_() as work:
        sessions.drop_recording(work, recorded.id)
    with workplace.as_("privacy-officer") as work:
        sessions.drop_recording(work, recorded.id)
        with pytest.raises(NotFound):
            sessions.parts(work, recorded.id)
        assert not work.ledger.one(recorded.id).recorded


@pytest.mark.parametrize(("policy", "asked", "recorded"), [("always", False, True), ("off", True, False)])
def test_the_policy_says_whether_a_session_is_recorded(
    workplace: Any, anna: CustomerRef, web: System, policy: str, asked: bool, recorded: bool
) -> None:
    from dataclasses import replace

    from helpdesk.domain.remote import Recording

    remote = replace(workplace.policy.remote, recording=Recording(policy))
    workplace.policy = replace(workplace.policy, remote=remote)
    with workplace.as_() as work:
        assert begun(work, anna, web, record=asked).recorded is recorded


# --- forgetting ---


def test_all_of_it_goes_with_the_customer(workplace: Any, anna: CustomerRef, recorded: Session) -> None:
    """Clause: P3, D6."""
    with workplace.as_() as work:
        sessions.trust(
            work, begun(work, anna, systems.systems(work, anna.id)[0]).id, ed25519("web01.example.org")
        )
    with workplace.as_("privacy-officer") as work:
        work.customers.remove(anna.id, "retention")
    assert _rows(workplace) == {}


def test_all_of_it_goes_with_its_category(workplace: Any, anna: CustomerRef, recorded: Session) -> None:
    """Clause: P3, D5, D6."""
    with workplace.as_("privacy-officer") as work:
        assert {"D5", "D6"} <= work.holdings.categories(anna.id)
        work.customers.forget(anna.id, ("ip_addresses",))
        assert "D6" not in work.holdings.categories(anna.id)
    assert _rows(workplace) == {}


def _rows(workplace: Any) -> dict[str, int]:
    """How many rows the tables of remote support have, of those that have any."""
    from helpdesk.repository.hanging import TABLES

    with workplace.as_("owner") as work:
        counts = {table.name: len(work.connection.execute(table.select()).all()) for table in TABLES}
    return {name: count for name, count in counts.items() if count}


def test_the_audit_of_it_holds_references_only(workplace: Any, anna: CustomerRef, recorded: Session) -> None:
    """Clause: P1, D6."""
    with workplace.as_("owner") as work:
        for record in work.audit.page(limit=500):
            told = repr((record.detail, record.subject))
            for never in ("example.org", "192.0.2", "web01", "Meulen", "updates"):
                assert never not in told
        assert work.audit.verify() is None


def test_every_field_of_a_system_has_a_column_of_its_category() -> None:
    """Clause: D5, D6, P3."""
    from helpdesk.domain.remote import SYSTEM
    from helpdesk.repository.remote_tables import SystemRow

    columns = {column.name.removesuffix("_seq"): column for column in SystemRow.__table__.columns}
    for field in SYSTEM:
        assert columns[field.name].info["category"] == field.category, field.name
