"""A host that is not known yet: is it the right machine? Clause: B4."""

from __future__ import annotations

from textual.content import Content

from helpdesk.domain.display import visible
from helpdesk.domain.hosts import display_host
from helpdesk.domain.remote import SSH_PORT, HostKey
from helpdesk.i18n import _
from screens.dialogs.confirm import Confirm


def at(key: HostKey) -> str:
    """The host of a key, with its port where that is not the usual one."""
    host = display_host(key.host)
    if key.port == SSH_PORT:
        return host
    return f"[{host}]:{key.port}"


class TrustHost(Confirm):
    """Shows the fingerprint and where to compare it; trusting is not on Enter, so that nobody does it by habit."""

    def __init__(self, offered: HostKey, *marks: str) -> None:
        """Make the question about the key that the host shows; `marks` are what else is to be looked at."""
        super().__init__(
            _("Is this the right machine?"),
            *(part for mark in marks for part in (Content(mark).stylize("bold"), "")),
            _("No key is trusted for {host}. It offers this one:").format(host=at(offered)),
            "",
            Content(f"{visible(offered.algorithm)}\n{visible(offered.fingerprint)}").stylize("bold"),
            "",
            _("Compare it with what the machine itself shows, on its own screen or in its papers:"),
            Content(f"ssh-keygen -l -f {_key_file(offered.algorithm)}"),
            "",
            _("If it is not the same, somebody may be intercepting the connection: don't go on."),
            yes=_("It is the same: trust it"),
            no=_("Don't connect"),
            weighs=True,
        )


def _key_file(algorithm: str) -> str:
    kind = {"ssh-ed25519": "ed25519", "ssh-rsa": "rsa"}.get(algorithm, "ecdsa")
    return f"/etc/ssh/ssh_host_{kind}_key.pub"
