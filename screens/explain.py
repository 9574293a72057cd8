"""The answer to "why?": a decision of the guard with its clause, legal basis, period and remedy, in words.

Clause: P2, G9, R5, R6, B1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content

from helpdesk.domain.decision import Decision
from helpdesk.i18n import _, language, tell
from helpdesk.policy.model import Category, Policy
from helpdesk.policy.words import STARTS

Part = tuple[str, str]
"""A label and what it says."""


@dataclass(frozen=True, slots=True)
class Why:
    """A decision to explain: `about` names what was asked for, `category` the data; either may be empty."""

    about: str
    decision: Decision
    category: str = ""


def explained(policy: Policy, why: Why, *, briefly: bool = False) -> Content:
    """The whole explanation, each part with its label; optionally without what is published."""
    parts = [Content(why.about).stylize("bold")] if why.about else []
    told = ((label, text) for label, text in _parts(policy, why, briefly=briefly) if text)
    parts += [Content.assemble((f"{label}\n", "bold"), text) for label, text in told]
    return Content("\n\n").join(parts)


def short_word(decision: Decision) -> str:
    """A decision in a word or two, for a table cell."""
    if decision.allowed:
        return _("yes")
    clause = decision.clause
    if clause == "R5":
        return _("restricted")
    if clause == "R6":
        return _("objected")
    if clause == "B1":
        return _("not your role")
    if clause == "P2":
        return _("not needed")
    if decision.basis == "consent":
        return _("no consent")
    if decision.basis == "contract":
        return _("no contract")
    return _("no basis")


def _parts(policy: Policy, why: Why, *, briefly: bool) -> Iterator[Part]:
    decision = why.decision
    yield (_("Allowed") if decision.allowed else _("Not allowed")), tell(decision.reason)
    yield _("What can be done"), tell(decision.remedy) if decision.remedy else ""
    if not decision.allowed:
        yield _("Purposes that would allow it"), _purposes(policy, decision)
    if clause := policy.clauses.get(decision.clause):
        title = f"{clause.id} {clause.title.say(language())}"
        promise = "" if briefly else f": {clause.promise.say(language())}"
        yield _("Clause of the statement"), title + promise
    yield _("Legal basis"), _basis(policy, decision.basis)
    if category := policy.categories.get(why.category):
        yield _("Used for"), "" if briefly else category.used_for.say(language())
        yield _("Kept"), _kept(category)


def _purposes(policy: Policy, decision: Decision) -> str:
    return "\n".join(
        policy.purposes[name].label(language()) for name in decision.needs if name in policy.purposes
    )


def _basis(policy: Policy, basis: str | None) -> str:
    known = policy.bases.get(basis or "")
    if known is None:
        return ""
    name = known.name.say(language())
    return (
        _("{basis} (GDPR art. {article})").format(basis=name, article=known.article)
        if known.article
        else name
    )


def _kept(category: Category) -> str:
    rule = category.retention
    return _("{period} from {start}: {reason}.").format(
        period=rule.period.say(language()),
        start=STARTS[rule.starts].say(language()),
        reason=rule.reason.say(language()),
    )
