"""Schema versions: which one a store has, and upgrading it to this program's.

The version is read with one plain query; Alembic is imported only when a store is created or out of date.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from helpdesk.domain.errors import StoreNewer
from helpdesk.domain.messages import msg

HEAD = "0022"
"""The schema that this program works with; the newest file in `versions/`."""


def version(connection: Connection) -> str | None:
    """The schema version of a store, `None` for one without tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar_one_or_none()


def check(found: str | None) -> bool:
    """Whether a store is ready for this program; `False` if it must be upgraded.

    Errors: `StoreNewer` if a newer program made it.
    """
    if found is not None and found > HEAD:
        raise StoreNewer(
            msg(
                "This store was made by a newer version of the program (schema {found}).",
                found=found,
            ),
            safe=msg("Nothing was read or changed."),
            todo=msg("Install the newer version; `helpdesk doctor` shows which you have."),
        )
    return found == HEAD


def upgrade(engine: Engine) -> None:
    """Bring a store, new or old, to `HEAD` in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with engine.connect() as connection:
        # A batch migration recreates a table; with foreign keys on, that would empty the tables that refer to it.
        _foreign_keys(connection, "off")
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        finally:
            _foreign_keys(connection, "on")


def _foreign_keys(connection: Connection, switch: str) -> None:
    """Outside any transaction: inside one, SQLite ignores it."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        driver.execute(f"pragma foreign_keys = {switch}")
