"""BSN, bank account and payment card are spotted by their check digits and by what stands near. Clause: D7, D9."""

from __future__ import annotations

import pytest

from helpdesk.domain.spotting import Certainty, Context, Kind, spot

IBAN = "NL02ABNA0123456789"


def found(text: str, context: Context | None = None) -> list[tuple[Kind, str, Certainty]]:
    spotted = spot(text, context or Context())
    return [(one.kind, text[one.start : one.end], one.certainty) for one in spotted]


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("Mijn BSN is 999992661.", "999992661"),
        ("bsn:9999.92.661", "9999.92.661"),
        ("BSN-nummer 999 992 661", "999 992 661"),
        ("Sofinummer 999992661", "999992661"),
        ("burgerservice nummer: 999992661", "999992661"),
        ("Burger Service Nummer = 9999 92 661", "9999 92 661"),
        ("my citizen service number, 999992661, is", "999992661"),
        ("999992661 (bsn)", "999992661"),
    ],
)
def test_nine_digits_right_beside_the_word_are_a_bsn(text: str, passage: str) -> None:
    """D9: the eleven test and a word such as bsn near it."""
    assert found(text) == [(Kind.BSN, passage, Certainty.CERTAIN)]


@pytest.mark.parametrize(
    "text",
    [
        "Het nummer is 999992661.",
        "Mijn BSN is 999992662.",
        "BSN sturen wij nooit. Ordernummer 999992661",
        "BSN hebben wij niet; ticket 999992661",
        "bsn 9999926611",
        "bsn 99999266",
        "bsn 999992661-12",
    ],
)
def test_no_word_no_eleven_test_or_another_name_is_no_bsn(text: str) -> None:
    assert found(text) == []


def test_the_numbers_of_a_list_follow_from_the_first() -> None:
    text = "BSN van het personeel:\nAli 999992661\nBea 999993422\nCor 999991152\nDik 999991153"
    assert [(kind, passage) for kind, passage, _ in found(text)] == [
        (Kind.BSN, "999992661"),
        (Kind.BSN, "999993422"),
        (Kind.BSN, "999991152"),
    ]


def test_a_number_at_some_distance_from_the_word_is_possible() -> None:
    ((kind, _, certainty),) = found(f"Over het bsn van mijn vader {'en nog wat meer ' * 5} 999992661")
    assert (kind, certainty) == (Kind.BSN, Certainty.POSSIBLE)


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        (f"naar {IBAN} graag", IBAN),
        ("naar NL02 ABNA 0123 4567 89 ten name van de Vries", "NL02 ABNA 0123 4567 89"),
        ("nl02abna0123456789.", "nl02abna0123456789"),
        ("(DE89 3704 0044 0532 0130 00)", "DE89 3704 0044 0532 0130 00"),
        ("BE11 0001 2345 6748", "BE11 0001 2345 6748"),
        ("GB29NWBK60161331926819 BIC NWBKGB2L", "GB29NWBK60161331926819"),
    ],
)
def test_an_iban_ends_where_its_country_says(text: str, passage: str) -> None:
    assert found(text) == [(Kind.IBAN, passage, Certainty.CERTAIN)]


@pytest.mark.parametrize(
    "text", ["NL03ABNA0123456789", "NL02 ABNA **** **** 89", "NL12ZZZ876543210000", "XX02ABNA0123456789"]
)
def test_what_is_no_account_is_left_in_peace(text: str) -> None:
    assert found(text) == []


def test_the_customers_own_account_is_no_finding_and_no_part_of_it_is() -> None:
    """D7: digits of a known account that look like a telephone number are none."""
    own = Context(own=frozenset({"NL52RABO0351234567"}))
    assert found("NL52 RABO 0351 2345 67", own) == []
    assert [kind for kind, _, _ in found("NL52 RABO 0351 2345 67")] == [Kind.IBAN]
    assert [kind for kind, _, _ in found("0351 2345 67", own)] == [Kind.PHONE]


@pytest.mark.parametrize(
    ("text", "passage", "certainty"),
    [
        ("4111 1111 1111 1111", "4111 1111 1111 1111", Certainty.CERTAIN),
        ("5555-5555-5555-4444 verloopt 12/27", "5555-5555-5555-4444", Certainty.CERTAIN),
        ("5425 2334 3010 9903 04/29", "5425 2334 3010 9903", Certainty.CERTAIN),
        ("creditcard 378282246310005", "378282246310005", Certainty.CERTAIN),
        ("dit: 2223003122003222", "2223003122003222", Certainty.LIKELY),
        ("30569309025904", "30569309025904", Certainty.LIKELY),
    ],
)
def test_a_card_has_an_issuer_a_length_and_a_check_digit(
    text: str, passage: str, certainty: Certainty
) -> None:
    assert found(text) == [(Kind.CARD, passage, certainty)]


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "IMEI 490154203237518",
        "ordernummer 4111111111111111",
        "9111111111111119",
        "kaart ****1111",
        "https://example.com/pay/4111111111111111",
        "8931440000000000015",
    ],
)
def test_long_numbers_of_another_sort_are_no_card(text: str) -> None:
    assert found(text) == []
