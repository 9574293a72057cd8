"""Frozen data classes that are quick to create.

The console has some two hundred value classes, all created at every start. For each frozen one, `dataclasses` writes
and compiles six methods, which took a third of the time from the first paint to a filled screen. Here five are shared,
and `__init__` is written when the first instance is made; a start makes none of most classes. To a type checker, and
to `replace`, `fields` and `asdict`, they are ordinary data classes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]


def _set_once(self: Any, name: str, value: object) -> None:
    """Restores a copied or unpickled instance; each field can be set once, and nothing afterwards."""
    if name not in self.__dataclass_fields__ or hasattr(self, name):
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
    object.__setattr__(self, name, value)


def _never_delete(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _init_of(cls: type[Any]) -> Callable[..., None]:
    """An `__init__` that takes every field in order."""
    takes, puts = ["self"], []
    space: dict[str, Any] = {"_put": object.__setattr__, "_unsaid": object()}
    for one in dataclasses.fields(cls):
        name = value = one.name
        if one.default_factory is not dataclasses.MISSING:
            space[f"_make_{name}"] = one.default_factory
            value = f"_make_{name}() if {name} is _unsaid else {name}"
            takes.append(f"{name}=_unsaid")
        elif one.default is not dataclasses.MISSING:
            space[f"_{name}"] = one.default
            takes.append(f"{name}=_{name}")
        else:
            takes.append(name)
        puts.append(f"_put(self, {name!r}, {value})")
    puts.append("self.__post_init__()" if hasattr(cls, "__post_init__") else "pass")
    exec(f"def __init__({', '.join(takes)}):\n " + "\n ".join(puts), space)  # noqa: S102  # of our own names
    return space["__init__"]  # type: ignore[no-any-return]


def _frozen(cls: type[Any]) -> type[Any]:
    """A frozen class with slots, compared and hashed by its fields."""
    own = dict(vars(cls))
    made: Any = dataclasses.dataclass(slots=True, init=False, repr=False, eq=False)(cls)
    compared = tuple(one.name for one in dataclasses.fields(made) if one.compare)
    values: Callable[[Any], Any] = attrgetter(*compared) if compared else lambda _self: ()

    def first(self: Any, *given: Any, **named: Any) -> None:
        made.__init__ = _init_of(made)
        made.__init__(self, *given, **named)

    def equal(self: Any, other: object) -> Any:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    def hashed(self: Any) -> int:
        return hash((values(self),))

    for name, method in {
        "__init__": first,
        "__eq__": equal,
        "__hash__": hashed,
        "__repr__": _repr,
        "__setattr__": _set_once,
        "__delattr__": _never_delete,
    }.items():
        if name not in own or own[name] is None:
            setattr(made, name, method)
    return made  # type: ignore[no-any-return]


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool = False, slots: bool = False, **options: Any) -> Callable[[type], type]:
        """`dataclasses.dataclass`; for frozen classes with slots and no other options, quicker to create."""
        if frozen and slots and not options:
            return _frozen
        return dataclasses.dataclass(frozen=frozen, slots=slots, **options)
