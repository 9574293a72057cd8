"""A tab of a customer's file that shows a category: whether it may be seen now, and why. Clause: P2, D4, D5, D6."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from helpdesk.i18n import language
from screens.customer_facts import masked_words
from screens.explain import Why

if TYPE_CHECKING:
    from helpdesk.domain.customer import CustomerFile
    from helpdesk.policy.model import Policy


class OfCategory:
    """What a tab says about its category. A subclass names it, and sets the policy and the file."""

    CATEGORY: ClassVar[str] = ""

    _policy: Policy
    _file: CustomerFile | None = None

    @property
    def category(self) -> str:
        """The category shown here."""
        return self.CATEGORY

    @property
    def readable(self) -> bool:
        """Whether the file is open for a purpose that may see it."""
        return self._file is not None and bool(self._file.decisions[self.category])

    @property
    def why(self) -> Why | None:
        """The guard's decision about it."""
        if self._file is None:
            return None
        category = self._policy.categories[self.category]
        about = f"{category.id} {category.name.say(language())}"
        return Why(about, self._file.decisions[category.id], category.id)

    def nothing(self, there_is_none: str) -> str:
        """The text of an empty list: that there is nothing, or what would unmask it."""
        if self._file is None or self.readable:
            return there_is_none
        return masked_words(self._policy, self._file, self.category)
