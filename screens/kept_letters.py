"""What can be done with a letter kept with a case: read, mail, save to a file, record as sent.

Clause: G8, D3, B4.
"""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from typing import Any

from helpdesk.domain.letters import KeptLetter
from helpdesk.i18n import _, show_date, tell
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
    """Show a letter, and do with it what is wanted; returns whether it went out now. Runs in a worker of the app."""
    wanted = await _shown(page, kept)
    while wanted in (Wanted.ANEW, Wanted.PDF, Wanted.TEXT):
        if wanted is not Wanted.ANEW:
            await _saved(page, kept, wanted)  # it is then posted, or still mailed
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
    """Show it with its state; returns what to do with it."""
    title = _("Letter {number}").format(number=kept.letter.number)
    text, state = letters.text(kept.letter), say_state(page.desk.policy, kept)
    overtaken = await page.desk.read(letter_renewal.overtaken, kept)
    is_outdated = overtaken is None and kept.is_outdated(_today(page))
    if overtaken is not None:
        waits = (state,) if overtaken.may_go_later else ()
        state = "\n".join((*waits, *map(tell, overtaken.in_short)))
    if is_outdated and (last := kept.letter.good_until):
        told = _("It was to go out by {day}: what it says is no longer true.")
        state = f"{state}\n{told.format(day=show_date(last))}"
    about = page.customer.id if page.customer else ""
    return await page.app.push_screen_wait(
        LetterDialog(title, text, state=state, about=about, is_outdated=is_outdated, may_go=overtaken is None)
    )


async def _went_in_time(page: CasePage[Any], kept: KeptLetter) -> bool:
    """For a letter that can't go out any more as it is: whether it went out before."""
    overtaken = await page.desk.read(letter_renewal.overtaken, kept)
    if overtaken is not None:
        asked, told = _("Did it go out before that?"), tell(overtaken.what)
    elif kept.is_outdated(_today(page)) and (last := kept.letter.good_until) is not None:
        asked = _("Did it go out by {day}?").format(day=show_date(last))
        told = _("After that day what it says was no longer true: if so, rewrite it and send that.")
    else:
        return True
    question = Confirm(asked, told, yes=_("It did"), no=_("Leave it"), weighs=True)
    return await page.app.push_screen_wait(question) is True


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
