"""A row becomes a customer in stored form, or everything that is wrong with it at once. Clause: D1–D7."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.messy_csv import write_messy_csv

from helpdesk.domain.customer import ContactPoint
from helpdesk.domain.customer_values import Choices, parsed
from helpdesk.domain.errors import Fault
from helpdesk.tasks.importing.mapping import guess
from helpdesk.tasks.importing.rows import RowReader
from helpdesk.tasks.importing.sheet import read_sheet
from helpdesk.tasks.sample.generate import generate

CHOICES = Choices("NL", ("nl", "en"), ("email", "telephone", "whatsapp", "sms", "letter", "in-person"))
HEADERS = [
    *(
        "Klantnr",
        "Naam",
        "Bedrijf",
        "Adres",
        "Postcode",
        "Plaats",
        "Land",
        "KvK",
        "BTW",
        "E-mail",
        "Telefoon",
    ),
    *("IBAN", "Inlognaam", "Taal", "Kanaal", "IP"),
]


def read(**cells: str) -> dict[str, Any] | tuple[Fault, ...]:
    """One row under the named headers."""
    headers = [header.replace("_", " ") for header in cells]
    return RowReader(guess(headers, []), CHOICES)(list(cells.values()))


def good(**cells: str) -> Mapping[str, Any]:
    values = read(**cells)
    assert isinstance(values, dict), values
    return values


def faults(**cells: str) -> list[str]:
    found = read(**{"Naam": "Jan Bos", **cells})
    return [fault.field for fault in found] if isinstance(found, tuple) else []


def test_a_full_row_becomes_a_customer() -> None:
    values = good(
        Klantnr="K1",
        Bedrijf="Garage Van Dam",
        Contactpersoon="dhr. Ronald van Dam",
        Adres="Nieuwe Kade 12a-3",
        Postcode="1271ab",
        Plaats="Huizen",
        Email="Ronald@EXAMPLE.com",
        Mobiel="06-12345678",
        Taal="Nederlands",
        Voorkeurskanaal="Telefonisch",
    )
    assert {name: value for name, value in values.items() if value} == {
        "kind": "company",
        "company_name": "Garage Van Dam",
        "given_name": "Ronald",
        "prefix": "van",
        "family_name": "Dam",
        "number": "K1",
        "street": "Nieuwe Kade",
        "house_number": "12a-3",
        "postcode": "1271 AB",
        "city": "Huizen",
        "emails": (ContactPoint("Ronald@example.com", "", True),),
        "phones": (ContactPoint("+31612345678", "mobiel", True),),
        "language": "nl",
        "channel": "telephone",
    }


def test_all_that_is_wrong_is_named_at_once_by_column() -> None:
    assert set(faults(Postcode="12 AB", Email="piet@", Telefoon="06-1", KvK="12", IBAN="NL00", Taal="Klingon")) == {
        "Postcode", "Email", "Telefoon", "KvK", "IBAN", "Taal",
    }  # fmt: skip


def test_a_fault_never_repeats_the_value() -> None:
    """P1: a fault may reach a log file."""
    found = read(Naam="Jan Bos", Email="geheim.adres", Telefoon="geheim nummer")
    assert isinstance(found, tuple)
    assert "geheim" not in str(found)


def test_a_row_without_a_name_or_a_company_is_refused() -> None:
    assert faults(Naam=" - ", Plaats="Huizen") == ["Naam"]
    assert good(Naam="Null")["family_name"] == "Null"


@pytest.mark.parametrize(
    "name", ["Bakkerij Jansen B.V.", "Stichting De Vlinder", "Schäfer GmbH", "Visser Holding"]
)
def test_a_name_with_a_legal_form_is_a_company(name: str) -> None:
    values = good(Naam=name)
    assert (values["kind"], values["company_name"], values["family_name"]) == ("company", name, None)


@pytest.mark.parametrize("name", ["Jansen, B.V.", "B.V. Jansen", "C.V. de Boer"])
def test_initials_that_look_like_a_legal_form_are_initials(name: str) -> None:
    assert good(Naam=name)["kind"] == "person"


def test_a_prefix_in_the_column_of_the_family_name_comes_off() -> None:
    assert (good(Voornaam="Jan", Achternaam="van den Berg")["prefix"]) == "van den"
    assert good(Voornaam="Jan", Achternaam="Berg, van den")["prefix"] == "van den"
    assert good(Voornaam="Ana", Achternaam="García Lopez")["family_name"] == "García Lopez"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("06-12345678; 035-5251234", [("+31612345678", ""), ("+31355251234", "")]),
        ("06-12345678 / 035-5251234", [("+31612345678", ""), ("+31355251234", "")]),
        ("0612345678/0355251234", [("+31612345678", ""), ("+31355251234", "")]),
        ("06-12345678 of 035-5251234", [("+31612345678", ""), ("+31355251234", "")]),
        ("werk: 035-5251234, toestel 12", [("+31355251234", "werk tst. 12")]),
        ("06-12345678 (Jan)", [("+31612345678", "Jan")]),
        ("612345678", [("+31612345678", "")]),
        ("612345678.0", [("+31612345678", "")]),
        ("06-12345678\n06 12 34 56 78", [("+31612345678", "")]),
    ],
)
def test_every_number_in_a_cell_is_taken_with_the_words_beside_it(
    text: str, stored: list[tuple[str, str]]
) -> None:
    assert [(point.value, point.label) for point in good(Naam="Bos", Telefoon=text)["phones"]] == stored


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a@example.com; b@example.com", ["a@example.com", "b@example.com"]),
        ("a@example.com,b@example.com", ["a@example.com", "b@example.com"]),
        ("a@example.com b@example.com a@EXAMPLE.com", ["a@example.com", "b@example.com"]),
        ("Jan Bos <a@example.com>", ["a@example.com"]),
        ("mailto:a@example.com", ["a@example.com"]),
    ],
)
def test_every_address_in_a_cell_is_taken_once(text: str, stored: list[str]) -> None:
    assert [point.value for point in good(Naam="Bos", Email=text)["emails"]] == stored


def test_the_first_contact_point_without_a_label_is_registered() -> None:
    """R7: it confirms who somebody is; the bookkeeper's address does not."""
    values = good(Naam="Bos", Email_facturen="boek@example.com", Email="jan@example.com")
    assert [(point.label, point.registered) for point in values["emails"]] == [
        ("facturen", False),
        ("", True),
    ]


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Telefoon", "3,16E+10"),
        ("Klantnr", "1E+05"),
        ("Naam", "#NAAM?"),
        ("Plaats", "#N/B"),
        ("Huisnummer", "5-mrt"),
        ("Plaats", "'s-Gr\ufffdvenhage"),
    ],
)
def test_what_a_spreadsheet_or_an_encoding_destroyed_is_refused(header: str, text: str) -> None:
    assert faults(**{header: text}) == [header]


def test_what_a_spreadsheet_dropped_without_loss_is_put_back() -> None:
    assert good(Naam="Bos", KvK="1234567")["kvk"] == "01234567"
    assert good(Naam="Bos", Klantnr="1001.0")["number"] == "1001"
    assert faults(KvK="12345") == ["KvK"]


@pytest.mark.parametrize("nothing", ["", "  ", "-", "n.v.t.", "Geen", "onbekend", "NULL"])
def test_words_for_nothing_are_nothing(nothing: str) -> None:
    values = good(Naam="Bos", Email=nothing, Telefoon=nothing, KvK=nothing, Taal=nothing)
    assert not any(values[name] for name in ("emails", "phones", "kvk", "language"))


def test_a_foreign_customer_is_read_by_the_country_of_the_row() -> None:
    values = good(
        Naam="Dubois", Land="België", Postcode="1000", Telefoon="02 512 34 56", Btw_nr="BE0403019261"
    )
    assert (values["country"], values["postcode"], values["phones"][0].value) == ("BE", "1000", "+3225123456")
    assert good(Naam="Dubois", Land="België", Telefoon="06-12345678")["phones"][0].value == "+31612345678"
    assert (good(Naam="Dubois", Postcode="B-1000")["country"]) == "BE"


def test_the_house_number_keeps_its_addition() -> None:
    for addition, number in (("a", "12a"), ("2", "12-2"), ("bis", "12 bis")):
        assert good(Naam="Bos", Straat="Laan", Huisnummer="12", Toevoeging=addition)["house_number"] == number


def test_it_is_known_which_fields_a_list_says_anything_about() -> None:
    reader = RowReader(guess(["Naam", "E-mail", "Adres"], []), CHOICES)
    assert reader.fields == {"given_name", "prefix", "family_name", "emails", "street", "house_number"}


def test_what_an_import_stores_is_what_the_form_would_store(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_messy_csv(path, generate(300), bad_share=0)
    sheet = read_sheet(path)
    reader = RowReader(guess(sheet.headers, sheet.sample()), CHOICES)
    with sheet.rows() as rows:
        for row in rows:
            values = reader(row.cells)
            assert isinstance(values, dict), values
            assert parsed(values, CHOICES) == values


def test_every_bad_row_of_a_messy_list_is_rejected_and_no_good_one(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    counts = write_messy_csv(path, generate(3_000), bad_share=0.1)
    sheet = read_sheet(path)
    reader = RowReader(guess(sheet.headers, sheet.sample()), CHOICES)
    with sheet.rows() as rows:
        bad = [bool(row.fault) or isinstance(reader(row.cells), tuple) for row in rows]
    assert (bad.count(False), bad.count(True)) == (counts.good + counts.repeated, counts.bad)


@given(st.lists(st.text(max_size=30), min_size=len(HEADERS), max_size=len(HEADERS)))
def test_no_cell_whatever_crashes_the_reading(cells: list[str]) -> None:
    values = RowReader(guess(HEADERS, []), CHOICES)(cells)
    if isinstance(values, dict):
        assert parsed(values, CHOICES) == values
