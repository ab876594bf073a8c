"""The command that goes through the links: which, how often, and what it notes."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courses import link_check, web
from courses.link_check import Link, check_all, links_due
from courses.models import Course, Platform
from tests.factories import CourseFactory, PlatformFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def titles(links: list[Link]) -> list[str]:
    return [link.title for link in links]


def test_links_of_current_rows_are_due_the_longest_unchecked_first() -> None:
    platform = PlatformFactory(title="P", link="https://p.example", link_checked_at=NOW - 9 * DAY)
    CourseFactory(title="new", platform=platform, link="https://a.example")
    CourseFactory(title="old", platform=platform, link="https://b.example", link_checked_at=NOW)
    CourseFactory(title="without", platform=platform)
    CourseFactory(title="retired", platform=platform, link="https://c.example", retired=True)
    CourseFactory(
        title="draft", platform=platform, link="https://d.example", retired=True, draft=True
    )

    assert titles(links_due(before=None, limit=9)) == ["new", "P", "old"]
    assert titles(links_due(before=None, limit=2)) == ["new", "P"]
    assert titles(links_due(before=NOW - 7 * DAY, limit=9)) == ["new", "P"]


class Clock:
    """Seconds that pass by waiting and looking only."""

    def __init__(self, look_takes: float = 0) -> None:
        self.seconds = 0.0
        self.look_takes = look_takes
        self.looked: list[tuple[str, float]] = []

    def look(self, address: str) -> str:
        self.looked.append((address, self.seconds))
        self.seconds += self.look_takes
        return "Gone." if "gone" in address else ""

    def wait(self, seconds: float) -> None:
        self.seconds += seconds

    def run(self, links: list[Link], at_most: float = 900) -> list[str]:
        found = check_all(
            links,
            look=self.look,
            elapsed=lambda: self.seconds,
            wait=self.wait,
            now=lambda: NOW,
            at_most=at_most,
        )
        return [result.problem for result in found]


def test_what_was_found_is_noted_without_a_history_entry() -> None:
    good = CourseFactory(link="https://a.example/good", link_problem="Gone.")
    gone = CourseFactory(link="https://a.example/gone")
    before = Course.history.count()

    assert Clock().run(links_due(before=None, limit=9)) == ["", "Gone."]

    for course, problem in ((good, ""), (gone, "Gone.")):
        course.refresh_from_db()
        assert (course.link_problem, course.link_checked_at) == (problem, NOW)
        assert course.link_verified_on is None
    assert Course.history.count() == before


def test_one_site_is_asked_with_pauses_and_one_address_once() -> None:
    for path in ("a.example/1", "a.example/2", "b.example/1", "a.example/1"):
        CourseFactory(link=f"https://{path}")
    clock = Clock()

    assert clock.run(links_due(before=None, limit=9)) == [""] * 4
    assert clock.looked == [
        ("https://a.example/1", 0),
        ("https://a.example/2", link_check.PAUSE),
        ("https://b.example/1", link_check.PAUSE),
    ]
    assert not Course.objects.filter(link_checked_at=None).exists()


def test_no_link_is_begun_after_the_time_for_all() -> None:
    for n in range(5):
        CourseFactory(link=f"https://site-{n}.example")
    clock = Clock(look_takes=4)

    assert clock.run(links_due(before=None, limit=9), at_most=8) == ["", ""]
    assert Course.objects.filter(link_checked_at=NOW).count() == 2


def test_a_link_that_was_changed_meanwhile_is_left() -> None:
    course = CourseFactory(link="https://a.example/gone")
    links = links_due(before=None, limit=9)
    Course.objects.update(link="https://a.example/new")

    Clock().run(links)

    course.refresh_from_db()
    assert (course.link_problem, course.link_checked_at) == ("", None)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """What the command would ask; nothing is."""
    asked: list[tuple[str, float]] = []

    def check(address: str, *, timeout: float, network: web.Network) -> None:
        asked.append((address, timeout))
        if "gone" in address:
            raise web.LinkProblemError("Gone.")

    monkeypatch.setattr(web, "check", check)
    return asked


def run(*options: str) -> str:
    said = StringIO()
    call_command("check_links", *options, stdout=said, no_color=True)
    return said.getvalue()


def test_the_command_says_what_it_found(asked: list[tuple[str, float]]) -> None:
    platform = PlatformFactory(title="Site", link="https://a.example")
    CourseFactory(title="Course", platform=platform, link="https://b.example/gone")

    assert run("--timeout=3") == (
        "Course: https://b.example/gone: Gone.\nChecked 2 of 2 links; 1 with a problem.\n"
    )
    assert asked == [("https://a.example", 3), ("https://b.example/gone", 3)]
    assert Platform.objects.get().link_checked_at is not None
    # The second run has nothing left to do.
    assert run("--older-than=1") == "Checked 0 of 0 links; 0 with a problem.\n"
    assert run("--limit=1").startswith("Checked 1 of 1 links")


@pytest.mark.parametrize("option", ["--limit=0", "--limit=x", "--timeout=-1", "--older-than=0"])
def test_limits_that_make_no_sense_are_refused(option: str) -> None:
    with pytest.raises(CommandError, match="must be a whole number"):
        run(option)


def test_as_shipped_the_command_refuses_the_local_network() -> None:
    for n, address in enumerate(
        (
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://10.0.0.1/",
            "http://169.254.169.254/latest/",
            "http://localhost/",
            "ftp://127.0.0.1/",
            "http://127.0.0.1:8000/",
        )
    ):
        CourseFactory(slug=f"c{n}", link=address)

    assert "Checked 7 of 7 links; 7 with a problem." in run("--timeout=2")

    problems = list(Course.objects.order_by("pk").values_list("link_problem", flat=True))
    assert problems == ["The address leads into a private network."] * 5 + [
        "Only http and https addresses are asked.",
        "Port 8000 is not asked.",
    ]
