"""Who a mail is from and for: bare addresses from its headers. Clause: R7."""

from __future__ import annotations

import re
from typing import NamedTuple

from helpdesk.mail.charsets import clean_line
from helpdesk.mail.headers import LONGEST_LINE, decoded_words

MOST_ADDRESSES = 500
LONGEST_ADDRESS = 320

_PIECE = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*+)"?|(?P<comment>\()|<(?P<angle>[^<>]*+)>|(?P<part>[,;])'
    r"|(?P<plain>[^\"(<,;]++)|(?P<rest>.)",
    re.DOTALL,
)
_OF_COMMENTS = re.compile(r"\\.|[()]", re.DOTALL)
_ROUTE = re.compile(r"^@[^:]*:")


class Named(NamedTuple):
    """An address and the name beside it, `""` if there is none."""

    address: str
    name: str


def addresses(value: str) -> tuple[Named, ...]:
    """The addresses of a header such as From or To, in order, each once.

    An address in angle brackets is the one that counts, whatever the name beside it looks like; of several without a
    comma between, each does, so that none passes for another. What stands in parentheses is nobody. Encoded words are
    decoded only after the header was taken apart, so that none of them can add an address.
    """
    value = f"{value},"
    found: dict[str, Named] = {}
    name: list[str] = []
    plain: list[str] = []
    angle: str | None = None
    at, has_comments = 0, True
    while piece := _PIECE.match(value, at):
        at = piece.end()
        kind, text = str(piece.lastgroup), piece[piece.lastgroup or 0]
        if kind == "part" or (kind == "angle" and angle is not None):
            one = _named(angle, "".join(plain), " ".join(name))
            if one.address and len(found) < MOST_ADDRESSES:
                found.setdefault(one.address.casefold(), one)
            name, plain, angle = [], [], None
        if kind == "angle":
            angle = text
        elif kind == "quoted":
            name.append(re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL))
            if value[at : at + 1] == "@":  # "jan de wit"@example.com
                plain.append(piece[0])
        elif kind == "plain":
            plain.append(text)
            name.append(text)
        elif kind == "comment" and has_comments:
            ends = _after_comment(value, at)
            at, has_comments = ends or at, ends > 0
    return tuple(found.values())


def _after_comment(value: str, at: int) -> int:
    """Where a comment ends that began before `at`, those within it included (RFC 5322); 0 where it does not."""
    depth = 1
    for sign in _OF_COMMENTS.finditer(value, at):
        depth += {"(": 1, ")": -1}.get(sign[0], 0)
        if not depth:
            return sign.end()
    return 0


def _named(angle: str | None, plain: str, name: str) -> Named:
    if angle is None:
        _, _, bare = plain.rpartition(":")  # a group's name comes before a colon
        return Named(_bare(bare), "")
    return Named(_bare(_ROUTE.sub("", angle.strip())), clean_line(decoded_words(name), LONGEST_LINE))


def _bare(text: str) -> str:
    """One address, `""` if it is not one: it has one @ with something on both sides, and no blanks."""
    text = clean_line(text, LONGEST_ADDRESS + 1)
    local, _, domain = text.rpartition("@")
    is_one = local and domain and len(text) <= LONGEST_ADDRESS and not re.search(r"\s", domain)
    return text if is_one and (" " not in local or local.startswith('"')) else ""
