"""The reference of the keys, from the bindings of all screens, dialogs and widgets."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from markdown import cell, table
from textual.binding import Binding
from textual.keys import format_key

import screens
from helpdesk import config
from helpdesk.settings_file import write_default

_PLACES = (
    ("screens.app", "Everywhere"),
    ("screens.widgets", "In lists, texts and forms"),
    ("screens.dialogs", "Dialogs"),
    ("screens", "Screens"),
)
_SENTENCE_END = re.compile(r"(?<=\.) ")
_AS_ASKED = "*(as the question says)*"
_NAMES = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "tab": "Tab", "up": "↑", "down": "↓", "left": "←",
    "right": "→", "pageup": "Page up", "pagedown": "Page down", "home": "Home", "end": "End", "delete": "Delete",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bound:
    """A key that does something: its place, and what that place says about itself."""

    module: str
    about: str
    keys: str
    words: str
    id: str


def key_reference() -> str:
    """The page, in Markdown."""
    found = list(bound())
    parts = [
        "# The keys",
        "The bottom line of a screen shows the keys of where you are, `?` (F1 while you type) shows all of them, and "
        "Ctrl+P finds what can be done by name. Several keys in a row do the same. The keys of the purposes in the "
        "question *For what?* are those of the [policy file](policy.md#purposes).",
        "## Other keys",
        "Every id below can be given keys of your own in the settings file; what you name takes the place of all keys "
        "that the id has. `helpdesk doctor` says where the file is.",
        f"```toml\n{_example()}\n```",
        "Keys go by Textual's names: a letter stands for itself, and others are called "
        f"{_some_names(found)}.",
    ]
    titles = {one.id: one.words for one in found}
    for module, title in _PLACES:
        here = [one for one in found if _place(one.module) == module]
        parts += [f"## {title}", *_groups(here, titles)]
    return "\n\n".join(parts) + "\n"


def _example() -> str:
    """The part of the settings file about keys, uncommented."""
    with tempfile.TemporaryDirectory() as home:
        written = write_default(config.load({"home": home}, {})).read_text("utf-8")
    _before, _mark, example = written.partition("# [keys]\n")
    return "\n".join(["[keys]", *(line.removeprefix("# ") for line in example.strip().splitlines())])


def _some_names(found: list[Bound]) -> str:
    names = {key for one in found for key in one.keys.split(",") if len(key) > 1}
    return ", ".join(f"`{name}`" for name in sorted(names))


def _groups(here: list[Bound], titles: Mapping[str, str]) -> Iterator[str]:
    """The keys of a place by the first part of their ids, in source order."""
    groups: dict[str, list[Bound]] = {}
    for one in here:
        groups.setdefault(
            one.id.rpartition(".")[0] or ("" if one.module == _PLACES[0][0] else one.id), []
        ).append(one)
    for name in sorted(groups):
        words = name.replace("-", " ")
        if name:
            yield f"### {titles.get(name) or words[:1].upper() + words[1:]}"
        yield " ".join(dict.fromkeys(one.about for one in groups[name] if one.about))
        rows = dict.fromkeys((_shown(one.keys), one.words, f"`{one.id}`") for one in groups[name])
        yield table(("Keys", "What they do", "Id"), rows)


def _place(module: str) -> str:
    return next(place for place, _title in _PLACES if module == place or module.startswith(f"{place}."))


def bound() -> Iterator[Bound]:
    """Every binding with an id, module by module in alphabetical order."""
    for module in _modules():
        about = _about(module)
        for kind in vars(module).values():
            if inspect.isclass(kind) and kind.__module__ == module.__name__:
                for binding in kind.__dict__.get("BINDINGS", ()):
                    if isinstance(binding, Binding) and binding.id:
                        yield Bound(module.__name__, about, binding.key, binding.description, binding.id)
        yield from _asked(module.__name__, about, inspect.getsource(module))


def _modules() -> Iterator[ModuleType]:
    names = [module.name for module in pkgutil.walk_packages(screens.__path__, "screens.")]
    return map(importlib.import_module, sorted(names))


def _about(module: ModuleType) -> str:
    """The first sentence of a module's docstring."""
    text = cell((module.__doc__ or "").partition("\n\n")[0])
    return re.sub(r" Clause: .*", "", _SENTENCE_END.split(text)[0])


def _asked(module: str, about: str, source: str) -> Iterator[Bound]:
    """The bindings that a dialog creates when it asks, from the source of its methods."""
    if "Binding(" not in source:
        return
    for kind in ast.parse(source).body:
        methods = kind.body if isinstance(kind, ast.ClassDef) else ()
        for method in (one for one in methods if isinstance(one, ast.FunctionDef)):
            for call in ast.walk(method):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Binding":
                    yield from _written(module, about, call, method)


def _written(module: str, about: str, call: ast.Call, method: ast.FunctionDef) -> Iterator[Bound]:
    given = dict(zip(("key", "action", "description"), call.args, strict=False))
    given |= {word.arg: word.value for word in call.keywords if word.arg}
    keys = ",".join(dict.fromkeys(_values(given["key"], method)))
    words = " / ".join(_values(given.get("description"), method)) or _AS_ASKED
    for id_ in _values(given.get("id"), method):
        yield Bound(module, about, keys, words, id_)


def _values(node: Any, method: ast.FunctionDef) -> list[str]:
    """The texts that an expression can have, as far as the source shows."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.Call(func=ast.Name(id="_"), args=[inner]):
            return _values(inner, method)
        case ast.IfExp(body=body, orelse=other):
            texts = [*_values(body, method), *_values(other, method)]
            return list(
                dict.fromkeys(key for text in texts for key in (text.split(",") if "," in text else [text]))
            )
        case ast.BoolOp(values=values):
            return [text for value in values for text in _values(value, method)]
        case ast.Name(id=name):
            return [text for value in _assigned(name, method) for text in _values(value, method)]
    return []


def _assigned(name: str, method: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(method):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=True))
                yield from (value for one, value in pairs if isinstance(one, ast.Name) and one.id == name)


def _shown(keys: str) -> str:
    return ", ".join(_key(key) for key in keys.split(","))


def _key(key: str) -> str:
    """A key as it is labelled on the keyboard."""
    *held, last = key.split("+") if len(key) > 1 else [key]
    name = _NAMES.get(last) or (last.upper() if re.fullmatch(r"f\d+", last) else f"`{format_key(last)}`")
    if held:
        name = f"{'+'.join(one.capitalize() for one in held)}+{name.strip('`').upper() if len(last) == 1 else name}"
    return name
