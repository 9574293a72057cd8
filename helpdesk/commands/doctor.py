"""`doctor`: whether everything is in order here, and what to fix. It never says anything about a customer.

Clause: P1, B3, B4.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import declare
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import columns, say, say_json, with_clause
from helpdesk.domain.errors import HelpdeskError, Invalid
from helpdesk.domain.file_rights import is_open_to_others
from helpdesk.domain.records import dataclass
from helpdesk.i18n import _, ngettext, tell

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

ENOUGH = 500 * 1024 * 1024
"""With fewer bytes of free disk than this, an import or backup may not fit."""

LIBRARIES = ("textual", "sqlalchemy", "sqlcipher3", "psycopg", "paramiko")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked. `mend` is what to do if it is not `ok`."""

    name: str
    ok: bool
    found: str
    mend: str = ""


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = declare(
        commands,
        "doctor",
        doctor,
        _("check the store, its key, the policy and this machine"),
        opens=True,
        lists=True,
    )
    parser.add_argument(
        "--rebuild-search", action="store_true", help=_("rebuild the index that finds messages")
    )
    parser.add_argument(
        "--rebuild-indexes",
        action="store_true",
        help=_("rebuild all other indexes, large ones included, so that nothing erased stays in them"),
    )


def doctor(call: Call) -> int:
    """Check everything and say what to fix; exit code 1 if there is anything."""
    checks = list(examined(call))
    if call.arguments.json:
        say_json(
            [
                {"check": one.name, "ok": one.ok, "found": one.found, "mend": one.mend or None}
                for one in checks
            ]
        )
    else:
        rows = []
        for one in checks:
            rows.append((_("ok") if one.ok else _("attention"), one.name, one.found))
            rows += [("", "", f"→ {line}") for line in one.mend.splitlines()]
        say(*columns(rows))
        wrong = sum(not one.ok for one in checks)
        if wrong:
            say("", ngettext("{count} thing to fix.", "{count} things to fix.", wrong).format(count=wrong))
    return Exit.DONE if all(one.ok for one in checks) else Exit.FOUND


def examined(call: Call) -> Iterator[Check]:
    """Every check, in order of dependence."""
    yield _versions()
    yield _settings(call)
    policy = _policy(call)
    yield policy
    if call.config.embedded:
        yield _key(call)
        yield _data_folder(call)
    yield _disk(call)
    if policy.ok:
        opened = _store(call)
        yield opened
        if opened.ok:
            yield _search(call)
            yield _erasures(call)
            if call.config.embedded and call.arguments.rebuild_indexes:
                yield _indexes(call)
    yield _terminal(call)


def program_version() -> str:
    """The version of the program, as it was installed."""
    from importlib.metadata import PackageNotFoundError, version

    with suppress(PackageNotFoundError):
        return version("helpdesk-console")
    return _("(from source)")


def _versions() -> Check:
    from importlib.metadata import PackageNotFoundError, version

    libraries = []
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            libraries.append(f"{name} {version(name)}")
    found = f"helpdesk {program_version()}, Python {platform.python_version()}, {', '.join(libraries)}"
    return Check(_("versions"), True, found)


def _settings(call: Call) -> Check:
    file = call.config.config_file
    found = str(file) if file.exists() else _("none; the defaults apply ({file})").format(file=file)
    return Check(_("settings"), True, found)


def _policy(call: Call) -> Check:
    try:
        policy = call.policy
    except HelpdeskError as error:
        return _failed(_("policy"), error)
    found = _("{company}, version {version}").format(company=policy.company.name, version=policy.version)
    place = str(call.config.policy) if call.config.policy else _("the sample that comes with the program")
    return Check(_("policy"), True, f"{found} ({place})")


def _key(call: Call) -> Check:
    from helpdesk.repository import keyfile

    file = call.config.key_file
    if not file.exists() and not (call.config.database_file or file).exists():
        return Check(_("key"), False, _("none yet"), _("Create the store: helpdesk init"))
    try:
        wrapped = keyfile.is_wrapped(file)
    except HelpdeskError as error:
        return _failed(_("key"), error)
    if file.parent == call.config.data:
        return Check(_("key"), False, str(file), _("Keep the key in another folder than the data."))
    kind = _("with a pass phrase") if wrapped else _("without a pass phrase")
    return Check(_("key"), True, f"{file}, {kind}")


def _data_folder(call: Call) -> Check:
    name, folder = (
        _("data folder"),
        call.config.database_file.parent if call.config.database_file else call.config.data,
    )
    if not folder.exists():
        return Check(
            name, False, _("not there: {folder}").format(folder=folder), _("Create the store: helpdesk init")
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        mend = _("Give yourself permission to write in it.")
        return Check(name, False, _("not writable: {folder}").format(folder=folder), mend)
    if is_open_to_others(folder.stat()):
        mend = _("Take away their access: chmod 700 {folder}").format(folder=folder)
        return Check(
            name, False, _("others on this machine can read it: {folder}").format(folder=folder), mend
        )
    return Check(name, True, str(folder))


def _disk(call: Call) -> Check:
    folder = next(one for one in (call.config.data, *call.config.data.parents) if one.exists())
    free = shutil.disk_usage(folder).free
    found = _("{free} MB free").format(free=free // 1024**2)
    mend = "" if free >= ENOUGH else _("Make room: an import or a backup may not fit.")
    return Check(_("disk"), free >= ENOUGH, found, mend)


def _store(call: Call) -> Check:
    from helpdesk.words.ids import say_role

    name = _("store")
    try:
        with call.desk() as desk:
            who, role = desk.technician, say_role(desk.policy, desk.technician.role)
            how = "" if call.config.embedded else desk.do(_connection)
            problem = desk.do(lambda work: work.audit.verify())
    except HelpdeskError as error:
        return _failed(name, error)
    if problem is not None:
        mend = _("Keep a copy of the store as it is now, and find out who could write to it.")
        return Check(name, False, tell(problem.problem), mend)
    found = _("opens; you are {login} with the role {role}; the audit is intact")
    place = call.config.shown_database
    return Check(name, True, f"{place} {how}{found.format(login=who.login, role=role)}")


def _search(call: Call) -> Check:
    """Check the index of messages, or rebuild it: a damaged one may name erased data. Clause: P3, D9."""
    from helpdesk.repository import message_search

    name = _("search in messages")
    try:
        with call.desk() as desk:
            if not call.arguments.rebuild_search:
                whole = desk.do(lambda work: message_search.is_whole(work.connection))
                mend = "" if whole else _("Rebuild it: helpdesk doctor --rebuild-search")
                return Check(name, whole, _("the index is intact") if whole else _("damaged"), mend)
            count = desk.do(lambda work: message_search.rebuild(work.connection))
            if not desk.traces.finish():
                mend = _("Another console still reads old bytes; run this again when it is closed.")
                return Check(name, False, _("rebuilt, but the old one is not yet overwritten"), mend)
    except HelpdeskError as error:
        return _failed(name, error)
    found = ngettext("rebuilt, from {count} message", "rebuilt, from {count} messages", count)
    return Check(name, True, found.format(count=count))


def _indexes(call: Call) -> Check:
    """Rewrite large indexes, which an erasure does not. Clause: P3, R4."""
    name = _("indexes")
    try:
        with call.desk() as desk:
            done = desk.traces.scrub(large=True)
    except HelpdeskError as error:
        return _failed(name, error)
    if not done:
        mend = _("Another console still reads old bytes; run this again when it is closed.")
        return Check(name, False, _("not all rebuilt yet"), mend)
    return Check(name, True, _("all rebuilt"))


def _erasures(call: Call) -> Check:
    """Erase again whoever a restored backup brought back. Clause: R4."""
    from helpdesk.tasks import rights

    name = _("erasures")
    try:
        with call.desk() as desk:
            subjects = desk.erased.read()
            again = desk.do(rights.erase_again, subjects) if subjects else 0
            written = desk.do(rights.erase_tickets_again, subjects) if subjects else 0
            scrubbed = desk.traces.finish()
    except HelpdeskError as error:
        return _failed(name, error)
    if not scrubbed:
        mend = _("Another console still reads old bytes; run this again when it is closed.")
        return Check(name, False, _("erased again, but not yet overwritten"), mend)
    found = ngettext(
        "{count} customer whom a backup brought back was erased again",
        "{count} customers whom a backup brought back were erased again",
        again,
    )
    said = [found.format(count=again)] if again else []
    if written:
        found = ngettext(
            "{count} erased ticket or letter that a backup brought back was erased again",
            "{count} erased tickets and letters that a backup brought back were erased again",
            written,
        )
        said.append(found.format(count=written))
    return Check(name, True, ", ".join(said) or _("nobody who was erased is in the store"))


def _connection(work: UnitOfWork) -> str:
    """How the server is reached: unencrypted only on this machine, or it would not have opened. Clause: B4."""
    from helpdesk.repository.tls import is_encrypted

    how = _("(encrypted)") if is_encrypted(work.connection) else _("(this machine, not encrypted)")
    return f"{how} "


def _terminal(call: Call) -> Check:
    name = _("terminal")
    if not any(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        return Check(name, True, _("not checked: this is a script"))
    fault = call.front.fault()
    if fault is not None:
        return Check(name, False, tell(fault), _("The commands work all the same; see helpdesk --help."))
    size = shutil.get_terminal_size()
    return Check(name, True, f"{os.environ.get('TERM', '?')}, {size.columns}×{size.lines}")


def _failed(name: str, error: HelpdeskError) -> Check:
    """A check that ended in an error: what happened, and what to do."""
    faults = error.faults if isinstance(error, Invalid) else ()
    mend = [": ".join(part for part in (one.field, tell(one.message)) if part) for one in faults]
    mend += [tell(error.todo)] if error.todo else []
    return Check(name, False, with_clause(tell(error.what), error), "\n".join(mend))
