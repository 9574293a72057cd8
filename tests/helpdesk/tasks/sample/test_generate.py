"""Made-up customers are ones that could be typed, always the same, and none of them exists."""

from __future__ import annotations

import re
from itertools import islice

from helpdesk.domain.customer_values import Choices, parsed
from helpdesk.tasks.sample.generate import FIRST_NUMBER, generate

CHOICES = Choices("NL", ("nl", "en"), ("email", "telephone", "whatsapp", "sms", "letter", "in-person"))


def test_every_made_up_customer_is_one_that_could_be_typed() -> None:
    for values in generate(500, seed=3):
        assert parsed(values, CHOICES) == values


def test_the_same_seed_makes_the_same_people_and_another_makes_others() -> None:
    assert list(generate(50, seed=1)) == list(generate(50, seed=1)) != list(generate(50, seed=2))


def test_more_customers_begin_with_the_same_ones() -> None:
    assert list(islice(generate(1_000), 20)) == list(generate(20))


def test_no_two_have_one_number() -> None:
    numbers = [values["number"] for values in generate(5_000)]
    assert len(set(numbers)) == 5_000
    assert numbers[0] == str(FIRST_NUMBER)


def test_nobody_can_be_mailed_or_paid() -> None:
    """Example domains, and a bank that does not exist."""
    for values in generate(500):
        domains = {point.value.partition("@")[2] for point in values["emails"]}
        assert all(domain.endswith(("example.com", "example.org", "example.net")) for domain in domains)
        assert values["iban"] is None or values["iban"][4:8] == "TEST"


def test_no_organisation_has_such_a_number() -> None:
    """Register and VAT numbers begin as none does that was given out, and so do fixed lines."""
    for values in generate(2_000):
        assert values["kvk"] is None or values["kvk"].startswith("00")
        assert values["vat"] is None or values["vat"].startswith("NL9")
        lines = [point.value for point in values["phones"] if not point.value.startswith("+316")]
        assert all(re.fullmatch(r"\+31([1-57]\d|294)0\d{5,6}", line) for line in lines)
