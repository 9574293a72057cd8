"""The settings of one console: where they come from, and what is said of wrong ones."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from helpdesk import config as settings
from helpdesk.config import Config, Misconfigured, load
from helpdesk.i18n import tell
from helpdesk.settings_file import write_default


def faults_of(flags: dict[str, object], environ: dict[str, str] | None = None) -> dict[str, str]:
    with pytest.raises(Misconfigured) as caught:
        load(flags, environ or {})
    return {fault.field: tell(fault.message) for fault in caught.value.faults}


def at(home: Path, text: str = "", **flags: object) -> Config:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(text, encoding="utf-8")
    return load({"home": str(home), **flags}, {})


def test_without_any_setting_the_platforms_places_are_used(home: Path) -> None:
    config = load({}, {})
    assert config.config_file == home / "config" / "helpdesk" / "config.toml"
    assert config.database_file == home / "data" / "helpdesk" / "helpdesk.db"
    assert config.policy is None
    assert config.language is None
    assert not list(home.iterdir()), "reading the settings makes nothing"


def test_the_key_lies_apart_from_the_data(home: Path) -> None:
    """Clause: P1."""
    for config in (load({}, {}), load({"home": home / "own"}, {})):
        assert config.database_file is not None
        assert config.key_file.parent not in (config.data, *config.data.parents)
        assert config.data not in config.key_file.parents


def test_with_a_home_of_its_own_everything_lives_in_it(tmp_path: Path) -> None:
    config = load({}, {"HELPDESK_HOME": str(tmp_path)})
    assert config.data == tmp_path / "data"
    assert config.key_file == tmp_path / "keys" / "store.key"
    assert config.config_file == tmp_path / "config.toml"
    assert config.log_file.is_relative_to(tmp_path)
    assert config.database == f"sqlite:///{tmp_path}/data/helpdesk.db"


def test_a_flag_beats_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('language = "nl"\npolicy = "file.toml"\n', encoding="utf-8")
    environ = {"HELPDESK_HOME": str(tmp_path), "HELPDESK_LANG": "en"}
    assert load({}, {"HELPDESK_HOME": str(tmp_path)}).language == "nl"
    assert load({}, environ).language == "en"
    assert load({"lang": "nl"}, environ).language == "nl"
    assert load({"lang": None, "other": 1}, environ).policy == tmp_path / "file.toml"


def test_an_empty_variable_is_no_setting(tmp_path: Path) -> None:
    environ = {"HELPDESK_HOME": str(tmp_path), "HELPDESK_LANG": "", "HELPDESK_POLICY": ""}
    assert load({}, environ).language is None


def test_a_path_counts_from_where_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert at(tmp_path / "home", 'policy = "p.toml"').policy == tmp_path / "home" / "p.toml"
    assert at(tmp_path / "home", policy="p.toml").policy == here / "p.toml"
    assert at(tmp_path / "home", database="sqlite:///my.db").database_file == here / "my.db"


def test_a_tilde_is_the_users_home(tmp_path: Path, home: Path) -> None:
    assert at(tmp_path, 'key_file = "~/k"').key_file == home / "k"


def test_every_wrong_setting_is_named_at_once_by_its_key(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        'theme = 3\ncolour = "red"\n[keys]\nfind = "f3"\nlock = []\n', encoding="utf-8"
    )
    faults = faults_of(
        {"home": str(tmp_path), "lang": "fr"}, {"HELPDESK_DATABASE": "store.db", "HELPDESK_POLICY": " "}
    )
    assert faults == {
        "theme": "This must be a text.",
        "colour": "There is no such setting.",
        "keys.lock": "This must be a text.",
        "--lang": "Choose one of: en, nl.",
        "HELPDESK_DATABASE": "A store is sqlite:///FILE or postgresql://USER@HOST/NAME.",
        "HELPDESK_POLICY": "This must be a text.",
    }


NO_TOML = [b"language = ", b"\xff\xfe\x00", b"[keys", b"theme = " + b"9" * 5_000, b"theme = " + b"[" * 9_000]


@pytest.mark.parametrize("written", NO_TOML, ids=range(len(NO_TOML)))
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "config.toml").write_bytes(written)
    assert faults_of({"home": str(tmp_path)}).keys() == {"config.toml"}


@pytest.mark.parametrize("path", ["policy", "key_file", "log_file", "keepass", "intake_folder", "outbox"])
def test_a_path_that_can_be_none_is_named(tmp_path: Path, path: str) -> None:
    for value, said in (
        (r'"\u0000"', "There is a null character in this."),
        (r'"~a\u0000b/c"', "There is a null character in this."),
        ("7", "This must be a text."),
        ("[]", "This must be a text."),
        ("2026-05-04", "This must be a text."),
    ):
        (tmp_path / "config.toml").write_text(f"{path} = {value}", encoding="utf-8")
        assert faults_of({"home": str(tmp_path)}) == {path: said}


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    assert faults_of({"home": str(tmp_path)}) == {"config.toml": "The file can't be read."}


def test_keys_that_are_no_table_are_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('keys = "f3"', encoding="utf-8")
    assert faults_of({"home": str(tmp_path)}) == {"keys": "This must be a table of keys."}


def test_the_keymap_is_read(tmp_path: Path) -> None:
    assert at(tmp_path, '[keys]\nfind = "slash,f3"').keymap == {"find": "slash,f3"}


@pytest.mark.parametrize(
    "url", ["mysql://example.org/x", "sqlite://", "sqlite:///", "postgresql://", "x", "sqlite://host/x"]
)
def test_a_store_of_another_kind_is_refused(tmp_path: Path, url: str) -> None:
    assert faults_of({"home": str(tmp_path), "database": url}).keys() == {"--database"}


def test_b6_a_password_on_the_command_line_is_refused_and_one_in_the_environment_is_taken(
    tmp_path: Path,
) -> None:
    """Every user of the machine can read the arguments of its programs."""
    url = "postgresql://helpdesk:geheim@db.example.org/helpdesk"
    (fault,) = faults_of({"home": str(tmp_path), "database": url}).values()
    assert "~/.pgpass" in str(fault) and "geheim" not in str(fault)
    assert load({"home": str(tmp_path)}, {"HELPDESK_DATABASE": url}).database == url
    without = "postgresql://helpdesk@db.example.org/helpdesk"
    assert load({"home": str(tmp_path), "database": without}, {}).database == without


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://jo:s3cret@db.example.org/helpdesk", "postgresql://jo:***@db.example.org/helpdesk"),
        ("postgresql://jo:s3:cr@et/@db/h", "postgresql://jo:***@db/h"),
        ("postgresql+psycopg://jo:s3cret@db:5433/h?x=1", "postgresql+psycopg://jo:***@db:5433/h?x=1"),
        ("postgresql:///h?user=jo&password=s3cret&x=1", "postgresql:///h?user=jo&password=***&x=1"),
        ("postgresql://db/h?sslpassword=s3cret", "postgresql://db/h?sslpassword=***"),
        ("postgresql://jo@db/h", "postgresql://jo@db/h"),
    ],
)
def test_a_password_in_the_stores_address_is_never_shown(tmp_path: Path, url: str, shown: str) -> None:
    """Clause: B6."""
    config = load({"home": str(tmp_path)}, {"HELPDESK_DATABASE": url})
    assert config.shown_database == shown
    assert "s3" not in repr(config)
    assert config.database == url
    assert config.database_file is None


def test_the_written_file_says_what_was_chosen_and_nothing_else_is_in_force(tmp_path: Path) -> None:
    database = {"HELPDESK_DATABASE": "postgresql://jo:s3@db/h"}
    chosen = load({"home": tmp_path / "new", "lang": "nl"}, database)
    path = write_default(chosen)
    assert path == tmp_path / "new" / "config.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load({"home": tmp_path / "new"}, {}) == chosen
    in_force = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert in_force == ['language = "nl"', 'database = "postgresql://jo:s3@db/h"']


def test_every_line_of_the_written_file_is_good_toml_once_it_is_in_force(tmp_path: Path) -> None:
    path = write_default(load({"home": tmp_path}, {}))
    lines = path.read_text(encoding="utf-8").splitlines()
    named = [line.removeprefix("# ") for line in lines if re.match(r"# (?:\[\w+\]$|\w+ = )", line)]
    path.write_text("\n".join(named), encoding="utf-8")
    config = load({"home": tmp_path}, {})
    assert (config.language, config.keymap) == ("nl", {"find": "slash,f3"})
    assert settings._KEYS - {"key_file", "log_file", "outbox"} <= {
        line.strip("[]").split(" ")[0] for line in named
    }


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    config = at(tmp_path, "# mine\n")
    assert write_default(config).read_text(encoding="utf-8") == "# mine\n"


def test_odd_characters_survive_the_written_file(tmp_path: Path) -> None:
    odd = tmp_path / 'a "b" \\ é\t.toml'
    write_default(load({"home": tmp_path / "new", "policy": odd}, {}))
    assert load({"home": tmp_path / "new"}, {}).policy == odd
