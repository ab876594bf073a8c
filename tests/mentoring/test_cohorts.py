"""The cohort page: whose it is, the spread over the stages, who needs attention."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import MENTORS, User
from mentoring.cohort_page import Elsewhere, stage_at
from mentoring.models import Cohort, CohortMember
from tests.factories import (
    CohortFactory,
    CohortMemberFactory,
    MentorFactory,
    PlanFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    UserFactory,
)
from tests.mentoring.followed import ago, block, client_of, moved
from tests.pages import main

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def mentor() -> User:
    for number in (1, 2, 3):
        end = None if number == 3 else number * 3
        StepFactory(stage=StageFactory(number=number, start_month=number * 3 - 3, end_month=end))
    return MentorFactory(display_name="Hannah")


@pytest.fixture
def cohort(mentor: User) -> Cohort:
    found: Cohort = CohortFactory(name="Spring", join_code="BCDFGHJK")
    found.mentors.add(mentor)
    return found


def page_of(cohort: Cohort) -> str:
    return reverse("mentoring:cohort", args=[cohort.pk])


def member(cohort: Cohort, name: str, began: int | None = 5) -> User:
    learner: User = UserFactory(display_name=name)
    CohortMemberFactory(cohort=cohort, user=learner)
    if began is not None:
        PlanFactory(user=learner, start_date=ago(began))
    return learner


def test_only_those_who_lead_it_see_it(mentor: User, cohort: Cohort) -> None:
    learner = member(cohort, "Ann")
    other = MentorFactory()
    CohortFactory().mentors.add(other)
    admin = UserFactory(is_staff=True, is_superuser=True)
    people = (mentor, other, learner, admin, None)
    codes = [client_of(person).get(page_of(cohort)).status_code for person in people]
    assert codes == [200, 404, 404, 404, 302]
    mentor.groups.remove(Group.objects.get(name=MENTORS))
    assert client_of(mentor).get(page_of(cohort)).status_code == 404


def test_cohort_that_is_not_there_and_wrong_verb(mentor: User, cohort: Cohort) -> None:
    client = client_of(mentor)
    assert client.get(reverse("mentoring:cohort", args=[10**18])).status_code == 404
    assert client.post(page_of(cohort)).status_code == 405


def test_page_has_the_spread_and_who_needs_attention(mentor: User, cohort: Cohort) -> None:
    moved(member(cohort, "Ann", began=45), 0)
    moved(member(cohort, "Ben", began=120), 0)
    ahead = member(cohort, "Cat", began=10)
    moved(ahead, 0)
    StepStateFactory(user=ahead, step=StepFactory(stage__number=7, stage__start_month=0))
    done = member(cohort, "Dan", began=100)
    for step in StepFactory._meta.model._default_manager.all():
        StepStateFactory(user=done, step=step)
    member(cohort, "Eve", began=-3)
    member(cohort, "Fay", began=None)
    UserFactory(display_name="Not in it")
    block(member(cohort, "Parted"), mentor)
    response = client_of(mentor).get(page_of(cohort))
    page = main(response)
    assert page.texts("h1") == ["Spring: six learners, two need attention."]
    assert "Learners join with the code BCDFGHJK" in page.text
    assert [row.learner.name for row in response.context["needing"]] == ["Ben", "Ann"]
    spread = [(bar.stage.earned, bar.stage.planned) for bar in response.context["spread"]]
    assert sum(earned for earned, _ in spread) == sum(planned for _, planned in spread) == 3
    assert spread[1][1] == 1
    assert response.context["elsewhere"] == [
        Elsewhere("finished", 1),
        Elsewhere("not started", 1),
        Elsewhere("no plan", 1),
    ]


def test_stage_at_a_month() -> None:
    stages = [
        StageFactory.build(number=1, start_month=0, end_month=3),
        StageFactory.build(number=2, start_month=3, end_month=6),
        StageFactory.build(number=3, start_month=3, end_month=6),
    ]
    months = (0, 2.9, 3, 5.9, 6, 99)
    assert [stage_at(stages, month) for month in months] == [1, 1, 2, 2, 3, 3]
    assert stage_at([], 1) is None
    assert stage_at(stages[1:], 1) is None


def test_pictures_keep_the_decimal_point_where_people_read_a_comma(
    mentor: User, cohort: Cohort
) -> None:
    """“33,3%” is no width: nothing would be drawn."""
    for name, began in (("Ann", 25), ("Ben", 40), ("Cat", 140)):
        moved(member(cohort, name, began=began), 3)
    html = client_of(mentor).get(page_of(cohort), headers={"accept-language": "de"}).text
    pictures = re.findall(r"(?s)<svg.*?</svg>", html.partition("<main")[2])
    assert any(re.search(r'="\d+\.\d+%?"', picture) for picture in pictures)
    assert not [picture for picture in pictures if re.search(r'="[^"]*\d,\d', picture)]


def test_closed_and_empty_cohort_says_so(mentor: User, cohort: Cohort) -> None:
    cohort.is_open = False
    cohort.save()
    page = main(client_of(mentor).get(page_of(cohort)))
    assert page.texts("h1") == ["Spring: no learners."]
    assert "takes nobody in" in page.text


def test_who_leaves_is_gone_at_once(mentor: User, cohort: Cohort) -> None:
    learner = member(cohort, "Ann")
    client: Client = client_of(mentor)
    assert b"Ann" in client.get(page_of(cohort)).content
    client_of(learner).post(reverse("mentoring:leave-cohort", args=[cohort.pk]))
    assert not CohortMember.objects.exists()
    assert b"Ann" not in client.get(page_of(cohort)).content
    assert client.get(reverse("mentoring:learner", args=[learner.pk])).status_code == 404


def test_page_names_those_who_are_mentors_now(mentor: User, cohort: Cohort) -> None:
    former, closed = MentorFactory(display_name="Once"), MentorFactory(display_name="Closed")
    cohort.mentors.add(MentorFactory(display_name="Mikael"), former, closed)
    former.groups.clear()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    named = client_of(mentor).get(page_of(cohort)).context["mentors"]
    assert [person.name for person in named] == ["Hannah", "Mikael"]


@pytest.mark.parametrize("rows", [1, 20])
def test_page_asks_as_much_for_many_as_for_one(
    mentor: User,
    cohort: Cohort,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for number in range(rows):
        moved(member(cohort, f"Person {number}", began=40), 1)
        cohort.mentors.add(MentorFactory())
    client = client_of(mentor)
    # Session, user, whether a mentor, header; cohort, learners, plans, pauses, steps, options,
    # states, proofs, stages, last events; stages again, the cohort's mentors.
    with django_assert_num_queries(16):
        client.get(page_of(cohort))
