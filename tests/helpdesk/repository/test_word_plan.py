"""What the index of messages is asked for, and what is read instead, so that a page is found soonest."""

from __future__ import annotations

import pytest

from helpdesk.repository.word_plan import Plan, Sample, Sought, cheapest, thorough

MILLION = 1_000_000


def word(text: str, share: float, head_share: float = 0.0) -> Sought:
    return Sought(text, share, max(share, head_share))


@pytest.mark.parametrize(
    ("words", "terms", "read"),
    [
        ([word("het", 0.9)], ['"het"*'], []),
        ([word("een", 0.85), word("het", 0.9)], ['"een"*', '"het"*'], []),
        ([word("wachtwoord", 0.3, 0.3)], ['"wachtw"*'], ["wachtwoord"]),
        ([word("zeldzaam", 0.0005, 0.0005)], ['"zeldzaam"*'], []),
        ([word("wachtwoordkluis", 0.0005, 0.3)], ['"wachtwoordkluis"*'], []),
        ([word("kluis", 0.00006), word("bl", 0.9)], ['"kluis"*'], ["bl"]),
        ([word("kluis", 0.001), word("v", 0.9)], ['"kluis"*'], ["v"]),
        ([word("v", 0.9)], [], ["v"]),
        (
            [word("wachtwoord", 0.3, 0.3), word("verbroken", 0.0005, 0.1)],
            ['"verbroken"*', '"wachtw"*'],
            ["wachtwoord"],
        ),
    ],
    ids=lambda value: str([getattr(one, "word", one) for one in value]),
)
def test_the_rarest_words_are_asked_for_and_common_ones_are_looked_for_in_the_documents(
    words: list[Sought], terms: list[str], read: list[str]
) -> None:
    plan = cheapest(words, MILLION)
    assert (list(plan.terms), list(plan.read)) == (terms, read)


def test_the_thorough_plan_asks_for_every_word_that_there_is_a_list_of() -> None:
    assert thorough([word("wachtwoord", 0.3), word("v", 0.9)]) == Plan(('"wachtwoord"*',), ("v",))
    assert thorough([word("v", 0.9), word("b", 0.9)]) == Plan(('"v"*', '"b"*'), ())


def test_a_sample_tells_how_common_beginnings_and_words_are() -> None:
    documents = ["wachtwoord vergeten", "wachtwoord", "wachtwoordkluis", "mailbox vol"]
    sample = Sample(documents, newest=400)
    assert sample.sought("wachtw") == Sought("wachtw", 3 / 4, 3 / 4)
    assert sample.sought("wachtwoord") == Sought("wachtwoord", 2 / 4, 3 / 4)
    assert sample.sought("v").share == 2 / 4
    assert sample.sought("wachtwoordkluis").share < 1 / 4
    assert 0 < sample.sought("zeppelin").share < 1 / 4


def test_a_sample_of_nothing_is_one_too() -> None:
    assert cheapest([Sample([], 0).sought("wachtwoord")], 0).terms
