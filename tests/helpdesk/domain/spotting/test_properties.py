"""Whatever the text: findings lie in it, apart and in order, hold no value, and take a bounded time. Clause: D9."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.iso7064 import mod_97_10
from stdnum.nl import bsn
from support.labelled import messages

from helpdesk.domain.attachments import MOST_TEXT
from helpdesk.domain.spotting import (
    Context,
    Kind,
    births,
    codes,
    contacts,
    documents,
    keys,
    numbers,
    passwords,
    recovery,
    spot,
    words,
)
from helpdesk.domain.spotting.reading import Reading

CONTEXT = messages()[0].context
LONG = 100_000
MOST_SECONDS = (
    12.0  # of the processor; an ordinary machine needs a tenth, a pattern that explodes needs hours
)

# What each pattern begins with, and never ends.
FRAGMENTS = (
    *(
        "06 ",
        "06-",
        "+31 ",
        "tel 0123 45 67 ",
        "0",
        "(",
        "9 ",
        "4111 ",
        "12345678-",
        "123456-",
        "NL91 ",
        "NL91-AB ",
    ),
    *(
        "bsn ",
        "bsn 999990019 ",
        "a@",
        "a@a.",
        "a-",
        "a (at) ",
        "dot ",
        "1.2.3.4 ",
        "1.",
        "2001:",
        "::",
        "1234 AB ",
    ),
    *(
        "Kerkstraat 1 ",
        "Van der ",
        "van ",
        "A",
        "Aa ",
        "geboren ",
        "1-1-1984 ",
        "1 mei 1980 ",
        "paspoort ",
        "AB12CD34 ",
    ),
    *(
        "A<<",
        "rijbewijs ",
        "wachtwoord ",
        "ww=",
        "ww ",
        "pass: a1",
        "login a / ",
        "user:",
        "user a pass ",
        "wifi code ",
        "wachtwoord is ",
        "veranderd in ",
        "[12:04] Mees: ",
        "wachtwoordzin een twee ",
        "de code ",
        "alarm ",
        "slot ",
        "een twee drie ",
        "Jan Jansen (",
        "6 mei 1950 ",
        "als wachtwoord ",
        '"',
        "'",
    ),
    *(
        "pin ",
        "code voor de ",
        "herstelcode: a1b2-c3d4 ",
        "abcd-ef12 ",
        "seed phrase: ",
        "aaaa ",
        "token ",
        "key=",
    ),
    *(
        "eyJaaaaaaaa.",
        "sk-",
        "-----BEGIN PRIVATE KEY-----\n",
        "MIIE",
        "PuTTY-User-Key-File-2:\na\n",
        "https://a:",
    ),
    *(
        "www.a/",
        "homo-",
        "kanker ",
        "MS ",
        "\n",
        "\n\n",
        "\t",
        ";",
        "a;b\n",
        "a,b,c\n",
        "|",
        " ",
        "\r",
        "é",
        "İ",
        "\x00",
    ),
)
texts = st.text() | st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=40).map("".join)


@given(texts)
def test_findings_lie_in_the_text_in_order_and_none_over_another(text: str) -> None:
    found = spot(text, CONTEXT)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert found == spot(text, CONTEXT)


@given(st.sampled_from(messages()), st.sampled_from(messages()))
def test_a_finding_holds_kind_and_place_and_never_the_value(one: object, other: object) -> None:
    """D9: what is stored of a finding says nothing about anybody."""
    for message in (one, other):
        for finding in spot(message.text, message.context):
            values = asdict(finding)
            assert set(values) == {"kind", "start", "end", "certainty"}
            assert message.text[finding.start : finding.end] not in map(str, values.values())


@pytest.mark.slow
@settings(max_examples=12)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=4))
def test_a_hundred_thousand_hostile_characters_take_a_bounded_time(fragments: list[str]) -> None:
    unit = "".join(fragments)
    text = (unit * (LONG // len(unit) + 1))[:LONG]
    began = time.process_time()
    spot(text, CONTEXT)
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.slow
@pytest.mark.parametrize(
    ("finder", "unit"),
    [
        (keys.private_keys, "PuTTY-User-Key-File-2:\na\n"),
        (keys.api_keys, "token "),
        (recovery.recovery_codes, "herstelcode: a1b2-c3d4 "),
        (codes.pins, "pin "),
        (passwords.passwords, "ww "),
        (numbers.ibans, "NL91 "),
        (numbers.cards, "9 "),
        (numbers.bsns, "bsn 999990019 "),
        (documents.passports, "paspoort AB12CD34 "),
        (documents.licences, "rijbewijs 5123456789 "),
        (births.birth_dates, "geboren 1-1-1984 "),
        (births.birth_dates, "geboren?\n1-1-1984\n"),
        (passwords.passwords, "wachtwoord?\nbij-de-zee-1\n"),
        (keys.api_keys, "sleutel?\na1b2c3d4e5f6a7b8\n"),
        (contacts.addresses, "Kerkstraat 1 1234 AB "),
        (contacts.emails, "a@a."),
        (contacts.phones, "06 "),
        (contacts.ip_addresses, "1.2.3.4 "),
        (words.special, "homo-"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_text_that_is_hard_on_a_finder_takes_a_time_that_grows_as_it_does(finder: Any, unit: str) -> None:
    """Four times the text takes at most some six times the time, so the longest there is takes a minute at most."""

    def find(text: str) -> None:
        deque(finder(Reading(text), CONTEXT), maxlen=0)

    lengths = {MOST_TEXT // 16: 0.05, MOST_TEXT // 4: 0.3}
    length, took = first_that_grows_evenly(find, unit, lengths, by=4, at_most=6)
    assert took < 60 * length / MOST_TEXT


@pytest.mark.parametrize(
    "unit",
    [
        "06 ",
        *(pytest.param(unit, marks=pytest.mark.slow) for unit in ("ww=", "NL91 ", "a@a.", "1234 AB ", "9 ")),
        *(pytest.param(unit, marks=pytest.mark.slow) for unit in ("a1b2-c3d4 ", "x" * 1000)),
    ],
)
def test_the_dearest_texts_grow_no_faster_than_their_length(unit: str) -> None:
    """Ten times the text takes at most some twenty times the time: no pattern is quadratic."""

    def find(text: str) -> None:
        spot(text, CONTEXT)

    seconds(find, unit, 1_000)
    first_that_grows_evenly(find, unit, {LONG // 4: 0.1, LONG: 0.3}, by=10, at_most=22)


def seconds(find: Callable[[str], None], unit: str, length: int) -> float:
    """What a text of a length, the unit over and over, costs the processor."""
    text = (unit * (length // len(unit) + 1))[:length]
    began = time.process_time()
    find(text)
    return time.process_time() - began


def first_that_grows_evenly(
    find: Callable[[str], None], unit: str, slack: dict[int, float], *, by: int, at_most: int
) -> tuple[int, float]:
    """The first length whose time is at most so many times that of a shorter one, and its seconds; there is one.

    A short time measures badly.
    """
    for length, more in slack.items():
        took = seconds(find, unit, length)
        if took < at_most * seconds(find, unit, length // by) + more:
            return length, took
    pytest.fail(f"{unit!r} takes a time that grows faster than its length")


def with_check_digit(first: int) -> str:
    """Eight digits and the ninth that makes a BSN of them; ten signs where there is none."""
    digits = f"{first:08d}"
    return (
        f"{digits}{sum(weight * int(one) for weight, one in zip(range(9, 1, -1), digits, strict=True)) % 11}"
    )


@given(st.integers(1_000_000, 99_999_999).map(with_check_digit).filter(bsn.is_valid))
def test_every_bsn_behind_its_word_is_found(number: str) -> None:
    text = f"Mijn bsn is {number}, dank"
    assert [(one.kind, text[one.start : one.end]) for one in spot(text, Context())] == [(Kind.BSN, number)]


@given(
    st.sampled_from(["ABNA", "INGB", "RABO", "TRIO", "KNAB"]), st.integers(0, 9_999_999_999), st.booleans()
)
def test_every_dutch_account_is_found_and_its_own_never(bank: str, account: int, grouped: bool) -> None:
    rest = f"{bank}{account:010d}"
    number = f"NL{mod_97_10.calc_check_digits(rest + 'NL')}{rest}"
    assert iban.is_valid(number)
    shown = " ".join(number[at : at + 4] for at in range(0, 18, 4)) if grouped else number
    text = f"Graag naar {shown} overmaken"
    assert [(one.kind, text[one.start : one.end]) for one in spot(text, Context())] == [(Kind.IBAN, shown)]
    assert spot(text, Context(own=frozenset({number}))) == ()


@given(st.sampled_from(["4", "51", "2221"]), st.integers(0, 10**15 - 1))
def test_every_card_of_an_issuer_is_found(issuer: str, rest: int) -> None:
    digits = f"{issuer}{rest:015d}"[:15]
    number = digits + luhn.calc_check_digit(digits)
    text = f"creditcard {number[:4]} {number[4:8]} {number[8:12]} {number[12:]}"
    assert [one.kind for one in spot(text, Context())] == [Kind.CARD]


@given(st.integers(10_000_000, 58_999_999))
def test_every_mobile_number_is_found_and_its_own_never(number: int) -> None:
    text = f"bel 06-{number} maar"
    assert [(one.kind, text[one.start : one.end]) for one in spot(text, Context())] == [
        (Kind.PHONE, f"06-{number}")
    ]
    assert spot(text, Context(own=frozenset({f"+316{number}"}))) == ()
