"""Who the file is about, what everybody should know, and what it is open for. Clause: P2, R5, R6."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from textual.content import Content

from helpdesk.domain.customer import CustomerFile
from helpdesk.domain.display import dotted, visible
from helpdesk.domain.remote import Session
from helpdesk.i18n import _, language, ngettext, show_number, show_time, tell
from helpdesk.policy.model import Policy
from helpdesk.words.sessions import say_running
from screens.customer_words import say_channel, say_language
from screens.widgets.case_header import HeaderPart

COUNTED = timedelta(minutes=10)
"""In this last part of its time a file counts the minutes; before that it only says until when."""


def titled(file: CustomerFile) -> tuple[str, str]:
    """Name and number, for the title bar."""
    ref = file.ref
    name = ref.name or ref.company
    return visible(name), visible(dotted(ref.number, ref.company if ref.name else ""))


def header(
    policy: Policy, file: CustomerFile, moment: datetime, running: Sequence[Session] = ()
) -> Iterator[Iterable[HeaderPart]]:
    """Two lines: what everybody should know; and what is running, until when and what for the file is open."""
    yield list(_known(policy, file, moment)) or [_("nothing special on record")]
    yield _opened(policy, file, moment, running)


def next_change(file: CustomerFile, moment: datetime, running: Sequence[Session] = ()) -> float:
    """Seconds until the header changes, or the time of the file is over."""
    minutes = [60.0 - (moment - one.started).total_seconds() % 60 for one in running]
    return min([_until_time_says_more(file.opened.expires - moment), *minutes])


def _until_time_says_more(left: timedelta) -> float:
    if left > COUNTED:
        return (left - COUNTED).total_seconds()
    return max(left.total_seconds() % 60, 0.0) or min(60.0, max(left.total_seconds(), 0.0))


def _known(policy: Policy, file: CustomerFile, moment: datetime) -> Iterator[HeaderPart]:
    flags = file.standing.flags(moment, policy.today(moment))
    if flags:
        yield Content(", ".join(tell(flag) for flag in flags).upper()).stylize("bold")
    if spoken := file.text("language"):
        yield say_language(spoken)
    if channel := file.text("channel"):
        yield _("prefers {channel}").format(channel=say_channel(policy, channel))


def _opened(
    policy: Policy, file: CustomerFile, moment: datetime, running: Sequence[Session]
) -> Iterator[HeaderPart]:
    for one in running:
        yield Content(say_running(policy, one, moment)).stylize("bold")
    yield _left(file, moment)
    yield ", ".join(
        policy.purposes[name].label(language()) for name in file.opened.purposes if name in policy.purposes
    )


def _left(file: CustomerFile, moment: datetime) -> str:
    expires = file.opened.expires
    if moment >= expires:
        return _("The time for this file is up")
    until = _("open until {time}").format(time=show_time(expires))
    if expires - moment > COUNTED:
        return until
    minutes = -(-int((expires - moment).total_seconds()) // 60)
    left = ngettext("{count} minute left", "{count} minutes left", minutes).format(count=show_number(minutes))
    return f"{until} ({left})"
