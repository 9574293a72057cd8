"""A table is written as a class of typed columns, and is a plain table."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Date, ForeignKey, Integer, Text, create_engine, insert, select
from support.project import python

from helpdesk.repository.mapping import Index, Mapped, TableClass, mapped_column


class Base(TableClass):
    """The root of these tables."""


class Shelf(Base):
    """Where books stand."""

    __tablename__ = "shelves"
    id: Mapped[int] = mapped_column(primary_key=True)


class Book(Base):
    """A book, on a shelf or lent."""

    __tablename__ = "books"
    __table_args__ = (Index("ix_books_title", "title"), {"comment": "what can be lent"})
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(default="untitled", info={"category": "none"})
    bought: Mapped[date | None] = mapped_column()
    shelf: Mapped[int | None] = mapped_column(Integer, ForeignKey("shelves.id"))


def test_the_annotation_says_what_a_column_holds_and_whether_it_may_be_empty() -> None:
    table = Book.__table__
    assert [(type(column.type), column.nullable) for column in table.columns] == [
        (Integer, False),
        (Text, False),
        (Date, True),
        (Integer, True),
    ]
    assert table.c.title.info == {"category": "none"}


def test_constraints_indexes_and_options_belong_to_the_table() -> None:
    table = Base.metadata.tables["books"]
    assert [index.name for index in table.indexes] == ["ix_books_title"]
    assert [key.column for key in table.foreign_keys] == [Shelf.__table__.c.id]
    assert table.comment == "what can be lent"


def test_the_class_stands_where_a_table_can_and_its_attributes_where_columns_can() -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(Book), [{"bought": date(2026, 5, 4)}])
        found = connection.execute(select(Book.title, Book.bought).where(Book.bought.is_not(None))).one()
    assert (found.title, found.bought) == ("untitled", date(2026, 5, 4))
    engine.dispose()


def test_a_column_of_the_orm_is_refused_and_named() -> None:
    from sqlalchemy.orm import mapped_column as of_the_orm

    with pytest.raises(TypeError, match=r"Lost\.id"):

        class Lost(Base):
            __tablename__ = "lost"
            id: Mapped[int] = of_the_orm(primary_key=True)


def test_the_tables_need_no_orm() -> None:
    code = "import sys, helpdesk.repository.store; print('sqlalchemy.orm' in sys.modules)"
    assert python(code).strip() == "False"
