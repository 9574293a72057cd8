"""Numbers of identity documents and dates of birth are known by the words near them. Clause: D9, R7."""

from __future__ import annotations

import pytest

from helpdesk.domain.spotting import Certainty, Context, Kind, spot


def found(text: str) -> list[tuple[Kind, str]]:
    return [(one.kind, text[one.start : one.end]) for one in spot(text, Context())]


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("paspoortnummer NX4K7B2P1", "NX4K7B2P1"),
        ("Passport no. 533401372", "533401372"),
        ("ID-nummer: IW5H3J7L4", "IW5H3J7L4"),
        ("identiteitskaart, nr. IX8R2D5F6", "IX8R2D5F6"),
        ("my identity card C01X0006H", "C01X0006H"),
    ],
)
def test_a_document_number_stands_behind_a_word_for_it(text: str, passage: str) -> None:
    """R7: identity documents are never asked for; whoever sends one is helped to get rid of it."""
    assert found(text) == [(Kind.PASSPORT, passage)]


def test_the_lines_that_machines_read_are_spotted_without_a_word() -> None:
    first, second = "P<NLDDE<VRIES<<JAN".ljust(44, "<"), "NX4K7B2P19NLD7403126M3101022".ljust(42, "<") + "08"
    assert found(f"Kopie:\n{first}\n{second}\n") == [(Kind.PASSPORT, first), (Kind.PASSPORT, second)]


@pytest.mark.parametrize(
    "text",
    [
        "Ik heb een nieuw paspoort, serienummer AB1234567",
        "NX4K7B2P1",
        "paspoort verlopen in 2026",
        "passport photo, invoice 533401372",
        "Sessie-id 4F2A9C10",
    ],
)
def test_other_numbers_are_no_document(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("rijbewijs 5123456789", "5123456789"),
        ("Rijbewijsnummer van mijn zoon is 5123456789", "5123456789"),
        ("driver's license: SMITH901238JA9XY", "SMITH901238JA9XY"),
    ],
)
def test_a_driving_licence_stands_behind_its_word(text: str, passage: str) -> None:
    assert found(text) == [(Kind.LICENCE, passage)]


def test_a_licence_of_a_program_is_no_driving_licence() -> None:
    assert found("licence key 5123456789, licentie 5123456789") == []


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("geboren op 12-03-1984", "12-03-1984"),
        ("geb. 12/3/84", "12/3/84"),
        ("Geboortedatum:\n12.03.1984", "12.03.1984"),
        ("DOB 1984-03-12", "1984-03-12"),
        ("date of birth: 11/25/1984", "11/25/1984"),
        ("geboren 12 maart 1984 te Dorp", "12 maart 1984"),
        ("geb. 3 mrt '84", "3 mrt '84"),
        ("born on the 1st of May 1984", "1st of May 1984"),
        ("born March 9, 2016", "March 9, 2016"),
        ("birthdate 19840312", "19840312"),
        ("12-03-1984 (geboren)", "12-03-1984"),
    ],
)
def test_a_date_of_birth_stands_beside_a_word_for_it(text: str, passage: str) -> None:
    assert found(text) == [(Kind.BIRTH_DATE, passage)]


@pytest.mark.parametrize(
    "text",
    [
        "Factuur van 12-03-1984",
        "geboren 31-02-1984",
        "Mijn dochter is geboren! Afspraak op 12-05-2026 kan dus niet",
        "born in 1984",
        "geboren en getogen, klant sinds 12-03-2004",
        "geb. 12-03-198",
    ],
)
def test_other_dates_are_none_of_birth(text: str) -> None:
    assert found(text) == []


def test_only_the_first_date_behind_the_word_is_one_of_birth() -> None:
    assert found("geboren 12-03-1984, afspraak 01-05-2026") == [(Kind.BIRTH_DATE, "12-03-1984")]


def test_the_heading_of_a_column_speaks_for_every_row() -> None:
    """D9: pasted from a spreadsheet."""
    text = (
        "Naam;BSN;Geboortedatum;In dienst\nAli;999992661;01-02-1984;01-02-2020\nBea;999993422;03-04-1990;\n"
    )
    assert found(text) == [
        (Kind.BSN, "999992661"),
        (Kind.BIRTH_DATE, "01-02-1984"),
        (Kind.BSN, "999993422"),
        (Kind.BIRTH_DATE, "03-04-1990"),
    ]


def test_a_date_beside_a_bsn_is_one_of_birth() -> None:
    ((_, _), (kind, passage)) = found("bsn 999992661, 12-03-1984, Jansen")
    assert (kind, passage) == (Kind.BIRTH_DATE, "12-03-1984")
    assert [one.certainty for one in spot("geboren op 12-03-1984", Context())] == [Certainty.CERTAIN]
