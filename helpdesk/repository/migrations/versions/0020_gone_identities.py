"""Forget the Message-ID of mails in which an older program deleted something: it may name the sender."""

import sqlalchemy as sa
from alembic import op

from helpdesk.domain.ticket_values import gone_identity

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_LEFT = (
    "select seq, message_id from ticket_messages"
    " where direction = 'in' and fingerprint = '' and message_id <> '' and message_id not like 'gone:%'"
)
"""A mail that came in has a fingerprint until something in it is deleted."""


def upgrade() -> None:
    """Keep only what recognises the same mail when it comes again."""
    connection = op.get_bind()
    gone = sa.text("update ticket_messages set message_id = :gone where seq = :seq")
    for seq, identity in connection.execute(sa.text(_LEFT)).all():
        connection.execute(gone, {"seq": seq, "gone": gone_identity(identity)})
