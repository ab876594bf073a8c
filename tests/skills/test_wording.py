"""Numbers and lists in words, in the language of the page."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from skills.wording import in_words, joined


@pytest.mark.parametrize(
    ("number", "words"), [(0, "no"), (1, "one"), (20, "twenty"), (21, "21"), (-1, "-1")]
)
def test_number_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.parametrize(
    ("items", "words"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_list_in_words(items: list[str], words: str) -> None:
    assert joined(items) == words


@pytest.mark.parametrize(
    ("language", "said"), [("en-gb", "<h2>Maths</h2>"), ("de", '<h2 lang="en">Maths</h2>')]
)
def test_content_says_its_language_on_pages_in_another(language: str, said: str) -> None:
    template = Template("{% load words %}<h2{% content_lang %}>Maths</h2>")
    with override(language):
        assert template.render(Context()) == said
