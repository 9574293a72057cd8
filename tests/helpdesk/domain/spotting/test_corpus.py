"""How well the labelled messages are read: what is marked is found, and little else. Clause: D9."""

from __future__ import annotations

import pytest
from stdnum import iban
from support.labelled import found_in, messages, score

from helpdesk.domain.contact import BadValue, parse_ip
from helpdesk.domain.spotting import Certainty, Kind, spot

LEAST_RECALL, LEAST_PRECISION = 0.97, 0.93
EVERYTHING = messages()
UNSEEN = tuple(message for message in EVERYTHING if message.unseen)


def passages(kind: Kind) -> list[str]:
    return [
        message.text[start:end]
        for message in EVERYTHING
        for marked, start, end in message.marked
        if marked is kind
    ]


def test_there_are_messages_enough_and_half_of_them_are_clean() -> None:
    clean = sum(not message.marked for message in EVERYTHING)
    assert len(EVERYTHING) >= 300
    assert 0.4 <= clean / len(EVERYTHING) <= 0.6
    assert len({message.id for message in EVERYTHING}) == len(EVERYTHING)


def test_every_kind_is_marked_somewhere() -> None:
    assert [kind for kind in Kind if not passages(kind)] == []


def test_what_is_marked_is_invented_and_right() -> None:
    assert all(number.replace(".", "").replace(" ", "").startswith("9999") for number in passages(Kind.BSN))
    assert all(iban.is_valid(passage, check_country=False) for passage in passages(Kind.IBAN))
    try:
        assert all(map(parse_ip, passages(Kind.IP)))
    except BadValue as bad:
        pytest.fail(str(bad))
    domains = (".example.com", ".example.org", ".example.net", "example.com", "example.org", "example.net")
    assert [address for address in passages(Kind.EMAIL) if not address.lower().endswith(domains)] == []


def test_nearly_all_that_is_marked_is_found_and_hardly_more() -> None:
    """D9: recall at least 0.97, precision at least 0.93."""
    total = score(EVERYTHING)
    assert total.recall() >= LEAST_RECALL, total.missed
    assert total.precision() >= LEAST_PRECISION, total.wrong


def test_messages_for_which_nothing_was_mended_are_read_well_too() -> None:
    """D9: what the mail of strangers would show: a little less than what the patterns were mended for."""
    total = score(UNSEEN)
    assert total.recall() >= 0.88, total.missed
    assert total.precision() >= LEAST_PRECISION, total.wrong


def test_what_is_certain_is_right() -> None:
    wrong = [
        (message.id, finding.kind)
        for message in EVERYTHING
        for finding in found_in(message)
        if finding.certainty is Certainty.CERTAIN
        and (finding.kind, finding.start, finding.end) not in message.marked
    ]
    assert len(wrong) <= 5, wrong


def test_line_ends_of_another_system_change_nothing() -> None:
    for message in (one for one in EVERYTHING if "\n" in one.text.rstrip()):
        there = message.text.replace("\n", "\r\n")
        plain = [(one.kind, one.certainty) for one in found_in(message)]
        assert [(one.kind, one.certainty) for one in spot(there, message.context)] == plain, message.id
