"""Opening a customer's file, the same from Today, from Find and from the palette. Clause: P2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from helpdesk.domain.customer import CustomerFile, CustomerRef
from helpdesk.domain.errors import FileNotOpen
from helpdesk.i18n import _, language
from helpdesk.policy.guard import may_use
from helpdesk.tasks import files

if TYPE_CHECKING:
    from helpdesk.desk import Desk


def open_customer(app: App[Any], desk: Desk, ref: CustomerRef, *, session: int | None = None) -> None:
    """Show a customer's file: where it was left while it is still open, otherwise after asking what for.

    The app owns the work, so it goes on when the screen that asked is left; the last customer asked for wins.
    With the id of a `session` the file shows that one, among the uses of the customer's address.
    """
    app.run_worker(_open(app, desk, ref, session), group="open-customer", exclusive=True)


def in_hand(app: App[Any]) -> CustomerRef | None:
    """The customer whose file or case one came from to the screen in front: as a rule who is on the telephone."""
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
    """Ask what for, and open the file for that; `None` where nothing was chosen. Runs in a worker.

    `proposed` are the purposes that are chosen at first; `why` says what the file is needed for where nobody asked for
    it.
    """
    from screens.dialogs.purposes import ForWhat

    last = await desk.read(files.last_purposes)
    chosen = await app.push_screen_wait(ForWhat(desk.policy, desk.technician.role, ref, last, proposed, why))
    return await desk.run(files.open_file, ref.id, chosen) if chosen else None


async def opened_for(
    app: App[Any],
    desk: Desk,
    ref: CustomerRef | None,
    needed: tuple[str, ...],
    proposed: tuple[str, ...],
    said: str,
) -> bool:
    """Ask what for, and open a customer's file for that, or for that too; whether it is open now. Runs in a worker.

    `needed` are the purposes of which it has to be open for one, `proposed` those that are chosen at first, and `said`
    tells why what it is open for is not enough.
    """
    if ref is None:
        return False
    try:
        opened = await desk.read(files.opened, ref.id)
    except FileNotOpen:
        return await for_what(app, desk, ref, proposed) is not None
    if set(opened.purposes) & set(needed):
        return True  # somebody was asked already, on another screen
    return await _purpose_added(app, desk, ref, needed, said)


async def _purpose_added(
    app: App[Any], desk: Desk, ref: CustomerRef, needed: tuple[str, ...], said: str
) -> bool:
    """The file is open for something else: ask for which of these purposes it is to be open too, on record."""
    from screens.dialogs.choice import Choice, Option

    policy, role = desk.policy, desk.technician.role
    options = [
        Option(one, policy.purposes[one].label(language()), key=policy.purposes[one].key)
        for one in needed
        if may_use(policy, role, one).allowed
    ]
    question = Choice(
        _("For what else?"), options, said, _("The purpose is added to this file and put on record.")
    )
    purpose = await app.push_screen_wait(question)
    if purpose is not None:
        await desk.run(files.add_purpose, ref.id, purpose)
    return purpose is not None
