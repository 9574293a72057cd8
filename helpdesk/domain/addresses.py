"""IP addresses in order: a fixed-width form to sort and look up single addresses and whole networks.

Clause: D6.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from helpdesk.domain.contact import BadValue, clean
from helpdesk.domain.messages import msg

_MAPPED = IPv6Network("::ffff:0:0/96")


class AddressRange(NamedTuple):
    """The sortable forms of the first and last address of a network; for one address they are the same."""

    first: bytes
    last: bytes


def sortable(address: str) -> bytes:
    """17 bytes that sort as addresses do: the version, then the address as 128 bits.

    No IPv6 network contains an IPv4 address. An IPv4-mapped IPv6 address counts as IPv4. `ValueError` for anything
    else.
    """
    return _key(ip_address(address))


def is_address(text: str) -> bool:
    """Whether a text is an IP address, and not a name."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def parse_range(text: str) -> AddressRange:
    """One address or a network (`10.1.0.0/16`, `2001:db8::/32`); bits beyond the prefix don't matter.

    Raises `BadValue`.
    """
    try:
        network: IPv4Network | IPv6Network = ip_network(clean(text), strict=False)
    except ValueError:
        raise BadValue(
            msg("This is no address or network, such as 192.0.2.17, 10.1.0.0/16 or 2001:db8::/32.")
        ) from None
    return AddressRange(_key(network.network_address), _key(network.broadcast_address))


def _key(address: IPv4Address | IPv6Address) -> bytes:
    if isinstance(address, IPv6Address) and address in _MAPPED:
        address = address.ipv4_mapped or address
    return bytes([address.version]) + address.packed.rjust(16, b"\0")
