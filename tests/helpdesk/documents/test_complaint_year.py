"""The report of a year of complaints, in three forms and two languages. Clause: C1, P1."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.letters import pdf_text
from support.stores import sample

from helpdesk.domain.complaints import Outcome, YearPicture
from helpdesk.domain.pictures import MonthPicture
from helpdesk.tasks import copies

POLICY = sample()
NOW = datetime(2026, 3, 2, 10, 15, tzinfo=UTC)
QUIET = MonthPicture(0, 0, 0, None)
YEAR = YearPicture(
    year=2025,
    total=5,
    by_cause={"delay": 4, "<b>gone</b>": 1},
    by_outcome={Outcome.UPHELD: 3, Outcome.PARTLY: 1},
    median_days=8.5,
    in_time=3,
    late=1,
    open=1,
    months=(MonthPicture(4, 3, 1, 8.5), MonthPicture(1, 0, 0, None), *([QUIET] * 10)),
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            (
                "Klachten in 2025",
                "2 maart 2026",
                "mediaan): 8½",
                "jan  " + "█" * 30 + " 4, 1 te laat, mediaan 8½ d",
            ),
        ),
        (
            "en",
            (
                "Complaints in 2025",
                "2 March 2026",
                "median): 8½",
                "Jan  " + "█" * 30 + " 4, 1 too late, median 8½ d",
            ),
        ),
    ],
)
def test_a_year_is_printed_as_text_with_a_bar_for_each_month(language: str, said: tuple[str, ...]) -> None:
    """Clause: C1."""
    text = copies.text(copies.year_report(POLICY, YEAR, language, NOW))
    for part in said:
        assert part in text, part
    bar = POLICY.complaints.causes["delay"].name.say(language)
    assert any(line.startswith(bar) and line.endswith("█ 4") for line in text.splitlines())
    assert next(line for line in text.splitlines() if line.startswith(("mrt", "Mar"))).split()[1:] == ["0"]


def test_as_a_page_the_bars_are_in_proportion_and_text_stays_text() -> None:
    """Clause: P1."""
    from helpdesk.documents.paper import paper_html

    page = "".join(paper_html(copies.year_report(POLICY, YEAR, "en", NOW)))
    assert '<th scope="row">Jan</th><td><span style="width:100%"></span>' in page
    assert '<th scope="row">Feb</th><td><span style="width:25%"></span>' in page
    assert "&lt;b&gt;gone&lt;/b&gt;" in page and "<b>gone" not in page


def test_as_pdf_it_says_the_same(tmp_path: Path) -> None:
    """Clause: C1."""
    (path,) = copies.save_paper(copies.year_report(POLICY, YEAR, "nl", NOW), str(tmp_path / "2025.pdf"))
    said = pdf_text(path.read_bytes())
    assert "Klachten in 2025" in said
    assert "jan 4, 1 te laat, mediaan 8½ d" in said


def test_a_year_without_complaints_says_so() -> None:
    """Clause: C1."""
    nothing = replace(
        YEAR,
        total=0,
        by_cause={},
        by_outcome={},
        median_days=None,
        in_time=0,
        late=0,
        open=0,
        months=(QUIET,) * 12,
    )
    text = copies.text(copies.year_report(POLICY, nothing, "nl", NOW))
    assert "geen klachten ontvangen" in text
    assert "█" not in text
