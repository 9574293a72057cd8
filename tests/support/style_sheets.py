"""The style sheets' result for a widget, computed once for all consoles of a test run.

Each console reads the same sheets, and applies them to the same widgets in the same places again and again.
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

from styles import FIRST, LATER

SHEETS = (*FIRST, *LATER)
"""Paths of all style sheets, in the order in which the console reads them."""

Rules = dict[str, Any]
Known = dict[Hashable, tuple[Rules, Rules, tuple[bool, ...]]]
"""By the way of a node from the app: its rules, what they make of a new node, and what it has to look for. Rules that
hang on what stands beside or in a node are not among them: Textual keeps none either."""


@contextmanager
def sheets_read_once() -> Iterator[None]:
    """Apps share a parsed sheet for a theme's colours, and the resulting rules for a widget."""
    parsed: dict[Hashable, list[RuleSet]] = {}
    known: dict[Hashable, Known] = {}
    colours: dict[Hashable, int] = {}
    coloured: WeakKeyDictionary[Stylesheet, tuple[object, int]] = WeakKeyDictionary()
    latest: WeakKeyDictionary[Stylesheet, tuple[object, Known]] = WeakKeyDictionary()
    parse, apply = Stylesheet._parse_rules, Stylesheet.apply

    def parse_rules(sheet: Stylesheet, *args: Any, **kwargs: Any) -> list[RuleSet]:
        theme = sheet._variables
        if sheet not in coloured or coloured[sheet][0] is not theme:
            coloured[sheet] = theme, colours.setdefault(tuple(theme.items()), len(colours))
        asked = (args, tuple(kwargs.items()), coloured[sheet][1])
        if asked not in parsed:
            parsed[asked] = parse(sheet, *args, **kwargs)
        return parsed[asked]

    def apply_known(sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: object = None) -> None:
        rules = sheet.rules_map
        if sheet not in latest or latest[sheet][0] is not rules:
            latest[sheet] = rules, known.setdefault(tuple(map(id, sheet.rules)), {})
        here = latest[sheet][1]
        asked = tuple(map(_look, node.css_path_nodes)), node._pseudo_classes_cache_key
        if asked in here:
            rules_of_it, made_of_it, looks_for = here[asked]
            for name, value in zip(_LOOKS_FOR, looks_for, strict=True):
                setattr(node, name, value)
            if animate or not _taken(node, made_of_it):
                sheet.replace_rules(node, rules_of_it, animate=animate)
            sheet._process_component_classes(node)
            return
        found: dict[Any, Rules] = {}
        apply(sheet, node, animate=animate, cache=found)
        for rules_of_it in found.values():
            made_of_it = dict(node.styles.base._rules)
            here[asked] = rules_of_it, made_of_it, tuple(getattr(node, name) for name in _LOOKS_FOR)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RuleSet, "__hash__", object.__hash__)  # the same, but not computed in Python each time
        patch.setattr(Stylesheet, "_parse_rules", parse_rules)
        patch.setattr(Stylesheet, "apply", apply_known)
        yield


def _taken(node: DOMNode, made: Rules) -> bool:
    """Apply shared rules to a node if they are all it needs; returns whether they were."""
    styles = node.styles.base
    if styles._rules != made:
        if styles._rules or node._is_mounted:
            return False
        styles.merge_rules(made)
    node.notify_style_update()
    return True


_LOOKS_FOR = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")
"""What a sheet notes on a node about the conditions of its rules."""


def _look(node: DOMNode) -> Hashable:
    """Everything about a node that a rule may ask for."""
    known = (type(node), node._id, node.classes)
    if isinstance(node, Widget):
        return *known, node.mouse_hover, node.has_focus, node.disabled, node.allow_focus()
    return known, node.pseudo_classes
