"""What is done in a ticket, a complaint and a rights request has the same key in all of them."""

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator

import pytest
from textual.binding import Binding

import screens
from screens.audit import Audit
from screens.breach import BreachScreen
from screens.breaches import Breaches
from screens.complaint import ComplaintScreen
from screens.complaints import Complaints
from screens.register_page import RegisterPage
from screens.request import RequestScreen
from screens.requests import Requests
from screens.ticket import TicketScreen
from screens.tickets import Tickets
from screens.today import Today
from screens.unsolicited import Unsolicited
from screens.unsolicited_item import ItemScreen
from screens.widgets.rows import Rows
from screens.widgets.timeline import Timeline

CASES = (TicketScreen, ComplaintScreen, RequestScreen, ItemScreen, BreachScreen)
LISTS = (Tickets, Complaints, Requests, Unsolicited, Breaches)

SAME = {
    "make a complaint of it": ("C", {"ticket.complaint", "request.turn"}),
    "make a rights request of it": ("V", {"ticket.request", "complaint.turn"}),
    "the customer takes it back": ("X", {"complaint.withdraw", "request.close"}),
    "give it to a colleague": ("T", {"ticket.assign", "complaint.assign"}),
}


def bindings_of(*pages: type) -> list[Binding]:
    """What the pages themselves have keys for, with what they inherit."""
    return [
        one
        for page in pages
        for each in page.__mro__
        for one in each.__dict__.get("BINDINGS", ())
        if isinstance(one, Binding) and one.id and not one.system
    ]


@pytest.mark.parametrize("what", SAME)
def test_what_is_the_same_has_the_same_key(what: str) -> None:
    """Clause: C1, R1."""
    key, ids = SAME[what]
    found = {one.id: one.key for one in bindings_of(*CASES) if one.id in ids}
    assert found == dict.fromkeys(ids, key)


@pytest.mark.parametrize("pages", [CASES, LISTS], ids=["cases", "lists"])
def test_what_is_called_the_same_has_the_same_key(pages: tuple[type, ...]) -> None:
    """Save the views of a list, which are numbered in each."""
    keys = defaultdict(set)
    for one in bindings_of(*pages):
        if not one.key.isdigit():
            keys[one.description].add(one.key)
    assert {name: found for name, found in keys.items() if len(found) > 1} == {}


@pytest.mark.parametrize("page", LISTS)
def test_one_key_of_a_list_turns_to_the_next_view(page: type) -> None:
    """Beside the arrow, which the bottom line doesn't show."""
    turning = [one.key for one in bindings_of(page) if one.action in ("filter", "turn(1)")]
    assert sorted(turning) == ["f", "right"]


def registers() -> Iterator[type]:
    """The pages of all registers there are."""
    for module in pkgutil.iter_modules(screens.__path__, "screens."):
        importlib.import_module(module.name)
    yield from RegisterPage.__subclasses__()


def test_what_has_the_focus_takes_no_key_of_its_page() -> None:
    """The page would never hear of it: on a list `k` goes up and `g` to the first row."""
    for widget, pages in (
        (Rows, (*registers(), Today, Audit)),
        (Timeline, (TicketScreen, ComplaintScreen)),
    ):
        taken = {key for one in widget.BINDINGS if isinstance(one, Binding) for key in one.key.split(",")}
        assert {"down", "k", "g"} <= taken
        hidden = {one.id for one in bindings_of(*pages) for key in one.key.split(",") if key in taken}
        assert hidden == set(), widget
