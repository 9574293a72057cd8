"""The search index on PostgreSQL: pg_trgm if available, else an array of trigrams with the core's GIN."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, CursorResult, Engine

from helpdesk.repository.search_text import CUSTOMERS, FOLLOWERS, LOOKED_AT, Catalogue, Fit, trigrams

_DOCUMENTS = ("create table {name}_search (id bigint primary key, folded text not null)",)
_KEYS = (
    'create table {name}_search_keys (key text collate "C" not null, id bigint not null, primary key (key, id))',
)
_WITH_EXTENSION = ("create index {name}_trigrams on {name}_search using gin (folded gin_trgm_ops)",)
_WITHOUT_EXTENSION = (
    "create or replace function customer_search_trigrams(folded text) returns text[] language sql immutable strict"
    " parallel safe cost 10000"  # so that the planner uses the index instead of computing this for every row
    " as $$ select array(select distinct substr(spaced, at, 3) from replace(folded, ' ', '  ') as spaced,"
    " generate_series(1, length(spaced) - 2) as at) $$",
    "create index {name}_trigrams on {name}_search using gin (customer_search_trigrams(folded))",
)
_LIKE_SIGNS = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})

_arrays: WeakKeyDictionary[Engine, bool] = WeakKeyDictionary()


class PostgresIndex:
    """The index on one connection."""

    def __init__(self, connection: Connection, catalogue: Catalogue = CUSTOMERS) -> None:
        self._connection = connection
        self._catalogue = catalogue

    def create(self) -> None:
        """Create the tables and the index."""
        keys = _KEYS if self._catalogue.keyed else ()
        for statement in (*_DOCUMENTS, *keys, *(_WITH_EXTENSION if self._extended() else _WITHOUT_EXTENSION)):
            self._run(statement)

    def prepare(self) -> None:
        """Nothing: the server keeps its own statistics."""

    def drop(self) -> None:
        """Remove what `create` made; the extension may be somebody else's and stays."""
        self._run("drop table if exists {name}_search_keys, {name}_search")
        if self._catalogue is CUSTOMERS:
            self._run("drop function if exists customer_search_trigrams(text)")

    def documents(self, ids: Sequence[int]) -> dict[int, str]:
        """The documents of some customers, by id."""
        return dict(
            self._pairs("select id, folded from {name}_search where id = any(%s::bigint[])", list(ids))
        )

    def write(self, documents: Sequence[tuple[int, str]]) -> None:
        """Add documents of customers that have none."""
        self._run(
            "insert into {name}_search select * from unnest(%s::bigint[], %s::text[])",
            ([id_ for id_, _ in documents], [folded for _, folded in documents]),
        )

    def replace(self, documents: Sequence[tuple[int, str, str]]) -> None:
        """Replace documents: for each its id, the old one, and the new one."""
        self._run(
            "update {name}_search set folded = new.folded"
            " from unnest(%s::bigint[], %s::text[]) as new (id, folded) where {name}_search.id = new.id",
            ([id_ for id_, _, _ in documents], [now for _, _, now in documents]),
        )

    def settle(self) -> None:
        """Sort new entries into the index in one go; until then every search would scan them."""
        self._run("select gin_clean_pending_list('{name}_trigrams')")

    def erase(self, ids: Sequence[int]) -> None:
        """Remove documents."""
        self._run("delete from {name}_search where id = any(%s::bigint[])", (list(ids),))

    def add_keys(self, keys: Sequence[tuple[str, int]]) -> None:
        """Add keys with their customers."""
        self._run(
            "insert into {name}_search_keys select * from unnest(%s::text[], %s::bigint[])",
            ([key for key, _ in keys], [id_ for _, id_ in keys]),
        )

    def erase_keys(self, keys: Sequence[tuple[str, int]]) -> None:
        """Take keys out."""
        self._run(
            "delete from {name}_search_keys where (key, id) in (select * from unnest(%s::text[], %s::bigint[]))",
            ([key for key, _ in keys], [id_ for _, id_ in keys]),
        )

    def beginning(self, key: str, limit: int) -> Iterator[tuple[int, str]]:
        """Documents with a key that begins like this, in the order of their keys."""
        return self._pairs(
            "select id, folded from (select id from {name}_search_keys where key >= %s and key < %s"
            " order by key limit %s) as keyed join {name}_search using (id)",
            key,
            key + "\U0010ffff",
            limit,
        )

    def question(self, words: Sequence[str], fit: Fit, thorough: bool) -> tuple[tuple[str, ...], float]:
        """The parts of the words; the server plans by itself how to be `thorough`, and keeps its own statistics."""
        return tuple(fit.parts(words)), inf

    def holding(self, terms: Sequence[str], limit: int = LOOKED_AT) -> Iterator[tuple[int, str]]:
        """At most `limit` documents that contain the parts, or nearly."""
        conditions, values = _in_arrays(terms) if self._has_arrays() else _like(terms)
        where = f"where {' and '.join(conditions)}" if conditions else ""
        order = "order by id desc" if self._catalogue.newest_first else ""
        return self._pairs(f"select id, folded from {{name}}_search {where} {order} limit {limit}", *values)

    def _pairs(self, sql: str, *parameters: object) -> Iterator[tuple[int, str]]:
        for row in self._run(sql, parameters):
            yield row[0], row[1]

    def _run(self, sql: str, *parameters: Any) -> CursorResult[*tuple[Any, ...]]:
        return self._connection.exec_driver_sql(sql.replace("{name}", self._catalogue.name), *parameters)

    def _extended(self) -> bool:
        """Whether the extension is there, or can be created: not every account has permission for that."""
        installed = "select exists (select from pg_extension where extname = 'pg_trgm')"
        if self._connection.exec_driver_sql(installed).scalar_one():
            return True
        may = (
            "select exists (select from pg_available_extension_versions where name = 'pg_trgm' and"
            " (not superuser or trusted)) and has_database_privilege(current_database(), 'create')"
        )
        if not self._connection.exec_driver_sql(may).scalar_one():
            return False
        self._connection.exec_driver_sql("create extension pg_trgm")
        return True

    def _has_arrays(self) -> bool:
        engine = self._connection.engine
        if engine not in _arrays:
            made = self._connection.exec_driver_sql(
                "select to_regprocedure('customer_search_trigrams(text)') is not null"
            )
            _arrays[engine] = bool(made.scalar_one())
        return _arrays[engine]


def _like(parts: Sequence[str]) -> tuple[list[str], list[object]]:
    return ["folded like %s"] * len(parts), [f"%{part.translate(_LIKE_SIGNS)}%" for part in parts]


def _in_arrays(parts: Sequence[str]) -> tuple[list[str], list[object]]:
    """Every trigram of the parts; for a part too short for one, all that begin with it."""
    conditions: list[str] = []
    values: list[object] = []
    for part in parts:
        whole = trigrams(part.replace(" ", "  "))
        conditions.append(f"customer_search_trigrams(folded) {'@>' if whole else '&&'} %s::text[]")
        values.append(sorted(whole) or [part + follower for follower in FOLLOWERS])
    return conditions, values
