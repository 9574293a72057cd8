"""Passwords that nobody calls one: mentioned in passing, recognised by the phrase and by how people make them up.

"It is still Dakgoot77", "fill in Bolletje-04", "Bonnie1 or Bonnie11". Clause: B6, D9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.kinds import Certainty, Finding, Kind
from helpdesk.domain.spotting.made_up import (
    bare,
    is_code,
    is_made_up,
    is_ordinary,
    is_plain_secret,
)
from helpdesk.domain.spotting.reading import Reading
from helpdesk.domain.spotting.turns import behind_label, handed_over, of_no_use, typed

_SHORTEST, _LONGEST = 6, 32
_BEFORE, _AFTER, _BETWEEN = 48, 24, 24
_LEAST_DIGITS = 2
_LEAST_LETTERS = 7
_SPELLING = (
    "streep", "letter", "spatie", "juist", "correct", "capital", "hyphen", "dash", "space", "case", "elkaar",
    "one word",
)  # fmt: skip
_FEW = 6
"""A text with more made-up-looking words than this was probably written by a machine."""
ACCESS = (
    "wachtwoord",
    "password",
    "inlog",
    "login",
    "log in",
    "log on",
    "aanmeld",
    "account",
    "ww",
    "pw",
    "locked",
    "vergrendel",
    "geblokkeerd",
    "unlock",
    "beheerder",
    "admin",
    "toegang",
    "access",
    "niet in",
    "erin",
    "er in",
    "get in",
    "got in",
    "let me in",
    "wifi",
    "wi-fi",
    "anydesk",
    "teamviewer",
    "bios",
    "router",
    "inrichten",
    "te loggen",
    "te melden",
    "gaat open",
    "opens with",
    "opent met",
    "intikken",
    "intypen",
    "intoetsen",
)
_ENDINGS = (
    r"com|nl|org|net|eu|be|de|uk|io|app|local|lan|txt|docx?|xlsx?|pptx?|pdf|png|jpe?g|gif|svg|csv|json|xml|html?|js|ts|py|sh|"
    r"ps1|bat|exe|msi|dll|sys|zip|rar|7z|gz|tar|log|ini|conf|cfg|env|ya?ml|toml|eml|msg|pst|ost|mp[34]|wav|mov|avi|heic|iso|"
    r"img|vhdx?|bak|tmp|dat|db|sql|sqlite|css|php|micro|small|medium|large|xlarge"
)
"""The endings of files, hosts and machine sizes."""
_NOTES = (
    "briefje",
    "kaartje",
    "sticker",
    "post-it",
    "postit",
    "schriftje",
    "opgeschreven",
    "a note",
    "written down",
)
"""Words about access; the text must contain one if the phrase alone says too little."""


def in_passing(reading: Reading) -> Iterator[Finding]:
    """What looks made up by a person, if the sentence says that it is typed, or is still the same."""
    made_up = list(_made_up(reading))
    if not made_up:
        return
    of_access, of_notes = reading.has(*ACCESS), reading.has(*_NOTES)
    for start, end in made_up:
        before = reading.label_before(start, _BEFORE)
        if _logged_in_as().search(before) or _with_password().match(reading.low, end):
            continue
        said = handed_over().search(before) or (of_notes and behind_label().search(before))
        if of_access and not said:
            said = typed().search(before) or of_no_use().match(reading.low, end)
        if said or (
            _looks_it(reading, start, end, of_access and len(made_up) <= _FEW) and not is_a_name(before)
        ):
            yield Finding(Kind.PASSWORD, start, end, Certainty.POSSIBLE)
    if of_access:
        yield from _guesses(reading, made_up)


def spelled_out(reading: Reading) -> Iterator[Finding]:
    """A word with instructions on how to type it, and two spellings of one word: Merel-Lijster or MerelLijster."""
    if reading.has(*ACCESS):
        for how in reading.find(_how()):
            word = _spelled().search(reading.low, max(0, how.start() - 2 * _LONGEST), how.start())
            if word and not is_ordinary(word["secret"]):
                yield Finding(Kind.PASSWORD, *word.span("secret"), Certainty.POSSIBLE)
        for match in reading.find(_says()):
            if is_plain_secret(reading, *match.span("secret")):
                yield Finding(Kind.PASSWORD, *match.span("secret"), Certainty.POSSIBLE)
    for other in reading.find(_or_other()) if reading.has(*_SPELLING) else ():
        one = _one().search(reading.text, max(0, other.start() - _BEFORE), other.start())
        places = (one.span("one"), other.span("other")) if one else ()
        written = {reading.text[start:end] for start, end in places}
        letters = {_letters().sub("", passage).lower() for passage in written}
        if len(written) == 2 and len(letters) == 1 and len(letters.pop()) >= _LEAST_LETTERS:
            yield from (Finding(Kind.PASSWORD, *place, Certainty.POSSIBLE) for place in places)


def on_stickers(reading: Reading) -> Iterator[Finding]:
    """What follows the name of a wireless network on a sticker: netwerk H369A7C21B0 / 5D3E7A9C64F2."""
    if reading.has("netwerk", "network", "wifi", "wi-fi", "ssid"):
        for match in reading.find(_network_and()):
            if sum(map(str.isdecimal, match["secret"])) >= _LEAST_DIGITS:
                yield Finding(Kind.PASSWORD, *match.span("secret"), Certainty.POSSIBLE)


def _looks_it(reading: Reading, start: int, end: int, of_access: bool) -> bool:
    """Whether it needs no further hint: people make such passwords, or the text is about access and it is no name."""
    if _as_people_do().fullmatch(reading.text, start, end):
        return True
    return of_access and not _like_a_login().fullmatch(reading.text, start, end)


def is_a_name(before: str) -> bool:
    """Whether the words before call it the name of somebody, a machine or a file."""
    return _called_a_name().search(before) is not None


def _made_up(reading: Reading) -> Iterator[tuple[int, int]]:
    for match in reading.in_odd_words(_shaped()):
        passage = bare(match["secret"])
        behind_stroke = reading.text[match.start() - 1 : match.start()] == "/"
        if behind_stroke and not _login_and().search(reading.line_before(match.start(), _BEFORE)):
            continue
        line = reading.text[max(0, match.start() - _BEFORE) : match.end()].rpartition("\n")[2]
        shouted = passage.isupper() and line.isupper()
        if is_a_password(passage.lower() if shouted else passage) and not reading.in_url(match.start()):
            yield match.start("secret"), match.start("secret") + len(passage)


def is_a_password(passage: str) -> bool:
    """Whether people make such passwords, and no serial number, file, machine, product or company has such a name."""
    return (
        _SHORTEST <= len(passage) <= _LONGEST
        and not (passage.isupper() or is_code(passage))
        and not (_thing().match(passage.lower()) or _host().match(passage))
        and is_made_up(passage)
    )


def _guesses(reading: Reading, made_up: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """Several forms of one word, as somebody tries to remember: Bonnie1 or Bonnie11."""
    for (start, end), (next_start, next_end) in pairwise(made_up):
        between = reading.low[end:next_start] if next_start - end <= _BETWEEN else "\n"
        stem = _stem().match(reading.low, start, end)
        if stem and reading.low.startswith(stem[0], next_start) and _or().fullmatch(between):
            yield Finding(Kind.PASSWORD, start, end, Certainty.POSSIBLE)
            yield Finding(Kind.PASSWORD, next_start, next_end, Certainty.POSSIBLE)


@cache
def _shaped() -> re.Pattern[str]:
    """A word with a digit or a sign in it: Bolletje-04, Bramble&Gorse, Vl!eland-2."""
    return re.compile(
        r"(?<![^\s\"'“‘(=:,/])(?P<secret>[^\W\d_]++(?:[-._][^\W\d_]++){0,3}[-._]?[\d!#$%^&*+~@€][^\s\"'“”‘’()<>\[\]{},;:/\\|]*+)"
        r"(?=[\s\"'“”‘’),.;:!?]|\Z)"
    )


@cache
def _login_and() -> re.Pattern[str]:
    """A login name and a slash, but not a path: jan/Minoes2014."""
    return re.compile(r"(?:^|[\s(:,])[\w.@-]{2,40}/$")


@cache
def _how() -> Cue:
    """How a word is typed."""
    return cue(
        r"(?<![a-z])(?:kleine? letters?|hoofdletters?|lower ?case|capital [a-z](?![a-z])|capitals|aan elkaar|one word|"
        r"zonder spaties?|no spaces?)(?![a-z])"
    )


@cache
def _spelled() -> re.Pattern[str]:
    """The word, and what comes between it and how it is typed."""
    return re.compile(
        r"(?<![\w/.@-])(?P<secret>[^\W_][\w!?#&+*-]{4,31})[\"'”’)]?(?:,| -| \()? ?(?:dus |so |en |and |maar |but )?"
        r"(?:alles |allemaal |all |met een |met |with a |with |in |zonder |without )?\Z"
    )


@cache
def _says() -> Cue:
    """A long word that somebody says a password is: behalve Jet, die zegt driekleinekleutertjes."""
    return cue(
        r"(?<![a-z])(?:wachtwoord|password|ww|pw|pass)(?![a-z])[^\n.:]{0,80}?(?<![a-z])(?:zegt|zei|says|said|denkt|thinks|"
        r"volgens \S{2,16}|according to \S{2,16})(?: is| was| het| dat het| it's| it was)? [\"'“‘]?"
        r"(?P<secret>[a-z]{10,32})(?=[\"'”’]?(?:[.,;)]|\n|\Z))"
    )


@cache
def _or_other() -> Cue:
    return cue(
        r"(?<![a-z])(?:of|or) (?:als |as |with |met )?[\"'“‘(]?(?P<other>[^\W_][^\s\"'“”‘’(),;:.?]{5,40})"
    )


@cache
def _one() -> re.Pattern[str]:
    return re.compile(r"(?<![^\s\"'“‘(])(?P<one>[^\W_][^\s\"'“”‘’(),;:.?]{5,40})[\"'”’)]?,? \Z")


@cache
def _letters() -> re.Pattern[str]:
    """Everything but letters and digits."""
    return re.compile(r"[\W_]+")


@cache
def _network_and() -> Cue:
    return cue(
        r"(?<![a-z])(?:netwerk|network|wi-?fi|ssid)(?:naam| name)?[ :=]{1,3}\S{3,32} ?[/|,] ?(?P<secret>[a-z0-9]{8,32})"
        r"(?![\w@/-])"
    )


@cache
def _as_people_do() -> re.Pattern[str]:
    """How people turn a word into a password: Welkom01, Zomer2026!, minoes2014, Bramble&Gorse."""
    return re.compile(
        r"[A-Z][a-z]{3,}[-_.@#!&+]?\d{1,4}[!?#@*$]{0,3}|[a-z]{4,}(?:19|20)\d\d[!?]{0,2}|"
        r"[A-Z]?[a-z]{3,}[&+!$%^#*][A-Z]?[a-z]{3,}\S{0,8}|[A-Z][a-z]{3,}(?:[-_.][A-Z][a-z]{2,}){1,2}[-_.]?\d{1,4}[!?]?|"
        r"(?:[A-Z][a-z]{2,}){2,3}\d{2,4}[!?#@*$]{1,3}"
    )


@cache
def _like_a_login() -> re.Pattern[str]:
    """A login name, part of an address, or a machine's count: gsmit52, b41e9c2, t3.medium."""
    return re.compile(
        r"[a-z]+(?:[._-][a-z]+)*[._-]?\d{1,3}|(?!\S*[^\W\d_]{4})\S+|[0-9a-f-]+|\S*[=&]\S*\d{6,}|[A-Z]+-\S+|"
        r"[^\W\d_]+[0-9][._][^\W\d_]+|[a-z]+-[0-9a-f]{8,}|[a-z]{1,3}_\w{8,}"
    )


@cache
def _called_a_name() -> re.Pattern[str]:
    """The end of what comes before the name of somebody, a machine or a file."""
    return re.compile(
        r"(?:user(?:name)?|gebruiker(?:snaam)?|login|inlognaam|account|\w*naam|name|handle|instagram|insta|snap(?:chat)?|"
        r"tiktok|tag|map|folder|share|project|bestand|file|host|pc|laptop|printer|server|domein|domain|branch|model|type|"
        r"serie|serial|s/n|versie|version|nummer|number|code|ref(?:erence)?|kenmerk|ssid|netwerk|network|wifi)"
        r"(?: is| heet| heeft| called| named)?\W{1,3}$|"
        r"(?<!woord )(?<!word )(?<!ww )(?<!code )(?<!sleutel )(?<!key )(?:netwerk|network|ssid|wifi)[ \t:=]{1,24}$|"
        r"[@#\\]$"
    )


@cache
def _with_password() -> re.Pattern[str]:
    """What says that a word was the name, because the password follows it."""
    return re.compile(r"[\"'”’]? (?:met|with) (?:het |the |als )?(?:wachtwoord|password|ww|pw)(?![a-z])")


@cache
def _logged_in_as() -> re.Pattern[str]:
    return re.compile(r"(?:log(?:ged|ging)? ?(?:in|on) as|inloggen als|ingelogd als|logt? in als) [\"'“‘]?$")


@cache
def _thing() -> re.Pattern[str]:
    """Numbered things that are not secret, parts of file names and addresses, and companies."""
    things = (
        r"laptop|pc|desktop|werkplek|werkstation|printer|scanner|server|srv|switch|tablet|telefoon|phone|router|modem|"
        r"kassa|till|pos|lokaal|klas|groep|zaal|kamer|room|team|week|dag|day|camera|cam|scherm|screen|monitor|update|"
        r"versie|version|build|release|ticket|order|bestelling|factuur|invoice|bon|bijlage|foto|img|image|scan|dock|"
        r"gate|truck|bus|lijn|line|unit|sensor|zone|port|poort|vlan|disk|schijf|drive|vm|node|host|db|backup|"
        r"map|folder|site|filiaal|winkel|kantoor|office|etage|floor|stap|step|fase|phase|test|user|gebruiker|"
        r"windows|win|outlook|exchange|ubuntu|debian|fedora|macos|ios|android|firefox|chrome|edge|python|java|"
        r"php|mysql|postgres|sql|tls|ssl|usb|hdmi|wifi|covid|cat|mp|h|b|a|s|v|kb|fw|rev|dn|nr|no|art|par|level|"
        r"kwartaal|q|jaar|year|q&|r&|h&|c&|b&|m&|p&|v&|s&|d&|at&|hp|dell|epson|brother|canon|lenovo|ipad|iphone|"
        r"galaxy|pixel|surface|thinkpad|elitebook|probook|latitude|optiplex|lat|fritz!|yahoo!|office|"
        r"offerte|project|begroting|rapport|verslag|notulen|planning|rooster|document|contract|export|import|counter|"
        r"gauge|integer|float|utf|base|sha|md|iso|ipv|http|smtp|imap|pop|oauth|ddr|lte|wpa|bluetooth|type|model|serie|"
        r"deskjet|laserjet|officejet|envy|pavilion|inspiron|precision|poweredge|proliant|macbook|archer|deco|unifi|"
        r"synology|diskstation|qnap|photoshop|acrobat|autocad|visio|dynamics|sharepoint|onedrive|teams|zoom|kyocera|"
        r"ricoh|samsung|philips|module|les|lesson|hoofdstuk|chapter|bijv|figuur|table|tabel|kolom|blad|sheet|slide"
    )
    return re.compile(
        rf"(?:{things})[-_.]?\d*[-_.]?\d*[a-z]?$|[a-z]{{1,3}}[-_.]?\d+[a-z]?$|fritz!|[qrhcbmpvsd]&|at&t|"
        rf".*(?:\.(?:{_ENDINGS})$|@|\d{1, 2}%$)|[a-z]+(?:\+|&)[a-z]{1, 3}$|[a-z]+\+$|[a-z]+=|"
        r"[a-z0-9-]+v\d+(?:-[a-z]+)*$|fail2ban|x86|x64|log4|web2|peer2|win(?:32|64)|base64|ed25519|aes|rsa|id_|utf|latin1|"
        r"[a-z]{1,3}\d{3,}|(?:[a-z]{1,3}\d+-)+|[a-z-]+\d?\*+$"
    )


@cache
def _host() -> re.Pattern[str]:
    """Dotted lower-case names of machines and their parts."""
    return re.compile(r"[a-z\d_]+(?:-\w+)*\.\w+\.")


@cache
def _stem() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]{4,}")


@cache
def _or() -> re.Pattern[str]:
    return re.compile(
        r"[\"'”’)]?,? ?(?:(?:of|or|en|and|dan|then|maybe|misschien|ook|also|anders|else|now|nu|was|toen|eerst|daarna|"
        r"ipv|niet|not|but|maar|met|with|perhaps) ){0,3}[\"'“‘(]?"
    )
