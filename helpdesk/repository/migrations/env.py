"""How Alembic runs here: always on the connection that `upgrade` passes, in its transaction."""

from alembic import context

from helpdesk.repository.migrations.env_filter import is_ours
from helpdesk.repository.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    include_name=is_ours,
)
context.run_migrations()
