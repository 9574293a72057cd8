"""Typesetting documents with Typst: data goes in as data, an archival PDF (PDF/A-2a) comes out.

Typst is an extra. It runs in its own process, which may read only the folder of its templates, finds no packages and
no network, and is stopped if it takes too long. Clause: G8, P1.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from threading import Timer
from typing import IO, cast

from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import Message, msg

OURS = Path(__file__).with_name("letters")
"""The built-in templates."""

PATIENCE = 60.0
"""How long a document may take, in seconds; a letter takes a tenth of one."""

_TYPESETTER = Path(__file__).with_name("typesetter.py")
_PIECE = 36
_LONG_WORD = re.compile(r"\S{60,}")  # longer than any word that hyphenation can break
_PACKAGE = re.compile(r"[\"']@[a-z]")
_NO_WAY_OUT = "http://127.0.0.1:9"  # nobody listens there
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


class TypesetterMissing(HelpdeskError):
    """Typst is not installed: a letter can be shown as text, but not as PDF. Clause: G8."""

    def __init__(self) -> None:
        super().__init__(
            msg("PDFs can't be made: Typst is not installed."),
            safe=msg("The text itself is there, and can be sent or printed."),
            todo=msg("Install it with: {command}", command='pip install "helpdesk-console[documents]"'),
        )


class TypesettingFailed(HelpdeskError):
    """A template can't be used, or took too long. The error never contains the document's text."""

    def __init__(self, template: str, problem: Message | str) -> None:
        super().__init__(
            msg("The template {template} can't be used: {problem}.", template=template, problem=problem),
            safe=msg("The text itself is there, and can be sent or printed."),
            todo=msg("Correct the template, or remove it: the built-in one is used then."),
        )


def can_typeset() -> bool:
    """Whether Typst is installed."""
    return find_spec("typst") is not None


def insist_on_typst() -> None:
    """Errors: `TypesetterMissing`, which says how to install it."""
    if not can_typeset():
        raise TypesetterMissing


def typeset(
    template: str, data: Mapping[str, object], language: str, made: datetime, folder: Path | None = None
) -> bytes:
    """The PDF of one document; see `typeset_each`."""
    (pdf,) = typeset_each(template, [data], language, made, folder)
    return pdf


def typeset_each(
    template: str,
    documents: Iterable[Mapping[str, object]],
    language: str,
    made: datetime,
    folder: Path | None = None,
) -> Iterator[bytes]:
    """The PDFs of documents, one by one, made by one process; the next is made while one is used.

    Args:
        template: its name.
        documents: the data for each.
        language: of all of them.
        made: aware; the date of the PDFs.
        folder: the company's own templates: `letter.nl.typ` wins over `letter.typ`, and both over ours.

    Errors: `TypesetterMissing`, `TypesettingFailed`.
    """
    insist_on_typst()
    path = _template(template, language, folder)
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TypesettingFailed(path.name, type(error).__name__) from error
    if _PACKAGE.search(source):
        raise TypesettingFailed(path.name, msg("packages can't be used"))
    with tempfile.TemporaryDirectory(prefix="typeset-") as nowhere:
        told = [json.dumps(_breakable(data), ensure_ascii=False) for data in documents]
        job = {
            "template": source,
            "root": str(path.parent),
            "nowhere": nowhere,
            "documents": told,
            "timestamp": int(made.timestamp()),
            "patience": ceil(2 * PATIENCE),
        }
        with _started(Path(nowhere) / "said") as typesetter:
            yield from _set(path.name, typesetter, job, len(told))


def _template(name: str, language: str, folder: Path | None) -> Path:
    own = (folder / f"{name}.{language}.typ", folder / f"{name}.typ") if folder else ()
    return next((path for path in own if path.is_file()), OURS / f"{name}.typ")


class _Typesetter:
    """A process that typesets documents; it writes errors to a file."""

    def __init__(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        self.is_late = False
        self._process = process
        self._errors = errors
        self._jobs, self._pages = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)

    def give(self, job: bytes) -> None:
        """Give it all its work, as long as it accepts that in time."""
        with suppress(BrokenPipeError), self._in_time(), self._jobs:
            self._jobs.write(job)

    def next_pdf(self) -> bytes:
        """The next document; something that is not a PDF if there is none, or none in time."""
        with self._in_time():
            size = int(self._pages.readline() or 0)
            made = self._pages.read(size)
            return made if len(made) == size else b""

    def complaint(self) -> str:
        """What it said went wrong; empty if nothing."""
        self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""

    def stop(self) -> None:
        """End it, and whatever it started."""
        with suppress(ProcessLookupError, PermissionError):  # it has ended
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """End it if this takes too long: whoever waits for it here then continues."""
        watch = Timer(PATIENCE, self._give_up)
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _give_up(self) -> None:
        self.is_late = True
        self.stop()


@contextmanager
def _started(said: Path) -> Iterator[_Typesetter]:
    """A typesetter, ended with the context; `said` is the file for errors."""
    environment = {key: value for key, value in os.environ.items() if key.lower() != "no_proxy"}
    environment |= dict.fromkeys(_PROXIES, _NO_WAY_OUT)
    # By its path, so that nothing in the current folder takes precedence.
    command = [sys.executable, "-P", str(_TYPESETTER)]
    pipe = subprocess.PIPE
    with (
        said.open("w+b") as errors,
        subprocess.Popen(  # noqa: S603 - our own program; nothing of the document is in the command
            command, stdin=pipe, stdout=pipe, stderr=errors, env=environment, start_new_session=True
        ) as process,
    ):
        typesetter = _Typesetter(process, errors)
        try:
            yield typesetter
        finally:
            typesetter.stop()


def _set(template: str, typesetter: _Typesetter, job: Mapping[str, object], count: int) -> Iterator[bytes]:
    typesetter.give(json.dumps(job).encode())
    for _ in range(count):
        made = typesetter.next_pdf()
        if not made.startswith(b"%PDF"):
            late = msg("it takes too long") if typesetter.is_late else None
            raise TypesettingFailed(
                template, late or typesetter.complaint() or msg("Typst ended unexpectedly")
            )
        yield made


def _breakable(value: object) -> object:
    """The data with break points in words that would run over the edge of the paper."""
    match value:
        case str():
            return _LONG_WORD.sub(_broken, value)
        case Mapping():
            return {key: _breakable(one) for key, one in value.items()}
        case tuple() | list():
            return [_breakable(one) for one in value]
        case _:
            return value


def _broken(word: re.Match[str]) -> str:
    text = word[0]
    return "\u200b".join(text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
