"""How a system is reached, and as whom: host, port and user, read as people write them and stored in one form.

What is stored here is passed to other programs (`ssh`) and to the resolver, so nothing may get through that these
could take for an option, a pattern or a second address. Clause: D6, B4.
"""

from __future__ import annotations

import re
from ipaddress import ip_address

from helpdesk.domain.addresses import is_address
from helpdesk.domain.contact import BadValue, clean, parse_ip
from helpdesk.domain.display import visible
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.remote import SSH_PORT

LONGEST_HOST = 253
LONGEST_USER = 64

_MORE_THAN_A_HOST = re.compile(r".*[/@\\\s]|\[.*\]:|[^:]*:[^:]*$")
# The resolver reads 127.1, 0x7f.1 and 2130706433 as addresses, though they don't look like one.
_ENDS_LIKE_A_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)", re.ASCII)
_NOT_IN_A_USER = re.compile(r"[\s'\"`;&<>|(){}$!*?%#]")

_NO_HOST = msg("A host is a name like server.example.com or an address like 192.0.2.17 or 2001:db8::17.")
_NO_ADDRESS = msg("An IP address looks like 192.0.2.17 or 2001:db8::17.")


def parse_host(text: str) -> str:
    """A DNS name as ASCII in lower case, or an IP address in its shortest form without brackets.

    Names outside ASCII are converted by IDNA 2008. Options (`-oProxyCommand=…`), URLs, ports, users, link-local
    addresses (`fe80::1%eth0`) and numbers that only a resolver takes for an address are refused.
    """
    text = clean(text)
    if text[:1] == "[" and text[-1:] == "]":
        text = text[1:-1]
        if ":" not in text:
            raise BadValue(_NO_ADDRESS)
    if text.count(":") > 1 or is_address(text):
        return _address(text)
    if _MORE_THAN_A_HOST.match(text):
        raise BadValue(msg("Only the name or the address; port and user have a place of their own."))
    return _name(text)


def _address(text: str) -> str:
    address = ip_address(parse_ip(text))
    if address.is_unspecified or address.is_multicast or str(address) == "255.255.255.255":
        raise BadValue(msg("This address is not one of a single machine."))
    return str(address)


def _name(text: str) -> str:
    import idna

    try:
        name = idna.encode(text.rstrip("."), uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise BadValue(_NO_HOST) from None
    if len(name) > LONGEST_HOST:
        raise BadValue(_NO_HOST)
    if _ENDS_LIKE_A_NUMBER.fullmatch(name):
        raise BadValue(_NO_ADDRESS)
    return name


def display_host(host: str) -> str:
    """A stored host as people read it: `xn--bcher-kva.example` as `bücher.example`; an address as it is."""
    if "xn--" not in host:
        return visible(host)
    import idna

    try:
        return visible(idna.decode(host))
    except (idna.IDNAError, UnicodeError):
        return visible(host)


def parse_port(text: str) -> int:
    """A TCP port from 1 to 65535; an empty text means SSH's own."""
    text = clean(text)
    if not text:
        return SSH_PORT
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= 65535):
        raise BadValue(msg("A port is a number from 1 to 65535."))
    return int(text)


def parse_user(text: str) -> str:
    r"""An account name on a system, such as `beheer`, `DOMAIN\jan` or `jan@example.com`, unchanged."""
    fault = _user_fault(text)
    if fault:
        raise BadValue(fault)
    return text.strip(" ")


def _user_fault(text: str) -> Message | None:
    text = text.strip(" ")
    if not text:
        return msg("A user is needed to sign in.")
    if len(text) > LONGEST_USER:
        return msg("This is too long: at most {limit} characters.", limit=LONGEST_USER)
    if not text.isprintable() or _NOT_IN_A_USER.search(text) or text[0] == "-" or text[-1] == "\\":
        return msg("A user has no spaces or quotes and does not begin with a hyphen.")
    return None
