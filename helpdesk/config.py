"""Where this console keeps things, and how it looks: flags, environment, settings file, defaults.

The statement is not here: the policy says what may be done with personal data. These are the settings of one machine
and one person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import Message, choose, msg
from helpdesk.domain.records import dataclass
from helpdesk.i18n import LANGUAGES

if TYPE_CHECKING:
    from helpdesk.domain.mail import MailServer

APP = "helpdesk"

T = TypeVar("T")
ENVIRONMENT = {
    "home": "HELPDESK_HOME",
    "database": "HELPDESK_DATABASE",
    "policy": "HELPDESK_POLICY",
    "language": "HELPDESK_LANG",
}
"""The settings that environment variables may override."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of this console. All paths are absolute; none needs to exist yet."""

    config_file: Path
    """The settings file, whether it exists or not."""
    data: Path
    """The folder of the database, its backups and related files."""
    database: str = field(repr=False)
    """URL of the store, `sqlite:///…` or `postgresql://…`. It may contain a password: show `shown_database`."""
    key_file: Path
    """The store's key, kept apart from the data. Clause: P1."""
    log_file: Path
    policy: Path | None = None
    """The policy file; `None` is the built-in sample."""
    keepass: Path | None = None
    """The KeePass file with the passwords of customers' systems. Clause: B6."""
    intake_folder: Path | None = None
    """The folder that the console watches for incoming mail. Clause: D9."""
    outbox: Path | None = None
    """The folder for replies by mail, which the mail program sends."""
    mail_server: MailServer | None = None
    """The server for outgoing mail; with neither this nor `outbox` replies wait. Clause: B4, B6."""
    language: str | None = None
    """`None` follows the terminal's locale."""
    theme: str | None = None
    keymap: Mapping[str, str] = field(default_factory=dict)
    """Keys by the id of the action; several keys are separated by commas."""

    @property
    def shown_database(self) -> str:
        """The store's URL without a password. Clause: B6."""
        return hide_password(self.database)

    @property
    def embedded(self) -> bool:
        """Whether the store is a file of ours, not a server."""
        return self.database.startswith("sqlite")

    @property
    def database_file(self) -> Path | None:
        """The store's file, `None` for a server."""
        return Path(self.database.partition(":///")[2]) if self.embedded else None

    @property
    def store_exists(self) -> bool:
        """Whether there is an embedded store to open; for a server only asking it can tell."""
        file = self.database_file
        return file is None or file.exists()

    @property
    def way_for_mail(self) -> Path | MailServer | None:
        """Where mail goes: into a folder or to a server; `None` if the settings name neither."""
        return self.outbox or self.mail_server

    @property
    def rejects_folder(self) -> Path:
        """The default place for rejected rows of an import."""
        return self.data / "rejects"

    def letters_folder(self) -> Path | None:
        """The folder of the company's own letter templates: `letters` beside the policy file, if there is one."""
        folder = self.policy.parent / "letters" if self.policy else None
        return folder if folder and folder.is_dir() else None


class Misconfigured(Invalid):
    """Invalid settings. Each fault is named by its key, flag or environment variable."""

    def __init__(self, faults: tuple[Fault, ...], place: Path) -> None:
        super().__init__(faults, msg("The settings can't be used."))
        self.safe = msg("Customers' data was not touched.")
        self.todo = msg("Correct them in {place}, or in the environment.", place=str(place))


def hide_password(url: str) -> str:
    """A database URL with its password replaced by stars, wherever it is in the URL."""
    in_login = re.sub(r"^([^:]+://[^/?#]*?:).*(@[^@]*)$", r"\1***\2", url)
    return re.sub(r"(?i)([?&](?:[a-z_]*password|passphrase|key)=)[^&#]*", r"\1***", in_login)


def load(flags: Mapping[str, object], environ: Mapping[str, str]) -> Config:
    """The settings in use: flags, then `HELPDESK_…`, then `config.toml`, then the platform's usual places.

    With a home of its own (`--home`, `HELPDESK_HOME`) everything is in it, the settings file included.

    Args:
        flags: `home`, `database`, `policy` and `lang`; `None` and other names are ignored.
        environ: the environment.

    Raises:
        Misconfigured: with every fault at once.
    """
    read, over = _Reading(), _overriding(flags, environ)
    config_folder, data, log_folder = _places(read.take(_path, over.pop("home", None)))
    config_file = config_folder / "config.toml"
    given = {**read.file(config_file), **over}.get
    config = Config(
        config_file=config_file,
        data=data,
        database=read.take(_database, given("database")) or own_database(data),
        key_file=read.take(_path, given("key_file")) or config_folder / "keys" / "store.key",
        log_file=read.take(_path, given("log_file")) or log_folder / "helpdesk.log",
        policy=read.take(_path, given("policy")),
        keepass=read.take(_path, given("keepass")),
        intake_folder=read.take(_path, given("intake_folder")),
        outbox=read.take(_path, given("outbox")),
        mail_server=read.take(_mail_server, given("mail_server")),
        language=read.take(_language, given("language")),
        theme=read.take(_text, given("theme")),
        keymap=read.take(_keymap, given("keys")) or {},
    )
    if config.outbox and config.mail_server:
        read.faults.append(Fault("outbox", msg("Choose one way for mail: a folder, or a server.")))
    if read.faults:
        raise Misconfigured(tuple(read.faults), config_file)
    return config


def _overriding(flags: Mapping[str, object], environ: Mapping[str, str]) -> dict[str, _Given]:
    """What overrides the settings file, by the name of the setting: flags, then the environment."""
    over: dict[str, _Given] = {}
    for name, variable in ENVIRONMENT.items():
        flag = variable.removeprefix("HELPDESK_").lower()
        if flags.get(flag) is not None:
            over[name] = _Given(flags[flag], f"--{flag}", Path.cwd())
        elif environ.get(variable):
            over[name] = _Given(environ[variable], variable, Path.cwd())
    return over


class _Given(NamedTuple):
    """A raw setting: its name where it was set, and the folder that its path is relative to."""

    value: object
    name: str
    folder: Path


class _Bad(Exception):
    """A setting that is not accepted."""

    def __init__(self, name: str, message: Message) -> None:
        self.fault = Fault(name, message)


class _Reading:
    """Reads raw settings, and collects what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def take(self, parse: Callable[[_Given], T], given: _Given | None) -> T | None:
        """The parsed setting, `None` if it is absent or invalid."""
        if given is None:
            return None
        try:
            return parse(given)
        except _Bad as bad:
            self.faults.append(bad.fault)
            return None

    def file(self, path: Path) -> dict[str, _Given]:
        """The settings of a settings file; none if there is no file."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError):
            self.faults.append(Fault(path.name, msg("The file can't be read.")))
            return {}
        import tomllib

        try:
            settings = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            # Also a number of thousands of digits, or tables without end.
            self.faults.append(Fault(path.name, msg("This is not TOML: {error}.", error=str(error))))
            return {}
        self.faults += [
            Fault(name, msg("There is no such setting.")) for name in settings if name not in _KEYS
        ]
        return {name: _Given(settings[name], name, path.parent) for name in settings if name in _KEYS}


def _text(given: _Given) -> str:
    if not isinstance(given.value, str) or not given.value.strip():
        raise _Bad(given.name, msg("This must be a text."))
    if "\0" in given.value:  # which no name of a file, a machine or a key has
        raise _Bad(given.name, msg("There is a null character in this."))
    return given.value.strip()


def _path(given: _Given) -> Path:
    path = given.value if isinstance(given.value, Path) else Path(_text(given))
    try:
        return given.folder / path.expanduser()
    except RuntimeError:
        raise _Bad(given.name, msg("There is no home folder for ~.")) from None


def _language(given: _Given) -> str:
    text = _text(given)
    if text in LANGUAGES:
        return text
    raise _Bad(given.name, choose(LANGUAGES))


def _database(given: _Given) -> str:
    text = _text(given)
    if given.name == "--database" and hide_password(text) != text:
        raise _Bad(
            given.name,
            msg(
                "Everybody on this machine can read a password here: put it in HELPDESK_DATABASE or ~/.pgpass."
            ),
        )
    scheme, _, rest = text.partition("://")
    if scheme in ("postgresql", "postgresql+psycopg") and rest:
        return text
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return f"sqlite:///{_path(_Given(rest[1:], given.name, given.folder)).as_posix()}"
    raise _Bad(given.name, msg("A store is sqlite:///FILE or postgresql://USER@HOST/NAME."))


_PORTS = {"starttls": 587, "implicit": 465, "none": 25}
_SERVER = frozenset({"host", "port", "tls", "user", "password"})


def _mail_server(given: _Given) -> MailServer:
    """Where mail goes. The password is elsewhere, so that no settings file contains one. Clause: B4, B6."""
    from helpdesk.domain.mail import MailServer, Tls

    if not isinstance(given.value, dict):
        raise _Bad(given.name, msg("This must be a table."))
    values = {
        name: _Given(value, f"{given.name}.{name}", given.folder) for name, value in given.value.items()
    }
    for name in values.keys() - _SERVER:
        raise _Bad(f"{given.name}.{name}", msg("There is no such setting."))
    if "host" not in values:
        raise _Bad(f"{given.name}.host", msg("This must be a text."))
    tls = _text(values["tls"]) if "tls" in values else "starttls"
    if tls not in _PORTS:
        raise _Bad(f"{given.name}.tls", choose(_PORTS))
    port = given.value.get("port", _PORTS[tls])
    if not isinstance(port, int) or not 0 < port < 65_536:
        raise _Bad(f"{given.name}.port", msg("This must be a number from 1 to 65535."))
    user = _text(values["user"]) if "user" in values else ""
    server = MailServer(_text(values["host"]), port, Tls(tls), user, _secret(values.get("password")))
    if server.tls is Tls.NONE and not server.is_loopback:
        raise _Bad(f"{given.name}.tls", msg("A server on another machine is only used over TLS."))
    if server.user and not server.secret:
        raise _Bad(f"{given.name}.password", msg("Say where the password is kept."))
    return server


def _secret(given: _Given | None) -> str:
    """Where a password is; a file is relative to the folder of the settings."""
    if given is None:
        return ""
    kind, _, where = _text(given).partition(":")
    if kind not in ("env", "file", "keepass") or not where.strip():
        raise _Bad(
            given.name,
            msg("Don't write a password here: say where it is, as env:NAME, file:PATH or keepass:ENTRY."),
        )
    if kind == "file":
        where = str(_path(_Given(where.strip(), given.name, given.folder)))
    return f"{kind}:{where.strip()}"


def _keymap(given: _Given) -> dict[str, str]:
    if not isinstance(given.value, dict):
        raise _Bad(given.name, msg("This must be a table of keys."))
    return {
        name: _text(_Given(key, f"{given.name}.{name}", given.folder)) for name, key in given.value.items()
    }


_KEYS = frozenset({
    "database", "key_file", "log_file", "policy", "keepass", "intake_folder", "outbox", "mail_server", "language",
    "theme", "keys",
})  # fmt: skip


def _places(home: Path | None) -> tuple[Path, Path, Path]:
    """The folders of settings, data and log."""
    if home is not None:
        return home, home / "data", home / "log"
    import platformdirs

    return (
        platformdirs.user_config_path(APP, appauthor=False),
        platformdirs.user_data_path(APP, appauthor=False),
        platformdirs.user_log_path(APP, appauthor=False),
    )


def own_database(data: Path) -> str:
    """The URL of the embedded store in a folder."""
    return f"sqlite:///{(data / 'helpdesk.db').as_posix()}"
