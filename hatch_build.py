"""The catalogues: compiled into every wheel and editable install; updated from the source on request.

`python hatch_build.py` compiles `helpdesk/locale/*/LC_MESSAGES/helpdesk.po` to `.mo`; with `messages` it first brings
the .po files up to date with the source's texts.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
PACKAGES = ("helpdesk", "screens", "styles")
KEYWORDS = {"_": None, "ngettext": (1, 2), "msg": None, "msgn": (1, 2)}
HEADER = r"""msgid ""
msgstr ""
"Project-Id-Version: helpdesk\n"
"Language: {language}\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: {plural_forms}\n"

"""


class CustomBuildHook(BuildHookInterface[Any]):
    """Compiles the catalogues before a wheel takes them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it gathers the files."""
        compile_all()


def catalogues() -> list[Path]:
    """The .po files, one for each language but the source's."""
    return sorted((ROOT / "helpdesk" / "locale").glob("*/LC_MESSAGES/helpdesk.po"))


def read(path: Path) -> Catalog:
    """The catalogue in a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def compile_all() -> None:
    """Write a .mo file beside every .po file. Fuzzy texts are left out, and so stay English."""
    for path in catalogues():
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            write_mo(file, read(path))
        unfinished.replace(path.with_suffix(".mo"))  # atomically: a program may be reading the old one


def extract() -> Catalog:
    """The texts of the source as they are now."""
    template = Catalog(project="helpdesk", charset="utf-8", fuzzy=False)
    for package in PACKAGES:
        found = extract_from_dir(
            ROOT / package, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Note:",)
        )
        for name, _line, text, comments, context in found:
            template.add(text, None, [(f"{package}/{name}", 0)], auto_comments=comments, context=context)
    return template


def update_all() -> None:
    """Bring the .po files up to date with the source: new texts are empty, removed ones go."""
    template = extract()
    for path in catalogues():
        catalogue = read(path)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        texts = BytesIO()
        write_po(
            texts,
            catalogue,
            110,
            omit_header=True,
            sort_by_file=True,
            ignore_obsolete=True,
            include_lineno=False,
        )
        header = HEADER.format(language=catalogue.locale_identifier, plural_forms=catalogue.plural_forms)
        path.write_text(header + texts.getvalue().decode(), encoding="utf-8")
        missing = len(untranslated(catalogue))
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} texts, {missing} without a translation")


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts with a missing form."""
    texts = [message for message in catalogue if message.id]
    return [str(text.id) for text in texts if not forms(text.string) or not all(forms(text.string))]


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A text's forms: one, or one per plural."""
    return (text,) if isinstance(text, str) else tuple(text or ())


if __name__ == "__main__":
    if "messages" in sys.argv[1:]:
        update_all()
    compile_all()
