"""Hosts, ports and users of systems (clause D6), and what must never get through to a resolver or to `ssh` (B4)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.contact import BadValue
from helpdesk.domain.hosts import display_host, parse_host, parse_port, parse_user


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("server.example.com", "server.example.com"),
        (" Server.Example.COM. ", "server.example.com"),
        ("router", "router"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("ﬁle.example", "file.example"),
        ("192.0.2.17", "192.0.2.17"),
        ("2001:DB8:0:0::17", "2001:db8::17"),
        ("[2001:db8::17]", "2001:db8::17"),
        ("::ffff:192.0.2.17", "192.0.2.17"),
        ("::1", "::1"),
        ("3com.example", "3com.example"),
    ],
)
def test_a_host_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert parse_host(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ".",
        "-oProxyCommand=touch${IFS}x",
        "-l",
        "example.com -oProxyCommand=x",
        "a;b.example",
        "*.example.com",
        "bad_name.example",
        "a..example",
        "-a.example",
        "a" * 64 + ".example",
        ".".join(["a" * 60] * 5),
        "xn--zzzzzz-.example",
        "user@example.com",
        "example.com:22",
        "192.0.2.17:22",
        "[2001:db8::17]:22",
        "ssh://example.com",
        "example.com/x",
        "192.0.2.0/24",
        "127.1",
        "0x7f.1",
        "2130706433",
        "example.1",
        "192.0.2.256",
        "010.0.0.1",
        "１２７.１",
        "fe80::1%eth0",
        "[fe80::1%eth0]",
        "[192.0.2.17]",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "2001:db8:::1",
        "\x00",
    ],
)
def test_what_is_no_single_host_is_refused(typed: str) -> None:
    with pytest.raises(BadValue):
        parse_host(typed)


@given(st.text(max_size=40))
def test_whatever_is_taken_can_only_be_a_host(typed: str) -> None:
    try:
        host = parse_host(typed)
    except BadValue:
        return
    assert host.isascii() and host == host.lower() and host[0] != "-"
    assert not set(host) & set(" @/\\%,*?![]'\"$`;&|<>(){}#")
    assert parse_host(host) == host


@given(st.ip_addresses())
def test_an_address_is_kept_as_that_address(address: IPv4Address | IPv6Address) -> None:
    if address.is_unspecified or address.is_multicast or str(address) == "255.255.255.255":
        with pytest.raises(BadValue):
            parse_host(str(address))
        return
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    if mapped is None:
        assert parse_host(str(address)) == str(address)


def test_a_name_is_shown_as_people_read_it() -> None:
    assert display_host("xn--bcher-kva.example") == "bücher.example"
    assert display_host("server.example.com") == "server.example.com"
    assert display_host("2001:db8::17") == "2001:db8::17"
    assert display_host("xn--broken-\x1b") == "xn--broken-␛"


@pytest.mark.parametrize(
    ("typed", "port"), [("22", 22), (" 2222 ", 2222), ("", 22), ("65535", 65535), ("1", 1)]
)
def test_a_port_is_a_number(typed: str, port: int) -> None:
    assert parse_port(typed) == port


@pytest.mark.parametrize("typed", ["0", "65536", "-1", "22x", "२२", "1e3", "²", "222222"])
def test_what_is_no_port_is_refused(typed: str) -> None:
    with pytest.raises(BadValue):
        parse_port(typed)


@pytest.mark.parametrize(
    "typed", ["beheer", "root", r"KANTOOR\jan", "jan@example.com", "svc_backup-1", "josé"]
)
def test_a_user_is_kept_as_it_is(typed: str) -> None:
    assert parse_user(f" {typed} ") == typed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "-oProxyCommand=x",
        "a b",
        "a\nb",
        "a\x1b[2Jb",
        "$(id)",
        "`id`",
        "a;b",
        "a|b",
        "a'b",
        "%h",
        "a\\",
        "x" * 65,
    ],
)
def test_a_user_that_a_shell_or_ssh_would_obey_is_refused(typed: str) -> None:
    with pytest.raises(BadValue):
        parse_user(typed)
