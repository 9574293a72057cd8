"""How Alembic runs here: always on the connection that `upgrade` hands over, inside its transaction."""

from alembic import context

from helpdesk.repository import case_tables, letter_tables, remote_tables, ticket_tables  # noqa: F401  # known by being imported
from helpdesk.repository.migrations.env_filter import is_ours

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=remote_tables.SessionRow.metadata,
    render_as_batch=True,
    include_name=is_ours,
)
context.run_migrations()
