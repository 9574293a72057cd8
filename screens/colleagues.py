"""Asking which colleague does something, in the same way everywhere. Clause: B1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from helpdesk.domain.display import visible
from helpdesk.i18n import _
from helpdesk.policy.model import Job
from helpdesk.tasks import technicians
from screens.dialogs.choice import Choice, Option

if TYPE_CHECKING:
    from helpdesk.desk import Desk


async def ask_colleague(app: App[Any], desk: Desk, job: Job, title: str, now: str, *said: str) -> str | None:
    """The login of somebody with a job; `""` for nobody, if it is somebody's `now`; `None` if nothing was chosen.

    `said` is what to know, a line each. Runs in a worker. Errors: `Refused` without the job.
    """
    colleagues = await desk.read(technicians.colleagues, job)
    options = [Option(one.login, visible(one.name)) for one in colleagues if one.login != now]
    if now:
        options.append(Option("", _("nobody")))
    return await app.push_screen_wait(Choice(title, options, *said))
