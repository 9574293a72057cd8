"""The settings file that a new store begins with: what was chosen, and what else could be, commented out."""

from __future__ import annotations

import json
from pathlib import Path

from helpdesk.config import Config, own_database


def write_default(config: Config) -> Path:
    """Write the settings file with what was chosen, readable by its owner only, unless there is one.

    Returns:
        The file's path.

    Raises:
        OSError: the folder can't be written.
    """
    path = config.config_file
    if path.exists():
        return path
    policy = None if config.policy is None else str(config.policy)
    keepass = None if config.keepass is None else str(config.keepass)
    database = None if config.database == own_database(config.data) else config.database
    text = _CONFIG_FILE.format(
        language=_line("language", config.language, "nl"),
        theme=_line("theme", config.theme, "paper"),
        policy=_line("policy", policy, "policy.toml"),
        keepass=_line("keepass", keepass, "passwords.kdbx"),
        database=_line("database", database, "postgresql://helpdesk@db.example.org/helpdesk"),
    )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text, encoding="utf-8")
    return path


_CONFIG_FILE = """\
# Settings of the helpdesk console. Lines that begin with # are not in force.

# "nl" or "en"; without it the terminal's locale decides.
{language}

# The colours, as the command palette names them.
{theme}

# The privacy statement as data. `helpdesk policy init` writes a copy to begin with.
{policy}

# The KeePass file for systems that are signed in to with one of its entries.
{keepass}

# Without it the store is an encrypted file of its own.
{database}

# A folder in which the console looks for mail to take in.
# intake_folder = "mail/new"

# Replies by mail go to a server, or with outbox = "mail/outbox" in its place into a folder for the mail program.
# The password is never written here: "env:NAME", "file:PATH" or "keepass:ENTRY" says where it is.
# [mail_server]
# host = "smtp.example.com"
# tls = "starttls"
# user = "helpdesk@example.com"
# password = "keepass:Mail/helpdesk"

# Other keys, by the ids that the help sheet shows.
# [keys]
# find = "slash,f3"
"""


def _line(name: str, value: str | None, example: str) -> str:
    """A line of TOML, commented out if nothing was chosen. A JSON string is a TOML string too."""
    line = f"{name} = {json.dumps(value if value is not None else example, ensure_ascii=False)}"
    return line if value is not None else f"# {line}"
