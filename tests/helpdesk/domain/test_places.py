"""Countries and languages are stored as codes, whatever they are called."""

from __future__ import annotations

import pytest

from helpdesk.domain.contact import BadValue
from helpdesk.domain.places import fold, parse_country, parse_language, show_country


@pytest.mark.parametrize(
    "text", ["NL", "nl", " Nederland ", "NEDERLAND", "The Netherlands", "Holland", "nld"]
)
def test_a_country_by_any_of_its_names_is_one_code(text: str) -> None:
    assert parse_country(text) == "NL"


@pytest.mark.parametrize(
    ("text", "code"), [("België", "BE"), ("belgie", "BE"), ("Türkiye", "TR"), ("jm", "JM")]
)
def test_accents_and_case_do_not_matter_and_other_codes_are_known(text: str, code: str) -> None:
    assert parse_country(text) == code


@pytest.mark.parametrize("text", ["", "ZZ", "Atlantis", "?"])
def test_an_unknown_country_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="two-letter"):
        parse_country(text)


def test_a_country_is_shown_in_the_language_of_the_reader() -> None:
    assert (show_country("DE", "nl"), show_country("DE", "en"), show_country("JM")) == (
        "Duitsland",
        "Germany",
        "JM",
    )
    assert parse_country(show_country("CW", "nl")) == "CW"


@pytest.mark.parametrize(
    ("text", "code"),
    [("nl", "nl"), ("nl_NL", "nl"), ("en-GB", "en"), ("Nederlands", "nl"), ("ENGLISH", "en")],
)
def test_a_language_is_stored_as_its_code(text: str, code: str) -> None:
    assert parse_language(text) == code


@pytest.mark.parametrize("text", ["", "N", "Klingon", "xx"])
def test_an_unknown_language_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="two-letter"):
        parse_language(text)


def test_folding_leaves_letters_and_digits() -> None:
    assert fold("Tel. (privé) 2") == "telprive2"
