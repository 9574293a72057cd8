"""The policy's words for what is special are found as they are written there. Clause: D9; GDPR art. 9 and 10."""

from __future__ import annotations

import pytest

from helpdesk.domain.spotting import SPECIAL, Certainty, Context, Kind, spot

WORDS = Context(
    words={
        Kind.HEALTH: ("ziek", "chemo*", "*kanker", "burn out", "AIDS", "coeliakie", "in het ziekenhuis"),
        Kind.BELIEF: ("moslim*", "jehova's getuige*", "katholiek*", "!katholieke basisschool"),
        Kind.BIOMETRIC: ("vingerafdruk", "!sha 1 vingerafdruk"),
    }
)


def found(text: str, context: Context = WORDS) -> list[tuple[Kind, str]]:
    return [(one.kind, text[one.start : one.end]) for one in spot(text, context)]


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("Ik ben ZIEK.", "ZIEK"),
        ("na de chemotherapie", "chemotherapie"),
        ("zij heeft Borstkanker", "Borstkanker"),
        ("met een burn-out thuis", "burn-out"),
        ("met een burn\nout thuis", "burn\nout"),
        ("hij heeft AIDS", "AIDS"),
        ("hij ligt in het  ziekenhuis", "in het  ziekenhuis"),
        ("cœliakie, coeliakie", "coeliakie"),
        ("ik ben ziek-melding", "ziek-melding"),
    ],
)
def test_a_word_is_found_in_any_case_with_its_stars_and_spaces(text: str, passage: str) -> None:
    assert found(text) == [(Kind.HEALTH, passage)]


@pytest.mark.parametrize(
    "text",
    [
        "hearing aids",
        "ziekenhuis",
        "muziek",
        "burn the disc out",
        "SHA-1 vingerafdruk 2F:D4",
        "wij zijn een katholieke basisschool",
        "https://example.com/ziek/kanker",
        "type ziek-3000",
    ],
)
def test_what_only_looks_like_such_a_word_is_left(text: str) -> None:
    assert found(text) == []


def test_every_kind_of_the_policy_has_its_own_words() -> None:
    text = "Een Jehova's getuige en een moslima, een vingerafdruk en een zieke"
    assert [kind for kind, _ in found(text)] == [Kind.BELIEF, Kind.BELIEF, Kind.BIOMETRIC]


def test_a_word_about_somebody_is_likelier_than_one_about_nothing() -> None:
    assert spot("mijn moeder heeft darmkanker", WORDS)[0].certainty is Certainty.LIKELY
    assert spot("de stichting darmkanker", WORDS)[0].certainty is Certainty.POSSIBLE


def test_without_words_nothing_is_special() -> None:
    assert found("ik ben ziek", Context()) == []
    assert found("ik ben ziek", Context(words={Kind.HEALTH: ("*", "", "!", "…")})) == []


PEOPLE = Context(words=dict.fromkeys(SPECIAL, ("geheel iets anders",)))


@pytest.mark.parametrize(
    ("text", "found_there"),
    [
        ("Nationaliteit: Eritrese\nBus: 4", (Kind.ORIGIN, "Eritrese")),
        ("Nationality\nMoldovan\nRights\nread only", (Kind.ORIGIN, "Moldovan")),
        ("the new tenant, she's Ukrainian, can't log in", (Kind.ORIGIN, "Ukrainian")),
        ("bel onze Poolse hulp even", (Kind.ORIGIN, "Poolse")),
        ("mijn broer zit weer vast, dus zijn account kan dicht", (Kind.CRIME, "zit weer vast")),
        ("sinds mijn man vastzit doe ik zijn mail", (Kind.CRIME, "vastzit")),
        ("mijn buurjongen belde: zijn broer is gisteren opgepakt", (Kind.CRIME, "opgepakt")),
        ("my dad was suddenly admitted, so no password", (Kind.HEALTH, "admitted")),
        ("hij typt traag met een gebroken bekken", (Kind.HEALTH, "gebroken bekken")),
        ("zij gaat elke week naar de kerk", (Kind.BELIEF, "kerk")),
        ("hij stemt altijd op de SP", (Kind.POLITICS, "SP")),
        ("hij is kaderlid van de bond", (Kind.UNION, "de bond")),
        ("she has an eye infection", (Kind.HEALTH, "eye infection")),
    ],
)
def test_what_forms_and_turns_of_phrase_say_of_people_is_found(
    text: str, found_there: tuple[Kind, str]
) -> None:
    """D9: without a word of the policy in it, for a kind of which the policy has words."""
    assert found(text, PEOPLE) == [found_there]
    assert found(text, Context()) == []


@pytest.mark.parametrize(
    "text",
    [
        "Nationaliteit: niet ingevuld",
        "een Pools toetsenbord en een Italian font",
        "de printer zit weer vast, papier zit vast in lade 2",
        "sinds mijn man vastzit aan dit abonnement, en sinds mijn printer vastzit",
        "uw melding is opgepakt, en hij is opgepakt door Dennis",
        "mijn collega is opgenomen in de lijst",
        "a broken thumb drive and a torn cable",
        "the church hall booking form sends nothing",
        "hoe stem ik mijn radio af op volt en ampère",
    ],
)
def test_what_forms_and_turns_of_phrase_say_of_things_is_not(text: str) -> None:
    assert found(text, PEOPLE) == []


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("mijn telefoon herkent mijn vingerafdruk niet meer", []),
        ("de app wil ineens een vingerafdruk", []),
        ("haal de vingerafdruk van Karel uit de kluis", ["vingerafdruk"]),
    ],
)
def test_a_fingerprint_that_unlocks_a_telephone_is_no_finding(text: str, passages: list[str]) -> None:
    assert [passage for _, passage in found(text)] == passages
