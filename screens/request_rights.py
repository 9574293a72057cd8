"""Carrying out the rights of a request, each after the question that it needs. Clause: R1–R6, G9, P3, P4.

Nothing is offered before identity is confirmed; what to do first is shown below the list.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.access import AccessContent
from helpdesk.domain.display import capital, visible
from helpdesk.domain.proofs import ErasureProof
from helpdesk.domain.requests import Effect, Recipients, RequestState
from helpdesk.domain.rights import Right
from helpdesk.i18n import LANGUAGES, _, language, ngettext, reader, show_number
from helpdesk.policy.model import Job, Policy
from helpdesk.policy.words import RIGHTS
from helpdesk.tasks import access, files, request_letters, rights
from screens.customer_words import say_language
from screens.dialogs.choice import Choice, Option
from screens.explain import Why
from screens.jobs import has_job
from screens.request_unfiled import Unfiled
from screens.request_words import (
    can_write_to,
    mention_lines,
    recipient_lines,
    say_effect,
    say_kind,
    say_right,
    say_whose,
)

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork
    from helpdesk.tasks.copies import Copy


@dataclass(frozen=True, slots=True)
class _Way:
    """How a copy goes to the customer, and in which language."""

    is_encrypted: bool
    language: str


class CarryingOut(Unfiled):
    """Carries out the right under the cursor, or approves it as the second person."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "carry_out", _("Carry out"), id="request.carry-out", priority=True),
        Binding("g", "say_why_not", _("Why not yet"), id="request.not-yet", priority=True, show=False),
        Binding("a", "approve", _("Approve"), id="request.approve"),
        Binding("p", "proof", _("Proof"), id="request.proof"),
    ]

    def action_carry_out(self) -> None:
        """Carry out the right under the cursor."""
        if (right := self.right) is not None:
            self.do(self._carry_out(right))

    def action_say_why_not(self) -> None:
        """Say that a second person comes first, before anything is typed; the job checks that as well."""
        if (right := self.right) is not None:
            self.explain(Why(say_right(right), rights.needs_approval()))

    def waits_for_another(self, right: Right | None) -> bool:
        """Whether somebody must approve it first, or somebody other than the approver must carry it out."""
        asked = self.request.asked_for(right) if right is not None else None
        is_mine = asked is not None and asked.approved_by == self.desk.technician.login
        return right in self.view.approvals or is_mine

    async def _carry_out(self, right: Right) -> None:
        if await self.is_answered(right):
            return
        if self.waits_for_another(right):
            self.action_say_why_not()
            return
        ways: dict[Right, Callable[[], Awaitable[None]]] = {
            Right.ACCESS: lambda: self._copy(Right.ACCESS),
            Right.PORTABILITY: lambda: self._copy(Right.PORTABILITY),
            Right.RECTIFICATION: self._rectify,
            Right.ERASURE: self._erase,
            Right.RESTRICTION: self._restrict,
            Right.OBJECTION: self._object,
            Right.WITHDRAWAL: self._withdraw,
        }
        await ways[right]()

    def _carried_out(self, right: Right, notices: int = 0) -> None:
        said = _("Carried out: {right}.").format(right=say_right(right))
        if notices:
            counted = ngettext(
                "{count} recipient has to be told: the notice is drafted (d).",
                "{count} recipients have to be told: the notices are drafted (d).",
                notices,
            )
            said += " " + counted.format(count=show_number(notices))
        self.app.notify(said)

    # Access and portability

    async def _copy(self, right: Right) -> None:
        """Write the copy, show its password once, and settle the right once the copy was handed over."""
        theirs = await self.desk.read(access.language, self.request.id)
        written = _("It is written in {language}, this customer's language.")
        how = await self.app.push_screen_wait(
            Choice(
                _("How does it go to the customer?"),
                list(_ways(theirs)),
                written.format(language=say_language(theirs)),
            )
        )
        if how is None:
            return
        from screens.dialogs.save_as import SaveAs

        name = _file(self.request.number, right, how.language, "zip")
        made = await self.app.push_screen_wait(
            SaveAs(
                capital(say_right(right)), _("Write"), name, lambda given: self._written(right, given, how)
            )
        )
        if (
            made is not None
            and await self._handed_over(made)
            and (await self.change(rights.handed_over, right)) is not None
        ):
            self._carried_out(right)

    async def _handed_over(self, made: Copy) -> bool:
        """Show the password of a copy, once, and ask whether the copy was handed over."""
        from screens.dialogs.confirm import Confirm

        said = [
            _("{count} files in {file}").format(count=show_number(made.files), file=visible(str(made.path)))
        ]
        if made.password is not None:
            said += [
                _("Password: {password}").format(password=made.password),
                _("It is shown only once, and kept nowhere: send it by another way than the file."),
            ]
        question = Confirm(
            _("The copy is written"),
            *said,
            _("Once it has been handed over the right is fulfilled; otherwise a new copy is made later."),
            yes=_("It was handed over"),
            no=_("Not yet"),
            weighs=True,
        )
        over = await self.app.push_screen_wait(question)
        return bool(over)

    async def _written(self, right: Right, name: str, how: _Way) -> Copy:
        from helpdesk.tasks import copies

        def gather(work: UnitOfWork) -> tuple[AccessContent, bool]:
            found = access.content(work, self.request.id, right, reader(how.language).tell)
            today = work.today
            is_over = right is Right.PORTABILITY and work.standings.of(self.request.subject).contract_over(
                today
            )
            return found, is_over

        policy, folder = self.desk.policy, self.desk.config.letters_folder()
        found, over = await self.desk.run(gather)
        if right is Right.ACCESS:
            save = partial(copies.save_access, folder=folder)
        else:
            save = partial(copies.save_portable, contract_over=over)
        return await asyncio.to_thread(save, policy, found, how.language, name, encrypted=how.is_encrypted)

    # Rectification

    async def _rectify(self) -> None:
        from screens.rectify_form import RectifyForm

        subject = self.request.subject
        file = await self.in_time(lambda: self.desk.run(files.read_file, subject))
        if file is None:
            return
        form = RectifyForm(self.desk, file, self.request)
        if await self.app.push_screen_wait(form) is not None:
            self._carried_out(Right.RECTIFICATION, form.notices)
            self.read_again()

    # Erasure

    async def _erase(self) -> None:
        """Show what goes and who is told, ask for a number, erase, overwrite the bytes, show the proof."""
        from screens.dialogs.confirm import TypedConfirm
        from screens.finishing import finish
        from screens.waiting import busy

        if not can_write_to(self.request):
            return
        ref = self.request.customer
        preview = await self.desk.read(rights.preview_erasure, self.request.id)
        gone_to = await self.desk.read(rights.recipients, self.request)
        with busy(self, self.sub_title or "", _("looking where else they are mentioned …")):
            named = await self.desk.read(rights.mentions, self.request.id)
        question = TypedConfirm(
            _("Erase: {who}").format(who=say_whose(self.request, self.view.contact)),
            # First, because whoever goes on without reading to the end can't return to it.
            *mention_lines(named),
            *_preview_lines(self.desk.policy, preview),
            *recipient_lines(gone_to),
            *_order_lines(gone_to),
            *_last_word(ref is not None),
            _("It can't be undone. What has to be kept is removed automatically on its day."),
            word=ref.number if ref is not None else self.request.number,
            yes=_("Erase for good"),
        )
        if not await self.app.push_screen_wait(question):
            return
        with busy(self, self.sub_title or "", _("erasing …")):
            done = await self.change(request_letters.erase)
            if done is None:
                return
            proof, notices = done
            is_scrubbed = await self.desk.in_thread(self.desk.traces.finish)
        if not is_scrubbed:
            promise = await self.desk.read(lambda work: work.removals.promise)
            finish(self.app, self.desk, promise, self.read_again)
        await self._certificate(replace(proof, is_scrubbed=is_scrubbed))
        if notices:
            self._carried_out(Right.ERASURE, len(notices))
        self.read_again()

    def action_proof(self) -> None:
        """Show the proof of the erasure again, as it is now."""
        erasure = self.view.erasure
        if erasure is not None and erasure.proof is not None:
            self.do(self._certificate(erasure.proof))

    async def _certificate(self, proof: ErasureProof) -> None:
        from helpdesk.tasks import copies
        from screens.dialogs.proof import ProofDialog

        reads = proof.language or language()
        name = _file(proof.case, Right.ERASURE, reads, "txt")

        def certificate() -> str:
            return copies.text(copies.erasure_certificate(self.desk.policy, proof, reads))

        text = await asyncio.to_thread(certificate)
        await self.app.push_screen_wait(ProofDialog(text, name))

    # Restriction, objection, withdrawal

    async def _restrict(self) -> None:
        title = _("Restrict all use but storage, from now on")
        gone_to = await self.desk.read(rights.recipients, self.request)
        ground = await self.ask_line(title, _("Ground"), _("Restrict"), *recipient_lines(gone_to))
        notices = await self.change(request_letters.restrict, ground) if ground else None
        if notices is not None:
            self.line_done(title)
            self._carried_out(Right.RESTRICTION, len(notices))

    async def _object(self) -> None:
        title = _("Stop what rests on legitimate interest")
        ground = await self.ask_line(title, _("Ground"), _("Stop it"))
        if ground and (await self.change(rights.object_to, ground)) is not None:
            self.line_done(title)
            self._carried_out(Right.OBJECTION)

    async def _withdraw(self) -> None:
        if await self.change(rights.withdraw_consent):
            self._carried_out(Right.WITHDRAWAL)

    # The second person

    def action_approve(self) -> None:
        """Be the second person for the right under the cursor."""
        if (right := self.right) is not None:
            self.do(self._approve(right))

    async def _approve(self, right: Right) -> None:
        if await self.change(rights.approve, right):
            self.app.notify(
                _("Approved: {right}. Somebody else carries it out.").format(right=say_right(right))
            )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only on an open right in an open request."""
        right, is_confirmed = self.right, self.request.state is RequestState.CONFIRMED
        match action:
            case "carry_out" | "say_why_not":
                # For somebody without a file the answer may be that nothing is held, which nobody approves.
                waits = self.waits_for_another(right) and not self.request.is_without_file
                return is_confirmed and right is not None and waits == (action == "say_why_not")
            case "proof":
                erasure = self.view.erasure
                return erasure is not None and erasure.proof is not None
            case "approve":
                is_mine = self.request.handler == self.desk.technician.login
                is_asked_for = is_confirmed and right in self.view.approvals
                return is_asked_for and not is_mine and has_job(self.desk, Job.APPROVE)
        return super().check_action(action, parameters)


def _preview_lines(policy: Policy, preview: tuple[Effect, ...]) -> Iterator[str]:
    """What an erasure does to each kind of record, a line each."""
    for one in preview:
        count = show_number(one.records)
        counted = f"{one.category}, {count}" if one.category in policy.categories else count
        yield f"· {say_kind(policy, one)} ({counted}): {say_effect(Right.ERASURE, one)}"


def _order_lines(gone_to: Recipients) -> Iterator[str]:
    """The legal orders, a line each: what they order must have gone before nothing is left. GDPR art. 17(3)(b)."""
    said = _("Check that {who} got what {number} orders: after this there is nothing left to give.")
    for one in gone_to.not_told:
        yield "· " + said.format(who=visible(one.recipient_name), number=one.number)


def _last_word(has_file: bool) -> Iterator[str]:
    """How they are told: a customer has no address left then, somebody without a file still has theirs."""
    if has_file:
        yield _(
            "Afterwards there is no address left to write to. The proof is the answer to them: note now "
            "where it goes."
        )


def _file(case: str, right: Right, language: str, ending: str) -> str:
    """What a file that goes to the customer is called, in the language that they read."""
    return f"{case}-{RIGHTS[right].say(language).replace(' ', '-')}.{ending}"


def _ways(theirs: str) -> Iterator[Option[_Way]]:
    """Encrypted and plain in the customer's language, then in the others."""
    for one in (theirs, *(other for other in LANGUAGES if other != theirs)):
        encrypted, plain = _("Encrypted"), _("Plain")
        if one != theirs:
            spoken = say_language(one)
            encrypted, plain = (
                _("Encrypted, in {language}").format(language=spoken),
                _("Plain, in {language}").format(language=spoken),
            )
        yield Option(_Way(True, one), encrypted, _("the password goes another way"))
        yield Option(_Way(False, one), plain, _("only where the customer asks for that"))
