"""The ladder of unpaid invoices, step by step in plain words. Clause: A1; GDPR art. 13(2)(f), 15(1)(h), 22(3)."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.domain.ladder_steps import StepKind
from helpdesk.policy.model import Policy, Text
from helpdesk.policy.words import words

MEASURES: Mapping[StepKind, Text] = {
    StepKind.REMINDER: words("een herinnering", "a reminder"),
    StepKind.BLOCK: words("het blokkeren van uw diensten", "blocking your services"),
    StepKind.COLLECTION: words(
        "het overdragen van de factuur aan een incassobureau",
        "handing the invoice over to a collection agency",
    ),
    StepKind.TERMINATION: words("het opzeggen van uw diensten", "ending your services"),
}
"""What each step does, in words for the customer."""

_BY_ITSELF = words(
    "{after} na de vervaldatum, vanzelf: {what}", "{after} after the due date, automatically: {what}"
)
_DECIDED = words(
    "niet eerder dan {after} na de vervaldatum: {what}. Daarover beslist een mens, nadat u {view} kreeg om te "
    "zeggen wat u ervan vindt",
    "no sooner than {after} after the due date: {what}. A person decides this, after you have had {view} to say what "
    "you think",
)


def ladder_lines(policy: Policy, language: str) -> list[str]:
    """What happens when an invoice is not paid, a line for each step."""
    return [
        (_DECIDED if one.view else _BY_ITSELF)
        .say(language)
        .format(
            after=one.after.say(language),
            what=MEASURES[one.kind].say(language),
            view=one.view.say(language) if one.view else "",
        )
        for one in policy.ladder.steps.values()
    ]
