"""Finding out who is asking: the gate before anything is carried out. Clause: R7; GDPR art. 12(6).

The least intrusive way comes first: a message from a registered contact point. A copy of an identity card is never
asked for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from math import ceil
from typing import ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.contact import show_phone
from helpdesk.domain.display import visible
from helpdesk.domain.requests import RequestState
from helpdesk.i18n import _, ngettext, show_moment, show_number, show_time
from helpdesk.tasks import identity, identity_messages, request_letters
from screens.dialogs.choice import Choice, Option
from screens.request_page import RequestPage

WAITING = (RequestState.RECEIVED, RequestState.IDENTITY_ASKED)
"""The states of a request in which identity is not confirmed yet."""


class Identifying(RequestPage):
    """Confirms who is asking, by a message, a code that is read back, or two technicians."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "identity", _("Who is asking?"), id="request.identity"),
    ]

    def action_identity(self) -> None:
        """Ask how to confirm it, and do that."""
        self.do(self._identity())

    async def _identity(self) -> None:
        await self._ask_how(self._ways(), *self._said())

    async def _ask_how(self, options: list[Option[str]], *said: str) -> None:
        ways: dict[str, Callable[[], Awaitable[None]]] = {
            "told": self._told_back,
            "message": self._by_message,
            "code": self._send_code,
            "person": self._in_person,
            "ask": self._ask,
            "letter": self._ask_by_letter,
        }
        chosen = await self.app.push_screen_wait(Choice(_("Who is asking?"), options, *said))
        if chosen is not None:
            await ways[chosen]()

    def _ways(self) -> list[Option[str]]:
        code_out = self.view.code
        options = []
        if code_out is not None and code_out.holds(self.desk.clock()):
            left = ngettext("{count} try left", "{count} tries left", code_out.tries).format(
                count=show_number(code_out.tries)
            )
            options.append(Option("told", _("They read back the code"), left))
        message, code = (
            (_("Their answer from the address they gave"), _("Send a code to the address they gave"))
            if self.request.is_without_file
            else (
                _("A message from a registered contact point"),
                _("Send a code to a registered contact point"),
            )
        )
        options += [
            Option("message", message, _("pick it")),
            Option("code", code, _("6 digits, 10 minutes")),
        ]
        if self.desk.technician.login not in self.view.known_by:
            options.append(Option("person", _("I know them in person"), _("two of us say so")))
        if self.request.state is RequestState.RECEIVED:
            options += [
                Option("letter", _("Ask by a letter"), _("the clock is paused")),
                Option("ask", _("Asked already, in another way"), _("the clock is paused")),
            ]
        return options

    def _said(self) -> Iterator[str]:
        """How far it is confirmed, and what became of an expired code."""
        if known := ", ".join(self.name_of(one) for one in self.view.known_by):
            yield _("Knows them in person: {who}. One more has to say so.").format(who=known)
        code = self.view.code
        if code is not None and not code.holds(self.desk.clock()):
            yield (
                _("The code that was sent has expired: it was valid until {moment}. Send a new one.").format(
                    moment=show_moment(code.until)
                )
                if code.tries
                else _("The code that was sent has no tries left. Send a new one.")
            )

    async def _by_message(self) -> None:
        found = await self.desk.run(identity_messages.proving, self.request.id)
        options = [
            Option(
                one.message,
                _("{ticket}, {when}").format(ticket=one.ticket, when=show_moment(one.at)),
                _("about this request") if one.is_about_it else _("about something else?"),
            )
            for one in found
        ]
        said = self._say_messages(bool(found))
        if not options:
            await self._ask_how([one for one in self._ways() if one.value != "message"], said)
            return
        message = await self.app.push_screen_wait(Choice(_("Which message?"), options, said))
        if message is not None and (await self.change(identity.by_message, message)) is not None:
            self._confirmed()

    def _say_messages(self, found: bool) -> str:
        """Why those messages confirm it, or that none does and what to do."""
        if self.request.is_without_file:
            return (
                _("These came from the address they gave, since we asked who is asking.")
                if found
                else _(
                    "Nothing has come from the address they gave since we asked. Ask by a letter (d mails "
                    "it): what they wrote before proves nothing, because anybody can fake a sender."
                )
            )
        return (
            _("These came from a registered contact point, since the request.")
            if found
            else _(
                "No message since the request came from a registered contact point. Send a code, or ask them to write "
                "from a registered address."
            )
        )

    async def _send_code(self) -> None:
        found = await self.desk.run(identity.points, self.request.id)
        options = [Option(one, self._say_point(one)) for one in found]
        said = self._say_points(bool(found))
        point = await self.app.push_screen_wait(Choice(_("Send a code to"), options, said))
        if point is None:
            return
        sent = await self.change(identity.send_code, point)
        if sent is None:
            return
        code = sent[0]
        from screens.dialogs.notice import Notice

        await self.app.push_screen_wait(
            Notice(
                _("Send this code now"),
                _("To: {point}").format(point=self._say_point(code.to)),
                _("Code: {code}").format(code=f"{code.code[:3]} {code.code[3:]}"),
                _("It is valid until {time}, and is shown only once.").format(time=show_time(code.expires)),
                _("Then press i, and type what they tell you."),
            )
        )

    def _say_points(self, found: bool) -> str:
        """Where a code may go, or that it can't be sent and what to do."""
        if self.request.is_without_file:
            return (
                _("A code only goes to the address they gave.")
                if found
                else _(
                    "That is not an e-mail address or telephone number. Two of us who know them can confirm it."
                )
            )
        return (
            _("A code only goes to a contact point that is registered.")
            if found
            else _("This customer has no registered contact point. Two of us who know them can confirm it.")
        )

    def _say_point(self, point: str) -> str:
        """An e-mail address, or a telephone number as people write it."""
        return visible(point if "@" in point else show_phone(point, self.desk.policy.company.region))

    async def _told_back(self) -> None:
        title = _("Which code do they read back?")
        if self.view.code is not None:
            left = max(ceil((self.view.code.until - self.desk.clock()).total_seconds() / 60), 0)
            title = ngettext(
                "Which code do they read back? ({minutes} minute left)",
                "Which code do they read back? ({minutes} minutes left)",
                left,
            ).format(minutes=show_number(left))
        await self._read_back(title)

    async def _read_back(self, title: str, *said: str) -> None:
        """Ask for the code until it is the right one, is left, or no try is left; what can be none uses up no try."""
        from screens.dialogs.line import Line

        typed = await self.app.push_screen_wait(Line(title, _("Code"), _("Check"), said=said))
        if not typed:
            return
        if not identity.is_code(typed):
            await self._read_back(title, _("A code has 6 digits. No try was used up."))
            return
        told = await self.change(identity.by_code, typed)
        if told is None:
            return
        if told.is_right:
            self._confirmed()
        elif told.tries:
            left = ngettext(
                "That is not the code. {count} try left.",
                "That is not the code. {count} tries left.",
                told.tries,
            )
            await self._read_back(title, left.format(count=show_number(told.tries)))
        else:
            used_up = _("That is not the code, and no tries are left: send a new one (i).")
            self.app.notify(used_up, severity="warning")

    async def _in_person(self) -> None:
        now = await self.change(identity.in_person)
        if now is None:
            return
        if now.state is RequestState.CONFIRMED:
            self._confirmed()
        else:
            self.app.notify(_("On record. A second technician who knows them has to say so too."))

    async def _ask(self) -> None:
        if await self.change(identity.ask):
            self.app.notify(_("The clock is paused until it is known who is asking."))

    async def _ask_by_letter(self) -> None:
        if await self.change(request_letters.ask_identity):
            self.app.notify(_("The letter is kept with the request (d); the clock is paused."))

    def _confirmed(self) -> None:
        self.app.notify(_("It is known who is asking; the rights can be carried out."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only until identity is confirmed."""
        if action == "identity":
            return self.request.state in WAITING
        return super().check_action(action, parameters)
