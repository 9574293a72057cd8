"""Signing in: with an agent, key file, KeePass or typed password, and a second step if one is asked for.

Loads paramiko. A secret lives only as long as its attempt; it is never stored, logged or put on a command line.
Clause: B4, B6, G4.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path

import paramiko

from helpdesk.domain.display import visible
from helpdesk.domain.hosts import display_host
from helpdesk.domain.messages import Message, msg, msgn
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import Ended, SignIn, System
from helpdesk.remote.agent import agent_keys
from helpdesk.remote.asking import ConnectFailed, Prompt
from helpdesk.remote.handshake import broken_protocol, hung_up
from helpdesk.remote.keepass import password_of
from helpdesk.remote.key_file import load_key
from helpdesk.remote.steps import MOST_TRIES, Step, asked_again, cancelled, not_right
from helpdesk.remote.transport import Authentication, Question, Transport

MOST_STEPS = 6
"""How many proofs in a row are given to one host before giving up."""
LONGEST_TEXT = 2000
"""How many characters of an untrusted text are shown."""
_UNTIL_GONE = 1.0
"""How long, in seconds, a transport may take to notice that its line broke."""

KEY, PASSWORD, QUESTIONS = "publickey", "password", "keyboard-interactive"


@dataclass(frozen=True, slots=True)
class Answer:
    """The other side's answer to an attempt: it may be enough, enough for now, or wrong."""

    accepted: bool
    next: tuple[str, ...] = ()
    """The methods that it accepts next; none once signed in."""

    @property
    def signed_in(self) -> bool:
        """Whether nothing more is needed."""
        return self.accepted and not self.next


class SigningIn:
    """Signs in to one host.

    Args:
        transport: a connection to a proven host.
        system: which user, and how to prove it.
        step: the step in which this happens.
        vault: the KeePass file, if there is one.
    """

    def __init__(self, transport: Transport, system: System, step: Step, vault: Path | None) -> None:
        self._transport, self._system, self._step, self._vault = transport, system, step, vault
        self._user = system.user or getpass.getuser()
        self._tried_agent = False
        self._refused = 0
        self.banner = ""
        """What the host says to everybody; untrusted text made visible, lines kept."""

    def sign_in(self) -> None:
        """Give proof after proof until the host is satisfied.

        Raises:
            ConnectFailed: it is not, or the technician gave up.
        """
        answer = self._attempt(lambda way: way.auth_none(self._user, way.done))
        proof: Callable[[tuple[str, ...]], Answer] = {
            SignIn.AGENT: self._by_agent,
            SignIn.KEY_FILE: self._by_key_file,
            SignIn.KEEPASS: self._by_keepass,
            SignIn.ASK: self._by_asking,
        }[self._system.sign_in]
        for _ in range(MOST_STEPS):
            if answer.signed_in:
                return
            answer = proof(answer.next)
            proof = self._by_second_step
        raise self._failed(msg("The host keeps asking for more proof."))

    def _by_agent(self, methods: tuple[str, ...]) -> Answer:
        self._needs(KEY, methods)
        self._tried_agent = True
        with agent_keys(self._step) as keys:
            for key in keys:
                answer = self._by_key(key)
                if answer.accepted:
                    return answer
        raise self._failed(
            msgn(
                "The host refuses the agent's key.",
                "The host refuses all {count} keys of the agent.",
                len(keys),
            ),
            msg("Check the user, and that the host knows your public key."),
        )

    def _by_key_file(self, methods: tuple[str, ...]) -> Answer:
        self._needs(KEY, methods)
        answer = self._by_key(load_key(self._system.secret_at, self._step))
        if answer.accepted:
            return answer
        raise self._failed(
            msg("The host does not accept this key."),
            msg("Check the user, and that the host knows the public key that belongs to it."),
        )

    def _by_keepass(self, methods: tuple[str, ...]) -> Answer:
        self._needs_one((PASSWORD, QUESTIONS), methods)
        password = password_of(self._system.secret_at, self._vault, self._step)
        if PASSWORD in methods:
            answer = self._by_password(password)
            if answer.accepted:
                return answer
        if QUESTIONS in methods:
            answer = self._by_questions(password)
            if answer.accepted:
                return answer
        raise self._failed(
            msg("The host does not accept the password of that KeePass entry."),
            msg("Check the user, and whether the password was changed."),
        )

    def _by_asking(self, methods: tuple[str, ...]) -> Answer:
        """By the host's own questions if it has any, else by a password; `ssh` prefers this order too."""
        self._needs_one((PASSWORD, QUESTIONS), methods)
        for number in range(1, MOST_TRIES + 1):
            if number > 1:
                self._step.say(not_right(number))
            answer = (
                self._by_questions()
                if QUESTIONS in methods
                else self._by_password(self._ask_password(number))
            )
            if answer.accepted:
                return answer
        raise self._failed(msgn("That was wrong.", "That was wrong {count} times.", MOST_TRIES))

    def _by_second_step(self, methods: tuple[str, ...]) -> Answer:
        """What is asked after a first proof was right: usually a one-time code."""
        if QUESTIONS in methods or PASSWORD in methods:
            return self._by_asking(methods)
        if KEY in methods and not self._tried_agent:
            return self._by_agent(methods)
        raise self._failed(
            msg(
                "The host asks for another proof, which can't be given here: {methods}",
                methods=_list(methods),
            )
        )

    def _by_key(self, key: paramiko.PKey) -> Answer:
        return self._attempt(lambda way: way.auth_publickey(self._user, key, way.done))

    def _by_password(self, password: str) -> Answer:
        return self._attempt(lambda way: way.auth_password(self._user, password, way.done))

    def _by_questions(self, password: str | None = None) -> Answer:
        """Answer the host's questions; `password` answers the first single question that hides its input."""
        self._known_answer = password
        self._said = ""
        return self._attempt(
            lambda way: way.auth_interactive(self._user, lambda *_: [], way.done), answers=self._answers
        )

    def _answers(self, question: Question) -> tuple[str, ...]:
        instructions = "\n".join(part for part in (self._said, _foreign(question.instructions)) if part)
        if not question.prompts:  # it only tells something: shown with the next question
            self._said = instructions[-LONGEST_TEXT:]
            return ()
        self._said = ""
        if self._known_answer is not None and len(question.prompts) == 1 and not question.prompts[0][1]:
            known, self._known_answer = self._known_answer, None
            return (known,)
        prompts = tuple(Prompt(_foreign(text), echo) for text, echo in question.prompts)
        with self._step.person() as person:
            answers = person.answers(_foreign(question.title), instructions, prompts)
        if answers is None:
            raise cancelled()
        return answers

    def _ask_password(self, number: int) -> str:
        asked = msg(
            "Password of {user} at {host}", user=visible(self._user), host=display_host(self._system.host)
        )
        with self._step.person() as person:
            password = person.secret(asked if number == 1 else asked_again(asked, number))
        if password is None:
            raise cancelled()
        return password

    def _attempt(
        self,
        start: Callable[[Authentication], None],
        *,
        answers: Callable[[Question], tuple[str, ...]] | None = None,
    ) -> Answer:
        """Give one proof and wait for the host's verdict."""
        way = Authentication(self._transport)
        try:
            self._step.run(lambda: start(way))
            while not self._step.wait(way.done) and self._transport.is_active():
                if answers and not way.questions.empty():
                    way.answer(answers(way.questions.get()))
        except (OSError, EOFError):
            self._transport.join(_UNTIL_GONE)  # a broken line, which the transport is about to notice
            if self._transport.is_active():
                return Answer(False)
        except (paramiko.SSHException, UnicodeError):
            # A key that can't sign counts as not accepted; anything else shows in the transport.
            if self._transport.is_active():
                return Answer(False)
        finally:
            way.forget()
            self._hear(way)
        if way.must_change:
            raise self._failed(
                msg("The password is right, but it has expired and must be changed."),
                msg("Change it with this computer's own ssh, or on the machine itself."),
            )
        answer = self._outcome(way)
        self._refused += not answer.accepted
        return answer

    def _outcome(self, way: Authentication) -> Answer:
        if way.is_authenticated():
            return Answer(True)
        error = self._transport.get_exception()
        if isinstance(error, paramiko.ssh_exception.PartialAuthentication):
            return Answer(True, tuple(error.allowed_types))
        if isinstance(error, paramiko.BadAuthenticationType):
            # Asking without a proof what is accepted is always "wrong".
            return Answer(way.auth_method == "none", tuple(error.allowed_types))
        if self._transport.is_active():
            return Answer(False)
        if self._refused:
            raise self._failed(
                msgn(
                    "The host refused it and hung up.",
                    "The host refused {count} tries and hung up.",
                    self._refused,
                ),
                msg(
                    "The agent holds more keys than the host accepts attempts: choose a key file for this system."
                )
                if self._tried_agent
                else None,
            )
        gone = self._transport.watch.ended or error is None or isinstance(error, EOFError | OSError)
        raise hung_up() if gone else broken_protocol()

    def _hear(self, way: Authentication) -> None:
        if isinstance(way.banner, bytes):
            self.banner = _foreign(way.banner.decode("utf-8", "replace"))

    def _needs(self, method: str, methods: tuple[str, ...]) -> None:
        self._needs_one((method,), methods)

    def _needs_one(self, wanted: tuple[str, ...], methods: tuple[str, ...]) -> None:
        if not any(method in methods for method in wanted):
            raise self._failed(
                msg("The host does not let this user sign in that way; it accepts: {methods}", methods=_list(methods)),
                msg("Choose another way to sign in to this system."),
            )  # fmt: skip

    def _failed(self, what: Message, todo: Message | None = None) -> ConnectFailed:
        return ConnectFailed(
            Ended.SIGN_IN_FAILED, what, todo=todo or msg("Check the user and the way to sign in.")
        )


def sign_in_late() -> ConnectFailed:
    """The host took too long to sign in."""
    return ConnectFailed(
        Ended.TIMED_OUT,
        msg("The host took too long to sign in."),
        todo=msg("It may be busy, or fail to look up our address: try again later."),
    )


def _foreign(text: str) -> str:
    return visible(text[:LONGEST_TEXT], lines=True).strip()


def _list(methods: tuple[str, ...]) -> str:
    return visible(", ".join(methods)[:80]) or "-"
