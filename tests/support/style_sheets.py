"""What the style sheets make of a widget, worked out once for all the consoles of a test run.

Each console reads the same sheets, and asks them for the same widgets in the same places again and again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

Rules = dict[str, Any]
Known = dict[Hashable, Rules]


@contextmanager
def sheets_read_once() -> Iterator[None]:
    """Apps share what the parser makes of a sheet in the colours of a theme, and what its rules make of a widget."""
    parsed: dict[Hashable, list[RuleSet]] = {}
    known: dict[Hashable, Known] = {}
    latest: WeakKeyDictionary[Stylesheet, tuple[object, Known]] = WeakKeyDictionary()
    parse, apply = Stylesheet._parse_rules, Stylesheet.apply

    def parse_rules(sheet: Stylesheet, *args: Any, **kwargs: Any) -> list[RuleSet]:
        asked = (args, tuple(kwargs.items()), tuple(sheet._variables.items()))
        if asked not in parsed:
            parsed[asked] = parse(sheet, *args, **kwargs)
        return parsed[asked]

    def apply_known(sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: object = None) -> None:
        rules = sheet.rules_map
        if sheet not in latest or latest[sheet][0] is not rules:
            latest[sheet] = rules, known.setdefault(tuple(map(id, sheet.rules)), {})
        apply(sheet, node, animate=animate, cache=_OfNode(latest[sheet][1], node))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            RuleSet, "__hash__", object.__hash__
        )  # the same, but not worked out in Python each time
        patch.setattr(Stylesheet, "_parse_rules", parse_rules)
        patch.setattr(Stylesheet, "apply", apply_known)
        yield


class _OfNode(dict[Any, Any]):
    """The rules of one node, kept for all that are like it and stand in the same place.

    What is asked for begins with the node's parent; here its whole way from the app stands for that. Rules that hang on
    what stands beside or in a node are never asked for: Textual leaves them out.

    Args:
        known: what was worked out for a set of rules.
        node: the node.
    """

    def __init__(self, known: Known, node: DOMNode) -> None:
        super().__init__()
        self._known = known
        self._way = tuple(map(_look, node.css_path_nodes))

    def get(self, key: Any, default: Any = None) -> Any:
        return self._known.get((self._way, *key[1:]), default)

    def __setitem__(self, key: Any, value: Rules) -> None:
        self._known[(self._way, *key[1:])] = value


def _look(node: DOMNode) -> Hashable:
    """All of a node that a rule may ask for."""
    known = (type(node), node._id, node.classes)
    if isinstance(node, Widget):
        return *known, node.mouse_hover, node.has_focus, node.disabled, node.allow_focus()
    return known, node.pseudo_classes
