"""A screen on something open for a purpose: it works within that time, and then asks again what for. Clause: P2."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual.app import App

from helpdesk.domain.decision import Decision
from helpdesk.domain.errors import FileNotOpen, HelpdeskError, Invalid, Refused
from helpdesk.policy.model import Policy
from screens.explain import Why
from screens.page import Page

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")

ASKS = "page-asks"
"""The group of app workers that ask questions."""


class OpenPage(Page[None]):
    """Does jobs that need an open file. A subclass says in `open_again` how to reopen it.

    The app owns the work, so leaving the screen loses nothing. Tasks passed to `do` run one at a time: a second key
    changes nothing.
    """

    _asking = False
    _doing = False

    async def open_again(self) -> bool:
        """Ask what for, and open the file for that; returns whether it is open now. Runs in a worker of the app."""
        return False

    def explain(self, why: Why) -> None:
        """Explain why, with the clause and what can be done."""
        from screens.dialogs.why import WhyDialog

        self.app.push_screen(WhyDialog(self.desk.policy, why))

    def told(self, error: HelpdeskError) -> None:
        """Report a failure."""
        tell_failure(self.app, self.desk.policy, error)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """While a question that handles expired time itself is in front, nothing else asks what for."""
        self._asking = True
        try:
            yield
        finally:
            self._asking = False

    @property
    def is_asked(self) -> bool:
        """Whether it is hidden and asking what for: it is read again afterwards, and its worker must not be stopped."""
        return self._asking and self.has_class("-over")

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it in a worker of the app."""
        if self._doing:
            work.close()
            return
        self._doing = True
        self.app.run_worker(self._done(work), group=ASKS)

    async def _done(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except HelpdeskError as error:
            self.not_done(error)
        finally:
            self._doing = False
        if self.is_here:
            self.done()

    def not_done(self, error: HelpdeskError) -> None:
        """A task passed to `do` failed: report it."""
        self.told(error)

    def done(self) -> None:
        """A task passed to `do` is done, or was reported: show the result."""

    async def attempt(
        self, job: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Do a job in time; `None` if it failed, which was reported."""
        try:
            return await self.kept(job, *args, **kwargs)
        except Invalid as error:
            self.told(error)
        return None

    async def kept(
        self, job: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """The same for a question that stays until its answer is stored, and shows its own faults.

        Errors: `Invalid`.
        """
        return await self.or_told(lambda: self.in_time(lambda: self.desk.run(job, *args, **kwargs)))

    async def or_told(self, job: Callable[[], Awaitable[T]]) -> T | None:
        """Do something; `None` if it failed, which was reported. Errors: `Invalid`."""
        try:
            return await job()
        except Invalid:
            raise
        except HelpdeskError as error:
            self.not_done(error)
        return None

    async def in_time(self, job: Callable[[], Awaitable[T]]) -> T | None:
        """Do a job; if the file's time is over, ask again what for and do it then."""
        try:
            return await job()
        except FileNotOpen:
            return await job() if await self.open_again() else None


def tell_failure(app: App[Any], policy: Policy, error: HelpdeskError) -> None:
    """Report a failure: a refusal with its explanation."""
    if isinstance(error, Refused):
        from screens.dialogs.why import WhyDialog

        app.push_screen(WhyDialog(policy, refusal(error)))
    else:
        from screens.dialogs.notice import show_error

        show_error(app, error)


def refusal(refused: Refused) -> Why:
    """What was refused, for the explanation."""
    return Why("", refused.decision, _category(refused.decision))


def _category(decision: Decision) -> str:
    return decision.clause if decision.clause.startswith("D") else ""
