"""What stands in the place of what was removed is read in one's own language. Clause: D9."""

from __future__ import annotations

import pytest
from support.speaking import speaking

from helpdesk import i18n
from helpdesk.documents.marks import mark_in
from helpdesk.domain.kinds import Kind
from helpdesk.words.marks import say_marks


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("written_in", i18n.LANGUAGES)
def test_d9_a_mark_is_read_in_ones_own_language_in_whatever_it_was_written(
    language: str, written_in: str
) -> None:
    kinds = [*Kind, "other"]
    with speaking(language):
        for some in (kinds, *([one] for one in kinds)):
            text = f"Mijn nummer is {mark_in(written_in)(some)}, dank."
            assert say_marks(text) == f"Mijn nummer is {mark_in(language)(some)}, dank."


@pytest.mark.parametrize(
    "text", ["[verwijderd: iets]", "[removed: BSN, iets]", "[removed:BSN]", "[removed: "]
)
def test_what_is_no_mark_of_ours_stays_as_somebody_wrote_it(text: str) -> None:
    with speaking("nl"):
        assert say_marks(text) == text
