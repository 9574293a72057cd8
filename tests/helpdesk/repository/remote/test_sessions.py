"""The life of a remote session on every store, from its proposal to its note. Clause: D6, G4, G6, B4."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.remote import WEB, begun, request
from support.speaking import speaking
from support.tickets import add_ticket

from helpdesk.domain.customer import CustomerRef, KnownAddress
from helpdesk.domain.errors import Invalid, NotFound, Refused
from helpdesk.domain.messages import kept_words, msg
from helpdesk.domain.remote import (
    Ended,
    Filter,
    RecordingPart,
    Session,
    System,
)
from helpdesk.domain.tickets import TicketLink
from helpdesk.remote.asking import Reached
from helpdesk.tasks import sessions, systems
from helpdesk.words.sessions import say_detail


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


def test_a_ticket_of_this_customer_that_a_session_names_is_linked_to_it(
    workplace: Any, anna: CustomerRef, bram: CustomerRef, web: System
) -> None:
    """Clause: G3, G4, P2. Or what was done for a ticket is found by who searches the ledger only."""
    with workplace.as_() as work:
        hers = add_ticket(work, "T1001", customer=anna.id)
        his = add_ticket(work, "T1002", customer=bram.id)
    for number in ("t1001", "T1002", "T9999"):
        with workplace.as_() as work:
            row = sessions.begin(work, request(anna, web, ticket=number))
        if number == "t1001":
            linked = row.id
    with workplace.as_() as work:
        assert [(one.kind, one.other) for one in work.ticket_links.of(hers)] == [(TicketLink.SESSION, linked)]
        assert work.ticket_links.of(his) == ()


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


def test_what_was_in_the_way_is_read_in_the_readers_language(
    workplace: Any, anna: CustomerRef, web: System
) -> None:
    """It is kept as a message, also where one stands in another; what the other side said in it is made harmless."""
    with workplace.as_() as work:
        why = msg("It was refused: {what}", what=msg("The connection was tested."))
        ended = sessions.end(work, begun(work, anna, web).id, Ended.FAILED, None, why)
        told = sessions.end(work, begun(work, anna, web).id, Ended.FAILED, None, msg("{it}", it="no\x1b[31m"))
    assert kept_words(ended.detail) == why
    with speaking("nl"):
        assert "De verbinding is getest" in say_detail(ended)
    assert "\x1b" not in say_detail(told)


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
