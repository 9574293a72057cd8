"""Private keys, API keys and tokens: by their shape, or after a word for one. Clause: B6, D9."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.kinds import Certainty, Context, Finding, Kind
from helpdesk.domain.spotting.reading import Reading

_LEAST_DIGITS = 3
_BEFORE = 12
_NETWORKS = ("wifi", "wi-fi", "wlan", "netwerk", "network", "router", "modem")
"""Words of a text in which keys are passwords: those about networks."""
_WORDS = ("key", "token", "secret", "sleutel", "bearer", "basic", "totp")


def private_keys(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Whole blocks of private keys (PEM, OpenSSH, PGP, PuTTY), even without their end, and one-line keys."""
    if reading.has("private key", "putty-user-key", "privatekey", "age-secret"):
        for match in _key_block().finditer(reading.text):
            yield Finding(Kind.PRIVATE_KEY, *match.span("secret"), Certainty.CERTAIN)
        for match in _key_line().finditer(reading.text):
            yield Finding(Kind.PRIVATE_KEY, *match.span("secret"), Certainty.CERTAIN)


def api_keys(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Keys and tokens in the shapes of well-known services, and long mixed words after a word for one."""
    for match in reading.in_long_words(_shapes()):
        yield Finding(Kind.API_KEY, *match.span(), Certainty.CERTAIN)
    if not reading.has(*_WORDS):
        return
    said = chain(
        reading.find(_behind_word()),
        _behind_key().finditer(reading.low),
        () if reading.has(*_NETWORKS) else _keys_of_any_sort(reading),
    )
    for match in chain(said, _answers(reading)):
        start = match.start("secret")
        end = start + len(match["secret"].rstrip(".=-" if "==" not in match["secret"] else ".-"))
        if _is_mixed(reading.text[start:end]):
            yield Finding(Kind.API_KEY, start, end, Certainty.LIKELY)
    for cell in reading.cells:
        passage = reading.text[cell.start : cell.end]
        if _key_heading().fullmatch(cell.heading) and _long_word().fullmatch(passage) and _is_mixed(passage):
            yield Finding(Kind.API_KEY, cell.start, cell.end, Certainty.LIKELY)
    for match in reading.in_long_words(_at_random()):
        if not _is_random(match[0]):
            continue
        before = reading.line_before(match.start()).strip()
        # What has a line of its own is part of a certificate or file.
        if (before or reading.after(match.end(), 2).strip()) and not (
            reading.in_url(match.start()) or _public().search(before)
        ):
            yield Finding(Kind.API_KEY, *match.span(), Certainty.POSSIBLE)


def _keys_of_any_sort(reading: Reading) -> Iterator[re.Match[str]]:
    """What is called a key, unless it belongs to a program, table, machine or account recovery."""
    for match in reading.find(_any_key()):
        if not _other_sort().search(reading.low, max(0, match.start() - _BEFORE), match.start()):
            yield match


def _answers(reading: Reading) -> Iterator[re.Match[str]]:
    """Long words in the line that answers a question about a key."""
    for start, end in reading.answers(_asked()):
        yield from _long_word().finditer(reading.low, start, end)


def _is_random(passage: str) -> bool:
    """Whether it mixes upper case, lower case and digits as no name or product does."""
    mixed = not (passage.islower() or passage.isupper() or passage.rpartition("_")[2].islower())
    return mixed and sum(map(str.isdecimal, passage)) >= _LEAST_DIGITS


def _is_mixed(passage: str) -> bool:
    digits = sum(character.isdecimal() for character in passage)
    letters = sum(character.isalpha() for character in passage)
    cases = not (passage.islower() or passage.isupper())
    return digits >= (1 if cases else 2) and letters >= 2 and not _no_key().match(passage)


@cache
def _key_block() -> re.Pattern[str]:
    kind = r"(?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?"
    between = r"(?:\\n|[\s>]){1,8}"
    header = r"[A-Za-z-]{3,20}: [^\r\n]{1,200}"
    return re.compile(
        rf"(?P<secret>-----BEGIN {kind}-----(?:{between}{header})*+(?:{between}[A-Za-z0-9+/=]{{16,4096}})*+"
        rf"(?:(?:{between}[A-Za-z0-9+/=]{{1,15}}){{0,2}}{between}-----END {kind}-----|"
        rf"{between}[A-Za-z0-9+/=]{{1,15}}\s{{0,4}}\Z)?|"
        r"PuTTY-User-Key-File-\d:[^\n]*\n(?:[^\n]{1,200}\n){1,200}?Private-MAC:[ \t]*\w+)"
    )


@cache
def _key_line() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?i:private ?key)\s{0,3}[:=]\s{0,3}|(?<!\w)(?=AGE-SECRET-KEY-1))"
        r"(?P<secret>[A-Za-z0-9+/]{42,88}={0,2}|AGE-SECRET-KEY-1[0-9A-Z]{20,80})(?![\w+/=])"
    )


@cache
def _shapes() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w-])(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{22,255}|"
        r"glpat-[\w-]{20,64}|xox[abeoprs]-[\w-]{10,255}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}|"
        r"sk-[\w-]{20,255}|"
        r"AIza[\w-]{35}|SG\.[\w-]{16,64}\.[\w-]{16,64}|npm_[A-Za-z0-9]{30,64}|do[opr]_v1_[0-9a-f]{40,64}|"
        r"[a-z]{2,10}_(?:live|test|prod|pat|key|sec|secret|token)_[A-Za-z0-9]{14,255}|"
        r"tskey-[\w-]{20,128}|hvs\.[\w-]{20,255}|\d{8,10}:AA[\w-]{30,64}|"
        r"eyJ[\w-]{8,4096}\.[\w-]{8,4096}\.[\w-]{8,4096})(?![\w-])"
    )


@cache
def _behind_word() -> Cue:
    return cue(
        r"(?<![a-z])(?:(?:api|access|auth|secret|account|shared|client|bearer|refresh|app)[ _-]?"
        r"(?:access[ _-]?)?(?:key|sleutel|token|secret)|token|secret|sleutel|bearer|authorization: ?basic|"
        r"totp(?:[ _-](?:seed|secret|key))?|sharedaccesssignature)"
        r"[\w ]{0,40}?[\"']?\s{0,3}(?:[:=]|\bis\b|[=-]>|→)?\s{0,3}[\"'`]?"
        r"(?<![\w.-])(?P<secret>[\w+/=.~-]{16,512})(?![\w@])"
    )


@cache
def _any_key() -> Cue:
    return cue(
        r"(?<![a-z])(?:key|sleutel|token)"
        r"[\"'”’]?(?:(?: is| was|:| ?=) ?| )[\"'“‘`]?"
        r"(?P<secret>(?=(?:[^\s\d]{0,30}\d){3})\w[\w+/=.~-]{13,512})(?![\w@])"
    )


@cache
def _other_sort() -> re.Pattern[str]:
    return re.compile(
        r"(?:public|licen[cs]e|product|foreign|primary|openbare?|ssh|registry|host|recovery|back-?up|herstel|reserve|nood|"
        r"emergency|rescue)[ -]$"
    )


@cache
def _asked() -> re.Pattern[str]:
    return re.compile(r"(?<![a-z])(?!ssh)(?:\w{0,12}[ _-]?key|\w{0,16}sleutel|token|secret)(?![a-z])")


@cache
def _key_heading() -> re.Pattern[str]:
    return re.compile(r"(?:api[ _-]?)?(?:key|sleutel|token|secret)")


@cache
def _long_word() -> re.Pattern[str]:
    return re.compile(r"(?<![\w/+.=@-])(?P<secret>(?=(?:[^\s\d]{0,30}\d){3})[\w+/=.~-]{16,512})(?![\w@])")


@cache
def _at_random() -> re.Pattern[str]:
    """A long word, in a text that mentions keys."""
    return re.compile(
        r"(?<![\w/+.=@-])(?:[A-Za-z0-9]{28,64}+|[a-z]{2,8}_[A-Za-z0-9]{18,64}+)(?![\w/+=@-]|\.\w)"
    )


@cache
def _public() -> re.Pattern[str]:
    return re.compile(r"public|openbare|fingerprint|vingerafdruk|sha\d|hash|checksum|commit")


@cache
def _behind_key() -> re.Pattern[str]:
    return re.compile(
        r"key(?<![a-z].{3})(?<!public[ _-].{3})[\"']?\s{0,3}[:=]\s{0,3}[\"'`]?"
        r"(?P<secret>[\w+/=.~-]{24,512})(?![\w@])"
    )


@cache
def _no_key() -> re.Pattern[str]:
    """An id, a number in groups, a software licence, a file or a host: nothing secret."""
    return re.compile(
        r"(?:[A-Z0-9]{5}-){3,5}[A-Z0-9]{5}$|"
        r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$|[\d-]+$|[a-z]+(?:[._/-][a-z]+)+\d*$|"
        r"(?:[\w-]+\.)+"
        r"[a-z]{2,6}$|/|\w+://"
    )
