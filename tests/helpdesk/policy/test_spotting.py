"""What the policy says of spotting, and the faults that it names. Clause: D9, B6; GDPR art. 9 and 10."""

from __future__ import annotations

import pytest

from helpdesk.domain.kinds import SPECIAL, Kind
from helpdesk.domain.spotting import named_kinds, spot
from helpdesk.policy import loader
from helpdesk.policy.loader import PolicyFaults, load, parse
from helpdesk.policy.spotting import context

DEFAULT = loader.DEFAULT.read_text(encoding="utf-8")
BEGINS, ENDS = DEFAULT.index("[spotting]"), DEFAULT.index("# Pieces of replies")


def with_part(part: str) -> str:
    """The default policy with another part on spotting."""
    return DEFAULT[:BEGINS] + part + DEFAULT[ENDS:]


def found(source: str, text: str) -> list[tuple[Kind, str]]:
    return [(one.kind, text[one.start : one.end]) for one in spot(text, context(parse(source)))]


def test_the_default_policy_has_words_for_every_special_category() -> None:
    """GDPR art. 9 and 10."""
    assert set(load().spotting.words) == set(SPECIAL)


def test_the_words_of_the_policy_are_what_messages_are_searched_for() -> None:
    """Clause: D9."""
    text = "Mijn moeder is kleinzerig en heeft griep."
    assert found(with_part('[spotting]\nwords.health = ["kleinzerig"]\n'), text) == [
        (Kind.HEALTH, "kleinzerig")
    ]
    assert found(DEFAULT, text) == [(Kind.HEALTH, "griep")]


def test_a_policy_without_the_part_finds_numbers_and_secrets_all_the_same() -> None:
    """Clause: B6."""
    text = "Ik heb griep. Het wachtwoord is Zomer2026!"
    assert found(with_part(""), text) == [(Kind.PASSWORD, "Zomer2026!")]


def test_a_kind_that_is_off_is_not_found() -> None:
    text = "Mijn zus heeft griep, mail haar op els@example.org"
    assert found(with_part('[spotting]\noff = ["email"]\nwords.health = ["griep"]\n'), text) == [
        (Kind.HEALTH, "griep")
    ]


def test_what_the_company_is_known_by_is_no_finding() -> None:
    company = load().company
    text = f"Bel {company.phone}, mail {company.email} of stuur post: {company.street}, {company.postcode}"
    assert found(DEFAULT, text) == []


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("IMG_paspoort-Jan.jpg", (Kind.PASSPORT,)),
        ("Scan ID voorkant.pdf", (Kind.PASSPORT,)),
        ("kopieID.png", (Kind.PASSPORT,)),
        ("rijbewijs_achter.jpeg", (Kind.LICENCE,)),
        ("paspoort en rijbewijs.pdf", (Kind.PASSPORT, Kind.LICENCE)),
        ("idee voor de website.pdf", ()),
        ("factuur-2026-001.pdf", ()),
        ("..", ()),
    ],
)
def test_the_name_of_a_file_gives_away_what_it_shows(name: str, kinds: tuple[Kind, ...]) -> None:
    """Clause: R7."""
    assert named_kinds(name, load().spotting.file_names) == kinds


@pytest.mark.parametrize(
    ("part", "path", "says"),
    [
        ('off = ["password"]', "spotting.off[0]", "password"),
        ('off = ["weather"]', "spotting.off[0]", "weather"),
        ('off = "ip"', "spotting.off", "a list"),
        ('words.health = ["ziek", "*"]', "spotting.words.health[1]", "is not accepted"),
        ('words.health = ["zi*ek"]', "spotting.words.health[0]", "is not accepted"),
        ('words.health = ["*kan ker"]', "spotting.words.health[0]", "is not accepted"),
        ('words.health = ["!"]', "spotting.words.health[0]", "is not accepted"),
        ('words.health = ["ziek", "ziek"]', "spotting.words.health[1]", "twice"),
        ("words.health = [1]", "spotting.words.health[0]", "a text"),
        ("words.health = []", "spotting.words.health", "empty"),
        ('words.weather = ["rain"]', "spotting.words.weather", "no such key"),
        ('words.iban = ["bank"]', "spotting.words.iban", "no such key"),
        ('file_names.passports = ["id"]', "spotting.file_names.passports", "no such key"),
        ('file_names.passport = ["**"]', "spotting.file_names.passport[0]", "is not accepted"),
        ("colour = 1", "spotting.colour", "no such key"),
    ],
)
def test_a_fault_is_named_by_its_key_path(part: str, path: str, says: str) -> None:
    with pytest.raises(PolicyFaults) as caught:
        parse(with_part(f"[spotting]\n{part}\n"))
    faults = {fault.field: str(fault.message) for fault in caught.value.faults}
    assert list(faults) == [path]
    assert says in faults[path]
