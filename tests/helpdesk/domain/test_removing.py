"""Passages taken out of a text: nothing of them is left, and all else is. Clause: D9, B6."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.labelled import found_in, messages

from helpdesk.documents.marks import mark_in
from helpdesk.domain.marks import MARK
from helpdesk.domain.removing import Cut, Passage, Value, again, cut, lines, packed, unpacked, values, without
from helpdesk.domain.spotting import Kind, spot
from helpdesk.i18n import LANGUAGES


def mark(kinds: Sequence[str]) -> str:
    return f"[{'+'.join(kinds)}]"


def taken_out(text: str, passages: Sequence[Passage]) -> Cut:
    """As a removal does it: the passages, and the same values wherever they stand."""
    return cut(text, (*passages, *again(text, values(text, passages))), mark)


@st.composite
def texts_with_passages(draw: st.DrawFn) -> tuple[str, list[Passage]]:
    """A text, its parts repeated at will, and passages of it none over another."""
    word = st.text("ab1 .\n>é@-", max_size=6)
    text = "".join(draw(st.lists(st.sampled_from(draw(st.lists(word, min_size=1, max_size=5))), max_size=14)))
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    kinds = st.sampled_from([*Kind, "other"])
    pairs = zip(places[::2], places[1::2], strict=False)
    return text, [Passage(start, end, draw(kinds)) for start, end in pairs]


@given(texts_with_passages())
def test_nothing_that_was_removed_is_left_and_the_rest_is_kept(case: tuple[str, list[Passage]]) -> None:
    """For any text and any passages. Clause: D9."""
    text, passages = case
    done = taken_out(text, passages)
    kept = list(pieces(text, done))
    assert "".join(kept) == "".join(pieces(done.text, done, after=True)), "the rest is kept, in its order"
    sought = values(text, passages)
    for piece in kept:
        for found in again(piece, sought):
            # What is alike at the edge of a hole was part of another word before that was cut open.
            assert found.start == 0 or found.end == len(piece)
    for passage in passages:
        assert any(start <= passage.start and passage.end <= end for start, end, _, _ in done.holes)
        assert done.moved(passage.start, passage.end) is None


def pieces(text: str, done: Cut, *, after: bool = False) -> list[str]:
    """What stands between the holes of the old text, or between the marks of the new one."""
    bounds = [(now, now + length) if after else (start, end) for start, end, now, length in done.holes]
    starts = [0, *(end for _, end in bounds)]
    ends = [*(start for start, _ in bounds), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


@given(texts_with_passages(), st.integers(0, 80), st.integers(0, 80))
def test_what_lies_outside_the_holes_moves_along(
    case: tuple[str, list[Passage]], first: int, length: int
) -> None:
    """Clause: D9."""
    text, passages = case
    start, end = min(first, len(text)), min(first + length, len(text))
    done = taken_out(text, passages)
    place = done.moved(start, end)
    if not any(hole[0] < end and start < hole[1] for hole in done.holes):
        assert start == end or (place is not None and done.text[place[0] : place[1]] == text[start:end])
    elif place is not None:
        assert 0 <= place[0] < place[1] <= len(done.text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Value("bsn", "999912343"), "bsn 9999.12.343 of 9999 12 343"),
        (Value("iban", "NL91 ABNA 0417 1643 00"), "iban nl91abna0417164300!"),
        (Value("card", "4111111111111111"), "kaart 4111-1111-1111-1111"),
        (Value("phone", "0612345678"), "bel 06-12 34 56 78"),
        (Value("passport", "NXB12CD34"), "paspoort NX B12 CD34"),
        (Value("licence", "5123456789"), "rijbewijs 5123.456.789"),
        (Value("other", "(geheim)"), "niet(geheim)meer"),
        (Value("other", "Jan"), "hallo jan!"),
        (Value("password", "Zomer 2024!"), "wachtwoord: zomer\n> 2024! dus"),
        (Value("other", "jan.jansen@example.org"), "> Jan.Jansen@example.org schreef"),
    ],
)
def test_the_same_value_is_known_in_another_notation(value: Value, text: str) -> None:
    """Clause: D9."""
    assert list(again(text, [value]))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Value("bsn", "999912343"), "ordernummer 19999123437"),
        (Value("other", "Jan"), "Januari, bijan"),
        (Value("pin", "12"), "12 stuks"),
        (Value("other", "- -"), "a - - b"),
    ],
)
def test_part_of_another_word_and_what_tells_too_little_is_not_the_same(value: Value, text: str) -> None:
    assert not list(again(text, [value]))


@pytest.mark.parametrize(
    "language", [pytest.param(one, marks=[pytest.mark.slow] * bool(at)) for at, one in enumerate(LANGUAGES)]
)
def test_a_mark_is_known_again_and_is_no_finding(language: str) -> None:
    """Clause: D9."""
    mark_of = mark_in(language)
    for message in filter(found_in, messages()):
        passages = [Passage(one.start, one.end, one.kind) for one in found_in(message)]
        done = cut(message.text, passages, mark_of)
        marks = [(now, now + length) for _, _, now, length in done.holes]
        assert all(MARK.fullmatch(done.text, start, end) for start, end in marks)
        for found in spot(done.text, message.context):
            inside = [(start, end) for start, end in marks if start <= found.start and found.end <= end]
            assert not inside, (message.id, found)
    assert not MARK.search("[removed: 999912343]"), "nothing can hide in one"


def test_what_overlaps_or_touches_goes_as_one_with_all_its_kinds() -> None:
    done = cut("abcdefgh", [Passage(4, 6, "iban"), Passage(1, 3, "bsn"), Passage(2, 4, "bsn")], mark)
    assert done.text == "a[bsn+iban]gh"


def test_what_reached_into_a_hole_keeps_its_rest_and_what_lay_around_it_its_whole() -> None:
    """Clause: D9."""
    done = cut("0123456789", [Passage(3, 6, "bsn")], mark)
    assert done.text == "012[bsn]6789"
    assert done.moved(1, 4) == (1, 3)
    assert done.moved(4, 7) == (8, 9)
    assert done.moved(4, 8) == (8, 10)
    assert done.moved(0, 10) == (0, 12)
    assert done.moved(3, 9) == (8, 11)
    assert done.moved(3, 6) is None
    assert done.moved(0, 3) == (0, 3)
    assert done.moved(6, 9) == (8, 11)
    assert done.moved(7, 9) == (9, 11)
    assert done.moved(1, 1) is None, "nothing is left of nothing"


def test_a_passage_without_a_length_takes_nothing() -> None:
    assert cut("abc", [Passage(1, 1, "bsn")], mark) == Cut("abc")


def test_a_short_passage_is_looked_for_as_it_is() -> None:
    """Clause: D9. Only of a long one the lines that tell enough are."""
    assert values("de pin is 1234 .", [Passage(9, 15, "pin")]) == (Value("pin", "1234"),)
    for length in (1000, 1001):
        assert values("a" * length, [Passage(0, length, "other")]) == (Value("other", "a" * 1000),)


def test_what_stays_is_not_touched_by_the_same_value_elsewhere() -> None:
    kept = Passage(5, 8, "iban")
    beside = [Passage(0, 3, "bsn"), Passage(3, 5, "bsn"), Passage(8, 9, "bsn")]
    assert list(without([*beside, Passage(4, 6, "bsn"), Passage(7, 9, "bsn")], [kept])) == beside


def test_a_long_passage_is_looked_for_line_by_line() -> None:
    """Clause: D9."""
    text = "\n".join(f"regel nummer {number} van de brief" for number in range(80))
    sought = values(text, [Passage(0, len(text), "other")])
    assert len(sought) == 80
    quoted = "".join(f"> {line}\n" for line in text.splitlines())
    assert cut(quoted, again(quoted, sought), mark).text.count("van de brief") == 0
    assert lines("> hoi\n\n>> dit is lang genoeg\n") == ["dit is lang genoeg"]
    assert lines("acht tekens\nacht1234\nzeven12") == ["acht tekens", "acht1234"]


def test_passages_are_kept_with_whether_they_stand_in_the_subject() -> None:
    passages = (Passage(4, 13, "bsn", in_subject=True), Passage(4, 13, "bsn"))
    assert tuple(unpacked(packed(passages))) == passages


def test_many_passages_in_a_large_text_take_no_time() -> None:
    text = "bsn 999912343 en meer woorden daarna. " * 20_000
    passages = [Passage(4, 13, "bsn")]
    assert taken_out(text, passages).text.count("[bsn]") == 20_000
