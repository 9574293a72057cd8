"""The report of a data breach, in two languages: what the authority's form asks. GDPR art. 33(3), 33(5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.letters import pdf_text
from support.stores import sample

from helpdesk.domain.breaches import (
    About,
    Breach,
    BreachDecision,
    BreachFacts,
    BreachView,
    NewDecision,
    Verdict,
)
from helpdesk.domain.complaints import Step
from helpdesk.domain.customer import CustomerRef
from helpdesk.tasks import copies

POLICY = sample()
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
BY = NOW + timedelta(hours=72)
FACTS = BreachFacts(
    "Een lijst lag op straat.\n<b>Twee</b> bladzijden.", NOW, None, ("D1", "D77"), 40, "Post.", "Opgehaald."
)
TOLD = NewDecision(
    About.AUTHORITY, Verdict.TOLD, "Het moet.", BY + timedelta(hours=3), "Z-12", "Niemand las het."
)
ANNA = CustomerRef("a" * 32, "10001", "Anna van der Meulen", "", "Huizen")
VIEW = BreachView(
    Breach(1, "D2026-0001", 3, FACTS, NOW, "kim", "Kim", BY),
    (ANNA,),
    (
        Step(NOW, "kim", "Kim", "noted"),
        Step(NOW, "kim", "Kim", "people", "4"),
        Step(NOW, "kim", "Kim", "reopened", "Meer."),
    ),
    (BreachDecision(TOLD, "piet", "Piet", NOW),),
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            (
                "Datalek D2026-0001", "Uiterlijk te melden: 7-5-2026 11:30", "Autoriteit Persoonsgegevens",
                "Gebeurd: niet bekend", "naam en adres, D77", "Kenmerk: Z-12", "na de termijn: 3 uur te laat",
                "Reden van de vertraging: Niemand las het.", "Hierover is nog niet besloten.", "daarvoor: 4",
            ),
        ),
        (
            "en",
            (
                "Data breach D2026-0001", "To be told by: 7 May 2026 11:30", "Happened: not known",
                "name and address, D77", "Reference: Z-12", "after the period: 3 hours late",
                "Reasons for the delay: Niemand las het.", "This is not decided yet.", "before: 4", "note: Meer.",
            ),
        ),
    ],
)  # fmt: skip
def test_it_says_what_the_authority_asks_and_names_nobody_concerned(
    language: str, said: tuple[str, ...]
) -> None:
    text = copies.text(copies.breach_report(POLICY, VIEW, language, NOW))
    assert [one for one in said if one not in text] == []
    assert "Anna" not in text and "10001" not in text


def test_it_is_written_as_pdf_and_as_a_page_in_which_words_stay_words(tmp_path: Path) -> None:
    """Clause: P1."""
    paper = copies.breach_report(POLICY, VIEW, "nl", NOW)
    (page,) = copies.save_paper(paper, str(tmp_path / "lek.html"))
    assert "&lt;b&gt;Twee" in page.read_text("utf-8")
    (pdf,) = copies.save_paper(paper, str(tmp_path / "lek.pdf"))
    assert "Datalek D2026-0001" in pdf_text(pdf.read_bytes())
