"""A portfolio as it was, and the mark of a version."""

import datetime
import json
from collections.abc import Callable

import pytest

from portfolio.models import Portfolio
from portfolio.snapshots import fingerprint_of_portfolio, snapshot_of_portfolio
from progress.models import Project, StepState
from progress.snapshots import snapshot_of
from tests.factories import (
    CourseLogFactory,
    PortfolioFactory,
    ProjectFactory,
    ShownProjectFactory,
    StepFactory,
    StepStateFactory,
)
from tests.portfolio.people import own_link
from tests.portfolio.test_public import full

TODAY = datetime.date(2026, 7, 22)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_snapshot_is_the_page_in_json() -> None:
    portfolio = full()
    trams = Project.objects.get(title="Trams")
    snapshot = snapshot_of_portfolio(portfolio, TODAY)
    skills = snapshot.pop("skills")
    assert json.loads(json.dumps(snapshot)) == {
        "handle": "amara",
        "name": "Amara Osei",
        "headline": "Builds small systems.",
        "about": "I like **tests**. <script>alert(1)</script>",
        "location": "Porto",
        "contact_email": "hello@example.org",
        "links": [{"label": "Site 1", "url": "https://example.org/1"}],
        "projects": [snapshot_of(trams) | {"pk": trams.pk}],
        "stages": [{"number": 1, "title": "Foundations", "finished_on": "2026-04-01"}],
        "certificates": [
            {
                "title": "Statistics",
                "platform": snapshot["certificates"][0]["platform"],
                "finished_on": "2026-06-01",
                "url": "https://example.org/certificate",
            }
        ],
    }
    assert [(skill["title"], skill["layer"]) for skill in skills] == [("Python", "evidenced")]


def test_snapshot_leaves_out_what_is_switched_off() -> None:
    portfolio = full()
    portfolio.shows_stages = portfolio.shows_certificates = portfolio.shows_skills = False
    snapshot = snapshot_of_portfolio(portfolio, TODAY)
    assert (snapshot["stages"], snapshot["certificates"], snapshot["skills"]) == ([], [], [])


def test_private_portfolio_has_all_its_chosen_projects() -> None:
    snapshot = snapshot_of_portfolio(full("private"), TODAY)
    assert [project["title"] for project in snapshot["projects"]] == ["Trams", "Hidden work"]


def _edit(**fields: object) -> Callable[[Portfolio], object]:
    return lambda portfolio: Portfolio.objects.filter(pk=portfolio.pk).update(**fields)


def _swap(portfolio: Portfolio) -> None:
    first, second = portfolio.shown.all()
    first.order, second.order = 1, 0
    first.save()
    second.save()


@pytest.mark.parametrize(
    "change",
    [
        _edit(headline="New"),
        _edit(about="New"),
        _edit(location="New"),
        _edit(contact_email="new@example.org"),
        _edit(handle="new"),
        _edit(shows_skills=False),
        lambda portfolio: own_link(portfolio, 9),
        lambda portfolio: portfolio.user.projects.filter(title="A").update(summary="New"),
        lambda portfolio: portfolio.user.projects.filter(title="A").update(visibility="private"),
        lambda portfolio: portfolio.shown.first().delete(),
        _swap,
    ],
)
def test_what_the_learner_decides_makes_a_new_version(
    change: Callable[[Portfolio], object],
) -> None:
    portfolio = _two_projects()
    before = fingerprint_of_portfolio(Portfolio.objects.get())
    change(portfolio)
    assert fingerprint_of_portfolio(Portfolio.objects.get()) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda portfolio: portfolio.save(),
        _edit(visibility="link"),
        lambda portfolio: ProjectFactory(user=portfolio.user),
        lambda portfolio: StepStateFactory(user=portfolio.user),
        lambda portfolio: CourseLogFactory(user=portfolio.user, status="finished"),
    ],
)
def test_what_happens_beside_makes_none(change: Callable[[Portfolio], object]) -> None:
    portfolio = _two_projects()
    before = fingerprint_of_portfolio(Portfolio.objects.get())
    change(portfolio)
    assert fingerprint_of_portfolio(Portfolio.objects.get()) == before


def test_editor_who_renames_a_step_makes_no_new_version() -> None:
    portfolio = _two_projects()
    step = StepFactory()
    portfolio.user.projects.get(title="A").steps.add(step)
    before = fingerprint_of_portfolio(Portfolio.objects.get())
    step.title = "Another name"
    step.save()
    assert fingerprint_of_portfolio(Portfolio.objects.get()) == before
    assert not StepState.objects.exists()


def _two_projects() -> Portfolio:
    portfolio: Portfolio = PortfolioFactory(visibility="public")
    for place, title in enumerate("AB"):
        project = ProjectFactory(user=portfolio.user, title=title, visibility="public")
        ShownProjectFactory(portfolio=portfolio, project=project, order=place)
    return portfolio
