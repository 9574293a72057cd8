"""A standard library module that is loaded on first use, not on import.

SQLAlchemy imports `importlib.metadata` to look for plug-ins, which nobody here has. With it come the mail and ZIP
libraries, which take a thirtieth of the time from the first paint to a filled screen.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType


class _Late(ModuleType):
    """Stands for a module until something in it is used."""

    def __getattr__(self, name: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def put_off_metadata() -> None:
    """Load `importlib.metadata` late, unless it is loaded already."""
    name = "importlib.metadata"
    if name not in sys.modules:
        late = _Late(name)
        sys.modules[name] = late
        setattr(importlib, "metadata", late)  # noqa: B010  # as an import would
