"""The mail server's password, from the place that the settings name, or asked on the screen. Clause: B6."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from helpdesk.domain.mail import MailServer
from helpdesk.tasks import delivery

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from screens.handing_over import HandingOverApp


def password_for(app: HandingOverApp, desk: Desk, server: MailServer) -> str:
    """The password; blocks while somebody is asked, so use a thread. Errors: `HelpdeskError`."""
    from screens.asking import answer_to
    from screens.dialogs.secret import Secret

    return delivery.password_of(
        server,
        os.environ,
        desk.config.keepass,
        lambda what: answer_to(app, lambda: Secret(what, server.host), lambda: app.leaving),
    )
