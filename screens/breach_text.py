"""A data breach as text: what is known and whom it concerns, then every step and decision by time. GDPR art. 33(5)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.domain.breaches import FACTS, BreachDecision, BreachView, step_words
from helpdesk.domain.complaints import Step
from helpdesk.domain.display import visible
from helpdesk.i18n import _, show_moment, tell
from helpdesk.policy.model import Policy
from helpdesk.words.breaches import say_about, say_decision, say_fact, say_facts, say_moment
from screens.customer_words import say_ref
from screens.ticket_text import paragraphs_of
from screens.widgets.timeline import Entry, Line, Piece, marked

CUSTOMERS = 1
"""The index of the entry whose marks are the customers concerned, if any are known."""


def entries(policy: Policy, view: BreachView) -> list[Entry]:
    """The facts, the customers, and what happened since, oldest first."""
    said = _labelled(say_facts(policy, view.breach.facts))
    found = [Entry(-1, (Piece(_("What is known"), "head"),), said)]
    if view.customers:
        names = [say_ref(one) for one in view.customers]
        found.append(Entry(-2, (Piece(_("Customers concerned"), "head"),), (marked(names),), len(names)))
    timed = [(one.at, _step(policy, one)) for one in view.steps]
    timed += [(one.at, _decision(policy, one)) for one in view.decisions]
    happened = sorted(timed, key=lambda one: one[0])
    return [*found, *(Entry(place, *parts) for place, (_at, parts) in enumerate(happened))]


def _step(policy: Policy, step: Step) -> tuple[Line, tuple[Line, ...]]:
    body: tuple[Line, ...] = tuple(paragraphs_of(step.note)) if step.note else ()
    if step.what in FACTS:
        before = _("before: {what}").format(what=say_fact(policy, step.what, step.note))
        body = tuple(paragraphs_of(before))
    head = f"{show_moment(step.at)} · {tell(step_words(step.what))} · {visible(step.by_name)}"
    return (Piece(head, "head"),), body


def _decision(policy: Policy, one: BreachDecision) -> tuple[Line, tuple[Line, ...]]:
    _decided, *others, _by = say_decision(policy, one)
    said = f"{say_about(one.new.about)}: {tell(one.new.verdict.words)}"
    if one.new.told is not None:
        others = [(_("When"), say_moment(policy, one.new.told)), *others]
    head = f"{show_moment(one.at)} · {said} · {visible(one.by_name)}"
    return (Piece(head, "head"),), _labelled(others)


def _labelled(facts: Iterable[tuple[str, str]]) -> tuple[Line, ...]:
    return tuple(line for label, said in facts if said for line in paragraphs_of(f"{label}: {said}"))
