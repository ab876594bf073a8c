"""The demo people around a mentor: a queue, reviews of both outcomes, and that it is made once."""

import pytest
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from mentoring import demo
from mentoring.models import CohortMember, Draft, Message, Review, ReviewRequest, Verdict
from portfolio.models import Portfolio, ShownProject
from progress import demo as people
from progress.models import StepEvent, Verification
from tests.conftest import TODAY

pytestmark = pytest.mark.usefixtures("today", "content")

TABLES: tuple[type[Model], ...] = (
    CohortMember,
    Draft,
    Message,
    Review,
    ReviewRequest,
    ShownProject,
    StepEvent,
)


@pytest.fixture(autouse=True)
def _made(settings: Settings, content: None) -> None:
    settings.DEBUG = True
    demo.create_people(today=TODAY)


def test_one_is_approved_one_is_to_be_changed_one_is_being_read_one_waits() -> None:
    verdicts = [(review.request.title, review.verdict) for review in Review.objects.all()]
    assert verdicts == [
        ("Bike-share cleaner", Verdict.APPROVED),
        ("House prices in Leeds", Verdict.CHANGES),
    ]
    waiting = {
        request.title: request.claimed_by and request.claimed_by.name
        for request in ReviewRequest.objects.waiting()
    }
    assert waiting == {
        "Plant disease classifier": "Hannah Lindqvist",
        "Which complaints cannot wait": None,
    }
    assert Draft.objects.get().summary
    assert str(Verification.objects.standing().get().project) == "Bike-share cleaner"


def test_everybody_sees_the_portfolio_with_its_badge(client: Client) -> None:
    page = client.get("/p/amara-osei/").content.decode()
    assert "House prices in Leeds" in page
    assert "Verified by a mentor" in page
    assert "Film recommender" not in page


def test_a_second_run_changes_nothing() -> None:
    def everything() -> list[object]:
        rows: list[object] = [
            list(table._default_manager.order_by("pk").values()) for table in TABLES
        ]
        return [*rows, list(User.objects.order_by("pk").values_list("pk", "email"))]

    before = everything()
    call_command("create_demo", verbosity=0)
    assert everything() == before


def test_what_the_learner_did_alone_is_left_alone() -> None:
    """Somebody who has a conversation already gets no second one."""
    learner = User.objects.get(email=people.LEARNER.email)
    Portfolio.objects.filter(user=learner).delete()
    demo.create_people(today=TODAY)
    assert not Portfolio.objects.filter(user=learner).exists()
