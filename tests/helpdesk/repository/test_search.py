"""Finding customers: any fragment, any notation, best first, on both stores."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine
from support.postgres import Postgres

from helpdesk.domain.customer import ContactPoint
from helpdesk.repository import search, search_postgres, search_sqlite
from helpdesk.repository.engine import open_engine
from helpdesk.repository.search import Hit, create_search, document, drop_search, fold, index, remove

KEY = bytes(range(32))

PEOPLE: dict[int, dict[str, object]] = {
    1: {
        "number": "10001",
        "given_name": "Jan",
        "prefix": "van der",
        "family_name": "Berg",
        "street": "Dorpsstraat",
        "house_number": "12-a",
        "postcode": "1276 XA",
        "city": "Huizen",
        "emails": [ContactPoint("Jan.vd.Berg@example.org", "home")],
        "phones": [ContactPoint("+31612345678"), ContactPoint("+31355551234")],
    },
    2: {
        "number": "10002",
        "given_name": "Zoë",
        "family_name": "Weiß",
        "street": "Størregade",
        "house_number": "5",
        "postcode": "8000",
        "city": "Århus",
        "emails": ["zoe@jan-example.net", "z.weiss@example.org"],
        "phones": ["+4521234567"],
    },
    3: {
        "number": "K-77/2",
        "given_name": "Łukasz",
        "family_name": "Jansen-de Vries",
        "company_name": "d'Ancona & Zn. B.V.",
        "street": "Jan Steenlaan",
        "house_number": "3",
        "postcode": "3723 BS",
        "city": "'s-Hertogenbosch",
        "emails": ["info@ancona.example.com"],
        "phones": ["+31621234567"],
    },
    4: {
        "number": "20001",
        "given_name": "Işıl",
        "family_name": "Öztürk",
        "street": "Kerkstraat",
        "house_number": "1276",
        "postcode": "5211 JX",
        "city": "Bergen",
        "emails": [],
        "phones": [],
    },
    5: {
        "number": "20002",
        "company_name": "李明 Trading",
        "city": "Amsterdam",
        "emails": None,
        "phones": None,
    },
}


def find(connection: Connection, text: str, limit: int = 50) -> list[Hit]:
    return list(search.find(connection, text, limit).hits)


def numbers(hits: list[Hit]) -> list[int]:
    return [hit.seq for hit in hits]


ON_A_SERVER = (pytest.param(how, marks=pytest.mark.slow) for how in ("pg_trgm", "core"))


@pytest.fixture(scope="module", params=["embedded", *ON_A_SERVER])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A store in which `PEOPLE` can be found; on PostgreSQL with the extension for trigrams, and with its
    core alone."""
    if request.param == "embedded":
        engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('data') / 'a.db'}", KEY)
        _fill(engine)
        yield engine
        engine.dispose()
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.create()
    engine = open_engine(url, None)
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "core":
            patch.setattr(search_postgres.PostgresIndex, "_extended", lambda _: False)
        _fill(engine)
        yield engine
    engine.dispose()
    server.drop(url)


def _fill(engine: Engine) -> None:
    with engine.begin() as connection:
        create_search(connection)
        index(connection, PEOPLE.items())


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A transaction that leaves nothing behind."""
    with engine.connect() as connection:
        yield connection
        connection.rollback()


# --- what is typed ---


FRAGMENTS = {
    "jan van der berg": [1],
    "berg jan": [1],
    "BERG": [1, 4],
    "ansen": [3],
    "zoe": [2],
    "Zoë": [2],
    "weiss": [2],
    "WEISS": [2],
    "arhus": [2],
    "århus": [2],
    "storre": [2],
    "lukasz": [3],
    "łuka": [3],
    "isil": [4],
    "IŞIL": [4],
    "ozturk": [4],
    "vries": [3],
    "jansen-de": [3],
    "d'ancona": [3],
    "dancona": [3],
    "ancona": [3],
    "bv": [3],
    "b.v.": [3],
    "hertogen": [3],
    "'s-hertogenbosch": [3],
    "huizen jan": [1],
    "李": [5],
    "李明": [5],
    "trading": [5],
    "dorpsstraat 12": [1],
    "dorps 12-a": [1],
    "straat": [1, 4],
    "jan 1276": [1],
    "nobody": [],
    "jan nobody": [],
}


def test_any_fragment_finds_whatever_its_case_and_accents(connection: Connection) -> None:
    assert {text: sorted(numbers(find(connection, text))) for text in FRAGMENTS} == FRAGMENTS


NOTATIONS = (
    "06 1234", "06-12345678", "0612345678", "+31 6 1234", "+316", "+31 (0)6 12345678", "0031612", "0031 6 12",
    "31612345678", "612345", "(035) 555", "035-5551234", "1234567", "jan 06 1234", "jan +31 6 12 34 56 78",
)  # fmt: skip


def test_a_telephone_number_in_any_notation(connection: Connection) -> None:
    """Clause: D4."""
    for text in NOTATIONS:
        hits = {hit.seq: hit for hit in find(connection, text)}
        assert hits[1].matched == "phone", text
        assert 5 not in hits, text


def test_a_telephone_number_from_abroad(connection: Connection) -> None:
    for text in ("+45 21", "0045 2123", "021 23", "21234567"):
        assert 2 in numbers(find(connection, text)), text


def test_a_postcode_with_or_without_its_space(connection: Connection) -> None:
    """Clause: D1."""
    for text in ("1276 XA", "1276xa", "1276 x", "huizen 1276 xa", "1276 xa huizen"):
        assert numbers(find(connection, text))[:1] == [1], text


def test_a_house_number_and_a_postcode_begin_alike(connection: Connection) -> None:
    assert {hit.seq: hit.matched for hit in find(connection, "1276")} == {1: "postcode", 4: "street"}


def test_a_customer_number_with_or_without_its_signs(connection: Connection) -> None:
    """Clause: D5."""
    for text in ("K-77", "k77", "K-77/2", "k 77"):
        assert [(hit.seq, hit.matched) for hit in find(connection, text)] == [(3, "number")], text


def test_an_e_mail_address_by_its_beginning_or_any_part_and_each_of_several(connection: Connection) -> None:
    """Clause: D3."""
    whose: dict[int, tuple[str, ...]] = {
        1: ("jan.vd.berg@example.org", "JAN.VD.B", "janvdberg@ex", "berg@example")
    }
    whose[2] = ("zoe@jan-example.net", "z.weiss@", "@jan-ex")
    for seq, texts in whose.items():
        for text in texts:
            assert [(hit.seq, hit.matched) for hit in find(connection, text)] == [(seq, "email")], text


def test_one_or_two_letters_find_the_words_that_begin_with_them(connection: Connection) -> None:
    for text, expected in {"j": {1, 3}, "ja": {1, 3}, "z": {2, 3}, "be": {1, 4}}.items():
        found = set(numbers(find(connection, text)))
        assert expected <= found and 5 not in found, text


def test_nothing_finds_nothing(connection: Connection) -> None:
    for text in ("", " ", "\t\n", "-", "'", '"', "...", "(0)", "\x00", "\u202e", "()*&%"):
        assert find(connection, text) == [], text


def test_hostile_text_is_only_text(connection: Connection) -> None:
    for text in (
        '"', 'jan"', "jan AND berg", "NOT jan", "jan*", "NEAR(jan)", "ja%", "j_n", "\\", "' or 1=1 --", "jan:berg",
        "^jan", "[/]", "\x1b]0;", "jan\x00berg", "\ud800", "x" * 10_000, "jan " * 5_000, "+" * 50, "@@@", "0" * 99,
    ):  # fmt: skip
        find(connection, text)


@given(st.text(max_size=30))
def test_what_is_folded_stays_so(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == "" or (folded.startswith(" ") and "  " not in folded and "\n" not in folded)


# --- what is answered ---


def test_a_whole_word_goes_before_a_beginning_and_that_before_a_part(connection: Connection) -> None:
    more: Mapping[int, dict[str, object]] = {
        11: {"number": "1", "family_name": "Veldkampstra"},
        12: {"number": "2", "family_name": "Oudveldkamp"},
        13: {"number": "3", "family_name": "Veldkamp"},
        14: {"number": "4", "family_name": "Ander", "street": "Veldkamp"},
    }
    index(connection, more.items())
    assert numbers(find(connection, "veldkamp")) == [13, 14, 11, 12]


def test_equals_are_in_the_order_of_their_names(connection: Connection) -> None:
    rows = [
        (20 + n, {"number": "", "given_name": name, "family_name": "Evenveel"})
        for n, name in enumerate("CAB")
    ]
    index(connection, rows)
    assert numbers(find(connection, "evenveel")) == [21, 22, 20]


MATCHED = {
    "10001": "number",
    "berg jan": "name",
    "ancona": "company",
    "huizen": "city",
    "dorps": "street",
    "jan huizen": "city",
    "jan 1276xa": "postcode",
    "jan dorpsstraat": "street",
}


def test_a_hit_says_what_kind_of_field_matched_and_never_its_value(connection: Connection) -> None:
    """Clause: P2. Of several kinds it is the one that a list shows least."""
    assert {text: find(connection, text)[0].matched for text in MATCHED} == MATCHED
    assert set(Hit.__slots__) == {"seq", "matched"}


def test_the_limit_is_kept_and_full(connection: Connection) -> None:
    index(connection, [(100 + n, {"number": f"99{n:03}", "family_name": "Velen"}) for n in range(300)])
    assert len(find(connection, "velen", limit=7)) == 7
    assert len(find(connection, "velen")) == 50
    assert len(find(connection, "99", limit=60)) == 60


# --- what is kept ---


def test_a_changed_customer_is_found_by_what_is_new_and_not_by_what_was(connection: Connection) -> None:
    """Clause: R2."""
    changed = PEOPLE[1] | {
        "family_name": "Nieuwenhuis",
        "number": "10009",
        "phones": ["+31699998888"],
        "emails": [],
    }
    index(connection, [(1, changed)])
    index(connection, [(1, changed)])
    for new in ("nieuwenhuis", "10009", "06 9999", "jan"):
        assert 1 in numbers(find(connection, new))
    for old in ("berg jan van der", "10001", "06 1234 5678"):
        assert 1 not in numbers(find(connection, old))


def test_a_removed_customer_is_found_by_nothing(connection: Connection) -> None:
    """Clause: P3, R4."""
    remove(connection, 1)
    remove(connection, 1)
    for text in ("jan", "berg", "10001", "1276xa", "0612345678", "jan.vd.berg@example.org", "huizen"):
        assert 1 not in numbers(find(connection, text))
    assert 3 in numbers(find(connection, "jan"))


def test_what_is_rolled_back_is_not_found(engine: Engine) -> None:
    with engine.connect() as connection:
        index(connection, [(500, {"number": "500", "family_name": "Vergeefs"})])
        assert numbers(find(connection, "vergeefs")) == [500]
        connection.rollback()
        assert find(connection, "vergeefs") == []


def test_finding_needs_no_right_to_write(engine: Engine) -> None:
    with engine.connect().execution_options(ro=True) as connection:
        assert sorted(numbers(find(connection, "jan"))) == [1, 2, 3]


def test_the_search_can_be_taken_away_and_made_again(connection: Connection) -> None:
    for _ in range(2):
        drop_search(connection)
        create_search(connection)
        index(connection, PEOPLE.items())
        assert find(connection, "huizen")


def test_many_at_once_and_one_by_one_make_the_same_index(connection: Connection) -> None:
    many = [(n, {"number": str(n), "family_name": f"Persoon{n % 97}"}) for n in range(1_001, 4_500)]
    index(connection, iter(many))
    before = find(connection, "persoon13", limit=60)
    assert len(before) == len([n for n, _ in many if n % 97 == 13])
    for seq, values in many[:100]:
        remove(connection, seq)
        index(connection, [(seq, values)])
    assert find(connection, "persoon13", limit=60) == before


def test_the_index_of_the_embedded_store_is_whole_after_every_kind_of_change(tmp_path: Path) -> None:
    """Clause: P3. Long documents are what damages an index that keeps more detail than ours."""
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}", KEY)
    with engine.begin() as connection:
        create_search(connection)
        long = {"company_name": " ".join(f"word{n}{n * 7919}" for n in range(2_000)), "number": "1"}
        index(connection, [*PEOPLE.items(), (90, long)])
        index(connection, [(90, long | {"company_name": "short"}), (91, long)])
        remove(connection, 91)
        remove(connection, 2)
        connection.exec_driver_sql(
            "insert into customer_trigrams (customer_trigrams, rank) values ('integrity-check', 1)"
        )
    engine.dispose()


def test_the_index_stays_whole_where_several_customers_change_at_once(tmp_path: Path) -> None:
    """One after another in a transaction, alike before and after."""
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}", bytes(32))
    with engine.begin() as connection:
        create_search(connection)
        index(connection, [(seq, {"number": str(seq), "family_name": "Jansen"}) for seq in range(1, 50)])
    with engine.begin() as connection:
        for seq in range(1, 50, 3):
            index(connection, [(seq, {"number": str(seq), "family_name": "Janssen"})])
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "insert into customer_trigrams (customer_trigrams, rank) values ('integrity-check', 1)"
        )
    engine.dispose()


def test_of_a_common_word_the_customer_meant_is_found_by_a_second_one(tmp_path: Path) -> None:
    """Where the index leads to more than can be looked at, it is asked more narrowly."""
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}", KEY)
    with engine.begin() as connection:
        create_search(connection)
        many = {"given_name": "Jan", "family_name": "Berg"}
        one = {"given_name": "Jan", "prefix": "van den", "family_name": "Bergh", "city": "Q"}
        index(connection, [*((n, many) for n in range(1, 2_000)), (2_000, one)])
        for text in ("jan bergh", "berg van", "jan van den bergh", "jan q", "an van erg"):
            assert numbers(find(connection, text)) == [2_000], text
    engine.dispose()


WOUTERS = ("Bos", "Smit", "Vliet", "Jong", "Dam", "Berg", "Meulen")


@pytest.fixture
def many(connection: Connection) -> Connection:
    """More customers than a search looks at; one of the Wouters is a Koster, from a town that nobody else is from."""
    rows: list[tuple[int, dict[str, object]]] = [
        (
            1_000 + n,
            {
                "number": str(50_000 + n),
                "given_name": "Wouter",
                "family_name": WOUTERS[n % 7],
                "city": "Zeist",
            },
        )
        for n in range(1_500)
    ]
    search_sqlite.SAMPLES.taken.clear()  # what other tests have rolled back
    koster = {"number": "49999", "given_name": "Wouter", "family_name": "Koster", "city": "Appelscha"}
    index(connection, [*rows, (3_000, koster)])
    return connection


def test_fragments_from_the_middle_of_several_words_find_the_one_that_has_them_all(many: Connection) -> None:
    for text in ("outer ko", "outer os ppel", "oute oste", "ut st pe", "ko ou", "ppelsc uter", "uter kos"):
        answer = search.find(many, text)
        assert 3_000 in [hit.seq for hit in answer.hits], text
        assert not answer.more, text


def test_where_more_match_than_are_shown_the_answer_says_so(many: Connection) -> None:
    for text in ("outer", "wouter", "w", "ou", "zeist wouter", "o e", "u"):
        answer = search.find(many, text)
        assert len(answer.hits) == 50, text
        assert answer.more, text


def test_where_more_may_match_than_were_looked_at_the_answer_says_so(many: Connection) -> None:
    """One letter inside a word is no help to an index."""
    answer = search.find(many, "wouter p")
    assert answer.more or 3_000 in [hit.seq for hit in answer.hits]


def test_what_is_all_there_is_is_not_said_to_be_more(connection: Connection) -> None:
    more = {("ansen", 50): False, ("straat", 50): False, ("straat", 2): False, ("straat", 1): True}
    more |= {("1000", 2): False, ("1000", 1): True, ("nobody", 1): False, ("c", 50): False}
    assert {(text, limit): search.find(connection, text, limit).more for text, limit in more} == more


def test_in_a_small_store_even_one_letter_inside_a_word_finds(connection: Connection) -> None:
    index(connection, [(2_001, {"family_name": "Marquez"}), (2_002, {"family_name": "Пушкин"})])
    for text, seq in {"q": 2_001, "шк": 2_002, "明": 5}.items():
        assert numbers(find(connection, text)) == [seq], text


def test_how_common_trigrams_are_is_counted_anew_when_the_store_has_grown(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}", KEY)
    with engine.begin() as connection:
        create_search(connection)
        assert find(connection, "anything") == []
        index(connection, [(n, {"family_name": f"Jansen{n}"}) for n in range(1, 2_000)])
        assert find(connection, "jansen1500")[0].seq == 1500
        assert search_sqlite.SAMPLES.taken[engine].newest == 1_999
    engine.dispose()


def test_a_document_has_a_section_for_every_kind() -> None:
    assert document({}) == "\n" * 8
    for values in PEOPLE.values():
        assert document(values).count("\n") == 8
    assert document({"city": "a\nb", "family_name": "x\x1fy\x00z", "street": "ünï\ncode"}).count("\n") == 8
