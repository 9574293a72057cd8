"""Frozen data classes that are quick to make.

The console's values are some two hundred classes, all made at every start. `dataclasses` writes and compiles six
methods for each that is frozen, which took a third of the time from the first paint to a filled screen; here one is,
and the others are shared. To a type checker, and to `replace`, `fields` and `asdict`, they are data classes like any
other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]


def _set_once(self: Any, name: str, value: object) -> None:
    """The making of an instance sets each field, once; nothing sets or adds one afterwards."""
    if name not in self.__dataclass_fields__ or hasattr(self, name):
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
    object.__setattr__(self, name, value)


def _never_delete(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _frozen(cls: type[Any]) -> type[Any]:
    """A class with slots that is frozen, compared and hashed by its fields."""
    own = dict(vars(cls))
    made: Any = dataclasses.dataclass(slots=True, repr=False, eq=False)(cls)
    compared = tuple(one.name for one in dataclasses.fields(made) if one.compare)
    values: Callable[[Any], Any] = attrgetter(*compared) if compared else lambda _self: ()

    def equal(self: Any, other: object) -> Any:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    def hashed(self: Any) -> int:
        return hash((values(self),))

    for name, method in {
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
        """`dataclasses.dataclass`; where it is to be frozen, with slots and nothing else, quicker to make."""
        if frozen and slots and not options:
            return _frozen
        return dataclasses.dataclass(frozen=frozen, slots=slots, **options)
