"""What the code reads from a policy file, found by watching it read the default one."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from helpdesk.policy import reading
from helpdesk.policy.building import build
from helpdesk.policy.checks import check
from helpdesk.policy.loader import DEFAULT
from helpdesk.policy.reading import Faults, Table

ANY = "NAME"
"""Stands in a key path for a name that the policy's author chooses."""

LANGUAGES = ("nl", "en")
"""The languages of the default policy."""

_READINGS = (
    *("optional", "string", "matching", "integer", "yes_or_no", "strings", "one_of", "some_of", "text"),
    *("optional_text", "period", "optional_period", "table", "tables", "array"),
)
_MAY_BE_LEFT_OUT = ("optional", "optional_text", "optional_period", "integer", "yes_or_no", "array")
_NESTED = {"table": dict, "tables": lambda: {ANY: {}}, "array": lambda: [{}]}


@dataclass(slots=True)
class Key:
    """One key, by its path: how it is read (`kind` is the method of `Table`), and whether it is required."""

    path: tuple[str, ...]
    kind: str
    given: Mapping[str, Any]
    where: tuple[str | int, ...] | None = None
    """Its first place in the default policy; `None` if it is not there."""
    needed: bool = False
    names: list[str] = field(default_factory=list)
    """For the tables below a `tables`, those that are required."""


def default() -> dict[str, Any]:
    """The default policy, as TOML."""
    return tomllib.loads(DEFAULT.read_text("utf-8"))


def keys() -> list[Key]:
    """Every key that a policy file can have, in the order in which the code asks for them."""
    data = default()
    watch = _Watch()
    for _ in range(6):  # as deep as tables are nested
        with watch.watching():
            _read(data)
        absent = [(where, path) for where, path in watch.asked.items() if path not in watch.keys]
        for where, path in [*absent, *watch.empty()]:
            _put(data, where, watch.filler(path))
        if not absent and not watch.empty():
            break
    original = default()
    for key in watch.keys.values():
        key.where = next((one for one in watch.places[key.path] if _there(original, one)), None)
        key.needed = key.kind not in _MAY_BE_LEFT_OUT and key.path not in watch.tried and key.path[-1] != ANY
        key.needed = key.needed and key.given.get("required", True)
        if key.kind == "tables" and len(key.path) == 1:
            key.names = _demanded(original, key.path[0])
    return list(watch.keys.values())


def _read(data: dict[str, Any]) -> Mapping[str, str]:
    """Read a policy; its faults by key path."""
    faults = Faults(LANGUAGES)
    # Through its module, where the watching class replaces it.
    check(build(reading.Table(data, "", faults)), faults)
    return {fault.field: str(fault.message) for fault in faults.found}


class _Asked(dict[str, Any]):
    """A table that reports which keys were asked for; iterating over all of them means that their names are free."""

    def __init__(self, data: dict[str, Any], asked: Callable[..., None], free: Callable[[], None]) -> None:
        super().__init__(data)
        self._asked, self._free = asked, free

    def __contains__(self, key: object) -> bool:
        self._asked(str(key), tried=True)
        return super().__contains__(key)

    def get(self, key: str, default: Any = None, /) -> Any:
        self._asked(key)
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        self._free()
        return super().__iter__()


class _Watch:
    """What was read, by path, with `NAME` for the author's own names."""

    def __init__(self) -> None:
        self.keys: dict[tuple[str, ...], Key] = {}
        self.asked: dict[tuple[str | int, ...], tuple[str, ...]] = {}
        self.tried: set[tuple[str, ...]] = set()
        self.places: dict[tuple[str, ...], list[tuple[str | int, ...]]] = {}
        self._reading = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Have every `Table` report what is read from it."""
        before = {name: getattr(Table, name) for name in (*_READINGS, "__init__")}
        try:
            Table.__init__ = self._made(before["__init__"])  # type: ignore[method-assign]
            for name in _READINGS:
                setattr(Table, name, self._watched(name, before[name]))
            yield
        finally:
            for name, method in before.items():
                setattr(Table, name, method)

    def empty(self) -> list[tuple[tuple[str | int, ...], tuple[str, ...]]]:
        """Tables that can contain others but had none, so that nothing could be seen in them."""
        return [
            (self.places[path][0], path)
            for path, key in self.keys.items()
            if key.kind in _NESTED and not any(other[: len(path)] == path != other for other in self.keys)
        ]

    def filler(self, path: tuple[str, ...]) -> Any:
        """What to insert where nothing is, so that it is read."""
        key = self.keys.get(path)
        return _NESTED[key.kind]() if key and key.kind in _NESTED else "?"

    def _made(self, original: Callable[..., None]) -> Callable[..., None]:
        def make(table: Any, data: dict[str, Any], path: str, faults: Faults) -> None:
            original(table, data, path, faults)
            table.steps, table.place, table.free = (), (), False
            table.data = _Asked(data, partial(self._asks, table), partial(setattr, table, "free", True))

        return make

    def _asks(self, table: Any, key: str, *, tried: bool = False) -> None:
        """Note that a key was asked for; code that checks whether it exists can do without."""
        if not self._reading:
            path = (*table.steps, ANY if table.free else key)
            self.asked.setdefault((*table.place, key), path)
            if tried:
                self.tried.add(path)

    def _watched(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(original)

        def read(table: Any, key: str, *args: Any, **kwargs: Any) -> Any:
            path, place = (*table.steps, ANY if table.free else str(key)), (*table.place, str(key))
            if self._reading:
                result = original(table, key, *args, **kwargs)
                return list(result) if name in ("tables", "array") else result
            given = signature.bind(table, key, *args, **kwargs)
            given.apply_defaults()
            self.keys.setdefault(path, Key(path, name, given.arguments))
            self.places.setdefault(path, []).append(place)
            self._reading = True
            try:
                result = original(table, key, *args, **kwargs)
                children = list(result) if name in ("tables", "array") else None
            finally:
                self._reading = False
            if name == "table":
                result.steps, result.place = path, place
            for index, child in enumerate(children or ()):
                step = index if name == "array" else child.id
                child.steps, child.place = (*path, ANY) if name == "tables" else path, (*place, step)
            return result if children is None else children

        return read


def _there(data: Any, where: tuple[str | int, ...]) -> bool:
    for step in where:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _put(data: Any, where: tuple[str | int, ...], value: Any) -> None:
    for step in where[:-1]:
        data = data[step]
    data[where[-1]] = value


def _demanded(data: dict[str, Any], section: str) -> list[str]:
    """Which tables of a section are reported missing when it is empty."""
    faults = _read({**data, section: {}})
    wanted = (path.removeprefix(f"{section}.") for path, fault in faults.items() if "is missing" in fault)
    return [name for name in wanted if name in data[section]]
