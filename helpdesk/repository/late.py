"""A module of the standard library that is loaded when something of it is used, not when it is imported.

SQLAlchemy imports `importlib.metadata` to look for plug-ins, which nobody here has; with it come the libraries of mail
and ZIP, which take a thirtieth of the time from the first paint to a filled screen.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType


class _Late(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def put_off_metadata() -> None:
    """Have `importlib.metadata` loaded late, unless it is there already."""
    name = "importlib.metadata"
    if name not in sys.modules:
        late = _Late(name)
        sys.modules[name] = late
        setattr(importlib, "metadata", late)  # noqa: B010  # as an import would
