"""Addresses in order, and networks as ranges of them. Clause: D6."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.addresses import is_address, parse_range, sortable
from helpdesk.domain.contact import BadValue

addresses = st.ip_addresses()
networks = st.builds(
    lambda address, bits: ip_network((address, bits % (address.max_prefixlen + 1)), strict=False),
    addresses,
    st.integers(0, 128),
)
MAPPED = ip_network("::ffff:0:0/96")


def plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """As it is stored: a v4 address in v6 clothes is v4."""
    return getattr(address, "ipv4_mapped", None) or address


@given(addresses, networks)
def test_an_address_is_in_a_networks_range_just_when_it_is_in_the_network(
    address: object, network: object
) -> None:
    """Clause: D6, R1."""
    kept, wanted = plain(address), network  # type: ignore[arg-type]
    if wanted.version == 6 and wanted.overlaps(MAPPED):  # type: ignore[attr-defined]
        return
    first, last = parse_range(str(wanted))
    assert (first <= sortable(str(kept)) <= last) == (kept in wanted)  # type: ignore[operator]


@given(addresses, addresses)
def test_addresses_of_one_version_sort_as_numbers(one: object, other: object) -> None:
    first, second = plain(one), plain(other)  # type: ignore[arg-type]
    if first.version == second.version:
        assert (sortable(str(first)) < sortable(str(second))) == (int(first) < int(second))
    assert len(sortable(str(first))) == 17


def test_no_six_network_takes_in_a_four_address() -> None:
    first, last = parse_range("::/0")
    assert not first <= sortable("10.1.2.3") <= last
    assert sortable("::ffff:10.1.2.3") == sortable("10.1.2.3")
    assert parse_range("::ffff:10.1.0.0/112") == parse_range("10.1.0.0/16")


def test_bits_beyond_the_prefix_do_not_matter() -> None:
    assert parse_range("10.1.2.3/16") == parse_range("10.1.0.0/16")
    first, last = parse_range(" 192.0.2.17 ")
    assert first == last == sortable("192.0.2.17")


@pytest.mark.parametrize(
    "text", ["", "10.1", "10.1.0.0/99", "web01.example.org", "1.2.3.4/5/6", "fe80::1%eth0/129"]
)
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        parse_range(text)


def test_names_are_no_addresses() -> None:
    assert is_address("2001:db8::1") and is_address("192.0.2.1")
    assert not is_address("web01.example.org") and not is_address("")
