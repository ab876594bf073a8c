"""What the admin's lists don't show is not found out by their addresses either."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mentoring.models import MentorNote
from tests.factories import (
    MentorFactory,
    PortfolioFactory,
    ReviewFactory,
    ShareLinkFactory,
    StepStateFactory,
    UserFactory,
)
from tests.mentoring.followed import client_of

pytestmark = pytest.mark.django_db

JSON = ["scores", "comments", "steps"]
REFUSED = [
    ("mentoring_review", "private_note__startswith", "Weak"),
    ("mentoring_review", "private_note", "Weak at statistics."),
    ("mentoring_review", "private_note__regex", "^W"),
    ("mentoring_review", "private_note__isempty", "0"),
    ("mentoring_review", "request__reviews__private_note__startswith", "Weak"),
    ("mentoring_review", "request__question__startswith", "W"),
    ("mentoring_review", "mentor__password__startswith", "p"),
    *(("mentoring_review", f"{name}__contains", "a") for name in JSON),
    *(("mentoring_review", f"{name}__problem", "3") for name in JSON),
    ("progress_stepstate", "note__startswith", "Secret"),
    ("progress_stepstate", "note__gt", "S"),
    ("progress_project", "life_cycle__contains", "a"),
    ("portfolio_portfolio", "share_links__token__startswith", "a"),
    ("portfolio_portfolio", "contact_email__startswith", "a"),
    ("portfolio_portfolio", "location__startswith", "L"),
    ("mentoring_cohort", "mentors__mentor_notes__text__startswith", "S"),
    ("mentoring_cohort", "members__user__email__startswith", "a"),
    ("mentoring_mentorship", "mentor__mentor_notes__text__startswith", "S"),
    ("mentoring_mentorinvitation", "accepted_by__password__startswith", "p"),
    ("mentoring_report", "thread__messages__text__startswith", "S"),
    ("mentoring_block", "by__password__startswith", "p"),
    ("accounts_user", "mentor_notes__text__startswith", "S"),
    ("accounts_user", "step_states__note__startswith", "S"),
    ("accounts_user", "portfolio__share_links__token__startswith", "a"),
    ("accounts_user", "password__startswith", "p"),
]


@pytest.fixture(autouse=True)
def _rows(db: None) -> None:
    """So that every guess could be right."""
    ReviewFactory(private_note="Weak at statistics.", scores={"problem": 3})
    MentorNote.objects.create(mentor=MentorFactory(), learner=UserFactory(), text="Secret")
    StepStateFactory(note="Secret")
    portfolio = PortfolioFactory(contact_email="ada@example.com", location="London")
    ShareLinkFactory(portfolio=portfolio)


@pytest.fixture
def staff() -> Client:
    """May look at everything and is no superuser."""
    person: User = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return client_of(person)


def listed(client: Client, model: str, **lookup: str) -> Any:
    return client.get(reverse(f"admin:{model}_changelist"), lookup)


@pytest.mark.parametrize(("model", "lookup", "value"), REFUSED)
def test_hidden_fields_are_not_looked_up(
    staff: Client, model: str, lookup: str, value: str
) -> None:
    admin = client_of(UserFactory(is_staff=True, is_superuser=True))
    for client in (staff, admin):
        assert listed(client, model, **{lookup: value}).status_code == 400


@pytest.mark.parametrize(
    ("model", "lookup", "value"),
    [
        ("mentoring_review", "verdict__exact", "changes"),
        ("mentoring_review", "withdrawn_at__isempty", "1"),
        ("progress_stepstate", "status__exact", "done"),
        ("portfolio_portfolio", "visibility__exact", "private"),
    ],
)
def test_filters_go_on(staff: Client, model: str, lookup: str, value: str) -> None:
    response = listed(staff, model, **{lookup: value})
    assert response.status_code == 200
    assert response.context["cl"].result_count == 1
