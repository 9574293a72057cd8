"""From a TOML file to a `Policy`, or to a list of every fault in the file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import msg
from helpdesk.domain.os_faults import why_not
from helpdesk.domain.records import dataclass
from helpdesk.policy.building import LANGUAGE, build
from helpdesk.policy.checks import check
from helpdesk.policy.model import Policy
from helpdesk.policy.reading import Faults, Table, line_of, lines

# Not importlib.resources: that imports more than the rest of the start-up path together.
DEFAULT = Path(__file__).with_name("default.toml")
"""The policy that comes with the program, to be copied and changed."""


@dataclass(frozen=True, slots=True)
class PolicyFault(Fault):
    """A fault, with the line of the policy file (from 1) on which its key is, if known."""

    line: int | None = None


class PolicyFaults(Invalid):
    """The policy file can't be used. `faults` are in the order of the file."""

    def __init__(self, faults: tuple[PolicyFault, ...], file: str) -> None:
        super().__init__(faults, msg("The policy in {file} can't be used.", file=file))
        self.file = file
        self.safe = msg("No customer's data was touched.")
        self.todo = msg("Correct what is named and run “helpdesk policy check”.")


def load(path: Path | None = None) -> Policy:
    """The policy of a file, or the default one that comes with the program.

    Raises `PolicyFaults` with every fault at once.
    """
    file = str(path or DEFAULT.name)
    try:
        raw = (path or DEFAULT).read_bytes()
    except FileNotFoundError:
        raise PolicyFaults((PolicyFault("", msg("There is no such file.")),), file) from None
    except OSError as error:
        problem = msg("The file can't be read: {problem}.", problem=why_not(error))
        raise PolicyFaults((PolicyFault("", problem),), file) from error
    try:
        source = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        fault = PolicyFault("", msg("The file is not UTF-8. Save it with that encoding."), line)
        raise PolicyFaults((fault,), file) from None
    return parse(source, file)


def parse(source: str, file: str = "policy.toml") -> Policy:
    """The policy that a TOML document describes; `file` is its name in messages.

    Raises `PolicyFaults` with every fault at once.
    """
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise PolicyFaults((_syntax_fault(str(error)),), file) from None
    except RecursionError:
        raise PolicyFaults(
            (PolicyFault("", msg("The tables or lists are nested too deeply.")),), file
        ) from None
    faults = Faults(_languages(data))
    top = Table(data, "", faults)
    policy = build(top)
    check(policy, faults)
    top.close()
    if faults.found:
        found = lines(source)
        located = [PolicyFault(one.field, one.message, line_of(one.field, found)) for one in faults.found]
        raise PolicyFaults(tuple(sorted(located, key=lambda fault: fault.line or 0)), file)
    return policy


def _syntax_fault(error: str) -> PolicyFault:
    where = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", error)
    problem = error[: where.start()] if where else error
    line = int(where[1]) if where and where[1] else None
    return PolicyFault("", msg("This is not TOML: {problem}.", problem=problem), line)


def _languages(data: Mapping[str, object]) -> tuple[str, ...]:
    company = data.get("company")
    languages = company.get("languages") if isinstance(company, dict) else None
    if not isinstance(languages, list):
        return ()
    return tuple(one for one in languages if isinstance(one, str) and re.fullmatch(LANGUAGE, one))
