"""Letters and reports as PDF: what stands on the paper, what for the archive, and what can't get in or out.

Clause: G8, K1, C2, P1.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from support.letters import ANNA, HOSTILE, content, letter, pdf_text

from helpdesk.documents import typesetting
from helpdesk.documents.access_report import access_report
from helpdesk.documents.letter import letter_pdf, letter_text
from helpdesk.documents.paper import Chapter, Entry, paper_pdfs
from helpdesk.documents.typesetting import TypesetterMissing, TypesettingFailed
from helpdesk.domain.letters import Addressee, LetterKind
from helpdesk.policy.loader import load


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_letter_stands_on_paper_as_it_was_shown(language: str) -> None:
    """Clause: G8, K1, C2."""
    refusal = letter(LetterKind.REFUSAL, language)
    said = pdf_text(letter_pdf(refusal))
    for line in letter_text(refusal).split("\n\n")[1:-1]:
        for part in line.splitlines():
            # The date and the numbers stand in a row of their own: labels above values.
            label, colon, value = part.partition(": ")
            assert " ".join(part.split()) in said or (colon and label in said and value in said), part
    assert "info@broserve.nl" in said


def test_it_is_made_for_the_archive_and_for_a_screen_reader() -> None:
    """PDF/A-2a: tagged, with a title, a language and the day of the letter. Clause: G8."""
    made = pypdf.PdfReader(io.BytesIO(letter_pdf(letter(LetterKind.ANSWER))))
    about = made.xmp_metadata
    assert about is not None
    marked = about.stream.get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in marked
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in marked
    assert made.metadata is not None
    assert made.metadata.title == "Antwoord op uw klacht"
    assert made.metadata.author == "BroServe IT-Services"
    assert made.metadata.creation_date is not None
    assert made.metadata.creation_date.date().isoformat() == "2026-03-02"
    root = made.trailer["/Root"]
    assert isinstance(root, pypdf.generic.DictionaryObject)
    assert str(root["/Lang"]) == "nl"
    assert "/StructTreeRoot" in root, "it is tagged"
    assert [float(edge) for edge in made.pages[0].mediabox[2:]] == pytest.approx([595.3, 841.9], abs=0.1)


def test_foreign_text_is_never_markup_on_paper() -> None:
    """Clause: P1."""
    hostile = letter(
        LetterKind.REFUSAL,
        to=Addressee(HOSTILE, f'{HOSTILE} #import "@preview/x:1.0.0"', HOSTILE, "", "", ""),
        reason=f'{HOSTILE}\n\n= kop\n\n- punt \\ ~ @ref <label> `raw` // weg /* weg */ #eval("1")',
    )
    said = pdf_text(letter_pdf(hostile))
    assert said.count(HOSTILE) >= 4
    assert "root:" not in said
    for part in (
        "= kop",
        "- punt",
        "~ @ref <label> `raw` // weg /* weg */",
        '#eval("1")',
        '#import "@preview/x:1.0.0"',
    ):
        assert part.replace(" ", "") in said.replace(" ", ""), "a long word may be broken over two lines"


def test_characters_that_no_font_has_are_named_and_the_letter_is_there() -> None:
    """Clause: P1."""
    said = pdf_text(letter_pdf(letter(LetterKind.ANSWER, to=Addressee("Zoë \U00012000 Nguyễn \x1b\u202e"))))
    assert "Zoë ⟪12000⟫ Nguyễn ⟪241B⟫⟪RLO⟫" in said


def test_a_name_without_end_stays_on_the_paper() -> None:
    """Clause: D1."""
    name = "x" * 400
    made = pypdf.PdfReader(io.BytesIO(letter_pdf(letter(LetterKind.ANSWER, to=Addressee(name)))))
    edges: list[float] = []

    def look(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        if set(text.strip("\u200b ,")) == {"x"}:
            edges.append(tm[4] + len(text.strip()) * size * 0.5)

    made.pages[0].extract_text(visitor_text=look)
    assert edges
    assert max(edges) < float(made.pages[0].mediabox[2])
    assert "x" * 400 in pdf_text(letter_pdf(letter(LetterKind.ANSWER, to=Addressee(name)))).replace(" ", "")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_name_and_no_street_is_cut_in_two(language: str) -> None:
    """What is in the window is read by a machine too. Clause: G8, D1."""
    to = Addressee(
        "Maximiliana van Heemstra tot Groot-Terhorne",
        "Stichting tot Behoud van Natuurhistorische Monumenten",
        "Burgemeester van Nispen van Sevenaerstraat-Noordzijde 1234",
        "1251 KG",
        "Laren",
    )
    made = pypdf.PdfReader(io.BytesIO(letter_pdf(letter(LetterKind.ACKNOWLEDGEMENT, language, to=to))))
    window = made.pages[0].extract_text().partition("Laren")[0]
    for word in ("Behoud", "Natuurhistorische", "Monumenten", "Sevenaerstraat", "Noordzijde", "Terhorne"):
        assert word in window


def test_a_company_can_set_its_letters_its_own_way(tmp_path: Path) -> None:
    """Clause: G8."""
    (tmp_path / "letter.typ").write_text(
        '#set document(title: "x")\n#let d = json(bytes(sys.inputs.data))\n'
        "Eigen papier van #d.sender.name, #d.to.first()"
    )
    own = letter(LetterKind.ANSWER, to=Addressee("*Anna*"))
    assert pdf_text(letter_pdf(own, tmp_path)) == "Eigen papier van BroServe IT-Services, *Anna*"
    (tmp_path / "letter.nl.typ").write_text('#set document(title: "x")\nAlleen Nederlands')
    assert pdf_text(letter_pdf(own, tmp_path)) == "Alleen Nederlands"
    assert "Eigen papier" in pdf_text(letter_pdf(letter(LetterKind.ANSWER, "en"), tmp_path))


@pytest.mark.parametrize(
    "source",
    [
        '#read("/etc/passwd")',
        '#read("../../../../../../../../etc/passwd")',
        '#read("../secret.txt")',
        '#import "@preview/cetz:0.3.0"',
        '#import ("@" + "preview/cetz:0.3.0")',
        '#image("https://example.com/x.png")',
        "#while true {}",
        "#let x = ",
        "#panic(sys.inputs.data)",
    ],
)
def test_a_template_reads_nothing_outside_its_folder_and_fetches_nothing(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P1."""
    monkeypatch.setattr(typesetting, "PATIENCE", 20.0 if "true" not in source else 1.0)
    folder = tmp_path / "letters"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("geheim")
    (folder / "letter.typ").write_text(f'#set document(title: "x")\n{source}')
    with pytest.raises(TypesettingFailed) as failed:
        letter_pdf(letter(LetterKind.ANSWER), folder)
    assert failed.value.todo
    assert ANNA.name not in str(failed.value), "an error may reach a log file"


def test_a_typesetter_that_takes_nothing_in_is_ended_and_said_to_take_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job that is larger than a pipe holds would wait for it for ever."""
    hangs = tmp_path / "hangs.py"
    hangs.write_text("import time\ntime.sleep(60)")
    monkeypatch.setattr(typesetting, "_TYPESETTER", hangs)
    monkeypatch.setattr(typesetting, "PATIENCE", 0.2)
    with pytest.raises(TypesettingFailed) as failed:
        typesetting.typeset("letter", {"text": "a " * 200_000}, "nl", datetime.now(UTC))
    assert "it takes too long" in str(failed.value)


def test_a_program_that_lies_where_we_stand_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P1."""
    for name in ("typst.py", "json.py", "helpdesk.py"):
        (tmp_path / name).write_text("raise SystemExit('run')")
    monkeypatch.chdir(tmp_path)
    assert letter_pdf(letter(LetterKind.ANSWER)).startswith(b"%PDF")


def test_without_typst_the_letter_is_text_and_the_error_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Clause: G8."""
    monkeypatch.setattr(typesetting, "find_spec", lambda _name: None)
    written = letter(LetterKind.ANSWER)
    with pytest.raises(TypesetterMissing) as missing:
        letter_pdf(written)
    assert "helpdesk-console[documents]" in str(missing.value.todo)
    assert "Het duurde te lang." in letter_text(written)


def test_a_report_of_thousands_is_parted_into_volumes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clause: R1."""
    monkeypatch.setattr("helpdesk.documents.paper.VOLUME", 3_000)
    volumes = [pdf_text(one) for one in paper_pdfs(access_report(load(None), content(25), "nl"))]
    assert len(volumes) == 3
    for number, said in enumerate(volumes, 1):
        assert f"deel {number} van 3" in said
    whole = " ".join(volumes)
    assert all(f" S{number} " in f" {whole} " for number in range(25))


def test_one_process_sets_all_volumes_and_ends_when_nobody_wants_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Clause: P1."""
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    monkeypatch.setattr("helpdesk.documents.paper.VOLUME", 3_000)
    report = access_report(load(None), content(25), "nl")
    assert len(list(paper_pdfs(report))) == 3
    given_up = paper_pdfs(report)
    next(given_up)
    given_up.close()  # type: ignore[attr-defined]  # a generator
    assert [one.returncode is not None for one in started] == [True, True]


def test_a_document_that_was_cut_off_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The process may be killed while it hands one over."""
    cut = tmp_path / "cut.py"
    cut.write_text("import sys; sys.stdin.read(); sys.stdout.write('100\\n%PDF-1.7 and no more')")
    monkeypatch.setattr(typesetting, "_TYPESETTER", cut)
    with pytest.raises(TypesettingFailed, match="ended unexpectedly"):
        letter_pdf(letter(LetterKind.ANSWER))


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="there are no groups of processes")
def test_where_what_has_ended_may_not_be_stopped_the_document_is_made_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """macOS answers so where all of a group wait to be looked after."""

    def not_allowed(_group: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "killpg", not_allowed)
    assert letter_pdf(letter(LetterKind.ANSWER)).startswith(b"%PDF")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there the console alone stops it")
def test_a_template_without_end_ends_though_the_console_was_killed(tmp_path: Path) -> None:
    """Clause: P1."""
    endless = "#for _ in range(9999) { for _ in range(9999) { for _ in range(9999) {} } }"
    job = {"template": endless, "documents": ["{}"], "timestamp": 0, "patience": 1}
    job |= dict.fromkeys(("root", "nowhere"), str(tmp_path))
    command = [sys.executable, "-P", str(typesetting._TYPESETTER)]
    done = subprocess.run(
        command, input=json.dumps(job).encode(), capture_output=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout) == (signal.SIGALRM, b"")


def test_few_records_of_much_text_are_parted_as_well_and_one_is_never_split(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A volume is held to what it takes to set it, not to a number of records. Clause: R1."""
    monkeypatch.setattr("helpdesk.documents.paper.VOLUME", 3_000)
    held = access_report(load(None), content(0), "nl")
    long = tuple(Entry(f"Mail {number}", (("Tekst", "lang verhaal " * 300),)) for number in range(3))
    paper = replace(held, chapters=(Chapter("Berichten", ("Wat u schreef.",), entries=long),))
    volumes = [pdf_text(one) for one in paper_pdfs(paper)]
    assert [said.count("lang verhaal") for said in volumes] == [300, 300, 300]
    assert ["Wat u schreef." in said for said in volumes] == [True, False, False]


def test_the_report_on_paper_says_what_the_page_says() -> None:
    """Clause: R1, K1, C2."""
    (made,) = paper_pdfs(access_report(load(None), content(), "nl"))
    said = pdf_text(made)
    for part in (
        "Uw gegevens bij BroServe IT-Services", "Anna van 't Hof", HOSTILE, "192.0.2.1", "€ 1.234,50",
        "7 jaar na het einde van het boekjaar", "1 januari 2034", "SIDN", "autoriteitpersoonsgegevens.nl",
    ):  # fmt: skip
        assert part in said, part
