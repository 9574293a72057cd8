"""Who is reached so is found by an index, however it was written. Clause: R1, R4, R7."""

from __future__ import annotations

import random
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, delete, insert

from helpdesk.domain.requests import NewRequest
from helpdesk.domain.rights import Right
from helpdesk.domain.ticket_values import line, sender_key
from helpdesk.repository import reached
from helpdesk.tasks import requests

_PEOPLE = Table("people", MetaData(), Column("seq", Integer, primary_key=True), Column("sender", Text))

_LOCAL = st.sampled_from(["jan", "jan.de.wit", "JAN", "jan+x", "Zoë", '"jan de wit"', "info", "j"])
_HOST = st.sampled_from(["example.org", "EXAMPLE.org", "post.example.org", "müller.example", "[192.0.2.1]"])
_NAMES = st.sampled_from(
    ["", "Jan", '"Wit, Jan"', "Jan (werk)", "Jan: thuis", "Zoë", "<", "a@b", "Jan,", '"<"']
)
_SHAPES = st.sampled_from(
    ["{name} <{address}>", "{address}", "<{address}>", "{address} ({name})", "{name} <{address}> .", "{address},",
     "{name} <{address}>, x <y@example.com>", "mailto:{address}", "{name}: {address};"]
)  # fmt: skip
_ADDRESSES = st.builds(
    lambda shape, name, local, host: shape.format(name=name, address=f"{local}@{host}"),
    _SHAPES,
    _NAMES,
    _LOCAL,
    _HOST,
)
_NUMBERS = st.sampled_from(
    ["06-12345678", "+31 6 12345678", "0031612345678", "(06) 1234 56 78", "06.12.34.56.78", "+31 (0)6/12345678",
     "[06] 12345678", "06~12345678", "tel:+31612345678", "٠٦١٢٣٤٥٦٧٨", "06–12345678", "06-12345679", "035 5251234"]
)  # fmt: skip
_SENDERS = st.one_of(
    _ADDRESSES, _NUMBERS, st.sampled_from(["Jan", "jan", "Jan de Wit", "@jan", "x", "Straße"])
)


@pytest.fixture
def people(workplace: Any) -> Iterator[Connection]:
    """A connection to a store with a table of its own."""
    with workplace.as_() as work:
        _PEOPLE.create(work.connection)
        yield work.connection


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_SENDERS, min_size=1, max_size=12), _SENDERS)
def test_whoever_is_the_same_is_among_those_that_are_looked_at(
    people: Connection, written: list[str], reach: str
) -> None:
    """An address or a number is theirs in whatever spelling: nobody is overlooked for how it was written."""
    key = sender_key(reach, "NL")
    people.execute(delete(_PEOPLE))
    people.execute(insert(_PEOPLE), [{"sender": line(one)} for one in written])
    found = people.execute(reached.may_be(people, _PEOPLE.c.seq, _PEOPLE.c.sender, key))
    looked_at = {said for _seq, said in found}
    assert {line(one) for one in written if line(one) and sender_key(line(one), "NL") == key} <= looked_at


def test_what_was_pasted_for_an_address_may_be_as_long_as_it_likes(workplace: Any) -> None:
    """Clause: R7. It is kept, and they are found by it, on a server too, whose indexes take only so much."""
    chance = random.Random(7)
    reach = "".join(chance.choices(ascii_lowercase, k=6_000)) + "@example.org"
    new = NewRequest("", "email", workplace.clock(), (Right.ACCESS,), person="Jan", contact=reach)
    with workplace.as_("privacy-officer") as work:
        made = requests.register(work, new)
        assert work.strangers.held(reach)["rights_requests"] == (made.id,)


def test_no_register_is_read_from_end_to_end(plain_workplace: Any) -> None:
    """Among a hundred thousand strangers nobody waits; a server reads a small table whole, so it is not asked."""
    with plain_workplace.as_() as work:
        connection = work.connection
        for table, column in reached.COLUMNS:
            rows = Table(table, MetaData(), Column("seq", Integer), Column(column, Text))
            question = reached.may_be(connection, rows.c.seq, rows.c[column], "jan@example.org")
            asked = str(question.compile(connection, compile_kwargs={"literal_binds": True}))
            plan = [row[3] for row in connection.exec_driver_sql(f"explain query plan {asked}")]
            used = " ".join(plan)
            assert f"ix_{table}_reached" in used, plan
