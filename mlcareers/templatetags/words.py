"""Numbers and lists in words."""

from collections.abc import Iterable

from django import template

register = template.Library()

NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]


@register.filter
def in_words(number: int) -> str:
    """Up to twenty in words, above in digits. Zero is “no”, as in “no roles”."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)


@register.filter
def joined(items: Iterable[object]) -> str:
    """“a, b and c”. Rows are named by their title."""
    names = [str(item) for item in items]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
