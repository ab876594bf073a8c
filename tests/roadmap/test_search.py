"""The search over all content."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from roadmap.models import Strategy
from roadmap.search import Entry, clean_query, likely_spelling, matching, matching_some, normalise
from tests.factories import (
    CourseFactory,
    RoleFactory,
    SalaryBandFactory,
    SkillAreaFactory,
    SkillFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
)
from tests.pages import Element, canonical, is_indexed, main


def entry(title: str, body: str = "") -> Entry:
    return Entry(title, "/", "Skill", None, normalise(title), normalise(body))


ENTRIES = [
    entry("Maintaining models", "Fair to train; AI helps."),
    entry("AI research"),
    entry("Working in AI"),
    entry("CI/CD pipelines", "Also for C++."),
    entry("Naïve Bayes"),
    entry("Bayes"),
]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        # Words begin with the query: “ai” is not in “maintaining”. Titles come first.
        ("ai", ["AI research", "Working in AI", "Maintaining models"]),
        ("AI RES", ["AI research"]),
        ("models ai", ["Maintaining models"]),
        ("naive", ["Naïve Bayes"]),
        ("NAÏVE", ["Naïve Bayes"]),
        # The whole title before one that begins with it or holds it.
        ("bayes", ["Bayes", "Naïve Bayes"]),
        ("ci/cd", ["CI/CD pipelines"]),
        ("c++", ["CI/CD pipelines"]),
        ("(", []),
        ("[a-z]+", []),
        ("quantum", []),
        ("", []),
    ],
)
def test_matching(query: str, titles: list[str]) -> None:
    assert [found.title for found in matching(query, ENTRIES)] == titles


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        # The rare word says more than the common one, and a title more than a text.
        (
            "ai bayes",
            ["Naïve Bayes", "Bayes", "AI research", "Working in AI", "Maintaining models"],
        ),
        ("c++ naive", ["Naïve Bayes", "CI/CD pipelines"]),
        ("bayes quantum", ["Naïve Bayes", "Bayes"]),
        ("quantum chemistry", []),
        ("", []),
    ],
)
def test_matching_some_of_the_words(query: str, titles: list[str]) -> None:
    assert [found.title for found in matching_some(query, ENTRIES)] == titles


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  two   words \n", "two words"),
        ("nul\x00byte", "nul byte"),
        ("zero\u200bwidth", "zero width"),
        ("\ud800", ""),
        ("a" * 10_000, "a" * 100),
        ("   ", ""),
    ],
)
def test_query_is_cleaned(raw: str, cleaned: str) -> None:
    assert clean_query(raw) == cleaned


@given(st.text(max_size=300))
def test_any_text_can_be_looked_for(raw: str) -> None:
    query = clean_query(raw)
    assert len(query) <= 100
    assert set(map(type, matching(query, ENTRIES))) <= {Entry}
    assert set(matching(query, ENTRIES)) <= set(matching_some(query, ENTRIES))
    assert isinstance(likely_spelling(query, ENTRIES), str)


def test_likely_spelling_comes_from_titles() -> None:
    assert likely_spelling("reserch zzzz", ENTRIES) == "research"


# --- The page ---


def rows(content: Element) -> list[str]:
    return content.texts("li")


@pytest.fixture
def _everything() -> None:
    SkillFactory(title="Tensor skill", area=SkillAreaFactory(title="Tensor area", order=1), order=1)
    role = RoleFactory(title="Tensor role")
    SalaryBandFactory(role=role, minimum=110_000, maximum=180_000)
    CourseFactory(title="Tensor course", platform__title="Coursera")
    stage = StageFactory(number=3, title="Tensor stage")
    StepFactory(title="Tensor step", stage=stage)
    SpecialisationFactory(title="Tensor field", stage=stage)
    Strategy.objects.create(slug="tensor", title="Tensor advice", summary="S.", description="D.")


@pytest.mark.django_db
@pytest.mark.usefixtures("_everything")
def test_every_kind_of_content_is_found(client: Client) -> None:
    content = main(client.get("/search/?q=tensor"))
    assert content.one("h1").text == "8 found for “tensor”"
    assert rows(content) == [
        "Tensor role Role, $110k–180k to start",
        "Tensor area Area of skills",
        "Tensor skill Skill in Tensor area",
        "Tensor course Course, 87 h on Coursera",
        "Tensor stage Stage 3, months 6–9 3",
        "Tensor field Field of Stage 3 3",
        "Tensor step Topic in Stage 3 3",
        "Tensor advice Job-market advice",
    ]
    assert all(link.startswith("/") for link in content.links())


@pytest.mark.django_db
def test_titles_come_before_texts(client: Client) -> None:
    RoleFactory(title="Chemist", description="Uses Docker daily.")
    SkillFactory(title="Docker", area__title="Tools")
    assert rows(main(client.get("/search/?q=docker"))) == ["Docker Skill in Tools", "Chemist Role"]


@pytest.mark.django_db
def test_options_of_a_step_lead_to_it(client: Client) -> None:
    StepOptionFactory(step__title="A framework", step__stage__number=3, title="PyTorch")
    assert rows(main(client.get("/search/?q=pytorch"))) == ["A framework Topic in Stage 3 3"]


@pytest.mark.django_db
def test_retired_content_is_not_found(client: Client) -> None:
    RoleFactory(title="Tensor role", retired=True)
    SkillFactory(title="Tensor skill", retired=True)
    SkillFactory(title="Tensor lost skill", area__retired=True)
    SkillAreaFactory(title="Tensor area", retired=True)
    CourseFactory(title="Tensor course", retired=True)
    old = StageFactory(title="Tensor stage", retired=True)
    StepFactory(title="Tensor step", stage=old)
    SpecialisationFactory(title="Tensor field", stage=old)
    field = SpecialisationFactory(title="Tensor other field", retired=True)
    StepFactory(title="Tensor field step", stage=field.stage, specialisation=field)
    StepFactory(title="Tensor old step", retired=True)
    Strategy.objects.create(
        slug="t", title="Tensor advice", summary="S.", description="D.", retired=True
    )
    assert main(client.get("/search/?q=tensor")).one("h1").text == "Nothing found for “tensor”"


@pytest.mark.django_db
@pytest.mark.usefixtures("_everything")
def test_nothing_found_suggests_a_likely_spelling(client: Client) -> None:
    content = main(client.get("/search/?q=tensro+rolle"))
    assert content.one("h1").text == "Nothing found for “tensro rolle”"
    assert content.by_id("near").text == "Near to it on the roadmap"
    assert rows(content) == ["Tensor role Role, $110k–180k to start"]


@pytest.mark.django_db
def test_rows_with_some_of_the_words_are_shown_where_none_has_all(client: Client) -> None:
    SkillFactory(title="Docker", area__title="Tools")
    RoleFactory(title="Chemist", description="Uses Kubernetes daily.")
    content = main(client.get("/search/?q=docker+kubernetes"))
    assert content.one("h1").text == "2 found for some of “docker kubernetes”"
    assert "Nothing has all of these words; these have some." in content.text
    assert rows(content) == ["Docker Skill in Tools", "Chemist Role"]
    content = main(client.get("/search/?q=docker+quantum"))
    assert content.one("h1").text == "1 found for some of “docker quantum”"


@pytest.mark.django_db
def test_long_answers_with_some_of_the_words_are_cut(client: Client) -> None:
    SkillFactory.create_batch(60, area=SkillAreaFactory(title="Other"))
    content = main(client.get("/search/?q=skill+quantum"))
    assert len(rows(content)) == 50
    assert "The first 50 are shown: leave out a word to narrow them." in content.text


@pytest.mark.django_db
@pytest.mark.usefixtures("_everything")
@pytest.mark.parametrize("query", ["", "?q=", "?q=%20%20", "?q=%00", "?q=quantum"])
def test_without_results_there_are_places_to_start(client: Client, query: str) -> None:
    content = main(client.get(f"/search/{query}"))
    assert content.by_id("near").text == "Places to start from"
    assert [row.split(" ", 2)[1] for row in rows(content)] == ["stage", "role", "course"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["a" * 10_000, "%00", "%F0%28%8C%28", "%ED%A0%80", "%E2%80%8B", "%27%22%3C%3E", "%5C"]
)
def test_odd_queries_are_answered(client: Client, query: str) -> None:
    response = client.get(f"/search/?q={query}")
    assert response.status_code == 200
    assert main(response).one("h1")


@pytest.mark.django_db
def test_query_is_shown_as_text(client: Client) -> None:
    html = client.get("/search/?q=<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in html
    assert "Nothing found for “&lt;script&gt;alert(1)&lt;/script&gt;”" in html


@pytest.mark.django_db
def test_long_answers_are_cut(client: Client) -> None:
    area = SkillAreaFactory(title="Other")
    SkillFactory.create_batch(60, area=area)
    content = main(client.get("/search/?q=skill"))
    assert content.one("h1").text == "61 found for “skill”"
    assert len(rows(content)) == 50
    assert "The first 50 are shown" in content.text


@pytest.mark.django_db
def test_search_is_not_indexed(client: Client) -> None:
    response = client.get("/search/?q=python")
    assert not is_indexed(response)
    assert canonical(response) == "http://testserver/search/"


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 5])
def test_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        SkillFactory()
        StepOptionFactory()
        SpecialisationFactory()
        SalaryBandFactory()
        StepFactory().courses.add(CourseFactory())
    for query in ("role", "role+quantum"):
        with django_assert_num_queries(12):
            client.get(f"/search/?q={query}")
