"""Frozen data classes that are quick to make, and so are their values.

The console's values are some two hundred classes, all made at every start. `dataclasses` writes and compiles six
methods for each that is frozen, which took a third of the time from the first paint to a filled screen; here one is,
`__init__`, and the others are shared. A look at Today makes a thousand values: each field is set in its slot, past the
method that refuses to set it. To a type checker, and to `replace`, `fields` and `asdict`, they are data classes like
any other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]


_UNSET = object()


def _never_set(self: Any, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _restore(self: Any, state: tuple[None, dict[str, object]]) -> None:
    """What copying and unpickling do in the place of `__init__`."""
    for name, value in state[1].items():
        object.__setattr__(self, name, value)


def _never_delete(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _init_of(made: type[Any]) -> Callable[..., None]:
    """The `__init__` of a class: its fields in their order, each set in its slot."""
    space: dict[str, Any] = {"_unset": _UNSET}
    given, lines = ["self"], []
    for one in dataclasses.fields(made):
        name, value = one.name, one.name
        space[f"_set_{name}"] = getattr(made, name).__set__
        if one.default_factory is not dataclasses.MISSING:
            space[f"_make_{name}"] = one.default_factory
            value = f"_make_{name}() if {name} is _unset else {name}"
            name = f"{name}=_unset"
        elif one.default is not dataclasses.MISSING:
            space[f"_default_{name}"] = one.default
            name = f"{name}=_default_{name}"
        given.append(name)
        lines.append(f"_set_{one.name}(self, {value})")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    exec(f"def __init__({', '.join(given)}):\n " + "\n ".join(lines or ["pass"]), space)  # noqa: S102
    init: Callable[..., None] = space["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init


def _frozen(cls: type[Any]) -> type[Any]:
    """A class with slots that is frozen, compared and hashed by its fields."""
    own = dict(vars(cls))
    made: Any = dataclasses.dataclass(slots=True, init=False, repr=False, eq=False)(cls)
    compared = tuple(one.name for one in dataclasses.fields(made) if one.compare)
    values: Callable[[Any], Any] = attrgetter(*compared) if compared else lambda _self: ()

    def equal(self: Any, other: object) -> Any:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    def hashed(self: Any) -> int:
        return hash((values(self),))

    for name, method in {
        "__init__": _init_of(made),
        "__eq__": equal,
        "__hash__": hashed,
        "__repr__": _repr,
        "__setattr__": _never_set,
        "__delattr__": _never_delete,
        "__setstate__": _restore,
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
