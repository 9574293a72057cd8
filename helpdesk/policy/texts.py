"""Texts of the policy, in the languages of its readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text in several languages, by language code; `default` is the policy's own language."""

    words: Mapping[str, str]
    default: str = "en"

    def say(self, language: str) -> str:
        """The text in `language`, else in the policy's own, else in any."""
        return self.words.get(language) or self.words.get(self.default) or next(iter(self.words.values()), "")

    def __str__(self) -> str:
        """The English text, for logs and tests."""
        return self.say("en")


def joined(texts: Iterable[Text]) -> Text:
    """Several texts as one list with commas, in every language that any of them has."""
    listed = tuple(texts)
    languages = dict.fromkeys(language for text in listed for language in text.words)
    default = listed[0].default if listed else "en"
    return Text(
        {language: ", ".join(text.say(language) for text in listed) for language in languages}, default
    )
