"""Sites of others in what the company writes. Clause: W1."""

from __future__ import annotations

import re

from helpdesk.policy.model import Policy, Text

_HOST = re.compile(
    r"(?:https?://(?:[^\s/@]*@)?|(?<![\w@.-]))((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24})(?![\w@])",
    re.IGNORECASE,
)
_FILES = frozenset({"csv", "html", "json", "pdf", "txt", "zip", "eml"})


def foreign_hosts(policy: Policy, text: str) -> tuple[str, ...]:
    """The sites in a text that are not the company's own, each once, in small letters; mail addresses are no sites."""
    own = own_domains(policy)
    hosts = (found[1].lower() for found in _HOST.finditer(text))
    return tuple(
        dict.fromkeys(
            host
            for host in hosts
            if host.rpartition(".")[2] not in _FILES and not any(_within(host, domain) for domain in own)
        )
    )


def foreign_link_note(policy: Policy, text: str) -> Text | None:
    """What to say beside a text that points to somebody else's site; `None` where it does not. Clause: W1."""
    if not foreign_hosts(policy, text):
        return None
    return policy.letters.foreign_link_note or policy.clauses["W1"].promise


def own_domains(policy: Policy) -> tuple[str, ...]:
    """The company's own sites: of its website, of its mail, and those the policy names."""
    company = policy.company
    named = (_HOST.search(company.website or ""), _HOST.search(company.email.rpartition("@")[2]))
    return (*(found[1].lower().removeprefix("www.") for found in named if found), *policy.letters.own_domains)


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
