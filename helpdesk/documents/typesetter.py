"""The program that typesets the documents of one job and ends, started by `typesetting`; it imports nothing of ours.

It reads a job as JSON on standard input and writes PDFs to standard output, each after a line with its size, or the
reason for a failure to standard error. A process of its own gives its memory back, can be stopped if a template never
ends, and has no network access.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

_UNSHOWN = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_MOST_TRIES = 4
_TELLING = 2


def main() -> int:
    """Typeset the documents of a job: its template, their data, the folder that may be read, and the date."""
    import typst

    job = json.loads(sys.stdin.buffer.read())
    fonts = typst.Fonts(include_system_fonts=True)
    for data in job["documents"]:
        if failed := _apart(_set, typst, job, data, fonts):
            return failed
    return 0


def _apart(work: Callable[..., int], *given: Any) -> int:
    """Do something in a copy of this process, if possible: the memory it takes is given back at its end."""
    if not hasattr(os, "fork"):
        return work(*given)
    if child := os.fork():
        return abs(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    code = 1
    try:
        code = work(*given)
        sys.stderr.flush()
    finally:
        os._exit(code)


def _set(typst: Any, job: dict[str, Any], data: str, fonts: Any) -> int:
    """Write the length of a document's PDF, and the PDF."""
    _end_after(job["patience"])
    for _ in range(_MOST_TRIES):
        try:
            made = typst.compile(
                job["template"].encode(),
                root=job["root"],
                font_paths=fonts,
                sys_inputs={"data": data},
                pdf_standards=["a-2a"],
                package_path=job["nowhere"],
                package_cache_path=job["nowhere"],
                timestamp=job["timestamp"],
            )
        except typst.TypstError as error:
            # Text is shown in runs: the neighbours of a character that can't be shown are reported with it.
            unshown = {one for one in "".join(_UNSHOWN.findall(error.diagnostic)) if one > "~"} - {*"⟪⟫"}
            if not unshown:
                sys.stderr.write(_said(error.message, json.loads(data)))
                return 1
            data = _with_marks(data, unshown)
            continue
        _end_after(0)  # readers may take their time
        sys.stdout.buffer.write(b"%d\n%b" % (len(made), made))
        sys.stdout.buffer.flush()
        return 0
    sys.stderr.write("some characters can't be shown in any font")
    return 1


def _end_after(seconds: int) -> None:
    """End this process automatically, if nobody is there any more to stop it; never after 0 seconds."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _said(message: str, data: object) -> str:
    """Typst's message about a template, unless it quotes the document: an error may reach a log file."""
    told = any(len(text) > _TELLING and text in message for text in _texts(data))
    return "it gives up on this document" if told or message.startswith("panicked") else message


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list() | dict():
            for one in value.values() if isinstance(value, dict) else value:
                yield from _texts(one)


def _with_marks(data: str, unshown: set[str]) -> str:
    """The data with a mark such as `⟪4E2D⟫` for each character that no font of this machine has."""
    marks = {ord(one): f"⟪{ord(one):04X}⟫" for one in unshown}
    return json.dumps(_marked(json.loads(data), marks), ensure_ascii=False)


def _marked(value: object, marks: dict[int, str]) -> object:
    match value:
        case str():
            return value.translate(marks)
        case list():
            return [_marked(one, marks) for one in value]
        case dict():
            return {key: _marked(one, marks) for key, one in value.items()}
        case _:
            return value


if __name__ == "__main__":
    sys.exit(main())
