"""What of a message can be found: its words, and the ends of words that are joined from several."""

from __future__ import annotations

from helpdesk.repository.search_words import document


def test_a_joined_word_is_found_by_its_end() -> None:
    assert "probleem" in document("factuurprobleem").split()


def test_a_line_of_ten_thousand_letters_is_no_joined_word() -> None:
    """Its ends would be a thousand times as long as the line, and keeping one message would take minutes."""
    line = "langxxx" * 1_500
    assert document(f"een {line} regel") == f"een {line} regel"
