"""Rules on tickets that need no store: states, senders, names of files, lists. Clause: G3, D9, R7, P2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.incoming import Incoming
from helpdesk.domain.kinds import Certainty, Kind
from helpdesk.domain.ticket_values import (
    ENVELOPE,
    LONGEST_FILE_NAME,
    after_incoming,
    body,
    envelope,
    file_name,
    fingerprint,
    listed_subject,
    name_and_reach,
    quoted_numbers,
    sender_key,
    without_found,
)
from helpdesk.domain.tickets import Direction, Priority, Spotted, Ticket, TicketLink, TicketState, Which
from helpdesk.i18n import install, tell

SAID = Incoming("email", "Jan <jan@example.com>", "Hallo", "Een tekst", datetime(2026, 5, 4, tzinfo=UTC))
STATES = st.sampled_from(TicketState)


@given(st.lists(st.one_of(STATES, st.just("message")), max_size=30))
def test_a_ticket_never_gets_stuck_and_only_a_message_opens_it_by_itself(
    steps: list[TicketState | str],
) -> None:
    """Clause: G3: from every state the way leads on, a new one is never made, and what came in is never left done."""
    state = TicketState.NEW
    for step in steps:
        before = state
        if isinstance(step, TicketState):
            state = step if step in state.next else state
        else:
            state = after_incoming(state)
            assert not state.is_done and state is not TicketState.WAITING
        assert (state is TicketState.NEW) <= (before is TicketState.NEW)
        assert state.next and state not in state.next
        assert TicketState.CLOSED in (state, *state.next)


@pytest.mark.parametrize("vocabulary", [TicketState, Priority, Direction, Which, TicketLink])
def test_every_word_of_a_vocabulary_is_said_in_both_languages(vocabulary: type[TicketState]) -> None:
    english = [str(one.words) for one in vocabulary]
    assert len(set(english)) == len(english)
    install("nl")
    assert all(tell(one.words) for one in vocabulary)


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Printer doet niets", "Printer doet niets"),
        ("BSN 999911120 en NL40 TEST 1000 0001 03", "BSN … en NL40 TEST …"),
        ("mail aan anna@example.nl", "mail aan …"),
        ("Windows 11 en poort 25", "Windows 11 en poort 25"),
        ("paspoort NWXB12FK4 erbij", "paspoort … erbij"),
        ("bel 06-1234 5678 terug", "bel … terug"),
        ("x" * 60, "x" * (ENVELOPE - 1) + "…"),
        ("a\u202eb\x1b[31mc\nd", "ab[31mc d"),
        ("", ""),
    ],
)
def test_a_list_shows_no_number_or_address_of_a_subject_p2_d9(subject: str, shown: str) -> None:
    """Clause: P2, D9."""
    assert envelope(subject) == shown


@given(st.text(), st.integers(100_000, 10**12))
def test_no_long_number_and_nothing_long_is_ever_shown(text: str, number: int) -> None:
    """Clause: P2, D9."""
    shown = envelope(f"{text} {number} {text}")
    assert len(shown) <= ENVELOPE and str(number) not in shown and shown.isprintable()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\foto.jpg", "foto.jpg"),
        ("a\0b\u202egpj.exe", "abgpj.exe"),
        ("..", ""),
        ("", ""),
        ("x" * 300 + ".pdf", "x" * (LONGEST_FILE_NAME - 4) + ".pdf"),
        ("facturen 2026.pdf", "facturen 2026.pdf"),
    ],
)
def test_a_file_keeps_its_bare_name(name: str, kept: str) -> None:
    assert file_name(name) == kept


@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_kept_and_any_name_is_bare(text: str) -> None:
    kept = body(text)
    assert "\0" not in kept and "\r" not in kept
    kept.encode()
    assert body(kept) == kept
    assert not set(file_name(text)) & set("/\\:\0") and len(file_name(text)) <= LONGEST_FILE_NAME


@pytest.mark.parametrize(
    ("sender", "key"),
    [
        ("Jan de Vries <Jan@Example.com>", "jan@example.com"),
        ("06-1234 5678", "+31612345678"),
        ("+31 6 12345678", "+31612345678"),
        ("  Een  Naam ", "een naam"),
        ("", ""),
    ],
)
def test_spellings_of_one_sender_are_one_r7(sender: str, key: str) -> None:
    """Clause: R7."""
    assert sender_key(sender, "NL") == key


@pytest.mark.parametrize(
    "other",
    [
        lambda said: replace(said, text="Een andere"),
        lambda said: replace(said, at=said.at + timedelta(days=1)),
        lambda said: replace(said, sender="piet@example.com"),
        lambda said: replace(said, subject="Dag"),
    ],
)
def test_the_content_tells_messages_apart(other: Callable[[Incoming], Incoming]) -> None:
    assert fingerprint(other(SAID), "NL") != fingerprint(SAID, "NL")
    assert fingerprint(replace(SAID, sender="JAN@example.com"), "NL") == fingerprint(SAID, "NL")


def test_numbers_are_read_from_a_subject_in_their_order() -> None:
    assert quoted_numbers("Re: [T1042] zie ook t1001 en T1042, niet XT1000 of T12") == ("T1042", "T1001")


def ticket(subject: str) -> Ticket:
    return Ticket(
        1, "T1001", 1, None, "", "email", subject, TicketState.NEW, Priority.NORMAL, "", "", SAID.at, SAID.at
    )


def found(subject: str, *passages: tuple[str, Kind]) -> list[Spotted]:
    return [
        Spotted(1, kind, at, at + len(passage), Certainty.LIKELY)
        for passage, kind in passages
        for at in [subject.index(passage)]
    ]


@pytest.mark.parametrize(
    ("subject", "passages", "outside", "shown"),
    [
        ("ww Zon!Dak van tante", [("Zon!Dak", Kind.PASSWORD)], False, "ww [password] van tante"),
        ("ww Zon!Dak bsn 999911120", [("Zon!Dak", Kind.PASSWORD)], True, "ww [password] bsn …"),
        ("a Zon!Dak 4711", [("Zon!Dak", Kind.PASSWORD), ("4711", Kind.PIN)], False, "a [password] [code]"),
        ("Zon!Dak ja", [("Zon!Dak", Kind.PASSWORD), ("Dak ja", Kind.PIN)], False, "[password]"),
        (f"{'x ' * 17}Zon!Dak {'y ' * 9}Dak2", [("Dak2", Kind.PIN)], True, f"{'x ' * 17}Zon!D…"),
        ("[/nope] Zon!Dak", [("Zon!Dak", Kind.PASSWORD)], False, "[/nope] [password]"),
        ("niets", [], False, "niets"),
    ],
)
def test_a_list_says_what_was_found_in_a_subject_and_not_what_it_is_d9_b6(
    subject: str, passages: list[tuple[str, Kind]], outside: bool, shown: str
) -> None:
    """Clause: D9, B6, P2."""
    install("en")
    listed, covered = listed_subject(subject, found(subject, *passages), outside=outside)
    seen = replace(ticket(subject), subject=listed, covered=covered)
    assert seen.subject_in(tell) == shown
    assert len(seen.subject) <= max(len(subject), ENVELOPE)


def test_what_was_found_is_said_in_the_readers_language() -> None:
    install("nl")
    subject = "ww Zon!Dak"
    seen = without_found(ticket(subject), found(subject, ("Zon!Dak", Kind.PASSWORD)))
    assert seen.subject_in(tell) == "ww [wachtwoord]"


@pytest.mark.parametrize(
    ("sender", "known"),
    [
        ("Jan Boos <boos@example.org>", ("Jan Boos", "boos@example.org")),
        ("boos@example.org", ("boos@example.org", "boos@example.org")),
        ("06-12345678", ("06-12345678", "06-12345678")),
        ("Jan van de markt", ("Jan van de markt", "")),
        ("", ("", "")),
    ],
)
def test_a_sender_is_called_by_name_and_reached_by_address_or_number(
    sender: str, known: tuple[str, str]
) -> None:
    """Clause: C1."""
    assert name_and_reach(sender, "NL") == known
