"""Columns are recognised by their words and by what is in them. Clause: P2."""

from __future__ import annotations

import pytest

from helpdesk.domain.errors import Invalid
from helpdesk.tasks.importing.mapping import FIELDS, ColumnMapping, guess, parse_overrides
from helpdesk.tasks.importing.synonyms import SYNONYMS


def fields(*headers: str) -> list[str | None]:
    return [column.field for column in guess(headers, []).columns]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Klantnr", "number"),
        ("KLANT-NR.", "number"),
        ("Customer No", "number"),
        ("Debiteurnummer", "number"),
        ("Bedrijfsnaam (indien zakelijk)", "company_name"),
        ("Achternaam", "family_name"),
        ("tussenv.", "prefix"),
        ("Post code", "postcode"),
        ("Factuurpostcode", "postcode"),
        ("Woonplaats", "city"),
        ("Land", "country"),
        ("KvK-nummer", "kvk"),
        ("BTW nr", "vat"),
        ("E-mailadres", "email"),
        ("Tel. mobiel", "phone"),
        ("IBAN", "iban"),
        ("t.n.v.", "account_holder"),
        ("Gebruikersnaam", "login_name"),
        ("Taal", "language"),
        ("Voorkeurskanaal", "channel"),
        ("IP-adres", "ip_address"),
        ("Schoenmaat", None),
        ("Wachtwoord", None),
        ("BSN", None),
        ("Geboortedatum", None),
        ("", None),
    ],
)
def test_a_header_is_recognised_whatever_its_case_and_punctuation(header: str, field: str | None) -> None:
    """B6 and P2: a password, a BSN and whatever nobody asked for have no field to land in."""
    assert fields(header, "Naam")[0] == field


@pytest.mark.parametrize(
    ("header", "field", "label"),
    [
        ("E-mail", "email", ""),
        ("E-mail 2", "email", ""),
        ("Email facturen", "email", "facturen"),
        ("Telefoon (werk)", "phone", "werk"),
        ("Tel. mobiel", "phone", "mobiel"),
        ("Mobiel nummer", "phone", "mobiel"),
        ("telefoonPrivé", "phone", "privé"),
    ],
)
def test_addresses_and_numbers_in_more_columns_keep_their_label(header: str, field: str, label: str) -> None:
    column = guess([header], []).columns[0]
    assert (column.field, column.label) == (field, label)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (("Voornaam", "Tussenvoegsel", "Naam"), ["given_name", "prefix", "family_name"]),
        (("Straat", "Nr", "Postcode"), ["street", "house_number", "postcode"]),
        (("Adres", "Huisnummer"), ["street", "house_number"]),
        (("Straat", "Postcode"), ["address", "postcode"]),
        (("Klantnr", "Nummer"), ["number", None]),
        (("Naam", "Voornaam", "Achternaam"), [None, "given_name", "family_name"]),
        (("Bedrijf", "Contactpersoon"), ["company_name", "full_name"]),
        (("Naam", "Contactpersoon"), ["full_name", "contact_name"]),
    ],
)
def test_headers_mean_what_their_neighbours_make_of_them(
    headers: tuple[str, ...], expected: list[str | None]
) -> None:
    assert fields(*headers) == expected


def test_a_column_without_a_telling_header_is_told_by_its_cells() -> None:
    rows = [
        [f"jan{n}@example.com", "1276 XA", f"06-1234567{n}", "NL91 ABNA 0417 1643 00", "x"] for n in range(4)
    ]
    mapping = guess(["A", "B", "C", "D", "E"], rows)
    assert [column.field for column in mapping.columns] == ["email", "postcode", "phone", "iban", None]


def test_a_column_of_ticks_and_dates_is_not_taken_for_an_address() -> None:
    rows = [["Jan", "ja", "01-02-2026"], ["Piet", "nee", "03-04-2026"]]
    mapping = guess(["Naam", "E-mail opt in", "Telefoon gewijzigd"], rows)
    assert [column.field for column in mapping.columns] == ["full_name", None, None]


def test_a_column_of_bad_addresses_keeps_its_field_so_that_the_rows_are_rejected() -> None:
    """A file of rejected rows holds mostly bad values; dropping the column would lose them in silence."""
    assert guess(["Naam", "E-mail"], [["Jan", "jan.example.com"]] * 5).columns[1].field == "email"


def test_what_is_told_holds_over_what_is_guessed() -> None:
    headers = ["Naam", "Memo", "Tel 2", "Plaats"]
    told = parse_overrides(["Memo=login_name", "tel 2=phone:werk", "#4=", "Naam = company_name"], headers)
    columns = guess(headers, [], told).columns
    assert [(column.field, column.label) for column in columns] == [
        ("company_name", ""),
        ("login_name", ""),
        ("phone", "werk"),
        (None, ""),
    ]


def test_every_override_that_means_nothing_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        parse_overrides(["Nergens=city", "Naam=schoenmaat", "Naam"], ["Naam"])
    assert len(refused.value.faults) == 3


def test_a_field_for_one_column_moves_when_another_is_told() -> None:
    mapping = guess(["Klantnr", "Oud nummer"], []).told(1, "number")
    assert [column.field for column in mapping.columns] == [None, "number"]
    assert [column.name for column in mapping.ignored] == ["Klantnr"]


def test_a_list_without_names_is_refused() -> None:
    with pytest.raises(Invalid, match="not clear enough"):
        guess(["Postcode", "Plaats"], []).check()
    guess(["Bedrijfsnaam"], []).check()


def test_an_unnamed_column_is_called_by_its_number() -> None:
    assert [column.name for column in guess(["Naam", ""], []).columns] == ["Naam", "#2"]


def test_every_synonym_means_a_field_that_exists() -> None:
    assert {field for field, _ in SYNONYMS.values()} == set(FIELDS)


def test_a_mapping_of_nothing_holds_nothing() -> None:
    assert ColumnMapping(()).of("number") == ()
