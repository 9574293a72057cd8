"""How Alembic runs here: always on the connection that `upgrade` hands over, inside its transaction."""

from alembic import context

from helpdesk.repository import (  # known by being imported
    case_tables,  # noqa: F401
    letter_tables,  # noqa: F401
    remote_tables,
    ticket_tables,  # noqa: F401
)
from helpdesk.repository.migrations.env_filter import is_ours

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=remote_tables.SessionRow.metadata,
    render_as_batch=True,
    include_name=is_ours,
)
context.run_migrations()
