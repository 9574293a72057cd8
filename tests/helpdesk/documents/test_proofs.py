"""Proof that something is gone, which says nothing of what it was. Clause: R4, P3, D9."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support.letters import pdf_text
from support.stores import sample

from helpdesk.documents.proofs import erasure_certificate, removal_proof
from helpdesk.domain.errors import Invalid
from helpdesk.domain.messages import msg
from helpdesk.domain.proofs import Erased, ErasureProof, Held
from helpdesk.domain.unsolicited import Answer, Extent, Item, Outcome, Place
from helpdesk.tasks import copies

POLICY = sample()
NOW = datetime(2026, 3, 2, 10, 15, tzinfo=UTC)
PROOF = ErasureProof(
    "R2026-0007",
    "5f0c",
    date(2026, 1, 31),
    NOW,
    (Erased(msg("Telephone numbers"), "D4", 2), Erased(msg("Letters"), "correspondence", 12_345)),
    (Held(msg("Invoices"), "D7", 3, date(2034, 1, 1), {"nl": "fiscale bewaarplicht", "en": "tax law"}),),
    "812:ab12",
    True,
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            (
                "Bewijs van gegevenswissing", "R2026-0007", "31 januari 2026", "2 maart 2026, 11:15", "812:ab12",
                "(D4 telefoonnummer): 2", ": 12.345",
                ": 3; tot 1 januari 2034 (fiscale bewaarplicht)",
                "zijn in het bestand zelf overschreven", "geen persoonsgegevens",
            ),
        ),
        (
            "en",
            (
                "Certificate of erasure", "31 January 2026", "(D4 telephone number): 2", ": 12,345",
                ": 3; until 1 January 2034 (tax law)", "has been overwritten in the file itself",
            ),
        ),
    ],
)  # fmt: skip
def test_a_certificate_says_what_went_and_what_stays_until_when_r4(
    language: str, said: tuple[str, ...]
) -> None:
    text = copies.text(erasure_certificate(POLICY, PROOF, language))
    for part in said:
        assert part in text, part


def test_a_certificate_does_not_promise_what_a_reader_still_holds_r4() -> None:
    waiting = copies.text(erasure_certificate(POLICY, replace(PROOF, is_scrubbed=False), "en"))
    assert "has yet to be overwritten" in waiting
    assert "was overwritten" not in waiting


def test_what_stays_names_the_roads_for_the_proof_is_the_answer_r4_c2() -> None:
    """GDPR art. 12(4), 17(3). Where nothing stays nothing was refused."""
    roads = ("Please quote case number R2026-0007.", "supervisory authority", "court")
    stays = copies.text(erasure_certificate(POLICY, PROOF, "en"))
    assert all(road in stays for road in roads)
    whole = copies.text(erasure_certificate(POLICY, replace(PROOF, held=()), "en"))
    assert not any(road in whole for road in roads)


def test_an_erasure_of_nothing_and_one_of_everything_read_well_r4() -> None:
    nothing = copies.text(erasure_certificate(POLICY, replace(PROOF, erased=(), held=()), "en"))
    assert "There was nothing that could be erased." in nothing
    assert "Nothing is held any more." in nothing


def test_a_proof_is_written_as_pdf_as_page_and_as_text(tmp_path: Path) -> None:
    """Clause: R4."""
    paper = erasure_certificate(POLICY, PROOF, "nl")
    for ending in ("pdf", "html", "txt"):
        (path,) = copies.save_paper(paper, str(tmp_path / f"bewijs.{ending}"))
        said = pdf_text(path.read_bytes()) if ending == "pdf" else path.read_text(encoding="utf-8")
        assert "tot 1 januari 2034" in said
        assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Invalid):
        copies.save_paper(paper, str(tmp_path / "bewijs.txt"))
    assert [one.name for one in copies.save_paper(paper, str(tmp_path / "twee.PDF"))] == ["twee.pdf"]


def test_the_removal_of_unsolicited_data_is_proven_by_kind_and_place_d9() -> None:
    item = Item(
        7, 2, None, "5f0c", "email", Extent.PASSAGES, "", "T2026-0003", None, None, ("bsn", "other"), "customer",
        NOW, "kim", NOW, Outcome.PARTLY, "de rest is nodig", decided=NOW, decided_by="kim",
        places=(Place("backup", Answer.IMPOSSIBLE, "tot 1 april"),), proof="ab12cd",
    )  # fmt: skip
    said = copies.text(removal_proof(POLICY, item, NOW, "nl"))
    for part in ("BSN", "T2026-0003", "de rest is nodig", "ab12cd", "back-ups", "tot 1 april"):
        assert part in said
