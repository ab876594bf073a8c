"""Numbers and lists in the words of the page's language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

NUMBERS = [
    pgettext_lazy("number before a noun", "no"),
    pgettext_lazy("number before a noun", "one"),
    pgettext_lazy("number before a noun", "two"),
    pgettext_lazy("number before a noun", "three"),
    pgettext_lazy("number before a noun", "four"),
    pgettext_lazy("number before a noun", "five"),
    pgettext_lazy("number before a noun", "six"),
    pgettext_lazy("number before a noun", "seven"),
    pgettext_lazy("number before a noun", "eight"),
    pgettext_lazy("number before a noun", "nine"),
    pgettext_lazy("number before a noun", "ten"),
    pgettext_lazy("number before a noun", "eleven"),
    pgettext_lazy("number before a noun", "twelve"),
    pgettext_lazy("number before a noun", "thirteen"),
    pgettext_lazy("number before a noun", "fourteen"),
    pgettext_lazy("number before a noun", "fifteen"),
    pgettext_lazy("number before a noun", "sixteen"),
    pgettext_lazy("number before a noun", "seventeen"),
    pgettext_lazy("number before a noun", "eighteen"),
    pgettext_lazy("number before a noun", "nineteen"),
    pgettext_lazy("number before a noun", "twenty"),
]


def in_words(number: int) -> str:
    """Up to twenty in words, above in digits. Zero is “no”, as in “no roles”.

    Where a language bends its “one” by the noun, the sentence's own singular spells it out.
    """
    return str(NUMBERS[number]) if 0 <= number < len(NUMBERS) else str(number)


def joined(items: Iterable[object]) -> str:
    """“a, b and c”. Rows are named by their title."""
    names = [str(item) for item in items]
    if len(names) < 2:
        return "".join(names)
    return _("%(others)s and %(last)s") % {"others": ", ".join(names[:-1]), "last": names[-1]}
