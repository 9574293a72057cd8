"""Mailing a kept letter: the address, the way and the attachment are shown first. Clause: G8.

Clause: D3, R5, B4, B6.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.content import Content

from helpdesk.domain.display import visible
from helpdesk.domain.letters import KeptLetter
from helpdesk.domain.mail import MailFile, MailServer
from helpdesk.domain.paths import typed_path
from helpdesk.domain.tickets import Delivery
from helpdesk.i18n import _
from helpdesk.tasks import letter_mail
from helpdesk.tasks.letter_mail import ForMail
from screens.case_page import CasePage
from screens.case_words import say_sent
from screens.dialogs.choice import Choice, Option
from screens.dialogs.confirm import Confirm
from screens.mail_password import password_for
from screens.widgets.prose import Said, labelled

if TYPE_CHECKING:
    from helpdesk.tasks.delivery import Way


async def send_by_mail(page: CasePage[Any], kept: KeptLetter) -> bool:
    """Ask for the address, show what would go, and send it; returns whether it went. Runs in a worker of the app.

    Errors: `HelpdeskError`s for failures, which the page reports.
    """
    chosen = await page.in_time(lambda: page.desk.run(letter_mail.open_for_mail, kept.id))
    if chosen is None:
        return False
    address = await _address(page, chosen)
    way = await _way(page) if address is not None else None
    if address is None or way is None:
        return False
    folder = page.desk.config.letters_folder()
    file = await asyncio.to_thread(letter_mail.attached, chosen.kept.letter, folder)
    if not await page.app.push_screen_wait(_question(page, chosen.kept, address, file, way)):
        return False
    page.app.notify(_("{number} is being sent …").format(number=kept.letter.number))
    now = await page.in_time(lambda: asyncio.to_thread(_sent, page, chosen, address, file, way))
    if now is None:
        return False
    page.app.notify(f"{kept.letter.number}: {say_sent(page.desk.policy, now)}")
    return True


async def _address(page: CasePage[Any], chosen: ForMail) -> str | None:
    if len(chosen.addresses) == 1:  # it is shown before anything goes
        return chosen.addresses[0]
    options = [Option(one, visible(one)) for one in chosen.addresses]
    return await page.app.push_screen_wait(Choice(_("To which address?"), options))


async def _way(page: CasePage[Any]) -> Way | None:
    """The way that the settings name for replies; if they name none, a folder is asked for."""
    if (way := page.desk.config.way_for_mail) is not None:
        return way
    from screens.dialogs.line import Line

    said = _(
        "The settings name neither an outbox nor a mail_server: the mail becomes a file for a mail program."
    )
    asked = Line(_("Mail as a file"), _("Folder"), _("Read on"), str(Path.home()), (said,))
    given = await page.app.push_screen_wait(asked)
    return _folder(given) if given else None


def _folder(given: str) -> Path:
    return typed_path(given).absolute()


def _question(page: CasePage[Any], kept: KeptLetter, address: str, file: MailFile, way: Way) -> Confirm:
    server = isinstance(way, MailServer)
    return Confirm(
        _("Send letter {number} by mail?").format(number=kept.letter.number),
        *_what_goes(page, kept, address, file, way),
        yes=_("Send it") if server else _("Hand it on"),
        no=_("Leave it"),
        weighs=True,
    )


def _what_goes(
    page: CasePage[Any], kept: KeptLetter, address: str, file: MailFile, way: Way
) -> Iterator[Said]:
    by = (
        _("mail server {host}").format(host=way.host)
        if isinstance(way, MailServer)
        else _("file in {folder}").format(folder=way)
    )
    lines = (
        (_("Address"), address),
        (_("Subject"), f"{kept.letter.subject} ({kept.letter.number})"),
        (_("Attached"), file.name),
        (_("By"), by),
    )
    yield from labelled(lines, max(len(label) for label, _said in lines) + 2)
    if file.media_type != "application/pdf":
        yield ""
        yield _("PDFs can't be made here, because Typst is not installed: the letter goes as text.")
    if kept.sent is not None or kept.delivery is Delivery.FAILED:
        yield ""
        yield Content(_("Before: {state}").format(state=say_sent(page.desk.policy, kept)))


def _sent(page: CasePage[Any], chosen: ForMail, address: str, file: MailFile, way: Way) -> KeptLetter:
    """Send it, in a thread. Errors: `HelpdeskError`s."""
    password = password_for(page.console, page.desk, way)
    return letter_mail.send(page.desk.do, chosen, address, file, way, password)
