"""What Textual finds out anew for every message, found out once: which classes have a say in it, and how many
parameters a handler takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType, MethodType
from typing import Any

import pytest
from textual import _callback
from textual.message_pump import MessagePump


@contextmanager
def handlers_found_once() -> Iterator[None]:
    """Only classes that may handle a message are asked for handlers, and a handler is counted once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MessagePump, "_get_dispatch_methods", _asking_few(MessagePump._get_dispatch_methods))
        patch.setattr(_callback, "_count_parameters", _counting_once(_callback._count_parameters))
        yield


def _asking_few(find: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[type, str], tuple[type, ...] | None] = {}

    def handlers(pump: MessagePump, name: str, message: Any) -> Any:
        asked = type(pump), name
        if asked not in known:
            known[asked] = _named(*asked)
        classes = known[asked]
        return find(pump, name, message) if classes is None else _of(classes, pump, name, message)

    return handlers


def _named(pump: type, name: str) -> tuple[type, ...] | None:
    """The classes of a pump with a handler of a name; `None` where some have others, which Textual looks for."""
    if any(vars(each).get("_decorated_handlers") for each in pump.__mro__):
        return None
    return tuple(each for each in pump.__mro__ if not {name, f"_{name}"}.isdisjoint(vars(each)))


def _of(classes: tuple[type, ...], pump: MessagePump, name: str, message: Any) -> Iterator[tuple[type, Any]]:
    for each in classes:
        if message._no_default_action:
            return
        method = vars(each).get(f"_{name}") or vars(each).get(name)
        if method is not None:
            yield each, method.__get__(pump, each)


def _counting_once(count: Callable[[Any], int]) -> Callable[[Any], int]:
    known: dict[tuple[object, bool], int] = {}

    def counted(called: Any) -> int:
        bound = isinstance(called, MethodType)
        plain = called.__func__ if bound else called
        if not isinstance(plain, FunctionType) or hasattr(plain, "__wrapped__"):
            return count(called)
        asked = plain.__code__, bound
        if asked not in known:
            known[asked] = count(called)
        return known[asked]

    return counted
