"""Tables written as classes of typed columns, without SQLAlchemy's ORM.

A class is written, and checked by mypy, as in SQLAlchemy's typed mapping; it becomes a plain table, and its attributes
that table's columns. There are no sessions; importing the ORM and mapping every class with it would take a quarter of
the time between the first paint and the first reading.

A table is created on first use, and its indexes once all tables are needed: a start uses half of the tables, and no
index.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from inspect import get_annotations
from threading import RLock
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy
from sqlalchemy import Boolean, Column, Date, Double, Integer, LargeBinary, MetaData, Text
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine


class _Said:
    """What was declared for a column or index; a column's name is in the class, its type in the annotation."""

    def __init__(self, *given: Any, **options: Any) -> None:
        self.given = given
        self.options = options


class _Index(_Said):
    """What was declared for an index: its name, its columns by name, and options."""


if TYPE_CHECKING:
    from sqlalchemy import Index as Index
    from sqlalchemy.orm import Mapped as Mapped
    from sqlalchemy.orm import mapped_column as mapped_column
else:
    Index, Mapped, mapped_column = _Index, Column, _Said

_HOLDS = re.compile(r"Mapped\[(\w+)( \| None)?\]")

_MAKING = RLock()
"""Held while a table is created; jobs run in several threads."""


class _Late(type):
    """The class of classes that become tables on first use."""

    elsewhere: tuple[str, ...]
    _schema: MetaData
    _columns: dict[str, tuple[_Said, str, bool]]
    """By name: the declaration, the annotated type, and whether it may be null."""
    _without_indexes: list[type[TableClass]]

    def __getattr__(cls, name: str) -> Any:
        if name != "__table__" and name not in vars(cls).get("_columns", ()):
            raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")
        with _MAKING:
            if "__table__" not in vars(cls):
                cls._make()
        return vars(cls)[name]

    @property
    def metadata(cls) -> MetaData:
        """All tables of the root, with their indexes."""
        for module in cls.elsewhere:
            import_module(module)
        with _MAKING:
            while cls._without_indexes:
                cls._without_indexes[0]._add_indexes()
                del cls._without_indexes[0]
        return cls._schema


class TableClass(metaclass=_Late):
    """The root of classes that are tables. SQLAlchemy takes such a class where it takes a table."""

    naming: ClassVar[Mapping[str, str]] = {}
    """The convention by which constraints and indexes get their names."""
    elsewhere: ClassVar[tuple[str, ...]] = ()
    """Modules with tables of this root, loaded when all of them are needed."""
    types: ClassVar[Mapping[str, type[TypeEngine[Any]]]] = {
        "bool": Boolean,
        "bytes": LargeBinary,
        "date": Date,
        "float": Double,
        "int": Integer,
        "str": Text,
    }
    """How an annotated type is stored, if the column does not say."""
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[Any, ...]] = ()
    """Constraints and indexes; a dict has options of the table."""
    __table__: ClassVar[sqlalchemy.Table]

    def __init_subclass__(cls) -> None:
        """Note what the table will be, if the class has a name for one.

        Errors: `TypeError` for a column that was not declared with this module's `mapped_column`.
        """
        if TableClass in cls.__bases__:
            cls._schema, cls._without_indexes = MetaData(naming_convention=cls.naming), []
        if "__tablename__" not in vars(cls):
            return
        cls._columns = {}
        for name, annotation in get_annotations(cls).items():
            if found := _HOLDS.fullmatch(annotation):
                said = vars(cls).get(name)
                if not isinstance(said, _Said):
                    raise TypeError(f"{cls.__name__}.{name} needs mapped_column of {__name__}")
                cls._columns[name] = said, found[1], found[2] is not None
                delattr(cls, name)
        cls._without_indexes.append(cls)

    @classmethod
    def __clause_element__(cls) -> sqlalchemy.Table:
        """What SQLAlchemy asks of anything used in place of a table."""
        return cls.__table__

    @classmethod
    def _make(cls) -> None:
        columns = {name: cls._column(name, *said) for name, said in cls._columns.items()}
        args = [one for one in cls.__table_args__ if not isinstance(one, (dict, _Index))]
        options = {name: one[name] for one in cls.__table_args__ if isinstance(one, dict) for name in one}
        table = sqlalchemy.Table(cls.__tablename__, cls._schema, *columns.values(), *args, **options)
        for name, column in columns.items():
            setattr(cls, name, column)
        cls.__table__ = table

    @classmethod
    def _column(cls, name: str, said: _Said, holds: str, empty: bool) -> Column[Any]:
        typed = not all(isinstance(one, SchemaItem) for one in said.given)
        given = said.given if typed else (cls.types[holds], *said.given)
        return Column(name, *given, **{"nullable": empty, **said.options, "index": None})

    @classmethod
    def _add_indexes(cls) -> None:
        columns = cls.__table__.c
        for name, (said, _, _) in cls._columns.items():
            if said.options.get("index"):
                sqlalchemy.Index(None, columns[name])
        for one in cls.__table_args__:
            if isinstance(one, _Index):
                name, *of = one.given
                sqlalchemy.Index(name, *(columns[column] for column in of), **one.options)
