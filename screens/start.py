"""Opening the desk after the first paint; asks for a pass phrase, or creates a first store, if needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.errors import HelpdeskError, Invalid, StoreMissing, WrongKey
from helpdesk.i18n import _
from screens.waiting import busy

if TYPE_CHECKING:
    from screens.places import Place
    from screens.typed_ahead import TypedAheadApp


async def start(app: TypedAheadApp, setup: Place) -> bool:
    """Open the desk of a console, in one of its workers; `setup` is where a first store is created.

    `False`: it could not be opened, and nobody wanted to try again. Errors: `Invalid` for a policy with faults.
    """
    phrase: str | None = None
    while not app.desk.is_open:
        try:
            with busy(app.screen, doing=_("opening the store …")):
                await app.desk.start(phrase)
        except StoreMissing:
            app.forget_keys()
            if not await app.push_screen_wait(setup(app.desk)):
                return False
        except WrongKey as error:
            phrase = await _pass_phrase(app, error, again=phrase is not None)
            if phrase is None:
                return False
        except Invalid:
            raise
        except HelpdeskError as error:
            if not await _again(app, error):
                return False
    return True


async def _pass_phrase(app: TypedAheadApp, error: WrongKey, *, again: bool) -> str | None:
    """Another pass phrase to try, or `None` to leave."""
    try:
        wrapped = app.desk.has_passphrase
    except HelpdeskError:  # the key file itself is unusable, and `error` says so
        wrapped = False
    if not wrapped:
        return "" if await _again(app, error) else None
    from screens.dialogs.pass_phrase import PassPhrase

    phrase: str | None = await app.push_screen_wait(PassPhrase(again=again))
    return phrase


async def _again(app: TypedAheadApp, error: HelpdeskError) -> bool:
    """Whether to try again after an error that was shown."""
    from screens.dialogs.notice import Notice

    app.forget_keys()
    again = await app.push_screen_wait(Notice.of(error, again=True))
    return bool(again)
