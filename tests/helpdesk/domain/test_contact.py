"""Contact details: every notation of one thing is stored alike, and what is shown can be read again."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import iban as iban_library

from helpdesk.domain import contact
from helpdesk.domain.contact import BadValue

HOSTILE = "\x00\x1b]0;x\x07\u202e\u2066\ufeff\u200b\ud800\x9b"


def refused(parse: Callable[[str], str], text: str) -> bool:
    try:
        parse(text)
    except BadValue:
        return True
    return False


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("  Jan   de  Wit ", "Jan de Wit"),
        ("Jan\r\nde\tWit\u00a0", "Jan de Wit"),
        ("Zoe\u0308", "Zoë"),
        ("\x1b]0;owned\x07Jan\u202e\x00", "]0;ownedJan"),
        ("\u2028\u3000", ""),
        ("[@click=app.quit]", "[@click=app.quit]"),
        ("王小明", "王小明"),
    ],
)
def test_text_is_cleaned_of_what_can_not_be_printed(text: str, stored: str) -> None:
    """P1: control codes and bidirectional overrides never get past the boundary."""
    assert contact.clean(text) == stored


@given(st.text() | st.text(alphabet=HOSTILE + "ab e\u0301\u0308 \u212b\u2126"))
def test_clean_text_is_printable_composed_and_stays_as_it_is(text: str) -> None:
    cleaned = contact.clean(text)
    assert cleaned == contact.clean(cleaned) == unicodedata.normalize("NFC", cleaned)
    assert cleaned.isprintable()
    cleaned.encode()


def test_a_name_of_ten_thousand_characters_is_refused() -> None:
    with pytest.raises(BadValue, match="at most 200"):
        contact.parse_text("x" * 10_000)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("jan@example.com", "jan@example.com"),
        (" Jan.Berg@EXAMPLE.com ", "Jan.Berg@example.com"),
        ("Info@example.com", "info@example.com"),
        ("jan+werk@sub.example.org", "jan+werk@sub.example.org"),
        ("zoë@bücher.example.net", "zoë@bücher.example.net"),
        ("jan@xn--bcher-kva.example.net", "jan@bücher.example.net"),
        ("jan@example.com\x00", "jan@example.com"),
    ],
)
def test_an_email_address_is_stored_with_its_domain_in_lower_case(text: str, stored: str) -> None:
    """D3: one form for every spelling of a domain."""
    assert contact.parse_email(text) == stored


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jan",
        "@example.com",
        "jan@",
        "jan@localhost",
        "jan@example",
        "a@b@example.com",
        "jan..x@example.com",
        "Jan <jan@example.com>",
        '"a b"@example.com',
        "jan@[192.0.2.1]",
        "jan@example.com, piet@example.com",
        "j" * 65 + "@example.com",
        "jan@-example.com",
        "x" * 10_000 + "@example.com",
    ],
)
def test_what_is_no_email_address_is_refused(text: str) -> None:
    assert refused(contact.parse_email, text)


def test_two_spellings_of_an_email_address_have_one_key() -> None:
    assert contact.email_key("Jan@example.com") == contact.email_key("jan@example.com")


local_parts = st.from_regex(r"[a-zA-Z0-9_+-]{1,8}(\.[a-z0-9_+-]{1,8})?", fullmatch=True)
domains = st.from_regex(r"[a-zA-Z0-9-]{1,10}(\.[A-Za-z0-9-]{1,10})?\.(com|NL|x|1)", fullmatch=True)


@given(local_parts, domains)
def test_the_quick_road_for_email_agrees_with_the_library(local: str, domain: str) -> None:
    text = f"{local}@{domain}"

    def library(text: str) -> str:
        return contact._checked_email(text)

    assert refused(contact.parse_email, text) == refused(library, text)
    if not refused(library, text):
        assert contact.parse_email(text) == library(text) == contact.parse_email(library(text))


@pytest.mark.parametrize(
    "text",
    [
        "06-12345678",
        "06 1234 5678",
        "06.12.34.56.78",
        "0612345678",
        "612345678",
        "31612345678",
        "+31612345678",
        "+31 (0)6 12345678",
        "+31(0)612345678",
        "(06) 123 456 78",
        "0031 6 12345678",
        "00316-12345678",
        "tel:+31-6-12345678".removeprefix("tel:"),
        "\u202a06-12345678\u202c",
        "０６１２３４５６７８",
    ],
)
def test_every_notation_of_a_dutch_mobile_number_is_one_number(text: str) -> None:
    """D4: stored as E.164, shown as people write it."""
    assert contact.parse_phone(text) == "+31612345678"
    assert contact.show_phone("+31612345678") == "06 12345678"


@pytest.mark.parametrize(
    ("text", "region", "stored", "shown"),
    [
        ("035-5251234", "NL", "+31355251234", "035 525 1234"),
        ("0294-412345", "NL", "+31294412345", "0294 412 345"),
        ("0800-1234", "NL", "+318001234", "0800 1234"),
        ("088 1234567", "NL", "+31881234567", "088 123 4567"),
        ("+32 2 512 34 56", "NL", "+3225123456", "+32 2 512 34 56"),
        ("02 512 34 56", "BE", "+3225123456", "02 512 34 56"),
        ("06-12345678", "BE", "", ""),
        ("+44 20 7946 0958", "NL", "+442079460958", "+44 20 7946 0958"),
        ("+597 421234", "NL", "+597421234", "+597 421-234"),
    ],
)
def test_a_number_is_read_in_its_region_and_shown_for_the_reader(
    text: str, region: str, stored: str, shown: str
) -> None:
    if not stored:
        assert refused(lambda text: contact.parse_phone(text, region), text)
        return
    assert contact.parse_phone(text, region) == stored
    assert contact.show_phone(stored, region) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "06",
        "112",
        "06-1234567",
        "06-123456789",
        "06-00000000",
        "bellen na 18 uur",
        "06-12345678 (Jan)",
        "3,16E+10",
        "06-12345678 06-23456789",
        "9" * 10_000,
        "+",
    ],
)
def test_what_is_no_telephone_number_is_refused(text: str) -> None:
    assert refused(contact.parse_phone, text)


@pytest.mark.parametrize(
    "text",
    [
        "035 5251234 toestel 12",
        "035-5251234 tst. 12",
        "035 5251234 ext 12",
        "0355251234x12",
        "035 5251234, ext. 12",
    ],
)
def test_an_extension_comes_off_for_the_label(text: str) -> None:
    number, extension = contact.split_extension(text)
    assert extension == "12"
    assert contact.parse_phone(number) == "+31355251234"
    with pytest.raises(BadValue, match="extension"):
        contact.parse_phone(text)


def test_what_is_stored_but_is_no_number_is_shown_as_it_is() -> None:
    assert contact.show_phone("unknown") == "unknown"


notations = st.text(alphabet="0123456789+-. ()/", min_size=6, max_size=18)
dutch_notations = st.builds(
    lambda start, digits, gaps: start + "".join(f"{d}{g}" for d, g in zip(digits, gaps, strict=False)),
    st.sampled_from(["0", "+31", "0031", "+31 (0)", "+31 0", "31", "", "(0", "00", "+310", "+ 31 "]),
    st.text(alphabet="0123456789", min_size=8, max_size=10),
    st.lists(st.sampled_from(["", "", "", "-", " ", ".", "/", ") "]), min_size=10, max_size=10),
)


@given(notations | dutch_notations, st.sampled_from(["NL", "BE", "DE", "FR", "GB", "IT", "US"]))
@example("0-6-1-2-3-4-5-6-7-8", "NL")
@example("06/12345678", "NL")
def test_the_quick_road_for_telephone_numbers_agrees_with_the_library(text: str, region: str) -> None:
    def quick(text: str) -> str:
        return contact.parse_phone(text, region)

    def library(text: str) -> str:
        return contact._checked_phone(contact.clean(text), region)

    assert refused(quick, text) == refused(library, text)
    if not refused(quick, text):
        assert quick(text) == library(text)


def _examples() -> list[tuple[str, str]]:
    found = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE):
            number = phonenumbers.example_number_for_type(region, kind)
            if number:
                e164 = phonenumbers.PhoneNumberFormat.E164
                found.append((region, phonenumbers.format_number(number, e164)))
    return found


def test_a_number_of_any_country_that_was_shown_is_read_back_the_same() -> None:
    for region, number in _examples():
        for reader in ("NL", region):
            shown = contact.show_phone(number, reader)
            assert contact.parse_phone(shown, reader) == number, (region, reader, shown)


@pytest.mark.parametrize(
    ("text", "country", "stored"),
    [
        ("1276XA", "NL", "1276 XA"),
        (" 1276  xa ", "NL", "1276 XA"),
        ("NL-1276 XA", "NL", "1276 XA"),
        ("B-1000", "BE", "B-1000"),
        ("10115", "DE", "10115"),
        ("sw1a  1aa", "GB", "SW1A 1AA"),
    ],
)
def test_a_postcode_is_stored_as_its_country_writes_it(text: str, country: str, stored: str) -> None:
    """D1: 1276 XA at home, cleaned elsewhere."""
    assert contact.parse_postcode(text, country) == stored
    assert contact.parse_postcode(stored, country) == stored


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("", "NL"),
        ("1276", "NL"),
        ("0276 XA", "NL"),
        ("1276 SS", "NL"),
        ("10115", "NL"),
        ("?", "DE"),
        ("9" * 13, "DE"),
    ],
)
def test_what_is_no_postcode_is_refused(text: str, country: str) -> None:
    assert refused(lambda text: contact.parse_postcode(text, country), text)


@pytest.mark.parametrize(
    "text", ["12345678", "KvK 12345678", "kvk-nr. 12345678", "12.34.56.78", "KvK: 1234 5678"]
)
def test_a_kvk_number_is_eight_digits(text: str) -> None:
    """D2: the trade register's number."""
    assert contact.parse_kvk(text) == "12345678"


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "00000000", "1234567a", "１２３４５６７８９"])
def test_what_is_no_kvk_number_is_refused(text: str) -> None:
    assert refused(contact.parse_kvk, text)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("NL004495445B01", "NL004495445B01"),
        ("nl 0044.95.445.b.01", "NL004495445B01"),
        ("004495445B01", "NL004495445B01"),
        ("NL002455799B11", "NL002455799B11"),
        ("BE 0403.019.261", "BE0403019261"),
    ],
)
def test_a_vat_number_is_stored_with_its_country(text: str, stored: str) -> None:
    """D2: Dutch numbers of before and after 2020, and those of the Union."""
    assert contact.parse_vat(text) == stored
    assert contact.parse_vat(stored) == stored


@pytest.mark.parametrize("text", ["", "x", "NL", "NL004495446B01", "BE0403019262", "ZZ123", "é"])
def test_what_is_no_vat_number_is_refused(text: str) -> None:
    assert refused(contact.parse_vat, text)


def test_an_iban_is_stored_without_spaces_and_shown_in_fours() -> None:
    """D7: the account number, with its check digits."""
    stored = contact.parse_iban("nl91 abna 0417 1643 00")
    assert stored == "NL91ABNA0417164300"
    assert contact.show_iban(stored) == "NL91 ABNA 0417 1643 00"
    assert contact.parse_iban("GR16 0110 1050 0000 1054 7023 795") == "GR1601101050000010547023795"


@pytest.mark.parametrize(
    "text", ["", "é", "NL92 ABNA 0417 1643 00", "NL91ABNA041716430", "1234567", "²" * 18]
)
def test_what_is_no_iban_is_refused(text: str) -> None:
    assert refused(contact.parse_iban, text)


@given(st.from_regex(r"NL[0-9]{2}(TEST|INGB|ABNA|A1BC)[0-9]{10}", fullmatch=True), st.booleans())
def test_the_quick_road_for_iban_agrees_with_the_library(text: str, mend: bool) -> None:
    if mend:
        text = text[:2] + iban_library.calc_check_digits(text) + text[4:]
    assert refused(contact.parse_iban, text) == (not iban_library.is_valid(text))
    if not refused(contact.parse_iban, text):
        assert contact.parse_iban(contact.show_iban(text)) == text


@given(st.from_regex(r"NL[0-9]{9}B[0-9]{2}", fullmatch=True), st.booleans())
def test_the_quick_road_for_vat_agrees_with_the_library(text: str, mend: bool) -> None:
    if mend:
        text = f"{text[:-2]}{98 - int(f'2321{text[2:11]}1100') % 97:02}"
    assert refused(contact.parse_vat, text) == refused(contact._checked_vat, text)
    if not refused(contact.parse_vat, text):
        assert contact.parse_vat(text) == contact._checked_vat(text)


@given(st.from_regex(r"[0-9]{4} ?[A-Za-z]{2}", fullmatch=True))
def test_the_quick_road_for_postcodes_agrees_with_the_library(text: str) -> None:
    text = text.upper()
    assert refused(contact.parse_postcode, text) == refused(contact._checked_dutch_postcode, text)
    if not refused(contact.parse_postcode, text):
        assert contact.parse_postcode(text) == contact._checked_dutch_postcode(text)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("192.0.2.17", "192.0.2.17"),
        ("2001:DB8:0:0::17", "2001:db8::17"),
        ("::ffff:192.0.2.17", "192.0.2.17"),
    ],
)
def test_an_ip_address_is_stored_in_its_shortest_form(text: str, stored: str) -> None:
    """D6: one form, so that two notations of an address are found together."""
    assert contact.parse_ip(text) == stored == contact.parse_ip(stored)


@pytest.mark.parametrize(
    "text", ["", "192.0.2", "192.0.2.256", "192.0.2.0/24", "fe80::1%eth0", "example.com"]
)
def test_what_is_no_ip_address_is_refused(text: str) -> None:
    assert refused(contact.parse_ip, text)


@pytest.mark.parametrize(
    ("line", "street", "number"),
    [
        ("Kerkstraat 12", "Kerkstraat", "12"),
        ("Kerkstraat 12a-3", "Kerkstraat", "12a-3"),
        ("Kerkstraat 12 A", "Kerkstraat", "12 A"),
        ("Kerkstraat 12-bis", "Kerkstraat", "12-bis"),
        ("Kerkstraat 12 boven", "Kerkstraat", "12 boven"),
        ("Kerkstraat, 12", "Kerkstraat", "12"),
        ("Kerkstraat12", "Kerkstraat", "12"),
        ("Graaf Floris 43", "Graaf Floris", "43"),
        ("2e Dwarsweg 3 hs", "2e Dwarsweg", "3 hs"),
        ("2e Dwarsweg", "2e Dwarsweg", ""),
        ("Plein 1944 5", "Plein 1944", "5"),
        ("Laan 1940-1945 12", "Laan 1940-1945", "12"),
        ("Straat van Gibraltar 7 III", "Straat van Gibraltar", "7 III"),
        ("Postbus 123", "Postbus", "123"),
        ("Karl-Marx-Str. 5", "Karl-Marx-Str.", "5"),
        ("12, rue de la Paix", "rue de la Paix", "12"),
        ("Kerkstraat", "Kerkstraat", ""),
        ("Kerkstraat 12 2e etage", "Kerkstraat 12 2e etage", ""),
        ("12", "12", ""),
        ("", "", ""),
    ],
)
def test_an_address_line_is_taken_apart(line: str, street: str, number: str) -> None:
    """D1: what can't be told apart stays in the street."""
    assert contact.split_address(line) == (street, number)


@given(st.text(max_size=60) | st.text(alphabet="ab1 -/,", max_size=60))
def test_no_letter_or_digit_of_an_address_is_lost(line: str) -> None:
    kept = "".join(contact.split_address(line))
    assert sorted(filter(str.isalnum, kept)) == sorted(filter(str.isalnum, contact.clean(line)))


@pytest.mark.parametrize(
    ("parse", "good", "bad"),
    [
        (contact.parse_customer_number, ["1001", "K-00012", "2026/17"], ["", "10 01", "=1+1", "1" * 33]),
        (contact.parse_login, ["jan.berg", "jan@example.com"], ["", "jan berg", "j" * 129]),
    ],
)
def test_numbers_and_logins_are_one_word(
    parse: Callable[[str], str], good: list[str], bad: list[str]
) -> None:
    """D5: the customer number and the login name."""
    assert [parse(text) for text in good] == good
    assert all(refused(parse, text) for text in bad)


@pytest.mark.parametrize(
    "parse",
    [
        contact.parse_email,
        contact.parse_phone,
        contact.parse_postcode,
        contact.parse_kvk,
        contact.parse_vat,
        contact.parse_iban,
        contact.parse_ip,
        contact.parse_customer_number,
        contact.parse_login,
        contact.parse_text,
    ],
)
@given(text=st.text(max_size=40))
def test_any_text_is_taken_or_refused_and_never_repeated_in_the_refusal(
    parse: Callable[[str], str], text: str
) -> None:
    """P1: a refusal may reach a log file, so it never holds what was typed."""
    fault: BadValue | None = None
    stored = ""
    try:
        stored = parse(text)
    except BadValue as bad:
        fault = bad
    if fault:
        assert set(fault.message.params) <= {"limit"}
    else:
        assert parse(stored) == stored
