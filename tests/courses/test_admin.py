"""Courses in the admin."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courses.admin import spoken
from courses.models import Course, Provider
from tests.factories import CourseFactory, PlatformFactory, SkillFactory, StepFactory, UserFactory

pytestmark = pytest.mark.django_db


def form(**change: Any) -> dict[str, Any]:
    """A course as an editor sends it."""
    return {
        "title": "Deep learning",
        "slug": "deep-learning",
        "duration_min": 3,
        "duration_max": 4,
        "duration_unit": "months",
        "duration_edition": 2026,
        "link_edition": 2026,
        "hours_per_week_min": 6,
        "hours_per_week_max": 10,
        "focus": "networks\r\ntraining",
        "summary": "What one gets.",
        "order": 1,
        **change,
    }


@pytest.fixture
def provider(db: None) -> Provider:
    return Provider.objects.create(slug="university", title="University")


def test_a_course_is_added(admin_client: Client, provider: Provider) -> None:
    platform, skill = PlatformFactory(), SkillFactory()
    sent = form(
        platform=platform.pk, providers=[provider.pk], skills=[skill.pk], link="example.com/a"
    )

    response = admin_client.post(reverse("admin:courses_course_add"), sent)

    assert response.status_code == 302
    course = Course.objects.get()
    assert course.focus == ["networks", "training"]
    assert list(course.providers.all()) == [provider]
    assert list(course.skills.all()) == [skill]
    assert course.link == "https://example.com/a"


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (
            {"duration_max": 2},
            "__all__",
            "The longest duration is shorter than the shortest.",
        ),
        (
            {"hours_per_week_max": 5},
            "__all__",
            "The most hours a week are fewer than the fewest.",
        ),
        (
            {"duration_unit": "years"},
            "duration_unit",
            "Select a valid choice. years is not one of the available choices.",
        ),
        ({"providers": []}, "providers", "This field is required."),
        ({"link": "javascript:alert(1)"}, "link", "Enter a valid URL."),
        ({"focus": "a\na"}, "focus", "The same line stands here twice."),
    ],
)
def test_bad_values_are_said_beside_the_form(
    admin_client: Client, provider: Provider, change: dict[str, Any], field: str, message: str
) -> None:
    sent = form(platform=PlatformFactory().pk, providers=[provider.pk]) | change

    response = admin_client.post(reverse("admin:courses_course_add"), sent)

    errors = response.context["adminform"].form.errors.get_json_data()
    assert [(name, said[0]["message"]) for name, said in errors.items()] == [(field, message)]
    assert not Course.objects.exists()


def test_a_platform_with_courses_is_not_deleted(admin_client: Client) -> None:
    platform = CourseFactory().platform

    page = admin_client.get(reverse("admin:courses_platform_delete", args=[platform.pk]))

    assert "1 course needs this platform, so it can’t be deleted." in page.content.decode()


@pytest.mark.parametrize(("fewest", "most", "words"), [(2, 2, "2"), (6, 10, "6–10")])
def test_a_span_is_said_once_or_with_a_dash(fewest: int, most: int, words: str) -> None:
    assert spoken(fewest, most) == words


@pytest.mark.parametrize(("model", "queries"), [("course", 7), ("platform", 6), ("provider", 6)])
def test_a_list_asks_the_same_for_one_row_and_for_many(
    admin_client: Client,
    provider: Provider,
    django_assert_num_queries: DjangoAssertNumQueries,
    model: str,
    queries: int,
) -> None:
    for _ in range(3):
        CourseFactory().providers.add(provider)
        with django_assert_num_queries(queries):
            admin_client.get(reverse(f"admin:courses_{model}_changelist"))


def test_a_courses_form_asks_the_same_however_much_it_names(
    admin_client: Client, provider: Provider, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = CourseFactory()
    course.providers.add(provider)
    for _ in range(3):
        course.skills.add(SkillFactory())
        StepFactory().courses.add(course)
        with django_assert_num_queries(9):
            admin_client.get(reverse("admin:courses_course_change", args=[course.pk]))


@pytest.mark.parametrize(("link", "problem"), [("https://b.example", ""), (None, "Gone.")])
def test_a_new_link_has_not_been_checked(
    admin_client: Client, provider: Provider, link: str | None, problem: str
) -> None:
    course = CourseFactory(link="https://a.example", link_problem="Gone.")
    sent = form(
        platform=course.platform_id, providers=[provider.pk], link=link or "https://a.example"
    )

    url = reverse("admin:courses_course_change", args=[course.pk])
    assert admin_client.post(url, sent).status_code == 302

    course.refresh_from_db()
    assert course.link_problem == problem


CHECKS = {
    "duration_verified_on": datetime.date(2026, 7, 1),
    "link_verified_on": datetime.date(2026, 7, 2),
}


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"title": "Other", "hours_per_week_max": 11}, {"duration", "link"}),
        ({"duration_max": 5}, {"link"}),
        ({"duration_edition": 2027}, {"link"}),
        ({"link": "https://b.example"}, {"duration"}),
    ],
)
def test_a_check_is_of_the_value_that_was_checked(
    admin_client: Client, provider: Provider, change: dict[str, Any], kept: set[str]
) -> None:
    person = UserFactory()
    by = {"duration_verified_by": person, "link_verified_by": person}
    course = CourseFactory(link="https://a.example", **CHECKS, **by)
    url = reverse("admin:courses_course_change", args=[course.pk])
    sent = form(platform=course.platform_id, providers=[provider.pk], link=course.link)
    sent |= {name: getattr(course, name) for name in ("duration_min", "duration_max")}
    sent |= {"duration_unit": course.duration_unit, "duration_edition": course.duration_edition}

    assert admin_client.post(url, sent | change).status_code == 302

    course.refresh_from_db()
    for name in ("duration", "link"):
        found = getattr(course, f"{name}_verified_on"), getattr(course, f"{name}_verified_by")
        assert found == ((CHECKS[f"{name}_verified_on"], person) if name in kept else (None, None))


def test_a_way_back_keeps_or_forgets_checks(admin_client: Client) -> None:
    """What somebody checked since is not undone; what comes back nobody has checked now."""
    course = CourseFactory(title="Old", link="https://a.example", duration_max=9)
    course.providers.add(Provider.objects.create(slug="school", title="School"))
    course.title, course.duration_max = "New", 10
    course.save()
    Course.objects.update(**CHECKS, link_problem="Gone.")

    first = course.history.order_by("history_id")[1]
    url = reverse("admin:courses_course_revert", args=[course.pk, "course", first.pk])
    admin_client.post(url)

    course.refresh_from_db()
    assert (course.title, course.duration_max) == ("Old", 9)
    assert (course.duration_verified_on, course.link_verified_on) == (
        None,
        CHECKS["link_verified_on"],
    )
    assert course.link_problem == "Gone."
    Course.objects.update(link_problem="")
    assert "it is like that version" in admin_client.post(url, follow=True).text
