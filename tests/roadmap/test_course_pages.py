"""The list of courses with its filters, and one course."""

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courses.models import Course, DurationUnit, Provider
from tests.factories import (
    CourseFactory,
    PlatformFactory,
    SkillAreaFactory,
    SkillFactory,
    StageFactory,
    StepFactory,
)
from tests.pages import Element, canonical, is_indexed, main, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def _courses() -> None:
    """Three courses that differ in every filter."""
    first = StageFactory(number=1, slug="foundations")
    second = StageFactory(number=2, slug="core")
    code = SkillAreaFactory(slug="code")
    for order, (title, hours) in enumerate([("Python", 10), ("Maths", 6), ("Deep", 20)]):
        course = CourseFactory(
            title=title,
            slug=title.lower(),
            order=order,
            platform=PlatformFactory(slug=f"on-{title.lower()}", title=f"On {title}"),
            hours_per_week_min=hours,
            hours_per_week_max=hours,
        )
        StepFactory(stage=second if title == "Deep" else first).courses.add(course)
        course.skills.add(SkillFactory(area=code) if title == "Python" else SkillFactory())


def listed(content: Element) -> list[str]:
    return [
        heading.text for heading in content.all("h2") if heading.attributes.get("class") == "h3"
    ]


@pytest.mark.usefixtures("_courses")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Python", "Maths", "Deep"]),
        ("?stage=foundations", ["Python", "Maths"]),
        ("?platform=on-deep", ["Deep"]),
        ("?area=code", ["Python"]),
        ("?hours=10", ["Python", "Maths"]),
        ("?hours=6", ["Maths"]),
        ("?stage=foundations&hours=6", ["Maths"]),
        ("?stage=core&area=code", []),
        ("?stage=&platform=&area=&hours=", ["Python", "Maths", "Deep"]),
    ],
)
def test_filters(client: Client, query: str, titles: list[str]) -> None:
    content = main(client.get(f"/courses/{query}"))
    assert listed(content) == titles
    status = next(p for p in content.all("p") if p.attributes.get("role") == "status")
    assert status.text.startswith(f"{len(titles)} course")


@pytest.mark.usefixtures("_courses")
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?hours=abc", "Enter a number."),
        ("?hours=0", "greater than or equal to 1"),
        ("?hours=61", "less than or equal to 60"),
        ("?hours=1e400", "Ensure"),
        ("?hours=NaN", "Enter a number."),
        ("?hours=7.5", "no more than 0 decimal places"),
        ("?hours=%00", "Enter a number."),
        ("?stage=nowhere", "Select a valid choice."),
        ("?stage=%00", "Null characters are not allowed."),
        ("?platform=" + "x" * 5_000, "Select a valid choice."),
        ("?area=%F0%28", "Select a valid choice."),
    ],
)
def test_bad_filter_is_said_beside_its_field(client: Client, query: str, message: str) -> None:
    response = client.get(f"/courses/{query}")
    assert response.status_code == 200
    content = main(response)
    assert message in content.one("form").text
    assert listed(content) == ["Python", "Maths", "Deep"]
    assert "a filter above could not be used" in content.text


@pytest.mark.usefixtures("_courses")
def test_nothing_found_leads_back_to_everything(client: Client) -> None:
    content = main(client.get("/courses/?stage=core&area=code"))
    assert "No course fits all of that." in content.text
    assert "/courses/" in content.links()


def test_row_of_a_course(client: Client) -> None:
    course = CourseFactory(
        title="Deep Learning",
        platform__title="Coursera",
        instructor="Andrew Ng",
        duration_min=3,
        duration_max=4,
        duration_approximate=True,
        hours_per_week_min=6,
        hours_approximate=True,
        focus=["neural networks", "sequence models"],
    )
    course.providers.add(Provider.objects.create(slug="a", title="DeepLearning.AI", order=1))
    course.providers.add(Provider.objects.create(slug="b", title="Stanford", order=2))
    stage = StageFactory(number=3)
    StepFactory.create_batch(2, stage=stage)[0].courses.add(course)
    StepFactory(stage=stage).courses.add(course)
    row = main(client.get("/courses/")).all("li")[0]
    assert row.text == (
        "Deep Learning DeepLearning.AI and Stanford, taught by Andrew Ng, on Coursera "
        "Neural networks, sequence models 3 Stage 3: Stage title 3 "
        "78–174 h About 3–4 months at approximately 6–10 h a week, self-paced"
    )


@pytest.mark.usefixtures("_courses")
def test_retired_things_are_hidden(client: Client) -> None:
    course = Course.objects.get(slug="python")
    CourseFactory(title="Old course", retired=True)
    PlatformFactory(title="Old platform", retired=True)
    StageFactory(number=7, title="Old stage", retired=True)
    SkillAreaFactory(title="Old area", retired=True)
    StepFactory(stage__number=8, stage__title="Lost stage", stage__retired=True).courses.add(course)
    StepFactory(stage=StageFactory(number=9), retired=True).courses.add(course)
    content = main(client.get("/courses/"))
    hidden = ("Old course", "Old platform", "Old stage", "Old area", "Lost stage")
    assert not [words for words in hidden if words in content.text]
    assert "Stage 9:" not in content.text


@pytest.mark.usefixtures("_courses")
def test_head_of_the_list(client: Client) -> None:
    plain, filtered = client.get("/courses/"), client.get("/courses/?hours=6")
    assert canonical(plain) == canonical(filtered) == "http://testserver/courses/"
    assert (is_indexed(plain), is_indexed(filtered)) == (True, False)
    assert is_indexed(client.get("/courses/?stage=&hours="))


@pytest.mark.parametrize("number", [1, 5])
def test_list_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        course = CourseFactory()
        course.providers.add(Provider.objects.create(slug=course.slug, title=course.title))
        StepFactory().courses.add(course)
        SkillAreaFactory()
    with django_assert_num_queries(6):
        client.get("/courses/")


# --- One course ---


@pytest.fixture
def course() -> Course:
    return CourseFactory(
        slug="maths",
        title="Mathematics",
        platform=PlatformFactory(title="Coursera", link="https://coursera.example/"),
        duration_min=12,
        duration_max=12,
        duration_unit=DurationUnit.WEEKS,
        focus=["linear algebra", "calculus"],
        link="https://coursera.example/maths",
        suits="You forgot it all.",
    )


def test_facts_of_a_course(client: Client, course: Course) -> None:
    course.providers.add(Provider.objects.create(slug="imperial", title="Imperial"))
    content = main(client.get("/courses/maths/"))
    assert content.one("aside").facts() == [
        ("Platform", "Coursera"),
        ("Provider", "Imperial"),
        ("Duration", "12 weeks"),
        ("Weekly", "10 h a week"),
        ("Pace", "Self-paced"),
    ]
    assert ("Estimated total", "120 h Duration times weekly hours") in content.facts()
    assert content.one("aside").all("ol")[0].texts("li") == ["Linear algebra", "Calculus"]
    assert "You forgot it all." in content.text


@pytest.mark.usefixtures("today")
def test_duration_and_link_say_their_source_and_age(client: Client, course: Course) -> None:
    Course.objects.update(
        duration_source="A report",
        duration_verified_on=datetime.date(2026, 3, 3),
        link_source="Course page",
    )
    notes = ["Duration: A report, 2026 edition, checked on 3 March 2026, 4 months ago."]
    link = "Link: Course page, 2026 edition, not checked since."

    assert main(client.get("/courses/maths/")).one("aside").texts("p") == [*notes, link]
    Course.objects.update(link="")
    assert main(client.get("/courses/maths/")).one("aside").texts("p") == notes


def test_facts_of_a_course_with_ranges(client: Client, course: Course) -> None:
    Course.objects.update(
        duration_min=10,
        duration_approximate=True,
        hours_per_week_min=5,
        hours_approximate=True,
        self_paced=False,
        instructor="A. Teacher",
    )
    facts = dict(main(client.get("/courses/maths/")).one("aside").facts())
    assert facts["Duration"] == "About 10–12 weeks"
    assert facts["Weekly"] == "Approximately 5–10 h a week"
    assert facts["Pace"] == "With fixed dates"
    assert facts["Instructor"] == "A. Teacher"


@pytest.mark.usefixtures("course")
def test_links_outside_are_closed_behind(client: Client) -> None:
    outside = [
        link
        for link in main(client.get("/courses/maths/")).all("a")
        if (link.attributes.get("href") or "").startswith("http")
    ]
    assert [link.attributes["href"] for link in outside] == [
        "https://coursera.example/maths",
        "https://coursera.example/",
    ]
    assert all("noopener" in (link.attributes.get("rel") or "") for link in outside)


def test_course_without_a_link_has_no_button(client: Client) -> None:
    CourseFactory(slug="maths")
    assert "Open the course" not in main(client.get("/courses/maths/")).text


def test_steps_stand_by_stage(client: Client, course: Course) -> None:
    second, first = StageFactory(number=2), StageFactory(number=1)
    for title, stage in (("Later", second), ("Sooner", first)):
        StepFactory(title=title, stage=stage).courses.add(course)
    StepFactory(title="Old step", stage=first, retired=True).courses.add(course)
    content = main(client.get("/courses/maths/"))
    assert [row.text for row in content.all("li") if " h" in row.text] == [
        "Sooner Topic, A group 10 h",
        "Later Topic, A group 10 h",
    ]
    assert "Our judgement" in content.text


def test_retired_platform_and_provider_are_not_named(client: Client, course: Course) -> None:
    course.platform.retired = True
    course.platform.save()
    course.providers.add(Provider.objects.create(slug="gone", title="Gone Inc.", retired=True))
    for path in ("/courses/maths/", "/courses/"):
        text = main(client.get(path)).text
        assert "Coursera" not in text
        assert "Gone Inc." not in text


def test_unknown_and_retired_courses_are_not_found(client: Client) -> None:
    CourseFactory(slug="gone", retired=True)
    assert [client.get(f"/courses/{slug}/").status_code for slug in ("gone", "none")] == [404, 404]


@pytest.mark.usefixtures("course")
def test_head_of_a_course(client: Client) -> None:
    response = client.get("/courses/maths/")
    assert page(response).one("title").text == "Mathematics · ML Careers"
    assert canonical(response) == "http://testserver/courses/maths/"


@pytest.mark.parametrize("number", [1, 5])
def test_course_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, course: Course, number: int
) -> None:
    for _ in range(number):
        StepFactory().courses.add(course)
        course.skills.add(SkillFactory())
    with django_assert_num_queries(4):
        client.get("/courses/maths/")
