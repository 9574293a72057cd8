"""The mail server's password, from the place that the settings name, or asked on the screen. Clause: B6."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from helpdesk.domain.mail import MailServer
from helpdesk.tasks import delivery
from helpdesk.tasks.delivery import Way

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from screens.handing_over import HandingOverApp


def password_for(app: HandingOverApp, desk: Desk, way: Way) -> str:
    """The password, `""` for a folder; blocks while somebody is asked, so use a thread. Errors: `HelpdeskError`."""
    from screens.asking import answer_to
    from screens.dialogs.secret import Secret

    where = way.host if isinstance(way, MailServer) else ""
    return delivery.password_of(
        way,
        os.environ,
        desk.config.keepass,
        lambda what: answer_to(app, lambda: Secret(what, where), lambda: app.leaving),
    )
