"""The policy's words for what is special are found as they are written there. Clause: D9; GDPR art. 9 and 10."""

from __future__ import annotations

import pytest

from helpdesk.domain.spotting import Certainty, Context, Kind, spot

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
