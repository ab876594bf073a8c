"""The board of dated facts: what is on it and in which order, and “still true”."""

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from courses.models import Course, Platform
from progress.facts_board import count_stale, dated_facts
from roles.models import SalaryBand
from skills.facts import mark_of
from tests.factories import (
    CourseFactory,
    CourseLogFactory,
    PlanFactory,
    PlatformFactory,
    RoleFactory,
    SalaryBandFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = datetime.date(2026, 7, 22)
LONG_AGO = datetime.date(2025, 7, 21)
BOARD = "content-admin:facts"


@pytest.fixture
def admin(db: None) -> User:
    return UserFactory(is_staff=True, is_superuser=True, display_name="Ed")


@pytest.fixture
def editor(client: Client, admin: User) -> Client:
    client.force_login(admin, backend="accounts.backends.EmailBackend")
    return client


def stale_course(**values: Any) -> Course:
    """Its duration has gone stale; it has no link."""
    values = {"duration_edition": 2025, "duration_verified_on": LONG_AGO} | values
    course: Course = CourseFactory(**values)
    return course


def titles(**options: Any) -> list[tuple[str, str]]:
    return [(fact.title, fact.aspect) for fact in dated_facts(TODAY, **options)]


def address(row: Any, aspect: str) -> str:
    return reverse("content-admin:still-true", args=[row._meta.label_lower, row.pk, aspect])


def say(client: Client, row: Any, aspect: str, **more: Any) -> Any:
    """Press “still true” beside the value as it is now."""
    row.refresh_from_db()
    return client.post(address(row, aspect), {"mark": mark_of(row, aspect)} | more, follow=True)


# --- What is on it -------------------------------------------------------------------------


def test_every_fact_that_pages_show_is_on_the_board() -> None:
    platform = PlatformFactory(title="Site", link="https://site.example")
    CourseFactory(title="Course", platform=platform, link="https://site.example/c")
    CourseFactory(title="No link", platform=platform)
    PlatformFactory(title="No link either")
    SalaryBandFactory(role__title="Engineer")

    assert sorted(titles()) == [
        ("Course", "duration"),
        ("Course", "link"),
        ("Engineer: Entry to mid level", "pay"),
        ("No link", "duration"),
        ("Site", "link"),
    ]
    assert titles(labels={"courses.platform"}) == [("Site", "link")]


def test_what_no_page_shows_is_left_out() -> None:
    role = RoleFactory(title="Engineer")
    SalaryBandFactory(role=role, edition=2025)
    SalaryBandFactory(role=role, edition=2026, minimum=1)
    SalaryBandFactory(role__retired=True)
    for hidden in ({"retired": True}, {"retired": True, "draft": True}):
        CourseFactory(link="https://a.example", **hidden)
        PlatformFactory(link="https://a.example", **hidden)

    (fact,) = dated_facts(TODAY)

    assert (fact.label, fact.value) == ("roles.salaryband", "1–150,000 USD")


def test_learners_are_counted_once_each() -> None:
    band = SalaryBandFactory()
    for _ in range(5):
        PlanFactory(target_role=band.role)
    PlanFactory(
        target_role=band.role,
        archived_at=datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC),
    )
    platform = PlatformFactory(link="https://site.example")
    first, second = (CourseFactory(platform=platform) for _ in range(2))
    for number in range(6):
        log = CourseLogFactory(course=second)
        if number:
            CourseLogFactory(course=first, user=log.user)

    uses = {(fact.label, fact.pk): fact.uses for fact in dated_facts(TODAY)}

    assert uses == {
        ("roles.salaryband", band.pk): 5,
        ("courses.course", first.pk): 5,
        ("courses.course", second.pk): 6,
        ("courses.platform", platform.pk): 6,
    }


def test_fewer_than_five_learners_are_no_figure(editor: Client) -> None:
    """Nor do they change the order."""
    used, unused = CourseFactory(title="b"), CourseFactory(title="a")
    for _ in range(4):
        CourseLogFactory(course=used)

    assert [fact.title for fact in dated_facts(TODAY)] == ["a", "b"]
    body = editor.get(reverse(BOARD)).text
    assert body.count(">fewer than 5</td>") == 2
    for _ in range(5):
        CourseLogFactory(course=unused)
    assert ">5</td>" in editor.get(reverse(BOARD)).text


def test_stale_first_then_age_times_use() -> None:
    stale_course(title="stale, unused")
    CourseFactory(title="fresh, unused")
    old = CourseFactory(title="fresh, used")
    new = CourseFactory(title="new, used", duration_verified_on=TODAY)
    used = stale_course(title="stale, used")
    for course in (old, new, used):
        for _ in range(5):
            CourseLogFactory(course=course)

    assert [title for title, _ in titles()] == [
        "stale, used",
        "stale, unused",
        "fresh, used",
        "fresh, unused",
        "new, used",
    ]


def test_stale_facts_are_counted(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    stale_course()
    CourseFactory()
    SalaryBandFactory(edition=2024)

    with django_assert_num_queries(3):
        assert count_stale(TODAY) == 2
    assert count_stale(datetime.date(2027, 1, 2)) == 3


# --- The page ------------------------------------------------------------------------------


def test_the_page_says_source_age_and_problem(editor: Client, admin: User) -> None:
    CourseFactory(
        title="Course",
        link="https://site.example/c",
        link_source="Course page",
        link_verified_on=datetime.date(2026, 7, 1),
        link_verified_by=admin,
        link_problem="There is no such page any more (404).",
    )
    text = " ".join(re.sub(r"<[^>]+>", " ", editor.get(reverse(BOARD)).text).split())

    assert "0 of 2 facts are older than a year." in text
    assert (
        "Course Link https://site.example/c There is no such page any more (404). Course page, "
        "2026 edition Checked on 1 July 2026, 3 weeks ago by Ed fewer than 5 Still true"
    ) in text
    assert "No source given, 2026 edition Not checked since fewer than 5" in text


def test_the_page_filters(editor: Client) -> None:
    stale_course(title="Old", link="https://a.example")
    SalaryBandFactory(role__title="Engineer")

    def shown(query: str) -> list[tuple[str, str]]:
        facts = editor.get(f"{reverse(BOARD)}?{query}").context["facts"]
        return [(fact.title, fact.aspect) for fact in facts]

    assert shown("kind=pay") == [("Engineer: Entry to mid level", "pay")]
    assert shown("stale=on") == [("Old", "duration")]
    assert shown("kind=link&stale=on") == []
    assert len(shown("kind=nonsense&stale=perhaps")) == 3
    assert "No fact matches." in editor.get(f"{reverse(BOARD)}?kind=link&stale=on").text


def test_the_page_asks_as_much_however_many_facts(
    editor: Client, admin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def one_more() -> None:
        course = CourseFactory(link="https://a.example", link_verified_by=admin)
        CourseLogFactory(course=course)
        PlanFactory(target_role=SalaryBandFactory(verified_by=admin).role)
        Platform.objects.update(link="https://b.example")

    one_more()
    with django_assert_num_queries(8):
        editor.get(reverse(BOARD))
    one_more()
    one_more()
    with django_assert_num_queries(8):
        assert len(editor.get(reverse(BOARD)).context["facts"]) == 12


def test_editors_see_what_they_may_change(client: Client) -> None:
    SalaryBandFactory()
    CourseFactory(title="Course")
    person = UserFactory(is_staff=True)
    client.force_login(person, backend="accounts.backends.EmailBackend")

    assert client.get(reverse(BOARD)).status_code == 403
    person.user_permissions.add(Permission.objects.get(codename="change_course"))

    facts = client.get(reverse(BOARD)).context["facts"]
    assert [fact.label for fact in facts] == ["courses.course"]
    assert client.post(address(SalaryBand.objects.get(), "pay")).status_code == 403
    assert SalaryBand.objects.get().verified_on is None


# --- Still true ----------------------------------------------------------------------------


@pytest.mark.parametrize("aspect", ["duration", "link"])
def test_still_true_sets_day_and_person(editor: Client, admin: User, aspect: str) -> None:
    course = stale_course(link="https://a.example", title="Course")

    response = say(editor, course, aspect, next=f"{reverse(BOARD)}?kind={aspect}")

    assert response.redirect_chain == [(f"{reverse(BOARD)}?kind={aspect}", 302)]
    assert f"Checked today: {aspect} of Course." in response.text
    course.refresh_from_db()
    checked = {name: getattr(course, f"{name}_verified_on") for name in ("duration", "link")}
    assert checked == {"duration": LONG_AGO, "link": None} | {aspect: TODAY}
    assert getattr(course, f"{aspect}_verified_by") == admin
    entry = course.history.first()
    assert (entry.history_user, getattr(entry, f"{aspect}_verified_on")) == (admin, TODAY)


def test_still_true_of_pay_and_platforms(editor: Client) -> None:
    band = SalaryBandFactory()
    platform = PlatformFactory(link="https://a.example")

    say(editor, band, "pay")
    say(editor, platform, "link")

    band.refresh_from_db()
    platform.refresh_from_db()
    assert (band.verified_on, platform.link_verified_on) == (TODAY, TODAY)


def test_still_true_twice_is_once(editor: Client) -> None:
    course = stale_course()
    entries = course.history.count()

    for said in ("Checked today", "You checked this today already"):
        assert said in say(editor, course, "duration").text

    assert course.history.count() == entries + 1


def test_still_true_by_somebody_else_is_news(editor: Client, admin: User) -> None:
    course = stale_course(duration_verified_on=TODAY, duration_verified_by=UserFactory())

    say(editor, course, "duration")

    course.refresh_from_db()
    assert course.duration_verified_by == admin


def test_still_true_is_said_in_the_editors_day(editor: Client, admin: User) -> None:
    """At noon in UTC it is the next day in Kiritimati."""
    User.objects.filter(pk=admin.pk).update(time_zone="Pacific/Kiritimati")
    course = stale_course()

    say(editor, course, "duration")

    course.refresh_from_db()
    assert course.duration_verified_on == TODAY + datetime.timedelta(days=1)


@pytest.mark.parametrize("mark", [None, "", "nonsense"])
def test_still_true_is_of_the_value_that_was_seen(editor: Client, mark: str | None) -> None:
    course = stale_course()
    page = editor.get(reverse(BOARD)).text
    assert f'name="mark" value="{mark_of(course, "duration")}"' in page
    seen = mark_of(course, "duration") if mark is None else mark
    Course.objects.update(duration_max=50)
    entries = course.history.count()

    response = editor.post(address(course, "duration"), {"mark": seen}, follow=True)

    assert "Nothing was noted, since it was changed while you looked." in response.text
    course.refresh_from_db()
    assert course.duration_verified_on == LONG_AGO
    assert course.history.count() == entries


def test_still_true_is_a_post(editor: Client) -> None:
    course = stale_course()

    assert editor.get(address(course, "duration")).status_code == 405
    assert editor.post(reverse(BOARD)).status_code == 405
    course.refresh_from_db()
    assert course.duration_verified_on == LONG_AGO


@pytest.mark.parametrize("signed_in", [False, True])
def test_others_are_sent_to_sign_in(client: Client, signed_in: bool) -> None:
    course = stale_course()
    if signed_in:
        client.force_login(UserFactory(), backend="accounts.backends.EmailBackend")

    for response in (client.post(address(course, "duration")), client.get(reverse(BOARD))):
        assert response.status_code == 302
        assert "/login/" in response.headers["Location"]
    course.refresh_from_db()
    assert course.duration_verified_on == LONG_AGO


def test_still_true_of_what_is_not_on_the_board_is_not_found(editor: Client) -> None:
    course = stale_course()
    retired = stale_course(retired=True)
    band = SalaryBandFactory(role__retired=True)

    for row, aspect in (
        (course, "link"),
        (course, "pay"),
        (course, "nonsense"),
        (retired, "duration"),
        (band, "pay"),
    ):
        assert editor.post(address(row, aspect)).status_code == 404
    for label in ("accounts.user", "roles.role", "nonsense"):
        url = reverse("content-admin:still-true", args=[label, course.pk, "duration"])
        assert editor.post(url).status_code == 404
    gone = reverse("content-admin:still-true", args=["courses.course", 10**18, "duration"])
    assert editor.post(gone).status_code == 404


def test_still_true_comes_back_to_this_site_only(editor: Client) -> None:
    response = editor.post(
        address(stale_course(), "duration"), {"next": "https://elsewhere.example/"}
    )

    assert response.headers["Location"] == reverse(BOARD)


def test_figures_are_written_as_the_reader_writes_them(editor: Client) -> None:
    SalaryBandFactory(minimum=130_000, maximum=200_000, currency="USD")

    assert "130,000–200,000" in editor.get(reverse(BOARD)).text
    german = editor.get(reverse(BOARD), headers={"Accept-Language": "de"})
    assert "130.000–200.000" in german.text
