"""Writing to a file that a technician names, and is asked for again as it was typed where that can't be. Clause: P4."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from helpdesk.domain.errors import Invalid
from helpdesk.i18n import _

if TYPE_CHECKING:
    from textual.app import App

    from screens.widgets.prose import Said

T = TypeVar("T")


async def saved(
    app: App[Any],
    title: str,
    yes: str,
    name: str,
    write: Callable[[str], Awaitable[T]],
    said: Sequence[Said] = (),
) -> tuple[str, T] | None:
    """Ask for the name of a file until something was written there; `None` where nobody wants it any more.

    Args:
        app: where it is asked.
        title: in the frame of the question.
        yes: what Enter does, in a word.
        name: what is proposed.
        write: writes it there; what it gives back comes with the name.
        said: paragraphs above the name.

    Errors: those of `write`, but for a file that can't be written.
    """
    from screens.dialogs.line import Line

    question = Line(title, _("File"), yes, name, said)
    while given := await app.push_screen_wait(question):
        try:
            return given, await write(given)
        except Invalid as invalid:
            if not any(fault.field == "file" for fault in invalid.faults):
                raise
            todo = () if invalid.todo is None else (invalid.todo,)
            question = Line(title, _("File"), yes, given, (*said, *todo), invalid.faults[0].message)
    return None
