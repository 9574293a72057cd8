"""The reference of the command line, from its parser."""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator

from markdown import cell, table

from helpdesk import config
from helpdesk.commands.arguments import overrides
from helpdesk.commands.exits import Exit
from helpdesk.commands.parser import parser

Parser = argparse.ArgumentParser
Commands = argparse._SubParsersAction


def command_reference() -> str:
    """The page, in Markdown."""
    whole = parser(lambda _call: 0)
    commands = list(_commands(whole, whole.prog))
    usual = _usual([each for _name, _about, each in commands])
    parts = [
        "# The command line",
        cell(whole.description or ""),
        "The same jobs as in the console, past the same guard, in the same audit.",
        "## Commands",
        table(("Command", "What it does"), [(_link(name), about) for name, about, _each in commands]),
        "## For every command",
        "These may stand before or after the command. What is given here goes before the environment, and that "
        "before the settings file.",
        table(("Option", "What it is"), map(_shared_row, _own(overrides()))),
        table(("Option", "What it is"), [_row(action)[:2] for action in _own(whole)]),
        "Most commands take these as well; how a command is written shows whether it does.",
        table(("Option", "What it is"), [row[:2] for row in usual]),
        "## Exit codes",
        table(("Code", "Means"), _codes(whole.epilog or "")),
    ]
    for name, about, each in commands:
        parts += [f"## {name}", _sentence(about), f"```\n{_usage(name, each)}\n```", _arguments(each, usual)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _commands(parser_: Parser, name: str) -> Iterator[tuple[str, str, Parser]]:
    """Every command that does something, with a line about it; not the names of groups."""
    below = next((action for action in parser_._actions if isinstance(action, Commands)), None)
    if below is None:
        return
    about = {choice.dest: choice.help or "" for choice in below._choices_actions}
    for word, child in below.choices.items():
        if any(isinstance(action, Commands) for action in child._actions):
            yield from _commands(child, f"{name} {word}")
        else:
            yield f"{name} {word}", cell(about.get(word, "")), child


def _link(name: str) -> str:
    return f"[`{name}`](#{name.replace(' ', '-')})"


def _own(parser_: Parser) -> list[argparse.Action]:
    """What a parser accepts besides the common arguments."""
    passed_over = (argparse._HelpAction, Commands)
    shared = {option for action in overrides()._actions for option in action.option_strings}
    if parser_.add_help:
        return [
            action
            for action in parser_._actions
            if not isinstance(action, passed_over) and shared.isdisjoint(action.option_strings)
        ]
    return list(parser_._actions)


def _shared_row(action: argparse.Action) -> tuple[str, str]:
    option, words, _needed = _row(action)
    variable = re.search(r"\((HELPDESK_\w+)\)", words)
    if variable and variable[1] not in config.ENVIRONMENT.values():
        raise ValueError(f"{option} names a variable that is not read: {variable[1]}")
    return option, words.replace(variable[1], f"`{variable[1]}`") if variable else words


def _row(action: argparse.Action) -> tuple[str, str, str]:
    value = _value(action)
    names = ", ".join(f"`{f'{name} {value}'.strip()}`" for name in action.option_strings) or f"`{value}`"
    words = cell((action.help or "") % {**vars(action), "prog": ""})
    choices = [str(choice) for choice in action.choices or ()]
    if choices and action.metavar is not None:
        words += f" ({', '.join(f'`{choice}`' for choice in choices)})"
    return cell(names), words, _needed(action)


def _needed(action: argparse.Action) -> str:
    if action.required and action.nargs not in ("?", "*"):
        return "yes"
    plain = isinstance(action.default, (str, int)) and not isinstance(action.default, bool)
    usual = action.default if plain and action.default not in ("", argparse.SUPPRESS) else None
    return f"no: `{usual}`" if usual is not None else "no"


def _value(action: argparse.Action) -> str:
    """What stands for an argument's value; empty if it takes none."""
    if action.nargs == 0:
        return ""
    word = action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper())
    word = word if isinstance(word, str) else " ".join(word)
    forms = {"?": f"[{word}]", "*": f"[{word}…]", "+": f"{word}…"}
    if isinstance(action.nargs, int):
        return " ".join([word] * action.nargs)
    return forms.get(action.nargs or "", word)


def _usage(name: str, parser_: Parser) -> str:
    """How to write the command; optional arguments are in brackets."""
    words = [name]
    own = _own(parser_)
    for action in [one for one in own if one.option_strings] + [one for one in own if not one.option_strings]:
        written = (
            f"{action.option_strings[-1]} {_value(action)}".strip()
            if action.option_strings
            else _value(action)
        )
        words.append(written if action.required or not action.option_strings else f"[{written}]")
    return " ".join(words)


def _usual(parsers: list[Parser]) -> list[tuple[str, str, str]]:
    """Arguments that more than half of the commands accept, with the same explanation."""
    taken = Counter(_row(action) for each in parsers for action in _own(each))
    return [row for row, times in taken.items() if times * 2 > len(parsers)]


def _arguments(parser_: Parser, usual: list[tuple[str, str, str]]) -> str:
    rows = [row for row in map(_row, _own(parser_)) if row not in usual]
    return table(("Argument", "What it is", "Needed"), rows) if rows else ""


def _codes(epilog: str) -> Iterator[tuple[str, str]]:
    """Every exit code, as the help explains it."""
    said = dict(re.findall(r"^\s+(\d+)\s+(.*)$", epilog, re.MULTILINE))
    for code in Exit:
        yield f"`{code.value}`", cell(said[str(code.value)])


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}" if words else ""
