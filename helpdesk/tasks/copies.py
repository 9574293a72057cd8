"""Writing files: a customer's access report with its copies, the data to take along, reports, proofs, the statement.

The contents are gathered in a unit of work; writing the file needs none, and must not happen inside one.

Clause: R1, R3, R4, C1, K1.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from helpdesk.documents.access_report import access_report
from helpdesk.documents.archive import Part, access_parts, new_password, portable_parts, write_archive
from helpdesk.documents.breach_report import breach_report
from helpdesk.documents.complaint_year import year_report
from helpdesk.documents.new_file import new_file
from helpdesk.documents.paper import Paper, paper_html, paper_markdown, paper_pdfs, paper_text
from helpdesk.documents.processing_register import processing_register
from helpdesk.documents.proofs import erasure_certificate, removal_proof
from helpdesk.documents.statement import statement
from helpdesk.domain.access import AccessContent
from helpdesk.domain.paths import typed_path
from helpdesk.domain.records import dataclass
from helpdesk.policy.model import Policy

__all__ = [
    "Copy", "access_report", "breach_report", "erasure_certificate", "markdown", "processing_register", "removal_proof",
    "save_access", "save_paper", "save_portable", "statement", "text", "year_report",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that was written. `password` opens it and is stored nowhere: show it once, and send it another way.

    `None` if the customer asked for a plain one. `files` is how many it contains.
    """

    path: Path
    password: str | None
    files: int


def save_access(
    policy: Policy,
    content: AccessContent,
    language: str,
    name: str,
    *,
    encrypted: bool = True,
    folder: Path | None = None,
) -> Copy:
    """Write the access report with its copies as a ZIP. `folder` is the settings' `letters_folder()`.

    Errors: `Invalid` for a file that exists already or can't be written, `ArchiverMissing`, `TypesettingFailed`; then
    nothing is left behind. Clause: R1, P4.
    """
    return _saved(name, access_parts(policy, content, language, folder), encrypted=encrypted)


def save_portable(
    policy: Policy,
    content: AccessContent,
    language: str,
    name: str,
    *,
    encrypted: bool = True,
    contract_over: bool = False,
) -> Copy:
    """Write what the customer provided as a ZIP, for another company or another store. Errors: as `save_access`.

    `contract_over`: the last contract has ended. Clause: R3.
    """
    parts = portable_parts(policy, content, language, contract_over=contract_over)
    return _saved(name, parts, encrypted=encrypted)


def text(paper: Paper) -> str:
    """A report or a proof as plain text."""
    return paper_text(paper)


def markdown(paper: Paper) -> str:
    """A statement or a record as Markdown that also reads as plain text."""
    return paper_markdown(paper)


def save_paper(paper: Paper, name: str, folder: Path | None = None) -> tuple[Path, ...]:
    """Write a report, proof or statement: HTML for `.html`, text for `.txt`, Markdown for `.md`, else PDF, in volumes.

    Errors: `Invalid`, `TypesetterMissing`, `TypesettingFailed`.
    """
    ending = Path(name).suffix.lower()
    prints = {".html": paper_html, ".txt": paper_text, ".md": paper_markdown}
    if ending in prints:
        printed = prints[ending](paper)
        pieces = (printed,) if isinstance(printed, str) else printed
        return (_written(name, (piece.encode("utf-8", "replace") for piece in pieces)),)
    stem = name[: -len(ending)] if ending == ".pdf" else name
    volumes = enumerate(paper_pdfs(paper, folder), 1)
    return tuple(
        _written(f"{stem}{f'-{number}' if number > 1 else ''}.pdf", (volume,)) for number, volume in volumes
    )


def _saved(name: str, parts: Iterable[Part], *, encrypted: bool) -> Copy:
    password = new_password() if encrypted else None
    path = typed_path(name)
    with new_file(path) as file:
        files = write_archive(file, parts, password)
    return Copy(path, password, files)


def _written(name: str, pieces: Iterable[bytes]) -> Path:
    path = typed_path(name)
    with new_file(path) as file:
        for piece in pieces:
            file.write(piece)
    return path
