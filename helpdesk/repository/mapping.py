"""Tables written as classes of typed columns, without SQLAlchemy's ORM.

A class is written, and checked by mypy, as in SQLAlchemy's typed mapping; it becomes a plain table, and its attributes
that table's columns. Nothing here lives in a session, and importing the ORM and mapping every class with it would take
a quarter of the time between the first paint and the first reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy
from sqlalchemy import Boolean, Column, Date, Double, Integer, LargeBinary, MetaData, Text
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine


class _Said:
    """What was said of a column; its name stands in the class and its type in the annotation."""

    def __init__(self, *given: Any, **options: Any) -> None:
        self.given = given
        self.options = options


if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped as Mapped
    from sqlalchemy.orm import mapped_column as mapped_column
else:
    Mapped, mapped_column = Column, _Said

_HOLDS = re.compile(r"Mapped\[(\w+)( \| None)?\]")


class TableClass:
    """The root of classes that are tables. SQLAlchemy takes such a class where it takes a table."""

    metadata: ClassVar[MetaData]
    types: ClassVar[Mapping[str, type[TypeEngine[Any]]]] = {
        "bool": Boolean,
        "bytes": LargeBinary,
        "date": Date,
        "float": Double,
        "int": Integer,
        "str": Text,
    }
    """How what an annotation names is stored, where the column does not say."""
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[Any, ...]] = ()
    """Constraints and indexes; a dict holds options of the table."""
    __table__: ClassVar[sqlalchemy.Table]

    def __init_subclass__(cls) -> None:
        """Make the table, where the class has a name for one.

        Errors: `TypeError` for a column that was not said with `mapped_column` of this module.
        """
        if "__tablename__" not in vars(cls):
            return
        columns = {
            name: cls._column(name, found[1], empty=found[2] is not None)
            for name, annotation in get_annotations(cls).items()
            if (found := _HOLDS.fullmatch(annotation))
        }
        for name, column in columns.items():
            setattr(cls, name, column)
        args = [one for one in cls.__table_args__ if not isinstance(one, dict)]
        options = {name: one[name] for one in cls.__table_args__ if isinstance(one, dict) for name in one}
        cls.__table__ = sqlalchemy.Table(cls.__tablename__, cls.metadata, *columns.values(), *args, **options)

    @classmethod
    def __clause_element__(cls) -> sqlalchemy.Table:
        """What SQLAlchemy asks of that which stands in the place of a table."""
        return cls.__table__

    @classmethod
    def _column(cls, name: str, holds: str, *, empty: bool) -> Column[Any]:
        said = vars(cls).get(name)
        if not isinstance(said, _Said):
            raise TypeError(f"{cls.__name__}.{name} needs mapped_column of {__name__}")
        typed = not all(isinstance(one, SchemaItem) for one in said.given)
        given = said.given if typed else (cls.types[holds], *said.given)
        return Column(name, *given, **{"nullable": empty, **said.options})
