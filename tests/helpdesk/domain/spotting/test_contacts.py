"""Ways to reach or find other people are spotted; those of the customer and the company are not.

Clause: D1, D3, D4, D6.
"""

from __future__ import annotations

import pytest

from helpdesk.domain.spotting import Certainty, Context, Kind, address_key, spot

OWN = Context(
    own=frozenset(
        {
            "jan@example.com",
            "+31612345678",
            "203.0.113.10",
            "2001:db8::1",
            address_key("1234 ab", "12-A"),
        }
    ),
    company=frozenset({"@helpdesk.example.org", "+31355432100"}),
)


def found(text: str, context: Context | None = None) -> list[tuple[Kind, str]]:
    return [(one.kind, text[one.start : one.end]) for one in spot(text, context or Context())]


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("bel 06-12345678 even", "06-12345678"),
        ("06 - 12 34 56 78", "06 - 12 34 56 78"),
        ("06.12.34.56.78", "06.12.34.56.78"),
        ("(06) 12 345 678", "(06) 12 345 678"),
        ("(06-12345678)", "06-12345678"),
        ("+31 (0)6 12345678", "+31 (0)6 12345678"),
        ("0031612345678", "0031612345678"),
        ("06‑12345678", "06‑12345678"),
        ("thuis 035 - 123 45 67, werk", "035 - 123 45 67"),
        ("+32 470 12 34 56.", "+32 470 12 34 56"),
        ("tel. 0470 12 34 56", "0470 12 34 56"),
        ("0612345678", "0612345678"),
        ("Jan;0612345678;Huizen", "0612345678"),
    ],
)
def test_a_telephone_number_in_any_notation_is_spotted_whole(text: str, passage: str) -> None:
    """D4."""
    assert found(text) == [(Kind.PHONE, passage)]


def test_two_numbers_beside_each_other_are_two() -> None:
    text = "06-12345678/06-87654321 / 035-1234567"
    assert [passage for _, passage in found(text)] == ["06-12345678", "06-87654321", "035-1234567"]


@pytest.mark.parametrize(
    "text",
    [
        "01-05-2026 12:00",
        "05 01 2026 10",
        "0800-1234 of 0900-1234567",
        "factuur 0612345678",
        "kenmerk: 0351234567",
        "0,612345678",
        "061234567",
        "06123456789",
        "MAC 06:12:34:56:78:90",
        "https://example.com/?id=0612345678",
        "06-00000000",
        "van 08.00-12.00 en 13.00-17.00",
    ],
)
def test_other_digits_are_no_telephone_number(text: str) -> None:
    assert found(text) == []


def test_a_number_without_a_country_is_of_the_region() -> None:
    assert found("0470 12 34 56") == []
    assert found("0470 12 34 56", Context(region="BE")) == [(Kind.PHONE, "0470 12 34 56")]


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("Piet <piet@example.com>", "piet@example.com"),
        ("mail PIET.Jansen+x@Example.COM.", "PIET.Jansen+x@Example.COM"),
        ("mailto:piet@example.org", "piet@example.org"),
        ("'piet@example.org'", "piet@example.org"),
        ("zoë@bücher.example.net", "zoë@bücher.example.net"),
        ("piet (at) example.org", "piet (at) example.org"),
        ("piet[at]example[dot]org", "piet[at]example[dot]org"),
        ("piet apenstaartje example punt nl", "piet apenstaartje example punt nl"),
    ],
)
def test_an_email_address_is_spotted_also_when_it_is_spelled_out(text: str, passage: str) -> None:
    """D3."""
    assert found(text) == [(Kind.EMAIL, passage)]


@pytest.mark.parametrize(
    "text",
    [
        "noreply@example.com en MAILER-DAEMON@example.org",
        "Message-ID: <20260414.abc@mail.example.com>",
        "root@web01:~#",
        "git@localhost",
        "ssh beheer@web01.example.org",
        "@example.com",
        "sip:100@10.0.0.1",
        "foto@2x.png",
        "[cid:image001.png@01DC0A1B.2C3D4E50]",
    ],
)
def test_what_only_looks_like_an_address_of_somebody_is_left(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "jan@example.com of Jan@EXAMPLE.com",
        "06-12345678, +31 6 12345678, 0031612345678",
        "van 203.0.113.10 en 2001:0db8:0::1",
        "Kerkstraat 12a, 1234AB Dorp",
        "1234 AB 12 A",
        "sanne@helpdesk.example.org, 035-5432100",
    ],
)
def test_what_is_known_in_any_spelling_is_no_finding(text: str) -> None:
    """D1, D3, D4, D6: the customer's own and the company's own."""
    assert found(text, OWN) == []
    assert found(text) != []


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("IP 203.0.113.77", "203.0.113.77"),
        ("http://203.0.113.77:8080/x", "203.0.113.77"),
        ("[2001:db8:85a3::8a2e:370:7334]:443", "2001:db8:85a3::8a2e:370:7334"),
        ("src=198.51.100.3 dst=10.0.0.1", "198.51.100.3"),
        ("root@198.51.100.3's password", "198.51.100.3"),
    ],
)
def test_a_public_ip_address_is_spotted(text: str, passage: str) -> None:
    """D6."""
    assert found(text) == [(Kind.IP, passage)]


@pytest.mark.parametrize(
    "text",
    [
        "192.168.1.1 10.20.30.40 172.16.0.1 127.0.0.1 169.254.1.1 255.255.255.0 0.0.0.0",
        "fe80::1%eth0 ::1 fd00::1",
        "DNS 8.8.8.8 en 1.1.1.1",
        "203.0.113.0/24",
        "versie 203.0.113.77",
        "Chrome/120.0.0.0 firmware 7.57.0.11",
        "1.2.3.4.5 en 999.1.1.1",
        "00:1A:2B:3C:4D:5E 12:30:45 std::vector",
        "GCC 2.7.2.3",
    ],
)
def test_addresses_of_no_one_and_versions_are_left(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("Ik woon op de Kerkstraat 12, 1234 AB Dorp", "Kerkstraat 12, 1234 AB"),
        ("Jan de Vries\nLaan van Meerdervoort 12-3\n1234AB Dorp", "Laan van Meerdervoort 12-3\n1234AB"),
        ("adres: kerkstraat 12 bis 1234ab", "kerkstraat 12 bis 1234ab"),
        ("postcode 1234 AB, huisnummer 12", "1234 AB, huisnummer 12"),
        ("1234 AB 12-A", "1234 AB 12-A"),
        ("Huisnummer: 12\nPostcode: 1234 AB", "12\nPostcode: 1234 AB"),
        ("'s-Gravenweg 5, 1234 AB", "'s-Gravenweg 5, 1234 AB"),
    ],
)
def test_a_postcode_with_its_house_number_is_one_passage(text: str, passage: str) -> None:
    """D1."""
    assert found(text) == [(Kind.ADDRESS, passage)]


@pytest.mark.parametrize(
    "text",
    [
        "1234 AB Dorp",
        "Kerkstraat 12 in Dorp",
        "Postbus 100, 1000 AA Amsterdam",
        "8192 MB 2 stuks",
        "card ending in 4444 on 11/04",
        "0123 AB 12",
        "1234 SS 12",
    ],
)
def test_half_an_address_or_none_is_left(text: str) -> None:
    assert found(text) == []


def test_certainty_follows_what_stands_near() -> None:
    def certainty(text: str) -> Certainty:
        return spot(text, Context())[0].certainty

    assert certainty("tel 0612345678") is Certainty.CERTAIN
    assert certainty("06-12345678") is Certainty.LIKELY
    assert certainty("0612345678") is Certainty.POSSIBLE
