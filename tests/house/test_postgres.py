"""The PostgreSQL rig: a real server on any machine, a database of its own for every test."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest
from support import postgres as rig
from support.postgres import Postgres


def _ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(question.encode())
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


@pytest.mark.parametrize("round_", [1, 2])
def test_every_test_gets_an_empty_database(postgres_database: str, round_: int) -> None:
    assert _ask(postgres_database, "select count(*) from pg_tables where tablename = 'mine'") == 0
    assert _ask(postgres_database, "create table mine (id int)") is None


def test_a_database_can_be_a_copy_of_another(postgres: Postgres, postgres_database: str) -> None:
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute("create table mine as select 7 as it")
    copy = postgres.create(template=postgres_database)
    try:
        assert _ask(copy, "select it from mine") == 7
    finally:
        postgres.drop(copy)


def test_the_text_is_unicode(postgres_database: str) -> None:
    assert _ask(postgres_database, "select lower('ÉÉN')") == "één"


def test_a_server_that_is_named_is_used(postgres: Postgres) -> None:
    with rig.server({rig.VARIABLE: postgres.url}) as named:
        assert named.url == postgres.url


@pytest.mark.slow
def test_the_wheel_has_a_server_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where another account has to run it, which can't reach the wheel."""
    monkeypatch.setattr(rig, "system_binaries", lambda: None)
    monkeypatch.setattr(rig, "_reachable", lambda path: False)
    with rig.server({}) as running:
        folder = Path(running.url.partition("host=")[2]).parent
        assert _ask(running.url, "select 1") == 1
    assert not folder.exists()


def test_its_folder_can_be_entered_by_the_account_it_runs_as(postgres: Postgres) -> None:
    data = _ask(postgres.url, "show data_directory")
    assert os.geteuid() != 0 or Path(str(data)).owner() != "root"
