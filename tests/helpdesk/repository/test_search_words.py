"""The index over messages: what of them can be found, and that it forgets whatever becomes of it. Clause: D9, P3.

On an embedded store without a key, so that its raw bytes can be read.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DatabaseError

from helpdesk.repository import erasure, search_words
from helpdesk.repository.engine import open_engine
from helpdesk.repository.fts import settle_deleted
from helpdesk.repository.search_words import WordIndex, document

MESSAGES = 300
SECRET = "zwijgnaam"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A store with nothing but the index, and the table that its documents hang on."""
    made = open_engine(f"sqlite:///{tmp_path / 'words.db'}", None)
    with made.begin() as connection:
        connection.exec_driver_sql("create table ticket_messages (seq integer primary key)")
        WordIndex(connection).create()
    yield made
    made.dispose()


def said(chance: random.Random, *more: str) -> str:
    """A document of so few letters that most of its words begin as others do, or are how another begins."""
    words = ["".join(chance.choices("abé", k=chance.randint(1, 9))) for _ in range(30)]
    return document(" ".join((*words, *more)))


def is_whole(connection: Connection) -> bool:
    """Whether the index holds the words of its documents, all of them and no others; it raises where it does not."""
    check = "insert into message_words (message_words, rank) values ('integrity-check', 1)"
    connection.exec_driver_sql(check)
    return True


def found(connection: Connection, word: str) -> set[int]:
    return set(WordIndex(connection).newest([word], MESSAGES))


def watched(connection: Connection) -> tuple[WordIndex, list[int]]:
    """An index that is ready, and the documents that it reads from here on."""
    index, read = WordIndex(connection), list[int]()
    documents = index.documents
    index.prepare()
    index.documents = lambda ids: (read.extend(ids), documents(ids))[1]  # type: ignore[method-assign]
    return index, read


def raw(folder: Path) -> bytes:
    """Every byte of the store, its journal and its shared memory."""
    return b"".join(one.read_bytes() for one in folder.glob("words.db*"))


def told(seq: int) -> str:
    """Secret words of a message, of which each begins as the one before: one of them may begin a page of the index."""
    return " ".join(f"{SECRET}{seq}x{more}" for more in range(20))


def cleaned(text: str) -> str:
    """A document without the secret words."""
    return document(" ".join(word for word in text.split() if SECRET not in word))


def terms_asked(connection: Connection) -> list[str]:
    """What the index is asked for from here on."""
    asked: list[str] = []

    def note(
        _connection: object, _cursor: object, statement: str, parameters: tuple[str, ...], *_: object
    ) -> None:
        if " match " in statement:
            asked.append(parameters[0])

    event.listen(connection, "before_cursor_execute", note)
    return asked


def test_a_joined_word_is_found_by_its_end() -> None:
    assert "probleem" in document("factuurprobleem").split()


def test_a_line_of_ten_thousand_letters_is_no_joined_word() -> None:
    """Its ends would be a thousand times as long as the line, and keeping one message would take minutes."""
    line = "langxxx" * 1_500
    assert document(f"een {line} regel") == f"een {line} regel"


def test_a_document_that_is_written_anew_is_found_by_the_words_it_has_and_no_others(engine: Engine) -> None:
    """In an index of many pieces, however the words before and after are alike."""
    chance = random.Random(1)
    documents = {number: said(chance) for number in range(1, MESSAGES + 1)}
    with engine.begin() as connection:
        WordIndex(connection).write(list(documents.items()))
    for _ in range(40):
        changes = []
        for number in chance.sample(sorted(documents), 3):
            words = documents[number].split()
            kept = chance.sample(words, chance.randint(0, len(words)))
            now = document(" ".join((*kept, *said(chance).split()[: chance.randint(0, 4)])))
            changes.append((number, documents[number], now))
            documents[number] = now
        with engine.begin() as connection:
            WordIndex(connection).replace(changes)
        with engine.begin() as connection:
            assert is_whole(connection)
    with engine.begin() as connection:
        for word in ("ab", "aba", "éa", "bbbb", "ébaéb"):
            begins = {
                seq for seq, text in documents.items() if any(one.startswith(word) for one in text.split())
            }
            assert found(connection, word) == begins
        WordIndex(connection).erase(sorted(documents))
        assert is_whole(connection)


def test_a_message_may_lose_its_words_one_by_one(engine: Engine) -> None:
    """Clause: D9, P3. As where passage after passage is removed: the index counts what it was given and what went."""
    words = ["aap", "beer", "cavia", "duif", "ezel"]
    with engine.begin() as connection:
        WordIndex(connection).write([(1, document(" ".join(words)))])
    while words:
        before = document(" ".join(words))
        words.pop()
        with engine.begin() as connection:
            WordIndex(connection).replace([(1, before, document(" ".join(words)))])
            assert is_whole(connection)
    with engine.begin() as connection:
        WordIndex(connection).replace([(1, "", "gewoon")])
        assert found(connection, "aap") == set()
        assert found(connection, "gewoon") == {1}
        WordIndex(connection).erase([1])
        assert is_whole(connection)


@pytest.mark.parametrize(("share", "in_vain"), [(1, 150), (3, 150), (40, 150), (3, 0)])
def test_several_words_may_each_be_the_beginning_of_one(
    engine: Engine, share: int, in_vain: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Newest first; of one letter, of more than the index has lists of, and where few that begin alike are meant.

    So it is too where another way is taken after the first documents that were read in vain.
    """
    monkeypatch.setattr(search_words, "_IN_VAIN", in_vain)
    chance = random.Random(share)
    ends = ["printer", *(f"printe{chr(97 + at)}" for at in range(share))]
    words = ["een", "eerst", "kapot", "kapotgemaakt", "zeker", "zes"]
    documents = {
        seq: " ".join((chance.choice(ends), *chance.sample(words, 3))) for seq in range(1, MESSAGES + 1)
    }
    with engine.begin() as connection:
        WordIndex(connection).write(list(documents.items()))
        for asked in (
            "printer k",
            "kapotge printer",
            "e kapotgem printeb",
            "z e",
            "ee ka ze",
            "printer printer",
        ):
            holding = [
                seq
                for seq, text in documents.items()
                if all(any(one.startswith(word) for one in text.split()) for word in asked.split())
            ]
            for limit in (10, MESSAGES):
                expected = sorted(holding, reverse=True)[:limit]
                assert list(WordIndex(connection).newest(asked.split(), limit)) == expected, (asked, limit)


def test_a_letter_behind_a_word_is_not_looked_up_by_itself(engine: Engine) -> None:
    """Who types a second word types one letter of it first; all words that begin so take the index half a second."""
    with engine.begin() as connection:
        WordIndex(connection).write([(seq, f"wachtwoord v{seq}") for seq in range(1, MESSAGES)])
        asked = terms_asked(connection)
        found = list(WordIndex(connection).newest(["wachtwoord", "v"], 10))
    assert found == list(range(MESSAGES - 1, MESSAGES - 11, -1))
    assert asked
    assert not any('"v' in terms for terms in asked)


def test_of_common_words_that_are_never_together_no_documents_are_read_without_end(engine: Engine) -> None:
    """As those of two languages: to each alone most documents belong, and none to both."""
    languages = ("verbinding verbroken", "connection verboten")
    with engine.begin() as connection:
        WordIndex(connection).write([(seq, f"{languages[seq % 2]} m{seq}") for seq in range(1, 2_000)])
        index, read = watched(connection)
        assert list(index.newest(["verbinding", "connection", "m"], 10)) == []
        assert list(index.newest(["verbroken", "m"], 10)) == list(range(1_998, 1_978, -2))
    assert len(read) < 500


def test_no_more_is_read_than_is_taken(engine: Engine) -> None:
    with engine.begin() as connection:
        WordIndex(connection).write([(seq, f"wachtwoord v{seq}") for seq in range(1, 2_000)])
        index, read = watched(connection)
        assert list(islice(index.newest(["wachtwoo", "v"], 1_000), 5)) == list(range(1_999, 1_994, -1))
    assert 5 <= len(read) < 100


def test_no_beginning_of_a_word_that_went_is_left(engine: Engine, tmp_path: Path) -> None:
    """Clause: D9, P3. Not where other words of the message, that stay, begin as it does either."""
    chance = random.Random(2)
    before = {seq: said(chance, f"{SECRET}{seq}", "zwart", "zwijgend") for seq in range(1, MESSAGES + 1)}
    now = {seq: document(text.replace(f"{SECRET}{seq}", "verwijderd")) for seq, text in before.items()}
    file = tmp_path / "words.db"
    with engine.begin() as connection:
        WordIndex(connection).write(list(before.items()))
    assert erasure.scrub(engine)
    assert SECRET.encode() in file.read_bytes(), "the test would prove nothing if it could not find it"
    for seq in before:
        with engine.begin() as connection:
            WordIndex(connection).replace([(seq, before[seq], now[seq])])
    assert erasure.scrub(engine)
    assert SECRET.encode() not in raw(tmp_path)
    assert b"zwijgn" not in raw(tmp_path)
    with engine.begin() as connection:
        assert is_whole(connection)
        assert found(connection, SECRET) == set()
        assert found(connection, "zwijg") == found(connection, "zw") == set(before)


def test_an_index_of_old_is_rid_of_what_it_kept_of_words_that_went(engine: Engine, tmp_path: Path) -> None:
    """Clause: D9, P3. It told where its pages begin by words that were taken out, and counted too few documents."""
    chance = random.Random(6)
    secret = {seq: told(seq) for seq in range(1, 61)}
    with engine.begin() as connection:
        for seq in secret:
            WordIndex(connection).write([(seq, said(chance, secret[seq]))])
    with engine.begin() as connection:
        for seq, words in secret.items():
            went = "insert into message_words (message_words, rowid, folded) values ('delete', ?, ?)"
            connection.exec_driver_sql(went, (seq, words))
            settle_deleted(connection)
            left = WordIndex(connection).documents([seq])[seq].replace(words, "").strip()
            connection.exec_driver_sql("update message_search set folded = ? where id = ?", (left, seq))
    assert erasure.scrub(engine)
    assert SECRET.encode() in (tmp_path / "words.db").read_bytes(), "the test would prove nothing otherwise"
    with engine.begin() as connection:
        WordIndex(connection).mend(len(secret))
        assert is_whole(connection)
    assert erasure.scrub(engine)
    assert SECRET.encode() not in raw(tmp_path)
    for seq in secret:
        with engine.begin() as connection:
            WordIndex(connection).erase([seq])
            assert is_whole(connection)


def test_many_documents_go_at_once_to_the_last_byte(engine: Engine, tmp_path: Path) -> None:
    """As those of a customer who is erased. What stays is found as before. Clause: R4, P3."""
    chance = random.Random(3)
    documents = {seq: document(said(chance, f"{SECRET}{seq}", "zwart")) for seq in range(1, MESSAGES + 1)}
    kept = {seq: document(said(chance, "gewoon", f"blijft{seq}")) for seq in range(1_000, 1_100)}
    file = tmp_path / "words.db"
    with engine.begin() as connection:
        WordIndex(connection).write([*documents.items(), *kept.items()])
    assert erasure.scrub(engine)
    assert SECRET.encode() in file.read_bytes(), "the test would prove nothing if it could not find it"
    with engine.begin() as connection:
        index = WordIndex(connection)
        index.erase(sorted(documents))
        index.settle()
    assert erasure.scrub(engine)
    assert SECRET.encode() not in raw(tmp_path)
    assert b"zwijgn" not in raw(tmp_path)
    with engine.begin() as connection:
        assert is_whole(connection)
        assert found(connection, SECRET) == found(connection, "zwart") == set()
        assert found(connection, "gewoon") == set(kept)
        WordIndex(connection).erase([1_000])  # and one by one it is taken out of the lists themselves again
        assert is_whole(connection)
    assert erasure.scrub(engine)
    assert b"blijft1000" not in raw(tmp_path)


def test_the_index_is_checked_for_words_that_no_document_has(engine: Engine) -> None:
    """The tests above would prove nothing if the check passed everything."""
    with engine.begin() as connection:
        WordIndex(connection).write([(1, "een twee")])
        connection.exec_driver_sql("update message_search set folded = 'een drie'")
    with engine.connect() as connection, pytest.raises(DatabaseError, match="checksum"):
        is_whole(connection)


def pieces(connection: Connection) -> int:
    """Of how many pieces the index is made, by the record in which it says so itself."""
    record = connection.exec_driver_sql("select block from message_words_data where id = 10").scalar_one()
    return int(record[5])  # behind four bytes of a counter, and one of how many levels of pieces there are


def test_the_pieces_that_writing_left_are_put_together_little_by_little(engine: Engine) -> None:
    """Every question reads them all: of a million messages that came in one by one, twenty and more."""
    chance = random.Random(4)
    with engine.begin() as connection:
        WordIndex(connection).prepare()
        assert not WordIndex(connection).tidy(), "of nothing there is nothing to do"
    for seq in range(1, 12):
        with engine.begin() as connection:
            WordIndex(connection).write([(seq, said(chance, "zwart", f"nummer{seq}"))])
    with engine.begin() as connection:
        before = pieces(connection)
        while WordIndex(connection).tidy():
            pass
        assert pieces(connection) < 4 <= before
        assert not WordIndex(connection).tidy(), "what was done is not done again"
        assert is_whole(connection)
        assert found(connection, "zwart") == set(range(1, 12))


def test_nothing_that_goes_meanwhile_is_left_in_any_piece(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: D9, P3. While pieces are put together, a page at a time, messages come, are changed and go."""
    monkeypatch.setattr(search_words, "_MERGED", 1)
    chance, documents = random.Random(5), dict[int, str]()
    for seq in range(1, 161):
        with engine.begin() as connection:
            index = WordIndex(connection)
            documents[seq] = said(chance, told(seq))
            index.write([(seq, documents[seq])])
        if seq % 3 == 0:
            other = chance.choice(sorted(documents))
            now = cleaned(documents[other])
            with engine.begin() as connection:
                WordIndex(connection).replace([(other, documents[other], now)])
            documents[other] = now
        if seq % 5 == 0:
            with engine.begin() as connection:
                WordIndex(connection).erase([gone := chance.choice(sorted(documents))])
            del documents[gone]
        with engine.begin() as connection:
            WordIndex(connection).tidy()
    with engine.begin() as connection:
        assert is_whole(connection)
        there = {seq for seq, text in documents.items() if SECRET in text}
        assert found(connection, SECRET) == there
        for seq in there:
            WordIndex(connection).replace([(seq, documents[seq], cleaned(documents[seq]))])
    with engine.begin() as connection:
        assert is_whole(connection)
        assert found(connection, SECRET) == set()
    assert erasure.scrub(engine)
    assert SECRET.encode() not in raw(tmp_path)
