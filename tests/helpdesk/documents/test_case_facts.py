"""From a case to its letter: what was asked when, what came of it, and until when. Clause: G8, C1, C2, R1–R7."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from support.letters import ANNA
from support.stores import sample

from helpdesk.documents import case_facts
from helpdesk.documents.letter import Facts, compose, letter_text
from helpdesk.domain.complaints import Answer, Complaint, ComplaintState, Outcome
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.deadlines import Deadline, WorkingDays
from helpdesk.domain.disclosures import Disclosure
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.messages import msg
from helpdesk.domain.requests import Effect, Fate, Request, RequestState, Result, RightAsked, clock
from helpdesk.domain.rights import Right
from helpdesk.policy.words import words

POLICY = sample()
WHO = CustomerRef("random-id", "K1001", "Anna van 't Hof", "", "Huizen")
RECEIVED = datetime(2026, 1, 30, 23, 30, tzinfo=UTC)  # in Amsterdam it is the 31st
TODAY = date(2026, 2, 3)
COMPLAINT = Complaint(
    1, "C2026-0001", 1, WHO, "", "email", RECEIVED, "delay", ComplaintState.RECEIVED, "kim", "Kim", "", "",
    Deadline(date(2026, 2, 3), ()), Deadline(date(2026, 2, 27), ()),
)  # fmt: skip
REQUEST = Request(
    7, "R2026-0007", 1, WHO, "random-id", "email", RECEIVED, RequestState.CONFIRMED,
    (RightAsked(Right.ACCESS), RightAsked(Right.ERASURE, Result.REFUSED, reason="Er loopt een rechtszaak.")),
    clock(date(2026, 1, 31), (), WorkingDays(), TODAY, is_extended=False), "kim",
    asked=datetime(2026, 2, 3, 9, tzinfo=UTC),
)  # fmt: skip
DISCLOSURE = Disclosure(
    1, "V2026-0001", WHO, "random-id", "registry", "SIDN", "T2", ("D1",), "domeinnaam", "example.nl", "api", "", "",
    datetime(2025, 12, 1, 9, tzinfo=UTC), "kim",
)  # fmt: skip
EFFECTS = (
    Effect(Fate.NOW, msg("Telephone numbers"), "D4", 2),
    Effect(Fate.HELD, msg("Invoices"), "D7", 3, date(2034, 1, 1), words("fiscale bewaarplicht", "tax law")),
    Effect(Fate.NOT, msg("Invoices"), "D7", 3, None, words("wettelijke verplichting", "legal obligation")),
)


def said(kind: LetterKind, facts: Facts, language: str = "nl") -> str:
    made = compose(
        POLICY, kind, facts, ANNA, language=language, number="L2026-0001", day=TODAY, signed="Kim de Vries"
    )
    return letter_text(made)


@pytest.mark.parametrize(
    ("kind", "facts", "parts"),
    [
        (
            LetterKind.ACKNOWLEDGEMENT,
            case_facts.complaint_received(POLICY, COMPLAINT),
            ("Op 31 januari 2026", "C2026-0001", "Het gaat over: het duurde te lang.", "Uiterlijk 27 februari 2026"),
        ),
        (
            LetterKind.ANSWER,
            case_facts.complaint_answered(POLICY, COMPLAINT, Answer(Outcome.PARTLY, "Het spijt ons.", "bellen")),
            ("Het spijt ons.", "Wat wij eraan doen: bellen", "Autoriteit Persoonsgegevens"),
        ),
        (
            LetterKind.ACKNOWLEDGEMENT,
            case_facts.request_received(POLICY, REQUEST),
            ("U vraagt om: inzage en gegevenswissing.", "Uiterlijk 2 maart 2026"),
        ),
        (
            LetterKind.IDENTITY_ASKED,
            case_facts.identity_asked(POLICY, REQUEST, date(2026, 3, 31)),
            ("nummer R2026-0007", "Horen wij vóór 31 maart 2026 niets"),
        ),
        (
            LetterKind.EXTENSION,
            case_facts.extension(POLICY, REQUEST, REQUEST.clock.due.day, date(2026, 4, 30), "Er is veel."),
            ("uiterlijk 2 maart 2026 antwoord", "uiterlijk 30 april 2026", "Er is veel."),
        ),
        (
            LetterKind.REFUSAL,
            case_facts.refusal(POLICY, REQUEST),
            ("vroeg u ons om: gegevenswissing.", "Er loopt een rechtszaak.", "UAVG"),
        ),
        (
            LetterKind.FULFILLED,
            case_facts.fulfilled(POLICY, REQUEST, (Right.ERASURE,), "Gewist is wat weg mocht.", EFFECTS),
            ("om: gegevenswissing. Dat is gebeurd.", "- Facturen (3): ", "1-1-2034", "fiscale bewaarplicht"),
        ),
        (
            LetterKind.RESTRICTION_LIFTED,
            case_facts.restriction_lifted("R2026-0007", date(2026, 2, 1), date(2026, 2, 10), "Alles klopt nu."),
            ("Sinds 1 februari 2026", "Vanaf 10 februari 2026", "Alles klopt nu."),
        ),
        (
            LetterKind.NOTICE,
            case_facts.notice(
                POLICY, REQUEST, DISCLOSURE, "Anna van 't Hof", ("adres: Lindelaan 9",), (Right.RECTIFICATION,)
            ),
            ("Op 1 december 2025", "Anna van 't Hof (example.nl)", "rectificatie", "- Adres: Lindelaan 9"),
        ),
        (
            LetterKind.CLOSED_UNCONFIRMED,
            case_facts.unconfirmed(POLICY, REQUEST),
            ("Op 3 februari 2026 vroegen wij u", "niets uitgevoerd", "UAVG"),
        ),
    ],
)  # fmt: skip
def test_the_letter_says_what_the_case_says(kind: LetterKind, facts: Facts, parts: tuple[str, ...]) -> None:
    """Clause: G8, C1, C2, R1, R2, R4, R5, R7."""
    written = said(kind, facts)
    for part in parts:
        assert part in written, part


def test_what_is_held_is_told_in_the_readers_language_and_what_is_not_held_is_left_out() -> None:
    """Clause: R4."""
    facts = case_facts.fulfilled(POLICY, REQUEST, (Right.ERASURE,), "All that may go is gone.", EFFECTS)
    written = said(LetterKind.FULFILLED, facts, "en")
    assert "- Invoices (3): held until 1 Jan 2034: tax law" in written
    assert "Telephone numbers" not in written
    assert "legal obligation" not in written


@pytest.mark.parametrize(("typed", "sentence"), [("wij bellen terug", "wij bellen terug."), ("Nu!", "Nu!")])
def test_what_is_done_about_a_complaint_is_a_whole_sentence(typed: str, sentence: str) -> None:
    """Clause: C1, G8. Nobody types a full stop in a box of one line."""
    answer = Answer(Outcome.UPHELD, "Het spijt ons.", measure=typed)
    text = said(LetterKind.ANSWER, case_facts.complaint_answered(POLICY, COMPLAINT, answer))
    assert f"Wat wij eraan doen: {sentence}\n" in text
