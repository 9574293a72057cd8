"""Links to other companies' sites in what the company writes. Clause: W1."""

from __future__ import annotations

import re
from collections.abc import Collection

from helpdesk.policy.model import Policy, Text

_HOST = re.compile(
    r"(?P<link>(?:https?|ftp)://(?:[^\s/@]*@)?|(?<![\w@.-])(?=www\.)|(?<![\w@.-]))"
    r"(?P<host>(?:[^\W_](?:[^\W_]|-(?=[^.\s]))*\.)+(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59}))(?![\w@])",
    re.IGNORECASE,
)
_FILES = frozenset(
    """
    bak bat cfg conf csv dll doc docx eml exe gif heic html ics ini iso jpeg jpg js json log md mov mp3 mp4 msg msi ost
    ovpn pdf png ppt pptx ps1 pst py rdp sh sql tmp toml txt vbs vcf xls xlsx xml yaml zip
    """.split()  # noqa: SIM905 - a list of endings reads better so
)
"""File extensions: without `https://` or `www.` in front, such names are not sites."""


def foreign_hosts(policy: Policy, text: str, theirs: Collection[str] = ()) -> tuple[str, ...]:
    """The sites in a text that are neither the company's own nor `theirs`, each once; mail addresses don't count."""
    own = (*own_domains(policy), *theirs)
    hosts = (found["host"].lower() for found in _HOST.finditer(text) if not _is_file(found))
    return tuple(dict.fromkeys(host for host in hosts if not any(_within(host, domain) for domain in own)))


def foreign_link_note(policy: Policy, text: str, theirs: Collection[str] = ()) -> Text | None:
    """What to say beside a text that links to somebody else's site; `None` if it does not. Clause: W1.

    `theirs` are the reader's own sites.
    """
    if not foreign_hosts(policy, text, theirs):
        return None
    return policy.letters.foreign_link_note or policy.clauses["W1"].promise


def own_domains(policy: Policy) -> tuple[str, ...]:
    """The company's own sites: of its website, its mail, and any named in the policy."""
    company = policy.company
    named = (_HOST.search(company.website or ""), _HOST.search(company.email.rpartition("@")[2]))
    return (
        *(found["host"].lower().removeprefix("www.") for found in named if found),
        *policy.letters.own_domains,
    )


def _is_file(found: re.Match[str]) -> bool:
    host = found["host"].lower()
    return not found["link"] and not host.startswith("www.") and host.rpartition(".")[2] in _FILES


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
