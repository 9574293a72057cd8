"""What Textual does a million times in a test run, in fewer steps; what comes of it is the same.

Each console under test lives for some seconds: what pays in a long session, such as a cache with a bound in each line
of a widget, is a cost here. What hangs on a class alone is found out once for all consoles.
"""

from __future__ import annotations

import selectors
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import CodeType, FunctionType
from typing import Any

import pytest
from textual import _callback, strip
from textual.message import Message
from textual.message_pump import MessagePump
from textual.reactive import Reactive

Handler = tuple[type, Any]

_NONE = object()

OFTEN = 0.001
"""Seconds for which a loop with work at hand leaves its files and sockets alone."""


@contextmanager
def fewer_steps() -> Iterator[None]:
    """Lines keep what was made of them in plain dicts, and handlers and reactive values are found by what is known."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strip, "FIFOCache", lambda _most: {})
        patch.setattr(Reactive, "__get__", _reactive_value())
        patch.setattr(MessagePump, "_get_dispatch_methods", _handlers())
        patch.setattr(_callback, "_count_parameters", _parameters())
        patch.setattr(selectors, "DefaultSelector", _Unhurried)
        yield


def _reactive_value() -> Any:
    """`Reactive.__get__`: a value that is there and is not worked out anew each time is given at once."""
    get = Reactive.__get__
    computed: dict[tuple[type, str], bool] = {}

    def value(reactive: Any, owner: Any, kind: type) -> Any:
        if owner is None:
            return reactive
        found = owner.__dict__.get(reactive.internal_name, _NONE)
        asked = kind, reactive.compute_name
        if asked not in computed:
            computed[asked] = hasattr(kind, reactive.compute_name)
        return get(reactive, owner, kind) if found is _NONE or computed[asked] else found

    return value


def _handlers() -> Any:
    """`MessagePump._get_dispatch_methods`: a class is searched once for what takes a kind of message."""
    search = MessagePump._get_dispatch_methods
    known: dict[tuple[type, type, str], list[Handler] | None] = {}

    def handlers(pump: MessagePump, name: str, message: Message) -> Iterable[Handler]:
        asked = type(pump), type(message), name
        if asked not in known:
            known[asked] = _by_name(*asked)
        found = known[asked]
        return search(pump, name, message) if found is None else _bound(found, pump, message)

    return handlers


def _by_name(pump: type, message: type, name: str) -> list[Handler] | None:
    """What takes it by its name, nearest class first; `None` where something takes it that is decorated with `on`."""
    found: list[Handler] = []
    for kind in pump.__mro__:
        if any(issubclass(message, taken) for taken in kind.__dict__.get("_decorated_handlers") or ()):
            return None
        method = kind.__dict__.get(f"_{name}") or kind.__dict__.get(name)
        if method is not None and not getattr(method, "_textual_on", None):
            found.append((kind, method))
    return found


def _bound(found: list[Handler], pump: MessagePump, message: Message) -> Iterator[Handler]:
    for kind, method in found:
        if message._no_default_action:
            return
        yield kind, method.__get__(pump, kind)


def _parameters() -> Any:
    """`_count_parameters`: functions of the same code, such as one that is made at each call, take the same."""
    count = _callback._count_parameters
    known: dict[CodeType, int] = {}

    def parameters(function: Any) -> int:
        if not isinstance(function, FunctionType) or hasattr(function, "__wrapped__"):
            return count(function)
        code = function.__code__
        if code not in known:
            known[code] = count(function)
        return known[code]

    return parameters


class _Unhurried(selectors.DefaultSelector):
    """Asks the system for what came in a thousand times a second at most, as long as there is other work."""

    _asked = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        now = monotonic()
        if timeout is not None and timeout <= 0 and now - self._asked < OFTEN:
            return []
        self._asked = now
        return super().select(timeout)
