"""The policy in words, for a reader: sections of entries, each a title and paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textual.content import Content

from helpdesk.domain.display import capital
from helpdesk.domain.ladder_steps import CLAUSE as LADDER
from helpdesk.domain.remote import Recording
from helpdesk.i18n import _
from helpdesk.policy.ladder_words import ladder_lines
from helpdesk.policy.model import Category, Policy, Purpose, Retention, Right, Role, Text
from helpdesk.policy.words import RIGHTS, STARTS
from helpdesk.words.ids import say_job

Part = tuple[str, str]
"""A label, which may be empty, and what it says."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One clause, or one thing that the policy settles."""

    id: str
    title: str
    parts: tuple[Part, ...]

    def content(self) -> Content:
        """The whole entry as text."""
        lines: list[str | tuple[str, str]] = [(f"{self.id}  {self.title}".strip(), "bold")]
        for label, text in self.parts:
            if text:
                lines += ["\n\n", (f"{label}\n", "bold"), text] if label else ["\n\n", text]
        return Content.assemble(*lines)


def sections(policy: Policy, language: str) -> Iterator[tuple[str, list[Entry]]]:
    """The whole policy in a language: each section's heading with its entries, none of them empty."""
    words = _Words(policy, language)
    for heading, entries in (
        (_("Promises"), words.clauses()),
        (_("Categories of data"), map(words.category, policy.categories.values())),
        (_("Purposes"), map(words.purpose, policy.purposes.values())),
        (_("Legal bases"), words.bases()),
        (_("Other retention"), words.other_retention()),
        (_("Remote support"), words.remote()),
        (_("Recipients"), words.recipients()),
        (_("Roles"), map(words.role, policy.roles.values())),
        (_("The company"), words.company()),
    ):
        if listed := list(entries):
            yield heading, listed


class _Words:
    """Says each part of a policy in one language."""

    def __init__(self, policy: Policy, language: str) -> None:
        self._policy = policy
        self._language = language

    def clauses(self) -> Iterator[Entry]:
        known = {*self._policy.categories, *self._policy.purposes}
        for clause in self._policy.clauses.values():
            if clause.id not in known:
                steps = ladder_lines(self._policy, self._language) if clause.id == LADDER else ()
                yield self._entry(
                    clause.id,
                    self._say(clause.title),
                    ("", self._say(clause.promise)),
                    (_("Step by step"), "\n".join(f"- {line}" for line in steps)),
                )

    def category(self, one: Category) -> Entry:
        users = [purpose for purpose in self._policy.purposes.values() if one.id in purpose.categories]
        after = self._basis(one.basis_after_contract) if one.basis_after_contract else ""
        return self._entry(
            one.id,
            self._say(one.name),
            ("", self._say(one.used_for)),
            (_("Legal basis"), self._basis(one.basis)),
            (_("Legal basis after the contract"), after),
            (_("Kept"), self._kept(one.retention)),
            (_("Kept in"), self._say(one.kept_in) if one.kept_in else ""),
            (
                _("Seen for"),
                self._listed(f"{user.id} {self._say(user.name)}" for user in users) or _("no purpose"),
            ),
        )

    def purpose(self, one: Purpose) -> Entry:
        categories = (f"{name} {self._say(self._policy.categories[name].name)}" for name in one.categories)
        asked = self._policy.consent_text(one.id)
        valid = f" ({asked.valid.say(self._language)})" if asked and asked.valid else ""
        return self._entry(
            one.id,
            self._say(one.name),
            ("", self._say(one.promise)),
            (_("Shows"), self._listed(categories)),
            (_("Legal basis"), self._basis(one.basis) if one.basis else _("that of each category")),
            (
                _("What the customer is asked, version {version}").format(version=asked.version)
                if asked
                else "",
                self._say(asked.text) + valid if asked else "",
            ),
        )

    def bases(self) -> Iterator[Entry]:
        for basis in self._policy.bases.values():
            article = _("GDPR art. {article}").format(article=basis.article) if basis.article else ""
            rights = self._listed(self._say(RIGHTS[Right(right)]) for right in basis.rights)
            yield self._entry("", self._say(basis.name), ("", article), (_("Rights that go with it"), rights))

    def other_retention(self) -> Iterator[Entry]:
        for rule in self._policy.retention.values():
            yield self._entry("", self._say(rule.name), (_("Kept"), self._kept(rule)))

    def remote(self) -> Iterator[Entry]:
        remote = self._policy.remote
        if not remote.purposes:
            return
        recorded = {
            Recording.OFF: _("never"),
            Recording.ASK: _("when the technician says so"),
            Recording.ALWAYS: _("always"),
        }
        purposes = (f"{name} {self._say(self._policy.purposes[name].name)}" for name in remote.purposes)
        yield self._entry(
            "",
            _("Signing in to customers' systems"),
            (_("Only for"), self._listed(purposes)),
            (_("Ways in"), self._listed(("SSH", *(self._say(way.name) for way in remote.ways.values())))),
            (_("How a customer agrees"), self._listed(map(self._say, remote.agreements.values()))),
            (_("Recorded"), recorded[remote.recording]),
        )

    def recipients(self) -> Iterator[Entry]:
        for one in self._policy.recipients.values():
            categories = (
                f"{name} {self._say(self._policy.categories[name].name)}" for name in one.categories
            )
            yield self._entry(
                "",
                self._say(one.name),
                (_("Why"), f"{self._say(one.why)} ({one.clause})"),
                (_("May get"), self._listed(categories)),
                (_("Outside the EEA"), self._say(one.outside_eea) if one.outside_eea else ""),
            )

    def role(self, one: Role) -> Entry:
        purposes = (self._policy.purposes[name].label(self._language) for name in one.purposes)
        return self._entry(
            "",
            self._say(one.name),
            (_("May open files for"), self._listed(purposes)),
            (_("May"), self._listed(say_job(job) for job in one.jobs)),
        )

    def company(self) -> Iterator[Entry]:
        company, authority, limits = self._policy.company, self._policy.authority, self._policy.limits
        address = f"{company.street}\n{company.postcode} {company.city}"
        reach = "\n".join(filter(None, (company.phone, company.email, company.website, *company.channels)))
        yield self._entry(
            "K1",
            company.name,
            ("", address),
            ("", reach),
            ("", _("KvK {kvk}\nVAT {vat}").format(kvk=company.kvk, vat=company.vat)),
        )
        yield self._entry(
            "C2",
            _("Supervisory authority"),
            ("", self._say(authority.name)),
            ("", authority.address),
            ("", authority.website),
        )
        yield self._entry(
            "",
            _("Periods of the console"),
            (_("A file stays open"), limits.file_open.say(self._language)),
            (_("Locked after no key for"), limits.lock_after.say(self._language)),
            (_("Today shows a consent before it ends"), limits.consent_warning.say(self._language)),
            (_("What was typed and not saved is kept"), limits.draft_kept.say(self._language)),
        )

    def _entry(self, name: str, title: str, *parts: Part) -> Entry:
        return Entry(name, capital(title), parts)

    def _say(self, text: Text) -> str:
        return text.say(self._language)

    def _basis(self, name: str) -> str:
        basis = self._policy.bases[name]
        article = _("GDPR art. {article}").format(article=basis.article) if basis.article else ""
        return f"{self._say(basis.name)} ({article})" if article else self._say(basis.name)

    def _kept(self, rule: Retention) -> str:
        return _("{period} from {start}: {reason}").format(
            period=rule.period.say(self._language),
            start=self._say(STARTS[rule.starts]),
            reason=self._say(rule.reason),
        )

    def _listed(self, lines: Iterable[str]) -> str:
        return "\n".join(f"· {line}" for line in lines)
