"""Every main page in two widths and two themes: no complaint of the browser, no sideways scroll,
no serious finding of the accessibility rules."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings

from accounts.models import User
from mentoring.demo import create_people
from mentoring.models import Cohort, ReviewRequest, Thread
from progress import demo
from tests.e2e.addresses import ADMIN, LEARNER, MENTOR, VISITOR
from tests.e2e.conftest import sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("roadmap_content")

SIZES = {1280: 900, 390: 844}
LOOKS = [
    pytest.param(width, theme, marks=pytest.mark.browser_context_args(color_scheme=theme))
    for width in SIZES
    for theme in ("light", "dark")
]
# The many pages of people who are signed in: each width and each theme once.
FEWER_LOOKS = [LOOKS[0], LOOKS[-1]]


@pytest.fixture
def places(settings: Settings, roadmap_content: None) -> dict[str, int]:
    """The demo people, with something on every page, and where it is."""
    settings.DEBUG = True
    create_people(today=timezone.localdate())
    settings.DEBUG = False
    # Outside debug nobody signs in as a demo person.
    User.objects.update(is_demo=False)
    learner = User.objects.get(email=demo.LEARNER.email)
    thread = Thread.objects.get(learner=learner, project__title="House prices in Leeds")
    waiting = ReviewRequest.objects.waiting()
    return {
        "learner": learner.pk,
        "project": learner.projects.values_list("pk", flat=True)[0],
        "thread": thread.pk,
        "cohort": Cohort.objects.get().pk,
        "request": waiting.get(claimed_by=None).pk,
        "draft": waiting.get(claimed_by__isnull=False).pk,
    }


def complaints(page: Page, paths: list[str]) -> list[str]:
    """What is wrong with the pages, a line each."""
    found = []
    for path in paths:
        response = page.goto(path)
        status = response.status if response else None
        if status != 200:
            found.append(f"{path}: {status}")
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            found.append(f"{path}: {wide} px too wide")
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in {"serious", "critical"}:
                where = ", ".join(str(node["target"]) for node in violation["nodes"][:3])
                found.append(f"{path}: {violation['id']} at {where}")
    return found


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_pages_of_visitors(page: Page, places: dict[str, int], width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    assert complaints(page, list(VISITOR.values())) == []
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert dark == (theme == "dark")


@pytest.mark.parametrize(("width", "theme"), FEWER_LOOKS)
def test_pages_of_learners(
    page: Page, base_url: str, places: dict[str, int], width: int, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    sign_in(page, base_url, User.objects.get(email=demo.LEARNER.email))
    assert complaints(page, [path.format(**places) for path in LEARNER.values()]) == []


@pytest.mark.parametrize(("width", "theme"), FEWER_LOOKS)
def test_pages_of_mentors(
    page: Page, base_url: str, places: dict[str, int], width: int, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    sign_in(page, base_url, User.objects.get(email=demo.MENTOR.email))
    assert complaints(page, [path.format(**places) for path in MENTOR.values()]) == []


def test_new_learner_without_a_plan(page: Page, base_url: str) -> None:
    sign_in(page, base_url, UserFactory())
    assert complaints(page, ["/dashboard/", "/plan/", "/projects/", "/roadmap/foundations/"]) == []


def test_admin_keeps_to_the_policy(page: Page, base_url: str) -> None:
    """Django's own pages: the browser's complaints only, which `problems` collects."""
    sign_in(page, base_url, UserFactory(is_staff=True, is_superuser=True))
    for path in ADMIN.values():
        response = page.goto(path)
        assert response is not None
        assert (path, response.status) == (path, 200)


def test_complaints_are_found(page: Page) -> None:
    body = '<html><body><img src="data:,"><p style="width: 3000px">Wide</p></body></html>'
    page.route("**/bad/", lambda route: route.fulfill(body=body, content_type="text/html"))
    found = " ".join(complaints(page, ["/bad/", "/about/"]))
    assert "too wide" in found
    assert "image-alt" in found
    assert "html-has-lang" in found
    assert "/about/" not in found


def test_guard_sees_a_violation(page: Page, problems: list[str]) -> None:
    """The other tests would pass if the guard were blind."""
    page.goto("/about/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("document.head.append(document.createElement('style'))")
    page.wait_for_timeout(100)
    assert any("style-src" in problem for problem in problems)
    problems.clear()
