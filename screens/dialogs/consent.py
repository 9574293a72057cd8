"""What the customer said about a purpose based on consent. Clause: G9; GDPR art. 7.

Giving and renewing ask where the proof is kept. Withdrawing is as easy as giving: one Enter, and no reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from helpdesk.domain.consent import ALLOWING, ConsentEventKind
from helpdesk.domain.customer import CustomerFile
from helpdesk.domain.display import capital
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.i18n import _, language
from helpdesk.policy.model import Policy
from screens.customer_words import channel_names, say_consent, say_language
from screens.dialogs.kept import Keep, KeptDialog
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose


@dataclass(frozen=True, slots=True)
class Answer:
    """How the customer said it, where the proof is, and the language of the text."""

    how: str
    evidence: str
    language: str


class ConsentDialog(KeptDialog[CustomerFile]):
    """Asks what must be known about one event of a consent."""

    def __init__(
        self,
        policy: Policy,
        file: CustomerFile,
        purpose: str,
        kind: ConsentEventKind,
        keep: Keep[Answer, CustomerFile],
    ) -> None:
        """Make the question.

        Args:
            policy: its channels, and the text that the customer consents to.
            file: whose consent it is; decides the language and the likeliest channel.
            purpose: what the consent is for.
            kind: what happened.
            keep: records it.
        """
        name = policy.purposes[purpose].name.say(language())
        title = _("{purpose}: {what}").format(purpose=capital(name), what=say_consent(kind))
        super().__init__(
            title, keys=[Binding("enter", "record", _("Put on record"), id="consent.record", priority=True)]
        )
        self._policy = policy
        self._kind = kind
        self._keep = keep
        spoken = file.text("language")
        self._language = spoken if spoken in policy.company.languages else policy.language
        self._channel = file.text("channel")
        self._text = policy.consent_text(purpose)

    def body(self) -> ComposeResult:
        """The text in the customer's language, how it was said, and where the proof is."""
        if self._text is not None:
            heading = _("Text {version}, in {language}:").format(
                version=self._text.version, language=say_language(self._language)
            )
            yield Prose(heading, f"“{self._text.text.say(self._language)}”", "")
        channels = channel_names(self._policy)
        rows = [FormRow("how", _("How"), Chooser(channels, self._channel))]
        if self._kind is not ConsentEventKind.WITHDRAWN:
            rows.append(
                FormRow(
                    "evidence", _("Proof"), TextBox(placeholder=_("where it is kept: mail of …, form 12"))
                )
            )
        yield Form(*rows)

    @work(group="consent-keep")
    async def action_record(self) -> None:
        """Record it, with proof if that is needed."""
        values = self.query_one(Form).values()
        evidence = str(values.get("evidence", "")).strip()
        if self._kind in ALLOWING and not evidence:
            self.query_one(Form).show_faults(
                [Fault("evidence", msg("Say where the proof of this consent is kept."))]
            )
            return
        await self.keep(self._keep, Answer(str(values["how"]), evidence, self._language))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the box."""
        event.stop()
        self.action_record()
