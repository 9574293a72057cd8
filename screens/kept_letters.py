"""What is done with a letter that is kept with a case: read, sent by mail, written to a file, put on record as sent.

Clause: G8, D3, B4.
"""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from typing import Any

from helpdesk.domain.letters import KeptLetter
from helpdesk.i18n import _, show_date
from helpdesk.tasks import letter_renewal, letters
from helpdesk.tasks.new_files import write_new
from screens.case_page import CasePage
from screens.case_words import say_state
from screens.customer_words import channel_names
from screens.dialogs.choice import Choice, Option
from screens.dialogs.confirm import Confirm
from screens.dialogs.letter import LetterDialog, Wanted
from screens.letter_by_mail import send_by_mail


async def look_at_letter(page: CasePage[Any], kept: KeptLetter) -> bool:
    """Show a letter, and do with it what is wanted; whether it went out now. Runs in a worker of the app."""
    wanted = await _shown(page, kept)
    while wanted in (Wanted.ANEW, Wanted.PDF, Wanted.TEXT):
        if wanted is not Wanted.ANEW:
            await _saved(page, kept, wanted)  # and then it is posted, or sent by mail all the same
        elif (anew := await page.in_time(partial(page.desk.run, letter_renewal.renew, kept.id))) is None:
            return False
        else:
            kept = anew
        wanted = await _shown(page, kept)
    if wanted is Wanted.MAIL:
        return await send_by_mail(page, kept)
    if wanted is Wanted.SENT:
        return await _went_in_time(page, kept) and await _sent(page, kept)
    return False


async def _shown(page: CasePage[Any], kept: KeptLetter) -> Wanted | None:
    """Show it, with where it stands; what is wanted of it."""
    title = _("Letter {number}").format(number=kept.letter.number)
    text, state = letters.text(kept.letter), say_state(page.desk.policy, kept)
    is_outdated = kept.is_outdated(_today(page))
    if is_outdated and (last := kept.letter.good_until):
        told = _("It was to go out by {day}: what it says is no longer true.")
        state = f"{state}\n{told.format(day=show_date(last))}"
    about = page.customer.id if page.customer else ""
    return await page.app.push_screen_wait(
        LetterDialog(title, text, state=state, about=about, is_outdated=is_outdated)
    )


async def _went_in_time(page: CasePage[Any], kept: KeptLetter) -> bool:
    """Of one that can't go out any more as it is: whether it went before."""
    if not kept.is_outdated(_today(page)) or (last := kept.letter.good_until) is None:
        return True
    asked = Confirm(
        _("Did it go out by {day}?").format(day=show_date(last)),
        _("After that day what it says was no longer true: if so, rewrite it and send that."),
        yes=_("It did"),
        no=_("Leave it"),
        weighs=True,
    )
    did = await page.app.push_screen_wait(asked)
    return bool(did)


async def _sent(page: CasePage[Any], kept: KeptLetter) -> bool:
    options = [Option(channel, name) for channel, name in channel_names(page.desk.policy).items()]
    how = await page.app.push_screen_wait(Choice(_("How did it go out?"), options))
    if how is None:
        return False
    now = await page.in_time(lambda: page.desk.run(letters.sent, kept.id, how))
    if now is not None:
        page.app.notify(_("On record: {number} went out.").format(number=kept.letter.number))
    return now is not None


async def _saved(page: CasePage[Any], kept: KeptLetter, wanted: Wanted) -> None:
    """Ask where, and write it there; no file is written over."""
    from screens.dialogs.save_as import save

    if wanted is Wanted.PDF:
        letters.insist_on_pdf()
    letter, ending = kept.letter, "pdf" if wanted is Wanted.PDF else "txt"

    async def write(given: str) -> object:
        if wanted is Wanted.PDF:
            return await asyncio.to_thread(letters.save_pdf, letter, given, page.desk.config.letters_folder())
        text = letters.text(letter).encode()
        return await asyncio.to_thread(write_new, given, lambda out: out.write(text))

    await save(page.app, _("Save to a file"), _("Save"), f"{letter.number}.{ending}", write)


def _today(page: CasePage[Any]) -> date:
    return page.desk.policy.today(page.desk.clock())
