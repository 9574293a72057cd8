"""Opening a customer's file, in the same way from Today, Find and the palette. Clause: P2."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App
from textual.content import Content

from helpdesk.domain.customer import CustomerFile, CustomerRef
from helpdesk.domain.errors import FileNotOpen, HelpdeskError, Invalid
from helpdesk.i18n import _, language, tell
from helpdesk.policy.guard import may_use
from helpdesk.policy.model import Policy
from helpdesk.tasks import files
from screens.open_page import tell_failure
from screens.owned import latest

if TYPE_CHECKING:
    from helpdesk.desk import Desk

T = TypeVar("T")


def open_customer(app: App[Any], desk: Desk, ref: CustomerRef, *, session: int | None = None) -> None:
    """Show a customer's file: as it was left while it is still open, otherwise after asking what for.

    The app owns the work, so it continues when the screen that asked is left; the last customer requested wins. With
    the id of a `session` the file shows that one, among the uses of the customer's address.
    """
    latest(app, "open-customer", _open, app, desk, ref, session)


def in_hand(app: App[Any]) -> CustomerRef | None:
    """The customer whose file or case led to the screen in front: usually whoever is on the telephone."""
    from screens.case_page import CasePage
    from screens.customer import CustomerScreen

    beneath = app.screen_stack[-2] if len(app.screen_stack) > 1 else None
    if isinstance(beneath, CustomerScreen):
        return beneath.file.ref
    return beneath.customer if isinstance(beneath, CasePage) else None


async def _open(app: App[Any], desk: Desk, ref: CustomerRef, session: int | None) -> None:
    anew = False
    try:
        file: CustomerFile | None = await desk.run(files.read_file, ref.id)
    except FileNotOpen:
        file, anew = await for_what(app, desk, ref), True
    if file is not None:
        from screens.customer import CustomerScreen
        from screens.left_at import come_back

        screen = CustomerScreen(desk, file)
        come_back(app, f"customer:{ref.id}", screen, anew=anew)
        if session is not None:
            screen.place.go_to("ip-use", session)
        app.push_screen(screen)


async def for_what(
    app: App[Any], desk: Desk, ref: CustomerRef, proposed: tuple[str, ...] = (), why: str = ""
) -> CustomerFile | None:
    """Ask what for, and open the file for that; `None` if nothing was chosen. Runs in a worker.

    `proposed` purposes are chosen initially; `why` says what the file is needed for if nobody asked for it. A
    restriction is announced before anything is chosen, because then the file shows next to nothing.
    """
    from screens.dialogs.purposes import ForWhat

    last = await desk.read(files.last_purposes)
    held = await desk.read(files.restriction, ref.id)
    said = "\n".join(part for part in (why, tell(held.reason) if held is not None else "") if part)
    chosen = await app.push_screen_wait(ForWhat(desk.policy, desk.technician.role, ref, last, proposed, said))
    return await desk.run(files.open_file, ref.id, chosen) if chosen else None


async def in_time(
    app: App[Any],
    desk: Desk,
    job: Callable[[], Awaitable[T]],
    opened: Callable[[FileNotOpen], Awaitable[bool]],
) -> T | None:
    """Do a job; if the customer's file that it needs is not open, have it `opened` and do it then.

    `None` if nothing was chosen, or if it failed, which was reported. Runs in a worker of the app. Errors: `Invalid`.
    """
    try:
        try:
            return await job()
        except FileNotOpen as closed:
            return await job() if await opened(closed) else None
    except Invalid:
        raise
    except HelpdeskError as error:
        tell_failure(app, desk.policy, error)
    return None


async def opened_for(
    app: App[Any],
    desk: Desk,
    ref: CustomerRef | None,
    needed: tuple[str, ...],
    said: str,
    proposed: tuple[str, ...] = (),
) -> bool:
    """Ask what for, and open a customer's file, or add that purpose; whether it is open now. Runs in a worker.

    The file must be open for one of the `needed` purposes, and `said` explains why its current ones are not enough.
    `proposed` are chosen initially; otherwise the first usual reason with one of those needed.
    """
    if ref is None:
        return False
    try:
        opened = await desk.read(files.opened, ref.id)
    except FileNotOpen:
        return await for_what(app, desk, ref, proposed or _usual(desk.policy, needed)) is not None
    if set(opened.purposes) & set(needed):
        return True  # somebody was already asked, on another screen
    return await purpose_added(app, desk, ref, needed, said)


def _usual(policy: Policy, needed: tuple[str, ...]) -> tuple[str, ...]:
    fitting = (one.purposes for one in policy.presets.values() if set(needed) & set(one.purposes))
    return next(fitting, needed[:1])


async def purpose_added(
    app: App[Any], desk: Desk, ref: CustomerRef, needed: tuple[str, ...], said: str
) -> bool:
    """The file is open for something else: ask for which of these purposes it is to be open too, on record.

    Returns whether one was added. Runs in a worker of the app.
    """
    from screens.customer_words import say_ref
    from screens.dialogs.choice import Choice, Option

    policy, role = desk.policy, desk.technician.role
    options = [
        Option(one, policy.purposes[one].label(language()), key=policy.purposes[one].key)
        for one in needed
        if may_use(policy, role, one).allowed
    ]
    question = Choice(
        _("For what else?"),
        options,
        Content(say_ref(ref)).stylize("bold"),
        said,
        _("The purpose is added to this file, and recorded."),
    )
    purpose = await app.push_screen_wait(question)
    if purpose is not None:
        await desk.run(files.add_purpose, ref.id, purpose)
    return purpose is not None
