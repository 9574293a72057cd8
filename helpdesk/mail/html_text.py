"""HTML as readable text. Nothing is fetched or executed; scripts, styles and comments are dropped.

A standard parser that builds a tree takes time quadratic in the nesting: one MB of `<div>` costs minutes in the
fastest of them. Text needs no tree, so this scans the tags once, from left to right. Clause: P1, D9.
"""

from __future__ import annotations

import re
from html import unescape

MOST_QUOTES = 9
"""How many levels of quoting are shown; deeper ones look like the deepest."""
LONGEST_TARGET = 200

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})((?:[^>=]++|=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|=)*+)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([^\s=/]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"']\S*+)))?")
_COMMENT_END = re.compile(r"--!?>")
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_BREAKS = re.compile(r"[\t\r\n]")
"""What browsers leave out of an address, wherever it stands in it."""
_HUGE_NUMBER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")
_UNSHOWN = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "title", "iframe", "noembed", "noframes", "template")
}
_BLOCKS = re.compile(
    r"address|article|aside|center|dd|details|div|dl|dt|fieldset|figure|footer|form|header|main|nav|ol|section|table"
    r"|tr|ul"
)
_PARAGRAPHS = re.compile(r"p|h[1-6]|pre")


def text_of_html(html: str) -> str:
    """The text as lines: paragraphs separated by an empty line, `- ` before list items, `> ` before quotations.

    If the text of a link is not its address, the address follows in `<…>`, so that nobody is misled.
    """
    page = _Page()
    at = 0
    while True:
        start = html.find("<", at)
        if start < 0:
            page.words(html[at:])
            break
        page.words(html[at:start])
        at = _mark(page, html, start)
        if at < 0:
            break
    return page.text()


def _mark(page: _Page, html: str, start: int) -> int:
    """Handle the tag that begins at `start`; returns where it ends, -1 at the end of the text."""
    if html.startswith("<!--", start):
        ends = _COMMENT_END.search(html, start + 2)
        return -1 if ends is None else ends.end()
    if html.startswith(("<!", "<?"), start):
        stop = html.find(">", start)
        return -1 if stop < 0 else stop + 1
    if not html[start + 1 : start + 3].lstrip("/")[:1].isalpha():
        page.words("<")
        return start + 1
    tag = _TAG.match(html, start)
    if tag is None:  # the mail ends in the middle of a tag
        page.words(html[start:])
        return -1
    name = tag[2].lower()
    if tag[1]:
        page.close(name)
        return tag.end()
    if name in _UNSHOWN:
        ends = _UNSHOWN[name].search(html, tag.end())
        return -1 if ends is None else ends.start()
    page.open(name, tag[3])
    return tag.end()


class _Page:
    """What has been read so far."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = self._pre = 0
        self._target = ""
        self._link: list[str] = []

    def words(self, text: str) -> None:
        """Handle text between tags."""
        if not text:
            return
        if "&" in text:
            text = unescape(_HUGE_NUMBER.sub("\ufffd", text))
        if self._target:
            self._link.append(_BLANKS.sub(" ", text))
        if self._pre:
            first, *others = text.split("\n")
            self._line.append(first)
            for each in others:
                self._break()
                self._line.append(each)
            return
        text = _BLANKS.sub(" ", text)
        if self._line or text != " ":
            self._line.append(text)

    def open(self, name: str, attributes: str) -> None:
        """Handle an opening tag."""
        if name == "br":
            self._break()
        elif _BLOCKS.fullmatch(name):
            self._fresh()
        elif _PARAGRAPHS.fullmatch(name):
            self._apart()
            self._pre += name == "pre"
        elif name == "blockquote":
            self._apart()
            self._quotes += 1
        elif name == "li":
            self._fresh()
            self._line.append("- ")
        elif name in ("td", "th") and self._line:
            self._line.append("  ")
        elif name == "hr":
            self._fresh()
            self._line.append("---")
            self._break()
        elif name == "a":
            self._end_link()
            self._target = _attribute(attributes, "href")
        elif name == "img" and (words := _attribute(attributes, "alt")):
            self.words(f" [{words}] ")

    def close(self, name: str) -> None:
        """Handle a closing tag, whether or not one was opened."""
        if _BLOCKS.fullmatch(name) or name == "li":
            self._fresh()
        elif _PARAGRAPHS.fullmatch(name) or name == "blockquote":
            self._fresh()
            self._pre = max(0, self._pre - (name == "pre"))
            self._quotes = max(0, self._quotes - (name == "blockquote"))
            self._apart()
        elif name == "a":
            self._end_link()

    def text(self) -> str:
        """All of it."""
        self._end_link()
        self._fresh()
        return "\n".join(self._lines).strip("\n")

    def _end_link(self) -> None:
        target, words = self._target, "".join(self._link).strip()
        self._target, self._link = "", []
        kind, _, bare = target.partition(":")
        if not words or not (target.startswith("//") or kind.lower() in ("http", "https", "mailto", "tel")):
            return
        if words.rstrip("/") not in (target.rstrip("/"), bare.strip("/")):
            self._line.append(f" <{target[:LONGEST_TARGET]}{'…' if len(target) > LONGEST_TARGET else ''}>")

    def _break(self) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._pre else re.sub(r" {3,}", "  ", line).strip()
        self._lines.append(f"{'> ' * min(self._quotes, MOST_QUOTES)}{line}".rstrip())
        self._line = []

    def _fresh(self) -> None:
        """Continue on a new line."""
        if "".join(self._line).strip():
            self._break()
        self._line = []

    def _apart(self) -> None:
        """Continue after an empty line."""
        self._fresh()
        if self._lines and self._lines[-1].strip("> "):
            self._break()


def _attribute(text: str, name: str) -> str:
    """The value of an attribute, on one line; the far end of a long tag is not searched."""
    for found in _ATTRIBUTE.finditer(text[:4_000]):
        if found[1].lower() == name:
            value = unescape(_HUGE_NUMBER.sub("\ufffd", found[2] or found[3] or found[4] or ""))
            return " ".join(_BREAKS.sub("" if name == "href" else " ", value).split())
    return ""
